"""Cline, Roo and Kilo: requests, tools, edits, prompts and subtasks of task folders."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from conftest import Home
from damage import damaged, misshapen
from sightline.adapters.base import Environment, Source, Work, read
from sightline.adapters.cline import CLINE, KILO, ROO
from sightline.records import Request, Rows

SESSIONS = Path(__file__).parents[1] / "sessions" / "cline"
CASES = sorted(path.name for path in SESSIONS.iterdir())
START = 1_775_120_400_000_000  # 2026-04-02T09:00:00Z
MS = START // 1000
SECOND = 1_000_000


def parse(name: str, engine: str = "cline") -> Rows:
    return rows_at(SESSIONS / name / "ui_messages.json", SESSIONS, engine)


def rows_at(path: Path, root: Path, engine: str = "cline") -> Rows:
    return read(CLINE, Source(engine, str(root), str(path)), None, None, Work()).rows


def split(row: Request) -> tuple[int | None, ...]:
    return (
        row.input_tokens, row.cache_read_tokens, row.cache_write_5m_tokens, row.output_tokens,
    )  # fmt: skip


# Where


@pytest.mark.parametrize(
    ("platform", "variables", "programs"),
    [
        ("linux", {}, "/home/dev/.config"),
        ("linux", {"XDG_CONFIG_HOME": "/config"}, "/config"),
        ("darwin", {}, "/home/dev/Library/Application Support"),
        ("win32", {"APPDATA": "/roaming"}, "/roaming"),
        ("win32", {}, "/home/dev/AppData/Roaming"),
    ],
)
def test_tasks_lie_in_the_extensions_folder_of_each_editor(
    platform: str, variables: dict[str, str], programs: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.platform", platform)
    folders = CLINE.folders(Environment(Path("/home/dev"), variables))
    extension = "User/globalStorage/saoudrizwan.claude-dev/tasks"
    assert folders[0] == Path(programs) / "Code" / extension
    assert Path("/home/dev/.vscode-server/data") / extension in folders
    assert folders[-1] == Path("/home/dev/.cline/data/tasks")


def test_each_extension_has_its_own_folders() -> None:
    home = Environment(Path("/home/dev"))
    folders = [set(adapter.folders(home)) for adapter in (CLINE, ROO, KILO)]
    assert not (folders[0] & folders[1] | folders[1] & folders[2] | folders[0] & folders[2])


def test_only_the_log_of_a_task_is_wanted() -> None:
    assert CLINE.wants("1775120400000/ui_messages.json")
    assert not CLINE.wants("1775120400000/api_conversation_history.json")


# The session


def test_a_task_is_named_by_its_folder_and_titled_by_its_first_text() -> None:
    session = parse("conversation").session[0]
    assert (session.thread, session.native_id) == ("cline:conversation", "conversation")
    assert (session.title, session.title_rank) == ("Fix the cart total", 1)
    assert session.cwd == "/home/dev/shop"
    assert (session.first_ts, session.last_ts) == (START, START + 21 * SECOND)


def test_prompts_are_the_first_text_and_feedback() -> None:
    turns = parse("conversation").turn
    assert [turn.ts for turn in turns] == [START, START + 20 * SECOND]
    assert turns[0].ended_ts == START + 8_500_000


def test_the_engine_is_that_of_the_folder(home: Home) -> None:
    tasks = home.path / ".vscode-server/data/User/globalStorage/rooveterinaryinc.roo-cline/tasks"
    shutil.copytree(SESSIONS / "conversation", tasks / "1")
    index = home.index()
    index.refresh()
    with index.reading() as connection:
        assert connection.execute("SELECT id, engine FROM session").fetchall() == [("roo:1", "roo")]


# Requests


def test_a_request_without_numbers_never_ended() -> None:
    rows = parse("conversation").request
    assert [row.key for row in rows] == [
        f"cline:conversation:{MS + 1000}:0", f"cline:conversation:{MS + 6000}:0",
    ]  # fmt: skip
    assert split(rows[0]) == (100, 1000, 50, 20)
    assert rows[0].recorded_cost_nano == 12_500_000  # 0.0125 USD
    assert (rows[0].model, rows[0].provider) == ("claude-sonnet-4-5", "anthropic")


def test_the_first_word_is_timed_and_the_end_is_unknown() -> None:
    row = parse("conversation").request[0]
    assert (row.first_ms, row.first_kind) == (3000 - 1000, "first_thought")
    assert (row.started_ts, row.ended_ts, row.duration_ms) == (None, None, None)


def test_the_cache_is_part_of_input_under_openais_protocol() -> None:
    whole, short = parse("requests").request[:2]
    assert split(whole) == (1300 - 1000 - 50, 1000, 50, 20)
    assert split(short) == (0, 1000, 50, 20)  # 900 sent, 1,050 of it cached


def test_odd_counts_are_unknown_and_noted() -> None:
    rows = parse("requests")
    assert [split(row) for row in rows.request[2:5]] == [
        (None, 1000, 50, 20), (100, 1000, 50, None), (10, 0, 0, None),
    ]  # fmt: skip
    assert {problem.reason: problem.n for problem in rows.problem} == {
        "cache above input": 1, "odd tokensIn": 1, "odd tokensOut": 1, "odd cost": 1,
    }  # fmt: skip


def test_a_cancelled_request_states_what_had_arrived() -> None:
    failed, cancelled = parse("requests").request[5:7]
    assert (split(failed), failed.partial) == ((0, 0, 0, 0), False)
    assert (split(cancelled), cancelled.partial) == ((70, 0, 0, 7), True)


def test_requests_of_one_millisecond_stay_two() -> None:
    first, second = parse("requests").request[7:9]
    assert (first.key[-2:], second.key[-2:]) == (":0", ":1")
    assert first.key[:-2] == second.key[:-2]


def test_cut_requests_summaries_and_subagents_count_as_totals() -> None:
    cut, summary, helpers = parse("requests").request[9:]
    assert (split(cut), cut.recorded_cost_nano, cut.n) == ((300, 5, 0, 30), 500_000_000, 0)
    assert (summary.recorded_cost_nano, summary.n, summary.partial) == (20_000_000, 1, True)
    assert (split(helpers), helpers.side, helpers.model) == ((40, 0, 0, 4), True, None)
    assert {row.flags for row in (cut, summary, helpers)} == {"aggregate"}


# Tools


def test_outcomes_of_tools() -> None:
    calls = parse("tool_outcomes").tool_call
    assert [(call.tool, call.kind, call.outcome, call.target) for call in calls] == [
        ("command", "execute", "ok", "npm"), ("command", "execute", "rejected", "rm"),
        ("find", "mcp", "ok", None), ("readFile", "read", "failed", "none.py"),
        ("command", "execute", "denied", "curl"), ("command", "execute", "ok", "codex"),
        ("searchFiles", "search", "open", "src"),
    ]  # fmt: skip
    assert calls[2].server == "docs"


def test_a_tool_asked_and_then_said_is_one_call_that_was_approved() -> None:
    call = parse("tool_outcomes").tool_call[2]
    assert (call.ts, call.with_approval) == (START + 11 * SECOND, True)
    assert call.duration_ms == 14_000 - 11_000


def test_a_shell_runs_until_its_last_output() -> None:
    call = parse("tool_outcomes").tool_call[0]
    assert (call.duration_ms, call.with_approval) == (4500 - 2000, False)


def test_a_refused_tool_is_an_intervention() -> None:
    first, second = parse("tool_outcomes").turn
    assert (first.intervention, second.intervention) == (True, False)


def test_a_helper_cli_is_a_handoff() -> None:
    handoff = parse("tool_outcomes").handoff[0]
    assert (handoff.kind, handoff.to, handoff.outcome) == ("cli", "codex", "done")
    assert handoff.done_ts == START + 30 * SECOND


# Edits


def test_lines_of_edits() -> None:
    changes = parse("edits").code_change
    assert [(c.path, c.added, c.removed, c.applied, c.estimated) for c in changes] == [
        ("new.ts", 3, 0, True, False),
        ("src/cart.py", 2, 1, True, True),  # a and c stay, b becomes B, d is new
        ("src/cart.py", 0, 2, True, True),  # two blocks, each drops a
        ("a.py", 2, 1, True, False),
        ("b.py", 1, 1, True, False),
        ("c.py", 7, 2, True, False),
        ("d.py", None, None, True, False),
        ("f.py", None, None, False, True),  # rejected
        ("g.py", 2, 1, True, True),
    ]  # e.py failed, h.py still waits for approval


def test_an_edit_the_person_changed_is_marked() -> None:
    rows = parse("edits")
    assert [change.path for change in rows.code_change if change.modified] == ["g.py"]
    assert rows.turn[-1].intervention


# Trouble


def test_failures_in_a_row_are_one_error_and_the_next_answer_recovers_it() -> None:
    first, second = parse("trouble").turn
    assert (first.api_errors, first.api_errors_recovered) == (1, 1)
    assert (second.api_errors, second.api_errors_recovered, second.compacted) == (1, 0, True)


def test_a_task_that_was_resumed_had_been_interrupted() -> None:
    first, second = parse("trouble").turn
    assert (first.interrupted, second.interrupted) == (True, False)


# Roo


def test_roo_names_model_mode_and_folder_elsewhere() -> None:
    rows = parse("roo_parent", "roo")
    assert rows.session[0].cwd == "/home/dev/shop"  # the history item stands above the text
    assert [(row.model, row.agent) for row in rows.request] == [
        ("claude-opus-4-1", "architect")
    ] * 2
    assert split(rows.request[0]) == (5, 0, 0, 6)


def test_a_subtask_belongs_to_its_parent() -> None:
    child = parse("roo_child", "roo")
    assert (child.session[0].kind, child.session[0].parent) == ("subagent", "roo:roo_parent")
    assert (child.turn, child.request[0].side, child.request[0].agent) == ([], True, "code")
    handoff = parse("roo_parent", "roo").handoff[0]
    assert (handoff.to, handoff.child, handoff.outcome) == ("code", "roo_child", "done")


def test_a_history_item_written_later_is_seen(home: Home) -> None:
    tasks = home.path / ".vscode-server/data/User/globalStorage/rooveterinaryinc.roo-cline/tasks"
    for case in ("roo_parent", "roo_child"):
        shutil.copytree(SESSIONS / case, tasks / case)
    item = (tasks / "roo_child" / "history_item.json").read_bytes()
    (tasks / "roo_child" / "history_item.json").unlink()
    assert home.totals("sessions") == {"sessions": 2}
    (tasks / "roo_child" / "history_item.json").write_bytes(item)
    assert home.totals("sessions", "requests") == {"sessions": 1, "requests": 2 + 2}


# Damage


@pytest.mark.parametrize("case", CASES)
def test_damaged_tasks_never_raise(case: str, tmp_path: Path) -> None:
    path = tmp_path / "task" / "ui_messages.json"
    path.parent.mkdir()
    content = (SESSIONS / case / "ui_messages.json").read_bytes()
    for data in (*damaged(content), *misshapen(content)):
        path.write_bytes(data)
        path.with_name("history_item.json").write_bytes(data)
        rows = rows_at(path, tmp_path)
        assert rows.session or rows.problem or not rows.request


def say(what: str, **told: object) -> dict[str, object]:
    return {"ts": MS, "type": "say", "say": what, "text": json.dumps(told)}


def test_a_task_before_anybody_spoke_is_no_session(tmp_path: Path) -> None:
    path = tmp_path / "ui_messages.json"
    path.write_text(json.dumps([say("user_feedback_diff"), say("checkpoint_created")]))
    assert rows_at(path, tmp_path) == Rows()


def test_edits_without_a_path_and_pages_opened(tmp_path: Path) -> None:
    path = tmp_path / "ui_messages.json"
    opened = {"ts": MS, "type": "say", "say": "browser_action_launch", "text": "https://x.org"}
    path.write_text(json.dumps([say("tool", tool="newFileCreated", content="a"), opened]))
    rows = rows_at(path, tmp_path)
    assert [(call.kind, call.target) for call in rows.tool_call] == [
        ("edit", None), ("fetch", "https://x.org"),
    ]  # fmt: skip
    assert rows.code_change == []


def test_of_several_handoffs_only_the_one_whose_call_ended_has_ended(tmp_path: Path) -> None:
    path = tmp_path / "ui_messages.json"
    path.write_text(
        json.dumps([say("tool", tool="newTask", mode=mode) for mode in ("a", "b", "c")])
    )
    assert [(h.to, h.outcome) for h in rows_at(path, tmp_path).handoff] == [
        ("a", "done"), ("b", "done"), ("c", "open"),
    ]  # fmt: skip


def test_odd_values_inside_a_messages_text_never_raise(tmp_path: Path) -> None:
    path = tmp_path / "task" / "ui_messages.json"
    path.parent.mkdir()
    for told in ("[]", "{}", "7", '{"tokensIn": {}}', '{"tool": 7, "path": []}', "{" * 9999):
        kinds = ("api_req_started", "tool", "use_mcp_server", "deleted_api_reqs")
        path.write_text(json.dumps([{"type": "say", "say": kind, "text": told} for kind in kinds]))
        assert len(rows_at(path, tmp_path).tool_call) == 2


def test_an_array_of_another_program_is_no_task(tmp_path: Path) -> None:
    path = tmp_path / "ui_messages.json"
    path.write_text('[{"role": "user", "content": []}]')
    assert [problem.kind for problem in rows_at(path, tmp_path).problem] == ["skipped"]
