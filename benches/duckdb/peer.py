#!/usr/bin/env python3
"""The same matching in SQL: DuckDB as a peer of gigmatch, in speed and in answers.

An analyst who has DuckDB at hand would load postings and workers into tables, join them over a grid of cells, filter by
the hard rules, and rank by the score. This script does that for a sample of the workers of a generated province, ends
with an error where ids or scores differ from gigmatch's, and prints how many workers a second either one matches.

    cargo build --release -p gigmatch-cli
    python benches/duckdb/peer.py     # 10,000 workers x 10,000 postings
    python benches/duckdb/peer.py --workers 100000 --postings 100000 --json target/figures/duckdb.json

DuckDB and PyArrow are installed into a virtual environment under target/duckdb-peer, where they are not importable.

`crates/engine/docs/semantics.md` defines the answer. All hard rules and factors are here as far as the generator's data
need them; left out are

- occupancy and commitments, as no placements are given: every headcount is at least 1, so `seat_left` always holds, and
  `weekly_hours` looks at the shift's own length alone;
- reading as such: pay texts, other datums than WGS-84, centroids in place of coordinates, names that need folding and
  repeated skills of one name. The generator writes records in their normal form;
- other occupation trees, weights, rule parameters and zones than the default ones, and filters.

What is timed: of DuckDB the query over the sample with the fetching of its rows, of gigmatch the match time that it
reports for all workers. Both have their data loaded by then, and neither's loading counts. In DuckDB's favour, whatever
of the data can be worked out before a worker is known (cells, words, closeness of occupations, rarity of skills,
dates) is in its tables already, and shifts are packed for one `now`. To its disadvantage, a small sample bears what the
query costs whatever the number of workers; with a larger one (`--sample`) DuckDB ranks more workers a second.
"""

from __future__ import annotations

import argparse
import collections
import csv
import hashlib
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from datetime import datetime
from pathlib import Path
from typing import Any, Iterable, Sequence

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ["duckdb>=2,<3", "pyarrow>=26,<27"]
OCCUPATIONS = ROOT / "crates" / "engine" / "data" / "occupations_csco2022.csv"

NOW = datetime.fromisoformat("2026-11-24T05:00:00+08:00")
TOP = 10
RUNS = 3

# The default weights (crates/engine/src/weights.rs): the worker's view, the employer's view, and their blend.
FACTORS = ["occupation", "skills", "pay", "distance", "time", "text", "freshness", "experience"]
WORKER_WEIGHTS = [25, 10, 20, 20, 10, 5, 5, 5]
EMPLOYER_WEIGHTS = [20, 25, 5, 10, 15, 5, 5, 15]
BLEND = 50

# Rows of an answer: the posting's id and its score, the best first.
Answer = dict[str, list[tuple[str, int]]]


def enter_environment() -> None:
    """Starts this script again in its own virtual environment, which is made where there is none."""
    home = ROOT / "target" / "duckdb-peer"
    if Path(sys.prefix).resolve() == home.resolve():
        sys.exit(f"{home} has no duckdb or pyarrow although they were installed; delete it and try again")
    python = home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        venv.create(home, with_pip=True)
    install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PACKAGES]
    if subprocess.run(install).returncode != 0:
        sys.exit(f"could not install {' and '.join(PACKAGES)} into {home}")
    again = [str(python), str(Path(__file__).resolve()), *sys.argv[1:]]
    sys.exit(subprocess.run(again).returncode)


try:
    import duckdb
    import pyarrow
except ImportError:
    enter_environment()


# Tables that SQL is no good at: they are worked out here and loaded.


