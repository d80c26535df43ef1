"""Copilot CLI's store: a row a request, instead of what the logs sum."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from conftest import Home, totals_of
from sightline.adapters.base import Environment, Source, Work, read
from sightline.adapters.copilot_cli import COPILOT_CLI
from sightline.records import Rows

SESSIONS = Path(__file__).parents[1] / "sessions" / "copilot_cli"
START = 1_780_387_200_000_000  # 2026-06-02T08:00:00Z
SECOND = 1_000_000
ID = "c0b11000-0000-4000-8000-00000000000"
NAMES = ("requests", "input_tokens", "cache_read_tokens", "output_tokens", "turns")


def store(path: Path, *more: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript((SESSIONS / "store.sql").read_text())
        for statement in more:
            connection.execute(statement)
    return path


def rows_of(path: Path) -> Rows:
    source = Source("copilot_cli", str(path.parent), str(path))
    return read(COPILOT_CLI, source, None, None, Work()).rows


@pytest.fixture
def rows(tmp_path: Path) -> Rows:
    return rows_of(store(tmp_path / "session-store.db"))


def test_it_lies_beside_the_logs_of_its_home() -> None:
    home = Path("/data/copilot")
    assert COPILOT_CLI.folders(Environment(Path("/home/dev"), {"COPILOT_HOME": str(home)})) == [
        home / "session-state", home / "history-session-state", home,
    ]  # fmt: skip
    assert COPILOT_CLI.wants("session-store.db")
    assert COPILOT_CLI.entered is not None
    assert not COPILOT_CLI.entered(("session-state",))


def test_cache_is_part_of_the_input_it_states(rows: Rows) -> None:
    request = rows.request[0]
    counts = request.input_tokens, request.cache_read_tokens, request.cache_write_5m_tokens
    assert counts == (700 - 400 - 100, 400, 100)
    assert (request.output_tokens, request.reasoning_tokens, request.partial) == (60, 20, False)
    assert request.recorded_cost_nano == 25_000 // 100


def test_an_answer_was_complete_when_its_row_was_written(rows: Rows) -> None:
    request = rows.request[0]
    assert request.ended_ts == START + 5 * SECOND
    assert (request.duration_ms, request.started_ts) == (2000, START + 3 * SECOND)
    assert (request.first_ms, request.first_kind) == (500, "ttft")
    assert rows.request[2].ts == START + 3600 * SECOND + 250_000


def test_a_sub_agents_request_names_it_and_the_model_that_was_charged(rows: Rows) -> None:
    request = rows.request[1]
    assert (request.side, request.agent, request.messages) == (True, "review", 0)
    assert (request.model, request.recorded_cost_nano) == ("claude-opus-4.8", None)


def test_odd_counts_are_unknown(rows: Rows) -> None:
    request = rows.request[2]
    assert (request.input_tokens, request.cache_read_tokens, request.partial) == (None, None, True)
    assert [(problem.kind, problem.reason) for problem in rows.problem] == [
        ("anomaly", "odd cache reads")
    ]


def test_sessions_have_the_stores_folder_branch_and_summary(rows: Rows) -> None:
    first, second = rows.session
    assert (first.cwd, first.branch) == ("/home/dev/shop", "main")
    assert (first.title, first.title_rank) == ("Fix the login", 2)
    assert (second.native_id, second.title, second.title_rank) == (f"{ID}2", None, 0)


def test_listed_requests_count_instead_of_the_logs_sums(home: Home) -> None:
    """The log sums 3 requests, of 1,500 sent and 150 said; the store lists these two."""
    folder = home.path / ".copilot"
    log = folder / "session-state" / f"{ID}1" / "events.jsonl"
    log.parent.mkdir(parents=True)
    log.write_bytes((SESSIONS / "one_shutdown.jsonl").read_bytes())
    index = home.index()
    index.refresh()
    summed = totals_of(index, *NAMES)
    assert (summed["requests"], summed["output_tokens"]) == (3, 150)
    path = store(folder / "session-store.db", "DELETE FROM assistant_usage_events WHERE id = 3")
    index.refresh()
    listed = {"requests": 2, "input_tokens": 200 + 500, "cache_read_tokens": 400,
              "output_tokens": 60 + 50, "turns": summed["turns"]}  # fmt: skip
    assert totals_of(index, *NAMES) == home.totals(*NAMES) == listed
    path.unlink()
    index.refresh()
    assert totals_of(index, *NAMES) == summed


@pytest.mark.parametrize(
    ("tables", "reason"),
    [
        ("CREATE TABLE sessions (id TEXT)", "not a Copilot CLI store"),
        ("CREATE TABLE assistant_usage_events (id INTEGER)", "a Copilot CLI store without usage"),
        ("CREATE VIEW assistant_usage_events AS SELECT 1 AS id", "not a Copilot CLI store"),
    ],
)
def test_a_store_without_usage_is_told(tmp_path: Path, tables: str, reason: str) -> None:
    path = tmp_path / "session-store.db"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(tables)
    rows = rows_of(path)
    assert [(problem.kind, problem.reason) for problem in rows.problem] == [("skipped", reason)]
    assert rows.request == []
