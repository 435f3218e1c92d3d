"""Data of other libraries goes in and comes out: pyarrow, polars, pandas, DuckDB, nanoarrow, Excel."""

import datetime

import duckdb
import nanoarrow
import numpy
import openpyxl
import pandas
import polars
import pyarrow
import pyarrow.parquet
import pytest

import gigmatch
from gigmatch import errors

NOW = "2026-11-24T05:00+08:00"
WORKERS = {"id": ["w1", "w2"], "max_distance_m": [3000, None], "wishes": ["客服", None]}


def given(library):
    """The same two workers as each library holds them."""
    return {
        "pyarrow": lambda: pyarrow.table(WORKERS),
        "polars": lambda: polars.DataFrame(WORKERS),
        "polars lazy": lambda: polars.LazyFrame(WORKERS).collect(),
        "pandas": lambda: pandas.DataFrame(WORKERS),
        "pandas of Arrow": lambda: pyarrow.table(WORKERS).to_pandas(types_mapper=pandas.ArrowDtype),
        "DuckDB": lambda: duckdb.connect().sql(
            "select * from (values ('w1', 3000, '客服'), ('w2', null, null)) workers(id, max_distance_m, wishes)"
        ),
        "nanoarrow": lambda: nanoarrow.ArrayStream(pyarrow.table(WORKERS)),
        "a reader": lambda: pyarrow.table(WORKERS).to_reader(),
    }[library]()


@pytest.fixture
def engine():
    engine = gigmatch.Engine.in_memory(threads=2)
    shift = {"id": "s1", "start": "2026-11-25T08:00+08:00", "end": "2026-11-25T12:00+08:00", "headcount": 2}
    engine.add_postings([{"id": "p1", "title": "线上客服", "remote": True, "shifts": [shift]}])
    engine.add_workers(pyarrow.table(WORKERS))
    engine.commit()
    return engine


@pytest.mark.parametrize(
    "library", ["pyarrow", "polars", "polars lazy", "pandas", "pandas of Arrow", "DuckDB", "nanoarrow", "a reader"]
)
def test_frames_go_in(engine, library):
    own = gigmatch.Engine.in_memory(threads=1)
    report = own.add_workers(given(library))
    assert (report.accepted, report.rejected) == (2, 0)
    own.commit()
    assert own.get("worker", "w1") == engine.get("worker", "w1")
    assert own.get("worker", "w2") == engine.get("worker", "w2")
    assert engine.match_workers(given(library), now=NOW).to_pylist() == engine.match_workers(now=NOW).to_pylist()


def test_columns_of_nothing_go_in():
    engine = gigmatch.Engine.in_memory(threads=1)
    frames = [
        polars.DataFrame({"id": ["a"], "wishes": [None], "skills": [[]]}),
        polars.DataFrame({"id": []}),
        pyarrow.table({"id": ["b"], "wishes": pyarrow.nulls(1)}),
        pandas.DataFrame({"id": ["c"], "wishes": [None]}),
    ]
    assert [engine.add_workers(frame).accepted for frame in frames] == [1, 0, 1, 1]


def test_ids_may_be_a_column(engine):
    every = engine.match_workers(now=NOW).to_pylist()
    ids = ["w1", "w2"]
    for column in (
        polars.Series(ids),
        polars.Series(ids).cast(polars.Categorical),
        pandas.Series(ids),
        pyarrow.array(ids),
        pyarrow.chunked_array([ids[:1], ids[1:]]),
        nanoarrow.Array(ids, nanoarrow.string()),
    ):
        assert engine.match_workers(column, now=NOW).to_pylist() == every
    with pytest.raises(ValueError, match="Int64"):
        engine.match_workers(pyarrow.array([1, 2]), now=NOW)
    with pytest.raises(ValueError, match="null"):
        engine.match_workers(pyarrow.array(["w1", None]), now=NOW)
    with pytest.raises(ValueError, match="tables and arrays of structs"):
        engine.add_workers(pyarrow.array(["w1"]))


def test_sets_and_numpy_values_are_lists_and_numbers():
    engine = gigmatch.Engine.in_memory(threads=1)
    skills = numpy.array(["电工", "焊工"])
    record = {"id": "w1", "skills": skills, "max_distance_m": numpy.int64(3000), "key_groups": {"veteran"}}
    assert engine.add_workers([record]).rejected == 0
    engine.commit()
    known = engine.get("worker", "w1")
    assert {skill["name"] for skill in known["skills"]} == {"焊工", "电工"}
    assert (known["max_distance_m"], known["key_groups"]) == (3000, ["veteran"])


