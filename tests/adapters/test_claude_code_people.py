from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sightline.adapters.base import Source, Work, read
from sightline.adapters.claude_code import CLAUDE_CODE
from sightline.adapters.claude_code.people import Said, notifications, prompt_of

if TYPE_CHECKING:
    from sightline.records import Rows

SESSIONS = Path(__file__).parents[1] / "sessions" / "claude_code"
SECOND = 1_000_000
NINE = 1_772_614_800 * SECOND
"""2026-03-04T09:00:00Z, when every fixture begins."""


def parse(name: str) -> Rows:
    source = Source("claude_code", str(SESSIONS), str(SESSIONS / f"{name}.jsonl"))
    return read(CLAUDE_CODE, source, None, None, Work()).rows


def test_only_what_a_person_typed_begins_a_turn() -> None:
    # text behind the editor's note, an image, a command that runs a prompt, one typed meanwhile
    assert [turn.line for turn in parse("prompts").turn] == [4, 6, 7, 16]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("  <ide_selection>x</ide_selection>\n<system-reminder>y</system-reminder> z", "z"),
        ("<system-reminder>y</system-reminder>", None),
        ("<command-message>m</command-message><command-name>/go</command-name>", "/go"),
        ("<command-name>/exit</command-name>", None),
        ("<local-command-stdout>x", None),
        ("<bash-stdout>x", None),
        ("<task-notification>x", None),
        ("Caveat: x", None),
        ("Stop hook feedback: x", None),
        ("[Request interrupted by user]", None),
        ("This session is being continued from", None),
        ("", None),
    ],
)
def test_the_text_tells_whether_it_was_typed(text: str, shown: str | None) -> None:
    assert prompt_of(Said(text)) == shown


def test_an_image_alone_is_a_prompt() -> None:
    assert prompt_of(Said("", has_image=True)) == ""


def test_a_turn_ends_with_its_last_event() -> None:
    first, second = parse("interruption_and_compaction").turn
    assert first.ended_ts == NINE + 1 * SECOND
    assert second.ended_ts == NINE + 21 * SECOND


def test_an_interruption_is_an_intervention() -> None:
    first, second = parse("interruption_and_compaction").turn
    assert (first.interrupted, first.intervention) == (True, True)
    assert (second.interrupted, second.intervention) == (False, False)


def test_a_rejection_and_a_changed_edit_are_interventions() -> None:
    assert parse("tool_outcomes").turn[0].intervention
    assert parse("edits").turn[0].intervention
    assert not parse("web_searches").turn[0].intervention


def test_recorded_stretches_of_a_turn_add_up() -> None:
    first, second = parse("interruption_and_compaction").turn
    assert (first.duration_ms, second.duration_ms) == (None, 2600 + 400)


def test_a_compaction_marks_its_turn() -> None:
    assert [turn.compacted for turn in parse("interruption_and_compaction").turn] == [False, True]


def test_retries_are_one_error_and_a_request_recovers_it() -> None:
    first, _ = parse("api_errors").turn
    assert first.api_errors == 2  # two retries in a row, then one with its final message
    assert first.api_errors_recovered == 1


def test_local_and_error_messages_are_no_requests() -> None:
    assert [row.key for row in parse("api_errors").request] == ["msg_a"]


def test_a_notification_names_its_task_and_tool() -> None:
    text = "<task-notification><task-id>b1</task-id><status>failed</status></task-notification>"
    assert notifications(f"x {text}") == [("b1", None, "failed", None)]


def test_requests_belong_to_the_turn_they_were_made_in() -> None:
    rows = parse("interruption_and_compaction")
    first, second = (turn.key for turn in rows.turn)
    assert [row.turn for row in rows.request] == [first, second, second]


def test_what_happens_before_any_prompt_is_in_no_turn() -> None:
    rows = parse("work_before_any_prompt")
    assert not rows.turn
    assert [(call.turn, call.outcome) for call in rows.tool_call] == [(None, "rejected")]
