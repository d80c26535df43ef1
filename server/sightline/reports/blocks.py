"""Five-hour blocks of work, as engines count their limits: what each cost, and how fast."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from msgspec.structs import replace

from sightline.reports import scope
from sightline.reports.engines import title_of
from sightline.reports.labels import added, cost_label, counted, token_label, usd
from sightline.reports.payload.base import Label, Payload, Period, ScopedAnswer
from sightline.reports.payload.scope import PageScope
from sightline.reports.report import Context, Report
from sightline.store import calendar
from sightline.store.query import HOUR_US, Days, Filter, Value, busy_hours, measure, nothing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from duckdb import DuckDBPyConnection

    from sightline.store.query import BusyHour

Values = dict[str, Value]
EPOCH = date(1970, 1, 1)
LENGTH_US = 5 * HOUR_US
MINUTE_US = 60_000_000
_METRICS = (
    "requests", "total_tokens", "input_tokens", "output_tokens", "cache_read_tokens",
    "cache_write_tokens", "cost",
)  # fmt: skip


class BlockSums(Payload):
    """Requests, tokens and cost of one block, or of several."""

    requests: int
    tokens: int | None
    tokens_label: Label
    input_tokens: int | None
    output_tokens: int | None
    cache_read_tokens: int | None
    cache_write_tokens: int | None
    cost: float | None
    cost_label: Label


class BlockRow(BlockSums):
    """One block of an engine, or the gap before the next."""

    engine: str
    title: str
    kind: Literal["work", "gap"]
    start: str
    end: str
    first_at: str | None
    """First and last request in the scope."""
    last_at: str | None
    active: bool
    """It runs on: now is in it, and less than five hours after its last request."""
    cost_per_minute: float | None
    """Between its first and last request; None under a minute."""
    projected_cost: float | None
    """At its end, if an active block goes on at its rate."""


class BlocksPayload(ScopedAnswer):
    """A page of blocks, newest first; rows, others and undated are the total."""

    period: Period
    rows: tuple[BlockRow, ...]
    others: BlockSums
    """The blocks that are not on this page."""
    undated: BlockSums
    """Requests without an instant."""
    total: BlockSums
    blocks: int
    """How many rows there are, gaps too."""
    next_cursor: int | None


@dataclass(frozen=True, slots=True)
class Hour:
    """An hour with requests, counted from 1970; instants are microseconds."""

    number: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of one engine's requests, or a gap without hours."""

    engine: str
    start: int
    end: int
    hours: tuple[Hour, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """A block, and those of its hours that a scope holds."""

    block: Block
    hours: tuple[Hour, ...]


def answer(context: Context, params: PageScope) -> BlocksPayload:
    """Blocks of a scope: where they begin does not depend on its range, what they hold does."""
    now = calendar.microseconds(context.now())
    with context.index.reading() as connection:
        span = scope.span_of(params, context, connection)
        found = _in_scope(connection, span.where)
        blocks = sorted(found, key=lambda one: (-one.block.start, one.block.engine))
        page = blocks[params.cursor : params.cursor + params.limit]
        end = params.cursor + len(page)
        hours = _hours(connection, span.where, page)
        dated, undated = _dated(connection, span.where)
        own = [hours[one.block.engine, hour.number] for one in page for hour in one.hours]
        return BlocksPayload(
            generated_at=scope.iso_now(context),
            revision=context.index.revision,
            partial=scope.partial_of(context, span.zone),
            query_errors=span.query_errors,
            period=scope.period_of(span, connection),
            rows=tuple(_row(one, hours, now) for one in page),
            others=BlockSums(**_columns(_less(dated, added(_METRICS, own)))),
            undated=BlockSums(**_columns(undated)),
            total=BlockSums(**_columns(added(_METRICS, (dated, undated)))),
            blocks=len(blocks),
            next_cursor=end if end < len(blocks) else None,
        )


def blocks_of(engine: str, hours: Iterable[Hour]) -> list[Block]:
    """Blocks of hours in order; a request five hours after a start or a request begins anew.

    A start is a full hour and five hours without a request span one, so that hours are enough.
    """
    found: list[list[Hour]] = []
    for hour in hours:
        if (
            not found
            or hour.number - found[-1][0].number >= LENGTH_US // HOUR_US
            or hour.first - found[-1][-1].last >= LENGTH_US
        ):
            found.append([])
        found[-1].append(hour)
    starts = [own[0].number * HOUR_US for own in found]
    return [
        Block(engine, start, start + LENGTH_US, tuple(own))
        for start, own in zip(starts, found, strict=True)
    ]


def with_gaps(blocks: list[Block]) -> Iterator[Block]:
    """Blocks in order, and between them what is longer than five hours without a request."""
    for before, block in zip([None, *blocks], blocks, strict=False):
        if before is not None and block.hours[0].first - before.hours[-1].last > LENGTH_US:
            yield Block(block.engine, before.hours[-1].last + LENGTH_US, block.hours[0].first)
        yield block


def _all_blocks(busy: list[BusyHour]) -> list[Block]:
    """Blocks and gaps of whole histories."""
    hours: dict[str, list[Hour]] = {}
    for engine, number, first, last in busy:
        hours.setdefault(engine, []).append(Hour(number, first, last))
    return [block for engine, own in hours.items() for block in with_gaps(blocks_of(engine, own))]


def _in_scope(connection: DuckDBPyConnection, where: Filter) -> list[Shown]:
    """Blocks with a request in scope, and the gaps between two of them."""
    whole = Filter(engines=where.engines, hourly_rate=where.hourly_rate)
    ever = busy_hours(connection, whole)
    inside = {
        (engine, number): Hour(number, first, last)
        for engine, number, first, last in (
            ever if where == whole else busy_hours(connection, where)
        )
    }
    found = [
        Shown(
            block,
            tuple(
                inside[block.engine, hour.number]
                for hour in block.hours
                if (block.engine, hour.number) in inside
            ),
        )
        for block in _all_blocks(ever)
    ]
    return [
        shown
        for place, shown in enumerate(found)
        if shown.hours or (not shown.block.hours and _is_between(found, place))
    ]


def _is_between(found: list[Shown], place: int) -> bool:
    """Whether a gap has blocks in scope on both sides."""
    return bool(found[place - 1].hours) and bool(found[place + 1].hours)


def _hours(
    connection: DuckDBPyConnection, where: Filter, page: list[Shown]
) -> dict[tuple[str, int], Values]:
    """What each hour of a page holds."""
    hours = [hour for one in page for hour in one.hours]
    if not hours:
        return {}
    first, last = min(hour.first for hour in hours), max(hour.last for hour in hours)
    found = measure(
        connection, _METRICS, replace(where, since=first, until=last + 1), ("engine", "hour")
    )
    return {(row.group[0], row.group[1]): row.values for row in found}


def _dated(connection: DuckDBPyConnection, where: Filter) -> tuple[Values, Values]:
    """Sums of requests with an instant, and of those without."""
    ever = Days((EPOCH,), (-(1 << 62),))
    found = measure(connection, _METRICS, where, ("day",), ever)
    sums = {row.group[0]: row.values for row in found}
    zero = nothing(_METRICS)
    return sums.get(EPOCH.isoformat(), zero), sums.get("undated", zero)


def _row(shown: Shown, sums: dict[tuple[str, int], Values], now: int) -> BlockRow:
    block, hours = shown.block, shown.hours
    own = _columns(added(_METRICS, [sums[block.engine, hour.number] for hour in hours]))
    rate = _rate(own["cost"], hours)
    begun = bool(block.hours) and block.start <= now < block.end
    active = begun and now - block.hours[-1].last < LENGTH_US
    left = max(0, block.end - now) / MINUTE_US
    projected = own["cost"] + rate * left if active and rate is not None else None
    return BlockRow(
        **own,
        engine=block.engine,
        title=title_of(block.engine),
        kind="work" if block.hours else "gap",
        start=_iso(block.start),
        end=_iso(block.end),
        first_at=_iso(hours[0].first) if hours else None,
        last_at=_iso(hours[-1].last) if hours else None,
        active=active,
        cost_per_minute=None if rate is None else round(rate, 9),
        projected_cost=None if projected is None else round(projected, 9),
    )


def _rate(cost: float | None, hours: tuple[Hour, ...]) -> float | None:
    if cost is None or not hours or hours[-1].last - hours[0].first < MINUTE_US:
        return None
    return cost / ((hours[-1].last - hours[0].first) / MINUTE_US)


def _less(values: Values, part: Values) -> Values:
    """What is left of sums; unknown where the whole is."""
    left: Values = {}
    for name, taken in part.items():
        whole_sum = counted(values[name])
        left[name] = whole_sum if whole_sum is None or taken is None else whole_sum - int(taken)
    return left


def _columns(values: Values) -> dict[str, Any]:
    return {
        "requests": values["requests"],
        "tokens": values["total_tokens"],
        "tokens_label": token_label(values),
        "input_tokens": values["input_tokens"],
        "output_tokens": values["output_tokens"],
        "cache_read_tokens": values["cache_read_tokens"],
        "cache_write_tokens": values["cache_write_tokens"],
        "cost": usd(values),
        "cost_label": cost_label(values),
    }


def _iso(instant: int) -> str:
    text = scope.iso(instant)
    assert text is not None
    return text


BLOCKS = Report("blocks", "Blocks", PageScope, BlocksPayload, answer, also=frozenset({"clock"}))
