"""How much of each budget is spent, and when it will be: machine-wide, whatever is asked."""

from __future__ import annotations

import math
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from sightline.reports.labels import cost_label, usd
from sightline.reports.payload.budgets import BudgetState
from sightline.reports.scope import is_unread
from sightline.store import calendar, lookups
from sightline.store.query import FAST, HOUR_US, Filter, measure, total

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from duckdb import DuckDBPyConnection

    from sightline.reports.payload.base import Partial
    from sightline.settings import Budget

WARNING, OVER = 0.8, 1.0
_METRICS = ("cost",)
_MOST_DAYS = 31
"""Of a month."""
_NAME_ENDS = "-@[/:."
"""What may follow a model's name where its version or its place goes on."""


def states(
    connection: DuckDBPyConnection,
    budgets: tuple[Budget, ...],
    today: date,
    zone: ZoneInfo,
    partial: Partial | None,
) -> tuple[BudgetState, ...]:
    """Each budget in the day or month of today, in the order of the settings."""
    return tuple(_state(connection, budget, today, zone, partial) for budget in budgets)


def _state(
    connection: DuckDBPyConnection,
    budget: Budget,
    today: date,
    zone: ZoneInfo,
    partial: Partial | None,
) -> BudgetState:
    first = today if budget.period == "day" else today.replace(day=1)
    where = Filter(
        since=calendar.day_start(first, zone),
        until=calendar.day_start(today + timedelta(days=1), zone),
        models=() if budget.model is None else _models(connection, budget.model),
        projects=() if budget.project is None else (_folder(budget.project),),
        unread=is_unread(first, partial),
    )
    values = total(connection, _METRICS, where)
    spent = usd(values)
    on, at = None, None
    if spent is not None and 0 < spent < budget.usd:
        if budget.period == "day":
            at = _hour_crossed(connection, where, budget.usd / spent, zone)
            on = today.isoformat() if at is not None else None
        else:
            on = _day_crossed(budget.usd / spent, first, today)
    return BudgetState(
        period=budget.period,
        since=first.isoformat(),
        usd=budget.usd,
        project=budget.project,
        model=budget.model,
        spent=spent,
        spent_label=cost_label(values),
        share=None if spent is None else spent / budget.usd,
        state=_verdict(spent, budget.usd),
        crosses_on=on,
        crosses_at=at,
    )


def _verdict(spent: float | None, limit: float) -> Literal["ok", "warning", "over", "unknown"]:
    if spent is None:
        return "unknown"
    share = spent / limit
    return "over" if share >= OVER else "warning" if share >= WARNING else "ok"


def _day_crossed(times: float, first: date, today: date) -> str | None:
    """The day of the month on which so many times what is spent is reached."""
    days = (today - first).days + 1
    needed = math.ceil(times * days)
    if needed > _MOST_DAYS:
        return None
    day = max(first + timedelta(days=needed - 1), today + timedelta(days=1))
    return day.isoformat() if (day.year, day.month) == (first.year, first.month) else None


def _hour_crossed(
    connection: DuckDBPyConnection, where: Filter, times: float, zone: ZoneInfo
) -> str | None:
    """The local time of today at which so many times what is spent is reached.

    The pace is that of the hours from the first with work to the last: no clock is asked, so it
    stands until there is more work.
    """
    assert where.since is not None
    assert where.until is not None
    hours = [row.group[0] for row in measure(connection, ("requests",), where, ("hour",))]
    began = max(min(hours) * HOUR_US, where.since)
    crossed = began + int(times * ((max(hours) + 1) * HOUR_US - began))
    local = calendar.moment(crossed).astimezone(zone)
    return f"{local:%H:%M}" if crossed < where.until else None


def _models(connection: DuckDBPyConnection, name: str) -> tuple[str, ...]:
    """Model lines that a name means: itself, fast or not, and its versions, in any case."""
    wanted = name.lower()
    found = [model for model in lookups.models(connection) if _is_of(model.lower(), wanted)]
    lines = [line for model in found for line in (model, model + FAST)]
    return tuple(dict.fromkeys(lines)) or (name,)


def _is_of(model: str, wanted: str) -> bool:
    plain = model.removesuffix(FAST)
    return plain == wanted or (plain.startswith(wanted) and plain[len(wanted)] in _NAME_ENDS)


def _folder(project: str) -> str:
    """A project's folder as sessions name it."""
    return str(Path(project).expanduser())
