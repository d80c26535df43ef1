"""R7: exports hold everything, and leave out paths, titles and plugins' values when asked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest
from msgspec.structs import replace

from builders import prompt, reply, tool_result, tool_use
from conftest import NOW, Home
from sightline.metadata.edits import Edits
from sightline.reports import every_report, report_named
from sightline.reports.delivery import deliver
from sightline.reports.editing import edit_one
from sightline.reports.payload.exports import Secret
from sightline.reports.report import Context, Report
from sightline.reports.star import export_star

SECRETS: dict[Secret, str] = {
    "paths": "hidden-place", "titles": "hidden-name", "keys": "hidden-value",
}  # fmt: skip
PARAMS: dict[str, Any] = {
    "session": {"id": "aaaa"}, "sessionTimeline": {"id": "aaaa"},
    "compare": {"a": "aaaa", "b": "bbbb"}, "trends": {"metrics": ["cost"], "by": "project"},
}  # fmt: skip
TEXTS = {"sessionItem", "sessionReview", "searchContent"}
"""What was said, which is not exported unless chosen."""
handed_on = pytest.mark.parametrize(
    "report", [one for one in every_report() if one.name not in TEXTS], ids=lambda one: one.name
)


@pytest.fixture
def context(home: Home) -> Context:
    """Two sessions in a project, with an edit, a broken line, a title and a plugin's value."""
    project = home.path / "hidden-place"
    project.mkdir()
    where: dict[str, Any] = {"cwd": str(project)}
    for name in ("aaaa", "bbbb"):
        edit = {"filePath": f"{project}/{name}.py", "structuredPatch": [{"lines": ["+1"]}]}
        call = tool_use(f"t{name}", "Edit", file_path=f"{project}/{name}.py")
        home.claude(
            name, prompt(f"p{name}", 0, **where), reply(f"m{name}", 1, content=[call], **where),
            tool_result(f"t{name}", 2, toolUseResult=edit), b"{broken", reply(f"n{name}", 3),
            project="-hidden-place",
        )  # fmt: skip
    index = home.index()
    index.refresh()
    context = Context(index, index.settings, lambda: NOW)
    changes = {"title": "hidden-name", "x-acme:ticket": "hidden-value"}
    edit_one(context, "aaaa", Edits.model_validate(changes))
    index.refresh()
    return context


def text_of(context: Context, report: Report, kind: Any, folder: Path) -> str:
    folder.mkdir()
    params = report.params.model_validate(PARAMS.get(report.name, {}))
    done = deliver(context, report, params, kind, folder / f"out.{kind}")
    return "".join(path.read_text(encoding="utf-8") for path in done.files)


@handed_on
@pytest.mark.parametrize("kind", ["json", "csv"])
def test_nothing_left_out_is_in_any_report(
    context: Context, report: Report, kind: str, tmp_path: Path
) -> None:
    stripped = replace(context, without=tuple(SECRETS))
    text = text_of(stripped, report, kind, tmp_path / "out")
    assert [secret for secret, mark in SECRETS.items() if mark in text] == []


@pytest.mark.parametrize("left_out", SECRETS)
@pytest.mark.parametrize("kind", ["json", "csv", "md"])
def test_only_what_is_asked_is_left_out(
    context: Context, left_out: Secret, kind: str, tmp_path: Path
) -> None:
    session, shown = report_named("session"), set(SECRETS)
    if kind == "md":  # which tells no values of plugins, and where it was read only as a project
        shown -= {"keys"}
    whole = text_of(context, session, kind, tmp_path / "whole")
    part = text_of(replace(context, without=(left_out,)), session, kind, tmp_path / "part")
    assert {secret for secret in SECRETS if SECRETS[secret] in whole} == shown
    assert {secret for secret in SECRETS if SECRETS[secret] in part} == shown - {left_out}


def test_the_page_has_none_of_it(
    context: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sightline.reports.html._asset", lambda _name: "")
    page = report_named("overview")
    assert "hidden-" in text_of(context, page, "html", tmp_path / "whole")
    stripped = replace(context, without=tuple(SECRETS))
    assert "hidden-" not in text_of(stripped, page, "html", tmp_path / "part")


def test_the_star_has_its_columns_empty(context: Context, tmp_path: Path) -> None:
    for name, secrets in (("whole", ()), ("part", tuple(SECRETS))):
        export_star(replace(context, without=secrets), tmp_path / name)
    texts = {}
    with duckdb.connect() as connection:
        for name in ("whole", "part"):
            files = sorted((tmp_path / name).rglob("*.parquet"))
            rows = [connection.execute(f"SELECT * FROM '{file}'").fetchall() for file in files]
            texts[name] = str(rows)
    assert all(mark in texts["whole"] for mark in SECRETS.values())
    assert "hidden-" not in texts["part"]


def test_numbers_stay(context: Context) -> None:
    sessions = report_named("sessions")
    asked = sessions.params.model_validate({})
    whole, part = (
        sessions.answer(one, asked) for one in (context, replace(context, without=tuple(SECRETS)))
    )
    assert whole.sums == part.sums  # type: ignore[attr-defined]
    assert [row.cost for row in whole.rows] == [row.cost for row in part.rows]  # type: ignore[attr-defined]
