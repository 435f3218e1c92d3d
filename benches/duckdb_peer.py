#!/usr/bin/env python3
"""The same matching in SQL: DuckDB as a peer of gigmatch, in speed and in answers.

An analyst who has DuckDB at hand would load postings and workers into tables, join them over a grid of cells, filter by
the hard rules, and rank by the score. This script does that for a sample of the workers of a generated province, ends
with an error where ids or scores differ from gigmatch's, and prints how many workers a second either one matches.

    cargo build --release -p gigmatch-cli
    python benches/duckdb_peer.py                                     # 10,000 workers x 10,000 postings
    python benches/duckdb_peer.py --workers 100000 --postings 100000 --json target/figures/duckdb.json

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
of the data can be worked out before a worker is known (cells, tokens, closeness of occupations, rarity of skills, the
distinct times of shifts) is in its tables already, and postings are packed for one `now`.
"""

from __future__ import annotations

import argparse
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
from typing import Any, Iterable

ROOT = Path(__file__).resolve().parents[1]
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


def is_han(character: str) -> bool:
    """Ideographs with their extensions and compatibility forms, and the iteration mark."""
    code = ord(character)
    ranges = [(0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x323AF)]
    return code in (0x3005, 0x3007) or any(low <= code <= high for low, high in ranges)


def tokens(text: str) -> set[str]:
    """Pairs of neighbouring Han characters, and whole runs of other letters and digits."""
    found = set()
    start = 0
    while start < len(text):
        end = start + 1
        if text[start].isalnum():
            han = is_han(text[start])
            while end < len(text) and text[end].isalnum() and is_han(text[end]) == han:
                end += 1
            run = text[start:end]
            found |= {run[at : at + 2] for at in range(len(run) - 1)} if han and len(run) > 1 else {run.lower()}
        start = end
    return found


class Numbers(dict[str, int]):
    """Gives each text a number, in the order in which they come."""

    def __missing__(self, text: str) -> int:
        self[text] = len(self)
        return self[text]


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


# The tables. Times are milliseconds since 1970 as whole numbers, dates are numbers `yyyymmdd`.

MACROS = """
CREATE MACRO now_ms() AS {now_ms};
CREATE MACRO today() AS {today};
CREATE MACRO hours(number) AS number * 3600000::BIGINT;

-- NULL stays NULL, which `least` would pass over.
CREATE MACRO capped(value) AS CASE WHEN value > 10000 THEN 10000 ELSE value END;

-- The combined weights: blend * the worker's + (100 - blend) * the employer's.
CREATE MACRO score({factors}) AS {score};

-- China has had one offset all year since 1991; shifts and retirement lie later.
CREATE MACRO zone_ms() AS hours(8);
CREATE MACRO date_number(date) AS year(date) * 10000 + month(date) * 100 + day(date);
CREATE MACRO civil_date(ms) AS date_number(make_timestamp((ms + zone_ms()) * 1000));
CREATE MACRO first_instant(date) AS epoch_ms(date::TIMESTAMP) - zone_ms();

CREATE MACRO level_rank(level) AS coalesce(list_position(
    ['apprentice', 'junior', 'intermediate', 'senior', 'technician', 'senior_technician', 'special_technician',
     'chief_technician'], level), 1);

-- A skill at a rank as one number. Who holds rank 3 has the numbers of ranks 1, 2 and 3.
CREATE MACRO at_rank(skill, rank) AS (skill * 8 + rank - 1)::INTEGER;

-- 0 stands for the shift's length, NULL for pay that cannot be compared.
CREATE MACRO period_ms(unit) AS CASE unit
    WHEN 'hour' THEN hours(1) WHEN 'shift' THEN 0 WHEN 'day' THEN 0
    WHEN 'week' THEN hours(40) WHEN 'month' THEN hours(174) WHEN 'year' THEN hours(2088) END;

CREATE MACRO square_of(number) AS number * number;
CREATE MACRO metres(unit) AS round(6371008.8 * unit)::BIGINT;

-- The grid lies on x and z: any two axes will do, as no coordinate differs by more than the distance. The sum keeps
-- coordinates above zero, where division rounds down.
CREATE MACRO cell(coordinate) AS ((coordinate + 30000000) // 5000)::INTEGER;
"""

