"""OpenCode: one conversation in three stores, tokens, tools, edits and sub-agents."""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from conftest import Home
from damage import damaged, misshapen
from sightline.adapters.base import Environment, Source, Work, read
from sightline.adapters.opencode import OPENCODE
from sightline.records import Request, Rows

SESSIONS = Path(__file__).parents[1] / "sessions" / "opencode"
FILES = sorted(path.name for path in SESSIONS.iterdir())
START = 1_775_120_400_000_000  # 2026-04-02T09:00:00Z
SECOND = 1_000_000


def parse(name: str) -> Rows:
    return rows_at(SESSIONS / f"{name}.json", SESSIONS)


def rows_at(path: Path, root: Path) -> Rows:
    return read(OPENCODE, Source("opencode", str(root), str(path)), None, None, Work()).rows


def split(row: Request) -> tuple[int | None, ...]:
    return (
        row.input_tokens, row.cache_read_tokens, row.cache_write_5m_tokens, row.output_tokens,
        row.reasoning_tokens,
    )  # fmt: skip


def export(name: str) -> Any:
    return json.loads((SESSIONS / f"{name}.json").read_text())


def put(path: Path, value: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value))


def store(data: Path, *names: str) -> Path:
    """Exports as the folder store has them; the file of the last session."""
    path = data
    for said in map(export, names):
        native_id = said["info"]["id"]
        path = data / "storage" / "session" / "p1" / f"{native_id}.json"
        put(path, said["info"])
        for message in said["messages"]:
            key = message["info"]["id"]
            put(data / "storage" / "message" / native_id / f"{key}.json", message["info"])
            for part in message["parts"]:
                put(data / "storage" / "part" / key / f"{part['id']}.json", part)
    return path


