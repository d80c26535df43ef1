"""Payloads as the exact text layouts: one function a layout, each answering its lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from sightline.cli.tables import Lines, table
from sightline.reports.labels import known_sum, most_first
from sightline.reports.session_report import session_report
from sightline.reports.summary import labelled, summary
from sightline.text import escaped

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sightline.reports.payload.rows import ModelRow, ToolRow
    from sightline.reports.payload.session import (
        AgentNode,
        Approvals,
        CacheMiss,
        GitChanges,
        SessionPayload,
    )
    from sightline.reports.payload.sessions import SessionRow
    from sightline.reports.payload.tables import EngineRow
    from sightline.text import Figures

Row = TypeVar("Row", "ModelRow", "EngineRow")

MISSES = {
    "new_conversation": "New conversation",
    "compaction": "Compaction",
    "model_changed": "Another model",
    "idle_5m": "Idle over 5 minutes",
    "idle_1h": "Idle over 1 hour",
    "prefix_changed": "Tools or system prompt changed",
    "unknown": "Unknown",
}


def session_summary(payload: SessionPayload, figures: Figures) -> Lines:
    """L10, `stats session`: interaction, performance, models, and what the cache saved."""
    return [
        *summary(session_report(payload).metrics, figures),
        "",
        *_models(payload.models, figures),
        *_savings(payload, figures),
    ]


def _models(rows: Sequence[ModelRow], figures: Figures) -> Lines:
    header = f"{'Model Usage':<27} {'Reqs':>5} {'Input Tokens':>14} {'Output Tokens':>14}"
    return [
        header,
        figures.rule(63),
        *(
            f"{figures.name(row.model, 27)} {row.requests:>5,}"
            f" {figures.tokens(row.input_tokens, row.tokens_label):>14}"
            f" {figures.tokens(row.output_tokens, row.tokens_label):>14}"
            for row in sorted(rows, key=lambda row: row.model)
        ),
    ]


def _savings(payload: SessionPayload, figures: Figures) -> Lines:
    cached = payload.parts.cache_read_tokens
    if not cached:
        return []
    saved = payload.cache_savings
    if saved is None:
        effect = "reducing costs."
    elif saved < 0:
        effect = f"raising costs by {figures.money(-saved)}."
    else:
        effect = f"reducing costs by {figures.money(saved)}."
    share = figures.ratio(payload.cache_hit_rate)
    return [
        "",
        f"Savings Highlight: {cached:,} ({share}) of input tokens were served from",
        f"cache, {effect}",
    ]


def session_details(payload: SessionPayload, figures: Figures) -> Lines:
    """What `stats session -v` adds."""
    row = payload.session
    unknown = figures.glyphs.unknown
    return [
        "",
        "Details",
        labelled("Title:", escaped(row.title)),
        labelled("Engine:", escaped(row.engine)),
        labelled("Project:", escaped(row.project_path)),
        labelled("Branch:", escaped(row.branch) if row.branch else unknown),
        labelled("Cost:", figures.money(row.cost, row.cost_label)),
        labelled("Files Changed:", figures.count(payload.files_changed)),
        labelled("Approvals:", _approvals(payload.approvals, figures)),
        labelled("Turns:", figures.count(row.turns)),
        labelled("Cache:", payload.cache_insight or unknown),
        *([labelled("Long Context:", paid)] if (paid := _surcharge(payload, figures)) else []),
        *_misses(payload.cache_misses, figures),
        *_tools(payload.tools, figures),
        *_agents(payload.agents, figures),
        *_commits(payload.git, figures),
    ]


def _surcharge(payload: SessionPayload, figures: Figures) -> str | None:
    """X6: what contexts over a model's limit cost above its base price."""
    limits = [turn.long_context_above for turn in payload.turns if turn.long_context_above]
    if not limits:
        return None
    paid = figures.money(payload.parts.surcharge, payload.parts.cost_label)
    turns = "1 turn" if len(limits) == 1 else f"{len(limits):,} turns"
    return f"{turns} crossed {max(limits):,} tokens: +{paid}"


def _misses(rows: Sequence[CacheMiss], figures: Figures) -> Lines:
    """X5: why the cache missed, and what that cost more than reading from it."""
    header = ("Cache Misses", "Requests", "Tokens", "Extra Cost")
    body = [
        (
            MISSES[row.reason],
            figures.count(row.requests),
            figures.count(row.tokens),
            figures.money(row.extra_cost, row.extra_cost_label),
        )
        for row in rows
    ]
    return ["", *table(header, body, figures)] if body else []


def _agents(nodes: Sequence[AgentNode], figures: Figures) -> Lines:
    """X4: agents below those that started them; a helper's cost is not in the totals."""
    header = ("Agent", "Requests", "Tokens", "Took", "Own", "Total")
    body = [
        (
            "  " * node.depth + escaped(node.name) + (" (helper)" if node.kind == "helper" else ""),
            figures.count(node.requests),
            figures.count(node.tokens),
            figures.duration(node.duration_ms),
            figures.money(node.own_cost, node.own_cost_label),
            figures.money(node.total_cost, node.total_cost_label),
        )
        for node in nodes
    ]
    return ["", *table(header, body, figures)] if body else []


def _commits(git: GitChanges, figures: Figures) -> Lines:
    """What changed in the repository and the commits made meanwhile, or why none is known."""
    if git.hint is not None:
        return ["", labelled("Commits:", f"{figures.glyphs.unknown} ({escaped(git.hint)})")]
    header = ("Commit", "Subject", "Files", "Turns", "Cost")
    body = [
        (
            row.commit[:10],
            figures.name(row.subject, 40).rstrip(),
            figures.count(row.files),
            figures.count(row.turns),
            figures.money(row.cost, row.cost_label),
        )
        for row in git.commits
    ]
    made = ["", *table(header, body, figures)] if body else []
    return [*_git_changes(git, figures), *made]


