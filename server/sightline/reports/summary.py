"""The first two blocks of a session's summary, as lines: what it did and how long it took."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sightline.text import escaped

if TYPE_CHECKING:
    from sightline.reports.session_report import ReportMetrics, Span
    from sightline.text import Figures

LABEL = 28


def summary(metrics: ReportMetrics, figures: Figures) -> list[str]:
    """Interaction and performance, with an empty line between."""
    return [*_interaction(metrics, figures), "", *_performance(metrics, figures)]


def _interaction(metrics: ReportMetrics, figures: Figures) -> list[str]:
    signs = figures.glyphs
    ended = [metrics.successful_tool_calls, metrics.failed_tool_calls]
    known = metrics.tool_calls == 0 or any(ended) or bool(metrics.denied_tool_calls)
    good, bad = (figures.count(n if known else None) for n in ended)
    changes = " ".join(figures.lines(metrics.lines_added, metrics.lines_removed)).rstrip()
    return [
        "Interaction Summary",
        labelled("Session ID:", escaped(metrics.session_id)),
        labelled("Tool Calls:", f"{metrics.tool_calls:,} ( {signs.tick} {good} x {bad} )"),
        labelled("Success Rate:", figures.ratio(metrics.success_rate)),
        labelled("Code Changes:", changes),
    ]


def _performance(metrics: ReportMetrics, figures: Figures) -> list[str]:
    chevron = figures.glyphs.chevron
    active = _milliseconds(metrics.agent_active_time)
    parts = (("API Time", metrics.api_time), ("Tool Time", metrics.tool_time))
    shares = [
        (label, _milliseconds(span), figures.share(_milliseconds(span), active))
        for label, span in parts
    ]
    return [
        "Performance",
        labelled("Wall Time:", figures.duration(_milliseconds(metrics.wall_time))),
        labelled("Agent Active:", figures.duration(active)),
        *(
            labelled(f"  {chevron} {label}:", f"{figures.duration(ms)} ({share})")
            for label, ms, share in shares
        ),
    ]


def _milliseconds(span: Span | None) -> int | None:
    return None if span is None else span.secs * 1000 + span.nanos // 1_000_000


def labelled(label: str, value: str) -> str:
    """A value behind its label."""
    return f"{label:<{LABEL}}{value}"
