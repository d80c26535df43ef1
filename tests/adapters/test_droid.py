"""Droid: prompts, answers, tools, edits and the totals beside a log."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from conftest import Home
from damage import damaged, misshapen
from sightline.adapters.base import Environment, Source, Work, read
from sightline.adapters.droid import DROID
from sightline.records import Request, Rows

SESSIONS = Path(__file__).parents[1] / "sessions" / "droid"
LOGS = sorted(path.name for path in SESSIONS.glob("*.jsonl"))
START = 1_775_120_400_000_000  # 2026-04-02T09:00:00Z
SECOND = 1_000_000


def parse(name: str) -> Rows:
    return rows_at(SESSIONS / f"{name}.jsonl", SESSIONS)


def rows_at(path: Path, root: Path) -> Rows:
    return read(DROID, Source("droid", str(root), str(path)), None, None, Work()).rows


def split(row: Request) -> tuple[int | None, ...]:
    return (
        row.input_tokens, row.cache_read_tokens, row.cache_write_5m_tokens, row.output_tokens,
        row.reasoning_tokens,
    )  # fmt: skip


# Where


def test_sessions_lie_in_the_home_folder() -> None:
    assert DROID.folders(Environment(Path("/home/dev"))) == [Path("/home/dev/.factory/sessions")]
    assert DROID.wants("-home-dev/052cb8d0.jsonl")
    assert not DROID.wants("-home-dev/052cb8d0.settings.json")


# The session


def test_a_given_name_stands_above_the_first_prompt() -> None:
    untitled, named = parse("conversation").session[0], parse("totals").session[0]
    assert (untitled.title, untitled.title_rank) == ("Fix the cart total", 1)
    assert (named.title, named.title_rank) == ("Cart sums", 3)
    assert (untitled.thread, untitled.cwd) == ("droid:conv", "/home/dev/shop")


def test_reminders_results_and_notices_are_no_prompts() -> None:
    turns = parse("conversation").turn
    assert [turn.key for turn in turns] == ["droid:conv:u1", "droid:conv:u2"]
    assert (turns[0].ts, turns[0].ended_ts) == (START + SECOND, START + 9 * SECOND)


# Answers and totals


def test_without_totals_an_answers_usage_is_unknown() -> None:
    rows = parse("conversation").request
    assert [(split(row), row.partial, row.n) for row in rows] == [((None,) * 5, True, 1)] * 2


def test_an_answer_took_from_what_it_answers_to_its_line() -> None:
    first, second = parse("conversation").request
    assert (first.started_ts, first.duration_ms) == (START + SECOND, 5000 - 1000)
    assert (second.started_ts, second.duration_ms) == (START + 6 * SECOND, 9000 - 6000)


def test_totals_are_one_row_over_all_answers() -> None:
    *answers, total = parse("totals").request
    assert (split(total), total.n, total.flags) == ((100, 1000, 50, 40, 10), 2, "aggregate")
    assert (total.model, total.provider) == ("claude-opus-4-6", "anthropic")
    assert total.ts == START + 20 * SECOND  # dated by the session's end
    assert [(split(row), row.n, row.messages) for row in answers] == [((0,) * 5, 0, 1)] * 2
    assert total.messages == 0


def test_totals_count_once_whenever_they_are_written(home: Home) -> None:
    folder = home.path / ".factory" / "sessions"
    folder.mkdir(parents=True)
    shutil.copy(SESSIONS / "totals.jsonl", folder)
    assert home.totals("requests") == {"requests": 0}  # of answers nothing was stated
    shutil.copy(SESSIONS / "totals.settings.json", folder)  # written later than the log
    assert home.totals("requests", "input_tokens", "messages") == {
        "requests": 2, "input_tokens": 100, "messages": 2 + 2,
    }  # fmt: skip


def test_more_thought_than_output_is_no_part_of_it(tmp_path: Path) -> None:
    shutil.copy(SESSIONS / "totals.jsonl", tmp_path / "x.jsonl")
    usage = '{"tokenUsage": {"inputTokens": 1, "outputTokens": 2, "thinkingTokens": 3}}'
    (tmp_path / "x.settings.json").write_text(usage)
    rows = rows_at(tmp_path / "x.jsonl", tmp_path)
    assert split(rows.request[-1]) == (1, 0, 0, 2, None)
    assert [problem.reason for problem in rows.problem] == ["reasoning above output"]


# Tools


def test_outcomes_of_tools() -> None:
    calls = parse("tool_outcomes").tool_call
    assert [(call.kind, call.outcome, call.error_kind, call.target) for call in calls] == [
        ("execute", "ok", None, "npm"), ("execute", "failed", "exit_code", "npm"),
        ("search", "failed", "error", "cart"), ("edit", "failed", "error", None),
        ("read", "open", None, "src"), ("execute", "ok", None, "gemini"),
        ("mcp", "ok", None, None), ("agent", "ok", None, "worker"),
    ]  # fmt: skip
    assert calls[6].server == "docs"
    assert [(h.kind, h.to) for h in parse("tool_outcomes").handoff] == [
        ("cli", "gemini"), ("subagent", "worker"),
    ]  # fmt: skip


def test_a_call_runs_to_its_result_approval_included() -> None:
    call = parse("tool_outcomes").tool_call[0]
    assert (call.duration_ms, call.with_approval) == (4000 - 1000, True)


# Edits


def test_lines_of_edits() -> None:
    changes = parse("edits").code_change
    assert [(c.path, c.added, c.removed, c.estimated) for c in changes] == [
        ("a.py", 2, 1, False),
        ("new.py", 1, 0, False),
        ("old.py", 0, None, False),  # what a deleted file held is not recorded
        ("b.py", 2, 1, True),  # a stays, b becomes c and d
        ("c.py", 2, 0, True),  # taken to be new
        ("c.py", None, None, False),
        ("d.py", None, None, False),
    ]


# Damage


@pytest.mark.parametrize("name", LOGS)
def test_damaged_logs_and_settings_never_raise(name: str, tmp_path: Path) -> None:
    content = (SESSIONS / name).read_bytes()
    path = tmp_path / "x.jsonl"
    for data in (*damaged(content), *misshapen(content)):
        path.write_bytes(data)
        path.with_name("x.settings.json").write_bytes(data)
        rows = rows_at(path, tmp_path)
        assert rows.session or rows.problem or not rows.request


def test_misshapen_totals_never_raise(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    shutil.copy(SESSIONS / "totals.jsonl", path)
    for data in misshapen((SESSIONS / "totals.settings.json").read_bytes()):
        path.with_name("x.settings.json").write_bytes(data)
        assert len(rows_at(path, tmp_path).request) in {2, 2 + 1}


def test_a_line_that_is_no_object_and_a_plain_text(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text(
        '{"type":"session_start","id":"x"}\n[]\n'
        '{"type":"message","id":"u","message":{"role":"user","content":"Fix it"}}\n'
    )
    rows = rows_at(path, tmp_path)
    assert (rows.session[0].title, len(rows.turn)) == ("Fix it", 1)
    assert [problem.reason for problem in rows.problem] == ["not a JSON object"]


def test_a_log_of_another_program_is_skipped(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text('{"type":"session","id":"x"}\n')
    problems = rows_at(path, tmp_path).problem
    assert [problem.reason for problem in problems] == ["not a Droid session"]
