"""Amp: prompts, requests, tools and edits of thread documents."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from conftest import Home
from damage import damaged, misshapen
from sightline.adapters.amp import AMP
from sightline.adapters.base import Environment, Source, Work, read
from sightline.records import Request, Rows

SESSIONS = Path(__file__).parents[1] / "sessions" / "amp"
FILES = sorted(path.name for path in SESSIONS.iterdir())
START = 1_775_120_400_000_000  # 2026-04-02T09:00:00Z
SECOND = 1_000_000


def parse(name: str) -> Rows:
    return rows_at(SESSIONS / f"T-{name}.json", SESSIONS)


def rows_at(path: Path, root: Path) -> Rows:
    return read(AMP, Source("amp", str(root), str(path)), None, None, Work()).rows


def split(row: Request) -> tuple[int | None, ...]:
    return (
        row.input_tokens, row.cache_read_tokens, row.cache_write_5m_tokens, row.output_tokens,
    )  # fmt: skip


# Where


def test_threads_lie_in_the_data_folder_or_where_the_variable_says() -> None:
    home = Path("/home/dev")
    assert AMP.folders(Environment(home)) == [home / ".local/share/amp/threads"]
    moved = Environment(home, {"AMP_DATA_DIR": "/data/amp"})
    assert AMP.folders(moved) == [Path("/data/amp/threads")]


def test_only_threads_are_wanted() -> None:
    assert AMP.wants("T-019ca1ce.json")
    assert not AMP.wants("secrets.json")


# The session


def test_the_thread_names_title_folder_branch_and_version() -> None:
    session = parse("conversation").session[0]
    assert (session.thread, session.cwd) == ("amp:T-conversation", "/home/dev/my shop")
    assert (session.title, session.title_rank) == ("Jokes for the shop", 3)
    assert (session.branch, session.version) == ("main", "0.0.177")
    assert parse("edits").session[0].title == "Edit"


def test_results_of_tools_are_no_prompts() -> None:
    first, second = parse("conversation").turn
    assert (first.ts, first.ended_ts) == (START + SECOND, START + 9 * SECOND)
    assert (first.duration_ms, second.duration_ms) == (8023, None)


# Requests


def test_the_counts_are_disjoint() -> None:
    row = parse("conversation").request[0]
    assert (row.key, row.model) == ("amp:T-conversation:1", "claude-opus-4-6")
    assert split(row) == (3, 13_248, 1601, 70)
    assert (row.recorded_cost_nano, row.partial) == (None, False)


def test_a_request_is_timed_by_the_span_that_ended_with_it() -> None:
    first, second, last = parse("conversation").request
    assert (first.started_ts, first.duration_ms) == (START + 2 * SECOND, 5000 - 2000)
    assert second.duration_ms == 9000 - 6500
    assert (last.ts, last.duration_ms, split(last)) == (None, None, (None,) * 4)


def test_odd_counts_are_unknown_and_a_cancelled_answers_are_a_part() -> None:
    rows = parse("odd_usage")
    assert [split(row) for row in rows.request[:3]] == [
        (None, 0, 0, 5), (1, 0, 0, None), (1, 3, 4, 2),
    ]  # fmt: skip
    assert [row.partial for row in rows.request] == [True, True, True, False, False]
    assert [problem.reason for problem in rows.problem] == ["odd input", "odd output"]


def test_stopped_and_failed_answers_mark_their_turn() -> None:
    first, second = parse("odd_usage").turn
    assert (first.interrupted, first.api_errors) == (True, 0)
    assert (second.api_errors, second.api_errors_recovered) == (1, 1)


def test_a_claude_model_has_a_list_price(home: Home) -> None:
    folder = home.path / ".local/share/amp/threads"
    folder.mkdir(parents=True)
    shutil.copy(SESSIONS / "T-conversation.json", folder)
    rates = (4, 5_000), (28_097, 500), (2028, 6_250), (100, 25_000)  # nano-USD a token
    cost = sum(tokens * rate for tokens, rate in rates)
    assert home.totals("requests", "cost") == {"requests": 2, "cost": cost}


# Tools


def test_outcomes_of_tools() -> None:
    calls = parse("tool_outcomes").tool_call
    assert [(call.kind, call.outcome, call.target) for call in calls] == [
        ("execute", "ok", "npm"), ("search", "failed", "x"), ("execute", "cancelled", "sleep"),
        ("execute", "rejected", "rm"), ("execute", "open", "top"), ("execute", "open", "ls"),
        ("agent", "ok", "Task"), ("mcp", "ok", None),
    ]  # fmt: skip
    assert parse("tool_outcomes").handoff[0].outcome == "done"


def test_only_a_single_calls_time_is_known() -> None:
    call = parse("conversation").tool_call[0]
    assert (call.duration_ms, call.with_approval) == (6500 - 5000, True)
    assert {call.duration_ms for call in parse("tool_outcomes").tool_call} == {None}


# Edits


def test_lines_of_edits() -> None:
    changes = parse("edits").code_change
    assert [(c.path, c.added, c.removed, c.applied, c.estimated) for c in changes] == [
        ("a.py", 2, 1, True, False),
        ("new.ts", 2, 0, True, True),  # taken to be new
        ("a.py", None, None, True, False),  # it was changed before
        ("b.py", None, None, False, False),  # rejected
        ("a.py", None, None, True, False),
    ]


# Damage


@pytest.mark.parametrize("name", FILES)
def test_damaged_threads_never_raise(name: str, tmp_path: Path) -> None:
    content = (SESSIONS / name).read_bytes()
    path = tmp_path / "T-x.json"
    for data in (*damaged(content), *misshapen(content)):
        path.write_bytes(data)
        rows = rows_at(path, tmp_path)
        assert rows.session or rows.problem or not rows.request


@pytest.mark.parametrize("uri", ["file://[", "https://example.org/x", 7])
def test_a_tree_that_is_no_folder_leaves_it_unknown(uri: object, tmp_path: Path) -> None:
    thread = json.loads((SESSIONS / "T-conversation.json").read_text())
    thread["env"]["initial"]["trees"][0]["uri"] = uri
    path = tmp_path / "T-x.json"
    path.write_text(json.dumps(thread))
    assert rows_at(path, tmp_path).session[0].cwd is None


def test_a_result_told_twice_ends_a_call_once(tmp_path: Path) -> None:
    thread = json.loads((SESSIONS / "T-edits.json").read_text())
    thread["messages"].append(thread["messages"][-1])
    path = tmp_path / "T-x.json"
    path.write_text(json.dumps(thread))
    assert len(rows_at(path, tmp_path).code_change) == 5


def test_a_document_of_another_program_is_skipped(tmp_path: Path) -> None:
    path = tmp_path / "T-x.json"
    path.write_text('{"messages": []}')
    assert [problem.kind for problem in rows_at(path, tmp_path).problem] == ["skipped"]
