"""A19, A20: any report as a file, with progress, as a whole or not at all."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING, Any

import pytest

from builders import prompt
from editor import Editor

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Home

ALL = {"range": {"preset": "all"}}


def export(editor: Editor, report: str, kind: str, path: Path, **more: Any) -> Any:
    asked = {"report": report, "format": kind, "path": str(path), "scope": ALL, **more}
    return editor.reply(editor.begin("sightline/export", **asked))


def test_json_says_what_it_is(ready: Editor, tmp_path: Path) -> None:
    done = export(ready, "sessions", "json", tmp_path / "out.json")["result"]
    assert done == {"path": str(tmp_path / "out.json"), "rows": 1 + 1, "files": [done["path"]]}
    found = json.loads((tmp_path / "out.json").read_text())
    assert (found["schema"], found["report"]) == ("sightline.export/1", "sessions")
    assert found["scope"]["range"]["preset"] == "all"


def test_each_table_is_a_file_of_csv(ready: Editor, tmp_path: Path) -> None:
    done = export(ready, "models", "csv", tmp_path / "out.csv")["result"]
    assert done["files"] == [str(tmp_path / "out-models.csv"), str(tmp_path / "out-total.csv")]
    _, row = csv.reader((tmp_path / "out-models.csv").read_text().splitlines())
    assert row[0] == "claude-opus-4-7"


def test_a_session_is_markdown_or_a_page(ready: Editor, tmp_path: Path) -> None:
    scope = {"id": "aaaa1111"}
    export(ready, "session", "md", tmp_path / "out.md", scope=scope)
    assert "| Id | aaaa1111 |\n| Engine | claude\\_code |" in (tmp_path / "out.md").read_text()
    done = export(ready, "session", "html", tmp_path / "out.html", scope=scope)["result"]
    assert done["rows"] is None
    assert '"focus":"claude_code:aaaa1111"' in (tmp_path / "out.html").read_text()


def test_the_star_is_a_folder(ready: Editor, tmp_path: Path) -> None:
    export(ready, "sessions", "parquet", tmp_path / "star")
    assert (tmp_path / "star/request/month=2026-03/part-0.parquet").is_file()


def test_what_is_to_be_left_out_is_left_out(ready: Editor, tmp_path: Path) -> None:
    """R7: a parameter of the request."""
    path = tmp_path / "out.json"
    export(ready, "sessions", "json", path, without=["paths", "titles"])
    (row,) = json.loads(path.read_text())["data"]["rows"]
    assert (row["title"], row["project"], row["projectPath"]) == ("", "", "")
    assert "projects" not in json.loads(path.read_text())["scope"]
    refused = export(ready, "sessions", "json", path, without=["names"])["error"]
    assert refused["message"].startswith("without.0: Input should be 'paths', 'titles' or 'keys'")


def test_it_goes_with_progress(ready: Editor, tmp_path: Path) -> None:
    export(ready, "models", "json", tmp_path / "out.json", workDoneToken="t")
    said = [one["params"]["value"] for one in ready.said if one["method"] == "$/progress"]
    assert [one["kind"] for one in said] == ["begin", "report", "end"]
    assert said[-1]["message"] == "Exported to out.json"


@pytest.mark.parametrize(
    ("more", "code", "message"),
    [
        ({"report": "nothing"}, -32602, "report: there are overview, "),
        ({"path": "out.json"}, -32602, "path: it must be absolute"),
        ({"format": "docx"}, -32602, "format: Input should be "),
        ({"scope": {"range": {"preset": "x"}}}, -32602, "scope.range.preset: "),
        ({"format": "md"}, -32803, "Markdown is for sessions"),
        ({"path": "/nowhere/at/all"}, -32803, "There is no folder /nowhere/at."),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_what_cannot_be_exported_is_said(
    ready: Editor, tmp_path: Path, more: dict[str, Any], code: int, message: str
) -> None:
    asked = {"report": "models", "format": "json", "path": str(tmp_path / "out.json"), "scope": ALL}
    reply = ready.reply(ready.begin("sightline/export", **(asked | more)))
    assert reply["error"]["code"] == code
    assert reply["error"]["message"].startswith(message)
    assert not (tmp_path / "out.json").exists()


def test_a_session_file_is_never_written(ready: Editor, home: Home) -> None:
    path = home.claude("bbbb2222", prompt("u2", 0))
    ready.reply(ready.command("refresh"))
    before = path.read_bytes()
    assert export(ready, "models", "json", path)["error"]["code"] == -32803
    assert path.read_bytes() == before


def test_any_editor_exports_and_compares_by_command(
    ready: Editor, home: Home, tmp_path: Path
) -> None:
    asked = {"report": "models", "format": "json", "path": str(tmp_path / "out.json")}
    done = ready.reply(ready.command("exportReport", **asked))["result"]
    assert json.loads((tmp_path / "out.json").read_text())["report"] == "models"
    (told,) = [one["params"] for one in ready.said if one["method"] == "window/showMessage"]
    assert told["message"] == f"Exported 2 rows to {done['path']}"
    home.claude("bbbb2222", prompt("u2", 0))
    ready.reply(ready.command("refresh"))
    page = ready.reply(ready.command("compareSessions", a="aaaa1111", b="bbbb2222"))["result"]
    assert page == {"path": str(home.cache / "compare.html")}
    text = (home.cache / "compare.html").read_text()
    assert '"compare":["claude_code:aaaa1111","claude_code:bbbb2222"]' in text
