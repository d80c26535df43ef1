"""The benchmarks' own arithmetic: quartiles, verdicts and pairs, without looking at a clock."""

from __future__ import annotations

import pytest
from compare import Comparison, Run, alternately
from measure import CPU, Row, quartiles
from table import lines_of


def test_quartiles_enclose_half_of_the_samples() -> None:
    assert quartiles([5.0, 1.0, 4.0, 2.0, 3.0]) == (2.0, 3.0, 4.0)
    assert quartiles([7.0]) == (7.0, 7.0, 7.0)


@pytest.mark.parametrize(
    ("samples", "verdict"),
    [
        ((8.0, 9.0, 10.0), "OK"),  # the last quartile is 9.5
        ((9.0, 10.0, 12.0), "unclear"),  # quartiles 9.5 and 11
        ((11.0, 12.0, 13.0), "MISSED by 2.0 ms (20%)"),  # 12 - 10, of 10
    ],
)
def test_a_budget_is_missed_only_beyond_doubt(samples: tuple[float, ...], verdict: str) -> None:
    assert Row("row", "ms", samples, 10.0).verdict == verdict


def test_what_waited_for_others_is_unclear() -> None:
    waited, slow = ((40.0, 41.0), 9.0), ((40.0, 41.0), 11.0)  # of 10 ms, by what was computed
    verdicts = [
        Row("row", "ms", wall, 10.0, parts={CPU: (cpu,)}).verdict for wall, cpu in (waited, slow)
    ]
    assert verdicts == [
        "unclear: computed within it, waited for others",
        "MISSED by 30.5 ms (305%)",
    ]


def test_a_budget_of_nothing_is_missed_by_all_there_is() -> None:
    assert Row("row", "bytes", (0.0,), 0).verdict == "OK"
    assert Row("row", "bytes", (12.0,), 0).verdict == "MISSED by 12 bytes"


def test_a_peer_that_answers_otherwise_proves_nothing() -> None:
    row = Row("row", "x", (0.5,), 0.8, is_fair=False)
    assert (row.verdict, row.is_missed) == ("NO OPPONENT", False)


def test_the_two_sides_take_turns_and_the_first_turn_does_not_count() -> None:
    turns: list[str] = []

    def side(name: str, wall: float) -> Run:
        turns.append(name)
        return Run(wall + len(turns), 1.0)

    found = alternately(lambda: side("ours", 0), lambda: side("peer", 10), pairs=2)
    assert turns == ["ours", "peer"] * 3
    assert [run.wall for run in found.ours] == [3.0, 5.0]
    assert [run.wall for run in found.peer] == [14.0, 16.0]


def test_ratios_are_taken_within_a_pair() -> None:
    found = Comparison((Run(1.0, 3.0), Run(4.0, 6.0)), (Run(2.0, 1.0), Run(2.0, 2.0)))
    row = found.row("row", 0.8)
    assert row.samples == (0.5, 2.0)
    assert lines_of(row)[1].strip() == "2.500 s to 2.000 s; CPU 3.00x"  # medians of 1, 4 and 3, 3
