"""Where a fork's or sub-agent's own work begins, after what it copied from its parent.

Copied lines get new envelopes, so only what they hold tells them apart: clocks (`started_at`,
UUIDv7 turn ids) keep the parent's time, and token counts equal the parent's.

`Session.native_line` of a file that cannot tell by itself is -1 - n: n is the line after a
leading burst of copied counts, 0 if there is none, and holds where `native_line_of` finds 0.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from itertools import takewhile
from operator import sub

from msgspec import Struct

from sightline.adapters.base import instant
from sightline.adapters.codex.usage import ZERO, tokens_of, vector_of

_SECOND = 1_000_000
_CLOCK_DRIFT = 2 * _SECOND
_BURST_GAP = _SECOND
_SIBLING_MATCHES = 2

Counts = Sequence[tuple[int, str, int | None]]
"""Line, request key (or its `total:last` ending) and instant of each token count, in order."""


class Descent(Struct, gc=False):
    """What a file says about copied lines, as far as it was read."""

    created: int | None = None
    """When the child began, cut to seconds."""
    foreign: bool = False
    """An ancestor's session_meta was copied."""
    clocked: bool = False
    own_line: int = 0
    """Of the first clock that is the child's own."""
    burst: int = 0
    """Token counts of the leading burst."""
    burst_line: int = 0
    burst_ts: int | None = None
    burst_over: bool = False

    def clock(self, when: int | None, ts: int | None, line: int) -> bool:
        """Take in a clock; whether own work begins here."""
        if when is None:
            return False
        self.clocked = True
        if self.own_line or self.created is None or when < self.created or ts is None:
            return False
        if abs(when - ts) > _CLOCK_DRIFT:
            return False
        self.own_line = line
        return True

    def counted(self, ts: int | None, line: int) -> None:
        """Take in a token count: copied ones follow each other within a second."""
        if self.burst_over:
            return
        close = self.burst == 0 or (
            ts is not None and self.burst_ts is not None and ts - self.burst_ts <= _BURST_GAP
        )
        if not close:
            self.burst_over = True
            return
        self.burst, self.burst_line, self.burst_ts = self.burst + 1, line, ts

    def native_line(self, last_line: int) -> int:
        """The first line of own work, or what is left for other files to tell."""
        if self.foreign and self.clocked:
            return self.own_line or last_line + 1
        if self.foreign and self.burst > 1:
            return -1 - (self.burst_line + 1)
        return -1


def turn_clock(turn_id: object) -> int | None:
    """The instant inside a UUIDv7, its first 48 bits."""
    if not isinstance(turn_id, str) or len(turn_id) != 36 or turn_id[14] != "7":
        return None
    try:
        milliseconds = uuid.UUID(turn_id).int >> 80
    except ValueError:
        return None
    return instant(milliseconds)


def compared(key: str) -> str:
    """What equal work has in common: the `total:last` ending of a request key."""
    return ":".join(key.rsplit(":", 2)[-2:])


def native_line_of(
    child: Counts, parent: Counts | None, siblings: Sequence[Counts]
) -> tuple[int, bool]:
    """The first own line by comparison with other files, and whether that is an estimate.

    0 if they share nothing. Earlier siblings stand in for a parent that is gone.
    """
    own = _distinct(child)
    if parent is not None and (equal := _equal_start(own, _distinct(parent))):
        return own[equal - 1][0] + 1, False
    if parent is None:
        for sibling in siblings:
            equal = _equal_start(own, _distinct(sibling))
            if equal >= _SIBLING_MATCHES:
                return own[equal - 1][0] + 1, True
    return 0, False


def counted_on(first: str, parent: Counts, created: int | None) -> dict[str, int] | None:
    """Tokens of a child's first count, less what its parent had counted before it was made.

    Only a count of totals alone can go on from another; it does if no part of it is smaller.
    """
    if not _is_count(first):
        return None
    epoch, total, last = first.rsplit(":", 3)[-3:]
    if epoch != "0" or not total or last:
        return None
    whole, base = vector_of(total), ZERO
    second = created // _SECOND * _SECOND if created is not None else 0
    for _, key, ts in parent:
        is_earlier = ts is not None and ts < second and _is_count(key)
        if is_earlier and (told := key.rsplit(":", 2)[-2]):
            base = vector_of(told)
    grown = tuple(map(sub, whole, base))
    return tokens_of(grown if min(grown) >= 0 else whole)


def _is_count(key: str) -> bool:
    """Whether a request stands for a count; a session without any has one row for all its work."""
    return key.count(":") >= 3


def _distinct(counts: Counts) -> list[tuple[int, str]]:
    """Line and compared text without repetitions, which a second file of a thread gives too."""
    found: list[tuple[int, str]] = []
    for line, key, _ in counts:
        if not _is_count(key):
            continue
        text = compared(key)
        if not found or found[-1][1] != text:
            found.append((line, text))
    return found


def _equal_start(one: list[tuple[int, str]], other: list[tuple[int, str]]) -> int:
    pairs = zip(one, other, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0][1] == pair[1][1], pairs))
