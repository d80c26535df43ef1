"""Q5 to Q7: reports of review agents, and what looks like a score and is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.records import ReportText
from sightline.reviewers.agent_reports import Report, parse, rows_of
from sightline.reviewers.agent_reports.text import LONGEST

TABLE = """# Code Logic Review - TASK_1

## Review Summary

| Metric          | Value          |
| --------------- | -------------- |
| Overall Score   | 6.5/10         |
| Assessment      | NEEDS_REVISION |
| Critical Issues | 1              |
| Serious Issues  | 3              |
| Moderate Issues | 2              |
| Minor Issues    | 1              |

## File by file

### a.py

**Score**: 9/10
"""
COMBINED = """# Elite Technical Quality Review Report - TASK_2

**Overall Score**: 7.8/10 (Weighted average: 40% + 35% + 25%)
**Technical Assessment**: APPROVED_WITH_CONCERNS

## Phase 1: Code Quality Review Results (40% Weight)

**Score**: 8.5/10

## Phase 2: Business Logic Review Results (35% Weight)

**Score**: 7.5/10

## Phase 3: Security Review Results (25% Weight)

**Score**: 7/10
"""


def read(text: str, hint: str = "") -> Report:
    (found,) = parse(text, hint)
    return found


def test_the_row_overall_score_is_the_score_and_those_of_files_are_none() -> None:
    report = read(TABLE)
    assert (dict(report.scores), report.verdict) == ({"logic": 65}, "needs_revision")
    assert dict(report.issues) == {"error": 1, "warning": 3, "info": 2 + 1}


def test_the_heading_tells_the_phase_whatever_the_file_is_called() -> None:
    """Q5: headings."""
    assert dict(read(TABLE, "code-review.md").scores) == {"logic": 65}
    assert dict(read(TABLE.replace("Logic", "Style"), "x.md").scores) == {"style": 65}
    assert dict(read(TABLE.replace("Code Logic", "SECURITY"), "x.md").scores) == {"security": 65}


def test_a_combined_report_has_a_score_a_phase_and_its_own_overall_as_detail() -> None:
    """Q6: phases 1 to 3."""
    report = read(COMBINED, "code-review.md")
    assert dict(report.scores) == {"style": 85, "logic": 75, "security": 70}
    assert (report.stated_overall, report.verdict) == (78, "approved_with")


def test_phases_inside_a_report_of_one_phase_are_none() -> None:
    head = "# Code Style Review Report\n\n**Overall Score**: 9.2/10\n\n"
    inside = "## Phase 1: Coding Standards (40% Weight)\n\n**Score**: 4/10\n"
    assert dict(read(head + inside).scores) == {"style": 92}


@pytest.mark.parametrize(
    "row",
    [
        "| Overall Score | 6.5/10 | 8.0/10 |",  # before and after
        "| Overall Score | [X/10] |",
        "| Overall Score | X/10 |",
        "| Overall Score | N/A |",
        "**Previous Overall Score**: 6.5/10",
        "Quality rose from 4.5/10 to 8/10.",
        "**Score**: 6/10\n\n**Score**: 8/10",
        "```\n| Overall Score | 9/10 |\n```",
        "Coverage 75/100, step 3/10/2026",
        "**Overall Score**: 6.5/10 -> 8/10",
        "**Overall Score**: 6.5/10, target 9/10",
        "**Overall Score**: 6.5/10 (before the fixes)",
        "| Overall Score | 6/10 |\n\n| Overall Score | 8/10 |",
        "**Overall Score**: 6/10\n\n**Final Score**: 8/10",
        "## Files\n\n### src/a.py\n\n**Score**: 8/10",
        "Overall 7/10 requirements are met.",
        "Batch 3/10 is done.",
        "A 10/10 implementation would have tests.",
    ],
)
def test_what_is_not_certainly_the_score_is_none(row: str) -> None:
    """Q6: templates, examples, files."""
    report = read(f"# Code Logic Review\n\n{row}\n\n**Verdict**: APPROVED\n")
    assert (dict(report.scores), report.verdict) == ({}, "approved")


def test_the_score_after_a_fix_is_the_score() -> None:
    text = "# Final Code Logic Review\n**Original Score**: 6.5/10\n**Final Score**: 7.8/10\n"
    assert dict(read(text).scores) == {"logic": 78}


@pytest.mark.parametrize("aside", ["(↑ from 4.5/10)", "(up from 4.5/10)", "(was 4.5/10)", "(good)"])
def test_what_stands_in_brackets_behind_a_score_leaves_it_certain(aside: str) -> None:
    assert dict(read(f"# Logic Review\n| Overall Score | **8.2/10** {aside} |").scores) == {
        "logic": 82
    }


def test_several_reports_in_one_text_are_a_review_each() -> None:
    style = TABLE.replace("Code Logic", "Code Style").replace("6.5", "7").replace("NEEDS", "x")
    first, second = parse(style + "\n---\n\n" + TABLE, "code-review.md")
    assert (dict(first.scores), first.verdict) == ({"style": 70}, None)
    assert (dict(second.scores), second.verdict) == ({"logic": 65}, "needs_revision")


def test_one_phase_reviewed_twice_with_two_scores_is_not_certain() -> None:
    again = TABLE.replace("6.5", "9")
    assert dict(read(TABLE + "\n" + again).scores) == {}


def test_a_score_inside_of_a_part_of_the_whole_is_not_that_of_the_part() -> None:
    without = COMBINED.replace("**Score**: 7/10", "### a.py\n\n**Score**: 7/10")
    assert dict(read(without).scores) == {"style": 85, "logic": 75}


def test_what_tells_an_agent_how_to_review_is_no_review() -> None:
    assert parse("---\nname: code-logic-reviewer\ndescription: x\n---\n" + TABLE) == ()
    told = ReportText(
        line=3, thread="t", ts=5, text=TABLE, hint="x", reviewer="main",
        path="/home/dev/app/.claude/agents/code-logic-review.md",
    )  # fmt: skip
    assert rows_of(told) == ([], [])


def test_the_only_score_counts_where_the_kind_of_review_is_known() -> None:
    assert dict(read("# Security Review\nI give it 8/10.").scores) == {"security": 80}
    assert parse("# Review\nI give it 8/10.") == ()


def test_scores_beside_the_names_of_agents_are_theirs() -> None:
    text = "# Review Report\n**Reviewers**: code-logic-reviewer (5/10), code-style-reviewer (6/10)"
    assert dict(read(text, "review-report.md").scores) == {"logic": 50, "style": 60}


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        ("| Assessment | APPROVED |", "approved"),
        ("**Verdict**: APPROVED WITH NOTES", "approved_with"),
        ("**Recommendation**: NEEDS_REVISION", "needs_revision"),
        ("### Overall Assessment: **NEEDS FIXES**", "needs_revision"),
        ("**Decision**: REJECTED", "rejected"),
        ("**Technical Assessment**: PASS WITH COMMENTS", "approved_with"),
    ],
)
def test_verdicts_in_their_forms(said: str, verdict: str) -> None:
    assert read(f"# Code Style Review\n\n{said}\n").verdict == verdict


def test_a_text_that_is_no_review_has_no_rows() -> None:
    assert parse("# Plan\n\n| Overall Score | 6/10 |") == ()
    assert parse("# Preview\n\n**Status**: APPROVED") == ()
    assert parse("I reviewed the code and it is fine.") == ()


def test_each_phase_is_a_review_each_issue_a_finding_and_the_same_text_one_review() -> None:
    """Q7: severities."""
    text = ReportText(
        line=3, thread="claude_code:a", ts=5, text=TABLE, hint="code-logic-reviewer",
        reviewer="code-logic-reviewer",
    )  # fmt: skip
    reviews, findings = rows_of(text)
    (review,) = reviews
    assert (review.phase, review.score, review.errors, review.infos) == ("logic", 65, 1, 3)
    minutes = [finding.minutes for finding in findings]
    assert sum(minutes) == 1 * 9 + 3 * 5 + 3 * 2
    again, _ = rows_of(text)
    assert [one.key for one in again] == [review.key]


LISTED = """# Code Style Review

