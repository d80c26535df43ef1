"""Cursor: prompts and tools of transcripts, and what they do not tell."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from conftest import Home
from damage import damaged, misshapen
from sightline.adapters.base import Environment, Source, Work, read
from sightline.adapters.cursor import CURSOR
from sightline.records import Rows

SESSIONS = Path(__file__).parents[1] / "sessions" / "cursor"
CONVERSATION = SESSIONS / "conversation.jsonl"


def rows_at(path: Path) -> Rows:
    return read(CURSOR, Source("cursor", str(path.parent), str(path)), None, None, Work()).rows


def transcripts(home: Path) -> Path:
    folder = home / ".cursor" / "projects" / "home-dev-shop" / "agent-transcripts"
    folder.mkdir(parents=True)
    return folder


def test_only_transcripts_are_wanted_and_nothing_else_is_entered() -> None:
    home = Environment(Path("/home/dev"))
    assert CURSOR.folders(home)[0] == Path("/home/dev/.cursor/projects")
    assert CURSOR.wants("home-dev-shop/agent-transcripts/9f/9f.jsonl")
    assert not CURSOR.wants("home-dev-shop/terminals/1.jsonl")
    assert CURSOR.entered is not None
    assert CURSOR.entered(("home-dev-shop",))
    assert not CURSOR.entered(("home-dev-shop", "mcps"))


@pytest.mark.parametrize(
    ("platform", "variables", "user"),
    [
        ("linux", {}, "/home/dev/.config/Cursor/User"),
        ("darwin", {}, "/home/dev/Library/Application Support/Cursor/User"),
        ("win32", {"APPDATA": "/data"}, "/data/Cursor/User"),
    ],
)
def test_the_editors_own_store_is_recognized_where_it_keeps_its_settings(
    monkeypatch: pytest.MonkeyPatch, platform: str, variables: dict[str, str], user: str
) -> None:
    monkeypatch.setattr("sys.platform", platform)
    folders = CURSOR.folders(Environment(Path("/home/dev"), variables))
    assert folders[1] == Path(user) / "globalStorage"
    assert CURSOR.wants("state.vscdb")
    assert not CURSOR.wants("some.extension/state.vscdb")


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ("cursorDiskKV", "Cursor's store states no usage: transcripts are read"),
        ("ItemTable", "not a store of Cursor"),
    ],
)
def test_the_editors_own_store_is_reported_with_the_reason(
    tmp_path: Path, table: str, reason: str
) -> None:
    path = tmp_path / "state.vscdb"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f"CREATE TABLE {table} (key TEXT, value BLOB)")
    rows = rows_at(path)
    assert [(problem.kind, problem.reason) for problem in rows.problem] == [("skipped", reason)]
    assert (rows.request, rows.session) == ([], [])


def test_the_file_names_the_session_and_the_query_is_its_title() -> None:
    session = rows_at(CONVERSATION).session[0]
    assert (session.thread, session.title) == ("cursor:conversation", "Fix the cart total")
    assert (session.first_ts, session.last_ts, session.cwd) == (None, None, None)


def test_a_prompt_is_the_query_or_all_of_a_plain_line() -> None:
    keys = [turn.key for turn in rows_at(CONVERSATION).turn]
    assert keys == ["cursor:conversation:line-1", "cursor:conversation:line-5"]


def test_calls_stay_open_and_edits_are_not_counted() -> None:
    rows = rows_at(CONVERSATION)
    assert [(call.kind, call.outcome, call.target) for call in rows.tool_call] == [
        ("read", "open", "/home/dev/shop/cart.py"), ("execute", "open", "npm"),
        ("edit", "open", "/home/dev/shop/cart.py"), ("search", "open", "cart"),
    ]  # fmt: skip
    assert rows.code_change == []


def test_what_a_conversation_cost_is_unknown_not_nothing(home: Home) -> None:
    shutil.copy(CONVERSATION, transcripts(home.path))
    index = home.index()
    index.refresh()
    with index.reading() as connection:
        found = connection.execute("SELECT n, input_tokens, cost_nano, basis FROM request")
        assert found.fetchall() == [(1, None, None, "unknown")] * 4


def test_prompts_answers_and_tools_count_without_a_date(home: Home) -> None:
    shutil.copy(CONVERSATION, transcripts(home.path))
    assert home.totals("turns", "messages", "tool_calls") == {
        "turns": 2, "messages": 2 + 4, "tool_calls": 4,
    }  # fmt: skip


def test_damaged_logs_never_raise(tmp_path: Path) -> None:
    content = CONVERSATION.read_bytes()
    path = tmp_path / "x.jsonl"
    for data in (*damaged(content), *misshapen(content)):
        path.write_bytes(data)
        rows = rows_at(path)
        assert rows.session or rows.problem or not rows.request


def test_lines_of_another_program_are_listed(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text('{"type":"user","message":{}}\n[]\n')
    rows = rows_at(path)
    assert [problem.reason for problem in rows.problem] == [
        "not a Cursor message", "not a JSON object",
    ]  # fmt: skip
    assert rows.session == []
