"""Goose: sessions of its database, their totals, prompts and tools."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from conftest import Ask, Home
from damage import damaged
from sightline.adapters.base import Environment, Source, Work, read
from sightline.adapters.goose import GOOSE
from sightline.records import Rows

SESSIONS = Path(__file__).parents[1] / "sessions" / "goose"
SECONDS = 1_775_120_400  # 2026-04-02T09:00:00Z
START = SECONDS * 1_000_000
SECOND = 1_000_000
TOTALS = (1200, 300, 0.0125, "anthropic", '{"model_name": "claude-sonnet-4-5"}')
SHELL = {"name": "developer__shell", "arguments": {"command": "npm test"}}

Message = tuple[str, int, list[dict[str, Any]]]


def say(text: str) -> dict[str, Any]:
    return {"type": "text", "text": text}


def ask(id_: str, **value: Any) -> dict[str, Any]:
    return {"type": "toolRequest", "id": id_, "toolCall": {"status": "success", "value": value}}


def ran_shell(second: int, command: str, text: str) -> tuple[Message, Message]:
    """A command, and what it put out."""
    asked = ask("c", name="developer__shell", arguments={"command": command})
    told = tell("c", content=[{"type": "text", "text": text}])
    return ("assistant", second, [asked]), ("user", second + 1, [told])


def tell(id_: str, status: str = "success", **value: Any) -> dict[str, Any]:
    return {"type": "toolResponse", "id": id_, "toolResult": {"status": status, "value": value}}


TALK: tuple[Message, ...] = (
    ("user", 0, [say("Fix the cart total")]),
    ("assistant", 4, [say("I look"), ask("t1", **SHELL)]),
    ("user", 9, [tell("t1")]),
    ("assistant", 12, [say("Done")]),
)


def store(
    path: Path,
    *messages: Message,
    totals: tuple[Any, ...] = TOTALS,
    session: str = "20260402_1",
    parent: str | None = None,
    title: str = "Cart sums",
) -> Path:
    """A session in a database in Goose's shape, made where it is absent."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript((SESSIONS / "tables.sql").read_text())
        facts = (session, title, "", 0, "/home/dev/shop", "2026-04-02 09:00:00", *totals, parent)
        connection.execute(
            "INSERT INTO sessions VALUES (?,?,?,?,?,?, '2026-04-02 09:30:00', ?,?,?,?,?,?)", facts
        )
        for role, second, content in messages:
            values = [session, role, json.dumps(content), SECONDS + second]
            connection.execute(
                "INSERT INTO messages (session_id, role, content_json, created_timestamp)"
                " VALUES (?, ?, ?, ?)", values,
            )  # fmt: skip
    return path


def conversation(path: Path) -> Path:
    """The database of `conversation.sql`."""
    with closing(sqlite3.connect(path)) as connection, connection:
        for name in ("tables", "conversation"):
            connection.executescript((SESSIONS / f"{name}.sql").read_text())
    return path


def rows_at(path: Path) -> Rows:
    return read(GOOSE, Source("goose", str(path.parent), str(path)), None, None, Work()).rows


def test_the_database_lies_in_the_data_folder_or_where_the_variables_say() -> None:
    home = Path("/home/dev")
    assert GOOSE.folders(Environment(home)) == [home / ".local/share/goose/sessions"]
    moved = Environment(home, {"GOOSE_PATH_ROOT": "/goose", "APPDATA": "/roaming"})
    assert GOOSE.folders(moved) == [
        Path("/goose/data/sessions"), Path("/roaming/Block/goose/data/sessions"),
    ]  # fmt: skip
    assert GOOSE.wants("sessions.db")
    assert not GOOSE.wants("sessions.db-wal")


def test_a_session_is_its_row_and_its_messages(tmp_path: Path) -> None:
    rows = rows_at(conversation(tmp_path / "sessions.db"))
    session = rows.session[0]
    assert (session.thread, session.cwd) == ("goose:20260402_1", "/home/dev/shop")
    assert (session.title, session.title_rank) == ("Cart sums", 3)
    assert [(turn.ts, turn.ended_ts) for turn in rows.turn] == [(START, START + 12 * SECOND)]


def test_a_placeholder_gives_way_to_the_first_prompt(tmp_path: Path) -> None:
    session = rows_at(store(tmp_path / "sessions.db", *TALK, title="CLI Session")).session[0]
    assert (session.title, session.title_rank) == ("Fix the cart total", 1)


def test_the_totals_are_one_row_over_all_answers(tmp_path: Path) -> None:
    row = rows_at(conversation(tmp_path / "sessions.db")).request[0]
    assert (row.input_tokens, row.output_tokens, row.n, row.messages) == (1200, 300, 2, 2)
    assert (row.cache_read_tokens, row.cache_write_5m_tokens) == (None, None)  # the split
    assert (row.recorded_cost_nano, row.flags) == (12_500_000, "aggregate")  # 0.0125 USD
    assert (row.model, row.provider) == ("claude-sonnet-4-5", "anthropic")
    assert row.ts == START + 12 * SECOND


