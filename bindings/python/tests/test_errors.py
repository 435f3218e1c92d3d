"""Every error code is provoked once."""

import datetime
import multiprocessing
import os
import pickle
import sys
import threading

import pyarrow
import pytest

import gigmatch
from gigmatch import _native, errors

NOW = "2026-11-24T05:00+08:00"


def an_index(folder):
    engine = gigmatch.Engine.open(folder / "index", threads=1)
    engine.add_workers([{"id": "w1"}])
    engine.commit()
    engine.close()
    return folder / "index"


def io(folder):
    (folder / "file").write_text("")
    gigmatch.Engine.open(folder / "file")


def file_format(folder):
    gigmatch.Engine.in_memory().add_workers(folder / "workers.doc")


def mapping_invalid(folder):
    (folder / "mapping.json").write_text('{"colums": {}}')
    gigmatch.Engine.in_memory().add_workers([], mapping=folder / "mapping.json")


def table_invalid(folder):
    (folder / "divisions.csv").write_text("code\n14\n")
    gigmatch.Engine.in_memory(divisions=folder / "divisions.csv")


def index_locked(folder):
    path = an_index(folder)
    first, second = gigmatch.Engine.open(path), gigmatch.Engine.open(path)
    first.add_workers([])
    second.add_workers([])


def index_foreign(folder):
    (folder / "holiday.jpg").write_bytes(b"")
    gigmatch.Engine.open(folder)


def index_version(folder):
    meta = an_index(folder) / "meta.json"
    text = meta.read_text()
    changed = text.replace('\\"format\\":', '\\"format\\":9')
    assert changed != text
    meta.write_text(changed)
    gigmatch.Engine.open(meta.parent)


def index_damaged(folder):
    path = an_index(folder)
    store = next(path.glob("*.store"))
    store.write_bytes(store.read_bytes()[:-3])
    gigmatch.Engine.open(path)


def index_settings(folder):
    gigmatch.Engine.open(an_index(folder), zone="Asia/Tokyo")


def index_failed(folder):
    path = an_index(folder)
    engine = gigmatch.Engine.open(path, threads=1)
    engine.add_workers([{"id": "w2"}])
    path.rename(folder / "elsewhere")
    engine.commit()


def record_not_found(_folder):
    gigmatch.Engine.in_memory().match_worker("nobody", now=NOW)


def record_invalid(_folder):
    gigmatch.Engine.in_memory().match_worker({"id": "w", "birth_date": "yesterday"}, now=NOW)


def option_invalid(_folder):
    gigmatch.Engine.in_memory().match_workers(now="yesterday")


def weights_invalid(_folder):
    gigmatch.Engine.in_memory().match_workers(now=NOW, weights={"blend": 101})


def filter_invalid(_folder):
    gigmatch.Engine.in_memory().match_workers(now=NOW, filters={"worker.colour": "red"})


def pin_infeasible(_folder):
    engine = gigmatch.Engine.in_memory()
    engine.add_workers([{"id": "w1"}])
    engine.add_postings([{"id": "p1", "title": "叉车司机", "required_skills": "叉车驾驶", "remote": True}])
    engine.commit()
    engine.assign(now=NOW, pinned=[{"worker_id": "w1", "posting_id": "p1"}])


def cancelled(_folder):
    engine = gigmatch.Engine.in_memory()
    engine.add_workers({"id": f"w{number}"} for number in range(10_001))
    engine.add_postings({"id": f"p{number}", "title": "线上客服", "remote": True} for number in range(100))
    engine.commit()
    told = []

    def refuse(_done, _all):
        # Once: on a busy machine a bar may be told again while the work stops.
        told.append(True)
        if len(told) == 1:
            raise RuntimeError

    stream = engine.match_batches("workers", now=NOW, progress=refuse)
    # What the bar raises stops the work; the stream then says so.
    with pytest.raises(RuntimeError):
        next(stream)
    next(stream)


def deadline_exceeded(_folder):
    engine = gigmatch.Engine.in_memory()
    engine.add_workers([{"id": "w1"}])
    engine.commit()
    engine.match_workers(now=NOW, deadline=0)


def engine_closed(_folder):
    engine = gigmatch.Engine.in_memory()
    engine.close()
    engine.commit()


