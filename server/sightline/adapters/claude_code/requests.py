"""Two sights of one request joined, and the times that follow from its instants."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sightline.records import Request

LONGEST_DERIVED_US = 30 * 60 * 1_000_000
"""A longer time between a question and its answer is not the model's."""


def join(earlier: Request, row: Request) -> Request:
    """The greater sight gives usage and model, the first the beginning, the last the end."""
    ts, ended = row.ts, earlier.ended_ts
    begins = ts is not None and (earlier.ts is None or ts < earlier.ts)
    first = row if begins else earlier
    if ended is None or (row.ended_ts is not None and row.ended_ts > ended):
        ended = row.ended_ts
    rank, best = row.rank, earlier.rank
    if rank > best or (rank == best and row.tie > earlier.tie):
        winner, loser = row, earlier
    else:
        winner, loser = earlier, row
    if not loser.partial:
        winner.partial = False
    winner.messages = max(winner.messages, loser.messages)
    winner.web_searches = max(winner.web_searches, loser.web_searches)
    if first is not winner:
        if first.says is not None:
            winner.says = first.says
        winner.line, winner.turn = first.line, first.turn
        winner.ts, winner.first_ts, winner.started_ts = first.ts, first.ts, first.started_ts
    winner.ended_ts = ended
    return winner


def measure(row: Request) -> None:
    """Fill in the derived times; those that cannot be are unknown."""
    begin, first, ended = row.started_ts, row.ts, row.ended_ts
    if begin is None:
        return
    if first is not None and 0 <= (waited := first - begin) <= LONGEST_DERIVED_US:
        row.first_ms, row.first_kind = waited // 1000, "first_block"
    if ended is not None and 0 <= (took := ended - begin) <= LONGEST_DERIVED_US:
        row.duration_ms = took // 1000