| Blocking Issues | 1 |
| Serious Issues  | 2 |
| Minor Issues    | 2 |

## Blocking Issues

### Issue 1: Two stores of one thing

- **File**: `src/app/store.ts:12-30`
- **Problem**: ...

## Serious Issues

### Issue 2: No place

## Minor Issues

1. **A cast** (`C:\\app\\a.ts:7`)
2. **A name**: call `it.so`
"""


def test_issues_are_found_at_the_places_the_report_lists() -> None:
    issues = [(one.severity, one.path, one.line) for one in read(LISTED).listed]
    assert issues == [
        ("error", "src/app/store.ts", 12),
        ("warning", None, None),
        ("info", "C:\\app\\a.ts", 7),
        ("info", None, None),
    ]


def test_places_are_kept_where_the_report_lists_as_many_issues_as_it_counts() -> None:
    text = ReportText(line=3, thread="t", ts=5, text=LISTED, hint="x", reviewer="r")
    _, findings = rows_of(text)
    places = [(one.severity, one.path, one.at_line) for one in findings]
    assert places == [
        ("error", "src/app/store.ts", 12),
        ("warning", None, None),
        ("warning", None, None),  # two are counted, one is listed
        ("info", "C:\\app\\a.ts", 7),
        ("info", None, None),
    ]


@given(st.text(max_size=400), st.text(max_size=40))
def test_no_text_raises(text: str, hint: str) -> None:
    parse(f"# Code Logic Review\n{text}", hint)


@given(st.lists(st.sampled_from([*TABLE.splitlines(), *COMBINED.splitlines(), *LISTED.split()])))
def test_no_order_of_a_report_s_lines_raises(lines: list[str]) -> None:
    text = "\n".join(["# Code Logic Review", *lines])
    rows_of(ReportText(line=1, thread="t", ts=None, text=text, hint="x", reviewer="r"))


@pytest.mark.parametrize(
    "filler",
    [
        "# ",
        "| Overall Score | ",
        "```\n",
        "**Score**: 6/10 ",
        "-",
        "-\n",
        "# a.py\n**Score**: 6/10\n",
        "|\nStatus",
        "Status|||",
        "***",
        "* 1/1",
    ],
)
def test_long_texts_are_read_in_linear_time(filler: str) -> None:
    parse("# Code Logic Review\n" + filler * (LONGEST // len(filler)))
