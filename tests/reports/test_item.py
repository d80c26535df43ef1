"""DD2, A8: the text behind an item of a timeline."""

from __future__ import annotations

import json

import pytest

from builders import prompt, reply, tool_result, tool_use
from conftest import Ask, Home
from sightline.reports.item import PAGE, UnknownItemError


def test_an_item_is_told_as_its_record_says_it(home: Home, ask: Ask) -> None:
    path = home.claude("aaaa", prompt("u1", 0, "two\nlines"), reply("m1", 1))
    index = home.index()
    index.refresh()
    first, *_ = ask(index, "sessionTimeline", id="aaaa").items
    item = ask(index, "sessionItem", id="aaaa", key=first.key)
    assert "message.content:\ntwo\nlines" in item.text
    assert "timestamp: 2026-03-02T10:00:00.000Z" in item.text
    assert (item.path, item.line, item.hint, item.next_offset) == (str(path), 1, None, None)


def test_a_long_text_comes_in_pages_that_join_to_the_whole(home: Home, ask: Ask) -> None:
    said = "".join(f"{number} " for number in range(30_000))
    home.claude("aaaa", prompt("u1", 0, said), reply("m1", 1))
    index = home.index()
    index.refresh()
    key = ask(index, "sessionTimeline", id="aaaa").items[0].key
    text, offset = "", 0
    while offset is not None:
        page = ask(index, "sessionItem", id="aaaa", key=key, offset=offset)
        assert len(page.text) <= PAGE
        text, offset = text + page.text, page.next_offset
    assert said in text


def test_every_item_of_a_log_is_its_own_line(home: Home, ask: Ask) -> None:
    call = reply("m1", 1, content=[tool_use("t1", "Bash", command="ls")])
    home.claude("aaaa", prompt("u1", 0), call, tool_result("t1", 2), reply("m2", 3))
    index = home.index()
    index.refresh()
    items = ask(index, "sessionTimeline", id="aaaa").items
    told = [ask(index, "sessionItem", id="aaaa", key=item.key) for item in items]
    assert [one.line for one in told] == [item.line for item in items]
    assert any("input.command: ls" in one.text for one in told)


def test_an_item_of_a_document_is_the_object_that_names_it(home: Home, ask: Ask) -> None:
    message = {"id": "g1", "timestamp": "2026-03-02T10:00:00Z", "type": "user", "content": "hello"}
    answer = message | {
        "id": "g2", "type": "gemini", "content": "world", "model": "gemini-3-pro-preview",
        "tokens": {"input": 5, "output": 2, "cached": 0, "thoughts": 0, "tool": 0, "total": 7},
    }  # fmt: skip
    whole = {
        "sessionId": "5e55aaaa-0000-4000-8000-000000000001", "projectHash": "ab",
        "startTime": "2026-03-02T10:00:00Z", "lastUpdated": "2026-03-02T10:00:01Z",
        "messages": [message, answer],
    }  # fmt: skip
    path = home.path / ".gemini/tmp/ab/chats/session-2026-03-02T10-00-5e55aaaa.json"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(whole))
    index = home.index()
    index.refresh()
    prompted = ask(index, "sessionTimeline", id="5e55aaaa").items[0]
    text = ask(index, "sessionItem", id="5e55aaaa", key=prompted.key).text
    assert "content: hello" in text
    assert "world" not in text


def test_a_file_that_is_gone_is_said(home: Home, ask: Ask) -> None:
    path = home.claude("aaaa", prompt("u1", 0), reply("m1", 1))
    index = home.index()
    index.refresh()
    key = ask(index, "sessionTimeline", id="aaaa").items[0].key
    path.unlink()
    item = ask(index, "sessionItem", id="aaaa", key=key)
    assert (item.text, item.hint) == (None, "The file is not there any more.")


def test_an_unknown_item_is_refused(home: Home, ask: Ask) -> None:
    home.claude("aaaa", prompt("u1", 0), reply("m1", 1))
    index = home.index()
    index.refresh()
    with pytest.raises(UnknownItemError):
        ask(index, "sessionItem", id="aaaa", key="none")