class Words:
    """Content words of texts, with their weight among some postings.

    How text is cut into words is no matter of SQL: gigmatch says it.
    """

    def __init__(self, binary: Path, texts: Iterable[str]) -> None:
        lines = sorted({" ".join(text.split()) for text in texts})
        command = [str(binary), "read", "--json"]
        done = subprocess.run(command, input="\n".join(lines), capture_output=True, text=True, encoding="utf-8")
        if done.returncode != 0:
            sys.exit(f"{' '.join(command)} ended with exit code {done.returncode}:\n{done.stderr}")
        read = (json.loads(line) for line in done.stdout.splitlines())
        self.of_text = {text["text"]: set(text["content_words"]) for text in read}
        self.numbers: dict[str, int] = {}

    def of(self, texts: Iterable[str]) -> set[str]:
        """The words of some texts."""
        return set().union(*(self.of_text[" ".join(text.split())] for text in texts))

    def weigh(self, postings: Sequence[set[str]]) -> None:
        """Gives each word of the postings its number and weight."""
        counts = collections.Counter(word for words in postings for word in words)
        most = fixed_log2(len(postings) + 1) + 1024
        self.weights = {word: most - fixed_log2(count + 1) for word, count in counts.items()}

    def numbered(self, words: set[str]) -> list[int]:
        """The words as numbers, each with its weight; 1024 for a word that no posting has."""
        return [
            self.numbers.setdefault(word, len(self.numbers)) * 32_768 + self.weights.get(word, 1024) for word in words
        ]


def fixed_log2(n: int) -> int:
    """`floor(1024 log2 n)` by repeated squaring in fixed point with 63 fractional bits."""
    whole = n.bit_length() - 1
    mantissa, logarithm = n << (63 - whole), whole
    for _ in range(10):
        mantissa = (mantissa * mantissa) >> 63
        carry = mantissa >> 64
        mantissa >>= carry
        logarithm = logarithm << 1 | carry
    return logarithm


def ancestry(code: str, names: dict[str, str]) -> set[str]:
    """A code of the national classification and those above it: its last groups zeroed, one by one."""
    groups = code.split("-")
    zeroed = ("-".join(groups[:at] + ["0" * len(group) for group in groups[at:]]) for at in range(1, len(groups)))
    return {code} | {above for above in zeroed if above in names}



def sql(name: str) -> str:
    """The text of one of the SQL files beside this script."""
    return Path(__file__).with_name(f"{name}.sql").read_text(encoding="utf-8")


