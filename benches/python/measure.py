"""The Python half of ``compare.py``: the same work as ``pair.rs`` does, from Arrow tables in memory."""

import json
import sys
import time

import pyarrow.compute
import pyarrow.parquet

start = time.perf_counter()
import gigmatch  # noqa: E402

imported = time.perf_counter() - start

folder, now = sys.argv[1:]
postings = pyarrow.parquet.read_table(f"{folder}/postings.parquet")
workers = pyarrow.parquet.read_table(f"{folder}/workers.parquet")
engine = gigmatch.Engine.in_memory()
start = time.perf_counter()
engine.add_postings(postings)
engine.add_workers(workers)
engine.commit()
ingest = time.perf_counter() - start
# What `finish` waits for in Rust: merges in the background would slow what is measured next.
time.sleep(1)
start = time.perf_counter()
matches = engine.match_workers(now=now)
matching = time.perf_counter() - start
start = time.perf_counter()
table = matches.to_arrow()
to_arrow = time.perf_counter() - start
scores = pyarrow.compute.sum(table["score"]).as_py()
figures = {
    "import": imported,
    "ingest": ingest,
    "match": matching,
    "to_arrow": to_arrow,
    "rows": len(matches),
    "scores": scores,
}
print(json.dumps(figures))