def test_what_pandas_has_not_is_missing():
    engine = gigmatch.Engine.in_memory(threads=1)
    frame = pandas.DataFrame({"id": ["w1", "w2"], "wishes": ["客服", None], "max_distance_m": [3000, None]})
    rows = [*frame.to_dict("records"), {"id": "w3", "birth_date": pandas.NaT, "max_distance_m": pandas.NA}]
    rows.append({"id": "w4", "longitude": float("nan"), "latitude": 37.87})
    rows.append({"id": "w5", "longitude": float("inf"), "latitude": 37.87})
    report = engine.add_workers(rows)
    assert [bad["id"] for bad in report.rejections.to_pylist()] == ["w4", "w5"]
    engine.commit()
    assert engine.get("worker", "w1") == {"id": "w1", "status": "active", "max_distance_m": 3000, "wishes": "客服"}
    assert engine.get("worker", "w2") == engine.get("worker", "w3") | {"id": "w2"}


def test_two_columns_of_one_name_are_refused(engine):
    with pytest.raises(errors.FileFormatError, match='"id" stands there twice'):
        engine.add_workers(pyarrow.table([["a"], ["b"]], names=["id", "id"]))


def test_names_that_no_field_has_are_warned_of(engine):
    with pytest.warns(UserWarning, match='"longitudee"; the nearest is "longitude"'):
        engine.match_worker({"id": "x", "longitudee": 112.5}, now=NOW)
    with pytest.warns(UserWarning, match="nickname"):
        engine.match_workers(pyarrow.table({"id": ["x"], "nickname": ["y"]}), now=NOW)


def test_one_record_alone_is_told(engine):
    for call in (engine.add_workers, lambda records: engine.match_workers(records, now=NOW)):
        with pytest.raises(TypeError, match="one record alone"):
            call({"id": "w"})


def test_a_stream_is_taken_once(engine):
    stream = engine.match_batches("workers", now=NOW)
    assert pyarrow.table(stream).num_rows == 2
    with pytest.raises(ValueError, match="taken"):
        next(stream)


def test_matches_come_out(engine):
    matches = engine.match_workers(now=NOW)
    rows = matches.to_pylist()
    assert [row["shifts"] for row in rows] == [["s1"], ["s1"]]
    assert matches.to_arrow().to_pylist() == rows
    assert matches.to_polars().to_dicts() == rows
    assert matches.to_pandas()["worker_id"].tolist() == ["w1", "w2"]
    assert pandas.DataFrame.from_arrow(matches)["score"].tolist() == [row["score"] for row in rows]
    assert nanoarrow.ArrayStream(matches).read_all().to_pylist() == rows
    connection = duckdb.connect()
    relation = connection.from_arrow(matches.to_arrow())
    assert relation.aggregate("count(*)").fetchall() == [(2,)]
    stream = engine.match_batches("workers", now=NOW)
    assert polars.DataFrame(stream).to_dicts() == rows


def test_wanted_types_are_honoured(engine):
    matches = engine.match_workers(now=NOW)
    own = matches.to_arrow().schema
    wide = pyarrow.schema(
        [
            field.with_type(pyarrow.large_string()) if field.type == pyarrow.string() else field.with_type(field.type)
            for field in own
        ]
    ).set(own.get_field_index("rank"), pyarrow.field("rank", pyarrow.int64()))
    for source in (matches, engine.match_batches("workers", now=NOW)):
        reader = pyarrow.RecordBatchReader.from_stream(source, schema=wide)
        assert reader.schema.equals(wide)
        assert reader.schema.metadata[b"gigmatch.generation"] == b"1"
        assert reader.read_all().to_pylist() == matches.to_pylist()
    with pytest.raises(ValueError, match="asked for"):
        pyarrow.RecordBatchReader.from_stream(matches, schema=own.remove(0))
    odd = own.set(0, pyarrow.field("worker_id", pyarrow.list_(pyarrow.struct([("a", pyarrow.date32())]))))
    with pytest.raises(ValueError, match="cannot become"):
        pyarrow.RecordBatchReader.from_stream(matches, schema=odd)
    narrow = own.set(own.get_field_index("score"), pyarrow.field("score", pyarrow.int8()))
    with pytest.raises(Exception, match="[Cc]ast"):
        pyarrow.RecordBatchReader.from_stream(matches, schema=narrow).read_all()


