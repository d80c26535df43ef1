"""What one combination of model, provider and context costs, from day to day."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from sightline.prices.rows import Context, Moment, overridden, price_at, row_holds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sightline.prices.formula import Price
    from sightline.prices.rates import Row

DAY_US = 86_400_000_000
MINUTE_US = 60_000_000


@dataclass(slots=True)
class Line:
    """The rows that price a kind of request, and the prices already worked out."""

    rows: Sequence[Row]
    """Of the model in the rates; none when they do not know it."""
    ctx: Context
    exact: bool
    """Name and provider are the rates' own, not assumed."""
    claude: bool
    codex: bool
    fast: bool
    own: Row | None = None
    """The user's price for the model."""
    own_is_slow: bool = False
    """The user's price is not for fast mode, which was used."""
    is_daily: bool = field(init=False)
    """No price of it changes within a day of UTC."""
    _prices: dict[int | None, Price | None] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.is_daily = all(row.window is None for row in self.rows)

    def price(self, ts: int | None) -> Price | None:
        """What such a request costs at an instant; None without a price."""
        step = DAY_US if self.is_daily else MINUTE_US
        key = None if ts is None else ts // step
        try:
            return self._prices[key]
        except KeyError:
            price = self._prices[key] = self._price(_moment(ts))
            return price

    def listed(self, ts: int | None) -> Price | None:
        """What the rates alone say, whatever the user set; None where they know no such model."""
        return self._listed(_moment(ts)) if self.rows else None

    def _price(self, moment: Moment | None) -> Price | None:
        listed = self._listed(moment) if self.rows else None
        if self.own is None or not row_holds(self.own, moment):
            return listed
        if self.own_is_slow and listed is not None and listed.complete:
            return listed
        price = overridden(self.rows, self.ctx, moment, self.own, claude=self.claude)
        return replace(price, complete=not self.own_is_slow, fast=self.fast)

    def _listed(self, moment: Moment | None) -> Price:
        price = price_at(
            self.rows,
            self.ctx,
            moment,
            exact=self.exact,
            claude=self.claude,
            codex=self.codex,
        )
        return replace(price, fast=self.fast)


def _moment(ts: int | None) -> Moment | None:
    if ts is None:
        return None
    day, rest = divmod(ts, DAY_US)
    return Moment(day, rest // MINUTE_US)
