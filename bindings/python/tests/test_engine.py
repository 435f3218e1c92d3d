"""The package's main job, from dicts to tables."""

import datetime
import decimal
import doctest
import types

import pyarrow
import pyarrow.parquet
import pytest

import gigmatch

NOW = "2026-11-24T05:00+08:00"
POSTINGS = [
    {"id": "p1", "title": "叉车司机", "longitude": 112.55, "latitude": 37.87, "base_salary": "260元/天"},
    {"id": "p2", "title": "线上客服", "remote": True},
]
WORKERS = [
    {"id": "w1", "longitude": 112.56, "latitude": 37.87, "max_distance_m": 3000, "wishes": "叉车"},
    {"id": "w2", "birth_date": datetime.date(2015, 1, 1)},
]


@pytest.fixture
def engine():
    engine = gigmatch.Engine.in_memory()
    assert engine.add_postings(POSTINGS).accepted == 2
    assert engine.add_workers(iter(WORKERS)).accepted == 2
    assert engine.commit() == 1
    return engine


def test_terms_are_found_in_texts(tmp_path):
    terms = gigmatch.Terms()
    text = "🎉无叉車证勿扰，会电焊优先，无需健康证"
    found = terms.find(text)
    assert [(one.text, one.sense, one.field) for one in found] == [
        ("叉車证", "required", "required_certificates"),
        ("电焊", "preferred", "desired_skills"),
        ("健康证", "not_needed", None),
    ]
    assert all(text[one.start : one.end] == one.text for one in found)
    table = terms.find_all(["", text]).to_pylist()
    assert [(row["row"], row["name"]) for row in table] == [(2, one.name) for one in found]
    with pytest.raises(TypeError, match="one text alone"):
        terms.find_all(text)
    own = tmp_path / "terms.csv"
    own.write_text("kind,name,aliases\nskill,摊煎饼,煎饼\n", encoding="utf-8")
    assert [one.name for one in gigmatch.Terms(table=own).find("要会煎饼")] == ["摊煎饼"]


def test_the_docstring_runs():
    assert doctest.testmod(gigmatch).failed == 0


def test_matches_come_as_rows_and_as_arrow(engine):
    matches = engine.match_workers(now=NOW)
    rows = matches.to_pylist()
    assert [(row["worker_id"], row["rank"], row["posting_id"]) for row in rows] == [("w1", 1, "p1"), ("w1", 2, "p2")]
    table = pyarrow.table(matches)
    assert table.num_rows == len(matches) == 2
    assert table["score"].to_pylist() == [row["score"] for row in rows]
    assert matches.provenance.generation == 1
    assert matches.provenance.now == datetime.datetime.fromisoformat(NOW)
    assert len(engine.match_postings(now=NOW, top=1)) == 2
    best = engine.match_worker("w1", now=datetime.datetime.fromisoformat(NOW), top=1)
    assert [hit.posting_id for hit in best] == [best[0].posting_id] == ["p1"]
    assert len(engine.match_posting("p1", now=NOW, filters=["worker.division=44"])) == 0


def test_pairs_are_explained(engine):
    told = engine.explain("w1", "p1", now=NOW)
    assert told.score == sum(part.contribution for part in told.factors)
    assert told.factors[3].words.en == "876 m from home in a straight line"
    why_not = engine.why_not("w2", "p2", now=NOW)
    assert [failure.rule for failure in why_not.failures] == ["minimum_age"]
    assert why_not.failures[0].problem.en == "the least age is 16, the worker was born on 2015-01-01"
    assert why_not.single_change.field == "worker.birth_date"
    assert engine.explain("w2", "p2", now=NOW).failed_rules == ("minimum_age",)


def test_records_that_are_not_indexed_are_asked_about(engine):
    walk_in = {"id": "walk-in", "longitude": 112.55, "latitude": 37.87}
    assert engine.match_worker(walk_in, now=NOW)[0].worker_id == "walk-in"
    assert engine.explain(walk_in, "p1", now=NOW).distance_m == 0
    job = {"id": "job", "title": "保洁", "longitude": 112.6, "latitude": 37.87, "required_skills": ["高空作业"]}
    why_not = engine.why_not("w1", job, now=NOW)
    assert [failure.rule for failure in why_not.failures] == ["worker_reach", "required_skills"]
    assert why_not.single_change is None
    funnel = engine.funnel_posting(job, now=NOW)
    assert (funnel.candidates, funnel.eligible) == (2, 0)
    assert engine.funnel_worker("w1", now=NOW).eligible == 2
    with pytest.raises(gigmatch.errors.InvalidRecordError) as raised:
        engine.explain({"id": "w", "max_distance_m": "far"}, "p1", now=NOW)
    assert raised.value.field == "max_distance_m"
    with pytest.raises(TypeError):
        engine.explain(7, "p1", now=NOW)


