"""Edits over the pipe, and what trust lets the server do in a workspace."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from builders import prompt, reply
from conftest import Home
from editor import Editor
from lsp.conftest import Start

EVERYTHING = {"range": {"preset": "all"}}


@pytest.fixture
def workspace(home: Home) -> Path:
    """A project with one session of Claude Code."""
    folder = home.path / "app"
    folder.mkdir()
    line: dict[str, Any] = {"cwd": str(folder)}
    home.claude("aaaa1111", prompt("u1", 0, **line), reply("m1", 1, **line))
    return folder


def opened(editor: Editor, workspace: Path, *, trusted: bool) -> None:
    editor.initialize(
        rootUri=workspace.as_uri(), initializationOptions={"trusted": trusted, "settings": {}}
    )
    while (editor.heard("sightline/changed")["status"] or {}).get("sessions") != 1:
        pass


def told(editor: Editor, method: str, **params: Any) -> Any:
    """A result, whatever the server says by itself meanwhile."""
    return editor.ask(f"sightline/{method}", **params)


def test_an_edit_is_in_the_next_answer(start: Start, workspace: Path) -> None:
    editor = start()
    opened(editor, workspace, trusted=True)
    edits = {"title": "Mine", "addTags": ["ui"], "pinned": True, "x-p:k": [1.0]}
    done = told(editor, "editSession", id="aaaa1111", revision=0, edits=edits)
    assert (done["records"][0]["revision"], done["notice"]) == (1, None)
    assert done["records"][0]["record"]["metadata"] == {"x-p:k": [1.0]}
    (row,) = told(editor, "sessions", **EVERYTHING)["rows"]
    assert (row["title"], row["tags"], row["pinned"], row["recordRevision"]) == (
        "Mine", ["ui"], True, 1,
    )  # fmt: skip
    assert len(list((workspace / ".sightline" / "sessions").glob("*.json"))) == 1


def test_a_conflict_is_refused_in_one_sentence(start: Start, workspace: Path) -> None:
    editor = start()
    opened(editor, workspace, trusted=True)
    told(editor, "editSession", id="aaaa1111", edits={"title": "Mine"})
    number = editor.begin(
        "sightline/editSession", id="aaaa1111", revision=0, edits={"title": "Other"}
    )
    error = editor.reply(number)["error"]
    assert (error["code"], error["message"].split(".")[0]) == (
        -32803, "The session was edited elsewhere meanwhile",
    )  # fmt: skip


def test_what_cannot_be_edited_is_named(start: Start, workspace: Path) -> None:
    editor = start()
    opened(editor, workspace, trusted=True)
    number = editor.begin("sightline/editSession", id="aaaa1111", edits={"cost": 1})
    error = editor.reply(number)["error"]
    assert error["code"] == -32602
    assert "cost" in error["message"]


def test_an_untrusted_workspace_is_neither_read_nor_written(start: Start, workspace: Path) -> None:
    """U10: only the home is read."""
    editor = start()
    opened(editor, workspace, trusted=False)
    done = told(editor, "editSession", id="aaaa1111", edits={"title": "Mine"})
    assert done["notice"] is not None
    assert list(workspace.iterdir()) == []
    assert told(editor, "session", id="aaaa1111")["session"]["title"] == "Mine"


def test_trust_is_taken_up_live_and_shared_with_other_windows(
    start: Start, workspace: Path
) -> None:
    editor = start()
    opened(editor, workspace, trusted=True)
    told(editor, "editSession", id="aaaa1111", edits={"title": "Mine"})
    other = start()
    opened(other, workspace, trusted=False)
    while told(other, "session", id="aaaa1111")["session"]["title"] != "do it":
        pass
    told(other, "trust", trusted=True)
    while told(other, "session", id="aaaa1111")["session"]["title"] != "Mine":
        pass


def test_a_folder_added_while_open_is_read(start: Start, workspace: Path) -> None:
    """Each folder of a workspace has its own records."""
    first = start()
    opened(first, workspace, trusted=True)
    told(first, "editSession", id="aaaa1111", edits={"title": "Mine"})
    (workspace.parent / "data" / "workspaces.json").unlink()  # as if it was never opened
    editor = start()
    opened(editor, workspace.parent / "other", trusted=True)
    while told(editor, "session", id="aaaa1111")["session"]["title"] != "do it":
        pass
    folder = {"uri": workspace.as_uri(), "name": "app"}
    editor.tell("workspace/didChangeWorkspaceFolders", event={"added": [folder], "removed": []})
    while told(editor, "session", id="aaaa1111")["session"]["title"] != "Mine":
        pass


def test_an_untrusted_folder_added_while_open_is_kept_out_of_until_it_leaves(
    start: Start, workspace: Path
) -> None:
    """U10, of a workspace with several folders."""
    editor = start()
    opened(editor, workspace, trusted=True)
    told(editor, "editSession", id="aaaa1111", edits={"title": "Mine"})
    folder = {"uri": workspace.as_uri(), "name": "app"}
    other = start()
    opened(other, workspace.parent / "other", trusted=False)
    other.tell("workspace/didChangeWorkspaceFolders", event={"added": [folder], "removed": []})
    while told(other, "session", id="aaaa1111")["session"]["title"] != "do it":
        pass
    other.tell("workspace/didChangeWorkspaceFolders", event={"added": [], "removed": [folder]})
    while told(other, "session", id="aaaa1111")["session"]["title"] != "Mine":
        pass


def test_a_deleted_record_leaves_the_transcript(start: Start, workspace: Path) -> None:
    editor = start()
    opened(editor, workspace, trusted=True)
    told(editor, "editSession", id="aaaa1111", edits={"archived": True})
    assert told(editor, "sessions", **EVERYTHING)["rows"] == []
    told(editor, "deleteSession", ids=["aaaa1111"])
    assert len(told(editor, "sessions", **EVERYTHING)["rows"]) == 1


def test_the_index_beside_records_is_brought_in_line_at_start(
    start: Start, workspace: Path
) -> None:
    editor = start()
    opened(editor, workspace, trusted=True)
    told(editor, "editSession", id="aaaa1111", edits={"title": "Mine"})
    index = workspace / ".sightline" / "sessions" / "index.json"
    again = start()
    opened(again, workspace, trusted=True)
    while not index.exists():
        time.sleep(0.02)
    assert json.loads(index.read_text(encoding="utf-8"))["sessions"][0]["title"] == "Mine"


def test_a_rebuild_brings_it_in_line_too(start: Start, workspace: Path) -> None:
    editor = start()
    opened(editor, workspace, trusted=True)
    told(editor, "editSession", id="aaaa1111", edits={"title": "Mine"})
    assert editor.reply(editor.command("rebuildSessionIndex"))["result"]["sessions"] == 1
    index = workspace / ".sightline" / "sessions" / "index.json"
    assert json.loads(index.read_text(encoding="utf-8"))["sessions"][0]["title"] == "Mine"