def load(connection: duckdb.DuckDBPyConnection, binary: Path, folder: Path) -> None:
    """Makes the tables from the province's files."""

    def table(name: str, columns: list[str], rows: Iterable[tuple[Any, ...]]) -> None:
        connection.register("given", pyarrow.table(dict(zip(columns, map(list, zip(*rows))))))
        connection.execute(f"CREATE TABLE {name} AS SELECT * FROM given")
        connection.unregister("given")

    def fetch(query: str) -> list[tuple[Any, ...]]:
        return connection.execute(query).fetchall()

    weights = (BLEND * mine + (100 - BLEND) * theirs for mine, theirs in zip(WORKER_WEIGHTS, EMPLOYER_WEIGHTS))
    macros = sql("macros").format(
        now_ms=int(NOW.timestamp() * 1000),
        today=NOW.strftime("%Y%m%d"),
        factors=", ".join(FACTORS),
        score=" + ".join(f"{weight} * {factor}" for factor, weight in zip(FACTORS, weights)),
    )
    connection.execute(macros)
    # Records are numbered in the order of their ids' bytes, so that ties go by a number.
    for kind in ("posting", "worker"):
        numbers = f"row_number() OVER (ORDER BY id)::INTEGER AS {kind}"
        connection.execute(f"CREATE TABLE raw_{kind} AS SELECT {numbers}, * FROM '{folder / kind}s.parquet'")

    with OCCUPATIONS.open(encoding="utf-8", newline="") as file:
        names = {row["code"]: row["name"] for row in csv.DictReader(file)}
    codes = fetch(
        "SELECT occupational_category FROM raw_posting WHERE occupational_category IS NOT NULL "
        "UNION SELECT unnest(desired_occupations) FROM raw_worker "
        "UNION SELECT unnest(experience).occupational_category FROM raw_worker"
    )
    lines = {code: ancestry(code, names) for (code,) in codes}
    table(
        "closeness",
        ["wish", "offered", "closeness"],
        (
            (wish, offered, 10_000 * len(lines[wish] & lines[offered]) // len(lines[wish]))
            for wish in lines
            for offered in lines
        ),
    )

    postings = fetch("SELECT posting, title, description FROM raw_posting")
    workers = fetch(
        "SELECT worker, wishes, desired_occupations, [entry.occupational_category FOR entry IN experience] FROM raw_worker"
    )
    said = {posting: [title, description or ""] for posting, title, description in postings}
    wished = {
        worker: [wishes or "", *(names[code] for code in [*(desired or []), *(known or [])])]
        for worker, wishes, desired, known in workers
    }
    words = Words(binary, (text for texts in (*said.values(), *wished.values()) for text in texts))
    offered = {posting: words.of(texts) for posting, texts in said.items()}
    words.weigh(list(offered.values()))
    table("posting_words", ["posting", "words"], ((posting, words.numbered(own)) for posting, own in offered.items()))
    table(
        "worker_words",
        ["worker", "words"],
        ((worker, words.numbered(words.of(texts))) for worker, texts in wished.items()),
    )

    # How many postings ask for a skill decides its weight; no skill is asked for by more than all of them.
    most = fixed_log2(len(postings) + 1) + 1024
    table("idf", ["postings", "idf"], ((asking, most - fixed_log2(asking + 1)) for asking in range(len(postings) + 1)))
    connection.execute(sql("tables"))


def draw_sample(connection: duckdb.DuckDBPyConnection, number: int) -> list[str]:
    """Chooses workers that are evenly spaced in the order of their ids."""
    ids = [id for (id,) in connection.execute("SELECT id FROM worker ORDER BY worker").fetchall()]
    number = min(number, len(ids))
    places = [at * len(ids) // number for at in range(number)]
    connection.register("given", pyarrow.table({"worker": pyarrow.array([at + 1 for at in places], pyarrow.int32())}))
    connection.execute("CREATE TABLE sample AS SELECT * FROM given")
    return [ids[at] for at in places]


def rank(connection: duckdb.DuckDBPyConnection) -> tuple[float, Answer]:
    """The seconds of one run of the query, and its answer."""
    start = time.perf_counter()
    rows = connection.execute(sql("ranking"), {"top": TOP}).fetchall()
    seconds = time.perf_counter() - start
    answer: Answer = {}
    for worker, posting, score in rows:
        answer.setdefault(worker, []).append((posting, score))
    return seconds, answer


def gigmatch(binary: Path, *arguments: str | Path) -> str:
    """Runs a command of the CLI and gives what it says."""
    command = [str(binary), *map(str, arguments), "--lang", "en"]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8")
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}\nended with exit code {done.returncode}:\n{done.stdout}")
    return done.stdout


def matches(connection: duckdb.DuckDBPyConnection, file: Path) -> Answer:
    """gigmatch's rows of the sampled workers."""
    query = f"""
        SELECT worker_id, posting_id, score
        FROM '{file}' AS found JOIN worker ON worker.id = worker_id SEMI JOIN sample USING (worker)
        ORDER BY worker_id, found.rank
    """
    answer: Answer = {}
    for worker, posting, score in connection.execute(query).fetchall():
        answer.setdefault(worker, []).append((posting, score))
    return answer


def told(rows: list[tuple[str, int]], place: int) -> str:
    """A row of an answer in words."""
    return f"{rows[place][0]} with score {rows[place][1]}" if place < len(rows) else "nothing"


def compare(sample: list[str], expected: Answer, found: Answer) -> None:
    """Ends the script at the first difference."""
    for worker in sample:
        theirs, ours = expected.get(worker, []), found.get(worker, [])
        if theirs == ours:
            continue
        place = next((at for at, (a, b) in enumerate(zip(theirs, ours)) if a != b), min(len(theirs), len(ours)))
        differ = f"gigmatch has {told(theirs, place)}, DuckDB has {told(ours, place)}"
        sys.exit(f"worker {worker}, rank {place + 1}: {differ}")


def checksum(files: Iterable[Path]) -> str:
    """SHA-256 over files, one after the other."""
    digest = hashlib.sha256()
    for file in files:
        with file.open("rb") as content:
            while chunk := content.read(1 << 20):
                digest.update(chunk)
    return digest.hexdigest()


def measure(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """Generates, matches both ways, compares, and gives the figures."""
    binary: Path = options.gigmatch
    now, threads = ["--now", NOW.isoformat()], ["--threads", str(options.threads)]
    size = ["--workers", str(options.workers), "--postings", str(options.postings)]
    gigmatch(binary, "generate", "--out", folder, *size, *now, "--format", "parquet")
    files = [folder / "postings.parquet", folder / "workers.parquet"]

    index, out = folder / "index", folder / "matches.parquet"
    gigmatch(binary, "index", "--index", index, "--postings", files[0], "--workers", files[1], *threads)
    gigmatch_runs = []
    for _ in range(RUNS):
        report = gigmatch(binary, "match", "--index", index, "--out", out, "--top", str(TOP), *now, *threads)
        # The rate says more than the seconds, which are rounded to a millisecond.
        rate = re.search(r"([\d,]+) workers a second", report)
        if rate is None:
            sys.exit(f"gigmatch match does not say how many workers a second it matched:\n{report}")
        gigmatch_runs.append(options.workers / int(rate[1].replace(",", "")))

    with duckdb.connect(config={"threads": options.threads, "preserve_insertion_order": False}) as connection:
        start = time.perf_counter()
        load(connection, binary, folder)
        sample = draw_sample(connection, options.sample)
        loading = time.perf_counter() - start
        _, found = rank(connection)
        expected = matches(connection, out)
        compare(sample, expected, found)
        duckdb_runs = [rank(connection)[0] for _ in range(RUNS)]

    duckdb_seconds, gigmatch_seconds = statistics.median(duckdb_runs), statistics.median(gigmatch_runs)
    duckdb_rate, gigmatch_rate = len(sample) / duckdb_seconds, options.workers / gigmatch_seconds
    return {
        "bench": "duckdb_peer",
        "workers": options.workers,
        "postings": options.postings,
        "sample": len(sample),
        "rows_compared": sum(map(len, expected.values())),
        "threads": options.threads,
        "duckdb_seconds": duckdb_seconds,
        "duckdb_load_seconds": loading,
        "duckdb_workers_a_second": duckdb_rate,
        "gigmatch_seconds": gigmatch_seconds,
        "gigmatch_workers_a_second": gigmatch_rate,
        "ratio": gigmatch_rate / duckdb_rate,
        "versions": {
            "duckdb": duckdb.__version__,
            "gigmatch": subprocess.run([binary, "--version"], capture_output=True, text=True).stdout.split()[-1],
            "pyarrow": pyarrow.__version__,
            "python": sys.version.split()[0],
        },
        "sha256": checksum(files),
    }


def show(figures: dict[str, Any]) -> None:
    """Prints the figures as a table."""
    workers, sample = figures["workers"], figures["sample"]
    print(
        f"{workers:,} workers x {figures['postings']:,} postings, top {TOP}, {figures['threads']} threads; "
        f"all {figures['rows_compared']:,} rows of {sample:,} workers are equal"
    )
    print(f"{'':10}{'workers':>12}{'median s':>12}{'workers/s':>14}{'ratio':>8}")
    for name, number, ratio in (("DuckDB", sample, 1.0), ("gigmatch", workers, figures["ratio"])):
        seconds, rate = figures[f"{name.lower()}_seconds"], figures[f"{name.lower()}_workers_a_second"]
        print(f"{name:10}{number:12,}{seconds:12.3f}{rate:14,.0f}{ratio:8,.1f}")


def positive(text: str) -> int:
    """A whole number from 1."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


def main() -> None:
    """Reads the command line, measures, prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--workers", type=positive, default=10_000, metavar="N", help="default 10000")
    parser.add_argument("--postings", type=positive, default=10_000, metavar="N", help="default 10000")
    parser.add_argument("--sample", type=positive, default=200, metavar="N", help="workers that DuckDB ranks for [200]")
    parser.add_argument("--threads", type=positive, default=2, metavar="N", help="of both [2]")
    parser.add_argument("--gigmatch", type=Path, default=ROOT / "target" / "release" / "gigmatch", metavar="FILE")
    parser.add_argument("--json", type=Path, metavar="FILE", help="where the figures go")
    options = parser.parse_args()
    if not options.gigmatch.is_file():
        sys.exit(f"{options.gigmatch} is missing; `cargo build --release -p gigmatch-cli` builds it")
    with tempfile.TemporaryDirectory(prefix="gigmatch-duckdb-") as folder:
        figures = measure(options, Path(folder))
    show(figures)
    if options.json:
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
