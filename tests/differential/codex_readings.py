"""Two readings of the same Codex rollouts: by our rules, and as the peer counts them.

They differ in where a child's own work begins and in nothing else, until the peer's sums say so.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING

from differential.tally import Cell, Tokens, Usage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from differential.codex_lines import Count, Stream, Vector

DRIFT = timedelta(seconds=2)
BURST = timedelta(seconds=1)
Pair = tuple["Vector | None", "Vector | None"]


def usages(stream: Stream, start: int) -> list[Usage]:
    """What the token counts of a stream add from a place on: each call once."""
    found: list[Usage] = []
    previous: Vector | None = None
    seen: set[Pair] = set()
    bare = ""
    for count in stream.counts:
        total, last = count.total, count.last
        if total is None:
            if last is not None and count.info != bare and count.place >= start:
                found.append(_usage(stream, count, last))
            bare = count.info
            continue
        bare = ""
        if total == previous:
            continue
        if not any(total):
            seen, previous = set(), total
            continue
        if (total, last) in seen:
            continue
        seen.add((total, last))
        down = previous is not None and (total[0] < previous[0] or total[3] < previous[3])
        if down and last in (None, total):
            previous = None
        grown = last if last is not None else _grown(total, previous)
        previous = total
        if count.place >= start and any(grown):
            found.append(_usage(stream, count, grown))
    return found


def _grown(total: Vector, previous: Vector | None) -> Vector:
    before = previous or (0,) * len(total)
    return tuple(max(0, now - then) for now, then in zip(total, before, strict=True))


def _usage(stream: Stream, count: Count, parts: Vector) -> Usage:
    whole, read, written, output, _ = parts
    later = (other.model for other in stream.counts if other.model)
    model = count.model or next(later, "unknown")
    day = f"{count.at:%Y-%m-%d}" if count.at else "undated"
    tokens = Tokens(max(0, whole - read - written), written, read, output)
    return Usage(Cell(day, model), tokens, count.path)


def pairs(stream: Stream) -> list[tuple[int, Pair]]:
    """Place, total and last of each count, without repetitions."""
    found: list[tuple[int, Pair]] = []
    for count in stream.counts:
        if not found or found[-1][1][0] != count.total:
            found.append((count.place, (count.total, count.last)))
    return found


def shared(one: Stream, other: Stream) -> int:
    """How many counts two streams begin with alike."""
    both = zip(pairs(one), pairs(other), strict=False)
    return sum(1 for _ in takewhile(lambda two: two[0][1] == two[1][1], both))


def start_by_rule(stream: Stream, streams: dict[str, Stream]) -> int:
    """Where a stream's own work begins."""
    if stream.parent is None:
        return 0
    if stream.foreign and stream.clocks:
        return next(_own_clocks(stream), stream.length)
    parent = streams.get(stream.parent)
    if parent is not None and (equal := shared(stream, parent)):
        return pairs(stream)[equal - 1][0] + 1
    if parent is None:
        for sibling in _earlier_siblings(stream, streams):
            if (equal := shared(stream, sibling)) >= 2:
                return pairs(stream)[equal - 1][0] + 1
    return _after_burst(stream) if stream.foreign else 0


def _own_clocks(stream: Stream) -> Iterator[int]:
    for place, clock, at in stream.clocks:
        if stream.created is None or at is None or clock < stream.created:
            continue
        if abs(clock - at) <= DRIFT:
            yield place


def _earlier_siblings(stream: Stream, streams: dict[str, Stream]) -> list[Stream]:
    def age(one: Stream) -> tuple[bool, datetime | None, str]:
        return (one.created is None, one.created, one.id)

    siblings = [one for one in streams.values() if one.parent == stream.parent]
    return sorted((one for one in siblings if age(one) < age(stream)), key=age)


def _after_burst(stream: Stream) -> int:
    close = [
        two.place for one, two in takewhile(lambda both: _is_close(*both), pairwise(stream.counts))
    ]
    return close[-1] + 1 if close else 0


def _is_close(one: Count, two: Count) -> bool:
    return one.at is not None and two.at is not None and two.at - one.at <= BURST


def start_by_peer(stream: Stream, streams: dict[str, Stream]) -> int:
    """Where the peer takes a child's own work to begin."""
    if stream.parent is None:
        return 0
    parent = streams.get(stream.parent)
    if parent is not None and (equal := shared(stream, parent)):
        return pairs(stream)[equal - 1][0] + 1
    leading = _leading(stream, BURST if parent is None else None)
    return leading[-1].place + 1 if len(leading) > 1 else 0


def _leading(stream: Stream, gap: timedelta | None) -> list[Count]:
    """Counts that a stream begins with in one second, or growing with no more than a gap."""
    run = stream.counts[:1]
    for one, two in pairwise(stream.counts):
        near = gap is not None and one.at and two.at and two.at - one.at <= gap
        if one.second != two.second and not (near and one.total != two.total):
            break
        run.append(two)
    return run
