"""What requests of one kind used in one quarter of an hour: a long question reads no request.

Every zone's days begin at a quarter of an hour, so sums over days are exact.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from operator import add
from typing import TYPE_CHECKING

import msgspec

from sightline.metrics import LABEL_COUNTS, METRICS

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

QUARTER_US = 900_000_000
_SUM = re.compile(
    r"(?P<before>(?:coalesce\(|CASE WHEN count\(\*\) = 0 THEN 0 ELSE )?)"
    r"(?P<aggregate>sum|max)\((?P<value>.+?)\)(?P<some>(?: FILTER \(WHERE .+?\))?)"
    r"(?P<after>(?:, 0\)| END)?)"
)
_OF_ONE_SESSION = frozenset({
    "cache_write_5m_tokens", "cache_write_1h_tokens", "context_peak_tokens", "cost_input",
    "cost_cache_read", "cost_cache_write", "cost_output", "cost_search", "surcharge",
})  # fmt: skip
"""Asked of no long time: for those the requests are read."""
_ADDED = {
    metric.name: found
    for metric in METRICS
    if metric.of == "request" and (found := _SUM.fullmatch(metric.expression))
}
_ONE = {name: one for name, one in _ADDED.items() if name not in _OF_ONE_SESSION}
_COUNTS = {"rows": "count(*)", **LABEL_COUNTS}
ADDING: dict[str, Callable[[float, float], float]] = {
    **{name: max if one["aggregate"] == "max" else add for name, one in _ADDED.items()},
    **dict.fromkeys(_COUNTS, add),
}
"""What makes the value over some requests of the known values over parts of them."""
SUMS = {
    **{name: f"{one['aggregate']}({one['value']}){one['some']}" for name, one in _ONE.items()},
    **_COUNTS,
}
"""Columns besides those of the kind, and what each is of the requests."""
OVER = {
    **{
        name: f"{one['before']}{one['aggregate']}({name}){one['after']}"
        for name, one in _ONE.items()
    },
    **{name: f"coalesce(sum({name}), 0)" for name in _COUNTS},
}
"""What a metric of requests is over the rows of this table, in the same words where it can be."""

Usage = msgspec.defstruct(
    "Usage",
    [
        ("session", str), ("ts", int | None), ("model", str | None), ("provider", str | None),
        ("speed", str | None), ("agent", str), *((name, int | None) for name in SUMS),
    ],
    kw_only=True,
    gc=False,
)  # fmt: skip


def derive(connection: DuckDBPyConnection) -> None:
    """Sum up the requests of all changed sessions anew."""
    changed = "session IN (SELECT id FROM changed_session)"
    sums = ", ".join(f"{of} AS {name}" for name, of in SUMS.items())
    connection.execute(f"DELETE FROM usage WHERE {changed}")
    connection.execute(f"""
        INSERT INTO usage
        SELECT session, ts - (ts % {QUARTER_US} + {QUARTER_US}) % {QUARTER_US}, model, provider,
            speed, agent, {sums}
        FROM request WHERE native AND {changed} GROUP BY ALL""")
