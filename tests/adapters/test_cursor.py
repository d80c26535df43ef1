"""Cursor: prompts and tools of transcripts, and what they do not tell."""

from __future__ import annotations

import shutil
from pathlib import Path, PurePosixPath

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
    assert CURSOR.folders(home) == [Path("/home/dev/.cursor/projects")]
    assert CURSOR.wanted(PurePosixPath("home-dev-shop/agent-transcripts/9f/9f.jsonl"))
    assert not CURSOR.wanted(PurePosixPath("home-dev-shop/terminals/1.jsonl"))
    assert CURSOR.entered is not None
    assert CURSOR.entered(PurePosixPath("home-dev-shop"))
    assert not CURSOR.entered(PurePosixPath("home-dev-shop/mcps"))


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
