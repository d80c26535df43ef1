"""4.2.3 to 4.2.5: the row in force, the context, and rates nobody states."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sightline.prices.rates import Row, Tier
from sightline.prices.rows import Moment, day_number, price_at
from sightline.records import Request

Ask = Callable[..., Request]

BASE = Row(tiers=(Tier(input=8, output=80),))


def at(day: str, minute: int = 0) -> Moment:
    return Moment(day_number(day), minute)


def test_a_row_holds_from_its_first_utc_day(ask: Ask) -> None:
    before = ask("claude-opus-4-6", at="2026-03-12T23:59:59", input_tokens=300_000)
    after = ask("claude-opus-4-6", at="2026-03-13T00:00:00", input_tokens=300_000)
    assert before.cost_nano == 300_000 * 10_000  # the tier above 200k, its last day
    assert after.cost_nano == 300_000 * 5_000


def test_the_last_row_in_force_wins() -> None:
    rows = [
        BASE,
        Row(since="2026-01-01", tiers=(Tier(input=6),)),
        Row(since="2026-02-01", tiers=(Tier(input=4),)),
    ]
    found = [
        price_at(rows, {}, at(day), exact=True).tiers[0][0]
        for day in ("2025-12-31", "2026-01-31", "2026-02-01")
    ]
    assert found == [8, 6, 4]


def test_before_every_row_the_first_one_is_an_estimate() -> None:
    rows = [
        Row(since="2026-02-01", tiers=(Tier(input=4),)),
        Row(since="2026-03-01", tiers=(Tier(input=3),)),
    ]
    price = price_at(rows, {}, at("2026-01-01"), exact=True)
    assert (price.tiers[0][0], price.exact) == (4, False)


def test_without_an_instant_the_latest_row_is_an_estimate(ask: Ask) -> None:
    one = ask("claude-opus-4-6", ts=None, input_tokens=300_000)
    assert (one.cost_nano, one.basis) == (300_000 * 5_000, "estimated")


@pytest.mark.parametrize(
    ("clock", "rate"),
    [
        ("00:59:59", 150),
        ("01:00:00", 300),
        ("03:59:59", 300),
        ("04:00:00", 150),
        ("06:00:00", 300),
        ("10:00:00", 150),
    ],
)
def test_daily_windows_begin_inside_and_end_outside(ask: Ask, clock: str, rate: int) -> None:
    at = f"2026-11-01T{clock}"
    one = ask("deepseek-flash", "x", provider="deepseek", at=at, input_tokens=1_000)
    assert one.cost_nano == 1_000 * rate


def test_a_window_may_cross_midnight() -> None:
    rows = [BASE, Row(window=(1380, 60), tiers=(Tier(input=4),))]
    found = [
        price_at(rows, {}, at("2026-01-01", minute), exact=True).tiers[0][0]
        for minute in (1379, 1380, 59, 60)
    ]
    assert found == [8, 4, 4, 8]


def test_the_first_fitting_context_wins_rate_by_rate() -> None:
    rows = [
        BASE,
        Row(ctx={"speed": "fast"}, tiers=(Tier(input=16),)),
        Row(ctx={"speed": "fast"}, tiers=(Tier(input=99, output=160),)),
    ]
    price = price_at(rows, {"speed": "fast"}, at("2026-01-01"), exact=True)
    assert (price.tiers[0][0], price.tiers[0][4]) == (16, 160)


def test_thresholds_of_all_rates_are_united() -> None:
    tiers = (Tier(input=8, output=80), Tier(above=100, input=9, output=90))
    flat = Row(ctx={"service_tier": "flex"}, tiers=(Tier(input=4),))
    price = price_at(
        [Row(tiers=tiers), flat], {"service_tier": "flex"}, at("2026-01-01"), exact=True
    )
    assert price.above == (100,)
    assert [(rates[0], rates[4]) for rates in price.tiers] == [(4, 80), (4, 90)]


def test_tiers_that_do_not_differ_are_one() -> None:
    tiers = (Tier(input=8, output=80), Tier(above=100, input=9, output=90))
    flat = Row(ctx={"service_tier": "fast"}, tiers=(Tier(input=16, output=160),))
    same = Row(tiers=(Tier(input=8), Tier(above=100, input=8), Tier(above=200, input=9)))
    fast = price_at([Row(tiers=tiers), flat], {"service_tier": "fast"}, None, exact=True)
    assert (fast.above, fast.tiers[0][0]) == ((), 16)
    assert price_at([same], {}, at("2026-01-01"), exact=True).above == (200,)


def test_a_context_row_waits_for_its_day(ask: Ask) -> None:
    before = ask("claude-opus-4-7", at="2026-10-13T12:00:00", tier="batch", input_tokens=1_000)
    after = ask("claude-opus-4-7", at="2026-10-14T12:00:00", tier="batch", input_tokens=1_000)
    assert (before.cost_nano, before.basis) == (1_000 * 5_000, "estimated")
    assert (after.cost_nano, after.basis) == (1_000 * 2_500, "priced")


@pytest.mark.parametrize("context", [{"tier": "priority"}, {"region": "eu"}, {"speed": "turbo"}])
def test_a_dearer_context_without_a_rate_is_the_base_price_and_partial(
    ask: Ask, context: dict[str, str]
) -> None:
    one = ask("claude-opus-4-7", input_tokens=1_000, **context)
    assert (one.cost_nano, one.partial, one.flags) == (1_000 * 5_000, True, "fee_unknown")


@pytest.mark.parametrize("tier", ["batch", "flex"])
def test_a_cheaper_context_without_a_rate_is_the_base_price_and_estimated(
    ask: Ask, tier: str
) -> None:
    one = ask("claude-opus-4-1", input_tokens=1_000, tier=tier)
    assert (one.cost_nano, one.basis, one.partial) == (1_000 * 15_000, "estimated", False)


@pytest.mark.parametrize(
    "usual",
    [{"tier": "standard"}, {"tier": "default"}, {"speed": "standard"}, {"region": "not_available"}],
)
def test_usual_contexts_are_none(ask: Ask, usual: dict[str, str]) -> None:
    one = ask("claude-opus-4-7", input_tokens=1_000, **usual)
    assert (one.cost_nano, one.basis, one.partial) == (1_000 * 5_000, "priced", False)


def test_fast_mode_in_the_source_is_priced(ask: Ask) -> None:
    one = ask("claude-opus-4-8", speed="fast", input_tokens=1_000, output_tokens=10)
    assert one.cost_nano == 1_000 * 10_000 + 10 * 50_000
    assert (one.basis, one.flags) == ("priced", "fast")


def test_a_missing_cache_read_rate_is_that_of_input() -> None:
    price = price_at([BASE], {}, at("2026-01-01"), exact=True)
    assert price.tiers[0] == (8, 8, 8, 8, 80)
    assert price.assumed == (True, True, True)


def test_missing_write_rates_of_claude_are_derived_from_input() -> None:
    price = price_at([BASE], {}, at("2026-01-01"), exact=True, claude=True)
    assert price.tiers[0] == (8, 8, 10, 16, 80)  # 1.25 and 2 times the input


def test_a_missing_hour_write_rate_is_that_of_five_minutes() -> None:
    rows = [Row(tiers=(Tier(input=8, cache_write_5m=9),))]
    assert price_at(rows, {}, at("2026-01-01"), exact=True).tiers[0][3] == 9


def test_a_derived_rate_is_an_estimate_only_where_it_was_used(ask: Ask) -> None:
    plain = ask("claude-2", input_tokens=1_000)
    cached = ask("claude-2", cache_read_tokens=1_000)
    assert (plain.basis, cached.basis) == ("priced", "estimated")
    assert cached.cost_nano == plain.cost_nano == 1_000 * 8_000


def test_codex_writes_at_the_input_rate_are_priced(ask: Ask) -> None:
    codex = ask("gpt-5.3-codex", "openai", cache_write_5m_tokens=1_000)
    other = ask("gpt-5.3-codex", "x", provider="openai", cache_write_5m_tokens=1_000)
    assert codex.cost_nano == other.cost_nano == 1_000 * 1_750
    assert (codex.basis, other.basis) == ("priced", "estimated")


def test_tokens_without_a_rate_leave_the_request_unpriced(ask: Ask) -> None:
    embedding = ask("text-embedding-3-large", "openai", input_tokens=1_000)
    writing = ask("text-embedding-3-large", "openai", input_tokens=1_000, output_tokens=1)
    assert embedding.cost_nano == 1_000 * 130
    assert (writing.cost_nano, writing.basis) == (None, "unknown")


def test_searches_without_a_fee_make_the_amount_partial(ask: Ask) -> None:
    one = ask("moonshotai/kimi-k2", "x", provider="openrouter", input_tokens=1_000, web_searches=2)
    assert (one.cost_search_nano, one.partial, one.flags) == (None, True, "fee_unknown")
    assert one.cost_nano == one.cost_input_nano


def test_unknown_counts_add_nothing_and_are_partial(ask: Ask) -> None:
    one = ask("claude-opus-4-7", input_tokens=1_000, output_tokens=None)
    assert (one.cost_nano, one.partial, one.basis) == (1_000 * 5_000, True, "priced")


def test_unknown_usage_is_unpriced(ask: Ask) -> None:
    one = ask("claude-opus-4-7", input_tokens=None, output_tokens=None)
    assert (one.cost_nano, one.basis, one.partial) == (None, "unknown", True)


def test_an_unknown_cache_split_is_an_estimate_without_savings(ask: Ask) -> None:
    one = ask(
        "copilot/claude-sonnet-4",
        "github-copilot",
        input_tokens=1_000,
        cache_read_tokens=None,
        cache_write_5m_tokens=None,
    )
    assert (one.cost_nano, one.basis, one.savings_nano) == (1_000 * 3_000, "estimated", None)
