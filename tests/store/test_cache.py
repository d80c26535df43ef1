"""The cache may be missing, damaged or foreign: the answers are the same."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from builders import prompt, reply
from conftest import totals_of

if TYPE_CHECKING:
    from conftest import Home

NAMES = ("requests", "total_tokens", "cost", "active_time", "turns", "sessions")


def fill(home: Home) -> None:
    for session in ("a", "b", "c"):
        home.claude(session, prompt(f"p{session}", 0), reply(f"m{session}", 1))


def test_hydrated_answers_equal_those_of_a_fresh_scan(home: Home) -> None:
    fill(home)
    first = home.index()
    first.refresh()
    second = home.index()
    assert second.hydrated
    assert totals_of(second, *NAMES) == totals_of(first, *NAMES)


def test_a_damaged_cache_is_set_aside_and_rebuilt(home: Home) -> None:
    fill(home)
    index = home.index()
    index.refresh()
    cache = home.cache / "index.duckdb"
    content = bytearray(cache.read_bytes())
    content[len(content) // 2 :] = b"\0" * (len(content) - len(content) // 2)
    cache.write_bytes(bytes(content))
    later = home.index()
    later.refresh()
    assert totals_of(later, *NAMES) == totals_of(index, *NAMES)
    assert home.index().hydrated


def test_garbage_for_a_cache_is_set_aside_with_a_notice(home: Home) -> None:
    """C9: one notice."""
    fill(home)
    home.cache.mkdir()
    (home.cache / "index.duckdb").write_bytes(b"no database at all")
    index = home.index()
    assert not index.hydrated
    assert index.notices == ["The cache was damaged; it was set aside and is being rebuilt."]
    assert (home.cache / "index.duckdb.bad").exists()
    index.refresh()
    assert index.held().requests == 3


def test_another_idle_cap_is_another_version(home: Home) -> None:
    fill(home)
    home.index().refresh()
    settings = home.index().settings.model_copy(update={"idle_cap_minutes": 1})
    assert not home.index(settings).hydrated


def test_two_indexes_over_one_cache_agree(home: Home) -> None:
    fill(home)
    one, other = home.index(), home.index()
    one.refresh()
    other.refresh()
    home.claude("d", prompt("pd", 0), reply("md", 1))
    one.refresh()
    other.refresh()
    assert totals_of(one, *NAMES) == totals_of(other, *NAMES)
    assert totals_of(home.index(), *NAMES) == totals_of(one, *NAMES)


def test_an_unwritable_cache_folder_only_costs_time(home: Home) -> None:
    fill(home)
    home.cache.write_bytes(b"a file where the folder should be")
    index = home.index()
    index.refresh()
    assert index.held().requests == 3
    assert index.cache_path is None
    assert len(index.notices) == 1


def test_the_cache_is_the_users_alone(home: Home) -> None:
    fill(home)
    home.index().refresh()
    assert home.cache.stat().st_mode & 0o777 == 0o700
    assert (home.cache / "index.duckdb").stat().st_mode & 0o777 == 0o600


def test_scratch_of_a_killed_process_is_swept(home: Home) -> None:
    fill(home)
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    left = home.cache / f"scratch-{gone.pid}-x"
    left.mkdir(parents=True)
    mine = home.cache / f"scratch-{os.getpid()}-y"
    mine.mkdir()
    home.index()
    assert (left.exists(), mine.exists()) == (False, True)


FULL = """
import sys
from pathlib import Path
from sightline.adapters.base import Environment
from sightline.settings import Settings
from sightline.store import Index
import resource

if __name__ == "__main__":
    index = Index.open(Settings(time_zone="UTC"), Environment(Path(sys.argv[1]), {}),
                       Path(sys.argv[2]))
    size = int(sys.argv[3])
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    index.refresh()
    notices = len(index.notices)
    opened = index.refresh().files_opened
    print(index.held().requests, notices, opened, len(index.notices))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there no limit can be set on files")
def test_where_nothing_can_be_written_the_numbers_come_from_memory(home: Home) -> None:
    fill(home)
    call = [sys.executable, "-c", FULL, str(home.path), str(home.cache), "100"]
    done = subprocess.run(call, capture_output=True, text=True, check=True)
    assert done.stdout == "3 1 0 1\n"
    assert not list(home.cache.glob("*.tmp*"))


@pytest.mark.skipif(sys.platform == "win32", reason="there no limit can be set on files")
@pytest.mark.parametrize("kilobytes", [100, 400, 700, 1000])
def test_a_disk_that_fills_leaves_a_whole_cache_or_none(home: Home, kilobytes: int) -> None:
    fill(home)
    size = str(kilobytes * 1024)
    call = [sys.executable, "-c", FULL, str(home.path), str(home.cache), size]
    done = subprocess.run(call, capture_output=True, text=True, check=True)
    told = int(done.stdout.split()[1])
    index = home.index()
    assert (index.hydrated, index.notices) == (told == 0, [])
    assert not list(home.cache.glob("*.tmp*"))


@pytest.mark.skipif(sys.platform == "win32", reason="there no limit can be set on files")
@pytest.mark.parametrize("kilobytes", [1, 40, 200])
def test_what_a_session_grew_by_counts_though_the_disk_is_full(home: Home, kilobytes: int) -> None:
    fill(home)
    home.index().refresh()
    grown = [line for n in range(40) for line in (prompt(f"q{n}", 5 + n), reply(f"n{n}", 6 + n))]
    home.claude("a", prompt("pa", 0), reply("ma", 1), *grown)
    call = [sys.executable, "-c", FULL, str(home.path), str(home.cache), str(kilobytes * 1024)]
    done = subprocess.run(call, capture_output=True, text=True, check=True)
    requests, notices, opened, _ = map(int, done.stdout.split())
    assert (requests, opened) == (3 + 40, 0)
    index = home.index()
    assert index.hydrated
    assert index.refresh().files_opened == notices
    assert index.held().requests == 3 + 40
