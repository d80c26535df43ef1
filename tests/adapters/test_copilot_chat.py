"""Copilot Chat: documents and mutation logs, tokens, models, times, tools and edits."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from builders import encoded, stamp
from conftest import Home, totals_of
from damage import damaged, misshapen
from sightline.adapters.base import Environment, Position, Source, Work, read
from sightline.adapters.copilot_chat import COPILOT_CHAT
from sightline.adapters.copilot_chat.mutations import MutationError, applied
from sightline.records import Request, Rows

SESSIONS = Path(__file__).parents[1] / "sessions" / "copilot_chat"
START = 1_775_000_000_000_000  # as the files say, in ms
SECOND = 1_000_000
ID = "c4a70000-0000-4000-8000-00000000000"


def parse(name: str) -> Rows:
    return rows_at(SESSIONS / name, SESSIONS)


def rows_at(path: Path, root: Path) -> Rows:
    return read(COPILOT_CHAT, Source("copilot_chat", str(root), str(path)), None, None, Work()).rows


def prompts(name: str) -> list[str]:
    return [row.key.rpartition(":")[2] for row in parse(name).turn]


# Where


@pytest.mark.parametrize(
    ("platform", "variables", "user"),
    [
        ("linux", {}, "/home/dev/.config/Code/User"),
        ("linux", {"XDG_CONFIG_HOME": "/conf"}, "/conf/Code/User"),
        ("darwin", {}, "/home/dev/Library/Application Support/Code/User"),
        ("win32", {"APPDATA": "/data"}, "/data/Code/User"),
        ("win32", {}, "/home/dev/AppData/Roaming/Code/User"),
    ],
)
def test_chats_lie_where_the_editor_keeps_its_settings(
    monkeypatch: pytest.MonkeyPatch, platform: str, variables: dict[str, str], user: str
) -> None:
    monkeypatch.setattr("sys.platform", platform)
    found = COPILOT_CHAT.folders(Environment(Path("/home/dev"), variables))
    assert found[:2] == [
        Path(user) / "workspaceStorage",
        Path(user) / "globalStorage" / "emptyWindowChatSessions",
    ]
    assert Path("/home/dev/.vscode-server/data/User/workspaceStorage") in found


def transcript(folder: Path) -> Path:
    """A chat of one prompt, two model calls of which one tells its output, and two tools."""
    told: list[tuple[str, dict[str, object]]] = [
        ("session.start", {"sessionId": "c4a7"}),
        ("user.message", {"content": "Fix the bug"}),
        ("user.message", {"content": "a rule", "source": "instruction-discovery"}),
        ("assistant.turn_start", {"turnId": "0"}),
        ("tool.execution_start",
         {"toolCallId": "t1", "toolName": "grep_search", "arguments": {"query": "bug"}}),
        ("tool.execution_complete", {"toolCallId": "t1", "success": True}),
        ("assistant.turn_start", {"turnId": "1"}),
        ("assistant.message", {"model": "gpt-5.4", "outputTokens": 70}),
        ("tool.execution_start",
         {"toolCallId": "t2", "toolName": "run_in_terminal", "arguments": {"command": "make x"}}),
        ("tool.execution_complete", {"toolCallId": "t2", "success": False}),
        ("abort", {"reason": "user_initiated"}),
    ]  # fmt: skip
    path = folder / "w/GitHub.copilot-chat/transcripts/c4a7.jsonl"
    path.parent.mkdir(parents=True)
    lines = ({"type": type_, "data": data, "id": f"e{at}", "timestamp": stamp(at)}
             for at, (type_, data) in enumerate(told))  # fmt: skip
    path.write_bytes(encoded(*lines))
    return path


def test_a_transcript_tells_prompts_answers_and_tools_of_a_chat_without_a_file(
    tmp_path: Path,
) -> None:
    path = transcript(tmp_path)
    assert COPILOT_CHAT.wants(str(path.relative_to(tmp_path)))
    rows = rows_at(path, tmp_path)
    assert [(row.title, row.thread) for row in rows.session] == [
        ("Fix the bug", "copilot_chat:c4a7")
    ]
    assert [row.interrupted for row in rows.turn] == [True]
    used = [(row.input_tokens, row.output_tokens, row.duration_ms) for row in rows.request]
    assert used == [(None, None, None), (None, 70, 1000)]
    assert [(row.kind, row.target, row.outcome, row.duration_ms) for row in rows.tool_call] == [
        ("search", "bug", "ok", 1000), ("execute", "make", "failed", 1000),
    ]  # fmt: skip


def test_a_transcript_counts_only_while_the_chats_own_file_is_gone(home: Home) -> None:
    folder = home.path / ".config/Code/User/workspaceStorage"
    transcript(folder)
    index = home.index()
    found = []
    chat = folder / "w/chatSessions/c4a7.json"
    chat.parent.mkdir()
    asked = {"requestId": "r", "timestamp": 1_772_445_600_000, "message": {"text": "Fix it"}}
    for write in (None, {"version": 3, "sessionId": "c4a7", "requests": [asked]}, None):
        if write is not None:
            chat.write_text(json.dumps(write))
        else:
            chat.unlink(missing_ok=True)
        index.refresh()
        found.append(totals_of(index, "turns", "tool_calls", "sessions"))
    told = {"turns": 1, "tool_calls": 2, "sessions": 1}
    assert found == [told, {"turns": 1, "tool_calls": 0, "sessions": 1}, told]


def test_a_transcript_of_another_program_is_one_problem(tmp_path: Path) -> None:
    path = transcript(tmp_path)
    path.write_bytes(b'{"kind": 1}\n')
    rows = rows_at(path, tmp_path)
    assert [problem.reason for problem in rows.problem] == ["not a transcript of Copilot Chat"]


def test_only_files_of_a_chat_folder_are_wanted() -> None:
    assert COPILOT_CHAT.wants("4f2a/chatSessions/c4a7.jsonl")
    assert COPILOT_CHAT.wants("c4a7.json")
    assert not COPILOT_CHAT.wants("4f2a/workspace.json")
    assert not COPILOT_CHAT.wants("4f2a/chatEditingSessions/x/state.json")


# The session


def test_the_custom_title_comes_before_the_first_prompt() -> None:
    session = parse("endings.json").session[0]
    assert (session.title, session.title_rank, session.branch) == ("Fixing the login", 3, "topic")
    assert session.thread == f"copilot_chat:{ID}3"
    plain = parse("log_of_one_line.jsonl").session[0]
    assert (plain.title, plain.title_rank) == ("hello", 1)


@pytest.mark.parametrize(
    ("uri", "folder"),
    [
        ("file:///home/dev/my%20shop", "/home/dev/my shop"),
        ("file:///c%3A/dev/shop", "c:/dev/shop"),
        ("vscode-remote://wsl%2Bubuntu/home/dev/shop", "/home/dev/shop"),
        ("nonsense", None),
    ],
)
def test_the_folder_is_the_windows(uri: str, folder: str | None, tmp_path: Path) -> None:
    path = tmp_path / "4f2a" / "chatSessions" / "edits.json"
    path.parent.mkdir(parents=True)
    path.write_bytes((SESSIONS / "edits.json").read_bytes())
    (tmp_path / "4f2a" / "workspace.json").write_text(f'{{"folder": "{uri}"}}')
    assert rows_at(path, tmp_path).session[0].cwd == folder


def test_an_export_has_neither_id_nor_dates() -> None:
    session = parse("export_without_id.json").session[0]
    assert (session.native_id, session.first_ts) == ("export_without_id", None)


def test_a_reduced_export_has_prompts_of_unknown_usage() -> None:
    rows = parse("reduced_export.json")
    assert [turn.ts for turn in rows.turn] == [START, START + 60 * SECOND]
    assert [row.input_tokens for row in rows.request] == [None, None]
    assert rows.session[0].title == "write a game"


# Tokens and models


def test_tokens_come_from_the_first_place_that_has_them() -> None:
    rows = parse("tokens_in_four_places.json")
    assert [(row.input_tokens, row.output_tokens) for row in rows.request] == [
        (100, 10), (200, 20), (300, 30), (400, 40), (None, None), (None, 6),
    ]  # fmt: skip
    assert [row.partial for row in rows.request] == [False] * 4 + [True] * 2
    assert [problem.reason for problem in rows.problem] == ["odd promptTokens"]


def cached(row: Request) -> set[int | None]:
    return {row.cache_read_tokens, row.cache_write_5m_tokens, row.cache_write_1h_tokens}


def test_how_a_prompt_was_cached_is_unknown() -> None:
    assert all(cached(row) == {None} for row in parse("tokens_in_four_places.json").request)


def test_the_model_is_the_one_that_answered() -> None:
    assert [row.model for row in parse("models.json").request] == [
        "claude-sonnet-4.5", "gpt-5-mini", "gpt-4o", None, "openrouter/qwen/qwen3-coder", None,
    ]  # fmt: skip


# Time and endings


def test_recorded_times_leave_out_waiting_for_the_person() -> None:
    first, second, third = parse("endings.json").request[:3]
    assert (first.first_ms, first.first_kind, first.duration_ms) == (500, "ttft", 4000)
    assert (first.started_ts, first.ended_ts) == (START, START + 4 * SECOND)
    assert second.duration_ms == 4000 - 1500
    assert second.started_ts == START + 14 * SECOND - 2_500_000
    assert third.duration_ms == 4000  # the wait is an instant there


def test_a_cancelled_or_failed_request_has_no_latency() -> None:
    rows = parse("endings.json").request[3:7]
    assert [(row.first_ms, row.duration_ms) for row in rows] == [(None, None)] * 4
    assert all(row.ended_ts is not None for row in rows)


def test_endings_are_cancelled_or_failed() -> None:
    turns = parse("endings.json").turn
    assert [turn.interrupted for turn in turns] == [False] * 3 + [True] * 3 + [False] * 3
    assert [turn.api_errors for turn in turns] == [0] * 6 + [1, 1, 0]
    assert parse("endings.json").tool_call[0].outcome == "cancelled"


# Tools and edits


def test_a_tool_is_ok_when_complete_and_not_refused() -> None:
    rows = parse("tools.json")
    assert [call.outcome for call in rows.tool_call] == [
        "ok", "ok", "rejected", "rejected", "rejected", "open", "ok", "ok",
    ]  # fmt: skip
    assert rows.turn[0].intervention
    assert not rows.turn[0].interrupted


def test_a_tool_has_kind_target_and_server() -> None:
    calls = parse("tools.json").tool_call
    assert [(call.kind, call.target) for call in calls] == [
        ("read", "/home/dev/shop/a b.py"), ("execute", "npm"), ("execute", "rm"), ("edit", None),
        ("edit", None), ("search", None), ("mcp", None), ("execute", "claude"),
    ]  # fmt: skip
    assert calls[6].server == "tracker"
    assert [(row.kind, row.to) for row in parse("tools.json").handoff] == [("cli", "claude")]


def test_edits_count_lines_of_text_and_range_by_file() -> None:
    changes = parse("edits.json").code_change
    assert [(row.path.rpartition("/")[2], row.added, row.removed) for row in changes] == [
        ("new.py", 1 + 1 + 1, 0),
        ("a.py", 3 + 1, 2 + 1),  # three lines for two, and one in its line
        ("b.py", 0 + 1, 3 + 3),  # three lines deleted, one line for lines five to eight
    ]
    assert all(row.estimated and row.applied for row in changes)


# The log


def test_a_log_is_replayed_to_its_last_state() -> None:
    rows = parse("log.jsonl")
    assert prompts("log.jsonl") == ["r1", "r3"]
    assert [(row.input_tokens, row.output_tokens) for row in rows.request] == [(100, 10), (300, 30)]
    assert rows.session[0].title == "hello"  # the custom title was unset again
    assert not rows.turn[0].interrupted
    assert rows.problem == []


def test_a_log_of_one_line_is_a_log() -> None:
    assert prompts("log_of_one_line.jsonl") == ["r1"]


def test_a_whole_state_begins_the_log_again() -> None:
    assert prompts("log_begins_again.jsonl") == ["r2"]


@pytest.mark.parametrize("name", ["bad_line", "mutation_that_does_not_fit"])
def test_a_log_stops_where_a_line_cannot_be_applied(name: str) -> None:
    article = "a_" + name
    rows = parse(f"log_stops_at_{article}.jsonl")
    assert prompts(f"log_stops_at_{article}.jsonl") == ["r1"]
    assert [(problem.line, problem.kind) for problem in rows.problem] == [(2, "unreadable")]


def state() -> dict[str, Any]:
    return {"requests": [{"requestId": "r1"}], "title": "x"}


@pytest.mark.parametrize(
    ("mutation", "left"),
    [
        ({"kind": 1, "k": ["requests", 0], "v": 1}, {"requests": [1], "title": "x"}),
        (
            {"kind": 1, "k": ["requests", 1], "v": 2},
            {**state(), "requests": [{"requestId": "r1"}, 2]},
        ),
        ({"kind": 1, "k": ["requests", 0]}, {"requests": [None], "title": "x"}),
        ({"kind": 2, "k": ["requests"], "i": 0}, {"requests": [], "title": "x"}),
        ({"kind": 3, "k": ["title"]}, {"requests": [{"requestId": "r1"}]}),
        ({"kind": 3, "k": ["absent"]}, state()),
    ],
)
def test_a_mutation_changes_one_place(mutation: dict[str, Any], left: dict[str, Any]) -> None:
    assert applied(state(), mutation) == left


@pytest.mark.parametrize(
    "mutation",
    [
        {"kind": 9, "k": ["title"]},
        {"kind": True, "k": ["title"], "v": 1},
        {"kind": 1, "v": 1},
        {"kind": 1, "k": ["requests", 5], "v": 1},
        {"kind": 1, "k": ["title", "x"], "v": 1},
        {"kind": 2, "k": ["title"], "v": [1]},
        {"kind": 3, "k": ["requests", 5]},
    ],
)
def test_a_mutation_that_does_not_fit_changes_nothing(mutation: dict[str, Any]) -> None:
    before = state()
    with pytest.raises(MutationError):
        applied(before, mutation)
    assert before == state()


def test_a_line_that_is_no_object_ends_the_log(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    first = (SESSIONS / "log_of_one_line.jsonl").read_bytes()
    path.write_bytes(first + b"[]\n" + first)
    assert [problem.line for problem in rows_at(path, tmp_path).problem] == [2]


def test_a_log_that_grows_equals_one_read(tmp_path: Path) -> None:
    whole = (SESSIONS / "log.jsonl").read_bytes()
    path = tmp_path / "log.jsonl"
    position, state = Position(), b""
    for cut in (len(whole) // 3, len(whole) // 2, len(whole) - 1, len(whole)):
        path.write_bytes(whole[:cut])
        source = Source("copilot_chat", str(tmp_path), str(path))
        reading = read(COPILOT_CHAT, source, position, state, Work())
        position, state = reading.position, reading.state
    assert reading.rows == parse("log.jsonl")


def test_a_document_and_the_log_that_continues_it_count_once(home: Home) -> None:
    folder = home.path / ".config" / "Code" / "User" / "workspaceStorage" / "4f2a" / "chatSessions"
    folder.mkdir(parents=True)
    content = (SESSIONS / "tokens_in_four_places.json").read_bytes()
    (folder / f"{ID}1.json").write_bytes(content)
    state = msgspec.json.encode({"kind": 0, "v": msgspec.json.decode(content)})
    (folder / f"{ID}1.jsonl").write_bytes(state)
    found = home.totals("sessions", "requests", "input_tokens")
    assert found["sessions"] == 1
    assert found["requests"] == 6 - 1  # one states no usage
    assert found["input_tokens"] == 100 + 200 + 300 + 400


# Files that are something else


@pytest.mark.parametrize("content", [b"[]", b'{"a": 1}', b'{\n "requests": [\n'])
def test_a_foreign_or_cut_document_is_one_problem(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "x.json"
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


def test_damaged_transcripts_never_raise(tmp_path: Path) -> None:
    path = transcript(tmp_path)
    content = path.read_bytes()
    for wrong in (*damaged(content), *misshapen(content)):
        path.write_bytes(wrong)
        assert msgspec.json.encode(rows_at(path, tmp_path))
