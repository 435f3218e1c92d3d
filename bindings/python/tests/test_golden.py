"""The golden questions have the same bytes for an answer as in Rust."""

import dataclasses
import json
import pathlib

import pytest

import gigmatch

TESTS = pathlib.Path(__file__).parents[3] / "tests"
CASES = json.loads((TESTS / "golden/cases.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def engine():
    engine = gigmatch.Engine.in_memory(threads=2)
    for kind in ("postings", "workers", "outlets"):
        assert getattr(engine, f"add_{kind}")(TESTS / f"data/market/{kind}.csv").rejected == 0
    taken = {"worker_id": "W0000001", "posting_id": "P000001", "shift_id": "1127-evening", "employer": "E6764092615"}
    engine.add_placements([taken])
    engine.commit()
    return engine


def answer(engine, call, arguments, options):
    if call.startswith("add_"):
        engine = gigmatch.Engine.in_memory()
        report = getattr(engine, call)(*arguments)
        engine.commit()
        kind = call.removeprefix("add_").removesuffix("s")
        return {
            "accepted": report.accepted,
            "duplicates": report.duplicates,
            "rejections": report.rejections.to_pylist(),
            "unknown_columns": report.unknown_columns.to_pylist(),
            "records": [engine.get(kind, id) for id in engine.ids(kind)],
        }
    if options.get("occupancy"):
        options = {**options, "occupancy": engine.occupancy()}
    given = getattr(engine, call)(*arguments, **options)
    if call == "search":
        return given.hits.to_pylist()
    if isinstance(given, gigmatch.MatchTable):
        return {"provenance": dataclasses.asdict(given.provenance), "rows": given.to_pylist()}
    return dataclasses.asdict(given)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_answers_are_those_of_rust(engine, case):
    expected = (TESTS / f"golden/answers/{case['name']}.json").read_text(encoding="utf-8")
    given = answer(engine, case["call"], case["arguments"], case["options"])
    text = json.dumps(given, ensure_ascii=False, indent=2, default=lambda time: f"{time:%Y-%m-%dT%H:%M:%SZ}")
    assert text + "\n" == expected
