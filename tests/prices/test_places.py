"""4.2.1: who billed the request."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from sightline.records import Request

if TYPE_CHECKING:
    from sightline.prices import Prices

Ask = Callable[..., Request]

OPUS = 1_000 * 5_000
"""A thousand input tokens of Claude Opus 4.7 at Anthropic."""


def test_the_provider_of_the_record_wins_over_that_of_the_engine(ask: Ask) -> None:
    name = "us.anthropic.claude-opus-4-7-v1:0"
    one = ask(name, provider="bedrock", input_tokens=1_000)
    assert one.cost_nano == OPUS * 11 // 10


@pytest.mark.parametrize(
    ("model", "cost"),
    [
        ("us.anthropic.claude-opus-4-7-v1:0", OPUS * 11 // 10),
        ("global.anthropic.claude-opus-4-7-v1:0", OPUS),
        (
            "arn:aws:bedrock:us-east-1:1:inference-profile/us.anthropic.claude-opus-4-7-v1:0",
            OPUS * 11 // 10,
        ),
    ],
)
def test_regional_ids_have_their_own_price(ask: Ask, model: str, cost: int) -> None:
    one = ask(model, input_tokens=1_000)
    assert (one.cost_nano, one.basis) == (cost, "priced")


def test_a_regional_id_without_a_row_takes_the_vendors_as_an_estimate(ask: Ask) -> None:
    one = ask("us.anthropic.claude-2", input_tokens=1_000)
    assert (one.cost_nano, one.basis) == (1_000 * 8_000, "estimated")


def test_a_date_behind_an_at_sign_is_vertex(ask: Ask) -> None:
    one = ask("claude-haiku-4-5@20251001", web_searches=1)
    # Google states no fee for searches, Anthropic does.
    assert (one.cost_nano, one.cost_search_nano, one.partial) == (0, None, True)


@pytest.mark.parametrize(
    ("model", "default"), [("copilot/o3-mini", "github-copilot"), ("o3-mini", "github-copilot")]
)
def test_copilot_without_a_row_takes_the_vendors_as_an_estimate(
    ask: Ask, model: str, default: str
) -> None:
    one = ask(model, default, input_tokens=1_000)
    assert (one.cost_nano, one.basis) == (1_000 * 1_100, "estimated")


def test_copilot_writes_claude_with_dots(ask: Ask) -> None:
    one = ask("claude-opus-4.8", "github-copilot", input_tokens=1_000)
    assert (one.cost_nano, one.basis) == (OPUS, "priced")


def test_a_prefix_names_the_provider_where_the_record_does_not(ask: Ask) -> None:
    assert ask("openai/gpt-5.5", "anthropic", input_tokens=1_000).cost_nano == 1_000 * 5_000
    assert ask("zai/glm-5.2", "anthropic", input_tokens=1_000).cost_nano == 1_000 * 1_400


def test_under_openrouter_the_full_name_counts(ask: Ask) -> None:
    known = ask("anthropic/claude-opus-4.7", "x", provider="openrouter", input_tokens=1_000)
    assert (known.cost_nano, known.basis) == (OPUS, "priced")


@pytest.mark.parametrize("provider", ["opencode", "github", "cline", "openai-compatible"])
def test_a_provider_nobody_lists_is_unpriced(ask: Ask, provider: str) -> None:
    one = ask("claude-opus-4-8", "x", provider=provider, input_tokens=1_000)
    assert (one.cost_nano, one.basis) == (None, "unknown")


@pytest.mark.parametrize("provider", ["ollama", "lmstudio", "llama.cpp", "LM Studio"])
def test_local_providers_cost_nothing(ask: Ask, provider: str) -> None:
    one = ask("qwen3:8b", "x", provider=provider, input_tokens=1_000, output_tokens=9)
    assert (one.cost_nano, one.basis, one.partial) == (0, "priced", False)


def test_windows_come_from_the_source(prices: Prices) -> None:
    assert prices.window("claude-haiku-4-5-20251001", "anthropic") == 200_000
    assert prices.window("claude-opus-4-7", None) == 1_000_000
    assert prices.window("no-such-model", "anthropic") is None
    assert prices.window(None, None) is None


def test_a_name_with_1m_has_the_long_window(prices: Prices) -> None:
    assert prices.window("claude-sonnet-4-5[1m]", "anthropic") == 1_000_000
