"""4.2.2: which model a name means."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sightline.prices.matching import find_model, matches, plain_name
from sightline.prices.rates import Model
from sightline.records import Request

Ask = Callable[..., Request]


def models(**clauses: str) -> list[Model]:
    return [Model(id=name, match=(clause,)) for name, clause in clauses.items()]


@pytest.mark.parametrize(
    "name",
    [
        "claude-opus-4-5",
        "Claude-Opus-4.5",
        "claude-opus-4-5[1m]",
        "claude-opus-4-5-latest",
        "claude-opus-4-5-20251101",
        "claude-opus-4-5@20251101",
        "claude-opus-4-5-2025-11-01",
        "claude-opus-4-5-v1",
        "claude-opus-4-5-20251101-v1:0",
        "claude-opus-4-5-high",
    ],
)
def test_dates_revisions_and_effort_leave_the_model_the_same(name: str) -> None:
    found = find_model(plain_name(name), models(opus="^claude-opus-4-5"))
    assert found is not None
    assert found.exact


@pytest.mark.parametrize(
    ("clause", "name"),
    [
        ("^minimax-m2", "minimax-m2.5"),
        ("^claude-opus-4", "claude-opus-4-9"),
        ("^claude-opus-4-1", "claude-opus-4-10"),
        ("^claude-opus-4", "claude-opus-4-20251399"),
        ("=gpt-5-1-codex", "gpt-5.1-codex-max"),
        ("=gpt-5-3-codex", "gpt-5.3-codex-spark"),
        ("=claude-opus-4-7", "opus"),
    ],
)
def test_another_version_is_no_match(clause: str, name: str) -> None:
    assert find_model(plain_name(name), models(older=clause)) is None


def test_another_word_after_the_text_is_an_assumed_variant() -> None:
    found = find_model("gpt-5-1-codex-max", models(older="^gpt-5-1"))
    assert found is not None
    assert not found.exact


def test_the_longest_text_wins() -> None:
    known = models(family="^gpt-5", codex="^gpt-5-codex", other="*codex")
    found = find_model("gpt-5-codex", known)
    assert found is not None
    assert found.model.id == "codex"


def test_a_text_may_stop_inside_a_date() -> None:
    found = find_model("claude-sonnet-4-20250514", models(sonnet="^claude-sonnet-4-2025"))
    assert found is not None
    assert found.exact


def test_fast_at_the_end_is_fast_mode() -> None:
    found = find_model("claude-opus-4-7-fast", models(opus="^claude-opus-4-7"))
    assert found is not None
    assert (found.exact, found.fast) == (True, True)


def test_a_fast_name_of_its_own_has_its_own_rates() -> None:
    known = models(opus="=claude-opus-4-8", fast="=claude-opus-4-8-fast")
    found = find_model("claude-opus-4-8", known, fast=True)
    assert found is not None
    assert (found.model.id, found.fast) == ("fast", False)


def test_clauses_say_where_the_text_must_stand() -> None:
    held = [mark for mark in "=^*$" if matches("a-model-b", (f"{mark}model",))]
    assert held == ["*"]
    assert matches("x/claude-opus-5", ("$claude-opus-5",))
    assert matches("grok-4-3-20260101", (r"~^grok-4-3-\d{8}$",))


def test_an_expression_that_ends_in_a_digit_means_the_whole_number() -> None:
    found = find_model("gemini-3-5-flash-001", models(flash=r"~^gemini-3-5-flash-\d"))
    assert found is not None
    assert found.exact


def test_clauses_that_must_all_hold() -> None:
    clauses = (("^gemini-2-5-pro", "~^(?!.*-tts)"),)
    assert matches("gemini-2-5-pro", clauses)
    assert not matches("gemini-2-5-pro-tts", clauses)


@pytest.mark.parametrize(
    ("model", "default"),
    [
        ("<synthetic>", "anthropic"),
        ("opus", "anthropic"),
        ("claude-opus-99", "anthropic"),
        ("gpt-5.3-codex-spark", "openai"),
        (None, "openai"),
        ("glm-5.2", "anthropic"),
    ],
)
def test_what_has_no_price_is_unknown_and_never_zero(
    ask: Ask, model: str | None, default: str
) -> None:
    one = ask(model, default, input_tokens=10, output_tokens=10)
    assert (one.cost_nano, one.basis, one.savings_nano) == (None, "unknown", None)
    assert one.input_tokens == 10


def test_a_name_the_source_lists_itself_is_no_prefix_match(ask: Ask) -> None:
    assert ask("gpt-5.1-codex-max", "openai", input_tokens=1_000).cost_nano == 1_000 * 1_250
    assert ask("gpt-5.1-codex-ultra", "openai", input_tokens=1_000).cost_nano is None
