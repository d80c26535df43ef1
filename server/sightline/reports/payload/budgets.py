"""What may be spent, and what of it is."""

from __future__ import annotations

from typing import Literal

from sightline.reports.payload.base import Label, Payload


class BudgetState(Payload):
    """A budget of the settings, and how much of it this day or month has used."""

    period: Literal["day", "month"]
    since: str
    """The first local day of the period."""
    usd: float
    """The limit."""
    project: str | None
    """Only work in this folder; null: everywhere."""
    model: str | None
    """Only this model; null: all."""
    spent: float | None
    spent_label: Label
    share: float | None
    """Spent / limit."""
    state: Literal["ok", "warning", "over", "unknown"]
    """`warning` from 80 % of the limit, `over` from the limit on; nothing is ever blocked."""
    crosses_on: str | None
    """Estimated: the day the limit is reached, at a month's mean of a day so far, today included.

    Null when it lies in another month or day, and once the limit is reached.
    """
    crosses_at: str | None
    """Estimated, of a day's: the local time, at the mean of today's hours from the first with work.

    Null for months.
    """
