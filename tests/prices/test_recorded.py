"""4.3: what the file itself says it cost."""

from __future__ import annotations

from collections.abc import Callable

from sightline.prices import Prices
from sightline.records import Request
from sightline.settings import Pricing

Ask = Callable[..., Request]


def test_a_recorded_amount_stands_without_parts(ask: Ask) -> None:
    one = ask("claude-opus-4-7", input_tokens=1_000, recorded_cost_nano=123)
    assert (one.cost_nano, one.basis) == (123, "recorded")
    assert (one.cost_input_nano, one.cost_output_nano, one.surcharge_nano) == (None, None, None)


def test_a_recorded_amount_stands_for_a_model_nobody_prices(ask: Ask) -> None:
    one = ask("no-such-model", "x", input_tokens=1_000, recorded_cost_nano=123)
    assert (one.cost_nano, one.basis) == (123, "recorded")


def test_a_recorded_amount_does_not_move_with_overrides(make: Ask) -> None:
    """M6: what is recorded stands before all."""
    dear = Pricing.model_validate({"overrides": {"claude-opus-4-7": {"inputPer1M": 900}}})
    one = make("claude-opus-4-7", input_tokens=1_000, recorded_cost_nano=123)
    Prices.load(dear).apply(one, "anthropic")
    assert (one.cost_nano, one.basis) == (123, "recorded")


def test_savings_of_a_recorded_row_are_at_list_price(ask: Ask) -> None:
    one = ask("claude-opus-4-7", cache_read_tokens=1_000, recorded_cost_nano=123)
    assert one.savings_nano == 1_000 * (5_000 - 500)


def test_without_a_cache_split_a_recorded_row_states_no_savings(ask: Ask) -> None:
    one = ask("claude-opus-4-7", cache_read_tokens=None, recorded_cost_nano=123)
    assert (one.cost_nano, one.savings_nano) == (123, None)


def test_a_recorded_zero_with_tokens_is_the_list_price_as_an_estimate(ask: Ask) -> None:
    one = ask("claude-opus-4-7", provider="anthropic", input_tokens=1_000, recorded_cost_nano=0)
    assert (one.cost_nano, one.basis, one.flags) == (1_000 * 5_000, "estimated", "recorded_zero")


def test_a_recorded_zero_without_tokens_stands(ask: Ask) -> None:
    one = ask("claude-opus-4-7", recorded_cost_nano=0)
    assert (one.cost_nano, one.basis, one.flags) == (0, "recorded", "")


def test_a_recorded_zero_without_that_providers_price_stands(ask: Ask) -> None:
    gateway = ask("claude-opus-4-8", "x", provider="opencode", input_tokens=9, recorded_cost_nano=0)
    vendor = ask("us.anthropic.claude-2", input_tokens=9, recorded_cost_nano=0)
    variant = ask("claude-opus-4-7-special", input_tokens=9, recorded_cost_nano=0)
    assert {(one.cost_nano, one.basis) for one in (gateway, vendor, variant)} == {(0, "recorded")}


def test_a_recorded_zero_does_not_become_an_override(make: Ask) -> None:
    mine = Pricing.model_validate(
        {"overrides": {"house-model": {"inputPer1M": 9, "outputPer1M": 9}}}
    )
    one = make("house-model", input_tokens=1_000, recorded_cost_nano=0)
    Prices.load(mine).apply(one, "x")
    assert (one.cost_nano, one.basis) == (0, "recorded")


def test_a_copilot_charge_of_zero_stands(ask: Ask) -> None:
    one = ask("claude-opus-4.8", "github-copilot", input_tokens=1_000, recorded_cost_nano=0)
    assert (one.cost_nano, one.basis) == (0, "recorded")


def test_one_amount_is_split_in_the_ratio_of_list_prices(prices: Prices, make: Ask) -> None:
    opus = make("claude-opus-4-7", input_tokens=1_000)  # 5
    haiku = make("claude-haiku-4-5", input_tokens=2_000)  # 1 · 2
    assert prices.split(700, [opus, haiku], "anthropic") == [500, 200]


def test_without_a_list_price_the_split_is_by_tokens(prices: Prices, make: Ask) -> None:
    known, unknown = make("claude-opus-4-7", input_tokens=300), make("opus", output_tokens=100)
    assert prices.split(100, [known, unknown], "anthropic") == [75, 25]


def test_what_a_split_leaves_over_goes_by_remainder_then_by_name(prices: Prices, make: Ask) -> None:
    rows = [make(name, input_tokens=1) for name in ("z-model", "b-model", "a-model")]
    assert prices.split(11, rows, "anthropic") == [3, 4, 4]  # 3 2/3 each: a and b before z
    assert prices.split(2, [make("z-model"), make("a-model")], "x") == [1, 1]
