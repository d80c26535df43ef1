"""Where reviews are found in a session, and what they make of its scores."""

from __future__ import annotations

import json

import pytest

from builders import prompt, reply, stamp, tool_result, tool_use
from conftest import Ask, Home
from sightline.reports.item import PAGE
from sightline.reports.session_review import UnknownReviewError

LOGIC = """# Code Logic Review - TASK_1

| Overall Score  | 6/10           |
| Assessment     | NEEDS_REVISION |
| Serious Issues | 2              |
"""


def scores(home: Home) -> list[tuple[str, float, str]]:
    index = home.index()
    index.refresh()
    with index.reading() as connection:
        return connection.execute(
            "SELECT phase, score, reviewer FROM review WHERE native ORDER BY ts, phase"
        ).fetchall()


def asked(number: int, agent: str, text: str, second: int) -> list[dict[str, object]]:
    """A sub-agent that was asked, and what it answered."""
    task = tool_use(f"t{number}", "Task", subagent_type=agent, prompt="review it")
    answer = tool_result(f"t{number}", second + 1)
    answer["message"]["content"][0]["content"] = [{"type": "text", "text": text}]
    return [reply(f"m{number}", second, content=[task]), answer]


def test_what_a_review_agent_answers_is_a_review_of_the_session(home: Home) -> None:
    """Q5: sub-agents."""
    home.claude("aaaa", prompt("u1", 0), *asked(1, "code-logic-reviewer", LOGIC, 1))
    assert scores(home) == [("logic", 60, "code-logic-reviewer")]
    assert home.totals("quality_logic", "violations", "fix_minutes") == {
        "quality_logic": 60, "violations": 2, "fix_minutes": 2 * 5,
    }  # fmt: skip


@pytest.mark.parametrize(("agent", "found"), [("code-logic-reviewer", 1), ("Explore", 0)])
def test_what_a_review_agent_in_the_background_answers_is_a_review_once(
    home: Home, agent: str, found: int
) -> None:
    """Q5: its end is told several times, its answer with each."""
    task = tool_use("t1", "Agent", subagent_type=agent, prompt="p", run_in_background=True)
    begun = tool_result("t1", 2, toolUseResult={"status": "async_launched", "agentId": "ag"})
    notice = (
        "<task-notification>\n<task-id>ag</task-id>\n<status>completed</status>\n"
        f"<result>I looked at all of it.\n\n---\n\n{LOGIC}</result>\n</task-notification>"
    )
    home.claude(
        "aaaa", prompt("u1", 0), reply("m1", 1, content=[task]), begun, prompt("n1", 9, notice),
        prompt("n2", 10, notice),
    )  # fmt: skip
    assert scores(home) == [("logic", 60, agent)] * found


def test_another_agent_that_shows_a_report_gives_none(home: Home) -> None:
    home.claude("aaaa", prompt("u1", 0), *asked(1, "Explore", LOGIC, 1))
    assert scores(home) == []


def test_a_written_report_counts_and_the_same_text_twice_is_one_review(home: Home) -> None:
    """Q5: files, once."""
    path = "/home/dev/app/.ptah/specs/TASK_1/code-logic-review.md"
    call = tool_use("w1", "Write", file_path=path, content=LOGIC)
    home.claude(
        "aaaa", prompt("u1", 0), *asked(1, "code-logic-reviewer", LOGIC, 1),
        reply("m9", 9, content=[call]), tool_result("w1", 10),
    )  # fmt: skip
    assert len(scores(home)) == 1


@pytest.mark.parametrize("name", ["notes.md", "review.py", "code-logic-review.txt"])
def test_other_files_are_no_reports(home: Home, name: str) -> None:
    call = tool_use("w1", "Write", file_path=f"/home/dev/app/{name}", content=LOGIC)
    home.claude("aaaa", prompt("u1", 0), reply("m1", 1, content=[call]), tool_result("w1", 2))
    assert scores(home) == []


def test_the_latest_review_of_a_phase_is_its_score(home: Home) -> None:
    better = LOGIC.replace("6/10", "8.5/10").replace("NEEDS_REVISION", "APPROVED")
    home.claude(
        "aaaa", prompt("u1", 0), *asked(1, "code-logic-reviewer", LOGIC, 1),
        *asked(2, "code-logic-reviewer", better, 20),
    )  # fmt: skip
    assert [score for _, score, _ in scores(home)] == [60, 85]
    assert home.totals("quality_logic") == {"quality_logic": 85}


def test_a_resumed_copy_of_a_session_is_reviewed_once(home: Home) -> None:
    lines = [prompt("u1", 0), *asked(1, "code-logic-reviewer", LOGIC, 1)]
    home.claude("aaaa", *lines)
    home.claude("bbbb", *lines, prompt("u2", 30), reply("m3", 31))
    assert len(scores(home)) == 1


def test_a_report_found_in_pieces_is_found_once(home: Home) -> None:
    lines = [prompt("u1", 0), *asked(1, "code-logic-reviewer", LOGIC, 1)]
    path = home.claude("aaaa", *lines[:2])
    index = home.index()
    index.refresh()
    whole = home.claude("zzzz", *lines).read_bytes()
    home.path.joinpath(".claude/projects/-home-dev-app/zzzz.jsonl").unlink()
    path.write_bytes(whole)
    index.refresh()
    with index.reading() as connection:
        found = connection.execute("SELECT score FROM review WHERE native").fetchall()
    assert found == [(60,)]


