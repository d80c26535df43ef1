"""Reading does the work a change needs and no more: exact counts, not times."""

from __future__ import annotations

from typing import TYPE_CHECKING

from builders import encoded, prompt, reply
from conftest import totals_of
from sightline.store.refreshed import Held

if TYPE_CHECKING:
    from conftest import Home


def test_an_unchanged_second_look_opens_nothing(home: Home) -> None:
    home.claude("a", prompt("p1", 0), reply("m1", 1))
    index = home.index()
    first = index.refresh()
    second = index.refresh()
    assert (first.files_opened, second.files_opened) == (1, 0)
    assert (second.bytes_read, second.rows_written, second.commits) == (0, 0, 0)


def test_a_later_process_opens_nothing_either(home: Home) -> None:
    home.claude("a", prompt("p1", 0), reply("m1", 1))
    home.index().refresh()
    later = home.index()
    done = later.refresh()
    assert later.hydrated
    assert (done.files_opened, done.bytes_read, later.held().requests) == (0, 0, 1)


def test_an_appended_line_costs_its_own_bytes(home: Home) -> None:
    path = home.claude("a", prompt("p1", 0), *(reply(f"m{n}", n + 1) for n in range(50)))
    index = home.index()
    index.refresh()
    more = encoded(reply("m50", 60))
    with path.open("ab") as file:
        file.write(more)
    done = index.refresh()
    assert (done.files_opened, done.bytes_read) == (1, len(more))
    assert index.held().requests == 50 + 1


def test_a_rebuild_reads_each_byte_once(home: Home) -> None:
    path = home.claude("a", prompt("p1", 0), reply("m1", 1))
    index = home.index()
    index.refresh()
    done = index.rebuild()
    assert (done.files_opened, done.bytes_read) == (1, path.stat().st_size)


def test_a_deleted_file_is_gone_without_reading(home: Home) -> None:
    path = home.claude("a", prompt("p1", 0), reply("m1", 1))
    home.claude("b", prompt("p2", 5), reply("m2", 6))
    index = home.index()
    index.refresh()
    assert index.held().requests == 2
    path.unlink()
    done = index.refresh()
    assert (done.files_opened, index.held()) == (0, Held(sessions=1, requests=1, problems=0))
    assert home.index().held().requests == 1


def test_a_file_rewritten_at_its_size_is_read_anew(home: Home) -> None:
    last = reply("m2", 402)
    home.claude("a", prompt("p1", 0), reply("m1", 1, output=10), last)
    index = home.index()
    index.refresh()
    path = home.claude("a", prompt("p1", 0), reply("m1", 1, output=99), last)
    done = index.refresh()
    assert done.bytes_read == path.stat().st_size
    assert totals_of(index, "output_tokens") == {"output_tokens": 99 + 10}
