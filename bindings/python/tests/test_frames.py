"""Arrow in and out, the life of an engine, and what it raises."""

import os
import pickle
import sys

import pyarrow
import pytest

import gigmatch
from gigmatch import errors

NOW = "2026-11-24T05:00+08:00"


@pytest.fixture
def engine():
    engine = gigmatch.Engine.in_memory(threads=2)
    postings = pyarrow.table({"id": ["p1", "p2", "p3"], "title": ["线上客服"] * 3, "remote": [True] * 3})
    assert engine.add_postings(postings).accepted == 3
    workers = pyarrow.table({"id": ["w2", "w1", "w1"], "status": ["active", "active", "active"]})
    report = engine.add_workers(workers)
    assert (report.accepted, report.duplicates, report.rejected) == (2, 1, 0)
    engine.commit()
    return engine


def test_batches_and_readers_go_in(engine):
    batch = pyarrow.record_batch({"id": ["w3", ""], "max_distance_m": [3000, 5]})
    report = engine.add_workers(batch)
    assert report.accepted == 1
    assert [(bad["row"], bad["code"]) for bad in report.rejections.to_pylist()] == [(2, "field.missing")]
    reader = pyarrow.RecordBatchReader.from_batches(batch.schema, [batch.slice(0, 1), batch.slice(1)])
    report = engine.add_workers(reader)
    assert (report.accepted, report.rejections.to_pylist()[0]["row"]) == (1, 2)
    with pytest.raises(errors.FileFormatError, match="binary|Binary"):
        engine.add_workers(pyarrow.table({"id": [b"w4"]}))


def test_some_ids_and_new_rows_are_matched(engine):
    every = engine.match_workers(now=NOW).to_pylist()
    some = engine.match_workers(["w2", "w2"], now=NOW).to_pylist()
    assert some == [row for row in every if row["worker_id"] == "w2"]
    new = engine.match_workers(pyarrow.table({"id": ["z", "a"]}), now=NOW, top=1).to_pylist()
    assert [row["worker_id"] for row in new] == ["z", "a"]
    new = engine.match_postings([{"id": "n", "title": "保洁", "remote": True}], now=NOW)
    assert [row["worker_id"] for row in new.to_pylist()] == ["w1", "w2"]
    assert engine.match_workers([], now=NOW).to_pylist() == []
    with pytest.raises(errors.RecordNotFoundError):
        engine.match_workers(["nobody"], now=NOW)
    with pytest.raises(errors.InvalidRecordError) as raised:
        engine.match_workers([{"id": "a"}, {"id": "b", "max_distance_m": -1}], now=NOW)
    assert (raised.value.row, raised.value.field) == (2, "max_distance_m")
    with pytest.raises(TypeError):
        engine.match_workers("w1", now=NOW)


def test_streams_give_what_tables_give(engine):
    expected = engine.match_workers(now=NOW).to_arrow()
    assert pyarrow.table(engine.match_batches("workers", now=NOW)).equals(expected, check_metadata=True)
    stream = engine.match_batches("workers", now=NOW)
    assert [row for table in stream for row in table.to_pylist()] == expected.to_pylist()
    stream = engine.match_batches("postings", now=NOW)
    assert pyarrow.table(stream).num_rows == 6
    with pytest.raises(ValueError, match="taken"):
        pyarrow.table(stream)
    with pytest.raises(errors.InvalidOptionError):
        engine.match_batches("outlets", now=NOW)


def test_weights_and_options_are_checked(engine):
    only = {"time": 100}
    rows = engine.match_workers(now=NOW, weights={"worker": only, "employer": only, "blend": 30}).to_pylist()
    assert {row["score"] for row in rows} == {50_000_000}
    for wrong in [{"worker": {"tiem": 100}}, {"worker": {"time": 99}}, {"blend": 101}]:
        with pytest.raises(errors.InvalidOptionError) as raised:
            engine.match_workers(now=NOW, weights=wrong)
        assert raised.value.code == "weights.invalid"
    with pytest.raises(TypeError, match="nearest is \"filters\""):
        engine.match_workers(now=NOW, filtres=[])
    with pytest.raises(TypeError, match="now"):
        engine.match_workers()
    for deadline in [-1.0, float("nan")]:
        with pytest.raises(errors.InvalidOptionError):
            engine.match_workers(now=NOW, deadline=deadline)
    with pytest.raises(TimeoutError) as late:
        engine.match_workers(now=NOW, deadline=0.0)
    assert late.value.code == "deadline.exceeded"


def test_deletes_and_rollback(engine):
    assert engine.delete_workers(["w1", "nobody"]) == 1
    engine.rollback()
    assert engine.delete_postings(iter(["p1", "p2"])) == 2
    assert engine.commit() == 2
    assert len(engine.match_workers(now=NOW)) == 2
    with pytest.raises(TypeError):
        engine.delete_workers("w1")


def test_a_closed_engine_says_so(tmp_path):
    with gigmatch.Engine.open(tmp_path / "index") as engine:
        engine.add_workers([{"id": "w1"}])
        engine.commit()
        engine.add_workers([{"id": "w2"}])
    engine.close()
    for call in [engine.commit, lambda: engine.generation, lambda: engine.match_workers(now=NOW)]:
        with pytest.raises(errors.EngineClosedError) as raised:
            call()
        assert raised.value.code == "engine.closed"
    again = gigmatch.Engine.open(tmp_path / "index")
    assert again.delete_workers(["w1", "w2"]) == 1


def test_an_engine_from_a_path_can_be_pickled(tmp_path):
    engine = gigmatch.Engine.open(tmp_path / "index", threads=1)
    engine.add_workers([{"id": "w1"}])
    engine.commit()
    copy = pickle.loads(pickle.dumps(engine))
    assert (copy.generation, repr(copy)) == (1, repr(engine))
    with pytest.raises(TypeError, match="in memory"):
        pickle.dumps(gigmatch.Engine.in_memory())


@pytest.mark.skipif(sys.platform == "win32", reason="no fork")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_forked_engine_refuses(engine):
    child = os.fork()
    if child == 0:
        try:
            engine.match_workers(now=NOW)
        except errors.EngineClosedError as error:
            os._exit(0 if error.code == "engine.forked" else 2)
        os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert len(engine.match_workers(now=NOW)) == 6


@pytest.mark.skipif(sys.platform == "win32", reason="no interval timers")
def test_an_interrupt_stops_an_add(engine, interrupted):
    many = pyarrow.table({"id": [f"w{number}" for number in range(300_000)]})

    with interrupted(0.1):
        engine.add_workers(many)
    engine.rollback()
    assert engine.add_workers([{"id": "w9"}]).accepted == 1
    engine.commit()
    assert len(engine.match_workers(now=NOW)) == 9


def test_errors_have_their_classes(tmp_path):
    engine = gigmatch.Engine.in_memory()
    with pytest.raises(FileNotFoundError) as raised:
        engine.add_workers(tmp_path / "nothing.csv")
    assert (type(raised.value), raised.value.code) == (errors.MissingFileError, "io")
    with pytest.raises(errors.FileFormatError):
        engine.add_workers(tmp_path / "nothing.doc")
    copy = pickle.loads(pickle.dumps(errors.of_code("record.invalid", "bad", "id", 3)))
    assert (type(copy), copy.code, copy.field, copy.row) == (errors.InvalidRecordError, "record.invalid", "id", 3)
    assert all(type(errors.of_code(code, "")) is not errors.GigmatchError for code in errors.CODES)