def test_a_snapshot_stays_as_it_is(engine):
    snapshot = engine.snapshot()
    engine.delete_workers(["w1"])
    engine.commit()
    assert (snapshot.generation, engine.generation) == (1, 2)
    assert (snapshot.ids("worker"), engine.ids("worker")) == (["w1", "w2"], ["w2"])
    assert (snapshot.count("worker"), engine.count("worker")) == (2, 1)
    assert snapshot.get("worker", "w1")["max_distance_m"] == 3000
    assert engine.get("worker", "w1") is None
    assert len(snapshot.match_workers(now=NOW)) == 2
    engine.close()
    assert snapshot.match_worker("w1", now=NOW)[0].posting_id == "p1"
    with pytest.raises(gigmatch.errors.InvalidOptionError):
        snapshot.count("wrokers")


def test_search_finds_words(engine):
    page = engine.search("posting", "叉车", facets=["work_mode"])
    assert [(hit["id"], hit["highlight"]) for hit in page.hits.to_pylist()] == [("p1", "<mark>叉车</mark>司机")]
    assert (page.total, len(page), page.next, page.suggestion) == (1, 1, None, None)
    assert page.facets[0].counts == (gigmatch.answers.FacetCount("on_site", None, 1),)
    assert engine.search("posting", "chache").hits.to_pylist()[0]["id"] == "p1"
    assert engine.search("posting", "叉车 海员").suggestion == gigmatch.answers.Suggestion("叉车", 1)
    assert "<table" in page._repr_html_()


def test_titles_are_classified(tmp_path):
    classifier = gigmatch.Classifier()
    found = classifier.classify("襄城区围炉三国锅招聘服务员", top=3)
    assert found[0].name == "餐厅服务员" and "服务员" in found[0].evidence[0].shared[0]
    assert len(found) == 3 and "<table" in found._repr_html_()
    assert len(classifier.classify("!?")) == 0
    rows = classifier.classify_all(["月嫂", "", "叉车司机"], top=1).to_pylist()
    assert [(row["row"], row["code"]) for row in rows] == [(1, "4-10-01-06"), (3, "6-30-05-01")]
    table = tmp_path / "isco.csv"
    table.write_text("code,name,aliases\n8344,forklift operator,fork lift driver\n5120,cook,\n")
    assert gigmatch.Classifier(occupations=table).classify("Forklift drivers")[0].code == "8344"
    with pytest.raises(TypeError):
        classifier.classify_all("月嫂")


def test_search_has_options(engine):
    everything = engine.search("posting", "")
    assert everything.total == engine.count("posting")
    pages, after = [], None
    while len(pages) < everything.total:
        page = engine.search("posting", "", top=1, after=after)
        pages.append(page.hits.to_pylist()[0]["id"])
        after = page.next
    assert after is None and sorted(pages) == engine.ids("posting")
    near = {"near": (112.55, 37.87), "radius": "1000km", "sort": "distance"}
    assert engine.search("posting", "", **near).hits.to_pylist()[0]["distance_m"] is not None
    assert engine.search("posting", "", filters={"work_mode": "remote"}).total < everything.total
    for wrong in [{"radius": 5}, {"after": "x"}, {"sort": "size"}, {"facets": ["size"]}, {"near": 5}]:
        with pytest.raises(gigmatch.errors.InvalidOptionError):
            engine.search("posting", "", **wrong)
    with pytest.raises(gigmatch.errors.InvalidOptionError, match="postings have no key group"):
        engine.search("posting", "", filters=["key_group=veteran"])
    with pytest.raises(TypeError, match="nearest is 'near'|nearest is \"near\""):
        engine.search("posting", "", nera=(1, 2))


def test_seats_are_taken(engine):
    shift = {"id": "s", "start": "2026-11-24T08:00+08:00", "end": "2026-11-24T12:00+08:00", "headcount": 1}
    engine.add_postings([{"id": "p3", "title": "分拣", "remote": True, "shifts": [shift]}])
    engine.add_placements([{"worker_id": "w2", "posting_id": "p3", "shift_id": "s"}])
    engine.commit()
    taken = engine.occupancy()
    assert (taken.taken("p3", "s"), taken.version) == (1, "generation 2")
    told = engine.why_not("w1", "p3", now=NOW, occupancy=taken)
    assert [failure.rule for failure in told.failures] == ["seat_left"]
    assert told.provenance.occupancy_version == "generation 2"
    own = gigmatch.Occupancy("by hand")
    own.commit("w1", "e1", datetime.datetime.fromisoformat(NOW), "2026-11-24T09:00+08:00")
    assert engine.explain("w1", "p3", now=NOW, occupancy=own).eligible
    own.take("p3", "s", 2)
    assert not engine.explain("w1", "p3", now=NOW, occupancy=own).eligible
    with pytest.raises(gigmatch.errors.InvalidOptionError):
        own.commit("w1", "e1", "2026-11-24T05:00", "2026-11-24T09:00")
    with pytest.raises(TypeError, match="Occupancy"):
        engine.match_workers(now=NOW, occupancy={})


