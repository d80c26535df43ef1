"""A metric: what a number means, once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

from msgspec import Struct

Unit = Literal[
    "n", "tok", "USD", "ms", "min", "ratio", "1/min", "1/h", "tok/s", "USD/line", "score",
]  # fmt: skip
Table = Literal[
    "request", "tool_call", "turn", "code_change", "handoff", "span", "share", "work", "session",
    "finding", "approval", "quality",
]  # fmt: skip
Sort = Literal["count", "tokens", "cost", "share", "time", "loss"]
Capability = Literal["cache", "code", "tres", "appr"]
Values = Mapping[str, float | int | None]
IF_ANY = "CASE WHEN count(*) = 0 THEN 0 ELSE"
"""Begins an aggregate that is 0 over no rows, and over rows without a value unknown."""


UNREAD = "unread"
"""Among values: whether files with more of them are still to be read."""


class Metric(Struct, frozen=True):
    """One definition; every surface takes its words and its value from here.

    `of` names the table and `expression` the aggregate over its native rows, in SQL that DuckDB
    and Spark both read. A metric of other metrics has `derive` instead.
    """

    name: str
    title: str
    unit: Unit
    help: str
    of: Table | None = None
    expression: str = ""
    derive: Callable[[Values], float | int | None] | None = None
    needs: tuple[str, ...] = ()
    better: Literal["more", "less"] | None = None
    trend: bool = False
    sort: Sort = "count"
    """Whose label its sums carry: counts are exact, tokens and costs may be lower bounds."""
    estimated: bool = False
    recorded: Capability | None = None
    """What an engine must record for it; where none does that is in question, it is unknown."""


def quotient(above: str, below: str, scale: float = 1) -> Callable[[Values], float | None]:
    """One metric over another; None where either is unknown or the lower is 0."""

    def divide(values: Values) -> float | None:
        over, under = values[above], values[below]
        if over is None or under is None or under == 0:
            return None
        return over / under * scale

    return divide
