"""Reviews over the pipe: run, cancelled, refused, shown beside the lines they mean."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from builders import prompt, reply, tool_result, tool_use
from conftest import Home
from editor import Editor
from lsp.conftest import Start
from lsp.test_records import opened, told

ID = "aaaa1111"
TEXT = "# TODO: more\nkey = input()\nvalue = eval(key)\n"


@pytest.fixture
def workspace(home: Home) -> Path:
    """A project in which a session wrote a file."""
    folder = home.path / "app"
    folder.mkdir()
    path = folder / "app.py"
    path.write_text(TEXT, encoding="utf-8")
    call = tool_use("t1", "Write", file_path=str(path), content=TEXT)
    line: dict[str, Any] = {"cwd": str(folder)}
    home.claude(
        ID, prompt("u1", 0, **line), reply("m1", 1, content=[call], **line),
        tool_result("t1", 2, **line), reply("m2", 3, **line),
    )  # fmt: skip
    return folder


def refused(editor: Editor, method: str, **params: Any) -> tuple[int, str]:
    error = editor.reply(editor.begin(f"sightline/{method}", **params))["error"]
    return error["code"], error["message"]


def test_a_review_is_in_the_next_answer(start: Start, workspace: Path) -> None:
    editor = start()
    opened(editor, workspace, trusted=True)
    (done,) = told(editor, "runReview", ids=[ID], reviewers=["dangerous", "secrets"])["reviewed"]
    assert (done["id"], done["lines"], done["errors"]) == (f"claude_code:{ID}", 3, 1)
    quality = told(editor, "quality")
    assert [row["overall"] for row in quality["sessions"]] == [done["overall"]]


def test_progress_is_shown_on_the_editors_token(start: Start, workspace: Path) -> None:
    editor = start()
    opened(editor, workspace, trusted=True)
    told(editor, "runReview", ids=[ID], reviewers=["secrets"], workDoneToken="review")
    kinds = [
        message["params"]["value"]["kind"]
        for message in editor.said
        if message.get("method") == "$/progress" and message["params"]["token"] == "review"
    ]
    assert (kinds[0], kinds[-1]) == ("begin", "end")


def test_without_trust_nothing_is_reviewed(start: Start, workspace: Path) -> None:
    editor = start()
    opened(editor, workspace, trusted=False)
    assert refused(editor, "runReview", ids=[ID]) == (-32803, "Workspace not trusted.")


def test_what_is_no_sarif_is_refused_in_one_sentence(start: Start, workspace: Path) -> None:
    editor = start()
    opened(editor, workspace, trusted=True)
    path = workspace / "x.sarif"
    path.write_text(json.dumps({"version": "2.0.0", "runs": []}))
    code, message = refused(editor, "importSarif", id=ID, path=str(path))
    assert (code, message) == (-32803, "SARIF 2.0.0 is not read, only 2.1.0")


def test_findings_are_shown_beside_their_lines_and_cleared(start: Start, workspace: Path) -> None:
    editor = start()
    opened(editor, workspace, trusted=True)
    told(editor, "runReview", ids=[ID], reviewers=["dangerous", "secrets"])
    number = editor.begin("sightline/showFindings", id=ID)
    shown = editor.heard("textDocument/publishDiagnostics")
    assert editor.reply(number)["result"] == {"files": 1, "findings": 1}
    assert shown["uri"] == (workspace / "app.py").as_uri()
    (found,) = shown["diagnostics"]
    assert (found["range"]["start"]["line"], found["code"], found["severity"]) == (2, "eval", 1)
    editor.begin("sightline/clearFindings")
    assert editor.heard("textDocument/publishDiagnostics")["diagnostics"] == []


def test_a_session_without_a_review_has_none_to_show(start: Start, workspace: Path) -> None:
    editor = start()
    opened(editor, workspace, trusted=True)
    code, message = refused(editor, "showFindings", id=ID)
    assert (code, message) == (-32803, "The session was not reviewed on this machine.")
