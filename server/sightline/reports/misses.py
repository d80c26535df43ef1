"""Why the cache missed, turn by turn, and what that cost; and which limits contexts crossed."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from msgspec import structs

from sightline.reports.payload.session import CacheMiss
from sightline.store.repricing import PROVIDERS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from sightline.prices import Prices
    from sightline.records import Request

SMALLEST = 1024
"""Tokens below which providers cache nothing; they also count in blocks of fewer."""
SECOND_US = 1_000_000
LIFETIMES_US: dict[Reason, int] = {"idle_5m": 300 * SECOND_US, "idle_1h": 3600 * SECOND_US}

Reason = Literal[
    "new_conversation", "compaction", "model_changed", "idle_5m", "idle_1h", "prefix_changed",
    "unknown",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Miss:
    """One request that found less in the cache than there should have been."""

    turn: str | None
    reason: Reason
    tokens: int
    extra_nano: int | None


@dataclass(frozen=True, slots=True)
class TurnCache:
    """What a turn's requests tell of cache and context."""

    miss: CacheMiss | None = None
    long_context_above: int | None = None


@dataclass(frozen=True, slots=True)
class SessionCache:
    """The same of a whole session."""

    turns: dict[str | None, TurnCache]
    reasons: tuple[CacheMiss, ...]
    """A row a reason, most tokens first."""


def session_cache(
    rows: Sequence[Request], session: str, prices: Prices, compacted: Collection[str]
) -> SessionCache:
    """Turn by turn, from the requests its files show.

    `compacted` are turns in which the conversation was made shorter.
    """
    missed: dict[str | None, list[Miss]] = defaultdict(list)
    reasons: dict[Reason, list[Miss]] = defaultdict(list)
    for lane in _lanes(rows):
        for miss in misses(lane, session, prices, compacted):
            missed[miss.turn].append(miss)
            reasons[miss.reason].append(miss)
    together = sorted(
        map(_together, reasons.values()), key=lambda miss: (-miss.tokens, miss.reason)
    )
    return SessionCache(_by_turn(rows, session, prices, missed), tuple(together))


def _by_turn(
    rows: Sequence[Request],
    session: str,
    prices: Prices,
    missed: Mapping[str | None, Sequence[Miss]],
) -> dict[str | None, TurnCache]:
    limits: dict[str | None, int] = {}
    for row in rows:
        if row.native and row.session == session and (limit := _crossed(row, prices)) is not None:
            limits[row.turn] = max(limit, limits.get(row.turn, 0))
    return {
        turn: TurnCache(_together(missed[turn]) if turn in missed else None, limits.get(turn))
        for turn in {*missed, *limits}
    }


def _lanes(rows: Sequence[Request]) -> list[list[Request]]:
    """The main thread and each agent apart, each request once, of those that tell of a cache."""
    once: dict[tuple[str, str], Request] = {}
    for row in rows:
        if row.ts is None or row.cache_read_tokens is None or row.input_tokens is None or row.n > 1:
            continue
        key = (row.key, row.variant)
        if key not in once or row.native:
            once[key] = row
    lanes: dict[tuple[str | None, bool], list[Request]] = defaultdict(list)
    for row in sorted(once.values(), key=lambda row: (row.ts, row.line, row.key)):
        lanes[row.agent_id, row.side].append(row)
    return list(lanes.values())


def misses(
    lane: Sequence[Request], session: str, prices: Prices, compacted: Collection[str]
) -> Iterator[Miss]:
    """One conversation's misses: each request is held against the one before.

    Where the cache was never used there was none to miss.
    """
    if not any(_count(row.cache_read_tokens) + _written(row) for row in lane):
        return
    told = any(_written(row) for row in lane)
    hour = False
    for before, row in zip([None, *lane], lane, strict=False):
        if before is not None and _written(before):
            hour = bool(before.cache_write_1h_tokens)
        tokens = _missed(before, row, told=told)
        if not row.native or row.session != session or tokens < SMALLEST:
            continue
        shorter = before is not None and _all_input(row) < _all_input(before)
        cut = shorter and bool({row.turn, before.turn if before else None} & set(compacted))
        reason = "compaction" if cut else _reason(before, row, hour=hour, told=told)
        yield Miss(row.turn, reason, tokens, _extra(row, tokens, prices))


def _missed(before: Request | None, row: Request, *, told: bool) -> int:
    """Tokens that could have been read and were not.

    Of a conversation's first request all; else what the one before had in the cache when it was
    done: where writes are `told` just that, elsewhere all it sent.
    """
    read = _count(row.cache_read_tokens)
    if before is None:
        return _all_input(row) - read
    held = _count(before.cache_read_tokens) + _written(before) if told else _all_input(before)
    return min(held, _all_input(row)) - read


def _reason(before: Request | None, row: Request, *, hour: bool, told: bool) -> Reason:
    if before is None:
        return "new_conversation"
    if (before.model, before.speed) != (row.model, row.speed):
        return "model_changed"
    lifetime: Reason = "idle_1h" if hour else "idle_5m"
    if _sent(row) - _sent(before) > LIFETIMES_US[lifetime]:
        return lifetime
    if told and _count(row.cache_read_tokens) < SMALLEST:
        return "prefix_changed"
    return "unknown"


def _extra(row: Request, tokens: int, prices: Prices) -> int | None:
    """What the request cost more than it had with these tokens read from the cache.

    What was written anew is taken first, since the beginning of a context is what is cached.
    """
    if row.cost_nano is None or row.basis == "recorded":
        return None
    left = tokens
    counts = {"cache_read_tokens": _count(row.cache_read_tokens) + tokens}
    for name in ("cache_write_1h_tokens", "cache_write_5m_tokens", "input_tokens"):
        have = _count(getattr(row, name))
        counts[name] = max(have - left, 0)
        left = max(left - have, 0)
    imagined = structs.replace(row, **counts)
    prices.apply(imagined, _provider(row))
    return None if imagined.cost_nano is None else row.cost_nano - imagined.cost_nano


def _crossed(row: Request, prices: Prices) -> int | None:
    if "long_context" not in row.flags.split(","):
        return None
    return prices.limit(row, _provider(row))


def _together(found: Sequence[Miss]) -> CacheMiss:
    known = [miss.extra_nano for miss in found if miss.extra_nano is not None]
    partly = len(known) < len(found)
    return CacheMiss(
        reason=max(found, key=lambda miss: miss.tokens).reason,
        requests=len(found),
        tokens=sum(miss.tokens for miss in found),
        extra_cost=round(sum(known) / 1e9, 9) if known else None,
        extra_cost_label="unknown" if not known else "at_least" if partly else "estimated",
    )


def _provider(row: Request) -> str:
    return PROVIDERS[row.thread.partition(":")[0]]


def _count(tokens: int | None) -> int:
    return 0 if tokens is None else tokens


def _written(row: Request) -> int:
    return _count(row.cache_write_5m_tokens) + _count(row.cache_write_1h_tokens)


def _all_input(row: Request) -> int:
    return _count(row.input_tokens) + _count(row.cache_read_tokens) + _written(row)


def _sent(row: Request) -> int:
    """When it went out, so far as that is known: then the cache was last used."""
    assert row.ts is not None
    return row.ts if row.started_ts is None else row.started_ts