def engine_forked(_folder):
    engine = gigmatch.Engine.in_memory()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            engine.count("worker")
        except errors.GigmatchError as error:
            os.write(writing, pickle.dumps(error))
        os._exit(0)
    os.close(writing)
    os.waitpid(child, 0)
    with os.fdopen(reading, "rb") as told:
        raise pickle.load(told)


CASES = {
    "cancelled": (cancelled, errors.CancelledError, Exception),
    "deadline.exceeded": (deadline_exceeded, errors.DeadlineExceededError, TimeoutError),
    "engine.closed": (engine_closed, errors.EngineClosedError, ValueError),
    "engine.forked": (engine_forked, errors.EngineClosedError, ValueError),
    "file.format": (file_format, errors.FileFormatError, ValueError),
    "filter.invalid": (filter_invalid, errors.InvalidOptionError, ValueError),
    "index.damaged": (index_damaged, errors.IndexBrokenError, Exception),
    "index.failed": (index_failed, errors.IndexBrokenError, Exception),
    "index.foreign": (index_foreign, errors.IndexBrokenError, Exception),
    "index.locked": (index_locked, errors.IndexLockedError, Exception),
    "index.settings": (index_settings, errors.IndexSettingsError, ValueError),
    "index.version": (index_version, errors.IndexBrokenError, Exception),
    "io": (io, errors.FileError, OSError),
    "mapping.invalid": (mapping_invalid, errors.MappingError, ValueError),
    "option.invalid": (option_invalid, errors.InvalidOptionError, ValueError),
    "pin.infeasible": (pin_infeasible, errors.InfeasiblePinError, ValueError),
    "record.invalid": (record_invalid, errors.InvalidRecordError, ValueError),
    "record.not_found": (record_not_found, errors.RecordNotFoundError, LookupError),
    "table.invalid": (table_invalid, errors.TableError, ValueError),
    "weights.invalid": (weights_invalid, errors.InvalidOptionError, ValueError),
}


def test_every_code_has_a_case_and_a_class():
    assert set(CASES) == set(errors.CODES)
    assert set(_native.ERROR_CODES) | {"engine.closed", "engine.forked"} == set(errors.CODES)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("code", CASES)
def test_codes(code, tmp_path):
    if code == "engine.forked" and sys.platform == "win32":
        pytest.skip("no fork")
    provoke, kind, builtin = CASES[code]
    with pytest.raises(errors.GigmatchError) as raised:
        provoke(tmp_path)
    assert raised.value.code == code
    assert type(raised.value) is kind
    assert isinstance(raised.value, builtin)
    assert str(raised.value)


def test_errors_tell_field_and_row_and_can_be_pickled(tmp_path):
    with pytest.raises(FileNotFoundError) as missing:
        gigmatch.Engine.in_memory().add_workers(tmp_path / "nothing.csv")
    assert (type(missing.value), missing.value.code) == (errors.MissingFileError, "io")
    with pytest.raises(errors.InvalidRecordError) as raised:
        gigmatch.Engine.in_memory().match_workers([{"id": "a"}, {"id": "b", "max_distance_m": -1}], now=NOW)
    copy = pickle.loads(pickle.dumps(raised.value))
    assert type(copy) is errors.InvalidRecordError
    assert (copy.code, copy.field, copy.row) == ("record.invalid", "max_distance_m", 2)
    assert str(copy) == str(raised.value)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"topp": 3}, 'nearest is "top"'),
        ({"wieghts": {}}, 'nearest is "weights"'),
        ({"top": True}, "top is of type bool"),
        ({"filters": "worker.division=14"}, "one filter alone"),
        ({"occupancy": 3}, "Occupancy"),
        ({"tpo": 3}, 'nearest is "top"'),
        ({"top": "3"}, "top is of type str"),
        ({"progress": 5}, "progress is of type int"),
        ({"now": datetime.date(2026, 11, 24)}, "time of type date"),
    ],
)
def test_wrong_keywords_are_type_errors(options, words):
    with pytest.raises(TypeError, match=words):
        gigmatch.Engine.in_memory().match_workers(**{"now": NOW, **options})


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"weights": {"worker": {"tiem": 100}}}, 'nearest is "time"'),
        ({"weights": {"wroker": {}}}, 'nearest is "worker"'),
        ({"weights": 3}, "of type int; allowed is a mapping"),
        ({"rules": {"minimum_aeg": 18}}, 'nearest is "minimum_age"'),
        ({"top": -1}, "top is -1; allowed is 1 or more"),
        ({"top": 10**30}, "top is 1000"),
        ({"blend": -1}, "blend is -1"),
        ({"weights": {"pay": 100}}, "allowed are worker, employer, blend"),
        ({"rules": ["x"]}, "rules is of type list"),
        ({"threads": 10**9}, "1 to 1024"),
        ({"top": 0}, "top"),
        ({"threads": 0}, "threads"),
        ({"deadline": float("nan")}, "seconds"),
        ({"deadline": -1.0}, "seconds"),
        ({"filters": {"posting.divison": 14}}, "division"),
    ],
)
def test_wrong_values_are_value_errors(options, words):
    with pytest.raises(ValueError, match=words) as raised:
        gigmatch.Engine.in_memory().match_workers(now=NOW, **options)
    assert isinstance(raised.value, errors.InvalidOptionError)


