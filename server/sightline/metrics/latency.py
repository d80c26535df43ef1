"""How long people wait for the model; kinds of first sign are never mixed."""

from __future__ import annotations

from sightline.metrics.base import Metric


def _first(kind: str, title: str, text: str) -> Metric:
    median = (
        "percentile_cont(0.5) WITHIN GROUP (ORDER BY first_ms)"
        f" FILTER (WHERE first_kind = '{kind}')"
    )
    return Metric(f"{kind}_p50", title, "ms", text, "request", median, better="less", sort="time")


LATENCY = (
    _first("ttft", "TTFT p50", "Request to first token, as recorded: the median."),
    _first("first_block", "First block p50", "Request to first complete block: the median."),
    _first("first_thought", "First thought p50", "Request to first thought: the median."),
    Metric(
        "ttlt_p50", "TTLT p50", "ms", "Request to end of response: the median.",
        "request", "percentile_cont(0.5) WITHIN GROUP (ORDER BY duration_ms)", better="less",
        sort="time",
    ),
)  # fmt: skip
