"""Pi: prompts, requests, tools, edits, branches and forks of session logs."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from conftest import Home
from damage import damaged, misshapen
from sightline.adapters.base import Environment, Source, Work, read
from sightline.adapters.pi import PI
from sightline.records import Request, Rows

SESSIONS = Path(__file__).parents[1] / "sessions" / "pi"
FILES = sorted(path.name for path in SESSIONS.iterdir())
FORK = "2026-04-02T09-01-00-000Z_fork"
START = 1_775_120_400_000_000  # 2026-04-02T09:00:00Z
SECOND = 1_000_000


def parse(name: str) -> Rows:
    return rows_at(SESSIONS / f"{name}.jsonl", SESSIONS)


def rows_at(path: Path, root: Path) -> Rows:
    return read(PI, Source("pi", str(root), str(path)), None, None, Work()).rows


def split(row: Request) -> tuple[int | None, ...]:
    return (
        row.input_tokens, row.cache_read_tokens, row.cache_write_5m_tokens, row.output_tokens,
    )  # fmt: skip


# Where


def test_sessions_of_pi_and_omp_are_found() -> None:
    home = Path("/home/dev")
    assert PI.folders(Environment(home)) == [
        home / ".pi/agent/sessions",
        home / ".omp/agent/sessions",
    ]
    moved = Environment(home, {"PI_CODING_AGENT_DIR": "/pi"})
    assert PI.folders(moved)[0] == Path("/pi/sessions")
    assert PI.wants("--home-dev--/2026-04-02T09-00-00-000Z_a.jsonl")
    assert not PI.wants("--home-dev--/note.md")


# The session


def test_the_first_line_names_session_and_folder() -> None:
    session = parse("conversation").session[0]
    assert (session.thread, session.cwd, session.kind) == ("pi:conv", "/home/dev/shop", "root")
    assert (session.title, session.title_rank) == ("Fix the cart total", 1)
    assert (session.first_ts, session.last_ts) == (START + SECOND, START + 25 * SECOND)


def test_a_name_by_the_person_is_the_title() -> None:
    session = parse("named").session[0]
    assert (session.title, session.title_rank) == ("My shop", 4)


def test_only_what_a_person_typed_is_a_turn() -> None:
    turns = parse("conversation").turn
    assert [turn.key for turn in turns] == ["pi:conv:u1", "pi:conv:u3"]
    assert turns[0].ended_ts == START + 12 * SECOND


# Requests


def test_counts_and_cost_are_those_of_the_message() -> None:
    row = parse("conversation").request[0]
    assert (row.key, split(row)) == ("pi:conv:a1", (6, 1000, 50, 40))
    assert (row.recorded_cost_nano, row.partial) == (12_500_000, False)  # 0.0125 USD
    assert (row.model, row.provider) == ("claude-opus-4-7", "anthropic")


def test_a_request_runs_from_its_own_instant_to_that_of_its_line() -> None:
    row = parse("conversation").request[0]
    assert (row.started_ts, row.ended_ts) == (START + 2 * SECOND, START + 6 * SECOND)
    assert (row.duration_ms, row.first_ms) == (6000 - 2000, None)


def test_a_recorded_duration_and_first_token_stand_above() -> None:
    row = parse("conversation").request[2]
    assert (row.duration_ms, row.first_ms, row.first_kind) == (3900, 1200, "ttft")


def test_all_branches_were_paid() -> None:
    assert [row.output_tokens for row in parse("branches").request] == [40, 40]


def test_odd_counts_are_unknown() -> None:
    rows = parse("odd_usage")
    assert [split(row) for row in rows.request[:4]] == [
        (None, 0, 0, 5), (3, 0, 0, None), (None, None, None, None), (0, 0, 0, 0),
    ]  # fmt: skip
    assert [row.partial for row in rows.request[:4]] == [True, True, True, True]
    assert [problem.reason for problem in rows.problem] == ["odd input", "odd cost"]


def test_stopped_and_failed_answers_mark_their_turn() -> None:
    first, second = parse("odd_usage").turn
    assert (first.interrupted, first.intervention, first.api_errors) == (True, True, 0)
    assert (second.api_errors, second.api_errors_recovered, second.compacted) == (1, 1, True)


# Tools


def test_outcomes_of_tools() -> None:
    calls = parse("tool_outcomes").tool_call
    assert [(call.kind, call.outcome, call.error_kind, call.target) for call in calls] == [
        ("read", "ok", None, "/home/dev/shop/a.py"), ("execute", "failed", "exit_code", "npm"),
        ("search", "failed", "error", "cart"), ("execute", "cancelled", None, "sleep"),
        ("read", "open", None, "src"), ("execute", "ok", None, "codex"), ("mcp", "ok", None, None),
        ("agent", "ok", None, "scout"), ("agent", "ok", None, None),
    ]  # fmt: skip
    assert calls[6].server == "docs"


def test_a_call_runs_from_its_answer_to_its_result() -> None:
    call = parse("conversation").tool_call[0]
    assert (call.ts, call.ended_ts) == (START + 6 * SECOND, START + 8_500_000)
    assert (call.duration_ms, call.with_approval) == (2500, False)


def test_helpers_and_subagents_are_handoffs_and_a_poll_is_none() -> None:
    handoffs = parse("tool_outcomes").handoff
    assert [(h.kind, h.to, h.outcome) for h in handoffs] == [
        ("cli", "codex", "done"), ("subagent", "scout", "done"),
    ]  # fmt: skip


# Edits


def test_lines_of_edits() -> None:
    changes = parse("edits").code_change
    assert [(c.path, c.added, c.removed, c.estimated) for c in changes] == [
        ("src/cart.py", 2, 1, False),
        ("b.py", None, None, False),
        ("new.ts", 2, 0, True),  # never seen before: taken to be new
        ("new.ts", None, None, False),
        ("old.ts", None, None, False),  # it was read before
        ("empty", 0, 0, True),
    ]


# Forks


def test_a_fork_owns_what_is_younger_than_itself() -> None:
    session = parse(FORK).session[0]
    assert (session.kind, session.parent, session.native_line) == ("fork", "pi:parent", 4)


def test_a_forks_copies_are_counted_once(home: Home) -> None:
    folder = home.path / ".pi" / "agent" / "sessions" / "--home-dev-shop--"
    shutil.copytree(SESSIONS, folder)
    for path in folder.iterdir():
        if not path.name.startswith("2026"):
            path.unlink()
    assert home.totals("requests", "input_tokens", "turns") == {
        "requests": 1 + 1, "input_tokens": 100 + 7, "turns": 1 + 1,
    }  # fmt: skip


def test_a_log_in_a_sessions_own_folder_is_a_subagents(tmp_path: Path) -> None:
    path = tmp_path / "2026-04-02T09-00-00-000Z_parent" / "0-scout.jsonl"
    path.parent.mkdir()
    shutil.copy(SESSIONS / "conversation.jsonl", path)
    rows = rows_at(path, tmp_path)
    assert (rows.session[0].kind, rows.session[0].parent) == ("subagent", "pi:parent")
    assert (rows.turn, rows.request[0].side, rows.request[0].agent_id) == ([], True, "conv")


# Damage


@pytest.mark.parametrize("name", FILES)
def test_damaged_logs_never_raise(name: str, tmp_path: Path) -> None:
    content = (SESSIONS / name).read_bytes()
    path = tmp_path / "x.jsonl"
    for data in (*damaged(content), *misshapen(content)):
        path.write_bytes(data)
        rows = rows_at(path, tmp_path)
        assert rows.session or rows.problem or not rows.request


def test_what_failed_before_any_prompt_is_of_no_turn(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text(
        '{"type":"session","id":"early"}\n'
        '{"type":"message","message":{"role":"assistant","stopReason":"error"}}\n'
        '{"type":"message","message":{"role":"assistant","stopReason":"aborted"}}\n'
    )
    rows = rows_at(path, tmp_path)
    assert [row.key for row in rows.request] == ["pi:early:line-2", "pi:early:line-3"]
    assert rows.turn == []


def test_a_log_of_another_program_is_skipped(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text('{"type":"message","message":{"role":"user","content":"hi"}}\n[]\n')
    problems = rows_at(path, tmp_path).problem
    assert [problem.reason for problem in problems] == ["not a JSON object", "not a Pi session"]
