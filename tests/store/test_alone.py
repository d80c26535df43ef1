"""A file that shares no row with another grows without a search for owners, to the same numbers."""

from __future__ import annotations

import random
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from builders import encoded, prompt, reply
from conftest import Home, totals_of
from families import COUNTS, Family, contents, homes

if TYPE_CHECKING:
    from sightline.store import Index

CODEX = Path(__file__).parents[1] / "sessions" / "codex" / "edits.jsonl"


def grow(index: Index, path: Path, *lines: bytes) -> None:
    """Append lines, and read them."""
    with path.open("ab") as file:
        file.write(b"".join(lines))
    index.refresh(paths=[str(path)])


@pytest.fixture
def path(home: Home) -> Path:
    """A session of one request."""
    return home.claude("a", prompt("p1", 0), reply("m1", 1))


@pytest.fixture
def index(home: Home, path: Path) -> Index:
    """An index that saw the session grow, so that it is known to be alone."""
    index = home.index()
    index.refresh()
    grow(index, path, encoded(reply("m2", 2)))
    assert index._sync._alone._sources
    return index


def test_what_it_adds_counts(home: Home, index: Index, path: Path) -> None:
    grow(index, path, encoded(reply("m3", 3)), encoded(prompt("p2", 4)), encoded(reply("m4", 5)))
    assert index._sync._alone._sources
    assert totals_of(index, *COUNTS) == home.totals(*COUNTS)


def test_a_copy_of_it_ends_that(home: Home, index: Index, path: Path) -> None:
    copy = home.claude("b", prompt("p1", 0), reply("m1", 1), reply("m2", 2))
    index.refresh()
    assert not index._sync._alone._sources
    grow(index, path, encoded(reply("m5", 9)))
    grow(index, copy, encoded(reply("m6", 8)))
    assert totals_of(index, *COUNTS) == home.totals(*COUNTS)


def test_a_session_of_an_engine_whose_files_meet_leaves_it_alone(
    home: Home, index: Index, path: Path
) -> None:
    lines = CODEX.read_bytes().splitlines(keepends=True)
    log = home.codex("rollout-a", *lines[:-1])
    index.refresh()
    grow(index, path, encoded(reply("m3", 3)))
    grow(index, log, lines[-1])
    grow(index, path, encoded(reply("m4", 4)))
    assert index._sync._alone._sources
    assert totals_of(index, *COUNTS) == home.totals(*COUNTS)


def test_a_row_that_another_file_gets_too_is_counted_once(
    home: Home, index: Index, path: Path
) -> None:
    other = home.claude("b", prompt("p8", 0), reply("m8", 1))
    index.refresh()
    for number, one in enumerate((path, other, path, other)):
        grow(index, one, encoded(reply(f"n{number}", 10 + number)))
    grow(index, other, encoded(reply("n0", 10)))
    grow(index, path, encoded(reply("n9", 20)))
    assert totals_of(index, "requests") == {"requests": 2 + 1 + 4 + 1}
    assert totals_of(index, *COUNTS) == home.totals(*COUNTS)


@pytest.mark.parametrize("seed", range(6))
def test_families_that_grow_line_by_line_equal_a_full_read(seed: int) -> None:
    pick = random.Random(seed)
    with homes() as make:
        home = make(contents(Family(seed)))
        files = [path for path in home.path.rglob("*.jsonl") if path.is_file()]
        left = {path: path.read_bytes().splitlines(keepends=True) for path in files}
        for path, lines in left.items():
            cut = pick.randint(len(lines) // 2, len(lines))
            path.write_bytes(b"".join(lines[:cut]))
            del lines[:cut]
        index = home.index()
        index.refresh()
        while some := [path for path, lines in left.items() if lines]:
            path = pick.choice(some)
            grow(index, path, left[path].pop(0))
        assert totals_of(index, *COUNTS) == home.totals(*COUNTS)
