"""Several processes over one cache folder: nothing is read twice, and any may be killed."""

from __future__ import annotations

import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from builders import prompt, reply
from conftest import totals_of
from sightline.errors import StoppedError
from sightline.store import one_reader
from sightline.store.one_reader import OneReader

if TYPE_CHECKING:
    from conftest import Home

FILES = 40
NAMES = ("requests", "total_tokens", "cost", "active_time", "turns", "sessions")
REFRESH = """
import sys
from pathlib import Path
from sightline.adapters.base import Environment
from sightline.settings import Settings
from sightline.store import Index

if __name__ == "__main__":
    home, cache, how = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    index = Index.open(Settings(time_zone="UTC"), Environment(home, {}), cache)
    print("begun", flush=True)
    done = getattr(index, how)()
    print(done.files_opened, index.held().requests)
"""
HOLD = """
import sys, time
from pathlib import Path
from sightline.store.one_reader import OneReader

reader = OneReader(Path(sys.argv[1]))
with reader.alone(print, lambda: False):
    reader.tell(3, 7)
    print("held", flush=True)
    time.sleep(60)
"""


def fill(home: Home) -> None:
    for n in range(FILES):
        lines = (reply(f"m{n}-{i}", i + 1) for i in range(30))
        home.claude(f"s{n:02d}", prompt(f"p{n}", 0), *lines)


def start(home: Home, how: str = "refresh") -> subprocess.Popen[str]:
    """A process that refreshes or rebuilds its own index over the same folders."""
    return subprocess.Popen(
        [sys.executable, "-c", REFRESH, str(home.path), str(home.cache), how],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def holder(home: Home) -> subprocess.Popen[str]:
    """A process that has the right to read much, until it is killed."""
    home.cache.mkdir(exist_ok=True)
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(home.cache)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_of_two_processes_each_file_is_opened_once(home: Home) -> None:
    fill(home)
    ended = [process.communicate() for process in (start(home), start(home))]
    opened = [int(out.split()[1]) for out, _ in ended]
    assert sum(opened) == FILES
    assert {int(out.split()[2]) for out, _ in ended} == {FILES * 30}


@pytest.mark.parametrize("how", ["refresh", "rebuild"])
def test_four_at_once_answer_alike(home: Home, how: str) -> None:
    fill(home)
    ended = [process.communicate() for process in [start(home, how) for _ in range(4)]]
    assert [errors for _, errors in ended] == [""] * 4
    assert {int(out.split()[2]) for out, _ in ended} == {FILES * 30}
    assert home.index().hydrated


def test_who_waits_is_told_how_far_the_other_is(home: Home) -> None:
    fill(home)
    process = holder(home)
    told: list[tuple[int, int]] = []
    with pytest.raises(StoppedError):
        home.index().refresh(lambda *how_far: told.append(how_far), lambda: bool(told))
    process.kill()
    process.communicate()
    assert told == [(3, 7)]


def test_a_killed_process_keeps_nobody_waiting(home: Home) -> None:
    fill(home)
    process = holder(home)
    process.kill()
    process.communicate()
    assert home.index().refresh().files_opened == FILES


def test_a_process_that_hangs_is_not_waited_for_long(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(home)
    monkeypatch.setattr(one_reader, "PATIENCE_SECONDS", 0.3)
    process = holder(home)
    assert home.index().refresh().files_opened == FILES
    process.kill()
    process.communicate()


def test_a_few_changed_files_wait_for_nobody(home: Home) -> None:
    fill(home)
    index = home.index()
    index.refresh()
    home.claude("one-more", prompt("q", 0), reply("n", 1))
    with OneReader(home.cache).alone(lambda *_: None, lambda: False):
        assert index.refresh().files_opened == 1


def test_what_another_process_rebuilt_is_taken_over(home: Home) -> None:
    fill(home)
    index = home.index()
    index.refresh()
    for n in range(FILES):
        home.claude(f"t{n:02d}", prompt(f"q{n}", 0), reply(f"n{n}", 1))
    other = home.index()
    assert other.refresh().files_opened == FILES
    assert index.refresh().files_opened == 0
    assert totals_of(index, *NAMES) == totals_of(other, *NAMES)


@pytest.mark.parametrize("milliseconds", [0, 15, 50, 100, 180])
def test_a_process_killed_at_any_moment_leaves_a_cache_that_answers_right(
    home: Home, milliseconds: int
) -> None:
    fill(home)
    process = start(home)
    assert process.stdout is not None
    assert process.stdout.readline() == "begun\n"
    time.sleep(milliseconds / 1000)
    process.kill()
    process.communicate()
    after = home.index()
    after.refresh()
    home.cache = home.cache.with_name("fresh")
    fresh = home.totals(*NAMES)
    assert totals_of(after, *NAMES) == fresh
    assert fresh["requests"] == FILES * 30
    assert after.notices == []
