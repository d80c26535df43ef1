"""L20 and L21: days, tools, files, blocks, branches and commits as tables."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sightline.text import escaped, width

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sightline.reports.blocks import BlockRow, BlocksPayload, BlockSums
    from sightline.reports.branches import BranchesPayload, BranchRow
    from sightline.reports.files import FilesPayload, FileSums
    from sightline.reports.payload.commits import CommitSums
    from sightline.reports.payload.daily import DailyPayload, DayTotals
    from sightline.reports.payload.rows import FileRow
    from sightline.reports.tools import ToolTimeRow
    from sightline.text import Figures

Lines = list[str]

WIDEST_SUBJECT = 50


def tool_table(rows: Sequence[ToolTimeRow], figures: Figures) -> Lines:
    """DP4: calls, how they ended and how long they took, most calls first."""
    header = (
        "Tool", "Calls", "Share", "Success Rate", "Failed", "Denied", "Avg", "P95", "Longest",
        "Total",
    )  # fmt: skip
    body = [
        (
            escaped(row.tool),
            figures.count(row.calls),
            figures.ratio(row.share),
            figures.ratio(row.success_rate),
            figures.count(row.failures),
            figures.count(row.denied),
            *(_took(time, row, figures) for time in _times(row)),
            _took(row.total_duration_ms, row, figures, whole=True),
        )
        for row in rows
    ]
    return table(header, body, figures)


def _times(row: ToolTimeRow) -> tuple[float | None, ...]:
    return row.avg_duration_ms, row.p95_duration_ms, row.longest_ms


def _took(time: float | None, row: ToolTimeRow, figures: Figures, *, whole: bool = False) -> str:
    """A time; `~` where waiting for a person may be inside."""
    shown = figures.latency(time)
    if whole and time is not None and time >= 1000:
        shown = figures.duration(int(time))
    return f"~{shown}" if row.duration_label == "estimated" else shown


def file_table(payload: FilesPayload, figures: Figures) -> Lines:
    """DA11: files by changed lines; the rest and what belongs to no file add up to the total."""
    header = ("File", "Language", "Edits", "Added", "Removed", "Cost")
    body = [_file(row, figures) for row in payload.rows]
    if payload.others.files:
        name = f"{payload.others.files:,} more files"
        body.append((name, "", "", *_lines_and_cost(payload.others, figures)))
    cost = figures.money(payload.unattributed, payload.total.cost_label)
    body.append(("unattributed", "", "", "", "", cost))
    total = ("TOTAL", "", "", *_lines_and_cost(payload.total, figures))
    return table(header, body, figures, total)


def _file(row: FileRow, figures: Figures) -> tuple[str, ...]:
    return (
        escaped(row.file), escaped(row.language), figures.count(row.edits),
        *_lines_and_cost(row, figures),
    )  # fmt: skip


def _lines_and_cost(row: FileRow | FileSums | BranchRow, figures: Figures) -> tuple[str, str, str]:
    added, removed = figures.lines(row.lines_added, row.lines_removed)
    return added, removed, figures.money(row.cost, row.cost_label)


def block_table(payload: BlocksPayload, figures: Figures) -> Lines:
    """X2: the newest blocks, oldest first, in local time."""
    header = (
        "Start", "Engine", "State", "Requests", "Input", "Cached", "Written", "Output", "Cost",
        "Cost/h", "Projected",
    )  # fmt: skip
    zone = ZoneInfo(payload.period.time_zone)
    body = [_block(row, zone, figures) for row in reversed(payload.rows)]
    for name, sums in (("earlier", payload.others), ("undated", payload.undated)):
        if sums.requests:
            body.insert(0, (name, "", "", *_sums(sums, figures), "", ""))
    total = ("TOTAL", "", "", *_sums(payload.total, figures), "", "")
    return table(header, body, figures, total)


def _block(row: BlockRow, zone: ZoneInfo, figures: Figures) -> tuple[str, ...]:
    start = datetime.fromisoformat(row.start).astimezone(zone).strftime("%Y-%m-%d %H:%M")
    if row.kind == "gap":
        return (start, row.title, "gap", *[""] * 8)
    hourly = None if row.cost_per_minute is None else 60 * row.cost_per_minute
    projected = figures.money(row.projected_cost, row.cost_label) if row.active else ""
    return (
        start, row.title, "active" if row.active else "", *_sums(row, figures),
        figures.money(hourly, row.cost_label), projected,
    )  # fmt: skip


def _sums(row: BlockSums, figures: Figures) -> tuple[str, ...]:
    tokens = (
        row.input_tokens, row.cache_read_tokens, row.cache_write_tokens, row.output_tokens,
    )  # fmt: skip
    return (
        figures.count(row.requests),
        *(figures.tokens(n, row.tokens_label) for n in tokens),
        figures.money(row.cost, row.cost_label),
    )


def branch_table(payload: BranchesPayload, figures: Figures) -> Lines:
    """X3: branches by cost."""
    header = ("Branch", "Project", "Sessions", "Requests", "Tokens", "Added", "Removed", "Cost")
    body = [_branch(row, escaped(row.branch), figures) for row in payload.rows]
    if payload.others is not None:
        more = payload.branches - len(payload.rows)
        body.append(_branch(payload.others, f"{more:,} more", figures))
    return table(header, body, figures, _branch(payload.total, "TOTAL", figures))


def _branch(row: BranchRow, name: str, figures: Figures) -> tuple[str, ...]:
    counts = (figures.count(n) for n in (row.sessions, row.requests))
    tokens = figures.tokens(row.tokens, row.tokens_label)
    return (name, escaped(row.project), *counts, tokens, *_lines_and_cost(row, figures))


def commit_table(payload: BranchesPayload, figures: Figures) -> Lines:
    """X3: commits by the cost of the turns they took up; the rest adds up to the total."""
    header = ("Commit", "Branch", "Project", "Subject", "Turns", "Requests", "Tokens", "Cost")
    body = [
        (row.commit[:10], escaped(row.branch), escaped(row.project),
         figures.name(row.subject, WIDEST_SUBJECT).rstrip(), *_spent(row, figures))
        for row in payload.commits
    ]  # fmt: skip
    if payload.other_commits is not None:
        body.append(("more", "", "", "", *_spent(payload.other_commits, figures)))
    body.append(("unattributed", "", "", "", *_spent(payload.unattributed, figures)))
    return table(header, body, figures)


def _spent(row: CommitSums, figures: Figures) -> tuple[str, ...]:
    counts = (figures.count(n) for n in (row.turns, row.requests))
    tokens = figures.tokens(row.tokens, row.tokens_label)
    return (*counts, tokens, figures.money(row.cost, row.cost_label))


def daily_table(payload: DailyPayload, figures: Figures) -> Lines:
    """L20, `stats daily`: a row a local day, oldest first, then the total."""
    header = (
        "Date", "Sessions", "Messages", "Requests", "Input", "Cached", "Written", "Output",
        "Reasoning", "Cost",
    )  # fmt: skip
    body = [(day.date, *_day(day, figures)) for day in payload.days]
    return table(header, body, figures, ("TOTAL", *_day(payload.total, figures)))


def _day(day: DayTotals, figures: Figures) -> tuple[str, ...]:
    tokens = (
        day.input_tokens, day.cache_read_tokens, day.cache_write_tokens, day.output_tokens,
        day.reasoning_tokens,
    )  # fmt: skip
    return (
        *(figures.count(n) for n in (day.sessions, day.messages, day.requests)),
        *(figures.tokens(n, day.tokens_label) for n in tokens),
        figures.money(day.cost_usd, day.cost_label),
    )


def table(
    header: Sequence[str],
    body: Sequence[Sequence[str]],
    figures: Figures,
    total: Sequence[str] | None = None,
) -> Lines:
    """Columns as wide as needed: the first flush left, the others flush right."""
    rows = [header, *body, *([total] if total else [])]
    widths = [max(width(row[place]) for row in rows) for place in range(len(header))]
    rule = figures.rule(sum(widths) + 2 * (len(widths) - 1))
    lines = [_row(row, widths) for row in rows]
    head, middle, last = lines[0], lines[1 : 1 + len(body)], lines[1 + len(body) :]
    return [head, rule, *middle, *([rule, *last] if last else [])]


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    gaps = [" " * (size - width(cell)) for cell, size in zip(cells, widths, strict=True)]
    first, *others = zip(cells, gaps, strict=True)
    return "  ".join(["".join(first), *(gap + cell for cell, gap in others)])
