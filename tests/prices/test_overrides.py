"""A user's own prices, dated by `from`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sightline.prices import Prices
from sightline.records import Request
from sightline.settings import Pricing

Ask = Callable[..., Request]


def with_override(name: str, **fields: Any) -> Prices:
    return Prices.load(Pricing.model_validate({"overrides": {name: fields}}))


def test_an_override_replaces_the_list_price(make: Ask) -> None:
    """M6: an override before the list."""
    one = make("claude-opus-4-7", input_tokens=1_000, output_tokens=10)
    with_override("claude-opus-4.7", inputPer1M=2, outputPer1M=20).apply(one, "anthropic")
    assert one.cost_nano == 1_000 * 2_000 + 10 * 20_000
    assert one.basis == "priced"


JUNE = 1_780_272_000_000_000
"""2026-06-01T00:00:00Z."""


@pytest.mark.parametrize(("ts", "rate"), [(JUNE - 1, 5_000), (JUNE, 2_000), (None, 2_000)])
def test_an_override_holds_from_its_first_utc_day(make: Ask, ts: int | None, rate: int) -> None:
    """M6: dated by its `from`."""
    mine = {"inputPer1M": 2, "outputPer1M": 20, "from": "2026-06-01"}
    one = make("claude-opus-4-7", ts=ts, input_tokens=1_000)
    with_override("claude-opus-4-7", **mine).apply(one, "anthropic")
    assert one.cost_nano == 1_000 * rate


def test_without_a_day_an_override_holds_for_all_priced_calls(make: Ask) -> None:
    one = make("claude-opus-4-7", input_tokens=1_000, ts=1_000_000)
    with_override("claude-opus-4-7", inputPer1M=2).apply(one, "anthropic")
    assert one.cost_nano == 1_000 * 2_000


def test_fields_left_out_are_those_of_the_row(make: Ask) -> None:
    one = make("claude-opus-4-7", input_tokens=1_000, cache_read_tokens=1_000, web_searches=1)
    with_override("claude-opus-4-7", inputPer1M=2).apply(one, "anthropic")
    assert one.cost_nano == 1_000 * 2_000 + 1_000 * 500 + 10_000_000


def test_fields_nobody_states_are_derived(make: Ask) -> None:
    one = make("claude-house", cache_write_5m_tokens=1_000, cache_write_1h_tokens=1_000)
    with_override("claude-house", inputPer1M=2, outputPer1M=4).apply(one, "x")
    assert one.cost_nano == 1_000 * 2_500 + 1_000 * 4_000  # 1.25 and 2 times the input
    assert one.basis == "priced"


def test_an_override_has_one_tier(make: Ask) -> None:
    one = make("claude-sonnet-4-5", input_tokens=300_000)
    with_override("claude-sonnet-4-5", inputPer1M=3).apply(one, "anthropic")
    assert (one.cost_nano, one.surcharge_nano, one.flags) == (300_000 * 3_000, 0, "")


def test_an_override_prices_what_the_list_does_not_know(make: Ask) -> None:
    one = make("house-model", provider="house", input_tokens=1_000, output_tokens=1)
    with_override("house-model", inputPer1M=2, outputPer1M=4).apply(one, "x")
    assert (one.cost_nano, one.basis) == (1_000 * 2_000 + 4_000, "priced")


def test_an_override_without_a_needed_rate_leaves_the_request_unpriced(make: Ask) -> None:
    one = make("house-model", input_tokens=1_000, output_tokens=1)
    with_override("house-model", inputPer1M=2).apply(one, "x")
    assert (one.cost_nano, one.basis) == (None, "unknown")


def test_an_override_without_any_rate_prices_nothing(make: Ask) -> None:
    one = make("house-model", input_tokens=1_000)
    with_override("house-model", webSearchPer1K=2).apply(one, "x")
    assert (one.cost_nano, one.basis) == (None, "unknown")


def test_an_override_does_not_reach_another_version(make: Ask) -> None:
    one = make("claude-opus-4-7", input_tokens=1_000)
    with_override("claude-opus-4", inputPer1M=1).apply(one, "anthropic")
    assert one.cost_nano == 1_000 * 5_000


def test_an_override_reaches_dated_names_of_its_model(make: Ask) -> None:
    one = make("claude-opus-4-5-20251101", input_tokens=1_000)
    with_override("claude-opus-4-5", inputPer1M=1).apply(one, "anthropic")
    assert one.cost_nano == 1_000 * 1_000


def test_fast_mode_is_a_model_of_its_own_for_overrides(make: Ask) -> None:
    slow = make("claude-opus-4-8", speed="fast", input_tokens=1_000)
    with_override("claude-opus-4-8", inputPer1M=1).apply(slow, "anthropic")
    fast = make("claude-opus-4-8", speed="fast", input_tokens=1_000)
    with_override("claude-opus-4-8-fast", inputPer1M=7).apply(fast, "anthropic")
    assert (slow.cost_nano, fast.cost_nano) == (1_000 * 10_000, 1_000 * 7_000)


def test_an_override_of_the_slow_model_is_the_base_price_of_an_unlisted_fast_mode(
    make: Ask,
) -> None:
    one = make("house-model", speed="fast", input_tokens=1_000)
    with_override("house-model", inputPer1M=2, outputPer1M=4).apply(one, "x")
    assert (one.cost_nano, one.partial, one.flags) == (2_000_000, True, "fast,fee_unknown")


def test_the_codex_tier_of_the_settings_is_an_estimate(make: Ask) -> None:
    fast = Prices.load(Pricing.model_validate({"codexServiceTier": "fast"}))
    one = make("gpt-5.5", input_tokens=1_000)
    fast.apply(one, "openai")
    assert (one.cost_nano, one.basis, one.flags) == (1_000 * 12_500, "estimated", "fast")


def test_the_codex_tier_of_the_settings_yields_to_a_recorded_one(make: Ask) -> None:
    fast = Prices.load(Pricing.model_validate({"codexServiceTier": "fast"}))
    one, claude = (
        make("gpt-5.5", tier="default", input_tokens=1_000),
        make("claude-opus-4-7", input_tokens=1_000),
    )
    fast.apply(one, "openai")
    fast.apply(claude, "anthropic")
    assert (one.cost_nano, claude.cost_nano) == (1_000 * 5_000, 1_000 * 5_000)
    assert one.basis == "priced"


def test_the_digest_tells_settings_apart_that_change_a_price() -> None:
    plain, default = Prices.load(), Prices.load(Pricing())
    mine = with_override("claude-opus-4-7", inputPer1M=2)
    tier = Prices.load(Pricing.model_validate({"codexServiceTier": "fast"}))
    assert plain.digest == default.digest
    assert len({plain.digest, mine.digest, tier.digest}) == 3


def test_the_digest_does_not_see_the_order_of_overrides() -> None:
    one, two = (
        {"a": {"inputPer1M": 1}, "b": {"inputPer1M": 2}},
        {"b": {"inputPer1M": 2}, "a": {"inputPer1M": 1}},
    )
    digests = {Prices.load(Pricing.model_validate({"overrides": x})).digest for x in (one, two)}
    assert len(digests) == 1


def test_adding_a_rate_makes_no_known_amount_unknown(make: Ask) -> None:
    one = make("claude-opus-4-7", cache_read_tokens=5, output_tokens=5)
    with_override("claude-opus-4-7", cacheReadPer1M=1).apply(one, "anthropic")
    assert one.cost_nano == 5 * 1_000 + 5 * 25_000