def test_a_session_without_totals_has_unknown_usage(tmp_path: Path) -> None:
    nothing = (None, None, None, None, None)
    row = rows_at(store(tmp_path / "sessions.db", *TALK, totals=nothing)).request[0]
    assert (row.input_tokens, row.output_tokens, row.n, row.partial) == (None, None, 2, True)


def test_a_session_of_nothing_is_none(tmp_path: Path) -> None:
    assert rows_at(store(tmp_path / "sessions.db", totals=(0, 0, None, None, None))) == Rows()


def test_tools_and_how_they_ended(tmp_path: Path) -> None:
    asks = [
        ask("a", **SHELL), ask("b", name="developer__text_editor", arguments={"path": "a.py"}),
        ask("c", name="docs__find"), ask("d", name="todo"),
    ]  # fmt: skip
    tells = [tell("a"), tell("b", "error"), tell("c", isError=True)]
    talk: tuple[Message, ...] = (("assistant", 4, asks), ("user", 9, tells))
    calls = rows_at(store(tmp_path / "sessions.db", *talk)).tool_call
    assert [(call.tool, call.kind, call.outcome, call.target) for call in calls] == [
        ("developer__shell", "execute", "ok", "npm"),
        ("developer__text_editor", "edit", "failed", "a.py"),
        ("docs__find", "mcp", "failed", None), ("todo", "other", "open", None),
    ]  # fmt: skip
    assert (calls[0].duration_ms, calls[0].with_approval) == (9000 - 4000, True)
    assert calls[2].server == "docs"


def test_a_message_for_the_model_alone_is_no_prompt(tmp_path: Path) -> None:
    path = store(tmp_path / "sessions.db", *TALK)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("""UPDATE messages SET metadata_json = '{"userVisible": false}'""")
    assert rows_at(path).turn == []


def test_a_review_in_the_database_has_its_text(home: Home, ask: Ask) -> None:
    """Q5: it is read again from the store, as it is kept nowhere."""
    text = "# Code Logic Review\n\n| Overall Score | 6/10 |\n"
    ran = ran_shell(1, "codex exec '/review-logic'", text)
    store(home.path / ".local/share/goose/sessions/sessions.db", ("user", 0, [say("Go")]), *ran)
    index = home.index()
    index.refresh()
    (review,) = ask(index, "session", id="goose:20260402_1").quality.history
    found = ask(index, "sessionReview", id="goose:20260402_1", reviewId=review.id)
    assert (review.phase, review.score, found.text) == ("logic", 60, text)


def test_a_subagents_work_counts_in_its_parent(home: Home) -> None:
    path = home.path / ".local/share/goose/sessions/sessions.db"
    store(path, *TALK)
    store(path, *TALK, session="20260402_2", parent="20260402_1")
    assert home.totals("sessions", "turns", "requests", "input_tokens") == {
        "sessions": 1, "turns": 1, "requests": 2 + 2, "input_tokens": 1200 + 1200,
    }  # fmt: skip


@pytest.mark.parametrize("odd", ["'x'", "NULL", "7", "x'ff'", "'[7]'", "'{}'"])
def test_odd_values_never_raise(odd: str, tmp_path: Path) -> None:
    path = store(tmp_path / "sessions.db", *TALK)
    with closing(sqlite3.connect(path)) as connection, connection:
        for column in ("role", "content_json", "created_timestamp", "metadata_json"):
            connection.execute(f"UPDATE messages SET {column} = {odd} WHERE id = 2")
        for column in ("name", "working_dir", "accumulated_input_tokens", "model_config_json"):
            connection.execute(f"UPDATE sessions SET {column} = {odd}")
    assert len(rows_at(path).turn) == 1


def test_a_session_without_an_id_is_none(tmp_path: Path) -> None:
    path = store(tmp_path / "sessions.db", *TALK)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE sessions SET id = NULL")
    assert rows_at(path) == Rows()


def test_damaged_databases_never_raise(tmp_path: Path) -> None:
    whole = conversation(tmp_path / "sessions.db").read_bytes()
    path = tmp_path / "damaged.db"
    for data in damaged(whole):
        path.write_bytes(b"SQLite format 3\0" + data[16:])
        rows = rows_at(path)
        assert rows.session or rows.problem or not rows.request


def test_a_database_of_another_program_is_skipped(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "sessions.db")) as connection, connection:
        connection.execute("CREATE TABLE sessions (id TEXT)")
    problems = rows_at(tmp_path / "sessions.db").problem
    assert [problem.reason for problem in problems] == ["not a Goose database"]


def test_a_damaged_schema_that_is_no_text_is_one_problem(tmp_path: Path) -> None:
    path = conversation(tmp_path / "sessions.db")
    path.write_bytes(
        path.read_bytes().replace(b"CREATE TABLE sessions", b"CREATE \xff\xfe\xff\xfe sessions")
    )
    problems = rows_at(path).problem
    assert [problem.reason for problem in problems] == ["database unreadable: SQLITE_CORRUPT"]


def test_text_that_is_no_utf_8_is_replaced(tmp_path: Path) -> None:
    path = conversation(tmp_path / "sessions.db")
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE sessions SET name = CAST(x'43ff' AS TEXT)")
    assert rows_at(path).session[0].title == "C\ufffd"
