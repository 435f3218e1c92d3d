"""Pictures: what is drawn is what the answers say."""

import math
import pathlib

import matplotlib

matplotlib.use("Agg")

import pyarrow
import pyarrow.csv
import pytest
from matplotlib import pyplot

import gigmatch
from gigmatch import plot

NOW = "2026-11-24T05:00+08:00"
MARKET = pathlib.Path(__file__).parents[3] / "tests/data/market"


@pytest.fixture(scope="module")
def engine():
    engine = gigmatch.Engine.in_memory(threads=2)
    for kind in ("postings", "workers", "outlets"):
        getattr(engine, f"add_{kind}")(MARKET / f"{kind}.csv")
    engine.commit()
    return engine


@pytest.fixture(autouse=True)
def closed():
    gigmatch.language("en")
    yield
    pyplot.close("all")


def drawn(ax, path):
    ax.figure.savefig(path)
    assert path.stat().st_size > 5_000


def texts(ax):
    return [text.get_text() for text in ax.texts]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_picture_is_drawn(engine, tmp_path, language):
    gigmatch.language(language)
    matches = engine.match_workers(now=NOW)
    best = engine.match_worker("W0000001", now=NOW)[0]
    pictures = [
        plot.score_distribution(matches),
        plot.distance_decay(matches),
        plot.explanation(engine.explain("W0000001", best.posting_id, now=NOW)),
        plot.funnel(engine.funnel_worker("W0000001", now=NOW)),
        plot.demand_map(
            pyarrow.csv.read_csv(MARKET / "postings.csv"),
            pyarrow.csv.read_csv(MARKET / "workers.csv"),
            pyarrow.csv.read_csv(MARKET / "divisions.csv"),
        ),
    ]
    for number, ax in enumerate(pictures):
        drawn(ax, tmp_path / f"{number}.png")


def test_scores_are_counted(engine):
    matches = engine.match_workers(now=NOW)
    ax = plot.score_distribution(matches)
    every, best = ax.containers
    assert sum(bar.get_height() for bar in every) == len(matches)
    assert sum(bar.get_height() for bar in best) == sum(row["rank"] == 1 for row in matches.to_pylist())


def test_pairs_without_a_distance_are_counted():
    rows = [{"score": 50_000_000, "distance_m": metres} for metres in (100, 2_000, None)]
    ax = plot.distance_decay(rows)
    assert texts(ax) == ["without 1 pairs that have no distance"]
    (median,) = ax.lines
    assert set(median.get_ydata()) == {50.0}


def test_bars_are_contributions(engine):
    told = engine.explain("W0000001", engine.match_worker("W0000001", now=NOW)[0].posting_id, now=NOW)
    ax = plot.explanation(told)
    _most, given = ax.containers
    widths = [bar.get_width() for bar in given]
    assert widths == sorted(part.contribution / 1e6 for part in told.factors)
    assert math.isclose(sum(widths), told.score / 1e6)
    labels = {label.get_text() for label in ax.get_yticklabels()}
    assert labels == {part.label.en for part in told.factors}
    with pytest.raises(ValueError, match="why_not"):
        plot.explanation(engine.explain("W0000002", "P000009", now=NOW))


def test_funnels_narrow(engine):
    told = engine.funnel_worker("W0000001", now=NOW)
    ax = plot.funnel(told)
    widths = [bar.get_width() for bar in ax.containers[0]]
    assert widths == sorted(widths, reverse=True)
    assert (widths[0], widths[-1]) == (told.candidates, told.eligible)


def test_circles_are_counties():
    divisions = [
        {"code": "140105000000", "name": "小店区", "longitude": 112.6, "latitude": 37.8},
        {"code": "140106", "name": "迎泽区", "longitude": 112.6, "latitude": 37.9},
        {"code": "1401", "name": "太原市", "longitude": 112.5, "latitude": 37.9},
        {"code": "140107", "name": "杏花岭区", "longitude": None, "latitude": None},
    ]
    postings = [
        {"division": "140105010", "total_job_openings": 6},
        {"division": "140106000000", "total_job_openings": None},
        {"division": "1401", "total_job_openings": 2},
    ]
    workers = [{"division": "140105"}, {"division": "140106002"}, {"division": "140107"}, {"division": None}]
    ax = plot.demand_map(postings, workers, divisions)
    (circles,) = ax.collections
    assert list(circles.get_array()) == [6.0, 1.0]
    first, second = circles.get_sizes()
    assert math.isclose(first / second, 7 / 2)
    # The city's posting counts its two people, and two workers have no place.
    notes = "the largest circle is 7 people\nwithout 4 people whose division has no place"
    assert notes in texts(ax)


def test_nothing_is_drawn_from_nothing(tmp_path):
    for number, ax in enumerate(
        [plot.score_distribution([]), plot.distance_decay([]), plot.demand_map([], [], [])]
    ):
        drawn(ax, tmp_path / f"{number}.png")
    with pytest.raises(ValueError, match="'rank' is missing"):
        plot.score_distribution(pyarrow.table({"score": [1]}))


def test_axes_that_are_given_are_drawn_on(engine):
    _figure, (left, right) = pyplot.subplots(1, 2)
    assert plot.score_distribution(engine.match_workers(now=NOW), ax=left) is left
    assert not right.containers


def test_a_million_rows_are_drawn():
    count = 1_000_000
    table = pyarrow.table(
        {
            "score": [number * 97 % 100_000_000 for number in range(count)],
            "rank": [number % 10 + 1 for number in range(count)],
            "distance_m": [number * 31 % 30_000 for number in range(count)],
        }
    )
    assert sum(bar.get_height() for bar in plot.score_distribution(table).containers[0]) == count
    plot.distance_decay(table)
