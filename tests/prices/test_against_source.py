"""The price source's own calculation as the oracle: equal for everything it states itself."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING, Any

from genai_prices import Usage, types
from genai_prices.data import providers

from sightline.records import Request

if TYPE_CHECKING:
    from sightline.prices import Prices

Make = Callable[..., Request]

ROUNDS = 5_000
BUCKETS = {
    "cache_read_tokens": "cache_read_mtok",
    "cache_write_5m_tokens": "cache_write_mtok",
    "cache_write_1h_tokens": "cache_write_1h_mtok",
}
NOT_COUNTED = {"requests_kcount", "output_reasoning_mtok", "output_citation_mtok"}
CONTEXTS: tuple[dict[str, str], ...] = (
    {},
    {"service_tier": "default"},
    {"service_tier": "priority"},
    {"service_tier": "fast"},
    {"service_tier": "flex"},
    {"processing": "batch"},
    {"speed": "fast"},
)


def names(clause: Any) -> Iterator[str]:
    """Names the source surely means by a clause."""
    for inner in getattr(clause, "or_", ()):
        yield from names(inner)
    if isinstance(clause, types.ClauseEquals):
        yield clause.equals
    if isinstance(clause, types.ClauseStartsWith):
        yield clause.starts_with


def is_whole(prices: types.ModelPrice) -> bool:
    """Every rate of the source is a whole number of pico-USD per token, and we count its units."""
    stated = {key: value for key, value in vars(prices).items() if value is not None}
    rates = [
        rate
        for key, value in stated.items()
        if key.endswith("_mtok")
        for rate in (value, *(tier.price for tier in getattr(value, "tiers", ())))
    ]
    amounts = [getattr(rate, "base", rate) * 1_000_000 for rate in rates]
    return not NOT_COUNTED & stated.keys() and all(one == int(one) for one in amounts)


def test_every_price_the_source_states_is_the_same(prices: Prices, make: Make) -> None:
    rng = random.Random(20261121)
    named = [
        (provider, model, name)
        for provider in providers
        for model in provider.models
        for name in names(model.match)
    ]
    compared = 0
    tiered = 0
    while compared < ROUNDS:
        provider, model, name = rng.choice(named)
        at = datetime(2024, 6, 1, tzinfo=UTC) + timedelta(seconds=rng.randrange(80_000_000))
        context = rng.choice(CONTEXTS)
        paid = model.get_prices(at, context)
        used = usage_of(rng, paid)
        if used is None or not is_covered(model, context, at):
            continue
        one = make(
            name,
            provider=provider.id,
            ts=int(at.timestamp()) * 1_000_000,
            **used,
            **recorded(context),
        )
        prices.apply(one, "x")
        assert one.cost_nano == wanted(model, provider, at, context, used), (provider.id, name, at)
        compared += 1
        tiered += "long_context" in one.flags
    assert tiered > 100


def usage_of(rng: random.Random, paid: types.ModelPrice) -> dict[str, int] | None:
    """Random tokens of the buckets that have a rate of their own."""
    if paid.input_mtok is None or paid.output_mtok is None or not is_whole(paid):
        return None
    size = rng.choice((10, 10_000, 150_000, 300_000))
    used = {"input_tokens": rng.randrange(size), "output_tokens": rng.randrange(size)}
    for bucket, key in BUCKETS.items():
        used[bucket] = rng.randrange(size) if getattr(paid, key) is not None else 0
    used["web_searches"] = rng.randrange(4) if paid.web_searches_kcount is not None else 0
    return used


def is_covered(model: types.ModelInfo, context: dict[str, str], at: datetime) -> bool:
    """The source has rates for the context at the time, so none of our own are needed."""
    usual = not context or context == {"service_tier": "default"}
    return usual or any(
        one.when == context and (one.constraint is None or one.constraint.active(at))
        for one in model.price_variants or ()
    )


def recorded(context: dict[str, str]) -> dict[str, str]:
    """The context as an engine records it."""
    tier = context.get("service_tier", context.get("processing"))
    speed = context.get("speed")
    return {key: value for key, value in (("tier", tier), ("speed", speed)) if value is not None}


def wanted(
    model: types.ModelInfo,
    provider: types.Provider,
    at: datetime,
    context: dict[str, str],
    used: dict[str, int],
) -> int:
    """Nano-USD by the source, whose input holds the cache parts."""
    written = used["cache_write_5m_tokens"] + used["cache_write_1h_tokens"]
    usage = Usage(
        input_tokens=used["input_tokens"] + used["cache_read_tokens"] + written,
        cache_read_tokens=used["cache_read_tokens"],
        cache_write_tokens=written,
        cache_write_1h_tokens=used["cache_write_1h_tokens"],
        output_tokens=used["output_tokens"],
        web_searches=used["web_searches"],
    )
    answer = model.calc_price(
        usage, provider, genai_request_timestamp=at, price_context=context or None
    )
    nano = Decimal(answer.total_price) * 10**9
    return int(nano.to_integral_value(ROUND_HALF_EVEN))
