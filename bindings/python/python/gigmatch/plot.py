"""Pictures of answers, with matplotlib: ``pip install gigmatch[plot]``.

Each function draws on the axes that it is given, or on new ones, and returns them. Tables are whatever has the Arrow
PyCapsule interface, such as an answer of the engine or a data frame, or a list of dicts.
"""

# matplotlib and pyarrow tell only parts of their types.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

import bisect
import functools
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from gigmatch._language import language

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from gigmatch.answers import Explanation, Funnel

Rows = Any
"""Arrow data of any library, or a list of dicts."""

BLUE, ORANGE, PALE, GREY = "#2f7ebc", "#d9822b", "#dde5ec", "#6b7177"
POINT = 1_000_000
"""What one point of 100 is in a score."""
FULL = 10_000
"""The most that a factor can be."""

_CHINESE_FONTS = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Microsoft YaHei",
    "PingFang SC",
    "SimHei",
    "WenQuanYi Zen Hei",
    "WenQuanYi Micro Hei",
    "Heiti SC",
)


def score_distribution(matches: Rows, *, ax: Axes | None = None) -> Axes:
    """How the scores of matches are distributed, in points of 100.

    All pairs are one histogram, the best pair of each subject another. ``matches`` needs the columns ``score`` and
    ``rank``.

    For example ``plot.score_distribution(engine.match_workers(now=now))``.
    """
    scores, ranks = _columns(matches, "score", "rank")
    ax = _axes(ax)
    points = [score / POINT for score in scores]
    best = [point for point, rank in zip(points, ranks, strict=True) if rank == 1]
    edges = [2 * step for step in range(51)]
    ax.hist(points, bins=edges, color=PALE, label=_pick(f"全部 {len(points):,} 对", f"all {len(points):,} pairs"))
    ax.hist(best, bins=edges, color=BLUE, label=_pick(f"每人最佳 {len(best):,} 对", f"best of each, {len(best):,}"))
    ax.set_xlim(0, 100)
    ax.set_xlabel(_pick("得分（满分 100）", "score, points of 100"))
    ax.set_ylabel(_pick("对数", "pairs"))
    if points:
        ax.legend(frameon=False)
    return _finished(ax)


def distance_decay(matches: Rows, *, ax: Axes | None = None) -> Axes:
    """How the score falls with the distance between home and work.

    Pairs are counted in cells of distance, on a logarithmic scale from 100 m, and score; the line is the median score
    of each band of distance. Pairs without a distance, such as remote work, are left out and counted under the picture.
    ``matches`` needs the columns ``score`` and ``distance_m``.
    """
    scores, distances = _columns(matches, "score", "distance_m")
    pairs = zip(scores, distances, strict=True)
    known = [(max(0.1, metres / 1_000), score / POINT) for score, metres in pairs if metres is not None]
    ax = _axes(ax)
    ax.set_xlabel(_pick("住处到岗位的直线距离（公里）", "distance in a straight line, km"))
    ax.set_ylabel(_pick("得分（满分 100）", "score, points of 100"))
    ax.set_ylim(0, 100)
    left_out = len(scores) - len(known)
    if left_out:
        _caption(ax, _pick(f"不含 {left_out:,} 对没有距离的", f"without {left_out:,} pairs that have no distance"))
    if not known:
        return _finished(ax)
    farthest = max(1.0, *(kilometres for kilometres, _ in known))
    steps = 20
    # Edges of bands, each the same number of times as far as the one before.
    edges = [0.1 * (farthest / 0.1) ** (step / steps) for step in range(steps + 1)]
    cells = ax.hist2d(
        [kilometres for kilometres, _ in known],
        [points for _, points in known],
        bins=(edges, [2 * step for step in range(51)]),
        cmin=1,
        cmap="Blues",
    )
    ax.figure.colorbar(cells[3], ax=ax).set_label(_pick("对数", "pairs"), fontfamily=_fonts())
    bands: defaultdict[int, list[float]] = defaultdict(list)
    for kilometres, points in known:
        bands[min(steps, max(1, bisect.bisect_right(edges, kilometres)))].append(points)
    middle = sorted((math.sqrt(edges[band - 1] * edges[band]), _median(points)) for band, points in bands.items())
    label = _pick("中位数", "median")
    ax.plot([at for at, _ in middle], [points for _, points in middle], color=ORANGE, marker="o", markersize=3, label=label)
    ax.set_xscale("log")
    ax.xaxis.set_major_formatter("{x:g}")
    ax.legend(frameon=False)
    return _finished(ax)


