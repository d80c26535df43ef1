"""Nobody is left behind: the server ends with its editor, whatever it is doing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from builders import prompt, reply
from editor import COMMAND, HANG, Editor, framed, variables_of

if TYPE_CHECKING:
    from conftest import Home

Start = Callable[..., Editor]

V = {"jsonrpc": "2.0"}
INITIALIZE = {
    **V, "id": 1, "method": "initialize", "params": {"capabilities": {}, "processId": None},
}  # fmt: skip
REBUILD = {
    **V, "id": 2, "method": "workspace/executeCommand",
    "params": {"command": "sightline.server.rebuildSessionIndex"},
}  # fmt: skip

EARLY = {**V, "id": 1, "method": "sightline/status"}

UNREAD = [{**V, "id": n, "method": "sightline/overview"} for n in range(2, 400)]

PARENT = """
import subprocess, sys, time
server = subprocess.Popen(sys.argv[1:], stdin=0, stdout=1)
print(server.pid, file=sys.stderr, flush=True)
time.sleep(600)
"""


def is_gone(pid: int) -> bool:
    """Whether a process has ended; one that nobody reaped has."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except OSError:
        return True
    return status.rpartition(")")[2].split()[0] == "Z"


def wait_until_gone(pid: int) -> bool:
    until = time.monotonic() + HANG
    while not is_gone(pid) and time.monotonic() < until:
        time.sleep(0.05)
    return is_gone(pid)


@pytest.fixture
def busy_home(home: Home) -> Home:
    """A home whose rebuild takes a while."""
    for file in range(8):
        names = [f"{file}-{number}" for number in range(4000)]
        lines = [line for n, name in enumerate(names) for line in (prompt(name, n), reply(name, n))]
        home.claude(f"aaaa{file}", *lines)
    return home


@pytest.fixture
def adopted(busy_home: Home) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """A parent and the server it started; the pipes are ours, so only the parent tells."""
    variables = variables_of(busy_home.path, busy_home.cache)
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, *COMMAND], env=variables, cwd=busy_home.path,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert parent.stderr is not None
    yield parent, int(parent.stderr.readline())
    for pipe in (parent.stdin, parent.stdout, parent.stderr):
        assert pipe is not None
        pipe.close()


@pytest.mark.parametrize(
    "messages", [[EARLY], [INITIALIZE], [INITIALIZE, REBUILD], [INITIALIZE, *UNREAD]]
)
def test_the_server_ends_when_its_parent_is_killed(
    adopted: tuple[subprocess.Popen[bytes], int], messages: list[object]
) -> None:
    parent, server = adopted
    assert parent.stdin is not None
    assert parent.stdout is not None
    for message in messages:
        parent.stdin.write(framed(message))
        parent.stdin.flush()
    assert parent.stdout.readline().startswith(b"Content-Length")
    parent.kill()
    parent.wait(HANG)
    assert wait_until_gone(server)


def test_the_server_ends_when_the_editor_it_was_told_of_is_gone(start: Start) -> None:
    other = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    editor = start()
    editor.initialize(processId=other.pid)
    assert editor.process.poll() is None
    other.communicate(b"\n", HANG)
    assert editor.ended() == 1


@pytest.mark.parametrize("process_id", [0, -1, 2**31, 2**70])
def test_an_impossible_process_is_not_followed(start: Start, process_id: int) -> None:
    editor = start()
    editor.send({**INITIALIZE, "params": {"capabilities": {}, "processId": process_id}})
    assert "id" in editor.next_reply()
    time.sleep(1.2)  # the watch looks twice a second
    editor.send({**V, "id": 2, "method": "nothing"})
    assert "error" in editor.next_reply()


@pytest.mark.parametrize("messages", [[], [INITIALIZE], [INITIALIZE, REBUILD]])
def test_the_server_ends_with_its_input(
    busy_home: Home, start: Start, messages: list[object]
) -> None:
    editor = start()
    for message in messages:
        editor.send(message)
    assert editor.process.stdin is not None
    editor.process.stdin.close()
    assert editor.ended() == 1


def test_requests_before_the_end_of_input_are_answered(editor: Editor) -> None:
    editor.initialize()
    editor.write(b"".join(framed({**V, "id": n, "method": "sightline/status"}) for n in range(5)))
    assert editor.process.stdin is not None
    editor.process.stdin.close()
    assert sorted(editor.next_reply()["id"] for _ in range(5)) == [0, 1, 2, 3, 4]
    assert editor.ended() == 1


def test_the_server_ends_when_nobody_reads(start: Start) -> None:
    editor = start(reads=False)
    assert editor.process.stdout is not None
    editor.process.stdout.close()
    editor.send(INITIALIZE)
    assert editor.ended() == 1


def test_an_end_in_the_middle_of_reading_leaves_no_scratch_files(
    busy_home: Home, tmp_path: Path
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    variables = variables_of(busy_home.path, busy_home.cache) | {"TMPDIR": str(scratch)}
    editor = Editor(variables)
    editor.initialize()
    editor.send(REBUILD)
    editor.tell("exit")
    editor.ended()
    editor.close()
    assert list(scratch.iterdir()) == []


def test_a_killed_server_leaves_a_cache_that_the_next_one_uses(
    busy_home: Home, start: Start
) -> None:
    first = start()
    first.initialize()
    first.send(REBUILD)
    os.kill(first.process.pid, signal.SIGKILL)
    first.ended()
    second = start()
    second.initialize()
    second.reply(second.command("refresh"))
    assert second.ask("sightline/status")["sessions"] == 8
