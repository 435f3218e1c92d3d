"""Divisions, reports, service circles and assistance."""

import pathlib

import pytest

import gigmatch

NOW = "2026-11-24T05:00+08:00"
MARKET = pathlib.Path(__file__).parents[3] / "tests" / "data" / "market"


@pytest.fixture(scope="module")
def engine():
    engine = gigmatch.Engine.in_memory(divisions=[MARKET / "divisions.csv"])
    engine.add_postings(MARKET / "postings.csv")
    engine.add_workers(MARKET / "workers.csv")
    engine.add_outlets(MARKET / "outlets.csv")
    engine.commit()
    return engine


def test_divisions_are_found_by_code_name_and_path(tmp_path):
    divisions = gigmatch.Divisions()
    assert len(divisions) == 31 + 342 + 2978
    county = divisions.get("441900")
    assert county is not None and (county.level, county.full_name) == ("county", "广东省东莞市")
    assert divisions.get("499999") is None
    assert [found.code for found in divisions.find("山西/小店")] == ["140105"]
    successor = divisions.resolve("371202")
    assert successor is not None and successor.code == "370116"
    assert [child.code for child in divisions.children("4419")] == ["441900"]
    assert all(county.code.startswith("14") for county in divisions.inside("14", "county"))
    with pytest.raises(gigmatch.errors.InvalidOptionError, match="2, 4, 6, 9 or 12"):
        divisions.get("44190")
    own = tmp_path / "streets.csv"
    own.write_text("code,name\n441900003,东城街道\n", encoding="utf-8")
    assert [child.name for child in gigmatch.Divisions([own]).children("441900")] == ["东城街道"]


@pytest.mark.parametrize("question", ["report", "assist", "job_lists"])
def test_progress_counts_people(engine, question):
    seen = []
    getattr(engine, question)(now=NOW, progress=lambda done, total: seen.append((done, total)))
    done, total = seen[-1]
    assert 0 < done == total <= 30

    def refuse(done, total):
        raise KeyError((done, total))

    with pytest.raises(KeyError):
        getattr(engine, question)(now=NOW, progress=refuse)


def test_a_report_adds_up_and_holds_no_ids(engine):
    report = engine.report(now=NOW, by="township", threshold=1)
    rows = report.table.to_pylist()
    totals = [row for row in rows if row["dimension"] == "total"]
    whole = totals[0]
    # The province and what is in none.
    assert whole["seekers"] == sum(row["seekers"] for row in totals if row["parent"] == "")
    by_occupation = [row for row in rows if row["code"] == "" and row["dimension"] == "occupation" and not row["is_rest"]]
    assert sum(row["seekers"] for row in by_occupation) == whole["seekers"]
    assert "worker_id" not in rows[0]
    rounded = engine.report(now=NOW, threshold=5).table.to_pylist()
    assert all((row["seekers"] or 0) % 5 == 0 for row in rounded)
    assert rounded == engine.report(now=NOW, threshold=5).table.to_pylist()
    only = engine.report(now=NOW, within="14", dimensions=["key_group"], key_group_rules="example")
    assert only.key_group_version is not None and only.areas[0].code == "14"
    assert {row["dimension"] for row in only.table.to_pylist()} <= {"total", "key_group"}
    assert len(only) == len(only.table) and "<table" in only._repr_html_()


def test_circles_and_places_for_more_of_them(engine):
    coverage = engine.coverage(now=NOW, threshold=1, list_outside=True, suggest=1)
    rows = coverage.table.to_pylist()
    assert rows[0]["group"] == "all" and rows[0]["people"] == rows[0]["inside"] + len(coverage.outside)
    assert len(coverage.suggestions) <= 1 and coverage.suggestions_optimal
    assert coverage.theil.between + coverage.theil.within == pytest.approx(coverage.theil.total)
    everywhere = engine.coverage(now=NOW, threshold=1, circles={"urban_minutes": 1440, "rural_m": 20_000_000})
    assert everywhere.table.to_pylist()[0]["inside"] >= rows[0]["inside"]
    here = {"name": "此处", "longitude": 112.55, "latitude": 37.87, "radius_m": 20_000_000}
    asked = engine.coverage(now=NOW, threshold=1, suggest=1, sites=[here])
    assert sum(row["gain"] for row in asked.suggestions.to_pylist()) == len(coverage.outside)
    nearest = engine.nearest_outlets("workers", most=2).to_pylist()
    assert [row["rank"] for row in nearest[:2]] == [1, 2]


def test_who_needs_help_and_what_is_open(engine):
    help = engine.assist(now=NOW, weak_below=100_000_000, congested_above=0, caseworkers=2, visits_a_day=3)
    needs = help.needs.to_pylist()
    assert help.people >= len(needs) > 0
    assert sum(count.people for count in help.reasons) == len(needs)
    assert len(help.routes) == 2 and all(len(route.visits) <= 3 for route in help.routes)
    visited = [row for row in needs if row["caseworker"] is not None]
    assert len(visited) == sum(len(route.visits) for route in help.routes)
    changed = [row for row in needs if row["change_rule"] is not None]
    assert all(row["change_postings"] > 0 for row in changed)
    nobody = engine.assist(now=NOW, key_groups=["zero_employment_household"], key_group_rules={"version": "none", "rules": []})
    assert nobody.people == 0
    jobs = engine.job_lists(now=NOW, most=2).to_pylist()
    assert jobs and max(row["rank"] for row in jobs) <= 2


def test_pages_stand_alone(engine):
    pages = [
        engine.report_page(now=NOW, suggest=1),
        engine.visits_page(now=NOW, lang="en", weak_below=100_000_000, congested_above=0),
        engine.jobs_page(now=NOW),
    ]
    for page in pages:
        assert page.startswith("<!doctype html>")
        assert "http://" not in page and "https://" not in page
    assert not any(worker in pages[0] + pages[2] for worker in engine.ids("worker"))
    assert any(worker in pages[1] for worker in engine.ids("worker"))
    with pytest.raises(gigmatch.errors.InvalidOptionError, match="zh, en"):
        engine.report_page(now=NOW, lang="fr")


def test_a_wrong_option_is_told():
    engine = gigmatch.Engine.in_memory()
    with pytest.raises(gigmatch.errors.InvalidOptionError, match="allowed are province"):
        engine.report(now=NOW, by="street corner")
    with pytest.raises(gigmatch.errors.InvalidOptionError, match="1 to 1000"):
        engine.report(now=NOW, threshold=1_000_000)
    with pytest.raises(TypeError, match='the nearest is "threshold"'):
        engine.report(now=NOW, treshold=5)
    with pytest.raises(gigmatch.errors.RecordNotFoundError):
        engine.assist(now=NOW, outlet="nowhere")
    with pytest.raises(gigmatch.errors.TableError):
        engine.report(now=NOW, key_group_rules={"version": "x"})
    with pytest.raises(TypeError, match="missing"):
        engine.coverage()
