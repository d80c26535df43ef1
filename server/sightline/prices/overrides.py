"""A user's own prices, as rows that go before the published ones."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING

from sightline.prices.matching import plain_name
from sightline.prices.rates import Model, Row, Tier

if TYPE_CHECKING:
    from sightline.settings import PriceOverride, Pricing

PICO_PER_USD = 10**12


def rate_per(usd: Decimal | float | None, units: int) -> int | None:
    """A price in USD per so many units as integer pico-USD each, half to even."""
    if usd is None:
        return None
    exact = Decimal(str(usd)) * PICO_PER_USD / units
    return int(exact.to_integral_value(ROUND_HALF_EVEN))


def own_models(pricing: Pricing) -> list[Model]:
    """The models a user priced, under the names they gave."""
    return [
        Model(id=name, match=(f"={plain_name(name)}",), rows=(_row(one),))
        for name, one in pricing.overrides.items()
    ]


def _row(one: PriceOverride) -> Row:
    million = 1_000_000
    tier = Tier(
        input=rate_per(one.input_per_1m, million),
        cache_read=rate_per(one.cache_read_per_1m, million),
        cache_write_5m=rate_per(one.cache_write_per_1m, million),
        cache_write_1h=rate_per(one.cache_write_1h_per_1m, million),
        output=rate_per(one.output_per_1m, million),
    )
    search = rate_per(one.web_search_per_1k, 1000)
    return Row(since=one.since, tiers=(tier,), search=search, origin="user")
