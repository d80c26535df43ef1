"""RuleCatch: findings and approvals of Claude Code's sessions, out of its log and its buffer."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from builders import prompt, reply, tool_result, tool_use
from conftest import Home, totals_of
from damage import damaged, misshapen
from sightline.adapters.base import Environment, Reading, Source, Work, read
from sightline.adapters.rulecatch import RULECATCH
from sightline.records import Rows
from sightline.store.query import Filter, measure

SESSIONS = Path(__file__).parents[1] / "sessions" / "rulecatch"
FILES = sorted(path.name for path in SESSIONS.iterdir())
CLAUDE = "11111111-2222-4333-8444-555555555555"
START = 1_772_445_600_000_000  # 2026-03-02T10:00:00Z
SECOND = 1_000_000


def parse(name: str, tmp_path: Path) -> Rows:
    """The rows of a session file, at the place where RuleCatch keeps one of its kind."""
    path = tmp_path / ("events.log" if name.endswith(".log") else f"buffer/{name}")
    path.parent.mkdir(exist_ok=True)
    shutil.copy(SESSIONS / name, path)
    return reading_of(path, tmp_path).rows


def reading_of(path: Path, root: Path, before: Reading | None = None) -> Reading:
    source = Source("rulecatch", str(root), str(path))
    position, state = (before.position, before.state) if before else (None, None)
    return read(RULECATCH, source, position, state, Work())


def put(home: Home, name: str, place: str = "events.log") -> Path:
    """A session file where RuleCatch keeps it."""
    path = home.path / ".claude" / "rulecatch" / place
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(SESSIONS / name, path)
    return path


# Where


def test_it_lies_beside_the_sessions_of_claude_code() -> None:
    environment = Environment(Path("/home/dev"), {"CLAUDE_CONFIG_DIR": "/srv/claude"})
    expected = [Path("/home/dev/.claude/rulecatch"), Path("/srv/claude/rulecatch")]
    assert RULECATCH.folders(environment) == expected


def test_the_log_and_the_buffer_are_read_and_the_keys_are_not() -> None:
    paths = ("events.log", "buffer/1-a.json", "config.json", "buffer/config.txt", "a/b/c.json")
    wanted = [path for path in paths if RULECATCH.wants(path)]
    assert wanted == ["events.log", "buffer/1-a.json"]


def test_no_file_of_keys_is_opened(home: Home) -> None:
    """C8: config.json is never read."""
    log = put(home, "findings.log")
    (log.parent / "config.json").write_text('{"apiKey": "k"}')
    index = home.index()
    assert index.refresh().files_opened == 1


# Findings


def test_a_deviation_is_a_finding_of_the_session_it_names(tmp_path: Path) -> None:
    """Q8: RuleCatch."""
    first, second, third = parse("findings.log", tmp_path).finding
    assert {row.session for row in (first, second, third)} == {f"claude_code:{CLAUDE}"}
    assert [row.ts for row in (first, second)] == [START + 10 * SECOND, START + 20 * SECOND]
    assert (first.rule, first.severity, first.path, first.at_line) == (
        "no-any", "error", "src/a.ts", 12
    )  # fmt: skip
    assert (third.path, third.at_line) == ("/srv/notes.md", None)
    assert [row.minutes for row in (first, second, third)] == [9, 5, 2]
    assert [row.corrected for row in (first, second, third)] == [False, True, False]


def test_with_privacy_on_a_finding_counts_without_its_names(tmp_path: Path) -> None:
    (found,) = parse("privacy.log", tmp_path).finding
    assert (found.rule, found.path, found.severity, found.minutes) == ("9f2c", None, "error", 9)


def test_what_is_odd_is_told_and_counts_for_the_least(tmp_path: Path) -> None:
    rows = parse("odd_events.log", tmp_path)
    (found,) = rows.finding
    assert (found.severity, found.minutes, found.at_line) == ("info", 2, None)
    assert {(row.line, row.reason) for row in rows.problem} == {
        (1, "odd ruleSeverity"), (2, "event of no session"), (4, "not a JSON object"),
        (5, "not JSON: expecting value at byte 0"),
    }  # fmt: skip


# Approvals


def test_questions_and_what_became_of_code_are_approvals(tmp_path: Path) -> None:
    kinds = [row.kind for row in parse("approvals.log", tmp_path).approval]
    assert kinds == ["asked", "asked", "accepted", "accepted", "rejected", "modified"]


def test_two_questions_in_one_second_are_two(tmp_path: Path) -> None:
    first, second, *_ = parse("approvals.log", tmp_path).approval
    assert first.ts == second.ts
    assert first.key != second.key


def test_it_is_no_source_of_sessions_tokens_or_calls(tmp_path: Path) -> None:
    """C8: tokens stay the transcript's."""
    rows = parse("approvals.log", tmp_path)
    others = (rows.session, rows.request, rows.tool_call, rows.code_change, rows.turn)
    assert not any(others)


# In the index


def test_an_event_in_log_and_buffer_counts_once(home: Home) -> None:
    home.claude(CLAUDE, prompt("p", 0), reply("m", 4))
    log = put(home, "findings.log")
    put(home, "buffered.json", "buffer/1-a.json")
    index = home.index()
    index.refresh()
    assert totals_of(index, "violations", "fix_minutes") == {"violations": 3, "fix_minutes": 16}
    log.unlink()
    index.refresh()
    assert totals_of(index, "violations", "fix_minutes") == {"violations": 1, "fix_minutes": 9}


