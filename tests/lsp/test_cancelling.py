"""Work that is cancelled is answered at once and ends, and what was read stays."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from builders import prompt, reply
from editor import Editor

if TYPE_CHECKING:
    from conftest import Home

Start = Callable[..., Editor]
FILES = 8


@pytest.fixture
def busy(home: Home, start: Start) -> Editor:
    """An editor whose rebuild takes a while."""
    for file in range(FILES):
        names = [f"{file}-{number}" for number in range(4000)]
        lines = [line for n, name in enumerate(names) for line in (prompt(name, n), reply(name, n))]
        home.claude(f"aaaa{file}", *lines)
    editor = start()
    editor.initialize()
    editor.reply(editor.command("refresh"))
    return editor


@pytest.mark.parametrize("pause", [0, 0.01, 0.1, 0.3])
def test_a_cancelled_rebuild_is_answered_while_it_still_ends(busy: Editor, pause: float) -> None:
    """A23: cancelled within 200 ms."""
    number = busy.command("rebuildSessionIndex", "token")
    time.sleep(pause)
    busy.tell("$/cancelRequest", id=number)
    assert busy.reply(number)["error"]["code"] == -32800
    busy.reply(busy.command("refresh"))
    assert busy.ask("sightline/status")["sessions"] == FILES


def test_the_users_cancel_of_the_progress_cancels_the_rebuild(busy: Editor) -> None:
    """A23: by the token."""
    number = busy.command("rebuildSessionIndex", "token")
    assert busy.heard("$/progress")["value"]["kind"] == "begin"
    busy.tell("window/workDoneProgress/cancel", token="token")
    assert busy.reply(number)["error"]["code"] == -32800
    busy.tell("window/workDoneProgress/cancel", token="token")
    assert busy.ask("sightline/status")["revision"] > 0


def test_a_rebuild_cancelled_before_its_turn_leaves_the_numbers_alone(busy: Editor) -> None:
    first = busy.command("rebuildSessionIndex")
    second = busy.command("rebuildSessionIndex")
    busy.tell("$/cancelRequest", id=second)
    assert busy.reply(second)["error"]["code"] == -32800
    assert busy.reply(first)["result"]["sessions"] == FILES
    assert busy.ask("sightline/status")["sessions"] == FILES


def test_a_cancelled_report_is_answered_once(busy: Editor) -> None:
    numbers = [busy.begin("sightline/overview") for _ in range(10)]
    for number in numbers:
        busy.tell("$/cancelRequest", id=number)
    replies = [busy.next_reply() for _ in numbers]
    assert sorted(reply["id"] for reply in replies) == numbers
    assert {reply["error"]["code"] for reply in replies if "error" in reply} == {-32800}


def test_reports_are_answered_during_a_rebuild(busy: Editor) -> None:
    number = busy.command("rebuildSessionIndex")
    for _ in range(5):
        assert "result" in busy.reply(busy.begin("sightline/status"))
    assert busy.reply(number)["result"]["sessions"] == FILES


def test_a_reading_that_is_stopped_keeps_what_was_read_and_a_refresh_reads_the_rest(
    busy: Editor,
) -> None:
    """D9: Cancel in the dashboard."""
    number = busy.command("rebuildSessionIndex", "token")
    assert busy.heard("$/progress")["value"]["kind"] == "begin"
    busy.tell("sightline/stopReading")
    assert busy.reply(number)["error"]["code"] == -32800
    busy.reply(busy.command("refresh"))
    assert busy.ask("sightline/overview")["partial"] is None
    assert busy.ask("sightline/status")["sessions"] == FILES
