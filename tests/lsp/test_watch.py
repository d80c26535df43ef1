"""Files change on disk, and the editor hears of it without asking."""

from __future__ import annotations

import re
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from builders import encoded, prompt, reply
from editor import HANG, Editor

if TYPE_CHECKING:
    from conftest import Home

Start = Callable[..., Editor]


def hear_requests(editor: Editor, requests: int) -> None:
    """Wait until the editor was told of a change after which there are so many requests."""
    while editor.ask("sightline/models")["total"]["requests"] != requests:
        editor.heard("sightline/changed")


@pytest.fixture
def watched(home: Home, editor: Editor) -> Editor:
    """An editor that knows one session of two requests."""
    editor.initialize()
    hear_requests(editor, 2)
    return editor


def test_an_append_is_heard(watched: Editor, home: Home) -> None:
    """A22, U8: told when it can be queried."""
    path = home.path / ".claude" / "projects" / "-home-dev-app" / "aaaa1111.jsonl"
    for number in (3, 4):
        with path.open("ab") as file:
            file.write(encoded(reply(f"m{number}", number)))
        hear_requests(watched, number)


def test_a_new_session_in_a_new_folder_is_heard(watched: Editor, home: Home) -> None:
    home.claude("bbbb2222", prompt("u2", 0), reply("m3", 1), project="-home-dev-other")
    hear_requests(watched, 2 + 1)


def test_a_deleted_session_is_gone_from_the_numbers(watched: Editor, home: Home) -> None:
    """N6: at the next refresh."""
    home.claude("aaaa1111").unlink()
    hear_requests(watched, 0)


def test_a_root_that_appears_later_is_found(watched: Editor, home: Home) -> None:
    home.codex("rollout-2026-03-02T10-00-00-cccc3333", b"not json\n")
    while watched.heard("sightline/changed")["status"]["sources"] != 2:
        pass


def test_a_root_removed_and_made_again_is_watched_again(watched: Editor, home: Home) -> None:
    shutil.rmtree(home.path / ".claude")
    hear_requests(watched, 0)
    home.claude("bbbb2222", prompt("u2", 0), reply("m3", 1))
    hear_requests(watched, 1)
    home.claude("dddd4444", prompt("u3", 0), reply("m4", 1))
    hear_requests(watched, 1 + 1)


def test_a_burst_of_changes_is_one_reading_or_few(watched: Editor, home: Home) -> None:
    """A22: at most four times a second."""
    for number in range(1500):
        home.claude(f"burst{number}", prompt(f"u{number}", 0), reply(f"b{number}", 1))
    hear_requests(watched, 2 + 1500)
    changes = [said for said in watched.said if said["method"] == "sightline/changed"]
    assert len(changes) < 30


def test_nothing_is_watched_when_the_setting_is_off(home: Home, start: Start) -> None:
    home.claude("aaaa1111", prompt("u1", 0), reply("m1", 1))
    traced = start([sys.executable, "-X", "importtime", "-m", "sightline", "lsp"])
    traced.initialize(initializationOptions={"settings": {"watch": False}})
    hear_requests(traced, 1)
    time.sleep(3)  # longer than a look at the folders takes to come round
    assert b"| watchfiles" not in traced.log
    traced.tell("workspace/didChangeConfiguration", settings={"watch": True})
    until = time.monotonic() + HANG
    while b"| watchfiles" not in traced.log and time.monotonic() < until:
        time.sleep(0.05)
    home.claude("bbbb2222", prompt("u2", 0), reply("m2", 1))
    hear_requests(traced, 1 + 1)


@pytest.mark.skipif(sys.platform != "linux", reason="reads the kernel's list of watches")
def test_no_link_is_watched(home: Home, tmp_path: Path, start: Start) -> None:
    folder = home.claude("aaaa1111", prompt("u1", 0), reply("m1", 1)).parent
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (folder / "link").symlink_to(elsewhere)
    editor = start()
    editor.initialize()
    hear_requests(editor, 1)
    home.claude("bbbb2222", prompt("u2", 0), reply("m2", 1))
    hear_requests(editor, 1 + 1)
    assert folder.stat().st_ino in watched_by(editor.process.pid)
    assert elsewhere.stat().st_ino not in watched_by(editor.process.pid)


def watched_by(process: int) -> set[int]:
    """The numbers of all folders a process watches."""
    kept = Path(f"/proc/{process}/fdinfo").glob("*")
    told = "".join(one.read_text() for one in kept if one.exists())
    return {int(ino, 16) for ino in re.findall(r"^inotify .*?ino:([0-9a-f]+)", told, re.MULTILINE)}
