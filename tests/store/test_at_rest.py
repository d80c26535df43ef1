"""A question at rest is asked of the cache file; the answers are those of rows in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from builders import prompt, reply
from conftest import totals_of
from sightline.adapters.base import Environment
from sightline.errors import LostCacheError
from sightline.settings import Settings
from sightline.store import Index
from sightline.store.refreshed import Held

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import Home

NAMES = ("requests", "total_tokens", "cost", "active_time", "turns", "sessions")


@pytest.fixture
def resting(home: Home) -> Iterator[Index]:
    """An index at rest over two sessions that another process has read."""
    home.claude("a", prompt("pa", 0), reply("ma", 1))
    home.claude("b", prompt("pb", 0), reply("mb", 1))
    home.index().refresh()
    index = Index.open(
        Settings(time_zone="UTC"), Environment(home.path, {}), home.cache, may_rest=True
    )
    yield index
    index.close()


def in_memory(index: Index) -> bool:
    """Whether the rows were copied into memory."""
    with index.reading() as connection:
        found = connection.execute(
            "SELECT count(*) FROM duckdb_tables()"
            " WHERE database_name = 'rows' AND table_name = 'request'"
        ).fetchall()
    return bool(found[0][0])


def test_nothing_is_copied_and_the_numbers_are_the_same(home: Home, resting: Index) -> None:
    assert resting.refresh().files_opened == 0
    assert resting.held() == Held(sessions=2, requests=2, problems=0)
    assert totals_of(resting, *NAMES) == home.totals(*NAMES)
    assert not in_memory(resting)


def test_a_change_on_disk_brings_the_rows_into_memory(home: Home, resting: Index) -> None:
    home.claude("c", prompt("pc", 0), reply("mc", 1))
    assert resting.refresh().files_opened == 1
    assert totals_of(resting, *NAMES) == home.totals(*NAMES)
    assert in_memory(resting)


def test_a_question_within_a_question_has_the_same_file(resting: Index) -> None:
    with resting.reading() as outer, resting.reading() as inner:
        assert inner.execute("FROM request").fetchall() == outer.execute("FROM request").fetchall()


def test_a_file_that_is_gone_is_no_empty_answer(home: Home, resting: Index) -> None:
    resting.refresh()
    (home.cache / "index.duckdb").unlink()
    with pytest.raises(LostCacheError):
        totals_of(resting, *NAMES)
    resting.refresh()
    assert resting.held().requests == 2


def test_others_write_while_one_rests(home: Home, resting: Index) -> None:
    resting.refresh()
    home.claude("c", prompt("pc", 0), reply("mc", 1))
    assert home.index().refresh().commits == 1
    assert totals_of(resting, "requests") == {"requests": 3}


def test_a_rebuild_at_rest_reads_everything(resting: Index) -> None:
    assert resting.rebuild().files_opened == 2
    assert totals_of(resting, "requests") == {"requests": 2}


def test_who_asks_while_it_wakes_waits_for_all_rows(home: Home, resting: Index) -> None:
    resting.wake_soon()
    assert totals_of(resting, *NAMES) == home.totals(*NAMES)
    assert in_memory(resting)


def test_compressed_rows_are_the_same_and_can_be_added_to(home: Home, resting: Index) -> None:
    home.claude("c", prompt("pc", 0), reply("mc", 1))
    resting.refresh()
    resting.compact()
    home.claude("d", prompt("pd", 0), reply("md", 1))
    assert resting.refresh().files_opened == 1
    assert totals_of(resting, *NAMES) == home.totals(*NAMES)


def test_who_ends_while_it_wakes_leaves_no_suspicion_of_the_cache(
    home: Home, resting: Index
) -> None:
    for _ in range(3):
        (home.cache / "index.duckdb.reading").write_bytes(b"x")
        resting._cache.let_go()
    assert home.index().hydrated


def test_without_a_place_for_the_cache_it_reads_into_memory(home: Home) -> None:
    home.claude("a", prompt("pa", 0), reply("ma", 1))
    home.cache.write_bytes(b"")  # a file where the folder should be
    index = Index.open(
        Settings(time_zone="UTC"), Environment(home.path, {}), home.cache, may_rest=True
    )
    index.refresh()
    assert index.held().requests == 1
    assert index.notices == ["No durable cache (File exists); working in memory."]
    index.close()
