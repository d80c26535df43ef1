"""Radium: reports, the state of sessions, telemetry, and which of them counts."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from conftest import Home, totals_of
from damage import damaged, misshapen
from sightline.adapters.base import Environment, Source, Work, read
from sightline.adapters.radium import RADIUM
from sightline.records import Request, Rows

FOLDER = Path(__file__).parents[1] / "sessions" / "radium"
ROOT = FOLDER / ".radium"
ID = "aaaaaaaa-1111-4000-8000-00000000000"
SIX = 1_775_109_600_000_000  # 2026-04-02T06:00:00Z
SECOND = 1_000_000
SCHEMA = """
CREATE TABLE agents (id TEXT PRIMARY KEY, parent_id TEXT, plan_id TEXT, agent_type TEXT NOT NULL,
    status TEXT NOT NULL, start_time INTEGER NOT NULL, end_time INTEGER);
CREATE TABLE telemetry (id INTEGER PRIMARY KEY, agent_id TEXT NOT NULL, timestamp INTEGER NOT NULL,
    input_tokens INTEGER, output_tokens INTEGER, cached_tokens INTEGER, estimated_cost REAL,
    model TEXT, tool_name TEXT, tool_approved BOOLEAN, engine_id TEXT);
"""


def rows_at(path: Path, root: Path = ROOT) -> Rows:
    return read(RADIUM, Source("radium", str(root), str(path)), None, None, Work()).rows


def report(name: str) -> Rows:
    return rows_at(ROOT / "_internals" / "sessions" / f"{name}.json")


def state(name: str) -> Rows:
    return rows_at(ROOT / "sessions" / f"{ID}1" / name)


def split(row: Request) -> tuple[int | None, ...]:
    return row.n, row.input_tokens, row.cache_read_tokens, row.output_tokens


def reasons(rows: Rows) -> list[str]:
    return [problem.reason for problem in rows.problem]


def monitoring(path: Path) -> Path:
    """Session 8 with an agent that started another, and telemetry of an agent of no session."""
    at = SIX // SECOND
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(SCHEMA)
        connection.executemany(
            "INSERT INTO agents VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (f"{ID}8-coder", None, f"{ID}8", "coder", "completed", at, at + 60),
                ("helper", f"{ID}8-coder", None, "tester", "failed", at + 10, at + 30),
                (f"{ID}1-coder", None, None, "coder", "running", at, None),
                ("stray", None, "REQ-020", "coder", "completed", at, at + 5),
                ("", None, None, "nobody", "completed", at, at + 5),
            ],
        )
        connection.executemany(
            "INSERT INTO telemetry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (1, f"{ID}8-coder", at + 5, 100, 10, 40, 0.001, "gpt-4", None, None, "openai"),
                (2, f"{ID}8-coder", at + 9, 200, 20, 0, 0.002, "gpt-4", "read_file", 1, "openai"),
                (3, "helper", at + 20, 300, 30, 0, 0.003, None, "deploy", 0, "openai"),
                (4, f"{ID}1-coder", at + 7, 990, 490, 0, 0.04, "gpt-4", "grep", 1, "openai"),
                (5, "stray", at + 4, 5, 5, 5, 0.5, "gpt-4", None, None, "openai"),
            ],
        )
        connection.commit()
    return path


# Where


def test_only_the_home_is_searched_by_itself() -> None:
    home = Path("/home/dev")
    assert RADIUM.folders(Environment(home)) == [home / ".radium"]


@pytest.mark.parametrize(
    "path",
    [
        "_internals/sessions/a.json", "sessions/a/session.json", "sessions/a/messages.jsonl",
        "_internals/sessions/a/tools.jsonl", "monitoring.db",
    ],
)  # fmt: skip
def test_reports_states_and_telemetry_are_wanted(path: str) -> None:
    assert RADIUM.wants(path)


@pytest.mark.parametrize(
    "path",
    [
        "_internals/sessions/a.tmp.0b1c.json", "_internals/sessions/a.json.tmp.0b1c", "config.json",
        "backup/monitoring.db", "plans/a.json",
    ],
)  # fmt: skip
def test_other_files_are_not_wanted(path: str) -> None:
    assert not RADIUM.wants(path)


def test_permission_answers_of_the_state_folder_are_counted(home: Home) -> None:
    folder = home.path / ".radium" / "sessions" / "s1"
    folder.mkdir(parents=True)
    (folder / "session.json").write_text('{"id": "s1", "created_at": "2026-04-02T06:00:00Z"}')
    (folder / "messages.jsonl").write_text(
        '{"id": "m", "role": "user", "content": "go", "timestamp": "2026-04-02T06:00:00Z"}\n'
    )
    lines = ['{"tool_name": "bash", "approved": true}'] * 2
    lines.append('{"tool_name": "bash", "approved": false}')
    (folder / "approvals.jsonl").write_text("\n".join(lines) + "\n")
    names = ("approvals_asked", "approvals_allowed", "approvals_denied")
    assert home.totals(*names) == dict(zip(names, (3, 2, 1), strict=True))


def test_a_report_states_its_permission_answers(tmp_path: Path) -> None:
    stated = {"tool_approvals_asked": 3, "tool_approvals_allowed": 2, "tool_approvals_denied": 1}
    metrics = {"session_id": "s1", "end_time": "2026-04-02T06:00:00Z", **stated}
    path = tmp_path / "_internals" / "sessions" / "s1.json"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps({"metrics": metrics, "generated_at": "2026-04-02T06:00:00Z"}))
    kinds = [row.kind for row in rows_at(path, tmp_path).approval]
    assert sorted(kinds) == ["allowed", "allowed", "asked", "asked", "asked", "denied"]


# Reports


def test_usage_by_model_counts_and_by_engine_repeats_it() -> None:
    (row,) = report("model_and_engine_usage").request
    assert (row.key, row.flags) == (f"radium:{ID}1:gpt-4", "aggregate")
    assert split(row) == (2, 1000, 300, 500)  # as recorded: cached is not taken from input
    assert row.recorded_cost_nano == 50_000_000


def test_usage_is_dated_by_the_sessions_end() -> None:
    rows = report("model_and_engine_usage")
    end = SIX + 3600 * SECOND + 123_456  # finer digits are cut
    assert rows.request[0].ts == rows.session[0].last_ts == end
    assert (rows.session[0].first_ts, rows.session[0].ended) == (SIX, True)


def test_times_are_as_stated() -> None:
    """C6: as recorded."""
    (session,) = report("model_and_engine_usage").session
    assert (session.stated_api_ms, session.stated_agent_ms) == (200, 1_800_000)  # 2 calls x 100 ms
    assert session.cwd == str(FOLDER)


def test_a_running_session_ends_where_its_wall_time_did() -> None:
    rows = report("still_running")
    assert rows.request[0].ts == rows.session[0].last_ts == SIX + 600 * SECOND
    assert not rows.session[0].ended


def test_usage_by_engine_counts_where_there_is_no_other() -> None:
    (row,) = report("only_engine_usage").request
    assert (row.key, row.model, row.n) == (f"radium:{ID}4:engine openai", None, 2)


def test_what_a_report_leaves_out_is_nothing() -> None:
    rows = report("fields_left_out")
    assert split(rows.request[0]) == (1, 0, 0, 9)
    assert rows.request[0].recorded_cost_nano == 0
    assert rows.session[0].last_ts == SIX + 1800 * SECOND  # generated_at
    assert reasons(rows) == []


def test_a_total_cost_that_is_not_the_models_is_told() -> None:
    assert reasons(report("total_cost_differs")) == ["total cost differs from the models'"]


def test_odd_values_are_unknown_and_told() -> None:
    rows = report("odd_values")
    assert [split(row) for row in rows.request] == [(0, None, 0, 7), (0, 0, 0, 0)]
    assert [row.partial for row in rows.request] == [True, False]
    assert set(reasons(rows)) == {
        "odd input_tokens", "odd requests", "odd tool_calls", "odd lines_added",
        "a cost that is no amount", "total cost differs from the models'",
    }  # fmt: skip


def test_calls_and_lines_of_a_report_are_totals_without_names() -> None:
    rows = report("tool_totals_and_lines")
    outcomes = [call.outcome for call in rows.tool_call]
    assert outcomes == ["ok"] * 3 + ["failed"] * 2 + ["open"]  # 6 = 3 + 2 + 1
    assert {call.tool for call in rows.tool_call} == {"(not named)"}
    (lines,) = rows.code_change
    assert (lines.added, lines.removed, lines.path) == (505, 208, "(files not named)")


def test_no_lines_at_all_are_no_statement() -> None:
    """C6: 0 and 0 say nothing."""
    rows = report("model_and_engine_usage")
    assert (rows.code_change, rows.tool_call) == ([], [])


def test_more_calls_than_anyone_makes_are_told(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    text = (ROOT / "_internals/sessions/tool_totals_and_lines.json").read_text()
    path.write_text(text.replace('"tool_calls": 6', '"tool_calls": 4000000000'))
    rows = rows_at(path, tmp_path)
    assert (rows.tool_call, reasons(rows)) == ([], ["more than 100000 calls"])


@pytest.mark.parametrize("name", ["cut_off", "foreign"])
def test_a_file_that_is_no_report_is_one_problem(name: str) -> None:
    assert reasons(report(name)) == ["not a Radium session"]


# State


def test_the_state_names_the_session() -> None:
    (session,) = state("session.json").session
    assert (session.thread, session.title, session.title_rank) == (
        f"radium:{ID}1", "Tidy the shop", 4
    )  # fmt: skip
    assert (session.first_ts, session.ended) == (SIX, True)


def test_messages_of_the_user_are_turns() -> None:
    rows = state("messages.jsonl")
    assert [(turn.ts, turn.ended_ts) for turn in rows.turn] == [
        (SIX + 5 * SECOND, SIX + 25 * SECOND),
        (SIX + 60 * SECOND, SIX + 60 * SECOND),
    ]
    assert rows.session[0].title == "Tidy the shop, •••"


def test_tool_calls_are_told_when_they_ended() -> None:
    rows = state("tools.jsonl")
    assert [(call.tool, call.kind, call.outcome) for call in rows.tool_call] == [
        ("read_file", "read", "ok"),
        ("run_terminal_cmd", "execute", "failed"),
        ("deploy", "other", "open"),
    ]
    first = rows.tool_call[0]
    assert (first.ts, first.ended_ts) == (SIX + 8_500_000, SIX + 10 * SECOND)
    assert [problem.line for problem in rows.problem] == [4, 5]


def test_a_log_of_one_line_is_still_a_log() -> None:
    rows = rows_at(ROOT / "sessions" / "one_line" / "tools.jsonl")
    assert [call.key for call in rows.tool_call] == ["radium:one_line:tool:1"]


# Telemetry


def test_telemetry_is_summed_by_session_and_model(tmp_path: Path) -> None:
    rows = rows_at(monitoring(tmp_path / "monitoring.db"), tmp_path)
    found = {row.key: (split(row), row.recorded_cost_nano) for row in rows.request}
    assert found == {
        f"radium:{ID}8:gpt-4": ((2, 300, 40, 30), 3_000_000),  # 100 + 200, 40 + 0, 10 + 20
        f"radium:{ID}8:unknown": ((1, 300, 0, 30), 3_000_000),  # of the agent it started
        f"radium:{ID}1:gpt-4": ((1, 990, 0, 490), 40_000_000),
    }


def test_telemetry_of_no_known_session_is_told_and_not_counted(tmp_path: Path) -> None:
    rows = rows_at(monitoring(tmp_path / "monitoring.db"), tmp_path)
    assert [(problem.kind, problem.reason, problem.n) for problem in rows.problem] == [
        ("anomaly", "telemetry of no known session", 1)
    ]


def test_an_agent_that_another_started_is_a_handoff(tmp_path: Path) -> None:
    """C4: rows of agents."""
    (handoff,) = rows_at(monitoring(tmp_path / "monitoring.db"), tmp_path).handoff
    assert (handoff.session, handoff.to, handoff.outcome) == (f"radium:{ID}8", "tester", "failed")
    assert (handoff.ts, handoff.done_ts) == (SIX + 10 * SECOND, SIX + 30 * SECOND)


def test_telemetry_knows_of_calls_without_their_result(tmp_path: Path) -> None:
    calls = rows_at(monitoring(tmp_path / "monitoring.db"), tmp_path).tool_call
    assert [(call.tool, call.outcome) for call in calls if call.session.endswith("8")] == [
        ("read_file", "open"),
        ("deploy", "open"),
    ]


def test_a_store_of_another_program_is_one_problem(tmp_path: Path) -> None:
    path = tmp_path / "monitoring.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE agents (id TEXT, agent_type TEXT)")
        connection.commit()
    assert reasons(rows_at(path, tmp_path)) == ["not a Radium monitoring store"]


def test_a_store_of_an_older_version_lacks_columns(tmp_path: Path) -> None:
    path = tmp_path / "monitoring.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE agents (id TEXT, agent_type TEXT)")
        connection.execute("CREATE TABLE telemetry (agent_id TEXT, timestamp INTEGER)")
        connection.execute("INSERT INTO agents VALUES (?, 'coder')", [f"{ID}9-coder"])
        connection.execute("INSERT INTO telemetry VALUES (?, 1775109600)", [f"{ID}9-coder"])
        connection.commit()
    (row,) = rows_at(path, tmp_path).request
    assert (split(row), row.ts, row.recorded_cost_nano) == ((1, 0, 0, 0), SIX, None)


# All together


def radium_home(home: Home) -> Home:
    """Session 1 in all places, session 8 in telemetry alone."""
    target = home.path / ".radium"
    for name in ("_internals/sessions/model_and_engine_usage.json", f"sessions/{ID}1"):
        source, copy = ROOT / name, target / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(source, copy) if source.is_dir() else shutil.copy(source, copy)
    monitoring(target / "monitoring.db")
    return home


def test_the_report_outranks_telemetry_which_counts_alone(home: Home) -> None:
    index = radium_home(home).index()
    index.refresh()
    values = totals_of(index, "sessions", "requests", "input_tokens", "output_tokens", "cost")
    assert values == {
        "sessions": 2,
        "requests": 2 + 3,  # the report's, and session 8's
        "input_tokens": 1000 + 300 + 300,
        "output_tokens": 500 + 30 + 30,
        "cost": 50_000_000 + 6_000_000,
    }


def test_calls_told_in_two_places_count_once(home: Home) -> None:
    """C6: the report's, else the log's."""
    index = radium_home(home).index()
    index.refresh()
    values = totals_of(index, "tool_calls", "tool_successes", "tool_failures", "open_calls")
    # Session 1: three in tools.jsonl, one of them in telemetry too; session 8: two in telemetry.
    assert values == {"tool_calls": 5, "tool_successes": 1, "tool_failures": 1, "open_calls": 3}


def test_without_the_report_telemetry_tells_of_the_session(home: Home) -> None:
    radium_home(home)
    index = home.index()
    index.refresh()
    (home.path / ".radium/_internals/sessions/model_and_engine_usage.json").unlink()
    index.refresh()
    values = totals_of(index, "requests", "input_tokens")
    assert values == {"requests": 1 + 3, "input_tokens": 990 + 600}


# Damage


@pytest.mark.parametrize(
    "path", sorted(path for path in ROOT.rglob("*.json*")), ids=lambda path: path.name
)
def test_damage_never_raises(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "sessions" / "a" / path.name
    copy.parent.mkdir(parents=True)
    content = path.read_bytes()
    for data in (*damaged(content), *misshapen(content)):
        copy.write_bytes(data)
        assert all(row.key.startswith("radium:") for row in rows_at(copy, tmp_path).request)


def test_a_damaged_store_never_raises(tmp_path: Path) -> None:
    path = monitoring(tmp_path / "monitoring.db")
    content = path.read_bytes()
    for data in damaged(content):
        path.write_bytes(data)
        rows_at(path, tmp_path)
    path.write_bytes(content)
    assert len(rows_at(path, tmp_path).request) == 3
