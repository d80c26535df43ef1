"""Gemini CLI: documents and append logs, prompts, tokens, tools, edits and sub-agents."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest

from conftest import Home
from damage import damaged, misshapen
from sightline.adapters.base import Environment, Position, Source, Work, read
from sightline.adapters.gemini_cli import GEMINI_CLI
from sightline.records import Request, Rows

SESSIONS = Path(__file__).parents[1] / "sessions" / "gemini_cli"
START = 1_775_120_400_000_000  # 2026-04-02T09:00:00Z
SECOND = 1_000_000
ID = "9e311100-0000-4000-8000-00000000000"


def parse(name: str) -> Rows:
    return rows_at(SESSIONS / name, SESSIONS)


def rows_at(path: Path, root: Path) -> Rows:
    return read(GEMINI_CLI, Source("gemini_cli", str(root), str(path)), None, None, Work()).rows


def split(row: Request) -> tuple[int | None, int | None, int | None, int | None]:
    return row.input_tokens, row.cache_read_tokens, row.output_tokens, row.reasoning_tokens


# Where


def test_sessions_lie_in_the_home_folder_or_where_the_variable_says() -> None:
    home = Path("/home/dev")
    assert GEMINI_CLI.folders(Environment(home)) == [home / ".gemini" / "tmp"]
    moved = Environment(home, {"GEMINI_CLI_HOME": "/elsewhere"})
    assert GEMINI_CLI.folders(moved) == [Path("/elsewhere/.gemini/tmp")]


def test_only_files_of_a_chats_folder_are_wanted() -> None:
    assert GEMINI_CLI.wants("shop/chats/session-2026-04-02T09-00-9e311100.json")
    assert GEMINI_CLI.wants("shop/chats/9e31/codebase_investigator-77aa.jsonl")
    assert not GEMINI_CLI.wants("shop/logs.json")
    assert not GEMINI_CLI.wants("shop/chats/notes.md")


# The session


def test_the_first_prompt_is_the_title_unless_there_is_a_summary() -> None:
    session = parse("document.json").session[0]
    assert (session.title, session.title_rank) == ("Rename the shop module", 1)
    named = parse("summary_is_the_title.json").session[0]
    assert (named.title, named.title_rank) == ("Greeting the model", 2)


def test_the_session_spans_all_recorded_instants() -> None:
    session = parse("document.json").session[0]
    assert session.thread == f"gemini_cli:{ID}1"
    assert (session.first_ts, session.last_ts) == (START, START + 100 * SECOND)  # lastUpdated


@pytest.mark.parametrize("project", ["shop", sha256(b"/home/dev/shop").hexdigest()])
def test_the_folder_is_found_by_slug_or_hash(project: str, tmp_path: Path) -> None:
    known = {"/home/dev/other": "other", "/home/dev/shop": "shop"}
    (tmp_path / "projects.json").write_text(json.dumps({"projects": known}))
    path = tmp_path / "tmp" / project / "chats" / "session-x.json"
    path.parent.mkdir(parents=True)
    path.write_bytes((SESSIONS / "edits.json").read_bytes())
    rows = rows_at(path, tmp_path / "tmp")
    assert rows.session[0].cwd == "/home/dev/shop"
    assert rows.code_change[0].path == "a.py"


def test_a_broken_list_of_projects_leaves_the_folder_unknown(tmp_path: Path) -> None:
    (tmp_path / "projects.json").write_text("{")
    path = tmp_path / "tmp" / "shop" / "chats" / "session-x.json"
    path.parent.mkdir(parents=True)
    path.write_bytes((SESSIONS / "edits.json").read_bytes())
    assert rows_at(path, tmp_path / "tmp").session[0].cwd is None


# Tokens


def test_cached_is_part_of_input_and_thoughts_and_tool_stand_beside() -> None:
    row = parse("document.json").request[0]
    assert row.input_tokens == 5000 + 7 - 1000
    assert row.cache_read_tokens == 1000
    assert row.output_tokens == 20 + 30
    assert row.reasoning_tokens == 30
    assert (row.cache_write_5m_tokens, row.cache_write_1h_tokens, row.partial) == (0, 0, False)


def test_odd_counts_are_unknown_and_noted() -> None:
    rows = parse("odd_counts.json")
    assert [split(row) for row in rows.request] == [
        (None, 0, 10, 0),
        (100, 0, None, 0),
        (0, 150, 10, 0),  # more from the cache than was sent
        (100, None, 10, None),
        (None, None, None, None),  # no tokens recorded
        (100, 0, 10, 0),
    ]
    assert [row.partial for row in rows.request] == [True, True, False, True, True, False]
    assert {problem.reason: problem.n for problem in rows.problem} == {
        "odd input": 1, "odd output": 1, "cache above input": 1, "odd cached": 1, "odd thoughts": 1,
    }  # fmt: skip


def test_a_message_without_model_and_tokens_is_no_request() -> None:
    assert [row.key[-2:] for row in parse("odd_counts.json").request] == [
        "g1", "g2", "g3", "g4", "g5", "g6",
    ]  # fmt: skip


# Time


def test_a_request_runs_from_what_it_answers_to_its_message() -> None:
    first, second, third, fourth = parse("document.json").request
    assert (first.duration_ms, first.first_ms) == (4000, 1500)  # prompt at 0, thought at 1.5
    assert first.first_kind == "first_thought"
    assert (second.started_ts, second.duration_ms) == (START + 5 * SECOND, 4000)  # tool done at 5
    assert (second.first_ms, second.first_kind) == (None, None)
    assert third.duration_ms == 24_000 - 20_000
    assert (fourth.started_ts, fourth.duration_ms) == (None, None)  # nothing asked in between


# Prompts


def test_a_prompt_is_what_a_person_typed() -> None:
    turns = parse("document.json").turn
    assert [turn.ts for turn in turns] == [START, START + 20 * SECOND]
    assert [turn.ended_ts for turn in turns] == [START + 9 * SECOND, START + 25 * SECOND]
    assert [turn.interrupted for turn in turns] == [True, False]


def test_consecutive_api_errors_are_one_and_an_answer_recovers_them() -> None:
    second = parse("document.json").turn[1]
    assert (second.api_errors, second.api_errors_recovered) == (1, 1)


def test_requests_belong_to_the_prompt_before_them() -> None:
    rows = parse("document.json")
    first, second = (turn.key for turn in rows.turn)
    assert [row.turn for row in rows.request] == [first, first, second, second]


# Tools and edits


def test_a_tool_ends_as_its_status_and_result_say() -> None:
    calls = parse("tool_outcomes.json").tool_call
    assert [(call.outcome, call.error_kind) for call in calls] == [
        ("ok", None), ("failed", "exit_code"), ("failed", "error"), ("denied", "policy"),
        ("cancelled", None), ("open", None), ("ok", None), ("ok", None), ("ok", None),
    ]  # fmt: skip
    assert parse("tool_outcomes.json").turn[0].interrupted


def test_a_tool_has_kind_target_and_server() -> None:
    calls = parse("tool_outcomes.json").tool_call
    assert [(call.kind, call.target) for call in calls[:4]] == [
        ("execute", "vitest"), ("execute", "ls"), ("read", "."), ("edit", "/x"),
    ]  # fmt: skip
    assert [(call.kind, call.server) for call in calls[6:8]] == [("mcp", "tracker")] * 2


def test_a_tools_duration_may_hold_the_wait_for_approval() -> None:
    calls = parse("tool_outcomes.json").tool_call
    assert (calls[0].duration_ms, calls[0].with_approval) == (1000, True)
    assert (calls[5].duration_ms, calls[5].ended_ts) == (None, None)


def test_edits_count_the_models_lines_once_applied() -> None:
    changes = parse("edits.json").code_change
    assert [(row.path.rpartition("/")[2], row.added, row.removed) for row in changes] == [
        ("a.py", 5, 4),  # diffStat
        ("b.py", 2, 1),  # the diff: "++ two" and "three" came, "-- two" went
        ("notes.md", None, None),
        ("c.py", None, None),
        ("e.py", 1, 0),
    ]
    assert [row.applied for row in changes] == [True, True, True, False, True]


def test_refusing_and_changing_an_edit_are_interventions() -> None:
    rows = parse("edits.json")
    assert [call.outcome for call in rows.tool_call] == [
        "ok",
        "ok",
        "ok",
        "rejected",
        "failed",
        "ok",
    ]
    assert [turn.intervention for turn in rows.turn] == [True, True, False]
    assert [turn.interrupted for turn in rows.turn] == [False, False, False]
    assert [row.modified for row in rows.code_change] == [False, False, False, False, True]


# The log


def test_a_log_line_replaces_the_earlier_message_of_its_id() -> None:
    rows = parse("log.jsonl")
    assert [(row.line, *split(row)) for row in rows.request] == [
        (4, 60, 40, 15, 5),  # 100 - 40 read; 10 + 5 thought; first seen on line 4
        (8, 200, 0, 20, 0),
    ]
    assert len(rows.tool_call) == 1
    assert rows.session[0].title == "A start"


def test_a_broken_line_costs_that_line() -> None:
    [problem] = parse("log.jsonl").problem
    assert (problem.line, problem.kind) == (7, "unreadable")


def test_a_line_that_is_no_object_costs_that_line(tmp_path: Path) -> None:
    path = tmp_path / "session-x.jsonl"
    path.write_bytes(b"[1]\n" + (SESSIONS / "subagent.jsonl").read_bytes())
    rows = rows_at(path, tmp_path)
    assert [(problem.line, problem.reason) for problem in rows.problem] == [
        (1, "not a JSON object")
    ]
    assert len(rows.request) == 1


def test_messages_that_were_rewound_count_and_are_interventions() -> None:
    rows = parse("rewound_messages_were_paid.jsonl")
    assert sum(row.input_tokens or 0 for row in rows.request) == 100 + 200 + 300 + 400
    assert [turn.intervention for turn in rows.turn] == [True, True, True, False]


def test_messages_of_a_rewritten_history_are_no_spend_of_their_own() -> None:
    rows = parse("history_was_rewritten.jsonl")
    assert sum(row.input_tokens or 0 for row in rows.request) == 100 + 50
    assert [turn.compacted for turn in rows.turn] == [True, False]


def test_a_log_that_grows_is_read_from_its_start(tmp_path: Path) -> None:
    whole = (SESSIONS / "log.jsonl").read_bytes()
    path = tmp_path / "session-x.jsonl"
    source = Source("gemini_cli", str(tmp_path), str(path))
    position, state = Position(), b""
    for cut in (500, 900, len(whole)):
        path.write_bytes(whole[:cut])
        reading = read(GEMINI_CLI, source, position, state, Work())
        position, state = reading.position, reading.state
    assert reading.restarted
    assert reading.rows == parse("log.jsonl")


# Sub-agents and copies


def chats(home: Home) -> Path:
    folder = home.path / ".gemini" / "tmp" / "shop" / "chats"
    (folder / f"{ID}9").mkdir(parents=True)
    return folder


def test_a_subagent_counts_in_the_session_that_started_it(home: Home) -> None:
    folder = chats(home)
    parent, child = SESSIONS / "hands_work_over.jsonl", SESSIONS / "subagent.jsonl"
    (folder / "session-a.jsonl").write_bytes(parent.read_bytes())
    (folder / f"{ID}9" / "codebase_investigator-77aa.jsonl").write_bytes(child.read_bytes())
    found = home.totals("sessions", "requests", "input_tokens", "cache_read_tokens")
    assert found["sessions"] == 1
    assert found["requests"] == 2 + 1
    assert found["input_tokens"] == 100 + 150 + (70 - 20)
    assert found["cache_read_tokens"] == 20


def test_a_subagent_is_the_child_of_its_handoff_and_has_no_turns() -> None:
    handoff = parse("hands_work_over.jsonl").handoff[0]
    assert (handoff.kind, handoff.to, handoff.outcome) == (
        "subagent",
        "codebase_investigator",
        "done",
    )
    child = parse("subagent.jsonl")
    assert child.turn == []
    assert child.request[0].agent_id == handoff.child
    assert child.request[0].side


def test_a_shell_call_of_another_agent_is_a_handoff() -> None:
    [handoff] = parse("tool_outcomes.json").handoff
    assert (handoff.kind, handoff.to) == ("cli", "codex")


def test_a_document_and_the_log_that_continues_it_count_once(home: Home) -> None:
    folder = chats(home)
    (folder / "session-a.json").write_bytes((SESSIONS / "edits.json").read_bytes())
    content = json.loads((SESSIONS / "edits.json").read_bytes())
    messages = content.pop("messages")
    lines = [json.dumps(line) for line in (content, *messages)]
    (folder / "session-a.jsonl").write_text("\n".join(lines))
    found = home.totals("sessions", "requests", "tool_calls", "lines_added")
    assert found["sessions"] == 1
    assert found["requests"] == 3
    assert found["tool_calls"] == 6
    assert found["lines_added"] == 5 + 2 + 1


# Files that are something else


@pytest.mark.parametrize("content", [b"[]", b'{"a": 1}', b"3", b'{\n "sessionId": "x",\n "mess'])
def test_a_foreign_or_cut_document_is_one_problem(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "session-x.json"
    path.write_bytes(content)
    rows = rows_at(path, tmp_path)
    assert [problem.kind for problem in rows.problem] == ["skipped"]
    assert rows.session == []


@pytest.mark.parametrize("name", sorted(path.name for path in SESSIONS.iterdir()))
def test_damaged_files_never_raise(name: str, tmp_path: Path) -> None:
    content = (SESSIONS / name).read_bytes()
    path = tmp_path / name
    for wrong in (*damaged(content), *misshapen(content)):
        path.write_bytes(wrong)
        assert msgspec.json.encode(rows_at(path, tmp_path))
