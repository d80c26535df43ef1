"""Antigravity: prompts, answers, tools and their results; what they cost is not told."""

from __future__ import annotations

import shutil
from pathlib import Path

from conftest import Home
from damage import damaged, misshapen
from sightline.adapters.antigravity import ANTIGRAVITY
from sightline.adapters.base import Environment, Source, Work, read
from sightline.records import Rows

BRAIN = Path(__file__).parents[1] / "sessions" / "antigravity" / "brain"
LOG = "9f1c/.system_generated/logs/transcript.jsonl"
WAYS = (("9f1c",), ("9f1c", ".system_generated"), ("9f1c", ".system_generated", "logs"))


def rows_at(path: Path, root: Path = BRAIN) -> Rows:
    return read(ANTIGRAVITY, Source("antigravity", str(root), str(path)), None, None, Work()).rows


def test_only_the_logs_of_conversations_are_entered() -> None:
    home = Environment(Path("/home/dev"))
    assert ANTIGRAVITY.folders(home) == [Path("/home/dev/.gemini/antigravity/brain")]
    assert ANTIGRAVITY.wants(LOG)
    assert ANTIGRAVITY.entered is not None
    assert [ANTIGRAVITY.entered(way) for way in WAYS] == [True] * 3
    assert not ANTIGRAVITY.entered(("9f1c", "browser"))


def test_the_folder_names_the_session_and_the_request_is_its_title() -> None:
    session = rows_at(BRAIN / LOG).session[0]
    assert (session.thread, session.title) == ("antigravity:9f1c", "Make a tide table")


def test_steps_of_a_person_are_turns_and_those_of_the_system_none() -> None:
    first, second = rows_at(BRAIN / LOG).turn
    assert (first.api_errors, first.api_errors_recovered) == (1, 1)
    assert second.ts is not None
    assert first.ts is not None
    assert second.ts - first.ts == 600 * 1_000_000  # 15:00:00 to 15:10:00


def test_a_result_ends_the_oldest_open_call_and_states_its_time() -> None:
    calls = rows_at(BRAIN / LOG).tool_call
    assert [(call.tool, call.kind, call.outcome, call.duration_ms) for call in calls] == [
        ("write_to_file", "edit", "ok", 5_000),  # 15:00:03 to 15:00:08
        ("run_command", "execute", "failed", 9_000),  # 15:00:10 to 15:00:19
    ]
    assert calls[1].target == "npm"


def test_an_edit_is_known_and_its_lines_are_not_since_contents_are_cut() -> None:
    (change,) = rows_at(BRAIN / LOG).code_change
    assert (change.path, change.applied, change.added, change.removed) == (
        "/home/dev/tide/table.py", True, None, None,
    )  # fmt: skip


def test_what_a_conversation_cost_is_unknown_not_nothing(home: Home) -> None:
    shutil.copytree(BRAIN, home.path / ".gemini" / "antigravity" / "brain")
    index = home.index()
    index.refresh()
    with index.reading() as connection:
        found = connection.execute("SELECT n, input_tokens, cost_nano, basis FROM request")
        assert found.fetchall() == [(1, None, None, "unknown")] * 2


def test_damaged_logs_never_raise(tmp_path: Path) -> None:
    content = (BRAIN / LOG).read_bytes()
    path = tmp_path / "x.jsonl"
    for data in (*damaged(content), *misshapen(content)):
        path.write_bytes(data)
        rows = rows_at(path, tmp_path)
        assert rows.session or rows.problem or not rows.request