def explanation(told: Explanation, *, ax: Axes | None = None) -> Axes:
    """What each factor adds to a score, before what it could add at most, in points of 100.

    Raises ``ValueError`` for a pair that is not eligible: it has no score, and ``why_not`` tells why.
    """
    if told.score is None:
        raise ValueError(f"{told.worker_id} and {told.posting_id} have no score to draw: ask why_not for the reasons")
    blend = told.provenance.weights["blend"]
    parts = sorted(told.factors, key=lambda part: part.contribution)
    most = [(blend * part.worker_weight + (100 - blend) * part.employer_weight) * FULL / POINT for part in parts]
    given = [part.contribution / POINT for part in parts]
    ax = _axes(ax)
    labels = [_shown(str(part.label), part.label.en) for part in parts]
    places = range(len(parts))
    whole = ax.barh(places, most, color=PALE, label=_pick("最多", "at most"))
    ax.barh(places, given, color=BLUE, label=_pick("得分", "points"))
    of_most = [f"{points:.1f} / {limit:.1f}" for points, limit in zip(given, most, strict=True)]
    ax.bar_label(whole, of_most, padding=3, color=GREY)
    ax.set_yticks(places, labels)
    ax.set_xlim(0, max(most) * 1.2)
    ax.set_xlabel(_pick("分", "points"))
    pair = f"{told.worker_id} → {told.posting_id}"
    ax.set_title(f"{pair}: {told.score / POINT:.1f} {_pick('分（满分 100）', 'of 100')}", loc="left")
    ax.legend(frameon=False, loc="lower right", bbox_to_anchor=(1, 1), ncols=2)
    return _finished(ax)


def funnel(told: Funnel, *, ax: Axes | None = None) -> Axes:
    """How many candidates are left after each rule; rules that remove nobody are left out and counted."""
    steps = [step for step in told.steps if step.removed_in_order]
    ax = _axes(ax)
    labels = [_pick("全部候选", "all candidates"), *(_shown(str(step.label), step.label.en) for step in steps)]
    left = [told.candidates, *(step.left for step in steps)]
    places = range(len(left))
    bars = ax.barh(places, left, color=[GREY, *[BLUE] * len(steps)])
    ax.bar_label(bars, [f"{count:,}" for count in left], padding=3, color=GREY)
    ax.set_yticks(places, labels)
    ax.invert_yaxis()
    ax.set_xlim(0, max(told.candidates, 1) * 1.12)
    ax.set_xlabel(_pick("剩下的候选", "candidates left"))
    ax.set_title(f"{told.id}: {_pick(f'合适 {told.eligible:,}', f'{told.eligible:,} fit')}", loc="left")
    quiet = len(told.steps) - len(steps)
    if quiet:
        _caption(ax, _pick(f"另有 {quiet} 条规则没有去掉任何候选", f"{quiet} more rules remove nobody"))
    return _finished(ax)


def demand_map(postings: Rows, workers: Rows, divisions: Rows, *, level: int = 6, ax: Axes | None = None) -> Axes:
    """People wanted against people looking for work, by county.

    Each division is a circle: its area tells how many are wanted and looking together, its colour how many are wanted
    for each who looks. ``postings`` and ``workers`` need the column ``division``; ``total_job_openings`` of postings
    counts as 1 where it is absent. ``divisions`` needs ``code``, ``name``, ``longitude`` and ``latitude``. ``level`` is
    the number of digits that a code is cut to: 2 for provinces, 4 for cities, 6 for counties, 9 for townships. What
    cannot be placed is left out and counted under the picture.
    """
    from matplotlib.colors import LogNorm

    wanted: defaultdict[str, int] = defaultdict(int)
    looking: defaultdict[str, int] = defaultdict(int)
    codes, openings = _columns(postings, "division", "total_job_openings", optional=("total_job_openings",))
    for code, count in zip(codes, openings, strict=True):
        wanted[_cut(code, level)] += 1 if count is None else int(count)
    for (code,) in zip(*_columns(workers, "division"), strict=True):
        looking[_cut(code, level)] += 1
    places: dict[str, tuple[str, float, float]] = {}
    for code, name, longitude, latitude in zip(*_columns(divisions, "code", "name", "longitude", "latitude"), strict=True):
        if _level(code) == level and longitude not in (None, "") and latitude not in (None, ""):
            places[_cut(code, level)] = (str(name), float(longitude), float(latitude))
    shown = sorted(
        (code for code in wanted.keys() | looking.keys() if code in places), key=lambda code: -wanted[code] - looking[code]
    )
    ax = _axes(ax)
    ax.set_xlabel(_pick("经度", "longitude, degrees east"))
    ax.set_ylabel(_pick("纬度", "latitude, degrees north"))
    missed = sum(wanted.values()) + sum(looking.values()) - sum(wanted[code] + looking[code] for code in shown)
    notes: list[str] = []
    if missed:
        notes.append(_pick(f"不含 {missed:,} 人：没有可定位的区划", f"without {missed:,} people whose division has no place"))
    if not shown:
        _caption(ax, *notes)
        return _finished(ax)
    largest = wanted[shown[0]] + looking[shown[0]]
    notes.insert(0, _pick(f"面积最大的圆：{largest:,} 人", f"the largest circle is {largest:,} people"))
    _caption(ax, *notes)
    longitudes = [places[code][1] for code in shown]
    latitudes = [places[code][2] for code in shown]
    circles = ax.scatter(
        longitudes,
        latitudes,
        s=[900 * (wanted[code] + looking[code]) / largest for code in shown],
        c=[min(10.0, max(0.1, wanted[code] / max(looking[code], 0.5))) for code in shown],
        norm=LogNorm(0.1, 10),
        cmap="PuOr_r",
        edgecolors=GREY,
        linewidths=0.5,
        alpha=0.85,
    )
    bar = ax.figure.colorbar(circles, ax=ax, ticks=[0.1, 0.3, 1, 3, 10])
    bar.ax.set_yticklabels(["≤ 0.1", "0.3", "1", "3", "≥ 10"])
    bar.set_label(_pick("每个求职者对应的招聘人数", "people wanted for each who looks"), fontfamily=_fonts())
    wide, high = (max(degrees) - min(degrees) or 1.0 for degrees in (longitudes, latitudes))
    named: list[tuple[float, float]] = []
    for code in shown[:12]:
        name, longitude, latitude = places[code]
        # A name over another one is none.
        if all(abs(longitude - x) > wide / 4 or abs(latitude - y) > high / 25 for x, y in named):
            named.append((longitude, latitude))
            ax.annotate(_shown(name, code), (longitude, latitude), ha="center", va="center", fontsize=8)
    # A degree of longitude is shorter than one of latitude, by the cosine of the latitude.
    ax.set_aspect(1 / max(0.05, math.cos(math.radians((min(latitudes) + max(latitudes)) / 2))))
    ax.margins(0.15)
    ax.set_title(
        _pick(
            f"招聘 {sum(wanted[code] for code in shown):,} 人，求职 {sum(looking[code] for code in shown):,} 人",
            f"{sum(wanted[code] for code in shown):,} wanted, {sum(looking[code] for code in shown):,} looking",
        ),
        loc="left",
    )
    return _finished(ax)


