"""What each day held."""

from __future__ import annotations

from sightline.reports.payload.base import Label, Payload


class Dated(Payload):
    """Of one local day."""

    date: str
    """`undated` for work without an instant."""


class DayTotals(Payload):
    """The columns of `sightline stats daily`."""

    sessions: int
    messages: int
    requests: int
    input_tokens: int | None
    """Uncached."""
    cache_read_tokens: int | None
    cache_write_tokens: int | None
    output_tokens: int | None
    reasoning_tokens: int | None
    cost_usd: float | None
    """None when nothing is priced."""
    cost_label: Label
    tokens_label: Label
    unpriced_requests: int


class DayRow(DayTotals, Dated):
    """One local day; its date comes first."""


class DailyPayload(Payload):
    """A row a local day, oldest first, and their total."""

    timezone: str
    days: tuple[DayRow, ...]
    total: DayTotals
