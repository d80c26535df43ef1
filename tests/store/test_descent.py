"""Codex children: what they copied or counted on from their parents is the parents' (2.3)."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import encoded, stamp
from families import homes, some

if TYPE_CHECKING:
    from conftest import Home
    from sightline.store import Index

Sums = tuple[int, int, int]
"""Input, of it cached, output."""


def rollout(
    name: str, created: float, sums: list[tuple[float, Sums, Sums | None]], parent: str = "",
    model_at: float | None = None,
) -> list[dict[str, Any]]:  # fmt: skip
    """A rollout of totals, each with its last part or without."""
    meta: dict[str, Any] = {"id": name, "timestamp": stamp(created), "cwd": "/home/dev/app"}
    if parent:
        meta["forked_from_id"] = parent
    lines = [{"timestamp": stamp(created), "type": "session_meta", "payload": meta}]
    at = model_at if model_at is not None else created
    for second, total, last in sums:
        info: dict[str, Any] = {"total_token_usage": usage(total)}
        if last is not None:
            info["last_token_usage"] = usage(last)
        event = {"type": "token_count", "info": info}
        lines.append({"timestamp": stamp(second), "type": "event_msg", "payload": event})
    context = {"timestamp": stamp(at), "type": "turn_context", "payload": {"model": "gpt-5.5"}}
    lines.insert(1 if model_at is None else len(lines), context)
    return lines


def usage(sums: Sums) -> dict[str, int]:
    whole, cached, output = sums
    return {"input_tokens": whole, "cached_input_tokens": cached, "output_tokens": output}


def counted(index: Index, *, native: bool = True) -> list[tuple[str, int, int, int, str]]:
    """Thread, input, cache reads, output and basis of all requests, in order of time."""
    index.refresh()
    with index.reading() as connection:
        return connection.execute(
            "SELECT substr(thread, 7), input_tokens, cache_read_tokens, output_tokens, basis"
            " FROM request WHERE native = ? AND n > 0 ORDER BY ts, thread",
            [native],
        ).fetchall()


PARENT = rollout("p", 0, [(10, (100, 40, 9), None), (20, (300, 90, 20), None)])


def test_a_childs_first_total_goes_on_from_its_parents_last(home: Home) -> None:
    home.codex("p", *PARENT)
    home.codex("c", *rollout("c", 30, [(40, (450, 100, 33), None)], "p"))
    # 450 - 300 = 150 sent, of them 100 - 90 = 10 read; 33 - 20 = 13 said
    assert counted(home.index())[2] == ("c", 140, 10, 13, "priced")


def test_what_the_parent_counted_after_the_child_was_made_is_not_taken_off(home: Home) -> None:
    home.codex("p", *PARENT)
    home.codex("c", *rollout("c", 15, [(40, (450, 100, 33), None)], "p"))
    assert counted(home.index())[2] == ("c", 290, 60, 24, "priced")  # 350 - 60, 100 - 40, 33 - 9


@pytest.mark.parametrize("first", [(299, 90, 20), (300, 89, 20), (300, 90, 19)])
def test_a_child_with_a_smaller_total_began_at_zero(home: Home, first: Sums) -> None:
    home.codex("p", *PARENT)
    home.codex("c", *rollout("c", 30, [(40, first, None)], "p"))
    whole, cached, output = first
    assert counted(home.index())[2] == ("c", whole - cached, cached, output, "priced")


def test_a_child_that_states_its_last_part_began_at_zero(home: Home) -> None:
    home.codex("p", *PARENT)
    home.codex("c", *rollout("c", 30, [(40, (450, 100, 33), (450, 100, 33))], "p"))
    assert counted(home.index())[2] == ("c", 350, 100, 33, "priced")


def test_a_child_that_repeats_its_parents_total_adds_nothing(home: Home) -> None:
    home.codex("p", *PARENT)
    home.codex("c", *rollout("c", 30, [(40, (300, 90, 20), None)], "p"))
    assert [row[0] for row in counted(home.index())] == ["p", "p"]


def test_without_its_parent_the_first_total_stands_until_the_parent_comes(home: Home) -> None:
    home.codex("c", *rollout("c", 30, [(40, (450, 100, 33), None)], "p"))
    index = home.index()
    assert counted(index) == [("c", 350, 100, 33, "priced")]
    path = home.codex("p", *PARENT)
    assert counted(index)[2] == ("c", 140, 10, 13, "priced")
    path.unlink()
    assert counted(index) == [("c", 350, 100, 33, "priced")]


def test_a_child_that_speaks_before_its_first_count_is_read(home: Home) -> None:
    """While it runs there is only a row of unknown usage; the same in a parent is no counter."""
    item = {"type": "message", "role": "assistant", "content": []}
    said = {"timestamp": stamp(35), "type": "response_item", "payload": item}
    home.codex("p", *rollout("p", 0, []), said)
    path = home.codex("c", *rollout("c", 30, [], "p"), said)
    index = home.index()
    assert [row[:4] for row in counted(index)] == []
    path.write_bytes(encoded(*rollout("c", 30, [], "p"), said, PARENT[2]))
    assert counted(index)[-1][:4] == ("c", 60, 40, 9)  # 100 sent, of them 40 read


def test_of_a_cycle_the_later_childs_edge_is_dropped_and_its_work_counts_once(home: Home) -> None:
    same: list[tuple[float, Sums, Sums | None]] = [
        (50, (100, 0, 9), (100, 0, 9)), (60, (200, 0, 19), (100, 0, 10))
    ]  # fmt: skip
    home.codex("a", *rollout("a", 0, same, "b"))
    home.codex("b", *rollout("b", 1, [*same, (70, (300, 0, 25), (100, 0, 6))], "a"))
    # a copied from b, as b is the later and nobody's child
    assert [row[:4] for row in counted(home.index())] == [
        ("b", 100, 0, 9), ("b", 100, 0, 10), ("b", 100, 0, 6)
    ]  # fmt: skip


def test_work_that_a_guess_made_a_childs_own_is_an_estimate(home: Home) -> None:
    shared: list[tuple[float, Sums, Sums | None]] = [
        (10, (100, 0, 9), (100, 0, 9)), (20, (200, 0, 19), (100, 0, 10))
    ]  # fmt: skip
    home.codex("s", *rollout("s", 0, shared, "gone"))
    home.codex("t", *rollout("t", 1, [*shared, (70, (300, 0, 25), (100, 0, 6))], "gone"))
    index = home.index()
    # the first sibling owns what both show; that the second begins after it is a guess
    assert [(row[0], row[4]) for row in counted(index)] == [
        ("s", "priced"), ("s", "priced"), ("t", "estimated")
    ]  # fmt: skip
    home.codex("gone", *rollout("gone", 0, shared))
    assert [(row[0], row[4]) for row in counted(index)] == [
        ("gone", "priced"), ("gone", "priced"), ("t", "priced")
    ]  # fmt: skip


def test_a_model_named_only_later_makes_an_estimate(home: Home) -> None:
    home.codex("p", *rollout("p", 0, [(10, (100, 40, 9), None)], model_at=20))
    assert counted(home.index()) == [("p", 60, 40, 9, "estimated")]


steps = st.lists(st.tuples(*[st.integers(1, 500)] * 2), min_size=2, max_size=8)


@some
@given(steps, st.data())
def test_parent_and_child_are_the_work_done_once(
    parts: list[tuple[int, int]], data: st.DataObject
) -> None:
    sums: list[Sums] = list(
        itertools.accumulate(
            ((sent, 0, said) for sent, said in parts),
            lambda one, other: (one[0] + other[0], 0, one[2] + other[2]),
        )
    )
    cut = data.draw(st.integers(1, len(sums) - 1))
    timed = [(10.0 * n, total, None) for n, total in enumerate(sums, 1)]
    with homes() as make:
        home = make({})
        home.codex("p", *rollout("p", 0, list(timed[:cut])))
        home.codex("c", *rollout("c", 10 * cut + 5, list(timed[cut:]), "p"))
        rows = counted(home.index())
    assert sum(row[1] + row[2] for row in rows) == sums[-1][0]
    assert sum(row[3] for row in rows) == sums[-1][2]