def ran(command: str, text: str) -> list[dict[str, object]]:
    """A shell command, and what it put out."""
    answer = tool_result("t1", 2)
    answer["message"]["content"][0]["content"] = text
    return [reply("m1", 1, content=[tool_use("t1", command=command)]), answer]


def test_what_the_cli_of_another_agent_answers_to_a_review_is_one(home: Home) -> None:
    home.claude("aaaa", prompt("u1", 0), *ran("codex exec '/review-logic src'", LOGIC))
    assert scores(home) == [("logic", 60, "codex")]


@pytest.mark.parametrize("command", ["cat logic-review.md", "codex exec 'go on'", "git log"])
def test_other_commands_that_show_a_report_give_none(home: Home, command: str) -> None:
    home.claude("aaaa", prompt("u1", 0), *ran(command, LOGIC))
    assert scores(home) == []


def said(text: str) -> list[dict[str, object]]:
    return [prompt("u1", 0), reply("m1", 1, content=[{"type": "text", "text": text}])]


def test_what_the_agent_says_below_the_heading_of_a_review_is_one(home: Home) -> None:
    home.claude("aaaa", *said(LOGIC))
    assert scores(home) == [("logic", 60, "main")]


@pytest.mark.parametrize("before", ["All done.\n\n", "# Summary of TASK_1\n\n"])
def test_a_report_inside_of_what_the_agent_says_is_none(home: Home, before: str) -> None:
    home.claude("aaaa", *said(before + LOGIC))
    assert scores(home) == []


def codex(home: Home, *items: dict[str, object]) -> None:
    meta = {"id": "019cb700-0000-7000-8000-000000000001", "timestamp": stamp(0), "cwd": "/home/dev"}
    lines = [{"type": "session_meta", "timestamp": stamp(0), "payload": meta}]
    lines += [
        {"type": "response_item", "timestamp": stamp(1 + n), "payload": item}
        for n, item in enumerate(items)
    ]
    path = home.path / ".codex/sessions/2026/03/02"
    path.mkdir(parents=True)
    file = path / "rollout-2026-03-02T10-00-00-019cb700-0000-7000-8000-000000000001.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")


def test_a_review_that_codex_says_or_adds_as_a_file_is_one(home: Home) -> None:
    added = "".join(f"+{line}\n" for line in LOGIC.replace("Logic", "Style").splitlines())
    patch = f"*** Begin Patch\n*** Add File: specs/code-style-review.md\n{added}*** End Patch"
    codex(
        home,
        {"type": "message", "role": "assistant", "content": [{"type": "text", "text": LOGIC}]},
        {"type": "custom_tool_call", "name": "apply_patch", "call_id": "c", "input": patch},
    )
    assert scores(home) == [("logic", 60, "main"), ("style", 60, "code-style-review")]


def review_of(home: Home, text: str) -> tuple[object, str]:
    home.claude("aaaa", prompt("u1", 0), *asked(1, "code-logic-reviewer", text, 1))
    index = home.index()
    index.refresh()
    with index.reading() as connection:
        ((key,),) = connection.execute("SELECT key FROM review").fetchall()
    return index, key


def test_the_text_of_a_review_is_read_from_its_session_in_pages(home: Home, ask: Ask) -> None:
    whole = LOGIC + "word " * 20_000
    index, key = review_of(home, whole)
    first = ask(index, "sessionReview", id="aaaa", reviewId=key)
    assert (first.reviewer, len(first.text), first.next_offset) == (
        "code-logic-reviewer", PAGE, PAGE,
    )  # fmt: skip
    rest = ask(index, "sessionReview", id="aaaa", reviewId=key, offset=PAGE)
    assert (first.text + rest.text).strip() == whole.strip()


def test_a_review_whose_session_file_is_gone_says_so(home: Home, ask: Ask) -> None:
    index, key = review_of(home, LOGIC)
    home.path.joinpath(".claude/projects/-home-dev-app/aaaa.jsonl").unlink()
    found = ask(index, "sessionReview", id="aaaa", reviewId=key)
    assert (found.text, found.hint) == (None, "Its text is not there any more.")


def test_an_unknown_review_is_refused(home: Home, ask: Ask) -> None:
    index, _ = review_of(home, LOGIC)
    with pytest.raises(UnknownReviewError):
        ask(index, "sessionReview", id="aaaa", reviewId="none")


def test_the_issues_of_a_review_come_with_its_first_page_worst_first(home: Home, ask: Ask) -> None:
    minor = "\n## Minor Issues\n\n1. **A name**\n"
    serious = "\n## Serious Issues\n\n### One\n\n- **File**: `a.py:7`\n"
    index, key = review_of(home, LOGIC + minor + serious + "word " * 20_000)
    first = ask(index, "sessionReview", id="aaaa", reviewId=key)
    assert [(one.severity, one.title, one.path, one.line) for one in first.issues] == [
        ("warning", "One", "a.py", 7),
        ("info", "**A name**", None, None),
    ]
    assert ask(index, "sessionReview", id="aaaa", reviewId=key, offset=PAGE).issues == ()
