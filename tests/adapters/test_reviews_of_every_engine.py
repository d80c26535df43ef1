"""Q5: each engine offers the reviews its files hold: answered, put out, written or said."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from conversations import FORMS, ID, Call, Item, parsed, rows_of
from sightline.reviewers.agent_reports import rows_of as reviews_of

LOGIC = "# Code Logic Review - TASK_1\n\n| Overall Score | 6/10 |\n| Serious Issues | 2 |\n"
NAME = "/home/dev/.ptah/specs/TASK_1/code-logic-review.md"
AGENT = "code-logic-reviewer"
SESSIONS = Path(__file__).parents[1] / "sessions"
ASK = "codex exec '/review-logic src'"


def found(engine: str, home: Path, *items: Item) -> list[tuple[str, float | None, str]]:
    """Phase, score and reviewer of the reviews in a file with these words and calls."""
    reports = rows_of(engine, home, *items).report
    reviews = [review for report in reports for review in reviews_of(report)[0]]
    return [(str(one.phase), one.score, one.reviewer) for one in reviews]


@pytest.mark.parametrize(
    ("engine", "tool", "given"),
    [
        ("cline", "newTask", {"mode": AGENT}),
        ("copilot_chat", "runSubagent", {"agentName": AGENT}),
        ("copilot_cli", "task", {"agent_type": AGENT}),
        ("droid", "Task", {"subagent_type": AGENT}),
        ("gemini_cli", "delegate_to_agent", {"agent_name": AGENT}),
        ("goose", "subagent", {"agent": AGENT}),
        ("opencode", "task", {"subagent_type": AGENT}),
        ("pi", "subagent", {"agent": AGENT}),
        ("pi", "subagent", {"tasks": [{"agent": "scout"}, {"agent": AGENT}]}),
        ("ptah", "Task", {"subagent_type": AGENT}),
        ("qwen", "task", {"subagent_type": AGENT}),
    ],
)
def test_what_a_review_agent_answers_is_offered(
    tmp_path: Path, engine: str, tool: str, given: dict[str, Any]
) -> None:
    assert found(engine, tmp_path, Call(tool, given, LOGIC)) == [("logic", 60, AGENT)]


@pytest.mark.parametrize(
    ("engine", "tool", "key"),
    [
        ("amp", "Bash", "cmd"),
        ("antigravity", "run_command", "CommandLine"),
        ("cline", "command", "command"),
        ("codex", "exec_command", "cmd"),
        ("copilot_chat", "run_in_terminal", "command"),
        ("copilot_cli", "bash", "command"),
        ("droid", "Execute", "command"),
        ("gemini_cli", "run_shell_command", "command"),
        ("goose", "developer__shell", "command"),
        ("opencode", "bash", "command"),
        ("pi", "bash", "command"),
        ("qwen", "run_shell_command", "command"),
    ],
)
def test_what_the_cli_of_another_agent_answers_to_a_review_is_offered(
    tmp_path: Path, engine: str, tool: str, key: str
) -> None:
    asked = Call(tool, {key: ASK}, LOGIC)
    shown = Call(tool, {key: "cat logic-review.md"}, LOGIC)
    assert found(engine, tmp_path, asked, shown) == [("logic", 60, "codex")]


@pytest.mark.parametrize(
    ("engine", "tool", "path", "text"),
    [
        ("amp", "create_file", "path", "content"),
        ("antigravity", "write_to_file", "TargetFile", "CodeContent"),
        ("cline", "newFileCreated", "path", "content"),
        ("copilot_chat", "create_file", "filePath", "content"),
        ("copilot_cli", "create", "path", "file_text"),
        ("cursor", "Write", "path", "contents"),
        ("droid", "Create", "file_path", "content"),
        ("gemini_cli", "write_file", "file_path", "content"),
        ("goose", "developer__text_editor", "path", "file_text"),
        ("opencode", "write", "filePath", "content"),
        ("pi", "write", "path", "content"),
        ("ptah", "Write", "file_path", "content"),
        ("qwen", "write_file", "file_path", "content"),
    ],
)
def test_a_review_that_is_written_to_a_file_is_offered(
    tmp_path: Path, engine: str, tool: str, path: str, text: str
) -> None:
    other = Call(tool, {path: "/home/dev/notes.md", text: LOGIC})
    calls = Call(tool, {path: NAME, text: LOGIC}), other
    assert found(engine, tmp_path, *calls) == [("logic", 60, "code-logic-review")]


@pytest.mark.parametrize(
    ("engine", "tool", "key"),
    [
        ("codex", "apply_patch", "input"),
        ("copilot_chat", "apply_patch", "input"),
        ("copilot_cli", "apply_patch", "input"),
        ("droid", "ApplyPatch", "input"),
        ("opencode", "apply_patch", "patchText"),
    ],
)
def test_a_review_that_a_patch_adds_is_offered(
    tmp_path: Path, engine: str, tool: str, key: str
) -> None:
    added = "".join(f"+{line}\n" for line in LOGIC.splitlines())
    patch = f"*** Begin Patch\n*** Add File: {NAME}\n{added}*** End Patch"
    calls = Call(tool, {key: patch})
    assert found(engine, tmp_path, calls) == [("logic", 60, "code-logic-review")]


@pytest.mark.parametrize("engine", FORMS)
def test_what_is_said_below_the_heading_of_a_review_is_offered(tmp_path: Path, engine: str) -> None:
    assert found(engine, tmp_path, LOGIC) == [("logic", 60, "main")]
    assert found(engine, tmp_path, "All done.\n\n" + LOGIC) == []


@pytest.mark.parametrize(
    "framed",
    [
        f"task_id: ses_2 (for resuming it)\n\n<task_result>\n{LOGIC}\n</task_result>",
        f"Subagent 'x' finished.\nTermination Reason: GOAL\nResult:\n{LOGIC}",
        f"{LOGIC}\nagentId: a1 (for resuming it)\n<usage>total_tokens: 9</usage>",
    ],
)
def test_an_answer_is_the_same_text_as_where_it_was_said(tmp_path: Path, framed: str) -> None:
    """Q5: the same text twice is one review, whatever the engine put around it."""
    call = Call("task", {"subagent_type": AGENT}, framed)
    (report,) = rows_of("opencode", tmp_path, call).report
    assert report.text.strip() == LOGIC.strip()


def test_who_reviews_by_name_may_say_something_before_the_heading(tmp_path: Path) -> None:
    rows_of("opencode", tmp_path, "I looked at all of it.\n\n" + LOGIC)
    path = tmp_path / FORMS["opencode"][0]
    named = path.read_text("utf-8").replace('"role":', f'"agent": "{AGENT}", "role":')
    path.write_text(named, encoding="utf-8")
    (report,) = parsed("opencode", tmp_path, path).report
    assert (report.reviewer, reviews_of(report)[0][0].score) == (AGENT, 60)


@pytest.mark.parametrize("engine", ["cline", "opencode", "pi"])
def test_a_name_that_is_no_text_can_be_stored(tmp_path: Path, engine: str) -> None:
    tools = {"cline": "newFileCreated", "opencode": "write", "pi": "write"}
    path = "src/\ud800-review.md"
    call = Call(tools[engine], {"path": path, "filePath": path, "content": LOGIC + "\udfff"})
    (report,) = rows_of(engine, tmp_path, call).report
    (review,), _ = reviews_of(report)
    assert msgspec.json.decode(msgspec.json.encode(review))["score"] == 60


def test_a_file_of_which_a_part_was_cut_off_is_not_offered(tmp_path: Path) -> None:
    cut = LOGIC + "<truncated 1887 bytes>"
    call = Call("write_to_file", {"TargetFile": NAME, "CodeContent": cut})
    assert found("antigravity", tmp_path, call) == []


def test_a_command_that_failed_is_no_review(tmp_path: Path) -> None:
    call = Call("bash", {"command": ASK}, LOGIC + "<command ended with exit code 1>")
    assert found("copilot_cli", tmp_path, call) == []


@pytest.mark.parametrize("given", ['{"path": "review.md', '"review.md"', "{}"])
def test_an_input_that_is_no_object_writes_no_file(tmp_path: Path, given: str) -> None:
    state = json.loads((SESSIONS / "copilot_chat" / "edits.json").read_text("utf-8"))
    rounds = [{"toolCalls": [{"name": "create_file", "arguments": given}]}]
    state["requests"][0]["result"] = {"metadata": {"toolCallRounds": rounds}}
    path = tmp_path / "chatSessions" / "a.json"
    path.parent.mkdir()
    path.write_text(json.dumps(state), encoding="utf-8")
    assert parsed("copilot_chat", tmp_path, path).report == []


def test_a_patch_that_was_cut_off_adds_what_it_holds(tmp_path: Path) -> None:
    added = "".join(f"+{line}\n" for line in LOGIC.splitlines()).rstrip()
    patch = f"*** Begin Patch\n*** Add File: {NAME}\n{added}"
    assert found("droid", tmp_path, Call("ApplyPatch", {"input": patch})) == [
        ("logic", 60, "code-logic-review")
    ]


@pytest.mark.parametrize(
    ("output", "is_one"),
    [
        (json.dumps({"output": LOGIC, "metadata": {"exit_code": 0, "duration_seconds": 1}}), True),
        ("{\n" + LOGIC, True),
        ('{"output": 1}\n', False),
    ],
)
def test_early_shells_of_codex_put_their_output_into_json(
    tmp_path: Path, output: str, is_one: bool
) -> None:
    call = {"type": "function_call", "name": "shell", "call_id": "c",
            "arguments": json.dumps({"command": ["bash", "-lc", ASK]})}  # fmt: skip
    answer = {"type": "function_call_output", "call_id": "c", "output": output}
    path = tmp_path / f"rollout-2026-03-02T10-00-00-{ID}.jsonl"
    meta = {"type": "session_meta", "payload": {"id": ID, "cwd": "/home/dev"}}
    items = [{"type": "response_item", "payload": item} for item in (call, answer)]
    path.write_text("".join(json.dumps(line) + "\n" for line in (meta, *items)), encoding="utf-8")
    (report,) = parsed("codex", tmp_path, path).report
    assert bool(reviews_of(report)[0]) is is_one


def test_what_a_cli_answers_to_codex_after_a_while_is_offered(tmp_path: Path) -> None:
    """A command that goes on is asked for the rest: the answer to a review takes its time."""
    rows_of("codex", tmp_path, Call("exec_command", {"cmd": ASK}, ""),
            Call("write_stdin", {"session_id": 7}, LOGIC))  # fmt: skip
    path = tmp_path / FORMS["codex"][0]
    goes_on = path.read_text("utf-8").replace("exited with code 0", "running with session ID 7", 1)
    path.write_text(goes_on, encoding="utf-8")
    (report,) = parsed("codex", tmp_path, path).report
    assert (report.reviewer, reviews_of(report)[0][0].score) == ("codex", 60)


@pytest.mark.parametrize(
    ("engine", "old", "new"),
    [
        ("gemini_cli", '"projectHash"', '"kind": "subagent", "projectHash"'),
        ("goose", '"description"', '"parent_session_id": "0", "description"'),
    ],
)
def test_a_sub_agent_without_a_name_is_not_called_by_its_id(
    tmp_path: Path, engine: str, old: str, new: str
) -> None:
    rows_of(engine, tmp_path, LOGIC)
    path = tmp_path / FORMS[engine][0]
    path.write_text(path.read_text("utf-8").replace(old, new, 1), encoding="utf-8")
    (report,) = parsed(engine, tmp_path, path).report
    assert report.reviewer == "subagent"


def test_a_record_of_a_claude_session_leaves_reviews_to_its_transcript(tmp_path: Path) -> None:
    call = Call("Task", {"subagent_type": AGENT}, LOGIC)
    rows_of("ptah", tmp_path, LOGIC, call)
    path = tmp_path / FORMS["ptah"][0]
    path.write_text(path.read_text("utf-8").replace("sess_1", ID), encoding="utf-8")
    assert parsed("ptah", tmp_path, path).report == []
