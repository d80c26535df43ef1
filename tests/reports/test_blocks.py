"""Five-hour blocks: half-open, disjoint, and every dated request in one of them."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import prompt, reply
from sightline.reports.blocks import LENGTH_US, MINUTE_US, Hour, blocks_of, with_gaps
from sightline.store.query import HOUR_US

if TYPE_CHECKING:
    from conftest import Ask, Home
    from sightline.store import Index


def hours_of(instants: list[int]) -> list[Hour]:
    """As the store answers them."""
    numbers = sorted({instant // HOUR_US for instant in instants})
    own = [[at for at in instants if at // HOUR_US == number] for number in numbers]
    return [Hour(n, min(found), max(found)) for n, found in zip(numbers, own, strict=True)]


def walked(instants: list[int]) -> list[list[int]]:
    """Blocks by walking through all requests, as the definition has it."""
    found: list[list[int]] = []
    for at in sorted(instants):
        start = found[-1][0] // HOUR_US * HOUR_US if found else 0
        if not found or at - start >= LENGTH_US or at - found[-1][-1] >= LENGTH_US:
            found.append([])
        found[-1].append(at)
    return found


@given(st.lists(st.integers(0, 60 * 24 * 3).map(lambda minute: minute * MINUTE_US), min_size=1))
def test_hours_are_enough_to_find_the_blocks(instants: list[int]) -> None:
    blocks = blocks_of("codex", hours_of(instants))
    found = [(block.hours[0].first, block.hours[-1].last) for block in blocks]
    assert found == [(own[0], own[-1]) for own in walked(instants)]


@given(st.lists(st.integers(0, 60 * 24 * 3).map(lambda minute: minute * MINUTE_US), min_size=1))
def test_blocks_and_gaps_do_not_overlap(instants: list[int]) -> None:
    blocks = list(with_gaps(blocks_of("codex", hours_of(instants))))
    work = [block for block in blocks if block.hours]
    assert all(before.end <= after.start for before, after in pairwise(work))
    assert all(block.end - block.start == LENGTH_US for block in work)
    gaps = [block for block in blocks if not block.hours]
    assert all(not gap.start <= at < gap.end for gap in gaps for at in instants)


@pytest.mark.parametrize(("second_hour", "blocks"), [(4.999, 1), (5, 2)])
def test_a_block_is_half_open(second_hour: float, blocks: int) -> None:
    """X2: a call at five hours begins the next."""
    instants = [0, round(second_hour * HOUR_US)]
    assert len(blocks_of("codex", hours_of(instants))) == blocks


@pytest.mark.parametrize(("later_us", "gaps"), [(0, 0), (1, 1)])
def test_a_gap_is_longer_than_a_block(later_us: int, gaps: int) -> None:
    """X2: after five hours to the microsecond the next block follows at once."""
    blocks = list(with_gaps(blocks_of("codex", hours_of([0, LENGTH_US + later_us]))))
    assert [bool(block.hours) for block in blocks] == [True, *[False] * gaps, True]


@pytest.fixture
def index(home: Home) -> Index:
    """10:30 and 10:40 on 2 March, and 11:50 on 3 March, ten minutes before now."""
    home.claude(
        "a", prompt("p", 1800), reply("m1", 1800, 10), reply("m2", 2400, 20),
        reply("m3", 0, 30, timestamp="2026-03-03T11:50:00.000Z"),
        reply("m4", 0, 40, timestamp="2026-03-03T11:52:00.000Z"),
    )  # fmt: skip
    index = home.index()
    index.refresh()
    return index


def test_blocks_begin_at_full_hours_and_have_gaps_between(index: Index, ask: Ask) -> None:
    """X2: five hours from the full hour of the first call."""
    found = ask(index, "blocks")
    assert [(row.kind, row.start[8:16], row.end[8:16], row.requests) for row in found.rows] == [
        ("work", "03T11:00", "03T16:00", 2),
        ("gap", "02T15:40", "03T11:50", 0),  # from five hours after the last request
        ("work", "02T10:00", "02T15:00", 2),
    ]
    assert found.total.requests == 4
    assert found.total.cost == pytest.approx(sum(row.cost for row in found.rows), abs=1e-9)


def test_an_active_block_is_projected_to_its_end(index: Index, ask: Ask) -> None:
    """X2: burn rate and projection."""
    active, _, ended = ask(index, "blocks").rows
    assert (active.active, ended.active, ended.projected_cost) == (True, False, None)
    assert active.cost_per_minute == pytest.approx(active.cost / 2, abs=1e-9)  # 11:50 to 11:52
    left = 4 * 60  # minutes from 12:00 to 16:00
    assert active.projected_cost == pytest.approx(active.cost + left * active.cost / 2, abs=1e-8)
    assert ended.cost_per_minute == pytest.approx(ended.cost / 10, abs=1e-9)


def test_less_than_a_minute_has_no_burn_rate(home: Home, ask: Ask) -> None:
    times = ["2026-03-03T11:50:00.000Z", "2026-03-03T11:50:59.999Z"]
    home.claude("a", *(reply(f"m{n}", 0, timestamp=at) for n, at in enumerate(times)))
    index = home.index()
    index.refresh()
    (row,) = ask(index, "blocks").rows
    assert (row.requests, row.cost_per_minute, row.projected_cost) == (2, None, None)


def test_a_range_cuts_what_a_block_holds_and_not_where_it_begins(index: Index, ask: Ask) -> None:
    found = ask(index, "blocks", range={"preset": "today"}, timeZone="Etc/GMT+11")
    # There today is 3 March, 01:00; it began at 11:00 UTC.
    assert [(row.kind, row.start[8:16]) for row in found.rows] == [("work", "03T11:00")]
    assert found.total.requests == 2


def test_a_page_and_the_others_are_the_total(index: Index, ask: Ask) -> None:
    page = ask(index, "blocks", limit=1)
    assert (page.blocks, page.next_cursor) == (3, 1)
    assert page.others.requests == 4 - 2
    assert page.rows[0].cost + page.others.cost == pytest.approx(page.total.cost, abs=1e-9)
    last = ask(index, "blocks", limit=2, cursor=2)
    assert (last.rows[0].start[8:16], last.next_cursor) == ("02T10:00", None)


def test_nothing_at_all_has_no_block(home: Home, ask: Ask) -> None:
    found = ask(home.index(), "blocks")
    assert (found.rows, found.total.cost, found.total.requests) == ((), 0, 0)


def test_a_block_that_has_not_begun_is_not_active(home: Home, ask: Ask) -> None:
    """X2: of a clock that went wrong."""
    home.claude("a", prompt("p", 0), reply("m", 1, timestamp="2026-03-04T11:50:00.000Z"))
    index = home.index()
    index.refresh()
    (row,) = ask(index, "blocks").rows
    assert (row.start[8:16], row.active) == ("04T11:00", False)  # now is the 3rd
