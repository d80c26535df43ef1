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
        row.first_ts = row.ended_ts = row.ts
        earlier = self.rows.get(identity)
        if earlier is not None:
            row = _joined(earlier, row)
        _measure(row)
        self.rows[identity] = row
        return row


def _joined(earlier: Request, row: Request) -> Request:
    """The greater sight gives usage and model, the first the beginning, the last the end."""
    winner, first = earlier, earlier
    if (row.rank, row.tie) > (earlier.rank, earlier.tie):
        winner = row
    if row.ts is not None and (earlier.ts is None or row.ts < earlier.ts):
        first = row
    ended = [ts for ts in (earlier.ended_ts, row.ended_ts) if ts is not None]
    partial = earlier.partial and row.partial
    messages = max(earlier.messages, row.messages)
    searches = max(earlier.web_searches, row.web_searches)
    says = first.says if first.says is not None else winner.says
    line, turn, ts, started = first.line, first.turn, first.ts, first.started_ts
    winner.partial, winner.messages, winner.web_searches = partial, messages, searches
    winner.line, winner.turn, winner.says = line, turn, says
    winner.ts = winner.first_ts = ts
    winner.started_ts = started
    winner.ended_ts = max(ended, default=None)
    return winner


def _measure(row: Request) -> None:
    """The derived times; those that cannot be are unknown."""
    row.first_ms = _span(row.started_ts, row.ts)
    row.first_kind = "first_block" if row.first_ms is not None else None
    row.duration_ms = _span(row.started_ts, row.ended_ts)


def _span(begin: int | None, end: int | None) -> int | None:
    if begin is None or end is None or not 0 <= end - begin <= LONGEST_DERIVED_US:
        return None
    return (end - begin) // 1000
