"""Goose's old logs: one a session, its totals in the first line."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from conftest import Home, totals_of
from sightline.adapters.base import Source, Work, read
from sightline.adapters.goose import GOOSE
from sightline.records import Rows

SESSIONS = Path(__file__).parents[1] / "sessions" / "goose"
START = 1_775_120_400_000_000  # 2026-04-02T09:00:00Z
SECOND = 1_000_000
NAMES = ("requests", "input_tokens", "output_tokens", "turns", "tool_calls", "replies")


def rows_at(path: Path) -> Rows:
    return read(GOOSE, Source("goose", str(path.parent), str(path)), None, None, Work()).rows


def test_logs_lie_in_the_folder_of_the_database() -> None:
    assert GOOSE.wants("20260402_1.jsonl")
    assert not GOOSE.wants("old/20260402_1.jsonl")


def test_the_first_line_states_folder_title_and_totals() -> None:
    rows = rows_at(SESSIONS / "20260402_1.jsonl")
    session, row = rows.session[0], rows.request[0]
    assert (session.thread, session.cwd) == ("goose:20260402_1", "/home/dev/shop")
    assert (session.title, session.title_rank) == ("Cart sums", 3)
    assert (row.input_tokens, row.output_tokens, row.n, row.flags) == (1200, 300, 2, "aggregate")
    assert (row.cache_read_tokens, row.model, row.recorded_cost_nano) == (None, None, None)


def test_messages_are_prompts_and_calls_with_their_results() -> None:
    rows = rows_at(SESSIONS / "20260402_1.jsonl")
    (turn,), (call,) = rows.turn, rows.tool_call
    assert (turn.ts, turn.ended_ts) == (START, START + 12 * SECOND)
    assert (call.tool, call.outcome, call.duration_ms) == ("developer__shell", "ok", 5000)


def test_a_log_that_begins_with_a_message_has_unknown_usage(tmp_path: Path) -> None:
    path = tmp_path / "20260402_2.jsonl"
    path.write_bytes(b"".join((SESSIONS / "20260402_1.jsonl").read_bytes().splitlines(True)[1:]))
    row = rows_at(path).request[0]
    assert (row.input_tokens, row.output_tokens, row.n, row.partial) == (None, None, 2, True)


def test_another_programs_log_is_told(tmp_path: Path) -> None:
    path = tmp_path / "notes.jsonl"
    path.write_bytes(b'{"type":"note"}\n[1]\n')
    assert rows_at(path).problem[0].reason == "not a Goose session"


def test_a_session_that_moved_into_the_database_counts_once(home: Home) -> None:
    """The log's prompt, call and totals are the database's."""
    folder = home.path / ".local" / "share" / "goose" / "sessions"
    folder.mkdir(parents=True)
    with closing(sqlite3.connect(folder / "sessions.db")) as connection, connection:
        for name in ("tables", "conversation"):
            connection.executescript((SESSIONS / f"{name}.sql").read_text())
    alone = home.totals(*NAMES, "cost")
    log = folder / "20260402_1.jsonl"
    log.write_bytes((SESSIONS / log.name).read_bytes())
    index = home.index()
    index.refresh()
    assert totals_of(index, *NAMES, "cost") == alone
    assert alone["turns"] == 1
