"""Which rule a difference in price comes from, and that another one has none."""

from __future__ import annotations

from collections import Counter

import pytest

from differential.costs import compared, priced
from differential.explain import Reading
from differential.ours import Money
from differential.tally import Cell, Tokens

OPUS = Cell("2026-03-02", "claude-opus-4-7")
FAST = Cell("2026-03-02", "claude-opus-4-7-fast")
SLASHED = Cell("2026-03-02", "openai/gpt-5.5")
PLAIN = Reading()


def rules(cell: Cell, ours: Money, peer: int, reading: Reading = PLAIN) -> list[str | None]:
    """The names of the rules; None where there is none."""
    found = priced(cell, [cell], ours, peer, reading)
    assert sum(price.more for price in found) == (ours.nano - peer if found else 0)
    return [price.rule.name if price.rule else None for price in found]


@pytest.mark.parametrize(
    ("cell", "ours", "peer", "name"),
    [
        (OPUS, Money(1_100_000), 1_000_000, None),
        (OPUS, Money(1_100_000, is_regional=True), 1_000_000, "region"),
        (OPUS, Money(1_200_000, is_regional=True), 1_000_000, None),
        (OPUS, Money(0, is_unpriced=True), 1_000_000, "unpriced_model"),
        (FAST, Money(100_000, is_lower_bound=True), 600_000, "price_of_the_day"),
        (FAST, Money(100_000), 600_000, None),
        (SLASHED, Money(100_000), 300_000, "prefixed_model"),
    ],
)
def test_a_price_is_explained_by_its_rule_or_not_at_all(
    cell: Cell, ours: Money, peer: int, name: str | None
) -> None:
    assert rules(cell, ours, peer) == [name]


def test_the_last_digits_of_a_binary_fraction_are_no_difference() -> None:
    assert rules(OPUS, Money(1_000_000_999), 1_000_000_000) == []


def test_fees_of_web_searches_are_exact() -> None:
    searched = Reading(searches=Counter({OPUS: 2}))
    assert rules(OPUS, Money(20_000_000 + 5_000_000), 5_000_000, searched) == ["web_search_fee"]
    assert rules(OPUS, Money(10_000_000 + 5_000_000), 5_000_000, searched) == [
        "web_search_fee",
        None,
    ]


def test_a_long_context_at_most_doubles_a_price() -> None:
    large = Reading(large={OPUS})
    assert rules(OPUS, Money(10_000_000), 5_000_000, large) == ["long_context"]
    assert rules(OPUS, Money(10_000_000), 4_000_000, large) == [None]


def test_costs_of_days_whose_tokens_differ_are_left_out() -> None:
    day = Cell(OPUS.day, "")
    done = compared({OPUS: Money(7_000_000)}, {day: 0.001}, {OPUS: Tokens(1)}, PLAIN)
    assert (done.compared, done.left_out, done.differences) == (0, 1, [])
