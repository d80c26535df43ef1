from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from builders import encoded, reply, tool_use
from sightline.adapters.base import Source, Work, read
from sightline.adapters.claude_code import CLAUDE_CODE

if TYPE_CHECKING:
    from sightline.records import CodeChange, Handoff, Rows, ToolCall

SESSIONS = Path(__file__).parents[1] / "sessions" / "claude_code"
SECOND = 1_000_000
NINE = 1_772_614_800 * SECOND
"""2026-03-04T09:00:00Z, when every fixture begins."""


def parse(name: str) -> Rows:
    source = Source("claude_code", str(SESSIONS), str(SESSIONS / f"{name}.jsonl"))
    return read(CLAUDE_CODE, source, None, None, Work()).rows


def calls(name: str = "tool_outcomes") -> dict[str, ToolCall]:
    return {row.key: row for row in parse(name).tool_call}


def edit(key: str) -> CodeChange:
    return next(row for row in parse("edits").code_change if row.key.startswith(f"{key}:"))


def handoffs(name: str) -> dict[str, Handoff]:
    return {row.key: row for row in parse(name).handoff}


@pytest.mark.parametrize(
    ("key", "outcome", "error_kind"),
    [
        ("t_read", "ok", None),  # `is_error` absent
        ("t_exit", "failed", "exit_code"),
        ("t_misuse", "failed", "not_read"),
        ("t_reject", "rejected", None),
        ("t_hook", "denied", "hook"),
        ("t_stop", "cancelled", None),
        ("t_open", "open", None),
        ("t_plan", "rejected", None),
        ("t_auto", "denied", "policy"),
        ("t_cancel", "cancelled", None),
    ],
)
def test_how_a_call_ended(key: str, outcome: str, error_kind: str | None) -> None:
    assert (calls()[key].outcome, calls()[key].error_kind) == (outcome, error_kind)


@pytest.mark.parametrize(
    ("key", "kind", "server", "target"),
    [
        ("t_read", "read", None, "/home/ada/orchard/a.py"),
        ("t_exit", "execute", None, "make"),  # behind an assignment and `timeout`
        ("t_open", "search", None, "src"),
        ("t_mcp", "mcp", "browser", None),
        ("t_fetch", "fetch", None, None),
        ("t_plan", "other", None, None),
    ],
)
def test_what_a_call_is(key: str, kind: str, server: str | None, target: str | None) -> None:
    call = calls()[key]
    assert (call.kind, call.server, call.target) == (kind, server, target)


def test_a_recorded_duration_holds_no_waiting() -> None:
    call = calls()["t_fetch"]
    assert (call.duration_ms, call.with_approval) == (1234, False)


def test_recorded_seconds_are_milliseconds() -> None:
    assert calls("web_searches")["w1"].duration_ms == 1500


def test_a_derived_duration_may_hold_waiting() -> None:
    call = calls()["t_exit"]
    assert (call.duration_ms, call.with_approval) == (3500, True)  # 4.5 s - 1 s


def test_a_result_before_its_call_has_no_duration() -> None:
    assert calls()["t_late"].duration_ms is None


def test_a_call_has_the_model_and_turn_of_its_request() -> None:
    rows = parse("tool_outcomes")
    assert {call.model for call in rows.tool_call} == {"claude-sonnet-4-6"}
    assert {call.turn for call in rows.tool_call} == {rows.turn[0].key}


def test_a_patch_tells_the_lines_of_an_edit() -> None:
    change = edit("e1")
    assert (change.path, change.added, change.removed) == ("src/a.py", 2 + 1, 1)
    assert not change.estimated


def test_a_new_file_adds_the_lines_of_its_content() -> None:
    assert (edit("e2").added, edit("e2").removed) == (2, 0)


def test_an_update_with_an_empty_patch_changes_nothing() -> None:
    assert (edit("e3").added, edit("e3").removed) == (0, 0)


def test_an_edit_outside_the_folder_keeps_its_path_and_may_be_the_persons() -> None:
    assert (edit("e4").path, edit("e4").modified) == ("/etc/other.conf", True)


def test_lines_of_a_notebook_are_unknown() -> None:
    assert (edit("e5").path, edit("e5").added, edit("e5").applied) == ("n.ipynb", None, True)


def test_a_rejected_edit_adds_no_line() -> None:
    assert (edit("e6").applied, edit("e6").added, edit("e6").removed) == (False, None, None)


def test_a_failed_edit_is_no_change() -> None:
    assert not [row for row in parse("edits").code_change if row.path == "bad.py"]


@pytest.mark.parametrize(
    ("key", "added", "removed"),
    [
        ("e8", 2, 1),  # b became B and B2
        ("e9", 3, 0),
        ("e10", 1 + 0, 0 + 2),  # two replacements
    ],
)
def test_without_a_result_object_the_texts_are_compared(key: str, added: int, removed: int) -> None:
    change = edit(key)
    assert (change.added, change.removed, change.estimated) == (added, removed, True)


def test_an_overwritten_file_without_a_result_object_has_unknown_lines() -> None:
    assert (edit("e11").added, edit("e11").estimated) == (None, False)


def test_progress_lines_are_the_subagents_requests() -> None:
    rows = parse("subagent_in_progress_lines")
    side = next(row for row in rows.request if row.key == "msg_s1")
    assert (side.side, side.agent, side.agent_id, side.messages) == (True, "Explore", "ag1", 0)
    assert side.first_ms == 3000  # the agent was told at 2 s and answered at 5 s
    assert {call.key: call.side for call in rows.tool_call} == {"task1": False, "s1": True}


