"""How long people wait for the model; kinds of first sign are never mixed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from sightline.metrics.base import Metric

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sightline.metrics.base import Unit

"""Signs of life an engine may record: the name of a kind is that of its metric."""

THROUGHPUT = "CAST(output_tokens AS DOUBLE) * 1000 / duration_ms"
"""Output tokens by the second, of a request that `IS_TIMED` admits."""
IS_TIMED = "output_tokens > 0 AND duration_ms >= 200 AND NOT partial"

_SHARES = {"p10": 0.1, "p50": 0.5, "p90": 0.9, "p95": 0.95}


def _statistics(
    name: str,
    title: str,
    text: str,
    value: str,
    condition: str,
    shares: tuple[str, ...],
    unit: Unit = "ms",
) -> Iterator[Metric]:
    """Mean, percentiles and number of one value a request may have."""
    where = f" FILTER (WHERE {condition})"
    better: Literal["more", "less"] = "less" if unit == "ms" else "more"
    yield Metric(
        name, title, unit, f"{text}: the mean.", "request", f"avg({value}){where}", better=better,
        trend=True, sort="time",
    )  # fmt: skip
    for share in shares:
        percentile = f"percentile_cont({_SHARES[share]}) WITHIN GROUP (ORDER BY {value}){where}"
        words = "the median" if share == "p50" else f"{share[1:]} % are at most this"
        yield Metric(
            f"{name}_{share}", f"{title} {share}", unit, f"{text}: {words}.", "request",
            percentile, better=better, sort="time",
        )  # fmt: skip
    yield Metric(
        f"{name}_n", f"{title} n", "n", f"Requests with a known {title}.", "request",
        f"count(*){where}",
    )  # fmt: skip


def _first(kind: str, title: str, text: str) -> Iterator[Metric]:
    condition = f"first_kind = '{kind}' AND first_ms IS NOT NULL"
    return _statistics(kind, title, text, "first_ms", condition, ("p50", "p90", "p95"))


LATENCY = (
    *_first("ttft", "TTFT", "Request to first token, as recorded"),
    *_first("first_block", "First block", "Request to first complete block, an upper bound"),
    *_first("first_thought", "First thought", "Request to first thought"),
    *_statistics(
        "ttlt", "TTLT", "Request to end of response", "duration_ms", "duration_ms IS NOT NULL",
        ("p50", "p90", "p95"),
    ),
    *_statistics(
        "throughput", "Throughput", "Output by the second of a request of 200 ms or more",
        THROUGHPUT, IS_TIMED, ("p10", "p50", "p90"), "tok/s",
    ),
)  # fmt: skip
