"""Codex: tool calls, their ends, edits and handoffs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest

from sightline.adapters.base import Source, Work, read
from sightline.adapters.codex import CODEX, lines
from sightline.adapters.codex.patches import patched_files, shown_path

if TYPE_CHECKING:
    from sightline.records import Rows, ToolCall

SESSIONS = Path(__file__).parents[1] / "sessions" / "codex"
START = 1_772_600_400_000_000  # 2026-03-04T05:00:00Z
SECOND = 1_000_000
OWN = "019cb700-0000-7000-8000-00000000000"


def parse(name: str) -> Rows:
    path = SESSIONS / f"{name}.jsonl"
    return read(CODEX, Source("codex", str(SESSIONS), str(path)), None, None, Work()).rows


def call(name: str, key: str) -> ToolCall:
    return next(row for row in parse(name).tool_call if row.key == key)


@pytest.mark.parametrize(
    ("key", "tool", "outcome", "error", "duration"),
    [
        ("call_1", "exec_command", "ok", None, 500),
        ("call_2", "exec_command", "failed", "exit 2", 1250),
        ("call_3", "apply_patch", "failed", "exit 1", 0),
        ("call_4", "shell", "failed", "exit 127", 300),
        ("call_5", "apply_patch", "failed", "verification failed", 2000),
        ("call_6", "apply_patch", "rejected", None, 2000),
        ("call_7", "update_plan", "ok", None, 2000),
        ("call_8", "view_image", "ok", None, 2000),
        ("call_9", "exec_command", "ok", None, 2000),  # the words come after 400 characters
        ("call_10", "exec_command", "open", None, None),
        ("call_m", "mcp__github___fetch_pr", "failed", "mcp error", 1500),
    ],
)
def test_the_head_of_an_output_says_how_a_call_ended(
    key: str, tool: str, outcome: str, error: str | None, duration: int | None
) -> None:
    row = call("tool_outcomes", key)
    assert (row.tool, row.outcome, row.error_kind) == (tool, outcome, error)
    assert row.duration_ms == duration


def test_only_a_derived_duration_may_hold_an_approval() -> None:
    assert not call("tool_outcomes", "call_4").with_approval
    assert call("tool_outcomes", "call_7").with_approval


@pytest.mark.parametrize(
    ("key", "kind", "target"),
    [
        ("call_1", "execute", "ls"),
        ("call_3", "edit", "src/a.py"),
        ("call_4", "execute", "pytest"),
        ("call_8", "read", "/home/dev/shop/a.png"),
        ("call_m", "mcp", None),
    ],
)
def test_a_call_has_a_kind_and_a_target(key: str, kind: str, target: str | None) -> None:
    row = call("tool_outcomes", key)
    assert (row.kind, row.target) == (kind, target)


def test_a_servers_tool_names_its_server() -> None:
    assert call("tool_outcomes", "call_m").server == "github"


def test_a_web_search_ends_as_its_status_says_and_opening_a_page_is_a_fetch() -> None:
    rows = [row for row in parse("tool_outcomes").tool_call if row.tool == "web_search"]
    assert [(row.kind, row.outcome) for row in rows] == [("search", "ok"), ("fetch", "ok")]
    assert len({row.key for row in rows}) == 2


def test_a_process_that_runs_on_ends_with_the_poll_that_saw_its_end() -> None:
    started = call("running_process", "call_1")
    assert (started.outcome, started.error_kind) == ("failed", "exit 1")
    assert started.ended_ts == START + 12 * SECOND
    assert (started.duration_ms, started.with_approval) == (11_000, True)


def test_a_poll_of_a_running_process_has_ended_itself() -> None:
    assert call("running_process", "call_2").outcome == "ok"
    assert call("running_process", "call_2").duration_ms == 5000
    assert call("running_process", "call_3").outcome == "failed"


def test_a_recorded_patch_counts_instead_of_its_text() -> None:
    rows = [row for row in parse("edits").code_change if row.key.startswith("call_1:")]
    assert [(row.path, row.added, row.removed) for row in rows] == [
        ("src/a.py", 2, 1),  # "+c" and "+++d"
        ("new.md", 2, 0),
        ("/srv/gone.txt", 0, 2),
    ]


def test_a_failed_patch_changes_nothing() -> None:
    assert [row for row in parse("edits").code_change if row.key.startswith("call_2:")] == []


def test_without_a_record_the_text_of_a_successful_patch_counts() -> None:
    rows = [row for row in parse("edits").code_change if row.key.startswith("call_3:")]
    assert [(row.path, row.added, row.removed) for row in rows] == [
        ("lib/c.py", 2, 0),
        ("e.py", 1, 1),
        ("f.py", 0, None),  # a patch does not show what it deletes
    ]


def test_a_patch_in_a_heredoc_counts() -> None:
    (row,) = [row for row in parse("edits").code_change if row.key.startswith("call_4:")]
    assert (row.path, row.added, row.removed, row.applied) == ("src/a.py", 2, 1, True)
    assert call("edits", "call_4").target == "src/a.py"


def test_a_rejected_patch_is_an_edit_that_was_not_applied() -> None:
    rows = parse("edits")
    (row,) = [row for row in rows.code_change if row.key.startswith("call_5:")]
    assert (row.path, row.added, row.removed, row.applied) == ("g.py", None, None, False)
    assert rows.turn[0].intervention


def test_a_patch_may_touch_a_file_twice() -> None:
    text = (
        "*** Begin Patch\n*** Update File: a\n@@\n+1\n*** Update File: a\n@@\n-2\n*** End Patch\n+9"
    )
    (change,) = patched_files(text)
    assert (change.path, change.added, change.removed) == ("a", 1, 1)


@pytest.mark.parametrize(
    ("path", "cwd", "shown"),
    [
        ("/home/dev/shop/a.py", "/home/dev/shop", "a.py"),
        ("/home/dev/shopping/a.py", "/home/dev/shop", "/home/dev/shopping/a.py"),
        ("src/../a.py", "/home/dev/shop", "a.py"),
        ("../b.py", "/home/dev/shop", "/home/dev/b.py"),
        (r"C:\shop\src\a.py", r"C:\shop", "src/a.py"),
        ("a.py", None, "a.py"),
    ],
)
def test_paths_are_relative_inside_the_sessions_folder(
    path: str, cwd: str | None, shown: str
) -> None:
    assert shown_path(path, cwd) == shown


def test_a_spawned_agent_is_a_handoff_to_its_thread() -> None:
    by_answer, by_event, _ = parse("handoffs").handoff
    assert (by_answer.kind, by_answer.to, by_answer.child) == ("subagent", "explorer", f"{OWN}4")
    assert (by_event.to, by_event.child, by_event.outcome) == ("worker", f"{OWN}5", "open")


def test_another_cli_run_by_a_shell_is_a_handoff_that_ends_with_it() -> None:
    handoff = parse("handoffs").handoff[2]
    assert (handoff.kind, handoff.to, handoff.outcome) == ("cli", "claude", "done")
    assert (handoff.ts, handoff.done_ts) == (START + 5 * SECOND, START + 9 * SECOND)
    assert call("handoffs", "call_3").helper == "claude"


@pytest.mark.parametrize(
    "filler", ["é" * 900, "\\n" * 900, "\\ud83d\\ude00" * 900, "\U0001f600" * 900]
)
def test_the_head_of_a_long_text_is_cut_between_characters(filler: str) -> None:
    raw = f'"{filler}"'.encode()
    assert lines.head_of(msgspec.Raw(raw)) == msgspec.json.decode(raw, type=str)[:400]


@pytest.mark.parametrize(
    ("key", "tool", "outcome", "error", "duration"),
    [
        ("call_1", "local_shell", "failed", "exit 3", 250),  # the output is an object
        ("ig_1", "image_generation", "failed", None, None),  # no output can name it
        ("call_2", "lens", "ok", None, 1000),  # a kind of call not known yet
        ("call_3", "snapshot", "failed", "mcp error", 2000),
        ("call_4", "exec_command", "ok", None, 500),  # the first end counts
        ("call_5", "exec_command", "failed", "exit 1", 1000),
        ("call_7", "shell", "ok", None, 500),  # metadata before output
        ("call_8", "exec_command", "rejected", None, 1000),
    ],
)
def test_odd_calls_are_read_too(
    key: str, tool: str, outcome: str, error: str | None, duration: int | None
) -> None:
    row = call("tool_oddities", key)
    assert (row.tool, row.outcome, row.error_kind, row.duration_ms) == (
        tool,
        outcome,
        error,
        duration,
    )


def test_a_call_asked_twice_began_at_the_first() -> None:
    assert call("tool_oddities", "call_5").ts == START + 13 * SECOND


def test_a_servers_tool_is_known_by_its_end_alone() -> None:
    row = call("tool_oddities", "call_3")
    assert (row.kind, row.server) == ("mcp", "browser")


def test_a_recorded_patch_counts_without_its_call() -> None:
    rows = parse("tool_oddities").code_change
    assert [(row.path, row.added) for row in rows] == [("a.py", 1), ("b.py", None)]


def test_an_agent_that_could_not_be_spawned_is_a_failed_handoff() -> None:
    (handoff,) = parse("tool_oddities").handoff
    assert (handoff.outcome, handoff.done_ts) == ("failed", START + 17 * SECOND)


def test_the_order_of_keys_in_a_line_does_not_matter() -> None:
    assert len(parse("tool_oddities").turn) == 2
    assert parse("tool_oddities").problem == []