def test_a_result_with_usage_is_a_request_for_the_store_to_judge() -> None:
    rows = parse("subagent_in_progress_lines")
    (said,) = [row for row in rows.request if row.flags == "agent_result"]
    assert said.key == "agent:ag1:task1"
    assert (said.output_tokens, said.side, said.partial) == (90, True, False)
    assert said.model == "claude-haiku-4-5-20251001"  # as its progress lines had it


def test_a_result_without_agent_id_adds_nothing() -> None:
    rows = parse("sidechain_inside_the_file")
    assert [row.key for row in rows.request] == ["msg_a", "msg_s1"]
    assert (rows.request[1].side, rows.request[1].agent) == (True, "scout")
    assert rows.tool_call[0].duration_ms == 4000  # totalDurationMs


def test_a_handoff_ends_with_its_result() -> None:
    handoff = handoffs("subagent_in_progress_lines")["task1"]
    assert (handoff.kind, handoff.to, handoff.child) == ("subagent", "Explore", "ag1")
    assert (handoff.outcome, handoff.done_ts) == ("done", NINE + 9 * SECOND)


def test_background_work_ends_with_the_first_notification() -> None:
    found = handoffs("subagent_in_background")
    assert (found["bg1"].outcome, found["bg1"].done_ts) == ("done", NINE + 60 * SECOND)
    assert (found["bg2"].outcome, found["bg2"].child) == ("stopped", "ag8")


def test_a_helper_cli_is_a_handoff() -> None:
    """C4: shell calls."""
    handoff = handoffs("helper_clis")["c1"]
    assert (handoff.kind, handoff.to, handoff.outcome) == ("cli", "codex", "done")
    assert handoff.done_ts == NINE + 21 * SECOND
    assert calls("helper_clis")["c1"].helper == "codex"


def test_a_helper_cli_in_the_background_ends_when_it_is_told() -> None:
    found = handoffs("helper_clis")
    assert (found["c2"].to, found["c2"].done_ts) == ("gemini", NINE + 50 * SECOND)
    assert found["c4"].outcome == "failed"


def test_an_agent_that_ptah_runs_ends_with_the_first_call_that_tells_it() -> None:
    """C4: spawn to done."""
    found = {row.child: row for row in parse("ptah_lanes").handoff}
    assert {child: (row.to, row.outcome) for child, row in found.items()} == {
        "lane-aa1": ("gemini", "done"), "lane-bb2": ("codex", "failed"),
        "lane-cc3": ("ptah agent", "stopped"),
    }  # fmt: skip
    first = found["lane-aa1"]
    assert first.ts is not None
    assert first.done_ts is not None
    assert first.done_ts - first.ts == 61 * SECOND  # spawned at 1 s, told at 62 s; running before


def test_a_call_stopped_by_the_person_is_cancelled() -> None:
    found = calls("sidechains_of_two_agents")
    assert (found["task1"].outcome, found["task2"].outcome) == ("cancelled", "cancelled")
    assert handoffs("sidechains_of_two_agents")["task1"].outcome == "stopped"


def test_a_side_chain_has_its_agents_id_where_no_call_tells_its_name() -> None:
    rows = parse("sidechains_of_two_agents").request
    assert [row.agent for row in rows] == ["main", "ag3", "subagent"]


def test_the_result_names_the_agent_the_call_did_not() -> None:
    assert handoffs("branch_repeated_in_one_file")["t3"].to == "Plan"


def test_a_branch_repeated_in_its_file_counts_once() -> None:
    rows = parse("branch_repeated_in_one_file")
    (request,) = rows.request
    assert (request.output_tokens, request.web_searches) == (9, 1)
    assert request.ts == NINE + 1 * SECOND  # the earliest of its lines
    assert [call.outcome for call in rows.tool_call] == ["ok"] * 3
    assert [(row.path, row.added) for row in rows.code_change] == [("a.py", 1)]


def test_paths_of_windows_fold_case_and_slashes() -> None:
    assert [row.path for row in parse("windows_paths").code_change] == ["src/a.py", "D:/b.py"]


def test_odd_shapes_cost_no_line() -> None:
    rows = parse("odd_shapes")
    assert {problem.kind for problem in rows.problem} == {"anomaly"}
    assert [row.key for row in rows.request] == ["msg_a", "msg_b", "msg_c", "msg_d"]
    assert [row.added for row in rows.code_change] == [None] * 4
    assert [turn.ts for turn in rows.turn] == [NINE, None]
    assert handoffs("odd_shapes")["o9"].outcome == "open"  # begun, and nothing told its end


def test_bytes_that_are_no_text_in_an_edit_that_is_still_open_stop_nothing(tmp_path: Path) -> None:
    asks = tool_use("t1", "Edit", file_path="/a.py", old_string="?", new_string="b")
    path = tmp_path / "s.jsonl"
    path.write_bytes(encoded(reply("m1", 0, content=[asks])).replace(b'"?"', b'"\xef("'))
    source = Source("claude_code", str(tmp_path), str(path))
    rows = read(CLAUDE_CODE, source, None, None, Work()).rows
    assert [call.target for call in rows.tool_call] == ["/a.py"]
