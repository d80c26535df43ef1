"""Which rows of a model hold at an instant, joined into one price."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct

from sightline.prices.formula import FiveRates, Price

if TYPE_CHECKING:
    from sightline.prices.rates import Row, Tier

CHEAPER = frozenset({"batch", "flex"})
"""Contexts that cost less than the base price: without a rate the amount is an upper estimate."""

Context = Mapping[str, str]
"""What changes the price of a request: speed, service_tier, processing, geo."""

_EPOCH = date(1970, 1, 1).toordinal()
_BUCKETS: tuple[Callable[[Tier], int | None], ...] = (
    lambda tier: tier.input,
    lambda tier: tier.cache_read,
    lambda tier: tier.cache_write_5m,
    lambda tier: tier.cache_write_1h,
    lambda tier: tier.output,
)


class Moment(Struct, frozen=True):
    """A UTC day since 1970 and a minute in it."""

    day: int
    minute: int


def day_number(iso: str) -> int:
    """Days since 1970 of a date."""
    return date.fromisoformat(iso).toordinal() - _EPOCH


def price_at(
    rows: Sequence[Row],
    ctx: Context,
    moment: Moment | None,
    *,
    exact: bool,
    claude: bool = False,
    codex: bool = False,
) -> Price:
    """The price that rows give in a context; at no moment the latest one, which is an estimate."""
    base, in_force = _base_row([row for row in rows if not row.ctx], moment)
    fitting = _fitting(rows, ctx, moment)
    covered = {key for row in fitting for key in row.ctx}
    missing = {value for key, value in ctx.items() if key not in covered}
    labels = {row.label for row in (base, *fitting)}
    above, tiers = _united([*fitting, base])
    first = tiers[0]
    return Price(
        above=above,
        tiers=tuple(_completed(tier, claude=claude) for tier in tiers),
        search=base.search,
        exact=exact and in_force and "estimated" not in labels and not missing & CHEAPER,
        complete="partial" not in labels and missing <= CHEAPER,
        assumed=(first[1] is None, first[2] is None and not codex, first[3] is None),
    )


def overridden(
    rows: Sequence[Row], ctx: Context, moment: Moment | None, own: Row, *, claude: bool
) -> Price:
    """The price a user set, with what they left open from the rows: one tier, and no estimate."""
    base = [_base_row([row for row in rows if not row.ctx], moment)[0]] if rows else []
    _, tiers = _united([own, *_fitting(rows, ctx, moment), *base])
    searches = [row.search for row in (own, *base) if row.search is not None]
    return Price(
        above=(),
        tiers=(_completed(tiers[0], claude=claude),),
        search=searches[0] if searches else None,
        exact=True,
        complete=True,
    )


def _fitting(rows: Sequence[Row], ctx: Context, moment: Moment | None) -> list[Row]:
    return [
        row for row in rows if row.ctx and row.ctx.items() <= ctx.items() and row_holds(row, moment)
    ]


def _base_row(rows: Sequence[Row], moment: Moment | None) -> tuple[Row, bool]:
    if moment is None:
        timeless = [row for row in rows if row.window is None]
        return (timeless or rows)[-1], False
    for row in reversed(rows):
        if row_holds(row, moment):
            return row, True
    return rows[0], False


def row_holds(row: Row, moment: Moment | None) -> bool:
    """The row is in force at the moment; every row is at no moment."""
    if moment is None:
        return True
    if row.since is not None and moment.day < day_number(row.since):
        return False
    if row.window is None:
        return True
    start, end = row.window
    if end < start:
        return moment.minute >= start or moment.minute < end
    return start <= moment.minute < end


def _united(rows: Sequence[Row]) -> tuple[tuple[int, ...], list[FiveRates]]:
    """Each rate from the first row that states it, over all thresholds of these rows."""
    sources = [
        next((row for row in rows if any(bucket(tier) is not None for tier in row.tiers)), None)
        for bucket in _BUCKETS
    ]
    starts = {0} | {tier.above for row in sources if row is not None for tier in row.tiers}
    above: list[int] = []
    tiers: list[FiveRates] = []
    for start in sorted(starts):
        rates = tuple(
            None if row is None else _rate(row, bucket, start)
            for row, bucket in zip(sources, _BUCKETS, strict=True)
        )
        if not tiers or rates != tiers[-1]:
            above.append(start)
            tiers.append(rates)
    return tuple(above[1:]), tiers


def _rate(row: Row, bucket: Callable[[Tier], int | None], start: int) -> int | None:
    rate = None
    for tier in row.tiers:
        if tier.above <= start:
            rate = bucket(tier)
    return rate


def _completed(rates: FiveRates, *, claude: bool) -> FiveRates:
    """Rates that are not stated, from those that are."""
    plain, read, short, long, output = rates
    if plain is not None:
        if read is None:
            read = plain
        if short is None:
            short = plain * 5 // 4 if claude else plain
        if long is None:
            long = plain * 2 if claude else short
    return plain, read, short, long, output
