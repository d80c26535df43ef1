"""Every report leaves as CSV and JSON with all its rows, and opens safely in a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import pytest

from builders import REVIEW_KEY, prompt, reply, reviewed, tool_result, tool_use
from conftest import NOW
from reviews import instant, issue, keep
from sightline.files import write_whole
from sightline.metrics import BY_NAME
from sightline.reports import every_report, report_named
from sightline.reports.briefs import briefs
from sightline.reports.export import FORMULA, csv_text, export, whole
from sightline.reports.markdown import brief_markdown, session_markdown
from sightline.reports.report import Context
from sightline.reports.session_report import session_report
from sightline.reports.tabular import HEADERS, OWN_HEADERS, Table, tables
from sightline.reviewers.tracking import Tracked

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from conftest import Ask, Home
    from sightline.reports.report import Report
    from sightline.store import Index

PARAMS = {
    "session": {"id": "aaaa"}, "sessionTimeline": {"id": "aaaa"},
    "sessionItem": {"id": "aaaa", "key": "paaaa"},
    "sessionReview": {"id": "cccc", "reviewId": REVIEW_KEY},
    "compare": {"a": "aaaa", "b": "bbbb"},
}  # fmt: skip
every = pytest.mark.parametrize("report", every_report(), ids=lambda report: report.name)


@pytest.fixture
def context(home: Home) -> Context:
    """Two sessions with an edit each, one called like a formula, one with an unpriced request."""
    for name, more in (("aaaa", {}), ("bbbb", {"model": "made-up-1"})):
        edit = {"filePath": f"/home/dev/app/{name}.py", "structuredPatch": [{"lines": ["+1"]}]}
        home.claude(
            name, prompt(f"p{name}", 0, "=HYPERLINK(1)|x"),
            reply(f"m{name}", 1, content=[tool_use(f"t{name}", "Edit", file_path="x")]),
            tool_result(f"t{name}", 2, toolUseResult=edit), reply(f"n{name}", 4, 30, **more),
        )  # fmt: skip
    home.claude("cccc", prompt("pcccc", 0), *reviewed("mcccc", 1))
    index = home.index()
    index.refresh()
    return Context(index, index.settings, lambda: NOW)


def params_of(report: Report) -> object:
    return report.params.model_validate(PARAMS.get(report.name, {}))


@every
def test_every_report_has_tables_under_headers_of_their_own(
    context: Context, report: Report
) -> None:
    found = tables(report.answer(context, params_of(report)), report.name)
    assert found
    assert len({table.name for table in found}) == len(found)
    for table in found:
        assert len(set(table.header)) == len(table.header)
        assert all(len(row) == len(table.header) for row in table.rows)


@every
def test_every_report_reads_back_from_csv_as_it_was_written(
    context: Context, report: Report, tmp_path: Path
) -> None:
    asked = report.params.model_validate(PARAMS.get(report.name, {}))
    for one in export(context, report, asked, "csv", tmp_path / "out.csv"):
        read = list(csv.reader(io.StringIO(one.path.read_bytes().decode(), newline="")))
        assert len(read) == one.rows + 1
        assert {len(row) for row in read} == {len(read[0])}


@every
def test_every_report_says_in_json_what_it_is(
    context: Context, report: Report, tmp_path: Path
) -> None:
    """DE3: schema, scope and time of every export."""
    asked = report.params.model_validate(PARAMS.get(report.name, {}))
    (one,) = export(context, report, asked, "json", tmp_path / "out.json")
    found = json.loads(one.path.read_bytes())
    assert (found["schema"], found["report"]) == ("sightline.export/1", report.name)
    assert found["generatedAt"] == "2026-03-03T12:00:00.000Z"


@every
def test_every_report_reads_back_from_json_as_it_was_answered(
    context: Context, report: Report, tmp_path: Path
) -> None:
    """DE3: what is written is what was answered, and says what was asked."""
    asked = report.params.model_validate(PARAMS.get(report.name, {}))
    (one,) = export(context, report, asked, "json", tmp_path / "out.json")
    found = json.loads(one.path.read_bytes())
    again = report.params.model_validate(found["scope"])
    assert report.payload.model_validate(found["data"]) == whole(context, report, again)


def test_headers_are_names_of_metrics() -> None:
    assert set(HEADERS.values()) <= set(BY_NAME)
    assert {name for own in OWN_HEADERS.values() for name in own.values()} <= set(BY_NAME)


@pytest.mark.parametrize("begin", FORMULA)
def test_no_text_cell_is_a_formula(begin: str) -> None:
    """DE2: formula-safe, full-width signs too."""
    text = csv_text(Table("t", ("name", "n"), ((f"{begin}1", -1),)))
    (_, row) = csv.reader(io.StringIO(text, newline=""))
    assert row == [f"'{begin}1", "-1"]  # a number may be negative


def test_lines_end_as_the_standard_says_and_unknown_is_empty() -> None:
    """DE2: RFC 4180."""
    table = Table("t", ("a", "b", "c"), ((None, 'x "y", z', True),))
    assert csv_text(table) == 'a,b,c\r\n,"x ""y"", z",true\r\n'


def test_a_label_stands_only_where_something_is_not_exact(context: Context) -> None:
    """DE2: a label beside what is not exact."""
    sessions = report_named("sessions")
    (table, *_) = tables(sessions.answer(context, sessions.params()), "sessions")
    assert {"total_tokens", "cost", "cost_label", "wall_time"} <= set(table.header)
    (tools,) = tables(report_named("tools").answer(context, sessions.params()), "tools")
    assert "tool_duration" in tools.header
    assert "tool_duration_label" in tools.header  # waiting for a person may be inside


def test_an_export_has_all_rows_and_not_a_page(context: Context) -> None:
    """DE4: all matches, not the visible page."""
    report = report_named("sessions")
    asked = report.params.model_validate({"limit": 1})
    assert len(tables(report.answer(context, asked), "sessions")[0].rows) == 1
    assert len(tables(whole(context, report, asked), "sessions")[0].rows) == 3


def test_a_list_in_a_row_becomes_rows(context: Context) -> None:
    report = report_named("trends")
    asked = report.params.model_validate({"metrics": ["cost"], "range": {"preset": "7d"}})
    (table,) = tables(report.answer(context, asked), "trends")
    assert len(table.rows) == 7
    assert {"metric", "split", "from", "to", "value", "value_label"} <= set(table.header)


def test_a_file_is_written_as_a_whole_or_not_at_all(tmp_path: Path) -> None:
    """DE1: atomic."""

    def failing() -> Iterator[str]:
        yield "half"
        raise OSError("disk full")

    path = tmp_path / "out.csv"
    path.write_text("before")
    with pytest.raises(OSError, match="disk full"):
        write_whole(path, failing())
    assert [one.read_text() for one in tmp_path.iterdir()] == ["before"]


def test_many_sessions_at_once_are_told_as_each_alone(context: Context, ask: Ask) -> None:
    ids = ["claude_code:aaaa", "claude_code:bbbb"]
    alone = [session_report(ask(context.index, "session", id=id_)) for id_ in ids]
    assert [session_report(brief) for brief in briefs(context, ids)] == alone


def test_markdown_has_no_markup_of_a_session(context: Context, ask: Ask) -> None:
    """DE5: a session as Markdown."""
    payload = ask(context.index, "session", id="aaaa")
    text = session_markdown(payload)
    assert text.startswith("# =HYPERLINK(1)\\|x\n")
    rows = [line for line in text.splitlines() if line.startswith("| 1 |")]
    assert [row.split(" | ")[4] for row in rows] == ["2"]  # the turn's requests
    (brief,) = briefs(context, ["claude_code:aaaa"])
    assert text.startswith(brief_markdown(brief).rstrip("\n"))


def test_markdown_tells_the_reviews_of_a_session_and_what_they_found(
    context: Context, ask: Ask, home: Home
) -> None:
    """DE5: reviews; no table where there are none."""
    found = [Tracked(issue(), "1", instant(11)), Tracked(issue("W1", "info", ""), "2", instant(11))]
    keep(home.path, "claude_code:bbbb", 11, *found, logic=60, security=90)
    context.index.refresh()
    text = session_markdown(ask(context.index, "session", id="bbbb"))
    # 35 and 25 of 100: (35 x 60 + 25 x 90) / 60 = 72.5, rounded half up
    assert "| Overall | 73 | partial (no style review) |" in text
    assert f"| {instant(11)} | logic | 60 | ruff | — | 1 | 0 | 1 | 5 |" in text
    assert "| F821 | ruff | error | logic | src/app.py:7 | 9 | no |" in text
    assert "| Quality |" not in session_markdown(ask(context.index, "session", id="aaaa"))
    assert "| W1 | ruff | info | logic | — | 2 | no |" in text  # of no file


def test_markdown_says_how_many_findings_it_leaves_out(
    context: Context, ask: Ask, home: Home
) -> None:
    found = [Tracked(issue(line=n), str(n), instant(11)) for n in range(1, 503)]
    keep(home.path, "claude_code:bbbb", 11, *found, logic=60)
    context.index.refresh()
    text = session_markdown(ask(context.index, "session", id="bbbb"))
    assert "\n2 further findings are left out.\n" in text  # 502 - 500


def test_an_empty_index_exports_headers(home: Home, tmp_path: Path) -> None:
    index: Index = home.index()
    report = report_named("models")
    found = export(
        Context(index, index.settings, lambda: NOW), report, report.params(), "csv",
        tmp_path / "out.csv",
    )  # fmt: skip
    assert [(one.path.name, one.rows) for one in found] == [
        ("out-models.csv", 0), ("out-total.csv", 1)
    ]  # fmt: skip
    assert found[0].path.read_text().startswith("model,engine,requests,cost,")
