"""Answers as HTML for notebooks: no script, no style sheet, readable on light and dark ground."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any, cast

from gigmatch._language import language

if TYPE_CHECKING:
    from gigmatch import AddReport
    from gigmatch.answers import Explanation, Funnel, WhyNot

LEFT = "text-align:left;padding:2px 10px"
RIGHT = "text-align:right;padding:2px 10px;font-variant-numeric:tabular-nums"
FULL = 10_000


def _pick(zh: str, en: str) -> str:
    return zh if language() == "zh" else en


def _points(score: int) -> str:
    """A score as points of 100 with one decimal, rounded down so that no two orders contradict."""
    tenths = score // 100_000
    return f"{tenths // 10}.{tenths % 10}"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]], numbers: Sequence[int]) -> str:
    """A table of cells that are HTML already; the columns of numbers are flush right."""

    def line(tag: str, cells: Sequence[str]) -> str:
        styled = (f'<{tag} style="{RIGHT if at in numbers else LEFT}">{cell}</{tag}>' for at, cell in enumerate(cells))
        return f"<tr>{''.join(styled)}</tr>"

    body = "".join(line("td", row) for row in rows)
    return f'<table style="border-collapse:collapse"><thead>{line("th", head)}</thead><tbody>{body}</tbody></table>'


def _bar(share: float) -> str:
    full = max(0.0, min(1.0, share)) * 100
    return (
        '<span style="display:inline-block;width:90px;height:9px;border-radius:2px;background:rgba(128,128,128,.25)">'
        f'<span style="display:block;width:{full:.1f}%;height:9px;border-radius:2px;background:#2f7ebc"></span></span>'
    )


def _titled(title: str, *parts: str) -> str:
    return f'<div><p style="margin:4px 10px"><b>{title}</b></p>{"".join(parts)}</div>'


def _notes(lead: str, notes: Iterable[str]) -> str:
    items = "".join(f"<li>{escape(note)}</li>" for note in notes)
    return f'<p style="margin:4px 10px">{lead}</p><ul style="margin:0 10px">{items}</ul>' if items else ""


def _pair(worker_id: str, posting_id: str) -> str:
    return f"{escape(worker_id)} → {escape(posting_id)}"


def explanation(told: Explanation) -> str:
    """Every factor with its points, what it could give at most, and why."""
    pair = _pair(told.worker_id, told.posting_id)
    if told.score is None:
        fails = _pick("不合适，不符合的规则：", "not a fit; rules that fail:")
        more = _pick("用 why_not 看差什么、怎么改。", "why_not tells what is missing and what would help.")
        return _titled(f"{pair}: {fails} {escape(', '.join(told.failed_rules))}", f"<p>{more}</p>")
    blend = told.provenance.weights["blend"]
    worker, employer = (_points((view or 0) * 100) for view in (told.worker_score, told.employer_score))
    views = _pick(f"求职者看 {worker}，用人单位看 {employer}", f"the worker's view {worker}, the employer's {employer}")
    rows = [
        (
            escape(str(part.label)),
            _points(part.contribution),
            _points((blend * part.worker_weight + (100 - blend) * part.employer_weight) * FULL),
            _bar(part.value / FULL),
            escape(str(part.words)),
        )
        for part in sorted(told.factors, key=lambda part: -part.contribution)
    ]
    head = [_pick("因素", "factor"), _pick("得分", "points"), _pick("最多", "at most"), "", _pick("依据", "because")]
    return _titled(
        f"{pair}: {_points(told.score)} {_pick('分（满分 100）', 'of 100')}",
        f'<p style="margin:4px 10px">{views}</p>',
        _table(head, rows, (1, 2)),
        _notes(_pick("请留意：", "Please note:"), map(str, told.assumptions)),
    )


def why_not(told: WhyNot) -> str:
    """Every failing rule with what is wrong and what would help."""
    pair = _pair(told.worker_id, told.posting_id)
    if told.eligible:
        return _titled(f"{pair}: {_pick('合适', 'a fit')}")
    rows = [(escape(str(item.label)), escape(str(item.problem)), escape(str(item.remedy))) for item in told.failures]
    head = [_pick("规则", "rule"), _pick("问题", "what is wrong"), _pick("改法", "what would help")]
    count = len(told.failures)
    fails = _pick(f"不合适，{count} 条不符合", f"not a fit, {count} rule{'s' * (count != 1)} fail{'s' * (count == 1)}")
    enough = _pick("只改这一处就合适（已验证）：", "This one change is enough, as tested:")
    change = told.single_change
    single = [] if change is None else [f"{change.field} = {json.dumps(change.value, ensure_ascii=False)}"]
    return _titled(f"{pair}: {fails}", _table(head, rows, ()), _notes(enough, single))


def funnel(told: Funnel) -> str:
    """What each rule leaves, as bars."""
    rows = [
        (
            escape(str(step.label)),
            f"{step.removed_in_order:,}",
            f"{step.left:,}",
            _bar(step.left / max(told.candidates, 1)),
            f"{step.removed_alone:,}",
        )
        for step in told.steps
    ]
    head = [
        _pick("规则", "rule"),
        _pick("依次去掉", "removes"),
        _pick("剩下", "left"),
        "",
        _pick("单独会去掉", "alone would remove"),
    ]
    left = _pick(
        f"候选 {told.candidates:,}，合适 {told.eligible:,}", f"{told.candidates:,} candidates, {told.eligible:,} fit"
    )
    return _titled(f"{escape(told.id)}: {left}", _table(head, rows, (1, 2, 4)))


def rows(shown: Sequence[Mapping[str, Any]], count: int) -> str:
    """The first rows of a table."""
    more = count - len(shown)
    note = f'<p style="margin:4px 10px">{_pick(f"另有 {more:,} 行", f"{more:,} more rows")}</p>' if more > 0 else ""
    if not shown:
        return f'<p style="margin:4px 10px">{_pick("没有行", "no rows")}</p>'
    head = list(shown[0])
    numbers = [at for at, name in enumerate(head) if isinstance(shown[0][name], int)]
    cells = [[_cell(row[name]) for name in head] for row in shown]
    return _table([escape(name) for name in head], cells, numbers) + note


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    if isinstance(value, (list, tuple)):
        return escape(", ".join(map(str, cast("Iterable[object]", value))))
    return escape(str(value))


def add_report(report: AddReport) -> str:
    """The counts, then the problems."""
    title = _pick(
        f"接收 {report.accepted:,}，重复 {report.duplicates:,}，拒收 {report.rejected:,}",
        f"{report.accepted:,} accepted, {report.duplicates:,} duplicates, {report.rejected:,} rejected",
    )
    tables = [table._repr_html_() for table in (report.rejections, report.unknown_columns) if len(table)]
    return _titled(title, *tables)