TABLES = """
CREATE TABLE skill AS
WITH asked AS (
    SELECT DISTINCT posting, unnest(list_concat(required_skills, desired_skills)).name AS name FROM raw_posting
)
SELECT name, row_number() OVER (ORDER BY name)::INTEGER AS skill, count(*) AS postings FROM asked GROUP BY name;

-- A posting without shifts has one virtual shift without an end.
CREATE TABLE shift AS
WITH entry AS (SELECT posting, unnest(shifts) AS given FROM raw_posting),
     span AS (
         SELECT posting, given.id AS shift_id, epoch_ms(given."start") AS starts, epoch_ms(given."end") AS ends
         FROM entry
         UNION ALL
         SELECT posting, '', greatest(now_ms(), epoch_ms(job_start_date)), NULL FROM raw_posting WHERE shifts IS NULL
     )
SELECT
    posting,
    row_number() OVER (PARTITION BY posting ORDER BY starts, shift_id) AS place,
    starts,
    ends,
    coalesce(ends - starts, hours(8)) AS length_ms,
    civil_date(starts) AS date,
    ends IS NULL OR now_ms() < starts AS ahead
FROM span;

-- Many postings ask for the same certificates or skills: such lists are numbered, and each is judged once for a worker.
CREATE TABLE posting AS
WITH entry AS (SELECT posting, unnest(required_skills) AS asked FROM raw_posting),
     required AS (
         SELECT posting, list(at_rank(skill, level_rank(asked.level))) AS required
         FROM entry JOIN skill ON skill.name = asked.name GROUP BY posting
     )
SELECT
    posting,
    id,
    status = 'open' AS open,
    epoch_ms(valid_through) AS valid_through,
    job_location_type = 'telecommute' AS remote,
    metres(cos(radians(location.latitude)) * cos(radians(location.longitude))) AS x,
    metres(cos(radians(location.latitude)) * sin(radians(location.longitude))) AS y,
    metres(sin(radians(location.latitude))) AS z,
    cell(x) AS cell_x,
    cell(z) AS cell_z,
    max_distance_m::BIGINT AS reach,
    occupational_category AS occupation,
    coalesce(employer_id, hiring_organization) AS employer,
    coalesce(base_salary.min_value_fen, base_salary.max_value_fen) AS lower_fen,
    coalesce(base_salary.max_value_fen, base_salary.min_value_fen) AS upper_fen,
    period_ms(base_salary.unit_text) AS offer_ms,
    epoch_ms(date_posted) AS posted,
    job_immediate_start AS immediate,
    shift_mode = 'all' AS all_shifts,
    shifts IS NULL AS open_ended,
    nullif(experience_months, 0)::BIGINT AS experience_months,
    hazardous,
    coalesce(blocked_workers, []) AS blocked_workers,
    coalesce(required, []) AS required,
    list_sort(desired_skills) AS desired_skills,
    dense_rank() OVER (ORDER BY list_sort(desired_skills)) AS desired_list,
    list_sort(required_certificates) AS certificates,
    dense_rank() OVER (ORDER BY list_sort(required_certificates), hazardous) AS certificate_list,
    tokens
FROM raw_posting JOIN title_tokens USING (posting) LEFT JOIN required USING (posting);

CREATE TABLE desired_skill AS
WITH entry AS (SELECT DISTINCT desired_list, desired_skills FROM posting),
     element AS (SELECT desired_list, unnest(desired_skills) AS desired FROM entry)
SELECT desired_list, skill, level_rank(desired.level) AS rank, idf
FROM element JOIN skill ON skill.name = desired.name JOIN idf USING (postings);

CREATE TABLE certificate AS
WITH entry AS (SELECT DISTINCT certificate_list, hazardous, certificates FROM posting)
SELECT certificate_list, hazardous, unnest(certificates) AS name FROM entry;

CREATE TABLE held_skill AS
WITH entry AS (SELECT worker, unnest(skills) AS held FROM raw_worker)
SELECT worker, skill, max(level_rank(held.level)) AS rank
FROM entry JOIN skill ON skill.name = held.name GROUP BY ALL;

CREATE TABLE worker AS
WITH held AS (
    SELECT worker, list(at_rank(skill, lower_rank)) AS held
    FROM held_skill JOIN range(1, 9) AS ranks(lower_rank) ON lower_rank <= rank GROUP BY worker
)
SELECT
    worker,
    id,
    status = 'active' AS active,
    metres(cos(radians(location.latitude)) * cos(radians(location.longitude))) AS x,
    metres(cos(radians(location.latitude)) * sin(radians(location.longitude))) AS y,
    metres(sin(radians(location.latitude))) AS z,
    max_distance_m::BIGINT AS reach,
    availability IS NOT NULL AS availability_known,
    coalesce(pay_floor.min_value_fen, pay_floor.max_value_fen) AS floor_fen,
    period_ms(pay_floor.unit_text) AS floor_ms,
    coalesce(employment_type = 'part_time', false) AS part_time,
    date_number(birth_date) AS birth,
    first_instant(statutory_retirement_date) AS retirement,
    coalesce(blocked_employers, []) AS blocked_employers,
    coalesce(held, []) AS held,
    tokens
FROM raw_worker JOIN wish_tokens USING (worker) LEFT JOIN held USING (worker);

CREATE TABLE held_certificate AS
WITH entry AS (SELECT worker, unnest(certificates) AS held FROM raw_worker)
SELECT worker, held.name, epoch_ms(held.valid_through) AS valid_through FROM entry;

CREATE TABLE wish AS SELECT worker, unnest(desired_occupations) AS occupation FROM raw_worker;

CREATE TABLE experience AS
WITH entry AS (SELECT worker, unnest(experience) AS had FROM raw_worker)
SELECT worker, had.occupational_category AS occupation, had.months::BIGINT AS months FROM entry;

-- Windows that touch or overlap are one: a window that starts after the end of all before it begins another one.
CREATE TABLE availability AS
WITH entry AS (SELECT worker, unnest(availability) AS given FROM raw_worker),
     span AS (SELECT worker, epoch_ms(given."start") AS starts, epoch_ms(given."end") AS ends FROM entry),
     marked AS (
         SELECT *, coalesce(starts > max(ends) OVER earlier, true) AS apart FROM span
         WINDOW earlier AS (PARTITION BY worker ORDER BY starts, ends ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
     ),
     numbered AS (
         SELECT *, count(*) FILTER (apart) OVER (PARTITION BY worker ORDER BY starts, ends ROWS UNBOUNDED PRECEDING)
             AS number
         FROM marked
     )
SELECT worker, min(starts) AS starts, max(ends) AS ends FROM numbered GROUP BY worker, number;
"""

