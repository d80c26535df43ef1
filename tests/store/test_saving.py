"""Appended lines count at once and are saved together later; what is not saved is read again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from builders import encoded, prompt, reply
from conftest import Home, totals_of

if TYPE_CHECKING:
    from pathlib import Path

    from sightline.store import Index


@pytest.fixture
def path(home: Home) -> Path:
    """A session of one request, in the cache."""
    path = home.claude("a", prompt("p1", 0), reply("m1", 1))
    home.index().refresh()
    return path


def grow(index: Index, path: Path, number: int) -> int:
    """Append a reply and read it without saving; how often was committed."""
    with path.open("ab") as file:
        file.write(encoded(reply(f"m{number}", number)))
    return index.refresh(save=False).commits


def test_appended_lines_are_saved_together(home: Home, path: Path) -> None:
    index = home.index()
    assert [grow(index, path, number) for number in (2, 3)] == [0, 0]
    assert totals_of(index, "requests") == {"requests": 1 + 2}
    assert index.has_unsaved
    index.save()
    assert not index.has_unsaved
    assert home.index().refresh().files_opened == 0


def test_a_process_that_ends_at_once_costs_the_next_one_the_same_lines(
    home: Home, path: Path
) -> None:
    index = home.index()
    grow(index, path, 2)
    later = home.index()
    done = later.refresh()  # as if the first had been killed
    assert (done.files_opened, later.held().requests) == (1, 1 + 1)
    assert done.bytes_read == len(encoded(reply("m2", 2)))


def test_a_process_that_ends_well_saves_before(home: Home, path: Path) -> None:
    index = home.index()
    grow(index, path, 2)
    index.close()
    assert home.index().refresh().files_opened == 0


def test_new_files_are_saved_at_once(home: Home, path: Path) -> None:
    assert path.exists()
    index = home.index()
    home.claude("b", prompt("p2", 5), reply("m5", 6))
    assert index.refresh(save=False).commits == 1


def test_a_look_that_is_to_save_saves_what_waited(home: Home, path: Path) -> None:
    index = home.index()
    grow(index, path, 2)
    assert index.refresh().commits == 1
