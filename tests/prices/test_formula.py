"""4.1: tokens times rates, one tier for the whole request, rounded once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.prices.formula import FiveRates, Price, apportion, nano, parts_of, saved, tier_index
from sightline.records import Request

if TYPE_CHECKING:
    from sightline.prices import Prices

Ask = Callable[..., Request]

COUNTS = st.tuples(*[st.integers(0, 2_000_000)] * 5)
RATES = st.tuples(*[st.integers(0, 90_000_000)] * 5)


def total(rates: FiveRates, counts: tuple[int, ...]) -> int:
    parts = parts_of(rates, counts)
    assert parts is not None
    return sum(parts)


def test_each_bucket_has_its_own_rate(ask: Ask) -> None:
    one = ask(
        "claude-opus-4-7",
        input_tokens=1_000,
        cache_read_tokens=20_000,
        cache_write_5m_tokens=3_000,
        cache_write_1h_tokens=400,
        output_tokens=50,
        web_searches=2,
    )
    assert one.cost_input_nano == 1_000 * 5_000
    assert one.cost_cache_read_nano == 20_000 * 500
    assert one.cost_cache_write_nano == 3_000 * 6_250 + 400 * 10_000
    assert one.cost_output_nano == 50 * 25_000
    assert one.cost_search_nano == 2 * 10_000_000
    assert one.cost_nano == 5_000_000 + 10_000_000 + 22_750_000 + 1_250_000 + 20_000_000


@pytest.mark.parametrize(
    ("pico", "rounded"), [(500, 0), (501, 1), (1_500, 2), (2_500, 2), (2_501, 3), (-1_500, -2)]
)
def test_a_row_is_rounded_once_half_to_even(pico: int, rounded: int) -> None:
    assert nano(pico) == rounded


def test_missing_nanos_go_to_the_largest_fractions_then_in_list_order() -> None:
    # 700 + 900 + 700 + 700 pico = 3 nano; floors are 0, so the 900 and the first two 700s get one.
    assert apportion(nano(3_000), [700, 900, 700, 700], 1000) == [1, 1, 1, 0]


@given(RATES, COUNTS)
def test_components_sum_to_the_cost(rates: tuple[int, ...], counts: tuple[int, ...]) -> None:
    parts = parts_of(rates, counts)
    assert parts is not None
    shares = apportion(nano(sum(parts)), parts, 1000)
    assert sum(shares) == nano(sum(parts))
    assert all(0 <= share - part // 1000 <= 1 for share, part in zip(shares, parts, strict=True))


@given(RATES, COUNTS, st.integers(0, 50))
def test_all_rates_times_m_is_the_amount_times_m(
    rates: tuple[int, ...], counts: tuple[int, ...], m: int
) -> None:
    assert total(tuple(rate * m for rate in rates), counts) == total(rates, counts) * m


@given(RATES, COUNTS, COUNTS)
def test_the_price_of_a_list_is_the_sum_of_prices(
    rates: tuple[int, ...], one: tuple[int, ...], two: tuple[int, ...]
) -> None:
    both = tuple(a + b for a, b in zip(one, two, strict=True))
    assert total(rates, both) == total(rates, one) + total(rates, two)


def test_a_threshold_is_strict() -> None:
    price = Price((200_000, 272_000), ((1,) * 5, (2,) * 5, (3,) * 5), None, True, True)
    assert [tier_index(price, size) for size in (0, 200_000, 200_001, 272_000, 272_001)] == [
        0,
        0,
        1,
        1,
        2,
    ]


def test_the_tier_holds_for_the_whole_request(ask: Ask) -> None:
    one = ask("claude-sonnet-4-5", input_tokens=200_001, output_tokens=10)
    assert one.cost_nano == 200_001 * 6_000 + 10 * 22_500
    assert one.surcharge_nano == 200_001 * (6_000 - 3_000) + 10 * (22_500 - 15_000)
    assert one.flags == "long_context"


def test_at_the_threshold_the_lower_tier_holds(ask: Ask) -> None:
    one = ask("claude-sonnet-4-5", input_tokens=200_000, output_tokens=10)
    assert one.cost_nano == 200_000 * 3_000 + 10 * 15_000
    assert (one.surcharge_nano, one.flags) == (0, "")


UPPER = {
    "input_tokens": 6_000,
    "cache_read_tokens": 600,
    "cache_write_5m_tokens": 7_500,
    "cache_write_1h_tokens": 12_000,
}


@pytest.mark.parametrize("bucket", UPPER)
def test_every_input_bucket_counts_towards_the_threshold(ask: Ask, bucket: str) -> None:
    at = ask("claude-sonnet-4-5", **{bucket: 200_000})
    above = ask("claude-sonnet-4-5", **{bucket: 200_001})
    assert at.cost_nano == 200_000 * UPPER[bucket] // 2
    assert above.cost_nano == 200_001 * UPPER[bucket]


def test_output_does_not_count_towards_the_threshold(ask: Ask) -> None:
    one = ask("claude-sonnet-4-5", input_tokens=1, output_tokens=300_000)
    assert one.cost_output_nano == 300_000 * 15_000


def test_a_sum_of_small_requests_never_reaches_a_tier(ask: Ask) -> None:
    halves = [ask("claude-sonnet-4-5", input_tokens=150_000).cost_nano for _ in range(2)]
    assert halves == [150_000 * 3_000] * 2
    assert ask("claude-sonnet-4-5", input_tokens=300_000).cost_nano == 300_000 * 6_000


def test_an_aggregate_takes_the_first_tier_as_an_estimate(ask: Ask) -> None:
    one = ask("claude-sonnet-4-5", input_tokens=900_000, n=12, flags="aggregate")
    assert one.cost_nano == 900_000 * 3_000
    assert (one.basis, one.flags) == ("estimated", "aggregate")


def test_usage_of_zero_costs_zero_whatever_the_model(ask: Ask) -> None:
    assert [ask(model).cost_nano for model in ("claude-opus-4-7", "<synthetic>", None)] == [0] * 3


def test_savings_are_against_sending_it_all_as_input(ask: Ask) -> None:
    one = ask(
        "claude-opus-4-7",
        cache_read_tokens=10_000,
        cache_write_5m_tokens=1_000,
        cache_write_1h_tokens=100,
    )
    read = 10_000 * (5_000 - 500)
    written = 1_000 * (6_250 - 5_000) + 100 * (10_000 - 5_000)
    assert one.savings_nano == read - written


def test_savings_may_be_negative(ask: Ask) -> None:
    assert ask("claude-opus-4-7", cache_write_1h_tokens=100).savings_nano == -100 * 5_000


def test_without_an_input_rate_nobody_knows_what_was_saved() -> None:
    assert saved((None, None, None, None, 5), (0, 9, 0, 0, 1)) is None


def test_savings_are_taken_at_the_tier_of_the_row(ask: Ask) -> None:
    one = ask("claude-sonnet-4-5", cache_read_tokens=300_000)
    assert one.savings_nano == 300_000 * (6_000 - 600)


def test_savings_of_hour_writes_are_at_their_own_rate_in_every_tier(ask: Ask) -> None:
    one = ask("claude-sonnet-4-5", cache_write_1h_tokens=300_000)
    assert one.savings_nano == -300_000 * (12_000 - 6_000)  # above 200,000: 12 and 6 USD


def test_pricing_a_row_again_changes_nothing(prices: Prices, ask: Ask) -> None:
    one = ask("claude-opus-4-6", speed="fast", region="eu", input_tokens=300_000, flags="odd")
    before = repr(one)
    prices.apply(one, "anthropic")
    assert repr(one) == before


DAY_US = 86_400_000_000
KINDS = st.fixed_dictionaries(
    {
        "model": st.sampled_from(["claude-opus-4-6", "claude-sonnet-4-5", "deepseek-chat", "none"]),
        "ts": st.none() | st.sampled_from([20_000 * DAY_US, 20_001 * DAY_US - 1, 20_001 * DAY_US]),
        "speed": st.sampled_from([None, None, "fast"]),
        "provider": st.sampled_from([None, None, "aws"]),
        "input_tokens": st.sampled_from([None, 0, 7, 300_000]),
        "recorded_cost_nano": st.sampled_from([None, None, 5]),
        "flags": st.sampled_from(["", "", "aggregate"]),
    }
)


@given(st.lists(KINDS, max_size=9))
def test_many_cost_what_each_costs_alone(prices: Prices, kinds: list[dict[str, Any]]) -> None:
    whose: dict[str, Any] = {"line": 1, "key": "k", "thread": "t", "session": "t"}
    used = {"output_tokens": 5, "cache_read_tokens": 0}
    used |= {"cache_write_5m_tokens": 0, "cache_write_1h_tokens": 0}
    many, alone = ([Request(**whose, **{**used, **kind}) for kind in kinds] for _ in range(2))
    prices.apply_all(many, "anthropic")
    for one in alone:
        prices.apply(one, "anthropic")
    assert many == alone