def _axes(ax: Axes | None) -> Axes:
    if ax is not None:
        return ax
    try:
        from matplotlib import pyplot
    except ImportError as error:
        raise ImportError("plots need matplotlib and pyarrow: pip install gigmatch[plot]") from error
    return pyplot.subplots(layout="constrained")[1]


def _finished(ax: Axes) -> Axes:
    """Gives all texts a font that has their letters, and takes away what says nothing."""
    fonts = _fonts()
    legend = ax.get_legend()
    texts = [ax.xaxis.label, ax.yaxis.label, ax.title, *ax.texts, *ax.get_yticklabels(), *_titles(ax)]
    for text in [*texts, *(legend.get_texts() if legend else ())]:
        text.set_fontfamily(fonts)
    ax.spines[["top", "right"]].set_visible(False)
    return ax


def _titles(ax: Axes) -> Iterable[Any]:
    # Titles that are not in the middle are texts of their own.
    return [child for child in ax.get_children() if type(child).__name__ == "Text"]


def _caption(ax: Axes, *notes: str) -> None:
    """Notes under the picture."""
    ax.text(1, -0.16, "\n".join(notes), transform=ax.transAxes, ha="right", va="top", fontsize=8, color=GREY)


def _columns(rows: Rows, *names: str, optional: Sequence[str] = ()) -> list[list[Any]]:
    """The values of some columns."""
    try:
        import pyarrow
    except ImportError as error:
        raise ImportError("plots need matplotlib and pyarrow: pip install gigmatch[plot]") from error
    if isinstance(rows, Sequence):
        table: list[Mapping[str, Any]] = list(rows)
        known = {name for row in table for name in row}
        found = {name: [row.get(name) for row in table] for name in names}
        count = len(table)
    else:
        arrow = pyarrow.table(rows)
        known = set(arrow.column_names)
        found = {name: arrow[name].to_pylist() for name in names if name in known}
        count = arrow.num_rows
    missing = [name for name in names if name not in known and name not in optional]
    if missing and count:
        raise ValueError(f"the column {missing[0]!r} is missing; there are {', '.join(sorted(known))}")
    return [found.get(name, [None] * count) for name in names]


def _level(code: object) -> int:
    """How many digits of a division's code say something."""
    digits = str(code)
    return next((size for size in (2, 4, 6, 9, 12) if not digits[size:].strip("0")), 12)


def _cut(code: object, level: int) -> str:
    """A code at a level; nothing where it does not reach so deep."""
    digits = "" if code is None else str(code)
    return digits[:level] if len(digits) >= level and _level(digits) >= level else ""


def _median(values: list[float]) -> float:
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


@functools.cache
def _fonts() -> list[str]:
    """Font families with the usual one first; one with Chinese letters follows where it is installed."""
    from matplotlib import font_manager

    installed = {font.name for font in font_manager.fontManager.ttflist}
    return ["DejaVu Sans", *(name for name in _CHINESE_FONTS if name in installed)]


def _pick(zh: str, en: str) -> str:
    return _shown(zh, en) if language() == "zh" else en


def _shown(text: str, instead: str) -> str:
    """A text, or another one where no font has its letters."""
    return text if text.isascii() or len(_fonts()) > 1 else instead
