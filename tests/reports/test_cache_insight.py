"""What the cache did, in a sentence: its share, and what that saved or cost."""

from __future__ import annotations

import pytest

from builders import prompt, reply
from conftest import Ask, Home
from sightline.metrics import LABEL_COUNTS
from sightline.reports.cache import cache_insight


def said(rate: float | None, nano: int | None) -> str | None:
    values = {**dict.fromkeys(LABEL_COUNTS, 0), "rows": 1, "rows_priced": 1}
    return cache_insight({**values, "cache_hit_rate": rate, "cache_savings": nano})


@pytest.mark.parametrize(
    ("rate", "nano", "sentence"),
    [
        (None, None, None),
        (0.0, 0, "No input came from the cache."),
        (0.8125, 1_234_000_000, "81.2% of the input came from the cache, which saved $1.23."),
        (0.5, 3_000_000, "50.0% of the input came from the cache, which saved $0.0030."),
        (0.5, None, ("50.0% of the input came from the cache; without a price it cannot be said"
         " what that saved.")),
        (0.1, -500_000_000, ("10.0% of the input came from the cache, but filling it cost $0.50"
         " more than reading from it saved: long pauses and many short sessions do that.")),
    ],
    ids=str,
)  # fmt: skip
def test_a_sentence_says_what_the_cache_did(
    rate: float | None, nano: int | None, sentence: str | None
) -> None:
    assert said(rate, nano) == sentence


def test_the_overview_and_the_session_say_the_same(home: Home, ask: Ask) -> None:
    """DA3, DD5: read 1,000 of 1,150, at $0.50 for $5 a million; 50 written at $6.25."""
    home.claude("aaaa", prompt("p", 0), reply("m", 1))
    index = home.index()
    index.refresh()
    page, session = ask(index, "overview").analytics, ask(index, "session", id="aaaa")
    assert page.cache_savings == (1000 * 4500 - 50 * 1250) / 1e9
    assert page.cache_insight == session.cache_insight
    assert page.cache_insight == "87.0% of the input came from the cache, which saved $0.0044."
