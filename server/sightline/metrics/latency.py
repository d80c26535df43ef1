"""How long people wait for the model; kinds of first sign are never mixed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from sightline.metrics.base import Metric

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sightline.metrics.base import Unit

THROUGHPUT = "CAST(output_tokens AS DOUBLE) * 1000 / duration_ms"
"""Output tokens by the second, of a request that `IS_TIMED` admits."""
IS_TIMED = "output_tokens > 0 AND duration_ms >= 200 AND NOT partial"

_SHARES = {"p10": 0.1, "p50": 0.5, "p90": 0.9, "p95": 0.95}


def _statistics(
    name: str,
    title: str,
    text: str,
    value: str,
    shares: tuple[str, ...],
    unit: Unit = "ms",
) -> Iterator[Metric]:
    """Mean, percentiles and number of one value a request may have.

    Those without it are NULL and not filtered out: so it is reckoned once for all of them.
    """
    better: Literal["more", "less"] = "less" if unit == "ms" else "more"
    yield Metric(
        name, title, unit, f"{text}: the mean.", "request", f"avg({value})", better=better,
        trend=True, sort="time",
    )  # fmt: skip
    for share in shares:
        percentile = f"percentile_cont({_SHARES[share]}) WITHIN GROUP (ORDER BY {value})"
        words = "the median" if share == "p50" else f"{share[1:]} % are at most this"
        yield Metric(
            f"{name}_{share}", f"{title} {share}", unit, f"{text}: {words}.", "request",
            percentile, better=better, sort="time",
        )  # fmt: skip
    yield Metric(
        f"{name}_n", f"{title} n", "n", f"Requests with a known {title}.", "request",
        f"count({value})",
    )  # fmt: skip


def _first(kind: str, title: str, text: str) -> Iterator[Metric]:
    value = f"CASE WHEN first_kind = '{kind}' THEN first_ms END"
    return _statistics(kind, title, text, value, ("p50", "p90", "p95"))


LATENCY = (
    *_first("ttft", "TTFT", "Request to first token, as recorded"),
    *_first("first_block", "First block", "Request to first complete block, an upper bound"),
    *_first("first_thought", "First thought", "Request to first thought"),
    *_statistics(
        "ttlt", "TTLT", "Request to end of response", "duration_ms", ("p50", "p90", "p95"),
    ),
    *_statistics(
        "throughput", "Throughput", "Output by the second of a request of 200 ms or more",
        f"CASE WHEN {IS_TIMED} THEN {THROUGHPUT} END", ("p10", "p50", "p90"), "tok/s",
    ),
)  # fmt: skip
