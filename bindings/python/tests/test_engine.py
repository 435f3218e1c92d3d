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


def test_the_docstring_runs():
    assert doctest.testmod(gigmatch).failed == 0


def test_matches_come_as_rows_and_as_arrow(engine):
    matches = engine.match_workers(now=NOW)
    rows = matches.to_pylist()
    assert [(row["worker_id"], row["rank"], row["posting_id"]) for row in rows] == [("w1", 1, "p1"), ("w1", 2, "p2")]
    table = pyarrow.table(matches)
    assert table.num_rows == len(matches) == 2
    assert table["score"].to_pylist() == [row["score"] for row in rows]
    assert matches.provenance["generation"] == 1
    assert len(engine.match_postings(now=NOW, top=1)) == 2
    assert engine.match_worker("w1", now=datetime.datetime.fromisoformat(NOW), top=1)[0]["posting_id"] == "p1"
    assert engine.match_posting("p1", now=NOW, filters=["worker.division=44"]) == []


def test_pairs_are_explained(engine):
    told = engine.explain("w1", "p1", now=NOW)
    assert told["score"] == sum(part["contribution"] for part in told["factors"])
    why_not = engine.why_not("w2", "p2", now=NOW)
    assert [failure["rule"] for failure in why_not["failures"]] == ["minimum_age"]
    assert why_not["single_change"]["field"] == "worker.birth_date"


def test_bad_rows_are_reported_and_bad_requests_raise(engine, tmp_path):
    report = engine.add_postings([{"id": "x", "titel": "y"}, {"id": "p3", "title": "保洁"}])
    assert (report.accepted, len(report.rejections)) == (1, 1)
    assert report.rejections[0]["problems"][0]["code"] == "field.missing"
    assert report.unknown_columns[0]["nearest"] == "title"
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
    assert (report.accepted, [rejection["id"] for rejection in report.rejections]) == (1, ["p4", "p5"])


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
    assert len(engine.add_postings(table).rejections) == 1
    assert engine.add_workers(str(with_parquet)).accepted == 2
    engine.commit()
    again = gigmatch.Engine.open(tmp_path / "index")
    assert (again.generation, len(again.match_workers(now=NOW))) == (1, 2)
    with pytest.raises(gigmatch.GigmatchError) as raised:
        again.commit()
    assert raised.value.code == "index.locked"