@pytest.mark.skipif(sys.platform == "win32", reason="no interval timers")
def test_ctrl_c_stops_a_match_and_leaves_the_engine_usable(interrupted):
    engine = gigmatch.Engine.in_memory(threads=2)
    many = 20_000
    engine.add_postings(pyarrow.table({"id": [f"p{n}" for n in range(many)], "title": ["t"] * many, "remote": [True] * many}))
    engine.add_workers(pyarrow.table({"id": [f"w{n}" for n in range(many)]}))
    engine.commit()

    with interrupted(0.1):
        engine.match_workers(now=NOW)
    assert len(engine.match_workers(["w1"], now=NOW, top=3)) == 3


@pytest.mark.skipif(sys.platform == "win32", reason="no interval timers")
def test_ctrl_c_is_heard_while_dicts_are_read(interrupted):
    engine = gigmatch.Engine.in_memory(threads=2)
    many = [{"id": f"w{number}", "skills": ["a", "b"]} for number in range(200_000)]

    with interrupted(0.05):
        engine.add_workers(many)


def test_questions_do_not_wait_for_who_writes():
    engine = gigmatch.Engine.in_memory(threads=2)
    asked, done = threading.Event(), []

    def rows():
        yield {"id": "w0"}

    def told(_done, _all):
        # The writer is held here.
        if not asked.is_set():
            done.append(engine.count("worker"))
            asked.set()

    engine.add_workers(rows(), progress=told)
    assert done == [0]


def test_several_threads_use_one_engine():
    engine = gigmatch.Engine.in_memory(threads=2)
    engine.add_postings([{"id": "p1", "title": "线上客服", "remote": True}])
    engine.commit()
    failed = []

    def work(number):
        try:
            for turn in range(10):
                engine.add_workers([{"id": f"w{number}-{turn}"}])
                engine.commit()
                assert engine.match_worker(f"w{number}-{turn}", now=NOW)[0].posting_id == "p1"
                engine.match_workers(now=NOW, threads=1)
        except BaseException as error:  # noqa: BLE001
            failed.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert engine.count("worker") == 40


def best_of(engine, worker):
    return engine.match_worker(worker, now=NOW)[0].posting_id


def test_spawned_processes_open_the_index_anew(tmp_path):
    engine = gigmatch.Engine.open(tmp_path / "index", threads=1)
    engine.add_postings([{"id": "p1", "title": "线上客服", "remote": True}])
    engine.add_workers([{"id": "w1"}, {"id": "w2"}])
    engine.commit()
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert pool.starmap(best_of, [(engine, "w1"), (engine, "w2")]) == ["p1", "p1"]


def test_joblib_runs_over_one_index(tmp_path):
    import joblib

    engine = gigmatch.Engine.open(tmp_path / "index", threads=1)
    engine.add_postings([{"id": "p1", "title": "线上客服", "remote": True}])
    engine.add_workers([{"id": "w1"}])
    engine.commit()
    jobs = (joblib.delayed(_best)(engine, "w1") for _ in range(2))
    assert joblib.Parallel(n_jobs=2, backend="loky")(jobs) == ["p1", "p1"]


def _best(engine, worker):
    return engine.match_worker(worker, now="2026-11-24T05:00+08:00")[0].posting_id
