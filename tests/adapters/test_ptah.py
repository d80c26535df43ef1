"""Ptah: documented records, their index, and the state that names Claude sessions."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from builders import prompt, reply
from conftest import Home, totals_of
from damage import damaged, misshapen
from sightline.adapters.base import Environment, Source, Work, read
from sightline.adapters.ptah import PTAH
from sightline.records import Request, Rows, Session
from sightline.settings import Settings

FOLDER = Path(__file__).parents[1] / "sessions" / "ptah"
RECORDS = FOLDER / ".ptah" / "sessions"
STATE = FOLDER / "storage/4a1c/ptah-extensions.ptah-coding-orchestra/workspace-state.json"
LEAN = FOLDER / "lean/7b2d/workspace-state.json"
EIGHT = 1_776_758_400_000_000  # 2026-04-21T08:00:00Z
SECOND = 1_000_000
CLAUDE = "claude_code:aaaaaaaa-0000-4000-8000-00000000000"
LINKED = "11111111-2222-4333-8444-555555555555"


def parse(name: str) -> Rows:
    return rows_at(RECORDS / f"{name}.json")


def rows_at(path: Path, root: Path = FOLDER) -> Rows:
    return read(PTAH, Source("ptah", str(root), str(path)), None, None, Work()).rows


def split(row: Request) -> tuple[int | None, ...]:
    return (
        row.input_tokens, row.cache_read_tokens, row.cache_write_5m_tokens, row.output_tokens
    )  # fmt: skip


def reasons(rows: Rows) -> list[str]:
    return [problem.reason for problem in rows.problem]


# Where


def test_only_the_home_is_searched_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    home = Path("/home/dev")
    found = PTAH.folders(Environment(home, {"XDG_CONFIG_HOME": "/cfg"}))
    assert found[:3] == [
        home / ".ptah",
        Path("/cfg/Ptah/workspace-storage"),
        Path("/cfg/Code/User/workspaceStorage"),
    ]


def test_macos_and_windows_keep_state_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    home = Path("/home/dev")
    monkeypatch.setattr("sys.platform", "darwin")
    assert home / "Library/Application Support/Ptah/workspace-storage" in PTAH.folders(
        Environment(home)
    )
    monkeypatch.setattr("sys.platform", "win32")
    named = Environment(home, {"APPDATA": "/roaming"})
    assert Path("/roaming/Ptah/workspace-storage") in PTAH.folders(named)
    assert home / "AppData/Roaming/Ptah/workspace-storage" in PTAH.folders(Environment(home))


@pytest.mark.parametrize(
    "path",
    [
        "sessions/a.json", "sessions/active/a.json", "sessions/archive/a.json",
        "sessions/index.json", "workspaces/0a1b/workspace-state.json",
        "4a1c/ptah-extensions.ptah-coding-orchestra/workspace-state.json",
    ],
)  # fmt: skip
def test_records_and_states_are_wanted(path: str) -> None:
    assert PTAH.wants(path)


@pytest.mark.parametrize(
    "path",
    [
        "config.json", "sessions/notes.md", "sessions/old/a.json", "specs/TASK_1/sessions.json",
        "4a1c/other.extension/deep/workspace-state.json",
    ],
)  # fmt: skip
def test_other_files_are_not_wanted(path: str) -> None:
    assert not PTAH.wants(path)


# Records with totals


def test_a_record_without_messages_is_one_total_of_no_stated_calls() -> None:
    (row,) = parse("record_with_totals").request
    assert (row.key, row.flags, row.n) == ("ptah:sess_01h8zabcxyz:total", "aggregate", 0)
    assert split(row) == (41_250, 18_700, 5_120, 3_810)
    assert row.recorded_cost_nano == 872_100_000  # 0.8721 USD
    assert (row.model, row.provider, row.agent) == (
        "claude-opus-4-7",
        "anthropic",
        "frontend-developer",
    )
    assert row.messages == 42


def test_a_total_is_dated_by_the_records_end() -> None:
    rows = parse("record_with_totals")
    end = EIGHT + (2 * 3600 + 46 * 60 + 17) * SECOND + 882_000  # 10:46:17.882
    assert rows.request[0].ts == rows.session[0].last_ts == end
    assert rows.session[0].first_ts == EIGHT + (12 * 60 + 3) * SECOND + 441_000  # 08:12:03.441


def test_a_record_names_its_session_and_its_time_of_the_model() -> None:
    (session,) = parse("record_with_totals").session
    assert session.thread == session.session == "ptah:sess_01h8zabcxyz"
    assert (session.title, session.title_rank) == ("Add dark mode toggle", 5)
    assert session.stated_api_ms == session.stated_agent_ms == 1_830_400
    assert session.cwd == str(FOLDER)


def test_fields_under_metadata_count_the_same() -> None:
    """C1: else under metadata."""
    rows = parse("archive/fields_under_metadata")
    assert rows.session[0].thread == "ptah:sess_02inner"
    assert split(rows.request[0]) == (41_250, 18_700, 5_120, 3_810)
    assert reasons(rows) == []


def test_the_top_wins_over_metadata_and_the_difference_is_told() -> None:
    rows = parse("both_places_differ")
    assert (rows.session[0].title, rows.request[0].agent) == ("At the top", "reviewer")
    assert reasons(rows) == ["record and its metadata differ"]


def test_a_record_without_cost_has_unknown_usage() -> None:
    rows = parse("without_cost")
    (row,) = rows.request
    assert split(row) == (None, None, None, None)
    assert (row.partial, row.recorded_cost_nano) == (True, None)
    assert rows.session[0].last_ts == EIGHT + 60 * SECOND  # createdAt + wallClockMs


def test_odd_values_are_unknown_and_told() -> None:
    rows = parse("odd_values")
    assert split(rows.request[0]) == (None, 0, 0, 5)
    assert rows.request[0].recorded_cost_nano is None
    assert set(reasons(rows)) == {"odd inputTokens", "a cost that is no amount"}


def test_a_copy_is_a_fork_whose_repetition_is_told() -> None:
    rows = parse("duplicated")
    assert rows.session[0].kind == "fork"
    assert reasons(rows) == ["a copy, whose usage repeats its original's"]


# Messages


def test_messages_with_usage_count_instead_of_the_totals() -> None:
    """C1: recomputed from messages."""
    rows = parse("messages_with_usage")
    assert [split(row) for row in rows.request] == [(100, 1000, 50, 20), (200, 0, 0, 50)]
    assert [row.key for row in rows.request] == [
        "ptah:sess_04messages:m2",
        "ptah:sess_04messages:m4",
    ]
    assert [row.recorded_cost_nano for row in rows.request] == [2_000_000, None]
    assert reasons(rows) == []  # 100 + 200 input and 20 + 50 output, as the record says


def test_prompts_are_turns_and_results_of_tools_are_none() -> None:
    rows = parse("messages_with_usage")
    assert [(turn.ts, turn.ended_ts) for turn in rows.turn] == [
        (EIGHT, EIGHT + 16 * SECOND),
        (EIGHT + 60 * SECOND, EIGHT + 60 * SECOND),
    ]
    assert {row.turn for row in rows.request} == {"ptah:sess_04messages:m1"}


def test_a_reply_took_from_the_message_before_it() -> None:
    first, second = parse("messages_with_usage").request
    assert (first.started_ts, first.duration_ms) == (EIGHT, 5_000)
    assert (second.started_ts, second.duration_ms) == (EIGHT + 6 * SECOND, 10_000)


def test_tool_calls_say_how_they_ended() -> None:
    calls = parse("messages_with_usage").tool_call
    assert [(call.tool, call.kind, call.outcome) for call in calls] == [
        ("Read", "read", "ok"),
        ("Bash", "execute", "failed"),
        ("mcp__db__query", "mcp", "open"),
        ("Grep", "search", "ok"),
        ("Write", "edit", "rejected"),
    ]
    assert (calls[0].target, calls[0].duration_ms, calls[2].server) == ("src/shop.py", 40, "db")


def test_messages_without_usage_leave_the_total_and_count_themselves() -> None:
    rows = parse("messages_without_usage")
    (row,) = rows.request
    assert (split(row), row.messages, len(rows.turn)) == ((10, 0, 0, 5), 2, 1)
    assert rows.session[0].title == "Explain token •••"
    assert rows.session[0].stated_api_ms is None


def test_totals_that_differ_from_the_messages_are_told(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    text = (RECORDS / "messages_with_usage.json").read_text()
    path.write_text(text.replace('"inputTokens": 300', '"inputTokens": 301'))
    assert reasons(rows_at(path, tmp_path)) == ["totals differ from the messages"]


# Other files


def test_the_index_adds_titles_and_nothing_else() -> None:
    rows = parse("index")
    assert [(row.thread, row.title, row.title_rank) for row in rows.session] == [
        ("ptah:sess_08bare", "Named by the index", 2),
        ("ptah:sess_gone", "Gone", 2),
    ]
    assert rows.request == []


def test_an_index_may_be_keyed_by_id(tmp_path: Path) -> None:
    path = tmp_path / "index.json"
    path.write_text('{"sessions": {"sess_1": {"title": "One"}}}')
    assert [row.thread for row in rows_at(path, tmp_path).session] == ["ptah:sess_1"]


def test_a_file_of_another_program_is_one_problem() -> None:
    assert reasons(parse("package")) == ["not a Ptah session"]


# Claude sessions


def test_a_record_names_the_claude_session_that_would_tell_the_same() -> None:
    assert parse("linked_to_claude").request[0].says == f"claude_code:{LINKED}"
    own = "claude_code:22222222-2222-4333-8444-555555555555"
    assert parse("id_of_claude").request[0].says == own
    assert parse("record_with_totals").request[0].says is None


def test_a_linked_record_names_the_claude_session_too() -> None:
    own, claude = parse("linked_to_claude").session
    assert (own.title, claude.title, claude.thread) == (
        "Linked",
        "Linked",
        f"claude_code:{LINKED}",
    )
    assert claude == Session(
        thread=claude.thread, session=claude.thread, native_id=LINKED, title="Linked", title_rank=5
    )


def test_the_state_names_claude_sessions_and_adds_no_usage() -> None:
    """C2: its totals are ignored."""
    rows = rows_at(STATE)
    assert [(row.thread, row.title, row.cwd) for row in rows.session] == [
        (f"{CLAUDE}1", "Build the shop", "/home/dev/shop"),
        (f"{CLAUDE}2", "child", None),
    ]
    assert (rows.request, rows.turn, rows.problem) == ([], [], [])
    assert rows.session[0].first_ts is None


def test_helper_runs_are_handoffs_once_each_without_an_end() -> None:
    runs = rows_at(STATE).handoff
    assert [(run.to, run.child, run.outcome, run.done_ts) for run in runs] == [
        ("gemini", "gemini_cli:gem-1", "done", None),
        ("codex", "codex:c-2", "failed", None),
        ("ptah-cli", f"{CLAUDE}2", "open", None),
    ]
    assert runs[0].ts == EIGHT + 10 * SECOND


def test_a_run_of_ptahs_own_cli_is_linked_and_not_added() -> None:
    parent, child = rows_at(STATE).session
    assert (parent.parent, child.parent, child.kind) == (None, f"{CLAUDE}1", "root")


def test_a_lean_state_keeps_details_apart() -> None:
    rows = rows_at(LEAN)
    assert [row.title for row in rows.session] == ["Lean"]
    assert [(run.to, run.outcome, run.child) for run in rows.handoff] == [
        ("opencode", "stopped", "opencode:o-1"),
        ("claude", "done", "claude_code:bbbbbbbb-0000-4000-8000-000000000002"),
    ]


def test_a_state_without_sessions_is_no_problem(tmp_path: Path) -> None:
    path = tmp_path / "workspace-state.json"
    path.write_text('{"ptah.theme": "dark"}')
    assert rows_at(path, tmp_path) == Rows()


def test_the_state_gives_the_claude_session_its_name_and_helpers(home: Home) -> None:
    """C2: names and helpers."""
    home.claude("aaaaaaaa-0000-4000-8000-000000000001", prompt("p", 0), reply("m", 4))
    storage = home.path / ".config/Code/User/workspaceStorage/4a1c" / STATE.parent.name
    storage.mkdir(parents=True)
    shutil.copy(STATE, storage)
    index = home.index()
    index.refresh()
    with index.reading() as connection:
        found = connection.execute("SELECT id, title FROM session WHERE events > 0").fetchall()
    assert found == [(f"{CLAUDE}1", "Build the shop")]
    values = totals_of(index, "requests", "sessions", "subagents")
    assert values == {"requests": 1, "sessions": 1, "subagents": 3}


def test_a_workspace_is_read_where_a_setting_names_it(home: Home) -> None:
    folder = home.path / "shop" / ".ptah" / "sessions"
    folder.mkdir(parents=True)
    shutil.copy(RECORDS / "record_with_totals.json", folder)
    shutil.copy(RECORDS / "record_with_totals.json", folder / "again.json")
    paths = {"ptah": [str(folder.parent)]}
    index = home.index(Settings(time_zone="UTC", paths=paths))
    index.refresh()
    values = totals_of(index, "sessions", "input_tokens", "cost")
    assert values == {"sessions": 1, "input_tokens": 41_250, "cost": 872_100_000}


# Damage


@pytest.mark.parametrize("path", sorted(FOLDER.rglob("*.json")), ids=lambda path: path.stem)
def test_damage_never_raises_and_leaves_at_most_problems(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / path.name
    content = path.read_bytes()
    for data in (*damaged(content), *misshapen(content)):
        copy.write_bytes(data)
        rows = rows_at(copy, tmp_path)
        assert all(row.key.startswith("ptah:") for row in rows.request)
