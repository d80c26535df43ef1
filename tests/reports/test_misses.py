"""X5, X6: why the cache missed, what that cost, and what crossing a context limit did."""

from __future__ import annotations

from typing import Any

import pytest

from builders import Line, prompt, reply
from conftest import Ask, Home

OPUS, SONNET = "claude-opus-4-7", "claude-sonnet-4-5"


def call(name: str, second: float, read: int, written: int, **more: Any) -> Line:
    """A response that reads and writes so much cache; 100 tokens are plain input."""
    line = reply(name, second, model=more.pop("model", OPUS))
    hour = written if more.pop("hour", False) else 0
    line["message"]["usage"] |= {
        "cache_read_input_tokens": read,
        "cache_creation_input_tokens": written,
        "cache_creation": {
            "ephemeral_5m_input_tokens": written - hour,
            "ephemeral_1h_input_tokens": hour,
        },
    }
    return line | more


@pytest.fixture
def missed(home: Home, ask: Ask) -> Any:
    """The second turn's miss, of a first call that left 30,000 in the cache and then this one."""

    def answer(
        *second: Line, asked: float = 100, hour: bool = False, between: tuple[Line, ...] = ()
    ) -> Any:
        first = call("m1", 1, 20_000, 10_000, hour=hour)
        home.claude("aaaa", prompt("p1", 0), first, *between, prompt("p2", asked), *second)
        index = home.index()
        index.refresh()
        return ask(index, "session", id="aaaa").turns[-1].cache_miss

    return answer


def test_what_was_cached_and_is_read_is_no_miss(missed: Any) -> None:
    assert missed(call("m2", 101, 30_000, 5_000)) is None


def test_a_miss_is_what_was_cached_and_not_read(missed: Any) -> None:
    """20,000 of 30,000 are missing: written at $6.25 a million, to be read at $0.50."""
    miss = missed(call("m2", 101, 10_000, 25_000))
    assert (miss.reason, miss.requests, miss.tokens) == ("unknown", 1, 20_000)
    assert miss.extra_cost == 20_000 * (6_250 - 500) / 1e9
    assert miss.extra_cost_label == "estimated"


def test_another_model_has_a_cache_of_its_own(missed: Any) -> None:
    """Of Sonnet a write is $3.75 a million and a read $0.30."""
    miss = missed(call("m2", 101, 0, 30_000, model=SONNET))
    assert (miss.reason, miss.tokens) == ("model_changed", 30_000)
    assert miss.extra_cost == 30_000 * (3_750 - 300) / 1e9


@pytest.mark.parametrize(("asked", "reason"), [(300, "prefix_changed"), (301, "idle_5m")])
def test_written_for_five_minutes_it_is_idle_after_five(
    missed: Any, asked: float, reason: str
) -> None:
    assert missed(call("m2", 402, 0, 30_000), asked=asked).reason == reason


@pytest.mark.parametrize(("asked", "reason"), [(3600, "prefix_changed"), (3601, "idle_1h")])
def test_written_for_an_hour_it_is_idle_after_an_hour(
    missed: Any, asked: float, reason: str
) -> None:
    """An hour's write is $10 a million."""
    miss = missed(call("m2", 3602, 0, 30_000, hour=True), asked=asked, hour=True)
    assert (miss.reason, miss.extra_cost) == (reason, 30_000 * (10_000 - 500) / 1e9)


def test_nothing_found_at_once_means_the_beginning_changed(missed: Any) -> None:
    assert missed(call("m2", 101, 0, 35_000)).reason == "prefix_changed"


def test_a_shorter_conversation_after_compaction_says_so(missed: Any) -> None:
    """Only 12,100 were sent, so no more could be read."""
    boundary = {"type": "system", "subtype": "compact_boundary", "uuid": "c",
                "timestamp": "2026-03-02T10:01:00.000Z"}  # fmt: skip
    miss = missed(call("m2", 101, 2_000, 10_000), between=(boundary,))
    assert (miss.reason, miss.tokens) == ("compaction", 12_100 - 2_000)


def test_the_first_call_of_a_conversation_finds_what_others_left(home: Home, ask: Ask) -> None:
    home.claude("aaaa", prompt("p1", 0), call("m1", 1, 20_000, 10_000))
    index = home.index()
    index.refresh()
    (turn,) = ask(index, "session", id="aaaa").turns
    assert (turn.cache_miss.reason, turn.cache_miss.tokens) == ("new_conversation", 10_100)


def test_who_never_used_the_cache_did_not_miss_it(home: Home, ask: Ask) -> None:
    plain = [call(name, at, 0, 0) for name, at in (("m1", 1), ("m2", 5))]
    for line in plain:
        line["message"]["usage"]["input_tokens"] = 30_000
    home.claude("aaaa", prompt("p1", 0), *plain)
    index = home.index()
    index.refresh()
    assert ask(index, "session", id="aaaa").turns[0].cache_miss is None


def test_a_few_tokens_are_no_miss(missed: Any) -> None:
    assert missed(call("m2", 101, 30_000 - 1_023, 5_000)) is None


def test_a_copy_of_the_request_before_is_not_held_against_it(home: Home, ask: Ask) -> None:
    """A resumed file begins with copies; the request after them goes on from the last of them."""
    lines = [prompt("p1", 0), call("m1", 1, 20_000, 10_000)]
    home.claude("aaaa", *lines)
    home.claude("bbbb", *lines, prompt("p2", 100), call("m2", 101, 30_000, 2_000))
    index = home.index()
    index.refresh()
    turns = ask(index, "session", id="bbbb").turns
    assert [turn.cache_miss for turn in turns if turn.requests] == [None]


def test_an_unpriced_miss_has_tokens_and_no_cost(missed: Any) -> None:
    first = call("m2", 101, 0, 30_000, model="tomorrow-9")
    miss = missed(first)
    assert (miss.tokens, miss.extra_cost, miss.extra_cost_label) == (30_000, None, "unknown")


def test_over_the_limit_the_surcharge_is_what_it_cost_above_the_base_price(
    home: Home, ask: Ask
) -> None:
    """X6: over 200,000 Sonnet's rates double, of output they are half as much again."""
    large = call("m1", 1, 200_000, 0, model=SONNET)
    home.claude("aaaa", prompt("p1", 0), large)
    index = home.index()
    index.refresh()
    (turn,) = ask(index, "session", id="aaaa").turns
    assert turn.long_context_above == 200_000
    base = 200_000 * 300 + 100 * 3_000 + 10 * 15_000
    actual = 200_000 * 600 + 100 * 6_000 + 10 * 22_500
    assert turn.parts.surcharge == (actual - base) / 1e9
    assert turn.parts.cost == actual / 1e9


def test_under_the_limit_there_is_no_surcharge(home: Home, ask: Ask) -> None:
    home.claude("aaaa", prompt("p1", 0), call("m1", 1, 199_900, 0, model=SONNET))
    index = home.index()
    index.refresh()
    (turn,) = ask(index, "session", id="aaaa").turns
    assert (turn.long_context_above, turn.parts.surcharge) == (None, 0)
