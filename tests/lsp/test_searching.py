"""A23: hits come as they are found, and a search that is cancelled is over at once."""

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
SESSIONS = 40


@pytest.fixture
def editor(home: Home, start: Start) -> Editor:
    """An editor over sessions in which all prompts but the first speak of an owl."""
    for number in range(SESSIONS):
        lines = [prompt(f"p{number}-{n}", n, "an owl " * 50 if n else "Hello") for n in range(300)]
        home.claude(f"aaaa{number}", *lines, reply(f"m{number}", 300))
    opened = start()
    opened.initialize()
    opened.reply(opened.command("refresh"))
    return opened


def test_hits_come_before_the_answer_has_none(editor: Editor) -> None:
    answer = editor.ask("sightline/searchContent", query="owl", partialResultToken="s")
    told = [one["params"] for one in editor.said if one["method"] == "$/progress"]
    assert {one["token"] for one in told} == {"s"}
    assert sum(len(one["value"]["hits"]) for one in told) == SESSIONS
    assert (answer["hits"], answer["searched"]) == ([], SESSIONS)


def test_without_a_token_hits_are_in_the_answer(editor: Editor) -> None:
    assert len(editor.ask("sightline/searchContent", query="owl")["hits"]) == SESSIONS


def test_a_cancelled_search_is_answered_at_once_and_says_nothing_more(editor: Editor) -> None:
    number = editor.begin("sightline/searchContent", query="eagle", partialResultToken="s")
    editor.tell("$/cancelRequest", id=number)
    assert editor.reply(number)["error"]["code"] == -32800
    before = len(editor.said)
    time.sleep(0.2)
    editor.ask("sightline/status")
    assert "$/progress" not in {one["method"] for one in editor.said[before:]}
