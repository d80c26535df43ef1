"""Lines of one response joined into one request."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sightline.records import Request

LONGEST_DERIVED_US = 30 * 60 * 1_000_000
"""A longer time between a question and its answer is not the model's."""

Identity = tuple[str, str, bool]


class Requests:
    """The requests seen since the last piece, each once per message, request id and side."""

    def __init__(self) -> None:
        self.rows: dict[Identity, Request] = {}

    def add(self, row: Request) -> Request:
        """Take in one line's sight of a request; return what is known of it now."""
        identity = (row.key, row.variant, row.side)
        earlier = self.rows.get(identity)
        if earlier is not None:
            row = _joined(earlier, row)
        _measure(row)
        self.rows[identity] = row
        return row


def _joined(earlier: Request, row: Request) -> Request:
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


def _measure(row: Request) -> None:
    """The derived times; those that cannot be are unknown."""
    begin = row.started_ts
    if begin is None:
        row.first_ms = row.first_kind = row.duration_ms = None
        return
    row.first_ms = _span(begin, row.ts)
    row.first_kind = "first_block" if row.first_ms is not None else None
    row.duration_ms = _span(begin, row.ended_ts)


def _span(begin: int, end: int | None) -> int | None:
    if end is None or not 0 <= end - begin <= LONGEST_DERIVED_US:
        return None
    return (end - begin) // 1000
