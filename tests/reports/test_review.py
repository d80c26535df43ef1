"""Q10-Q12: a session's changed files are reviewed, changed and reviewed again."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from builders import prompt, reply, stamp, tool_result, tool_use
from reviewers.test_tools import tool
from sightline.adapters.base import Environment
from sightline.errors import NotTrustedError, ReviewerError, SightlineError, StoppedError
from sightline.reports import report_named, review
from sightline.reports.named_reports import named_reports
from sightline.reports.payload.reviewing import ImportSarifParams, ReviewedSession, RunReviewParams
from sightline.reports.report import Context
from sightline.reports.session_quality import place
from sightline.settings import Settings
from sightline.store import Index
from sightline.store.edits import Named

if TYPE_CHECKING:
    from collections.abc import Iterator

ID = "claude_code:aaaa"
BEFORE = "def old(x):\n    return eval(x)\n"
BAD = "def new(x=[]):\n    # TODO: tidy\n    return y\n"
GOOD = "def new(x: int) -> int:\n    return x + 1\n"


@dataclass
class Desk:
    """A project in which a session wrote a file, and the index over it."""

    home: Path
    project: Path
    index: Index

    @property
    def context(self) -> Context:
        return Context(self.index, self.index.settings, trusted=True)

    def session(self, *texts: str, name: str = "src/app.py") -> None:
        """The session replaces a piece of the file by each of these texts in turn."""
        path = self.project / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(BEFORE + "".join(texts), encoding="utf-8")
        lines: list[dict[str, Any]] = [prompt("p", 0, cwd=str(self.project))]
        for n, text in enumerate(texts):
            call = tool_use(f"t{n}", "Edit", file_path=str(path), old_string="", new_string=text)
            lines.append(reply(f"m{n}", 4 + n, content=[call], cwd=str(self.project)))
            lines.append(tool_result(f"t{n}", 5 + n, cwd=str(self.project)))
        folder = self.home / ".claude" / "projects" / "-app"
        folder.mkdir(parents=True, exist_ok=True)
        log = folder / "aaaa.jsonl"
        log.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
        self.index.refresh()

    def write(self, text: str, name: str = "src/app.py") -> None:
        (self.project / name).write_text(BEFORE + text, encoding="utf-8")

    def review(self, **params: Any) -> ReviewedSession:
        asked = RunReviewParams.model_validate({"ids": [ID], **params})
        (done,) = review.run(self.context, asked)[0].reviewed
        return done

    def ask(self, name: str, **params: Any) -> Any:
        report = report_named(name)
        return report.answer(self.context, report.params.model_validate(params))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    home, project = tmp_path / "home", tmp_path / "app"
    home.mkdir()
    project.mkdir()
    variables = {"PATH": str(Path(sys.executable).parent)}
    settings = Settings(time_zone="UTC", hourly_rate=60)
    index = Index.open(settings, Environment(home, variables), tmp_path / "cache")
    yield Desk(home, project, index)
    index.close()


def rules(done: ReviewedSession, state: str) -> set[str]:
    return {found.rule for found in done.findings if found.state == state}


def test_a_review_judges_the_lines_the_session_added(desk: Desk) -> None:
    desk.session(BAD)
    done = desk.review()
    assert (done.files, done.lines, done.whole_files) == (1, 3, 0)
    assert {"B006", "F821", "todo"} <= rules(done, "new")
    assert "eval" not in rules(done, "new")  # stood there before


def test_what_was_put_right_raises_the_score(desk: Desk) -> None:
    desk.session(BAD, GOOD)
    first = desk.review()
    desk.write(GOOD)
    second = desk.review()
    assert first.overall is not None
    assert second.overall == 100 > first.overall == second.previous
    assert {"B006", "F821", "todo"} <= rules(second, "absent")
    assert (second.fresh, second.corrected) == (0, first.fresh)


@pytest.mark.skipif(os.name != "posix", reason="the stand-in tool is a script")
def test_a_review_that_takes_too_long_is_refused_and_nothing_is_kept(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    endless = tool(
        tmp_path / "slow", "print('ruff 1.0') if '--version' in sys.argv else time.sleep(600)"
    )
    quality = desk.index.settings.quality.model_copy(update={"reviewers": {"ruff": endless}})
    settings = desk.index.settings.model_copy(update={"quality": quality})
    monkeypatch.setattr(review, "SECONDS", 0.3)
    desk.session(BAD)
    with pytest.raises(ReviewerError, match="The review took too long"):
        review.run(Context(desk.index, settings, trusted=True), RunReviewParams(ids=(ID,)))
    assert not (desk.project / ".sightline").exists()
    assert desk.ask("quality").sessions == ()


def test_what_was_made_worse_lowers_the_score(desk: Desk) -> None:
    desk.session(GOOD, BAD)
    desk.write(GOOD)
    first = desk.review()
    desk.write(GOOD + BAD)
    second = desk.review()
    assert first.overall == 100
    assert second.overall is not None
    assert second.overall < 100


def test_the_dashboard_shows_both_reviews(desk: Desk) -> None:
    """DD6: the history has what was before and after."""
    desk.session(BAD, GOOD)
    first = desk.review()
    desk.write(GOOD)
    second = desk.review()
    found = desk.ask("quality")
    (row,) = found.sessions
    assert (row.overall, row.sources) == (second.overall, ("local",))
    assert sum(rule.count for rule in found.findings) == first.fresh
    assert all(rule.corrected == rule.count for rule in found.findings)
    history = [at.overall for at in desk.ask("session", id=ID).quality.history]
    assert (history[0], history[-1]) == (first.overall, second.overall)


def test_a_review_is_kept_beside_the_record_with_a_header_in_it(desk: Desk) -> None:
    desk.session(BAD)
    desk.review()
    folder = desk.project / ".sightline" / "sessions"
    (path,) = folder.glob("*.json")
    record = json.loads(path.read_text("utf-8"))
    (header,) = record["reviews"]
    assert (folder / header["file"]).exists()
    assert header["phases"]["logic"]["score"] == record["quality"]["logic"]


def test_without_a_linter_nothing_is_measured_but_security(desk: Desk) -> None:
    desk.session(BAD)
    done = desk.review(reviewers=["secrets", "placeholders"])
    assert [phase.phase for phase in done.phases] == ["security"]
    assert done.partial == "partial (no style and no logic review)"


def test_a_setting_leaves_a_reviewer_out(desk: Desk) -> None:
    desk.session(BAD)
    off = {"timeZone": "UTC", "quality": {"reviewers": {"ruff": False}}}
    desk.index.configure(Settings.model_validate(off))
    done = desk.review()
    assert "ruff" not in {run.reviewer for run in done.reviewers}


def test_an_untrusted_workspace_is_not_reviewed(desk: Desk) -> None:
    """U10, Q12: nothing runs there."""
    desk.session(BAD)
    context = Context(desk.index, desk.index.settings)
    with pytest.raises(NotTrustedError):
        review.run(context, RunReviewParams(ids=(ID,)))


def test_files_outside_the_project_and_gone_ones_are_skipped(desk: Desk, tmp_path: Path) -> None:
    """Q12: existing files."""
    desk.session(BAD, name="../elsewhere.py")
    with pytest.raises(ReviewerError, match="None of the files"):
        desk.review()
    assert (tmp_path / "elsewhere.py").exists()


def test_a_link_that_leads_out_of_the_project_is_not_followed(desk: Desk, tmp_path: Path) -> None:
    desk.session(BAD)
    secret = tmp_path / "secret.py"
    secret.write_text("x = 1\n")
    (desk.project / "src" / "app.py").unlink()
    (desk.project / "src" / "app.py").symlink_to(secret)
    with pytest.raises(ReviewerError, match="None of the files"):
        desk.review()


def test_of_several_sessions_a_refusal_is_told_beside_what_was_done(desk: Desk) -> None:
    desk.session(BAD)
    payload, _ = review.run(desk.context, RunReviewParams(ids=(ID, "claude_code:none")))
    assert [one.id for one in payload.reviewed] == [ID]
    assert [one.id for one in payload.refused] == ["claude_code:none"]


def test_a_cancelled_review_keeps_nothing(desk: Desk) -> None:
    desk.session(BAD)
    with pytest.raises(StoppedError):
        review.run(desk.context, RunReviewParams(ids=(ID,)), lambda: True)
    assert not (desk.project / ".sightline").exists()


def sarif(desk: Desk, *lines: int, tool: str = "Semgrep OSS", rule: str = "sql") -> Path:
    uri = (desk.project / "src" / "app.py").as_uri()
    results = [
        {
            "ruleId": rule, "message": {"text": "Said"},
            "locations": [{"physicalLocation": {"artifactLocation": {"uri": uri},
                                                "region": {"startLine": line}}}],
        }
        for line in lines
    ]  # fmt: skip
    driver = {"name": tool, "rules": [{"id": rule, "properties": {"tags": ["security"]}}]}
    path = desk.home / "found.sarif"
    path.write_text(
        json.dumps({"version": "2.1.0", "runs": [{"tool": {"driver": driver}, "results": results}]})
    )
    return path


def test_an_imported_file_counts_where_the_session_added_lines(desk: Desk) -> None:
    """Q8: SARIF."""
    desk.session(BAD)
    asked = ImportSarifParams(id=ID, path=str(sarif(desk, 1, 4)))
    payload, _ = review.import_sarif(desk.context, asked)
    assert (payload.results, payload.imported) == (2, 1)  # line 1 stood there before
    assert [phase.phase for phase in payload.review.phases] == ["security"]
    assert desk.ask("overview").analytics.violations.warnings == 1


def test_what_is_no_sarif_is_refused(desk: Desk) -> None:
    desk.session(BAD)
    path = desk.home / "x.sarif"
    path.write_text("{}")
    for wrong in (str(path), str(desk.home / "gone.sarif"), "relative.sarif"):
        with pytest.raises(SightlineError):
            review.import_sarif(desk.context, ImportSarifParams(id=ID, path=wrong))


def test_five_seven_and_three_findings_take_86_minutes_and_cost(desk: Desk) -> None:
    """Q10: the check at $75."""
    desk.index.configure(Settings(time_zone="UTC", hourly_rate=75))
    from reviews import issue, keep
    from sightline.reviewers.tracking import Tracked

    desk.session(GOOD)
    found = [
        Tracked(issue(f"{severity}-{n}", severity), f"{severity}{n}", stamp(n))  # type: ignore[arg-type]
        for severity, count in (("error", 5), ("warning", 7), ("info", 3))
        for n in range(count)
    ]
    keep(desk.home, ID, 11, *found, logic=50)
    desk.index.refresh()
    violations = desk.ask("overview").analytics.violations
    assert violations.fix_minutes == 5 * 9 + 7 * 5 + 3 * 2 == 86
    assert violations.estimated_loss == 86 / 60 * 75 == 107.5


def test_a_finding_is_named_below_its_project_and_opened_where_it_lies(desk: Desk) -> None:
    desk.session(BAD)
    desk.review(reviewers=["placeholders"])
    (found,) = desk.ask("session", id=ID).quality.findings
    assert (found.file, found.line) == ("src/app.py", 4)  # two lines stood there before
    assert found.path == str(desk.project / "src" / "app.py")


@pytest.mark.parametrize("told", ["../secret.txt", "/etc/hosts"])
def test_a_finding_outside_of_the_project_opens_nothing(told: str) -> None:
    assert place(told, "/home/mira/app") is None
    assert place("src/../a.py", "/home/mira/app") == "/home/mira/app/a.py"


def test_a_deleted_review_has_no_effect_any_more(desk: Desk) -> None:
    desk.session(BAD)
    desk.review()
    assert desk.ask("session", id=ID).quality.history
    (folder,) = (desk.project / ".sightline" / "sessions").glob("*.reviews")
    for file in folder.iterdir():
        file.unlink()
    desk.index.refresh()
    quality = desk.ask("session", id=ID).quality
    assert (quality.overall, quality.history, quality.finding_count) == (None, (), 0)
    assert desk.ask("overview").analytics.violations is None


def logic(score: str) -> str:
    return f"# Code Logic Review\n\n| Overall Score | {score} |\n| Serious Issues | 1 |\n"


def during(path: Path) -> None:
    """The file was written while the session went on."""
    os.utime(path, (at := datetime.fromisoformat(stamp(5)).timestamp(), at))


def spec(desk: Desk, task: str, name: str = "code-logic-review.md", score: str = "7/10") -> Path:
    path = desk.project / task / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(logic(score), encoding="utf-8")
    during(path)
    return path


def test_reports_in_a_folder_of_specs_that_the_session_named_are_its_reviews(desk: Desk) -> None:
    """Q5: a helper wrote the review; the session only edited the task beside it."""
    desk.session(GOOD, name=".ptah/specs/TASK_1/task.md")
    spec(desk, ".ptah/specs/TASK_1")
    done = desk.review()
    assert done.reports == (".ptah/specs/TASK_1/code-logic-review.md",)
    quality = desk.ask("session", id=ID).quality
    (logic_,) = [phase for phase in quality.phases if phase.phase == "logic"]
    assert (logic_.score, logic_.origin) == (70, "agent")


def test_the_whole_text_of_such_a_report_is_there_though_its_file_is_gone(desk: Desk) -> None:
    desk.session(GOOD, name="task-tracking/TASK_2/plan.md")
    path = spec(desk, "task-tracking/TASK_2")
    desk.review()
    path.unlink()
    (review_,) = [one for one in desk.ask("session", id=ID).quality.history if one.phase == "logic"]
    assert desk.ask("sessionReview", id=ID, review_id=review_.id).text == logic("7/10")


@pytest.mark.parametrize(
    ("task", "name"),
    [
        (".ptah/specs/TASK_9", "code-logic-review.md"),  # no tool named its folder
        (".ptah/specs/TASK_1", "notes.md"),
        ("docs", "code-logic-review.md"),
    ],
)
def test_other_files_of_the_project_are_none(desk: Desk, task: str, name: str) -> None:
    desk.session(GOOD, name=".ptah/specs/TASK_1/task.md")
    spec(desk, task, name)
    assert desk.review().reports == ()


def test_a_report_from_before_or_long_after_the_session_is_not_its_own(desk: Desk) -> None:
    desk.session(GOOD, name=".ptah/specs/TASK_1/task.md")
    early, late = (spec(desk, ".ptah/specs/TASK_1", f"{n}-logic-review.md") for n in "ab")
    os.utime(early, (0, 0))
    os.utime(late)  # now: months after
    assert desk.review().reports == ()


def test_a_link_out_of_the_project_is_not_followed(desk: Desk, tmp_path: Path) -> None:
    outside = tmp_path / "elsewhere" / "code-logic-review.md"
    outside.parent.mkdir()
    outside.write_text(logic("9/10"), encoding="utf-8")
    during(outside)
    desk.session(GOOD, name=".ptah/specs/TASK_1/task.md")
    (desk.project / ".ptah/specs/TASK_1/link-review.md").symlink_to(outside)
    (desk.project / ".ptah/specs/TASK_1/more").symlink_to(outside.parent)
    assert desk.review().reports == ()


def test_reports_alone_are_reviewed_where_no_changed_file_is_left(desk: Desk) -> None:
    desk.session(GOOD, name=".ptah/specs/TASK_1/task.md")
    (desk.project / ".ptah/specs/TASK_1/task.md").unlink()
    spec(desk, ".ptah/specs/TASK_1")
    assert (done := desk.review()).reports
    assert (done.overall, done.phases) == (70, ())


@pytest.mark.parametrize(
    "path", ["a\0b/task.md", "../task.md", "..", "./task.md", "*/task.md", "t.md", "n" * 300 + "/t"]
)
def test_a_path_that_names_no_task_yields_nothing_and_stops_nothing(desk: Desk, path: str) -> None:
    spec(desk, ".ptah", "style-review.md")  # where `..` would lead
    spec(desk, ".ptah/specs", "logic-review.md")
    spec(desk, ".ptah/specs/TASK_1")
    named = Named((f".ptah/specs/{path}", ".ptah/specs/TASK_1/t.md"), 0, 2**60)
    (found,) = named_reports(desk.project, named)
    assert found.path == ".ptah/specs/TASK_1/code-logic-review.md"


def test_a_file_that_is_gone_a_folder_or_no_report_is_none(desk: Desk) -> None:
    folder = spec(desk, ".ptah/specs/TASK_1").parent
    (folder / "gone-review.md").symlink_to(folder / "nowhere.md")
    (folder / "folder-review.md").mkdir()
    spec(desk, ".ptah/specs/TASK_1", "empty-review.md").write_text("Nothing yet.\n")
    found = named_reports(desk.project, Named((".ptah/specs/TASK_1",), 0, 2**60))
    assert [one.path for one in found] == [".ptah/specs/TASK_1/code-logic-review.md"]


def test_a_session_without_instants_has_written_nothing(desk: Desk) -> None:
    spec(desk, ".ptah/specs/TASK_1")
    assert named_reports(desk.project, Named((".ptah/specs/TASK_1",), None, None)) == ()
