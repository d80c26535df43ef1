"""What all questions and answers are made of: labels, units, numbers, periods."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

Label = Literal["exact", "recorded", "priced", "estimated", "at_least", "unknown"]
Unit = Literal[
    "n", "tok", "USD", "ms", "min", "ratio", "1/min", "1/h", "tok/s", "USD/line", "score",
]  # fmt: skip
Better = Literal["more", "less"]
Bucket = Literal["day", "week", "month"]
Split = Literal["model", "engine", "agent", "project"]
MOST = 1_000_000_000
"""Rows a cursor can point behind."""
Preset = Literal["today", "7d", "30d", "90d", "all"]


class Payload(BaseModel):
    """A frozen answer, camelCase on the wire."""

    model_config = ConfigDict(
        alias_generator=to_camel, populate_by_name=True, frozen=True, defer_build=True
    )


class Params(BaseModel):
    """What a report is asked with; an unknown key is an error that names it."""

    model_config = ConfigDict(
        alias_generator=to_camel, populate_by_name=True, frozen=True, extra="forbid",
        defer_build=True,
    )  # fmt: skip


class NoParams(Params):
    """Nothing to ask."""


class Number(Payload):
    """One value of one metric, and how sure it is."""

    metric: str
    value: float | int | None
    unit: Unit
    label: Label
    unknown_parts: int = 0
    """How many requests have an unknown part, so that the value is a lower bound."""


class Partial(Payload):
    """The index is still being read, newest files first."""

    done: int
    total: int
    complete_from: str | None
    """All work of this day and later is in the numbers."""


class Period(Payload):
    """The days a report covers."""

    preset: Preset | None
    from_: str | None = Field(alias="from")
    """First day; None when there is nothing at all."""
    to: str | None
    time_zone: str
    bucket: Bucket
    newest: str | None
    """The newest day that has any session, in or out of range."""


class Health(Payload):
    """Whether everything could be read."""

    sources: int
    problems: int
    refreshed_at: str | None


class Answer(Payload):
    """What every report carries."""

    generated_at: str
    revision: int
    partial: Partial | None = None


class QueryError(Payload):
    """What is wrong with a query, and where: code points, half-open."""

    message: str
    start: int
    end: int
    expected: tuple[str, ...]
    suggestion: str | None
    """What could stand between start and end instead."""


class ScopedAnswer(Answer):
    """What every report of a scope carries."""

    query_errors: tuple[QueryError, ...] = ()
    """Without a readable query nothing is found."""
