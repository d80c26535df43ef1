"""Copilot CLI: sums at shutdown, messages after the last, tools, permissions and edits."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from builders import encoded, stamp
from conftest import Home
from damage import damaged, misshapen
from sightline.adapters.base import Environment, Position, Source, Work, read
from sightline.adapters.copilot_cli import COPILOT_CLI
from sightline.records import Request, Rows

SESSIONS = Path(__file__).parents[1] / "sessions" / "copilot_cli"
START = 1_780_387_200_000_000  # 2026-06-02T08:00:00Z
SECOND = 1_000_000
ID = "c0b11000-0000-4000-8000-00000000000"


def parse(name: str) -> Rows:
    return rows_at(SESSIONS / f"{name}.jsonl", SESSIONS)


def rows_at(path: Path, root: Path) -> Rows:
    return read(COPILOT_CLI, Source("copilot_cli", str(root), str(path)), None, None, Work()).rows


def split(row: Request) -> tuple[int | None, ...]:
    cached = row.cache_read_tokens, row.cache_write_5m_tokens
    return row.input_tokens, *cached, row.output_tokens, row.reasoning_tokens


# Where


def test_sessions_are_folders_with_events_or_files() -> None:
    home = Path("/home/dev")
    assert COPILOT_CLI.folders(Environment(home)) == [
        home / ".copilot" / "session-state",
        home / ".copilot" / "history-session-state",
        home / ".copilot",
    ]
    assert COPILOT_CLI.wants("c0b1/events.jsonl")
    assert COPILOT_CLI.wants("c0b1.jsonl")
    assert not COPILOT_CLI.wants("c0b1/files/data.jsonl")


# The session


def test_the_start_names_folder_branch_and_version() -> None:
    session = parse("one_shutdown").session[0]
    assert session.thread == f"copilot_cli:{ID}1"
    assert (session.cwd, session.branch, session.version) == ("/home/dev/shop", "main", "1.0.68")
    assert (session.title, session.title_rank, session.ended) == ("fix the login", 1, True)
    assert session.last_ts == START + 10 * SECOND


def test_a_resume_keeps_the_folder_and_moves_the_branch() -> None:
    session = parse("resumed_sums_since_last_start").session[0]
    assert (session.cwd, session.branch) == ("/home/dev/shop", "topic")


def test_the_name_beside_the_events_is_the_title(tmp_path: Path) -> None:
    path = tmp_path / "c0b1" / "events.jsonl"
    path.parent.mkdir()
    path.write_bytes((SESSIONS / "no_start_event.jsonl").read_bytes())
    (path.parent / "workspace.yaml").write_text('id: c0b1\nname: "Fix the login"\ncwd: /x\n')
    session = rows_at(path, tmp_path).session[0]
    assert (session.title, session.title_rank) == ("Fix the login", 3)
    assert session.native_id == "c0b1"  # no start event: the folder's name


# Usage


def test_a_shutdown_is_one_aggregate_a_model_instead_of_its_messages() -> None:
    mini, opus = parse("one_shutdown").request
    assert split(mini) == (1000 - 600 - 150, 600, 150, 100, 30)
    assert split(opus) == (500, 0, 0, 50, 0)
    assert (mini.n, mini.messages, mini.model) == (2, 1, "gpt-5.4-mini")
    assert (opus.n, opus.messages, opus.model) == (1, 1, "claude-opus-4.8")
    assert (mini.flags, mini.ts, mini.partial) == ("aggregate", START + 10 * SECOND, False)
    assert parse("one_shutdown").problem == []


def test_a_charge_is_the_nano_aiu_over_a_hundred_half_to_even() -> None:
    mini, opus = parse("one_shutdown").request
    assert mini.recorded_cost_nano == 2  # 250 nano-AIU: 2.5 nano-USD
    assert opus.recorded_cost_nano is None


def test_before_june_2026_nothing_was_charged_in_aiu() -> None:
    assert parse("before_charges_in_aiu").request[0].recorded_cost_nano is None


def test_one_charge_for_several_models_is_split_in_the_ratio_of_their_list_prices(
    home: Home,
) -> None:
    """70,300 nano-AIU are 703 nano-USD, 3 of them stated; $5 · 1,000 to $1 · 2,000 is 5 : 2."""
    name = "one_charge_for_several_models"
    path = home.path / ".copilot" / "session-state" / f"{ID}20" / "events.jsonl"
    path.parent.mkdir(parents=True)
    path.write_bytes((SESSIONS / f"{name}.jsonl").read_bytes())
    index = home.index()
    index.refresh()
    with index.reading() as connection:
        rows = connection.execute("SELECT model, cost_nano, basis FROM request").fetchall()
    assert sorted(rows) == [
        ("claude-haiku-4.5", 200, "recorded"), ("claude-opus-4.8", 500, "recorded"),
        ("gpt-5.4-mini", 3, "recorded"),
    ]  # fmt: skip
    assert [row.recorded_cost_nano for row in parse(name).request] == [None, None, 3]


def test_messages_after_the_last_shutdown_state_output_alone() -> None:
    first, second = parse("no_shutdown").request
    assert split(first) == (None, None, None, 100, None)
    assert (first.n, first.partial, first.key) == (1, True, f"{ID}2:m1")
    assert (first.started_ts, first.duration_ms) == (START + 2 * SECOND, 3000)
    assert (second.output_tokens, second.model) == (70, "gpt-5.4-mini")  # the message came again


def test_sums_since_the_last_start_count_as_they_are() -> None:
    rows = parse("resumed_sums_since_last_start")
    assert [row.output_tokens for row in rows.request] == [100, 40]
    assert [row.input_tokens for row in rows.request] == [1000, 700]
    assert [row.recorded_cost_nano for row in rows.request] == [10, 3]
    assert sum(row.added for row in rows.code_change if row.added is not None) == 5 + 2
    assert rows.problem == []


def test_sums_since_the_beginning_count_less_the_one_before() -> None:
    rows = parse("resumed_sums_since_the_beginning")
    first, second, third = rows.request
    assert split(second) == (1700 - 1000 - 400, 400, 0, 140 - 100, 30 - 20)
    assert (second.n, second.recorded_cost_nano) == (3 - 1, (1300 - 1000) // 100)
    assert (first.key, second.key) == (f"{ID}4:0:gpt-5.4-mini", f"{ID}4:1:gpt-5.4-mini")
    assert split(third) == (None, None, None, 5, None)
    assert sum(row.added for row in rows.code_change if row.added is not None) == 7
    assert rows.problem == []


def stopped(tmp_path: Path, *stops: tuple[int, int, int]) -> list[Request]:
    """Requests of a session that stopped so often: output of its messages, input, output."""
    told: list[tuple[str, dict[str, Any]]] = [("session.start", {"sessionId": "s"})]
    for number, (spoken, sent, output) in enumerate(stops):
        usage = {"inputTokens": sent, "outputTokens": output}
        stated = {"modelMetrics": {"gpt-5.4": {"requests": {"count": 1}, "usage": usage}}}
        told.append(("assistant.message", {"messageId": f"m{number}", "outputTokens": spoken}))
        told.append(("session.shutdown", stated))
    path = tmp_path / "s.jsonl"
    lines = ({"type": type_, "data": data, "id": f"e{at}", "timestamp": stamp(at)}
             for at, (type_, data) in enumerate(told))  # fmt: skip
    path.write_bytes(encoded(*lines))
    return rows_at(path, tmp_path).request


def test_sums_since_the_beginning_are_told_by_all_that_was_said(tmp_path: Path) -> None:
    rows = stopped(tmp_path, (100, 900, 100), (40, 1500, 140), (5, 1800, 145))
    # 140 = 40 + 100 and 145 = 5 + 140: each less the sum before it
    assert [row.output_tokens for row in rows] == [100, 140 - 100, 145 - 140]
    assert [row.input_tokens for row in rows] == [900, 1500 - 900, 1800 - 1500]


def test_sums_that_fit_the_last_messages_alone_count_as_they_are(tmp_path: Path) -> None:
    rows = stopped(tmp_path, (0, 500, 0), (40, 700, 40))
    assert [row.input_tokens for row in rows] == [500, 700]  # 40 = 40, and also 40 + 0


def test_sums_that_fit_neither_count_as_they_are_and_are_noted() -> None:
    rows = parse("sums_that_fit_nothing")
    assert [row.output_tokens for row in rows.request] == [90]
    assert [(problem.kind, problem.n) for problem in rows.problem] == [("anomaly", 1)]


def test_a_shutdown_without_sums_leaves_the_messages() -> None:
    assert [row.output_tokens for row in parse("shutdown_without_metrics").request] == [100]


def test_odd_counts_are_unknown_and_noted() -> None:
    rows = parse("odd_counts")
    a, b, c, after = rows.request
    assert split(a) == (100, 0, 0, None, 0)
    assert split(b) == (0, 150, 0, 10, 0)
    assert split(c) == (None, 0, 0, None, 0)
    assert [row.n for row in rows.request] == [1, 0, 2, 1]
    assert [row.partial for row in rows.request] == [True, False, True, True]
    assert after.output_tokens is None
    assert {problem.reason: problem.n for problem in rows.problem} == {
        "odd output": 2, "odd outputTokens": 1, "odd count": 1, "cache above input": 1,
        "output of messages and shutdown differ": 1,
    }  # fmt: skip


# Prompts


def test_a_prompt_has_no_source_and_says_something() -> None:
    turns = parse("prompts").turn
    assert [turn.ts for turn in turns] == [START + s * SECOND for s in (1, 20, 30)]
    assert [turn.ended_ts for turn in turns] == [START + s * SECOND for s in (6, 25, 31)]


def test_only_the_person_interrupts() -> None:
    turns = parse("prompts").turn
    assert [turn.interrupted for turn in turns] == [False, True, False]
    assert [turn.compacted for turn in turns] == [False, False, True]


# Tools


def test_a_tool_ends_as_success_exit_code_and_permission_say() -> None:
    calls = parse("tool_outcomes").tool_call
    assert [(call.outcome, call.error_kind) for call in calls] == [
        ("ok", None), ("failed", "exit_code"), ("failed", "failure"), ("ok", None),
        ("denied", "policy"), ("rejected", None), ("open", None), ("ok", None),
    ]  # fmt: skip
    assert parse("tool_outcomes").turn[0].intervention


def test_questions_and_answers_of_a_person_are_approvals_and_rules_are_none() -> None:
    found = [(row.kind, row.key.rpartition(":")[2]) for row in parse("tool_outcomes").approval]
    assert [kind for kind, _ in found].count("allowed") == 1  # t4
    assert [kind for kind, _ in found].count("denied") == 1  # t6; t5 was denied by rules


def test_a_known_wait_for_permission_is_no_part_of_the_duration() -> None:
    calls = parse("tool_outcomes").tool_call
    assert (calls[0].duration_ms, calls[0].with_approval) == (10_000, True)
    assert (calls[3].duration_ms, calls[3].with_approval) == (10_000 - 7_000, False)


def test_a_tool_has_kind_target_and_server() -> None:
    calls = parse("tool_outcomes").tool_call
    assert [(call.kind, call.target) for call in calls] == [
        ("execute", "cd"), ("execute", "false"), ("read", "/home/dev/shop/no.py"),
        ("execute", "codex"), ("execute", "rm"), ("edit", "/home/dev/shop/a.py"),
        ("mcp", None), ("agent", "explore"),
    ]  # fmt: skip
    assert calls[6].server == "tracker"


def test_work_goes_to_other_clis_and_agents() -> None:
    handoffs = parse("tool_outcomes").handoff
    assert [(row.kind, row.to, row.outcome) for row in handoffs] == [
        ("cli", "codex", "done"), ("subagent", "explore", "done"),
    ]  # fmt: skip


def test_work_before_any_prompt_has_no_turn() -> None:
    rows = parse("work_before_any_prompt")
    assert rows.turn == []
    assert [(call.turn, call.outcome) for call in rows.tool_call] == [(None, "rejected")]
    assert [(row.turn, row.model) for row in rows.request] == [(None, "gpt-4.1")]


# Edits


def test_edits_have_their_own_lines_and_the_total_adds_none() -> None:
    changes = parse("edits").code_change
    assert [(row.path, row.added, row.removed) for row in changes] == [
        ("a.py", 4, 0), ("/home/dev/other/b.py", 1, 2),
    ]  # fmt: skip


def test_a_refused_edit_is_not_applied() -> None:
    [change] = parse("tool_outcomes").code_change
    assert (change.path, change.applied, change.added) == ("a.py", False, None)


def test_a_total_stands_for_what_edits_do_not_tell() -> None:
    unnamed = parse("lines_of_unnamed_files").code_change
    assert [(row.path, row.added, row.removed) for row in unnamed] == [
        ("a.py", None, None), ("b.py", None, None), ("(files not named)", 12, 3),
    ]  # fmt: skip
    named = parse("lines_of_the_only_file").code_change
    assert [(row.path, row.added, row.removed) for row in named] == [("a.py", 12, 3)]


# Files


def test_broken_lines_cost_themselves() -> None:
    rows = parse("broken_lines")
    assert [problem.line for problem in rows.problem] == [2, 3]
    assert [row.output_tokens for row in rows.request] == [10]


def test_a_file_of_another_program_is_one_problem(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text('{"type": "user", "message": {}}\n{"type": "assistant"}\n')
    rows = rows_at(path, tmp_path)
    assert [(problem.kind, problem.line) for problem in rows.problem] == [("skipped", 1)]
    assert rows.session == []


@pytest.mark.parametrize("name", sorted(path.name for path in SESSIONS.glob("*.jsonl")))
def test_a_log_that_grows_equals_one_read(name: str, tmp_path: Path) -> None:
    whole = (SESSIONS / name).read_bytes()
    path = tmp_path / name
    position, state = Position(), b""
    for cut in (len(whole) // 3, len(whole) // 2, len(whole)):
        path.write_bytes(whole[:cut])
        source = Source("copilot_cli", str(tmp_path), str(path))
        reading = read(COPILOT_CLI, source, position, state, Work())
        position, state = reading.position, reading.state
    assert reading.rows == parse(path.stem)


def test_an_index_adds_sums_messages_and_labels(home: Home) -> None:
    folder = home.path / ".copilot" / "session-state"
    for name in ("one_shutdown", "resumed_sums_since_the_beginning"):
        path = folder / name / "events.jsonl"
        path.parent.mkdir(parents=True)
        path.write_bytes((SESSIONS / f"{name}.jsonl").read_bytes())
    found = home.totals("sessions", "requests", "output_tokens", "cache_read_tokens")
    assert found["sessions"] == 2
    assert found["requests"] == (2 + 1) + (1 + 2 + 1)
    assert found["output_tokens"] == 100 + 50 + 140 + 5
    assert found["cache_read_tokens"] == 600 + 400


@pytest.mark.parametrize("name", sorted(path.name for path in SESSIONS.glob("*.jsonl")))
def test_damaged_files_never_raise(name: str, tmp_path: Path) -> None:
    content = (SESSIONS / name).read_bytes()
    path = tmp_path / name
    for wrong in (*damaged(content), *misshapen(content)):
        path.write_bytes(wrong)
        assert msgspec.json.encode(rows_at(path, tmp_path))