def test_a_buffer_that_is_sent_takes_nothing_with_it(home: Home) -> None:
    home.claude(CLAUDE, prompt("p", 0), reply("m", 4))
    buffered = put(home, "buffered.json", "buffer/1-a.json")
    index = home.index()
    index.refresh()
    put(home, "findings.log")
    index.refresh()
    buffered.unlink()
    index.refresh()
    assert totals_of(index, "violations") == {"violations": 3}
    assert home.totals("violations") == {"violations": 3}  # from the cache alike


def test_a_log_that_grows_is_read_on_and_its_unended_line_counts_once(home: Home) -> None:
    home.claude(CLAUDE, prompt("p", 0), reply("m", 4))
    log = put(home, "findings.log")
    lines = log.read_bytes().splitlines(keepends=True)
    log.write_bytes(b"".join(lines[:2]).rstrip())  # the first finding, its line not ended
    index = home.index()
    index.refresh()
    assert totals_of(index, "violations") == {"violations": 1}
    log.write_bytes(b"".join(lines))
    index.refresh()
    assert totals_of(index, "violations") == {"violations": 3}


def test_findings_wait_for_the_session_they_name(home: Home) -> None:
    put(home, "findings.log")
    index = home.index()
    index.refresh()
    assert totals_of(index, "sessions", "violations") == {"sessions": 0, "violations": 0}
    home.claude(CLAUDE, prompt("p", 0), reply("m", 4))
    index.refresh()
    assert totals_of(index, "sessions", "violations") == {"sessions": 1, "violations": 3}


@pytest.mark.parametrize("by", ["session", "engine", "project", "branch", "model", "agent"])
def test_parts_add_up_to_all_findings(home: Home, by: str) -> None:
    home.claude(CLAUDE, prompt("p", 0), reply("m", 4))
    put(home, "findings.log")
    index = home.index()
    index.refresh()
    with index.reading() as connection:
        parts = measure(connection, ("violations",), Filter(), (by,))  # type: ignore[arg-type]
    assert [part.values["violations"] for part in parts] == [3]
    assert parts[0].group[0] is not None


def test_a_finding_is_of_the_model_at_work_in_its_turn(home: Home) -> None:
    more = reply("n", 26, model="claude-haiku-4-5")
    home.claude(CLAUDE, prompt("p", 0), reply("m", 4), prompt("q", 25), more)
    put(home, "findings.log")  # at seconds 10, 20 and 30
    where = Filter(models=("claude-haiku-4-5",))
    assert home.totals("violations", where=where) == {"violations": 1}


def test_answers_are_unknown_where_only_questions_are_recorded(home: Home) -> None:
    home.claude(CLAUDE, prompt("p", 0), reply("m", 4))
    names = ("approvals_asked", "approvals_allowed", "approvals_denied")
    assert home.totals(*names) == dict.fromkeys(names)
    put(home, "approvals.log")
    expected = {"approvals_asked": 2, "approvals_allowed": None, "approvals_denied": None}
    assert home.totals(*names) == expected


def test_acceptance_is_what_it_saw_where_the_session_records_no_edit(home: Home) -> None:
    home.claude(CLAUDE, prompt("p", 0), reply("m", 4))
    put(home, "approvals.log")  # code_accept twice, code_modify once, code_reject once
    said = [row.kind for row in parse("approvals.log", home.path).approval]
    good, changed, bad = said.count("accepted"), said.count("modified"), said.count("rejected")
    rate = (good + changed) / (good + changed + bad)
    assert home.totals("acceptance_rate") == {"acceptance_rate": rate}


def test_edits_of_the_session_itself_count_before_what_it_saw(home: Home) -> None:
    edit = {"filePath": "/home/dev/app/a.py", "structuredPatch": [{"lines": ["+1"]}]}
    call = reply("m", 1, content=[tool_use("t", "Edit", file_path="/home/dev/app/a.py")])
    home.claude(CLAUDE, prompt("p", 0), call, tool_result("t", 2, toolUseResult=edit))
    put(home, "approvals.log")
    assert home.totals("acceptance_rate") == {"acceptance_rate": 1.0}  # 1 applied of 1


# Damage and pieces


@pytest.mark.parametrize("cut", range(0, 1400, 97))
def test_a_log_read_in_pieces_gives_what_one_reading_gives(tmp_path: Path, cut: int) -> None:
    content = (SESSIONS / "findings.log").read_bytes()
    path = tmp_path / "events.log"
    path.write_bytes(content)
    whole = reading_of(path, tmp_path).rows.finding
    path.write_bytes(content[:cut])
    head = reading_of(path, tmp_path)
    path.write_bytes(content)
    tail = reading_of(path, tmp_path, head)
    found = {row.key: row for row in (*head.rows.finding, *tail.rows.finding)}
    assert list(found.values()) == whole


@pytest.mark.parametrize("name", FILES)
def test_damaged_files_give_rows_or_problems(tmp_path: Path, name: str) -> None:
    content = (SESSIONS / name).read_bytes()
    places = tmp_path / "events.log", tmp_path / "x.json"
    for data in (*damaged(content), *misshapen(content)):
        for path in places:
            path.write_bytes(data)
            rows = reading_of(path, tmp_path).rows
            assert all(row.key.startswith(f"{row.thread}:") for row in rows.finding)
            assert all(row.key.startswith(f"{row.thread}:") for row in rows.approval)
