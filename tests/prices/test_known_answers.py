"""List prices that everybody can look up, in USD per million tokens."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sightline.records import Request

Ask = Callable[..., Request]

NANO_PER_USD = 10**9
MILLION = 1_000_000


@pytest.mark.parametrize(
    ("model", "sent", "written"),
    [
        ("claude-opus-4-1", 15, 75),
        ("claude-opus-4-5", 5, 25),
        ("claude-opus-4-6", 5, 25),
        ("claude-opus-4-7", 5, 25),
        ("claude-opus-4-8", 5, 25),
        ("claude-opus-5", 5, 25),
        ("claude-sonnet-4-6", 3, 15),
        ("claude-haiku-4-5", 1, 5),
    ],
)
def test_known_input_and_output_prices(ask: Ask, model: str, sent: int, written: int) -> None:
    one = ask(model, input_tokens=MILLION, output_tokens=MILLION)
    assert one.cost_input_nano == sent * NANO_PER_USD
    assert one.cost_output_nano == written * NANO_PER_USD


def test_sonnet_4_5_has_a_tier_above_200k(ask: Ask) -> None:
    below = ask("claude-sonnet-4-5", input_tokens=200_000, output_tokens=MILLION)
    above = ask("claude-sonnet-4-5", input_tokens=MILLION, output_tokens=MILLION)
    assert (below.cost_input_nano, below.cost_output_nano) == (600_000_000, 15 * NANO_PER_USD)
    assert (above.cost_input_nano, above.cost_output_nano) == (6 * NANO_PER_USD, 22_500_000_000)


def test_known_cache_prices_of_opus_4_7(ask: Ask) -> None:
    read = ask("claude-opus-4-7", cache_read_tokens=MILLION).cost_nano
    short = ask("claude-opus-4-7", cache_write_5m_tokens=MILLION).cost_nano
    long = ask("claude-opus-4-7", cache_write_1h_tokens=MILLION).cost_nano
    assert (read, short, long) == (500_000_000, 6_250_000_000, 10_000_000_000)


def test_o3_became_cheaper_on_its_day(ask: Ask) -> None:
    used = {"input_tokens": MILLION, "output_tokens": MILLION}
    before = ask("o3", "openai", at="2025-06-09T23:59:59", **used)
    after = ask("o3", "openai", at="2025-06-10T00:00:00", **used)
    assert (before.cost_nano, after.cost_nano) == (50 * NANO_PER_USD, 10 * NANO_PER_USD)
