"""How much of each budget is spent, and when a month's will be: machine-wide, whatever is asked."""

from __future__ import annotations

import math
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from sightline.reports.labels import cost_label, usd
from sightline.reports.payload import BudgetState
from sightline.store import calendar, lookups
from sightline.store.query import FAST, Filter, total

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from duckdb import DuckDBPyConnection

    from sightline.settings import Budget

WARNING, OVER = 0.8, 1.0
_METRICS = ("cost",)
_MOST_DAYS = 31
"""Of a month."""
_NAME_ENDS = "-@[/:."
"""What may follow a model's name where its version or its place goes on."""


def states(
    connection: DuckDBPyConnection, budgets: tuple[Budget, ...], today: date, zone: ZoneInfo
) -> tuple[BudgetState, ...]:
    """Each budget in the day or month of today, in the order of the settings."""
    return tuple(_state(connection, budget, today, zone) for budget in budgets)


def _state(
    connection: DuckDBPyConnection, budget: Budget, today: date, zone: ZoneInfo
) -> BudgetState:
    first = today if budget.period == "day" else today.replace(day=1)
    where = Filter(
        since=calendar.day_start(first, zone),
        until=calendar.day_start(today + timedelta(days=1), zone),
        models=() if budget.model is None else _models(connection, budget.model),
        projects=() if budget.project is None else (_folder(budget.project),),
    )
    values = total(connection, _METRICS, where)
    spent = usd(values)
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
        crosses_on=None if spent is None else _crossing(budget, spent, first, today),
    )


def _verdict(spent: float | None, limit: float) -> Literal["ok", "warning", "over", "unknown"]:
    if spent is None:
        return "unknown"
    share = spent / limit
    return "over" if share >= OVER else "warning" if share >= WARNING else "ok"


def _crossing(budget: Budget, spent: float, first: date, today: date) -> str | None:
    if budget.period == "day" or not 0 < spent < budget.usd:
        return None
    days = (today - first).days + 1
    needed = math.ceil(budget.usd * days / spent)
    if needed > _MOST_DAYS:
        return None
    day = max(first + timedelta(days=needed - 1), today + timedelta(days=1))
    return day.isoformat() if (day.year, day.month) == (first.year, first.month) else None


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
