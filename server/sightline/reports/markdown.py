"""A session as Markdown: its record, what stands out, its turns and its reviews."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sightline.reports.session_report import SessionReport, session_report

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sightline.reports.briefs import Brief
    from sightline.reports.payload.base import Label
    from sightline.reports.payload.quality import SessionFinding, SessionQuality
    from sightline.reports.payload.session import SessionPayload, TurnRow

UNKNOWN = "—"
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")
_CONTROL = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]+"
)


def session_markdown(payload: SessionPayload) -> str:
    """One session with its turns and reviews."""
    sections = _sections(session_report(payload))
    return "\n".join([*sections, *_turns(payload.turns), *_quality(payload.quality), ""])


def brief_markdown(brief: Brief) -> str:
    """One of many sessions: its record and figures."""
    return "\n".join([*_sections(session_report(brief)), ""])


def _sections(report: SessionReport) -> Iterator[str]:
    record, metrics = report.record, report.metrics
    yield f"# {_text(record.title)}"
    yield ""
    yield from _table(
        ("Record", ""),
        [
            ("Id", record.id), ("Engine", record.engine), ("Agent", record.agent),
            ("Model", record.model), ("Provider", record.provider), ("Project", record.project),
            ("Branch", record.branch), ("Created", record.created_at),
            ("Last activity", record.updated_at), ("Tags", " ".join(record.tags)),
        ],
    )  # fmt: skip
    seconds = (metrics.wall_time, metrics.agent_active_time, metrics.api_time, metrics.tool_time)
    wall, agent, api, tool = (None if one is None else f"{one.secs} s" for one in seconds)
    label = metrics.labels["total_cost"]
    yield from _table(
        ("Facts", ""),
        [
            ("Messages", record.message_count), ("Input tokens", record.cost.input_tokens),
            ("Cached tokens", metrics.total_cache_read_tokens),
            ("Cache writes", metrics.total_cache_creation_tokens),
            ("Output tokens", record.cost.output_tokens),
            ("Cost", _money(record.cost.total_usd, label)),
            ("Wall time", wall), ("Agent active", agent), ("API time", api), ("Tool time", tool),
            ("Tool calls", metrics.tool_calls), ("Failed", metrics.failed_tool_calls),
            ("Denied", metrics.denied_tool_calls), ("Files changed", metrics.files_changed),
            ("Lines", f"+{metrics.lines_added} -{metrics.lines_removed}"),
        ],
    )  # fmt: skip
    yield from _table(
        ("Model", "Requests", "Input", "Cached", "Output", "Cost (USD)"),
        [
            (name, one.requests, one.input_tokens, one.cached_tokens, one.output_tokens,
             one.estimated_cost)
            for name, one in metrics.model_usage.items()
        ],
    )  # fmt: skip


def _turns(turns: Sequence[TurnRow]) -> Iterator[str]:
    if not turns:
        return
    yield from _table(
        ("Turn", "At", "Agent", "Model", "Requests", "Tools", "Input", "Cached", "Output", "Cost",
         "Marks"),
        [
            (turn.number, turn.at, turn.agent, turn.model, turn.requests, turn.tool_calls,
             turn.parts.input_tokens, turn.parts.cache_read_tokens, turn.parts.output_tokens,
             _money(turn.parts.cost, turn.parts.cost_label), " ".join(turn.marks))
            for turn in turns
        ],
    )  # fmt: skip


def _quality(quality: SessionQuality) -> Iterator[str]:
    """Scores, reviews from oldest to newest, and findings; nothing of a session without any."""
    if quality.history or quality.overall is not None:
        phases = [(one.phase.title(), one.score, one.reviewer) for one in quality.phases]
        overall = ("Overall", quality.overall, quality.partial)
        yield from _table(("Quality", "Score", "By"), [overall, *phases])
    if quality.history:
        yield from _table(
            ("Review", "Phase", "Score", "By", "Verdict", "Errors", "Warnings", "Infos", "Minutes"),
            [
                (one.at, one.phase, one.score, one.reviewer, one.verdict, one.errors, one.warnings,
                 one.infos, one.minutes)
                for one in quality.history
            ],
        )  # fmt: skip
    if quality.findings:
        yield from _table(
            ("Finding", "By", "Severity", "Phase", "Place", "Minutes", "Corrected"),
            [
                (one.rule, one.source, one.severity, one.phase, _place(one), one.minutes,
                 "yes" if one.corrected else "no")
                for one in quality.findings
            ],
        )  # fmt: skip
    if more := quality.finding_count - len(quality.findings):
        yield from (f"{more:,} further findings are left out.", "")


def _place(finding: SessionFinding) -> str | None:
    if not finding.file:
        return None
    return finding.file if finding.line is None else f"{finding.file}:{finding.line}"


def _table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> Iterator[str]:
    yield f"| {' | '.join(header)} |"
    yield "|" + "---|" * len(header)
    for row in rows:
        yield f"| {' | '.join(_text(cell) for cell in row)} |"
    yield ""


def _text(value: object) -> str:
    """A value that is no markup, in one line."""
    if value is None or value == "":
        return UNKNOWN
    return _SPECIAL.sub(r"\\\1", _CONTROL.sub(" ", str(value)))


def _money(value: float | None, label: Label) -> str | None:
    """`≥ $0.4200` when part of it is unknown, `~$0.4200` when estimated."""
    if value is None:
        return None
    sign = {"at_least": "≥ ", "estimated": "~"}.get(label, "")
    return f"{sign}${value:.4f}"
