"""A session that a record and a transcript tell counts as the transcript has it."""

from __future__ import annotations

import json
from pathlib import Path

from builders import prompt, reply
from conftest import Home, totals_of

CLAUDE = "11111111-2222-4333-8444-555555555555"
NAMES = ("sessions", "requests", "input_tokens", "cost")


def record(home: Home, **more: object) -> Path:
    """A Ptah record of 10 input tokens and 1 USD, linked to a Claude session."""
    path = home.path / ".ptah" / "sessions" / "a.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    value = {
        "id": "sess_1", "title": "Linked", "createdAt": "2026-03-02T08:00:00Z",
        "updatedAt": "2026-03-02T08:10:00Z",
        "duration": {"wallClockMs": 600_000, "activeMs": 90_000},
        "cost": {"totalUsd": 1.0, "inputTokens": 10, "outputTokens": 5},
        "resumeSessionIds": {"claude": CLAUDE},
    }  # fmt: skip
    path.write_text(json.dumps(value | more))
    return path


def test_the_transcript_counts_and_has_the_records_title(home: Home) -> None:
    record(home)
    home.claude(CLAUDE, prompt("p", 0), reply("m", 4))
    index = home.index()
    index.refresh()
    assert totals_of(index, "sessions", "requests", "input_tokens") == {
        "sessions": 1, "requests": 1, "input_tokens": 100
    }  # fmt: skip
    with index.reading() as connection:
        found = connection.execute("SELECT title FROM session WHERE events > 0").fetchall()
    assert found == [("Linked",)]


def test_without_a_transcript_the_record_counts(home: Home) -> None:
    record(home)
    expected = {"sessions": 1, "requests": 0, "input_tokens": 10, "cost": 1_000_000_000}
    assert home.totals(*NAMES) == expected


def test_a_transcript_that_comes_and_goes_takes_and_returns_the_count(home: Home) -> None:
    record(home)
    index = home.index()
    index.refresh()
    alone = totals_of(index, *NAMES)
    path = home.claude(CLAUDE, prompt("p", 0), reply("m", 4))
    index.refresh()
    assert totals_of(index, "requests", "input_tokens") == {"requests": 1, "input_tokens": 100}
    path.unlink()
    index.refresh()
    assert totals_of(index, *NAMES) == alone


def test_a_record_that_comes_later_adds_nothing(home: Home) -> None:
    home.claude(CLAUDE, prompt("p", 0), reply("m", 4))
    index = home.index()
    index.refresh()
    before = totals_of(index, *NAMES)
    record(home)
    index.refresh()
    assert totals_of(index, *NAMES) == before == home.totals(*NAMES)


def test_prompts_of_a_record_yield_too(home: Home) -> None:
    said = {"role": "user", "text": "do it", "timestamp": "2026-03-02T08:00:00Z"}
    record(home, messages=[said])
    home.claude(CLAUDE, prompt("p", 0), reply("m", 4))
    assert home.totals("turns") == {"turns": 1}


def test_times_of_a_total_are_as_stated(home: Home) -> None:
    record(home)
    found = home.totals("avg_duration", "api_time", "agent_active_time", "tool_time")
    assert found == {
        "avg_duration": 10.0,  # 600,000 ms
        "api_time": 90_000, "agent_active_time": 90_000, "tool_time": 0,
    }  # fmt: skip


def test_a_session_that_others_only_name_is_none(home: Home) -> None:
    record(home)
    index = home.index()
    index.refresh()
    with index.reading() as connection:
        found = connection.execute("SELECT id FROM session").fetchall()
    assert found == [("ptah:sess_1",)]
