"""Sightline's own sessions: records and tracked events."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from builders import prompt, reply
from conftest import Home, totals_of
from damage import damaged, misshapen
from sightline.adapters.base import Environment, Position, Source, Work, read
from sightline.adapters.native import NATIVE
from sightline.records import Request, Rows
from sightline.settings import Settings

FOLDER = Path(__file__).parents[1] / "sessions" / "native" / ".sightline"
TRACKED = "sess_01JZ0000000000000000000001"
NINE = 1_778_058_000_000_000  # 2026-05-06T09:00:00Z
SECOND = 1_000_000


def rows_at(path: Path, root: Path = FOLDER) -> Rows:
    return read(NATIVE, Source("native", str(root), str(path)), None, None, Work()).rows


def parse(name: str) -> Rows:
    return rows_at(FOLDER / "sessions" / name)


def split(row: Request) -> tuple[int | None, ...]:
    return (
        row.input_tokens, row.cache_read_tokens, row.cache_write_5m_tokens, row.output_tokens,
        row.reasoning_tokens,
    )  # fmt: skip


def reasons(rows: Rows) -> list[str]:
    return [problem.reason for problem in rows.problem]


# Where


def test_only_home_and_data_folder_are_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    home = Path("/home/dev")
    monkeypatch.setattr("sys.platform", "linux")
    assert NATIVE.folders(Environment(home)) == [
        home / ".sightline",
        home / ".local/share/sightline",
    ]
    assert NATIVE.folders(Environment(home, {"XDG_DATA_HOME": "/d"}))[1] == Path("/d/sightline")
    assert NATIVE.folders(Environment(home, {"SIGHTLINE_DATA_DIR": "/own"}))[1] == Path("/own")


def test_macos_and_windows_keep_data_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    home = Path("/home/dev")
    monkeypatch.setattr("sys.platform", "darwin")
    mac = NATIVE.folders(Environment(home))[1]
    assert mac == home / "Library/Application Support/sightline"
    monkeypatch.setattr("sys.platform", "win32")
    assert NATIVE.folders(Environment(home, {"LOCALAPPDATA": "/l"}))[1] == Path("/l/sightline")
    assert NATIVE.folders(Environment(home))[1] == home / "AppData/Local/sightline"


def test_records_and_events_are_wanted_and_the_index_is_not() -> None:
    assert NATIVE.wants("sessions/a.json")
    assert NATIVE.wants("sessions/a.jsonl")
    assert not NATIVE.wants("sessions/index.json")
    assert not NATIVE.wants("settings.json")


# Records


def test_a_record_names_its_session_and_counts_nothing() -> None:
    rows = parse(f"{TRACKED}.json")
    (session,) = rows.session
    assert (session.thread, session.title, session.title_rank) == (
        f"native:{TRACKED}", "Port the shop", 3
    )  # fmt: skip
    assert (session.cwd, session.branch, session.ended) == ("/home/dev/shop", "main", True)
    assert (rows.request, rows.problem) == ([], [])


def test_a_companion_gives_a_title_that_a_person_edited() -> None:
    (session,) = parse("companion_edited.json").session
    assert session.thread == "claude_code:aaaaaaaa-0000-4000-8000-000000000001"
    assert (session.title, session.title_rank, session.first_ts) == ("Named here", 6, None)


def test_a_companion_says_nothing_but_what_was_edited() -> None:
    rows = parse("companion_not_edited.json")
    assert rows.session == []
    assert [(row.title, row.tags, row.pinned) for row in rows.record] == [(None, '["x"]', None)]


@pytest.mark.parametrize("name", ["foreign.json", "cut_off.json"])
def test_a_document_of_another_kind_is_one_problem(name: str) -> None:
    assert reasons(parse(name)) == ["not a Sightline record"]


def test_a_title_edited_here_is_above_the_transcripts(home: Home) -> None:
    id_ = "aaaaaaaa-0000-4000-8000-000000000001"
    named = {"type": "custom-title", "customTitle": "Named there", "sessionId": id_}
    home.claude(id_, prompt("p", 0), reply("m", 4), named)
    folder = home.path / "app" / ".sightline" / "sessions"
    folder.mkdir(parents=True)
    shutil.copy(FOLDER / "sessions" / "companion_edited.json", folder / f"{id_}.json")
    paths = {"native": [str(folder.parent)]}
    index = home.index(Settings(time_zone="UTC", paths=paths))
    index.refresh()
    with index.reading() as connection:
        found = connection.execute("SELECT id, title, events FROM session").fetchall()
    assert found == [(f"claude_code:{id_}", "Named here", 2)]


# Events


def test_a_request_says_what_it_used_and_cost() -> None:
    first, second = parse(f"{TRACKED}.jsonl").request
    assert split(first) == (100, 1000, 50, 20, 5)
    assert (first.recorded_cost_nano, first.agent) == (12_500_000, "coder")
    assert split(second) == (200, 0, 0, 30, 0)
    assert (second.recorded_cost_nano, second.partial) == (None, False)


def test_an_event_is_told_when_it_ended() -> None:
    first, second = parse(f"{TRACKED}.jsonl").request
    assert (first.started_ts, first.ended_ts) == (NINE + SECOND, NINE + 5 * SECOND)
    assert (first.first_ms, first.first_kind, first.duration_ms) == (700, "ttft", 4000)
    assert (second.started_ts, second.first_kind) == (None, None)


def test_keys_are_ids_or_lines_of_the_session() -> None:
    keys = [row.key for row in parse(f"{TRACKED}.jsonl").request]
    assert keys == [f"native:{TRACKED}:r1", f"native:{TRACKED}:15"]


def test_replies_count_with_the_request_before_them() -> None:
    rows = parse(f"{TRACKED}.jsonl")
    assert [row.messages for row in rows.request] == [1, 2]  # the first came before any request
    assert [row.turn for row in rows.request] == [turn.key for turn in rows.turn]


def test_prompts_are_turns_with_their_errors_and_interventions() -> None:
    first, second = parse(f"{TRACKED}.jsonl").turn
    assert (first.ts, first.ended_ts) == (NINE, NINE + 18 * SECOND)
    assert (first.api_errors, first.api_errors_recovered, first.intervention) == (1, 1, True)
    assert (second.ended_ts, second.intervention) == (NINE + 50 * SECOND, False)


def test_tool_calls_say_how_they_ended() -> None:
    calls = parse(f"{TRACKED}.jsonl").tool_call
    assert [(call.kind, call.outcome) for call in calls] == [
        ("execute", "failed"),
        ("execute", "ok"),
        ("edit", "rejected"),
        ("other", "denied"),
    ]
    assert (calls[0].ts, calls[0].ended_ts) == (NINE + 6 * SECOND, NINE + 8 * SECOND)


def test_a_call_with_an_answer_was_asked_about() -> None:
    rows = parse(f"{TRACKED}.jsonl")
    refused = sum(call.outcome in ("rejected", "denied") for call in rows.tool_call)
    kinds = [row.kind for row in rows.approval]
    assert kinds.count("denied") == refused
    assert kinds.count("asked") == kinds.count("allowed") + kinds.count("denied")


def test_edits_say_whether_they_were_accepted() -> None:
    changes = parse(f"{TRACKED}.jsonl").code_change
    assert [(row.path, row.added, row.removed, row.applied) for row in changes] == [
        ("src/shop.py", 10, 4, True),
        ("src/cart.py", 3, 0, False),
    ]


def test_handoffs_know_helpers_by_name() -> None:
    found = parse(f"{TRACKED}.jsonl").handoff
    assert [(row.to, row.kind, row.outcome) for row in found] == [
        ("codex", "cli", "done"),
        ("tester", "subagent", "open"),
        ("codex", "fork", "failed"),
    ]
    assert found[0].done_ts == NINE + 24 * SECOND


def test_what_an_event_does_not_say_is_unknown() -> None:
    rows = parse("sess_unknown_usage.jsonl")
    assert [split(row) for row in rows.request] == [
        (None, None, None, None, None),
        (None, 0, 0, 3, 0),
    ]
    assert [row.partial for row in rows.request] == [True, True]
    assert set(reasons(rows)) == {
        "odd input", "a cost that is no amount", "an error outside a turn", "a tool without a name",
        "an edit without a path", "not a JSON object",
        "not JSON: unterminated string starting at at byte 1",
    }  # fmt: skip


def test_record_and_events_are_one_session(home: Home) -> None:
    shutil.copytree(FOLDER / "sessions", home.path / ".sightline" / "sessions")
    (home.path / ".sightline/sessions/sess_unknown_usage.jsonl").unlink()
    index = home.index()
    index.refresh()
    values = totals_of(index, "sessions", "requests", "messages", "input_tokens", "lines_added")
    assert values == {
        "sessions": 1,
        "requests": 2,
        "messages": 2 + 3,  # prompts and replies
        "input_tokens": 100 + 200,
        "lines_added": 10,
    }


@pytest.mark.parametrize("cut", range(0, 1700, 61))
def test_pieces_equal_the_whole(home: Home, cut: int) -> None:
    content = (FOLDER / "sessions" / f"{TRACKED}.jsonl").read_bytes()
    path = home.path / ".sightline" / "sessions" / f"{TRACKED}.jsonl"
    path.parent.mkdir(parents=True)
    path.write_bytes(content[:cut])
    index = home.index()
    index.refresh()
    path.write_bytes(content)
    index.refresh()
    names = ("requests", "messages", "turns", "cost", "tool_calls", "errors", "active_time")
    grown = totals_of(index, *names)
    home.cache.rename(home.cache.with_name("aside"))
    assert grown == home.totals(*names)
    assert grown["requests"] == 2


# Damage


@pytest.mark.parametrize(
    "path", sorted((FOLDER / "sessions").iterdir()), ids=lambda path: path.name
)
def test_damage_never_raises(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "sessions" / path.name
    copy.parent.mkdir()
    content = path.read_bytes()
    for data in (*damaged(content), *misshapen(content)):
        copy.write_bytes(data)
        assert all(row.key.startswith("native:") for row in rows_at(copy, tmp_path).request)


def test_a_parser_goes_on_from_its_state(tmp_path: Path) -> None:
    lines = (FOLDER / "sessions" / f"{TRACKED}.jsonl").read_bytes().splitlines(keepends=True)
    path = tmp_path / "sessions" / "s.jsonl"
    path.parent.mkdir()
    source = Source("native", str(tmp_path), str(path))
    position, state = Position(), b""
    for end in range(1, len(lines) + 1):
        path.write_bytes(b"".join(lines[:end]))
        work = Work()
        reading = read(NATIVE, source, position, state, work)
        position, state = reading.position, reading.state
        assert (work.lines_decoded, reading.restarted) == (1, end == 1)
    assert reading.rows.request[0].messages == 2
