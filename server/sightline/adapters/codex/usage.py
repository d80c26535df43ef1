"""Token counts into requests: each call once, whatever is repeated, restarted or interleaved."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from operator import sub
from typing import TYPE_CHECKING, cast

from msgspec import Struct

from sightline.adapters.base import LARGEST_COUNT, count
from sightline.adapters.codex.lines import AnyUsage, Usage

if TYPE_CHECKING:
    from collections.abc import Sequence

Vector = tuple[int, int, int, int, int]
"""Input, of it cached, of it cache write, output, of it reasoning."""

Parts = tuple[int | None, int | None, int | None, int | None, int | None]
"""The same, None where unknown."""

NAMES = (
    "input_tokens",
    "cached_input_tokens",
    "cache_write_input_tokens",
    "output_tokens",
    "reasoning_output_tokens",
)
ZERO: Vector = (0, 0, 0, 0, 0)
FROM_ZERO = "z"
"""Behind an epoch's number: a total of zero began it."""
_DIGEST = 6
_REMEMBERED = 1 << 14
"""Pairs of an epoch that are recognised again: 6 bytes each in the state, 96 KB at most.

A pair older than that many calls of one session would count twice; writers that interleave or
repeat do so within a few.
"""


class Meter(Struct, gc=False):
    """Where the running counter stands."""

    prev: Vector | None = None
    prev_last: Vector | None = None
    epoch: int = 0
    from_zero: bool = False
    """Whether a total of zero began the epoch, and not a smaller one."""
    seen: bytes = b""
    bare: tuple[Vector | None, int | None] | None = None
    """The token count before this one, where it had no total."""


class Delta(Struct, gc=False):
    """What one token count adds: its identity inside the session, and its parts."""

    key: str
    parts: Parts


@dataclass(slots=True)
class Account:
    """The counter of one file, going on from a meter; odd values are noted in `oddities`."""

    meter: Meter
    seen: dict[bytes, None] = field(default_factory=dict)
    oddities: list[str] = field(default_factory=list)
    advanced: bool = False
    """Whether the last token count was new, and not a repetition."""

    def __post_init__(self) -> None:
        stored = self.meter.seen
        self.seen = dict.fromkeys(
            stored[at : at + _DIGEST] for at in range(0, len(stored), _DIGEST)
        )

    def save(self) -> Meter:
        """The meter with what was seen in it."""
        self.meter.seen = b"".join(self.seen)
        return self.meter

    def take(
        self, total: AnyUsage, last: AnyUsage, window: int | None, ts: int | None
    ) -> Delta | None:
        """Account for one token count; None if it adds nothing."""
        meter = self.meter
        self.advanced = False
        total_parts, last_parts = self._parts(total), self._parts(last)
        whole, part = _vector(total_parts), _vector(last_parts)
        before = meter.bare
        meter.bare = (part, window) if whole is None else None
        if whole is None:
            if meter.bare == before or part is None or last_parts is None or part == ZERO:
                return None
            self.advanced = True
            return Delta(f"{ts}::{vector_text(part)}", last_parts)
        if whole == meter.prev:
            if part is not None and part != meter.prev_last:
                self.oddities.append("last usage differs while the total stands still")
            return None
        self.advanced = True
        if whole == ZERO:
            self._restart()
            meter.prev, meter.prev_last = whole, part
            return None
        pair = f"{vector_text(whole)}:{vector_text(part)}"
        if self._is_seen(pair):
            self.advanced = False
            return None
        prev = meter.prev
        down = prev is not None and (whole[0] < prev[0] or whole[3] < prev[3])
        if down and (part is None or part == whole):
            meter.epoch += 1
            meter.from_zero, prev = False, None
        growth = grown(whole, prev)
        parts: Parts = last_parts if last_parts is not None else growth
        if prev is not None and part is not None and part != growth:
            self.oddities.append("last usage is not what the total grew by")
        meter.prev, meter.prev_last = whole, part
        if not any(parts):
            return None
        return Delta(f"{meter.epoch}{FROM_ZERO * meter.from_zero}:{pair}", parts)

    def record(self, usage: AnyUsage) -> Parts | None:
        """The parts of one response's own usage."""
        return self._parts(usage)

    def _restart(self) -> None:
        self.meter.epoch += 1
        self.meter.from_zero = True
        self.seen.clear()

    def _is_seen(self, pair: str) -> bool:
        """Whether this pair was counted in this epoch; remembers it."""
        digest = hashlib.blake2b(pair.encode(), digest_size=_DIGEST).digest()
        if digest in self.seen:
            return True
        self.seen[digest] = None
        if len(self.seen) > _REMEMBERED:
            del self.seen[next(iter(self.seen))]
        return False

    def _parts(self, value: AnyUsage) -> Parts | None:
        """The parts of a usage object; None if it is none or says nothing."""
        if not isinstance(value, Usage):
            if value is not None:
                self.oddities.append("usage is not an object")
            return None
        whole, output = value.input_tokens, value.output_tokens
        read, reasoning = value.cached_input_tokens, value.reasoning_output_tokens
        if (
            value.cache_write_input_tokens is None
            and type(whole) is type(read) is type(output) is type(reasoning) is int
            and 0 <= read <= whole <= LARGEST_COUNT
            and 0 <= reasoning <= output <= LARGEST_COUNT
        ):
            return (whole, read, 0, output, reasoning)
        return self._odd_parts(value)

    def _odd_parts(self, usage: Usage) -> Parts | None:
        """The parts of a usage object that leaves some out, or states something else."""
        parts: list[int | None] = []
        stated = False
        for name in NAMES:
            number, odd = count(getattr(usage, name))
            if odd:
                self.oddities.append(f"{name} is not a count")
            stated = stated or number is not None
            absent = not odd and number is None and name not in ("input_tokens", "output_tokens")
            parts.append(0 if absent else number)
        return cast("Parts", tuple(parts)) if stated else None


def _vector(parts: Parts | None) -> Vector | None:
    if parts is None:
        return None
    if None not in parts:
        return cast("Vector", parts)
    return cast("Vector", tuple(part if part is not None else 0 for part in parts))


def grown(whole: Vector, prev: Vector | None) -> Vector:
    """What a total adds to the one before, each part no less than nothing."""
    old = prev if prev is not None else ZERO
    gains = tuple(map(sub, whole, old))
    return cast("Vector", gains if min(gains) >= 0 else tuple(max(0, gain) for gain in gains))


def vector_text(vector: Parts | None) -> str:
    """A vector inside a key: a comma list in the order of `NAMES`."""
    if vector is None:
        return ""
    whole, read, written, output, reasoning = vector
    return f"{whole},{read},{written},{output},{reasoning}"


def vector_of(text: str) -> Vector:
    """A vector out of a key."""
    whole, read, written, output, reasoning = map(int, text.split(","))
    return whole, read, written, output, reasoning


def tokens_of(vector: Sequence[int]) -> dict[str, int]:
    """A request's fields: cache split out of input, reasoning inside output."""
    whole, read, written, output, reasoning = vector
    return {
        "input_tokens": max(0, whole - read - written), "cache_read_tokens": read,
        "cache_write_5m_tokens": written, "output_tokens": output,
        "reasoning_tokens": min(reasoning, output),
    }  # fmt: skip