def test_a_capsule_is_taken_once(engine):
    class Once:
        def __init__(self, table):
            self._capsule = table.__arrow_c_stream__()

        def __arrow_c_stream__(self, requested_schema=None):
            return self._capsule

    once = Once(pyarrow.table({"id": ["w3"]}))
    assert engine.add_workers(once).accepted == 1
    with pytest.raises((ValueError, errors.GigmatchError)):
        engine.add_workers(once)

    class Wrong:
        def __arrow_c_stream__(self, requested_schema=None):
            return pyarrow.schema([("id", pyarrow.string())]).__arrow_c_schema__()

    with pytest.raises(ValueError, match="arrow_array_stream|name"):
        engine.add_workers(Wrong())


def test_a_broken_stream_is_an_error_with_a_code(engine):
    def batches():
        yield pyarrow.record_batch({"id": ["w3"]})
        raise RuntimeError("the source is gone")

    reader = pyarrow.RecordBatchReader.from_batches(pyarrow.schema([("id", pyarrow.string())]), batches())
    with pytest.raises(errors.FileFormatError, match="the source is gone"):
        engine.add_workers(reader)
    engine.rollback()
    assert engine.add_workers([{"id": "w9"}]).accepted == 1


def test_data_that_adds_to_the_engine_it_goes_into_is_refused(engine):
    raised = []

    def batches():
        try:
            engine.add_workers([{"id": "w8"}])
        except errors.IndexLockedError as error:
            raised.append(error)
        yield pyarrow.record_batch({"id": [f"w{engine.count('worker')}"]})

    reader = pyarrow.RecordBatchReader.from_batches(pyarrow.schema([("id", pyarrow.string())]), batches())
    assert engine.add_workers(reader).accepted == 1
    assert "wait for itself" in str(raised[0])


def test_parquet_files_read_as_their_columns(engine, tmp_path):
    path = tmp_path / "workers.parquet"
    pyarrow.parquet.write_table(pyarrow.table(WORKERS), path)
    own = gigmatch.Engine.in_memory(threads=1)
    assert own.add_workers(path).accepted == 2
    own.commit()
    assert own.get("worker", "w1") == engine.get("worker", "w1")
    half = tmp_path / "half.parquet"
    half.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(errors.FileFormatError, match="half.parquet"):
        own.add_workers(half)
    with pytest.raises(FileNotFoundError):
        own.add_workers(path, mapping=tmp_path / "nothing.toml")
    mapping = tmp_path / "mapping.toml"
    mapping.write_text("colums = 3\n", encoding="utf-8")
    with pytest.raises(errors.MappingError):
        own.add_workers(path, mapping=mapping)


def test_a_mapping_renames_columns_of_any_source(tmp_path):
    mapping = tmp_path / "mapping.toml"
    mapping.write_text('[columns]\nAAC001 = "id"\nACB210 = "wishes"\n', encoding="utf-8")
    rows = [{"AAC001": "w1", "ACB210": "客服"}]
    table = tmp_path / "workers.parquet"
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows), table)
    for source in (rows, polars.DataFrame(rows), table):
        engine = gigmatch.Engine.in_memory(threads=1)
        assert engine.add_workers(source, mapping=mapping).accepted == 1
        engine.commit()
        assert engine.get("worker", "w1")["wishes"] == "客服"


def test_workbooks_go_in_and_come_out(tmp_path):
    path = tmp_path / "postings.xlsx"
    sheet = pandas.DataFrame(
        {
            "id": ["p1", "p2", 3],
            "title": ["线上客服", "保洁", None],
            "remote": [True, False, True],
            "date_posted": [datetime.date(2026, 11, 20)] * 3,
            "total_job_openings": [2, None, 1],
        }
    )
    sheet.to_excel(path, index=False)
    engine = gigmatch.Engine.in_memory(threads=1)
    report = engine.add_postings(path)
    assert (report.accepted, report.rejected) == (2, 1)
    assert report.rejections.to_pylist()[0]["id"] == "3"
    engine.add_workers([{"id": "w1"}])
    engine.commit()
    assert engine.get("posting", "p1")["total_job_openings"] == 2
    assert engine.get("posting", "p1")["date_posted"] == "2026-11-19T16:00:00Z"
    answer = tmp_path / "matches.xlsx"
    engine.match_workers(now=NOW).to_pandas().to_excel(answer, index=False)
    assert openpyxl.load_workbook(answer).active["B2"].value == "p1"
    path.write_bytes(path.read_bytes()[:500])
    with pytest.raises(errors.FileFormatError, match="postings.xlsx"):
        engine.add_postings(path)