def _git_changes(git: GitChanges, figures: Figures) -> Lines:
    """M4: of the working tree too, and so never added to the edits of the transcript."""
    if git.lines_added is None:
        return []
    changed = " ".join(figures.lines(git.lines_added, git.lines_removed))
    files = f"{figures.count(git.files_changed)} {'file' if git.files_changed == 1 else 'files'}"
    branch = "" if git.branch is None else f", now on {escaped(git.branch)}"
    return ["", labelled("Git Changes:", f"{changed} in {files}{branch}")]


def _approvals(found: Approvals, figures: Figures) -> str:
    """Questions, and how many were answered with yes and with no."""
    allowed, denied = figures.count(found.allowed), figures.count(found.denied)
    return f"{figures.count(found.asked)} ( {figures.glyphs.tick} {allowed} x {denied} )"


def _tools(rows: Sequence[ToolRow], figures: Figures) -> Lines:
    if not rows:
        return []
    return ["", *tool_table(rows, figures)]


def tool_table(rows: Sequence[ToolRow], figures: Figures) -> Lines:
    """DP4 in text: calls, their outcome and how long they took, most calls first."""
    header = ("Tool", "Calls", "Success Rate", "Failed", "Denied", "Avg", "P95", "Total")
    body = [
        (
            escaped(row.tool),
            figures.count(row.calls),
            figures.ratio(row.success_rate),
            figures.count(row.failures),
            figures.count(row.denied),
            figures.latency(row.avg_duration_ms),
            figures.latency(row.p95_duration_ms),
            _total(row.total_duration_ms, figures),
        )
        for row in sorted(rows, key=lambda row: (-row.calls, row.tool))
    ]
    return table(header, body, figures)


def _total(milliseconds: int | None, figures: Figures) -> str:
    if milliseconds is not None and milliseconds < 1000:
        return figures.latency(milliseconds)
    return figures.duration(milliseconds)


def model_table(title: str, rows: Sequence[ModelRow], total: ModelRow, figures: Figures) -> Lines:
    """L11, `stats model`."""
    named = [(row.model, row) for row in by_tokens(rows)]
    return _usage(title, "Model", named, total, figures)


def engine_table(
    title: str, rows: Sequence[EngineRow], total: EngineRow, figures: Figures
) -> Lines:
    """L12, `stats engine`: usage as for models, then how fast each engine was."""
    named = [(row.title, row) for row in by_tokens(rows)]
    columns = ("API Time", "Tool Time", "Success Rate", "TTFT p50")
    return [
        *_usage(title, "Engine", named, total, figures),
        "",
        "Performance",
        f"{'Engine':<24}" + "".join(f" {column:>14}" for column in columns),
        figures.rule(84),
        *(
            f"{figures.name(name, 24)} {figures.duration(row.api_time_ms):>14}"
            f" {figures.duration(row.tool_time_ms):>14} {figures.ratio(row.success_rate):>14}"
            f" {figures.latency(row.ttft_p50_ms):>14}"
            for name, row in named
        ),
    ]


def by_tokens(rows: Iterable[Row]) -> list[Row]:
    """Rows with most input and output tokens first, then by name."""
    return sorted(
        rows,
        key=lambda row: (
            most_first(known_sum((row.input_tokens, row.output_tokens))),
            row_name(row),
        ),
    )


def row_name(row: ModelRow | EngineRow) -> str:
    """What identifies a row: the model, with its engine where two have it, or the engine."""
    return f"{getattr(row, 'model', '')}\0{row.engine}"


def _usage(
    title: str,
    column: str,
    named: Sequence[tuple[str, ModelRow | EngineRow]],
    total: ModelRow | EngineRow,
    figures: Figures,
) -> Lines:
    return [
        title,
        "",
        f"{column:<30} Requests  Input Tokens  Output Tokens  Cached Tokens  Cost",
        figures.rule(92),
        *(_usage_row(name, row, figures) for name, row in named),
        figures.rule(92),
        _usage_row("TOTAL", total, figures),
    ]


def _usage_row(name: str, row: ModelRow | EngineRow, figures: Figures) -> str:
    tokens = (row.input_tokens, row.output_tokens, row.cache_read_tokens)
    shown = " ".join(f"{figures.tokens(n, row.tokens_label):>14}" for n in tokens)
    cost = figures.money(row.cost, row.cost_label)
    return f"{figures.name(name, 30)} {row.requests:>8,} {shown}  {cost}"


def history(rows: Sequence[SessionRow], figures: Figures) -> Lines:
    """L13, `stats history`; header and rows begin at other columns, as the seed has them."""
    return [
        "Recent Session Summaries",
        "",
        f"{'Session ID':<30}{'Duration':<20}{'Tool Calls':<16}{'Success Rate':<16}Cost",
        figures.rule(85),
        *(
            f"{figures.short_id(native_id(row)):<29}{figures.short_duration(row.duration_ms):<20}"
            f"{figures.count(row.tool_calls):<16}{figures.ratio(row.success_rate):<15}"
            f"{figures.money(row.cost, row.cost_label)}"
            for row in rows
        ),
    ]


def shown_id(payload: SessionPayload) -> str:
    """A session's id as its engine gave it, safe to print."""
    return escaped(payload.native_id)


def native_id(row: SessionRow) -> str:
    """The id its engine gave a session."""
    return row.id.partition(":")[2]
