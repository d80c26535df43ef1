"""A23: a review that is cancelled is answered at once, its tool is ended, and nothing is kept."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

import pytest

from lsp.test_records import told
from lsp.test_reviews import ID, workspace
from reviewers.test_tools import tool

if TYPE_CHECKING:
    from pathlib import Path

    from editor import Editor
    from lsp.conftest import Start

__all__ = ["workspace"]
pytestmark = pytest.mark.skipif(os.name != "posix", reason="the stand-in tool is a script")
HANG = 20.0


@pytest.fixture
def pid_file(tmp_path: Path) -> Path:
    """Where the stand-in for ruff, which never ends, writes what process it is."""
    return tmp_path / "pid"


@pytest.fixture
def editor(start: Start, workspace: Path, tmp_path: Path, pid_file: Path) -> Editor:
    """An editor whose only linter never ends."""
    endless = tool(
        tmp_path / "bin",
        "if '--version' in sys.argv: print('ruff 1.0'); sys.exit()\n"
        f"open({str(pid_file)!r}, 'w').write(str(os.getpid()))\n"
        "time.sleep(600)",
    )
    opened = start()
    settings = {"quality": {"reviewers": {"ruff": endless}}}
    opened.initialize(
        rootUri=workspace.as_uri(), initializationOptions={"trusted": True, "settings": settings}
    )
    while (opened.heard("sightline/changed")["status"] or {}).get("sessions") != 1:
        pass
    return opened


def running(pid_file: Path) -> int:
    """The process of the linter, once it runs."""
    until = time.monotonic() + HANG
    while time.monotonic() < until:
        if pid_file.exists() and (said := pid_file.read_text()):
            return int(said)
        time.sleep(0.01)
    raise AssertionError("the linter was not started")


def has_ended(process: int) -> bool:
    until = time.monotonic() + HANG
    while time.monotonic() < until:
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.01)
    return False


@pytest.mark.parametrize("by", ["request", "token"])
def test_a_cancelled_review_ends_its_tool_and_keeps_nothing(
    editor: Editor,
    workspace: Path,
    pid_file: Path,
    by: str,
) -> None:
    number = editor.begin("sightline/runReview", ids=[ID], workDoneToken="t")
    process = running(pid_file)
    if by == "request":
        editor.tell("$/cancelRequest", id=number)
    else:
        editor.tell("window/workDoneProgress/cancel", token="t")
    assert editor.reply(number)["error"]["code"] == -32800
    assert has_ended(process)
    assert told(editor, "quality")["sessions"] == []
    assert not (workspace / ".sightline").exists()


def test_another_review_can_follow_a_cancelled_one(editor: Editor, pid_file: Path) -> None:
    number = editor.begin("sightline/runReview", ids=[ID])
    running(pid_file)
    assert told(editor, "status")["sessions"] == 1
    editor.tell("$/cancelRequest", id=number)
    assert editor.reply(number)["error"]["code"] == -32800
    (done,) = told(editor, "runReview", ids=[ID], reviewers=["dangerous"])["reviewed"]
    assert done["errors"] == 1


def test_an_id_in_use_is_refused_and_its_request_answered(editor: Editor, pid_file: Path) -> None:
    number = editor.begin("sightline/runReview", ids=[ID])
    running(pid_file)
    editor.send({"jsonrpc": "2.0", "id": number, "method": "sightline/status"})
    assert editor.reply(number)["error"]["code"] == -32600
    editor.tell("$/cancelRequest", id=number)
    assert editor.reply(number)["error"]["code"] == -32800
