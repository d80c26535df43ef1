"""Qwen Code: tokens, prompts, tools, edits, branches and reading in pieces."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import msgspec
import pytest

from conftest import Home
from damage import damaged, misshapen
from sightline.adapters.base import Environment, Position, Source, Work, read
from sightline.adapters.qwen import QWEN
from sightline.records import TABLES, Request, Rows

SESSIONS = Path(__file__).parents[1] / "sessions" / "qwen"
FILES = sorted(path.name for path in SESSIONS.iterdir())
START = 1_781_600_400_000_000  # 2026-06-16T09:00:00Z
SECOND = 1_000_000
ID = "93e40000-0000-4000-8000-00000000000"


def parse(name: str) -> Rows:
    return rows_at(SESSIONS / f"{name}.jsonl", SESSIONS)


def rows_at(path: Path, root: Path) -> Rows:
    return read(QWEN, Source("qwen", str(root), str(path)), None, None, Work()).rows


def split(row: Request) -> tuple[int | None, int | None, int | None, int | None]:
    return row.input_tokens, row.cache_read_tokens, row.output_tokens, row.reasoning_tokens


# Where, and the session


def test_sessions_are_the_chats_of_projects() -> None:
    home = Path("/home/dev")
    assert QWEN.folders(Environment(home)) == [home / ".qwen" / "projects"]
    assert QWEN.wants("-home-dev-shop/chats/93e4.jsonl")
    assert QWEN.wants("-home-dev-shop/subagents/93e4/agent-x.jsonl")
    assert not QWEN.wants("-home-dev-shop/notes.jsonl")


def test_records_name_folder_branch_and_version() -> None:
    session = parse("conversation").session[0]
    assert session.thread == f"qwen:{ID}1"
    assert (session.cwd, session.branch, session.version) == ("/home/dev/shop", "main", "0.18.1")
    assert (session.title, session.title_rank) == ("List the files", 1)
    assert (session.first_ts, session.last_ts) == (START, START + 15 * SECOND)


def test_a_title_by_the_program_comes_before_the_prompt() -> None:
    session = parse("prompts").session[0]
    assert (session.title, session.title_rank) == ("Named by it", 3)


# Tokens and times


def test_thoughts_stand_beside_the_output_only_where_the_total_says_so() -> None:
    assert [split(row) for row in parse("conversation").request] == [
        (500 - 100, 100, 20, 0),
        (600 - 50, 50, 30 + 10, 10),  # total 640 = 600 + 30 + 10
        (600, 0, 30, 10),  # total 630 = 600 + 30
        (600, 0, 30, 10),  # no total
    ]


def test_odd_counts_are_unknown_and_noted() -> None:
    rows = parse("odd_counts")
    assert [split(row) for row in rows.request] == [
        (None, 0, 10, 0), (100, 0, None, 0), (0, 150, 10, 0), (100, None, 10, None),
        (None, None, None, None),
    ]  # fmt: skip
    assert [row.partial for row in rows.request] == [True, True, False, True, True]
    assert {problem.reason: problem.n for problem in rows.problem} == {
        "odd promptTokenCount": 1, "odd candidatesTokenCount": 1, "cache above input": 1,
        "odd cachedContentTokenCount": 1, "odd thoughtsTokenCount": 1,
    }  # fmt: skip


def test_a_request_takes_as_long_as_recorded_or_since_its_question() -> None:
    first, second, third, _ = parse("conversation").request
    assert (first.started_ts, first.duration_ms) == (START + 1 * SECOND, 4000)  # recorded
    assert (second.started_ts, second.duration_ms) == (START + 7 * SECOND, 3000)  # tool at 7
    assert (third.started_ts, third.duration_ms) == (None, None)  # nothing asked in between


# Prompts


def test_a_prompt_is_what_a_person_typed() -> None:
    turns = parse("prompts").turn
    assert [turn.ts for turn in turns] == [START + s * SECOND for s in (0, 3, 20, 30)]
    assert [turn.compacted for turn in turns] == [False, True, False, False]
    assert [turn.intervention for turn in turns] == [False, False, False, True]


def test_consecutive_api_errors_are_one_and_an_answer_recovers_them() -> None:
    turns = parse("prompts").turn
    assert [turn.api_errors for turn in turns] == [0, 0, 1, 0]
    assert [turn.api_errors_recovered for turn in turns] == [0, 0, 1, 0]


# Tools and edits


def test_a_tool_ends_as_its_status_says_and_its_first_end_counts() -> None:
    calls = parse("tools_and_edits").tool_call
    assert [(call.outcome, call.error_kind) for call in calls] == [
        ("ok", None), ("ok", None), ("rejected", None), ("ok", None), ("failed", "file_not_found"),
        ("denied", "policy"), ("ok", None), ("ok", None), ("cancelled", None), ("open", None),
    ]  # fmt: skip
    assert (calls[3].duration_ms, calls[3].with_approval) == (10_000, True)


def test_a_tool_has_kind_target_and_server() -> None:
    calls = parse("tools_and_edits").tool_call
    assert [(call.kind, call.target) for call in calls[3:8]] == [
        ("execute", "npm"), ("read", "/x"), ("fetch", None), ("mcp", None), ("agent", "explore"),
    ]  # fmt: skip
    assert calls[6].server == "tracker"


def test_edits_count_the_models_lines() -> None:
    changes = parse("tools_and_edits").code_change
    assert [(row.path, row.added, row.removed, row.applied) for row in changes] == [
        ("a.py", 4, 2, True), ("b.py", 2, 1, True), ("c.py", None, None, False),
    ]  # fmt: skip
    assert [row.modified for row in changes] == [True, False, False]


def test_work_goes_to_agents_and_other_clis() -> None:
    handoffs = parse("tools_and_edits").handoff
    assert [(row.kind, row.to, row.outcome) for row in handoffs] == [
        ("subagent", "explore", "done"), ("cli", "gemini", "stopped"),
    ]  # fmt: skip


def test_work_before_any_prompt_has_no_turn() -> None:
    rows = parse("work_before_any_prompt")
    assert rows.turn == []
    assert [(row.turn, row.input_tokens) for row in rows.request] == [(None, 10)]
    assert [call.outcome for call in rows.tool_call] == ["cancelled"]
    assert rows.session[0].title is None


def test_calls_without_results_do_not_fill_the_state(tmp_path: Path) -> None:
    calls = [{"functionCall": {"id": f"c{n}", "name": "glob"}} for n in range(600)]
    record = {"uuid": "a", "type": "assistant", "message": {"parts": calls}}
    path = tmp_path / "x.jsonl"
    path.write_bytes(msgspec.json.encode(record) + b"\n")
    reading = read(QWEN, Source("qwen", str(tmp_path), str(path)), None, None, Work())
    assert len(reading.rows.tool_call) == 600
    assert len(msgspec.msgpack.decode(reading.state)["open"]) == 500


# Copies and sub-agents


def chats(home: Home, *names: str) -> None:
    folder = home.path / ".qwen" / "projects" / "-home-dev-shop" / "chats"
    folder.mkdir(parents=True)
    for name in names:
        (folder / f"{name}.jsonl").write_bytes((SESSIONS / f"{name}.jsonl").read_bytes())


def test_what_a_branch_copies_counts_in_its_parent(home: Home) -> None:
    chats(home, "branched_from", "branch_copies_its_parent")
    found = home.totals("sessions", "requests", "input_tokens", "tool_calls")
    assert found["sessions"] == 2
    assert found["requests"] == 2 + 1
    assert found["input_tokens"] == (100 + 200) + 300
    assert found["tool_calls"] == 1


def test_a_branch_keeps_its_copies_when_the_parent_is_gone(home: Home) -> None:
    chats(home, "branch_copies_its_parent")
    assert home.totals("input_tokens") == {"input_tokens": 100 + 300}


def test_a_subagents_file_counts_in_its_parent(home: Home) -> None:
    chats(home, "tools_and_edits", "subagent")
    found = home.totals("sessions", "requests", "input_tokens")
    assert found == {"sessions": 1, "requests": 1 + 1, "input_tokens": 10 + 50}
    child = parse("subagent")
    assert child.turn == []
    assert (child.request[0].side, child.request[0].agent) == (True, "Explore")


# Files


def test_broken_lines_cost_themselves() -> None:
    rows = parse("broken_lines")
    assert [problem.line for problem in rows.problem] == [1, 3]
    assert [row.input_tokens for row in rows.request] == [10]


def test_a_file_in_claudes_shape_is_one_problem(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    line = '{"uuid": "a", "type": "user", "message": {"role": "user", "content": "hi"}}\n'
    path.write_text(line * 2)
    rows = rows_at(path, tmp_path)
    assert [(problem.kind, problem.line) for problem in rows.problem] == [("skipped", 1)]
    assert rows.session == []


def joined(earlier: Any, row: Any) -> Any:
    """As the store joins: the first end of a call counts, the newer sight of all else."""
    if hasattr(row, "applied") or getattr(earlier, "outcome", "open") != "open":
        return earlier
    return row


def read_pieces(path: Path, growing: Path, cuts: list[int]) -> dict[str, dict[str, Any]]:
    """Read a file that grows: after each cut again, from where the last read ended."""
    data = path.read_bytes()
    tables: dict[str, dict[str, Any]] = {name: {} for name in TABLES if name != "problem"}
    position: Position | None = None
    state: bytes | None = None
    for cut in [*cuts, len(data)]:
        growing.write_bytes(data[:cut])
        source = Source("qwen", str(growing.parent), str(growing))
        reading = read(QWEN, source, position, state, Work())
        assert not reading.restarted or position is None
        position, state = reading.position, reading.state
        for name, table in tables.items():
            for row in getattr(reading.rows, name):
                key = getattr(row, "key", "session")
                table[key] = joined(table[key], row) if key in table else row
    return tables


@pytest.mark.parametrize("name", FILES)
def test_a_file_read_in_pieces_equals_one_read(name: str, tmp_path: Path) -> None:
    path, growing = SESSIONS / name, tmp_path / name
    data = path.read_bytes()
    whole = read_pieces(path, growing, [])
    ends = [at + 1 for at, byte in enumerate(data) if byte == 10]
    assert read_pieces(path, growing, ends) == whole
    assert read_pieces(path, growing, [end - 1 for end in ends]) == whole
    chance = random.Random(name)
    for _ in range(8):
        assert read_pieces(path, growing, sorted(chance.sample(range(len(data)), 6))) == whole


@pytest.mark.parametrize("name", FILES)
def test_damaged_files_never_raise(name: str, tmp_path: Path) -> None:
    content = (SESSIONS / name).read_bytes()
    path = tmp_path / name
    for wrong in (*damaged(content), *misshapen(content)):
        path.write_bytes(wrong)
        assert msgspec.json.encode(rows_at(path, tmp_path))