def test_answers_show_themselves_in_notebooks(engine):
    gigmatch.language("en")
    shown = {
        "points": engine.explain("w1", "p1", now=NOW),
        "least age": engine.why_not("w2", "p1", now=NOW),
        "alone would remove": engine.funnel_worker("w1", now=NOW),
        "worker_score": engine.match_worker("w1", now=NOW),
        "employer_score": engine.match_workers(now=NOW),
        "no rows": engine.match_workers([], now=NOW),
        "1 rejected": engine.add_postings([{"id": "<i>", "title": "x" * 9999}]),
    }
    for words, answer in shown.items():
        html = answer._repr_html_()
        assert words in html
        assert "<i>" not in html
    gigmatch.language("zh")
    assert "得分" in engine.explain("w1", "p1", now=NOW)._repr_html_()
    assert str(engine.explain("w1", "p1", now=NOW).factors[3].label) == "距离"
    with pytest.raises(ValueError, match="language"):
        gigmatch.language("fr")


def test_bad_rows_are_reported_and_bad_requests_raise(engine, tmp_path):
    report = engine.add_postings([{"id": "x", "titel": "y"}, {"id": "p3", "title": "保洁"}])
    assert (report.accepted, len(report.rejections)) == (1, 1)
    assert report.rejected == 1
    problem = {"field": "title", "code": "field.missing", "given": "", "allowed": "a text of at most 500 characters"}
    assert report.rejections.to_pylist() == [{"kind": "posting", "row": 1, "id": "x", **problem}]
    assert report.unknown_columns.to_pylist() == [{"name": "titel", "nearest": "title", "rows": 1}]
    with pytest.raises(gigmatch.GigmatchError) as raised:
        engine.match_worker("nobody", now=NOW)
    assert raised.value.code == "record.not_found"
    with pytest.raises(gigmatch.GigmatchError) as raised:
        engine.match_workers(now=NOW, filters=["worker.colour=red"])
    assert raised.value.code == "filter.invalid"
    with pytest.raises(ValueError):
        engine.match_workers(now="yesterday")
    with pytest.raises(TypeError):
        engine.match_workers(now=NOW, topp=3)


def test_values_of_python_are_judged_with_their_rows(engine):
    shift = {"start": datetime.datetime(2026, 11, 24, 22), "end": datetime.datetime(2026, 11, 25, 6)}
    pay = {"value": decimal.Decimal("20.5"), "unit_text": "HOUR"}
    records = [
        types.MappingProxyType({"id": "p3", "title": "夜班", "remote": True, "shifts": (shift,), "base_salary": pay}),
        {"id": "p4", "title": "t", "longitude": float("nan"), "latitude": 37.87},
        {"id": "p5", "title": "t", "total_job_openings": 10**30},
    ]
    report = engine.add_postings(records)
    assert (report.accepted, [bad["id"] for bad in report.rejections.to_pylist()]) == (1, ["p4", "p5"])


def test_what_is_no_record_raises(engine):
    endless = []
    endless.append(endless)
    for records in [3, [1], {"id": "p"}, [["id"]], b"postings.csv", [{1: 2}]]:
        with pytest.raises(TypeError):
            engine.add_postings(records)
    for records in [endless, [{"id": "\ud800"}]]:
        with pytest.raises(ValueError):
            engine.add_postings(records)


def test_files_and_directories(tmp_path):
    table = tmp_path / "postings.csv"
    table.write_text("id,title,remote\np1,线上客服,true\np2\n", encoding="gb18030")
    with_parquet = tmp_path / "workers.parquet"
    pyarrow.parquet.write_table(pyarrow.table({"id": ["w1", "w2"]}), with_parquet)
    engine = gigmatch.Engine.open(tmp_path / "index")
    assert engine.add_postings(table).rejected == 1
    assert engine.add_workers(str(with_parquet)).accepted == 2
    engine.commit()
    again = gigmatch.Engine.open(tmp_path / "index")
    assert (again.generation, len(again.match_workers(now=NOW))) == (1, 2)
    with pytest.raises(gigmatch.GigmatchError) as raised:
        again.commit()
    assert raised.value.code == "index.locked"


def test_plans(engine):
    plan = engine.assign(now=NOW)
    assert [(row["worker_id"], row["posting_id"]) for row in plan.assignments.to_pylist()] == [("w1", "p1")]
    assert [row["reason"] for row in plan.unassigned.to_pylist()] == ["no_eligible_seat"]
    assert [(row["posting_id"], row["reason"]) for row in plan.unfilled.to_pylist()] == [("p2", "people_elsewhere")]
    assert (plan.summary.workers, plan.summary.seats, plan.summary.filled, len(plan)) == (2, 2, 1, 1)
    assert plan.proof.optimal
    assert plan.proof.gap == 0
    forbidden = engine.assign(now=NOW, forbidden=[{"worker_id": "w1", "posting_id": "p1"}])
    assert [row["posting_id"] for row in forbidden.assignments.to_pylist()] == ["p2"]
    assert "w1" in plan._repr_html_()
    with pytest.raises(TypeError, match='nearest is "objective"'):
        engine.assign(now=NOW, objektive="score")
    with pytest.raises(TypeError, match="list of mappings"):
        engine.assign(now=NOW, seats={"posting_id": "p1"})
