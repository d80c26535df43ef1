"""G2: messages are found wherever an engine keeps them: in databases, beside a session's file."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from adapters.test_copilot_cli_store import store as copilot_store
from adapters.test_goose import conversation, say, store
from adapters.test_opencode import database
from adapters.test_opencode import store as folder_store
from builders import prompt
from conftest import NOW, Ask, Home
from sightline.adapters import ADAPTERS
from sightline.adapters.base.spoken import spoken
from sightline.errors import StoppedError
from sightline.reports.content import SearchContentParams, stream
from sightline.reports.report import Context

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sightline.store import Index


def opened(home: Home) -> Index:
    index = home.index()
    index.refresh()
    return index


def found(index: Index, ask: Ask, query: str) -> list[tuple[str, str, int | None]]:
    hits = ask(index, "searchContent", query=query).hits
    return [(hit.id, hit.excerpt[hit.start : hit.end], hit.line) for hit in hits]


def goose(home: Home) -> Path:
    path = home.path / ".local" / "share" / "goose" / "sessions" / "sessions.db"
    path.parent.mkdir(parents=True)
    return path


def test_goose_keeps_messages_in_a_database(home: Home, ask: Ask) -> None:
    conversation(goose(home))
    index = opened(home)
    assert found(index, ask, '"i LOOK"') == [("goose:20260402_1", "I look", None)]
    assert found(index, ask, "look -done") == []
    assert found(index, ask, "developer__shell") == []  # a call, not a message
    assert ask(index, "searchContent", query="look").unreadable == 0


def test_a_sessions_messages_are_not_those_of_its_neighbours(home: Home, ask: Ask) -> None:
    path = goose(home)
    store(path, ("user", 0, [say("An owl")]))
    store(path, ("user", 9, [say("A café of owls")]), session="20260402_2")
    assert [hit[0] for hit in found(opened(home), ask, "cafe")] == ["goose:20260402_2"]
    assert [hit[0] for hit in found(home.opened[0], ask, "owl")] == [
        "goose:20260402_2", "goose:20260402_1",
    ]  # fmt: skip


def test_what_goose_shows_nobody_is_not_found(home: Home, ask: Ask) -> None:
    path = store(goose(home), ("user", 0, [say("An owl")]), ("user", 1, [say("A lynx")]))
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE messages SET metadata_json = '{\"userVisible\": false}'")
    assert found(opened(home), ask, "lynx") == []


KEPT: dict[str, Callable[[Path], Path]] = {
    "database": lambda data: database(data / "opencode.db", "conversation"),
    "folders": lambda data: folder_store(data, "conversation"),
}


@pytest.mark.parametrize("form", KEPT)
def test_opencode_keeps_messages_in_parts(home: Home, ask: Ask, form: str) -> None:
    KEPT[form](home.path / ".local" / "share" / "opencode")
    index = opened(home)
    assert found(index, ask, '"now the TESTS"') == [
        ("opencode:ses_conversation", "now the tests", None)
    ]
    assert found(index, ask, '"background result"') == []  # synthetic: nobody said it
    assert found(index, ask, "hm") == []  # a thought


def test_a_sub_agents_messages_are_its_parents(home: Home, ask: Ask) -> None:
    database(home.path / ".local" / "share" / "opencode" / "opencode.db", "parent", "child")
    (hit,) = found(opened(home), ask, '"look around"')
    assert hit[0] == "opencode:ses_parent"


def test_an_export_of_opencode_is_searched() -> None:
    parts = [{"type": "text", "text": "a"}, {"type": "tool", "state": {"output": "b"}},
             {"type": "text", "text": "c", "synthetic": True}]  # fmt: skip
    message = {"info": {"role": "user"}, "parts": parts}
    assert list(spoken({"info": {"id": "ses_1"}, "messages": [message]})) == ["a"]
    assert list(spoken({"info": {"role": "system"}, "parts": parts})) == []


def test_a_search_of_a_database_ends_when_told_to(home: Home) -> None:
    conversation(goose(home))
    index = opened(home)
    asked = iter([False, False, True])  # before the file, before two messages
    with pytest.raises(StoppedError):
        stream(
            Context(index, index.settings, lambda: NOW), SearchContentParams(query="nothing"),
            lambda _: None, lambda: next(asked),
        )  # fmt: skip


@pytest.mark.parametrize("damage", [b"", b"SQLite format 3\0" + b"x" * 4096])
def test_a_database_that_went_bad_is_passed_over(home: Home, ask: Ask, damage: bytes) -> None:
    path = conversation(goose(home))
    home.claude("a", prompt("p", 0, "Hello"), prompt("q", 1, "I look"))
    index = opened(home)
    path.write_bytes(damage)
    assert [hit[0] for hit in found(index, ask, '"i look"')] == ["claude_code:a"]


def test_every_store_with_sessions_is_searched_or_known_to_have_no_words() -> None:
    without = {adapter.engine for adapter in ADAPTERS if adapter.database and not adapter.said}
    # A row a request; telemetry; not read, since its words stand in transcripts.
    assert without == {"copilot_cli", "radium", "cursor"}


def test_a_session_with_logs_and_a_store_of_numbers_is_searched_in_its_logs(
    home: Home, ask: Ask
) -> None:
    native_id = "c0b11000-0000-4000-8000-000000000001"
    copilot_store(home.path / ".copilot" / "session-store.db")
    event = {"type": "user.message", "data": {"content": "An owl"}, "id": "e1",
             "timestamp": "2026-06-02T08:00:01.000Z"}  # fmt: skip
    log = home.path / ".copilot" / "session-state" / f"{native_id}.jsonl"
    log.parent.mkdir()
    log.write_text(json.dumps(event) + "\n")
    index = opened(home)
    assert found(index, ask, "owl") == [(f"copilot_cli:{native_id}", "owl", 1)]
    assert found(index, ask, "lynx") == []
    answer = ask(index, "searchContent", query="owl")
    assert (answer.total, answer.unreadable) == (1, 1)  # the store tells of another session