# The question. Rules that depend on a worker and a value that many postings share (their occupation, their list of
# certificates, a shift's times) are judged once for each such value, then joined.
RANKING = """
WITH
subject AS (                                                  -- worker_active, minimum_age
    SELECT worker.* FROM worker JOIN sample USING (worker)
    WHERE active AND coalesce(today() >= birth + 160000, true)
),
offered AS MATERIALIZED (                                     -- posting_open, posting_valid
    SELECT
        posting.*,
        ((coalesce(10000 * hours(168) // (hours(168) + greatest(0, now_ms() - posted)), 5000)
            + CASE WHEN immediate THEN 10000
                   WHEN first_start IS NULL THEN 5000
                   ELSE 10000 * hours(24) // (hours(24) + first_start - now_ms()) END) // 2) AS freshness
    FROM posting LEFT JOIN (
        SELECT posting, min(starts) AS first_start FROM shift WHERE ends IS NOT NULL AND now_ms() < starts GROUP BY posting
    ) USING (posting)
    WHERE open AND (valid_through IS NULL OR now_ms() <= valid_through)
),

-- Pairs by place: location_known, worker_reach, posting_reach.
cell_in_reach AS (
    SELECT worker, cell_x, unnest(range(cell(z - reach), cell(z + reach) + 1))::INTEGER AS cell_z
    FROM (
        SELECT worker, z, reach, unnest(range(cell(x - reach), cell(x + reach) + 1))::INTEGER AS cell_x
        FROM subject WHERE x IS NOT NULL AND reach IS NOT NULL
    )
),
placed AS (
    SELECT worker, posting FROM cell_in_reach JOIN offered USING (cell_x, cell_z) WHERE NOT remote
    UNION ALL
    SELECT worker, posting FROM subject, offered
    WHERE subject.x IS NOT NULL AND subject.reach IS NULL AND offered.x IS NOT NULL AND NOT remote
),
near AS (
    SELECT
        worker, posting,
        square_of(subject.x - offered.x) + square_of(subject.y - offered.y) + square_of(subject.z - offered.z) AS square
    FROM placed JOIN subject USING (worker) JOIN offered USING (posting)
    WHERE coalesce(square <= square_of(subject.reach), true) AND coalesce(square <= square_of(offered.reach), true)
    UNION ALL
    SELECT worker, posting, NULL FROM subject, offered WHERE remote
),
pair AS (                                                     -- required_skills, not_blocked
    SELECT worker, posting, square
    FROM near JOIN subject USING (worker) JOIN offered USING (posting)
    WHERE list_has_all(held, required)
      AND NOT list_contains(blocked_workers, subject.id)
      AND NOT coalesce(list_contains(blocked_employers, employer), false)
),

-- Shift rules: until when a worker holds the certificates of a list, and at which times they are free. An unknown
-- expiry is for ever in ordinary work and never in hazardous work.
holding AS (
    SELECT worker, certificate_list, min(valid_through) AS valid_through
    FROM (
        SELECT
            subject.worker, certificate_list, certificate.name,
            coalesce(max(CASE WHEN held.name IS NULL THEN NULL
                              WHEN held.valid_through IS NOT NULL THEN held.valid_through
                              WHEN hazardous THEN NULL
                              ELSE 9223372036854775807 END), -9223372036854775807) AS valid_through
        FROM subject CROSS JOIN certificate
        LEFT JOIN held_certificate AS held ON held.worker = subject.worker AND held.name = certificate.name
        GROUP BY ALL
    )
    GROUP BY ALL
),
free AS (
    SELECT availability.worker, times.starts, times.ends
    FROM (SELECT DISTINCT starts, ends FROM shift WHERE ahead AND ends IS NOT NULL) AS times
    JOIN availability ON availability.starts <= times.starts AND times.ends <= availability.ends
    SEMI JOIN subject ON subject.worker = availability.worker
),
judged AS (
    SELECT
        worker, posting, square, place, ahead, all_shifts,
        CASE offer_ms WHEN 0 THEN length_ms ELSE offer_ms END AS offered_ms,
        CASE floor_ms WHEN 0 THEN length_ms ELSE floor_ms END AS expected_ms,
        -- Amounts times milliseconds can exceed 64 bits.
        CASE WHEN floor_fen = 0 AND lower_fen IS NOT NULL AND offer_ms IS NOT NULL AND floor_ms IS NOT NULL THEN 10000
             ELSE coalesce(capped(5000 * lower_fen::HUGEINT * expected_ms // (floor_fen::HUGEINT * offered_ms)), 5000)
             END::BIGINT AS pay,
        coalesce(upper_fen::HUGEINT * expected_ms >= floor_fen::HUGEINT * offered_ms, true)         -- pay_floor
            AND ahead                                                                               -- shift_not_started
            AND (NOT availability_known OR shift.ends IS NULL OR free.worker IS NOT NULL)           -- availability
            AND (certificates IS NULL OR CASE WHEN shift.ends IS NULL                               -- certificates
                THEN holding.valid_through > shift.starts ELSE holding.valid_through >= shift.ends END)
            AND (NOT hazardous OR coalesce(date >= birth + 180000, false))                          -- hazardous_age
            AND (NOT hazardous OR retirement IS NULL OR CASE WHEN shift.ends IS NULL                -- hazardous_retirement
                THEN shift.starts < retirement ELSE shift.ends <= retirement END)
            AND (NOT part_time OR employer IS NULL OR shift.ends IS NULL OR length_ms <= hours(24)) -- weekly_hours
            AS fits
    FROM pair
    JOIN subject USING (worker)
    JOIN offered USING (posting)
    JOIN shift USING (posting)
    LEFT JOIN holding USING (worker, certificate_list)
    LEFT JOIN free ON free.worker = pair.worker AND free.starts = shift.starts AND free.ends = shift.ends
),
eligible AS (
    SELECT
        worker, posting, any_value(square) AS square,
        arg_min(pay, place) FILTER (fits) AS pay,
        count(*) FILTER (fits) AS fitting,
        count(*) FILTER (ahead) AS open_shifts
    FROM judged
    GROUP BY worker, posting
    HAVING CASE WHEN any_value(all_shifts) THEN bool_and(fits) ELSE bool_or(fits) END
),

-- Factors.
kind AS (
    SELECT worker, offered AS occupation, max(closeness) AS closeness
    FROM subject JOIN wish USING (worker) JOIN closeness ON closeness.wish = wish.occupation
    GROUP BY ALL
),
practice AS (
    SELECT worker, offered AS occupation, max(months * closeness // 10000) AS months
    FROM subject JOIN experience USING (worker) JOIN closeness ON closeness.wish = experience.occupation
    GROUP BY ALL
),
cover AS (
    SELECT
        asked.worker, desired_list,
        (sum(idf * capped(10000 * coalesce(held.rank, 0) // desired.rank)) // sum(idf))::BIGINT AS skills
    FROM (SELECT DISTINCT worker, desired_list FROM eligible JOIN offered USING (posting)) AS asked
    JOIN desired_skill AS desired USING (desired_list)
    LEFT JOIN held_skill AS held ON held.worker = asked.worker AND held.skill = desired.skill
    GROUP BY ALL
),
factors AS (
    SELECT
        worker, posting, offered.id AS posting_id,
        coalesce(kind.closeness, 5000) AS occupation,
        coalesce(cover.skills, 5000) AS skills,
        eligible.pay,
        -- Squares are far below 2^53, where the floor of a float's root is that of the root.
        coalesce(10000 * 5000 // (5000 + floor(sqrt(square))::BIGINT), 5000) AS distance,
        CASE WHEN open_ended OR NOT availability_known THEN 5000 ELSE 10000 * fitting // open_shifts END AS time,
        CASE WHEN len(offered.tokens) = 0 OR len(subject.tokens) = 0 THEN 5000
             ELSE 10000 * len(list_intersect(offered.tokens, subject.tokens)) // len(offered.tokens) END AS text,
        freshness,
        coalesce(capped(10000 * practice.months // experience_months), 5000) AS experience
    FROM eligible
    JOIN subject USING (worker)
    JOIN offered USING (posting)
    LEFT JOIN kind USING (worker, occupation)
    LEFT JOIN practice USING (worker, occupation)
    LEFT JOIN cover USING (worker, desired_list)
),
scored AS (
    SELECT
        worker, posting, posting_id,
        score(occupation, skills, pay, distance, time, text, freshness, experience)::BIGINT AS score
    FROM factors
)
SELECT worker.id, posting_id, score
FROM scored JOIN worker USING (worker)
QUALIFY row_number() OVER (PARTITION BY worker ORDER BY score DESC, posting) <= $top
ORDER BY worker, score DESC, posting
"""