def database(path: Path, *names: str) -> Path:
    """Exports as the database has them."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript(
            "CREATE TABLE session (id TEXT PRIMARY KEY, project_id TEXT, parent_id TEXT,"
            " title TEXT, directory TEXT, version TEXT, time_created INTEGER);"
            "CREATE TABLE message (id TEXT PRIMARY KEY, session_id TEXT, time_created INTEGER,"
            " data TEXT);"
            "CREATE TABLE part (id TEXT PRIMARY KEY, message_id TEXT, session_id TEXT, data TEXT);"
        )
        for said in map(export, names):
            info = said["info"]
            native_id = info["id"]
            facts = ("id", "projectID", "parentID", "title", "directory", "version")
            values = [*(info.get(fact) for fact in facts), info["time"]["created"]]
            connection.execute("INSERT INTO session VALUES (?, ?, ?, ?, ?, ?, ?)", values)
            for message in said["messages"]:
                told = message["info"]
                key, created = told.pop("id"), told.get("time", {}).get("created", 0)
                row = [key, native_id, created, json.dumps(told)]
                connection.execute("INSERT INTO message VALUES (?, ?, ?, ?)", row)
                for part in message["parts"]:
                    values = [part.pop("id"), key, native_id, json.dumps(part)]
                    connection.execute("INSERT INTO part VALUES (?, ?, ?, ?)", values)
    return path


# Where


def test_opencode_and_kilo_share_a_format_in_two_data_folders() -> None:
    shared = Path("/home/dev/.local/share")
    found = OPENCODE.folders(Environment(Path("/home/dev")))
    assert found == [shared / "opencode", shared / "kilo"]
    moved = Environment(Path("/home/dev"), {"XDG_DATA_HOME": "/data"})
    assert OPENCODE.folders(moved) == [Path("/data/opencode"), Path("/data/kilo")]


@pytest.mark.parametrize(
    "path", ["opencode.db", "opencode-beta.db", "kilo.db", "storage/session/p1/ses_1.json",
             "exports/my-opencode-run.json", "ses_1.json"],
)  # fmt: skip
def test_databases_sessions_and_exports_are_wanted(path: str) -> None:
    assert OPENCODE.wants(path)


@pytest.mark.parametrize(
    "path", ["auth.json", "opencode.db-wal", "storage/message/ses_1/msg_1.json", "other.db",
             "storage/session_diff/ses_1.json"],
)  # fmt: skip
def test_secrets_and_parts_of_a_session_are_not_wanted(path: str) -> None:
    assert not OPENCODE.wants(path)


def test_snapshots_are_never_entered(home: Home) -> None:
    data = home.path / ".local" / "share" / "opencode"
    put(data / "snapshot" / "session.json", export("conversation"))
    put(data / "exports" / "session.json", export("conversation"))
    assert home.totals("requests") == {"requests": 3}


# One conversation, three stores


@pytest.mark.parametrize("name", sorted(Path(name).stem for name in FILES))
def test_folder_store_and_database_say_what_the_export_says(name: str, tmp_path: Path) -> None:
    told = parse(name)
    folder = rows_at(store(tmp_path, name), tmp_path)
    stored = rows_at(database(tmp_path / "opencode.db", name), tmp_path)
    assert told == folder == stored


def test_a_message_in_all_stores_counts_once(home: Home) -> None:
    data = home.path / ".local" / "share" / "opencode"
    store(data, "conversation")
    database(data / "opencode.db", "conversation")
    put(data / "session.json", export("conversation"))
    assert home.totals("requests", "turns", "tool_calls", "sessions", "input_tokens") == {
        "requests": 3, "turns": 2, "tool_calls": 1, "sessions": 1, "input_tokens": 10 + 5 + 7,
    }  # fmt: skip


def test_the_later_completed_sight_of_a_message_counts(home: Home) -> None:
    data = home.path / ".local" / "share" / "opencode"
    database(data / "opencode.db", "conversation")
    early = export("conversation")
    early["messages"][1]["info"] |= {"tokens": {"input": 1, "output": 1}}
    early["messages"][1]["info"]["time"]["completed"] -= 1
    put(data / "session.json", early)
    assert home.totals("input_tokens") == {"input_tokens": 10 + 5 + 7}


def test_a_new_part_of_a_stored_message_is_seen(home: Home) -> None:
    data = home.path / ".local" / "share" / "opencode"
    store(data, "conversation")
    part = data / "storage" / "part" / "msg_c6" / "prt_c6_9.json"
    index = home.index()
    index.refresh()
    state = {"status": "running", "input": {}}
    put(part, {"id": "prt_c6_9", "type": "tool", "tool": "read", "callID": "late", "state": state})
    os.utime(part.parent, ns=(2**60 * 2, 2**60 * 2))
    index.refresh()
    with index.reading() as connection:
        assert connection.execute("SELECT count(*) FROM tool_call").fetchone() == (1 + 1,)


# The session


def test_the_recorded_title_stands_above_the_first_prompt() -> None:
    session = parse("conversation").session[0]
    assert (session.title, session.title_rank) == ("Make the cart add up", 3)
    assert (session.thread, session.cwd) == ("opencode:ses_conversation", "/home/dev/shop")
    assert (session.version, session.kind) == ("1.17.18", "root")
    assert (session.first_ts, session.last_ts) == (START, START + 25 * SECOND)


def test_a_placeholder_gives_way_to_the_first_prompt_without_its_secrets() -> None:
    session = parse("first_prompt_is_the_title").session[0]
    assert (session.title, session.title_rank) == ("Use ••• for the shop", 1)


def test_texts_that_opencode_wrote_are_no_prompts() -> None:
    turns = parse("conversation").turn
    assert [turn.key for turn in turns] == ["msg_c1", "msg_c5"]
    assert [turn.ts for turn in turns] == [START, START + 20 * SECOND]
    assert turns[0].ended_ts == START + 12 * SECOND  # c3 was completed


# Tokens and money


def test_the_counts_are_disjoint_and_step_finish_adds_nothing() -> None:
    row = parse("conversation").request[0]
    assert split(row) == (10, 1000, 50, 20, 0)
    assert row.recorded_cost_nano == 12_500_000  # 0.0125 USD
    assert (row.model, row.provider, row.agent) == ("claude-sonnet-4-5", "anthropic", "build")


def test_reasoning_is_outside_output_only_if_the_total_proves_it() -> None:
    _, inside, outside = parse("conversation").request
    assert (inside.output_tokens, inside.reasoning_tokens) == (40, 15)  # 5 + 40 + 1050 = total
    assert (outside.output_tokens, outside.reasoning_tokens) == (30 + 6, 6)  # 7 + 30 + 6 = total


def test_odd_counts_are_unknown_and_zeros_without_a_total_say_nothing() -> None:
    rows = parse("odd_counts")
    unknown = (None,) * 5
    assert [split(row) for row in rows.request] == [
        (None, 0, 0, 20, 0), (10, 0, 0, None, 0), unknown, (11, 0, 4, 22, 3), (11, 0, 0, None, 0),
        (11, 0, 0, 12, None), unknown, unknown,
    ]  # fmt: skip
    assert [row.partial for row in rows.request] == [True, True, True, False] + [True] * 4
    assert {problem.reason: problem.n for problem in rows.problem} == {
        "odd input": 1, "odd output": 1, "odd reasoning": 1, "odd cost": 1,
    }  # fmt: skip


def test_a_cost_of_zero_beside_unknown_tokens_is_no_amount() -> None:
    assert parse("odd_counts").request[2].recorded_cost_nano is None
    assert parse("conversation").request[2].recorded_cost_nano == 0


# Time


def test_a_request_ends_with_the_models_words_not_with_its_tools() -> None:
    asks, answers, _ = parse("conversation").request
    assert (asks.started_ts, asks.ended_ts) == (START + SECOND, START + 5 * SECOND)  # bash begins
    assert (asks.duration_ms, answers.duration_ms) == (5000 - 1000, 12_000 - 9000)


def test_the_first_thought_or_word_is_timed_from_the_request() -> None:
    asks, answers, _ = parse("conversation").request
    assert (asks.first_ms, asks.first_kind) == (3000 - 1000, "first_thought")
    assert answers.first_ms == 10_000 - 9000


def test_an_aborted_request_has_no_first_word() -> None:
    assert [row.first_ms for row in parse("trouble").request] == [None, None, 500, None, 600]


def test_tools_keep_their_recorded_time() -> None:
    call = parse("conversation").tool_call[0]
    assert (call.ts, call.ended_ts) == (START + 5 * SECOND, START + 8_500_000)
    assert (call.duration_ms, call.with_approval) == (3500, False)


# Tools


def test_outcomes_of_tools() -> None:
    calls = parse("tool_outcomes").tool_call
    assert [(call.key.partition(":")[2], call.outcome, call.error_kind) for call in calls] == [
        ("t_ok", "ok", None), ("t_exit", "failed", "exit_code"), ("t_error", "failed", "error"),
        ("t_rejected", "rejected", None), ("t_denied", "denied", "policy"),
        ("t_cut", "cancelled", None), ("t_open", "open", None), ("t_question", "ok", None),
        ("t_helper", "ok", None), ("t_mcp", "ok", None),
    ]  # fmt: skip
    assert [(call.kind, call.target) for call in calls] == [
        ("execute", "npm"), ("execute", "npm"), ("read", "/home/dev/shop/none.py"),
        ("execute", "rm"), ("fetch", "https://example.org"), ("search", "cart"),
        ("search", "*.py"), ("other", None), ("execute", "codex"), ("other", None),
    ]  # fmt: skip


def test_a_question_waits_for_the_person() -> None:
    waiting = [call.tool for call in parse("tool_outcomes").tool_call if call.with_approval]
    assert waiting == ["question"]


def test_a_helper_cli_is_a_handoff() -> None:
    handoff = parse("tool_outcomes").handoff[0]
    assert (handoff.kind, handoff.to, handoff.outcome) == ("cli", "codex", "done")


# Edits


def test_lines_of_edits() -> None:
    changes = parse("edits").code_change
    assert [(c.path, c.added, c.removed, c.applied) for c in changes] == [
        ("src/cart.py", 4, 2, True),  # filediff stands above the diff
        ("src/cart.py", 1, 2, True),  # an older file has the diff alone
        ("new.ts", 3, 0, True),
        ("/etc/motd", None, None, True),  # written over: the old text is not recorded
        ("a.py", 7, 1, True),
        ("c.py", 0, 3, True),  # moved
        ("src/cart.py", 1 + 2, 1 + 0, True),
        ("src/cart.py", None, None, False),  # rejected
        ("src/cart.py", None, None, True),
    ]


def test_the_same_file_edited_twice_are_two_changes() -> None:
    keys = [change.key for change in parse("edits").code_change]
    assert len(set(keys)) == len(keys) == 9


# Trouble


def test_errors_of_the_api_in_a_row_are_one_and_the_next_answer_recovers_it() -> None:
    first, second, third = parse("trouble").turn
    assert (first.api_errors, first.api_errors_recovered) == (1, 1)
    assert (second.api_errors, second.interrupted, second.intervention) == (0, True, True)
    assert (third.api_errors, third.api_errors_recovered, third.compacted) == (1, 1, True)


# Sub-agents


def test_a_child_belongs_to_its_parent_and_has_no_turns() -> None:
    child = parse("child")
    session = child.session[0]
    assert (session.kind, session.parent) == ("subagent", "opencode:ses_parent")
    assert (session.agent_id, session.agent, child.turn) == ("ses_child", "explore", [])
    row = child.request[0]
    assert (row.side, row.agent, row.agent_id, row.messages) == (True, "explore", "ses_child", 0)


def test_a_task_names_the_session_it_became() -> None:
    handoff = parse("parent").handoff[0]
    assert (handoff.kind, handoff.to, handoff.child) == ("subagent", "explore", "ses_child")
    assert (handoff.done_ts, handoff.outcome) == (START + 58 * SECOND, "done")


def test_a_childs_work_counts_in_its_parent(home: Home) -> None:
    data = home.path / ".local" / "share" / "opencode"
    database(data / "opencode.db", "parent", "child")
    totals = home.totals("sessions", "requests", "turns", "tool_calls")
    assert totals == {"sessions": 1, "requests": 1 + 1, "turns": 1, "tool_calls": 1 + 1}


# Damage


@pytest.mark.parametrize("name", FILES)
def test_damaged_exports_never_raise(name: str, tmp_path: Path) -> None:
    content = (SESSIONS / name).read_bytes()
    path = tmp_path / "session.json"
    for data in (*damaged(content), *misshapen(content)):
        path.write_bytes(data)
        rows = rows_at(path, tmp_path)
        assert rows.session or rows.problem or not rows.request


def test_damaged_databases_never_raise(tmp_path: Path) -> None:
    whole = database(tmp_path / "opencode.db", "conversation", "child").read_bytes()
    path = tmp_path / "damaged.db"
    for data in damaged(whole):
        path.write_bytes(b"SQLite format 3\0" + data[16:])
        rows = rows_at(path, tmp_path)
        assert rows.session or rows.problem or not rows.request


def test_reviews_in_a_database_are_offered_too(tmp_path: Path) -> None:
    """Q5: said, as in an export."""
    path = database(tmp_path / "opencode.db", "conversation")
    said = {"type": "text", "text": "# Security Review\n\n**Overall Score**: 7/10\n"}
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE part SET data = ? WHERE id = 'prt_c2_2'", [json.dumps(said)])
    assert [report.text for report in rows_at(path, tmp_path).report] == [said["text"]]


def test_rows_that_are_no_json_are_listed(tmp_path: Path) -> None:
    path = database(tmp_path / "opencode.db", "conversation")
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE message SET data = 'x' WHERE id = 'msg_c3'")
        connection.execute("UPDATE part SET data = NULL WHERE id = 'prt_c2_2'")
    rows = rows_at(path, tmp_path)
    assert sorted(problem.reason for problem in rows.problem) == [
        "message row unreadable", "part row unreadable",
    ]  # fmt: skip
    assert (len(rows.request), len(rows.tool_call)) == (3 - 1, 1 - 1)


def test_an_unreadable_file_of_the_store_is_listed(tmp_path: Path) -> None:
    path = store(tmp_path, "conversation")
    (tmp_path / "storage" / "message" / "ses_conversation" / "msg_c3.json").write_text("{")
    rows = rows_at(path, tmp_path)
    assert [problem.reason for problem in rows.problem] == ["message file unreadable"]
    assert len(rows.request) == 3 - 1


def test_another_programs_database_is_none_of_ours(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "opencode.db")) as connection, connection:
        connection.execute("CREATE TABLE session (id TEXT)")
    rows = rows_at(tmp_path / "opencode.db", tmp_path)
    assert [problem.reason for problem in rows.problem] == ["not an OpenCode database"]


def test_json_of_another_program_is_no_session(tmp_path: Path) -> None:
    put(tmp_path / "session.json", {"messages": [], "title": "x"})
    rows = rows_at(tmp_path / "session.json", tmp_path)
    assert [problem.kind for problem in rows.problem] == ["skipped"]
