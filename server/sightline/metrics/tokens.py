"""Tokens, by the field's names: input, cache reads and writes and output do not overlap."""

from __future__ import annotations

from sightline.metrics.base import IF_ANY, Metric, Values, quotient


def _sum(name: str, title: str, text: str, expression: str, *, trend: bool = True) -> Metric:
    """Unknown where there are requests and none says."""
    return Metric(
        name, title, "tok", text, "request", f"{IF_ANY} sum({expression}) END", trend=trend,
        sort="tokens",
    )  # fmt: skip


def _cached(name: str, title: str, text: str, expression: str, *, trend: bool = True) -> Metric:
    """Unknown where no request says, which is another thing than a cache that was not used."""
    return Metric(
        name, title, "tok", text, "request", f"{IF_ANY} sum({expression}) END", trend=trend,
        sort="tokens", recorded="cache",
    )  # fmt: skip


def _peak(values: Values) -> float | None:
    """Unknown, too, where more went in than the window is said to hold: then it is another."""
    largest, window = values["context_peak_tokens"], values["context_window"]
    if largest is None or not window or largest > window:
        return None
    return largest / window


_INPUT = "input_tokens"
_TOLD = (
    "coalesce(input_tokens, cache_read_tokens, cache_write_5m_tokens, cache_write_1h_tokens)"
    " IS NOT NULL"
)
_WRITES = "coalesce(cache_write_5m_tokens, 0) + coalesce(cache_write_1h_tokens, 0)"

TOKENS = (
    Metric(
        "requests", "Requests", "n", "Model calls with usage.", "request",
        "coalesce(sum(n) FILTER (WHERE input_tokens IS NOT NULL OR output_tokens IS NOT NULL), 0)",
        trend=True,
    ),
    _sum(_INPUT, "Input Tokens", "Input neither read from nor written to the cache.", _INPUT),
    _sum("output_tokens", "Output Tokens", "Output, reasoning included.", "output_tokens"),
    _sum(
        "total_tokens", "Tokens", "Input and output; cache reads and writes stand apart.",
        "coalesce(input_tokens + output_tokens, input_tokens, output_tokens)",
    ),
    _cached(
        "cache_read_tokens", "Cached Tokens", "Input served from the cache.", "cache_read_tokens",
    ),
    _cached(
        "cache_write_tokens", "Cache Writes", "Input written to the cache.",
        "coalesce(cache_write_5m_tokens + cache_write_1h_tokens, cache_write_5m_tokens,"
        " cache_write_1h_tokens)",
    ),
    _cached(
        "cache_write_5m_tokens", "Cache Writes 5 m", "Input written to the cache for 5 minutes.",
        "cache_write_5m_tokens", trend=False,
    ),
    _cached(
        "cache_write_1h_tokens", "Cache Writes 1 h", "Input written to the cache for an hour.",
        "cache_write_1h_tokens", trend=False,
    ),
    _sum(
        "all_input_tokens", "All Input", "Input, cache reads and cache writes together.",
        f"CASE WHEN {_TOLD} THEN"
        f" coalesce(input_tokens, 0) + coalesce(cache_read_tokens, 0) + {_WRITES} END",
        trend=False,
    ),
    Metric(
        "reasoning_tokens", "Reasoning", "tok", "The part of output the model thought with.",
        "request", "sum(reasoning_tokens)", sort="tokens",
    ),
    Metric(
        "cache_hit_rate", "Cache Hit Rate", "ratio", "Cached tokens, of all input.",
        derive=quotient("cache_read_tokens", "all_input_tokens"),
        needs=("cache_read_tokens", "all_input_tokens"), better="more", trend=True, sort="tokens",
    ),
    Metric(
        "context_peak_tokens", "Largest Context", "tok", "All input of the largest request.",
        "request",
        f"max(input_tokens + coalesce(cache_read_tokens, 0) + {_WRITES})",
        better="less",
    ),
    Metric(
        "context_window", "Context Window", "tok",
        "What the model takes in at most, where all sessions have the same.", "session",
        "CASE WHEN min(coalesce(context_window, 0)) = max(context_window)"
        " THEN max(context_window) END",
    ),
    Metric(
        "context_peak", "Context Peak", "ratio",
        "All input of the largest request, of the model's context window.",
        derive=_peak, needs=("context_peak_tokens", "context_window"), better="less",
    ),
)  # fmt: skip
