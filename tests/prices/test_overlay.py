"""4.5: what our own table adds to the source."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest

from sightline.prices.overlay import OVERLAY_FILE, lay_over, read_overlay
from sightline.prices.rates import packaged_rates
from sightline.records import Request

Ask = Callable[..., Request]


@pytest.mark.parametrize("model", ["claude-opus-4-6", "claude-opus-4-7"])
def test_fast_mode_of_opus_costs_six_times_in_every_bucket(ask: Ask, model: str) -> None:
    used = {
        "input_tokens": 100,
        "cache_read_tokens": 100,
        "cache_write_5m_tokens": 100,
        "cache_write_1h_tokens": 100,
        "output_tokens": 100,
    }
    fast = ask(model, speed="fast", **used)
    assert fast.cost_nano == 6 * 100 * (5_000 + 500 + 6_250 + 10_000 + 25_000)
    assert (fast.basis, fast.flags, fast.partial) == ("priced", "fast", False)


def test_fast_mode_does_not_raise_the_fee_of_a_search(ask: Ask) -> None:
    assert ask("claude-opus-4-7", speed="fast", web_searches=3).cost_nano == 3 * 10_000_000


def test_fast_mode_had_the_long_tier_as_long_as_it_existed(ask: Ask) -> None:
    used = {"speed": "fast", "input_tokens": 300_000}
    before = ask("claude-opus-4-6", at="2026-03-01T00:00:00", **used)
    after = ask("claude-opus-4-6", at="2026-04-01T00:00:00", **used)
    assert before.cost_nano == 300_000 * 60_000
    assert before.surcharge_nano == 300_000 * 30_000
    assert (after.cost_nano, after.surcharge_nano) == (300_000 * 30_000, 0)


@pytest.mark.parametrize("tier", ["fast", "priority"])
@pytest.mark.parametrize(
    ("model", "rate"), [("gpt-5.5", 12_500), ("gpt-5.4", 5_000), ("gpt-5.3-codex", 3_500)]
)
def test_codex_fast_tiers_hold_before_the_source_dates_them(
    ask: Ask, model: str, rate: int, tier: str
) -> None:
    before = ask(model, "openai", at="2026-06-01T00:00:00", tier=tier, input_tokens=1_000)
    after = ask(model, "openai", at="2026-10-12T00:00:00", tier=tier, input_tokens=1_000)
    assert before.cost_nano == after.cost_nano == 1_000 * rate
    assert before.basis == "priced"


def test_the_row_of_the_source_wins_from_its_first_day(ask: Ask) -> None:
    used = {"tier": "fast", "input_tokens": 300_000}
    before = ask("gpt-5.5", "openai", at="2026-10-11T23:59:59", **used)
    after = ask("gpt-5.5", "openai", at="2026-10-12T00:00:00", **used)
    assert before.cost_nano == 300_000 * 25_000  # 2.5 times the rate above 272k
    assert after.cost_nano == 300_000 * 12_500  # one rate for all sizes


def test_inference_in_a_named_region_costs_a_tenth_more(ask: Ask) -> None:
    one = ask("claude-opus-4-7", region="us", input_tokens=1_000, web_searches=1)
    assert one.cost_nano == 1_000 * 5_500 + 10_000_000
    assert one.basis == "priced"


def test_region_and_fast_mode_stack(ask: Ask) -> None:
    one = ask("claude-opus-4-7", region="us", speed="fast", input_tokens=1_000)
    assert one.cost_nano == 1_000 * 33_000  # 5 · 6 · 1.1


def test_searches_cost_a_cent_where_the_source_does_not_say(ask: Ask) -> None:
    one = ask("gpt-5.3-codex", "openai", input_tokens=1_000, web_searches=2)
    assert one.cost_search_nano == 2 * 10_000_000
    assert (one.basis, one.partial) == ("priced", False)


def test_codex_auto_review_is_an_estimate_at_the_recommended_model(ask: Ask) -> None:
    one = ask("codex-auto-review", "openai", input_tokens=1_000, output_tokens=10)
    like = ask("gpt-5.5", "openai", input_tokens=1_000, output_tokens=10)
    assert one.cost_nano == like.cost_nano == 1_000 * 5_000 + 10 * 30_000
    assert (one.basis, like.basis) == ("estimated", "priced")


def test_every_entry_says_since_when_and_who_published_it() -> None:
    for entry in read_overlay().entries:
        assert date.fromisoformat(entry.since) > date(2022, 1, 1)
        assert entry.source
        assert entry.reason
        assert isinstance(entry.published, bool)


def test_sources_are_public_pages_and_no_paths() -> None:
    assert not re.search(
        r"(^|[\s\"'])/(home|root|tmp|work|Users)\b", OVERLAY_FILE.read_text("utf-8")
    )


def test_an_entry_for_a_model_the_source_dropped_is_an_error() -> None:
    rates = packaged_rates()
    catalogue = {name: rates.models(name) for name in rates.providers}
    catalogue["anthropic"] = [one for one in catalogue["anthropic"] if one.id != "claude-opus-4-7"]
    with pytest.raises(LookupError, match="claude-opus-4-7"):
        lay_over(catalogue, read_overlay())