def load(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Makes the tables from the province's files."""

    def table(name: str, columns: list[str], rows: Iterable[tuple[Any, ...]]) -> None:
        connection.register("given", pyarrow.table(dict(zip(columns, map(list, zip(*rows))))))
        connection.execute(f"CREATE TABLE {name} AS SELECT * FROM given")
        connection.unregister("given")

    def fetch(query: str) -> list[tuple[Any, ...]]:
        return connection.execute(query).fetchall()

    weights = (BLEND * mine + (100 - BLEND) * theirs for mine, theirs in zip(WORKER_WEIGHTS, EMPLOYER_WEIGHTS))
    macros = MACROS.format(
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

    number = Numbers()
    numbered = lambda texts: [number[token] for token in set().union(*map(tokens, texts))]
    titles = fetch("SELECT posting, title FROM raw_posting")
    table("title_tokens", ["posting", "tokens"], ((posting, numbered([title])) for posting, title in titles))
    wishes = fetch("SELECT worker, wishes, desired_occupations FROM raw_worker")
    wishes = ((worker, [text or "", *(names[code] for code in codes or [])]) for worker, text, codes in wishes)
    table("wish_tokens", ["worker", "tokens"], ((worker, numbered(texts)) for worker, texts in wishes))

    # How many postings ask for a skill decides its weight; no skill is asked for by more than all of them.
    all_postings = len(titles)
    idf = lambda asking: fixed_log2(all_postings + 1) - fixed_log2(asking + 1) + 1024
    table("idf", ["postings", "idf"], ((asking, idf(asking)) for asking in range(all_postings + 1)))
    connection.execute(TABLES)


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
    rows = connection.execute(RANKING, {"top": TOP}).fetchall()
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


def compare(sample: list[str], expected: Answer, found: Answer) -> None:
    """Ends the script at the first difference."""
    for worker in sample:
        theirs, ours = expected.get(worker, []), found.get(worker, [])
        if theirs == ours:
            continue
        place = next((at for at, (a, b) in enumerate(zip(theirs, ours)) if a != b), min(len(theirs), len(ours)))
        told = lambda rows: "nothing" if place >= len(rows) else f"{rows[place][0]} with score {rows[place][1]}"
        sys.exit(f"worker {worker}, rank {place + 1}: gigmatch has {told(theirs)}, DuckDB has {told(ours)}")


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
        told = gigmatch(binary, "match", "--index", index, "--out", out, "--top", str(TOP), *now, *threads)
        # The rate says more than the seconds, which are rounded to a millisecond.
        rate = re.search(r"([\d,]+) workers a second", told)
        if rate is None:
            sys.exit(f"gigmatch match does not say how many workers a second it matched:\n{told}")
        gigmatch_runs.append(options.workers / int(rate[1].replace(",", "")))

    with duckdb.connect(config={"threads": options.threads, "preserve_insertion_order": False}) as connection:
        start = time.perf_counter()
        load(connection, folder)
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
