"""What a scope means: the zone, the days, the span of instants, the rows that count."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import tzlocal
from msgspec import Struct
from msgspec.structs import asdict, replace

from sightline.adapters.base.values import EARLIEST
from sightline.errors import InvalidScopeError
from sightline.reports.payload.base import Bucket, Partial, Period, QueryError
from sightline.reports.payload.scope import Range, Scope
from sightline.store import calendar, lookups
from sightline.store.query import Days, Filter

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from sightline.reports.report import Context
    from sightline.store.readers import Beside
    from sightline.store.search import Moment

_LENGTHS = {"today": 1, "7d": 7, "30d": 30, "90d": 90}
DAYS_SHOWN, WEEKS_SHOWN = 92, 731


class Span(Struct, frozen=True):
    """A scope made concrete."""

    zone: ZoneInfo
    today: date
    first: date | None
    last: date | None
    preset: str | None
    where: Filter
    previous: Filter | None
    """The range of equal length before; None for all time."""
    query_errors: tuple[QueryError, ...] = ()

    @property
    def bucket(self) -> Bucket:
        """Day, week or month: as fine as a chart can show."""
        if self.first is None or self.last is None:
            return "day"
        length = (self.last - self.first).days + 1
        return "day" if length <= DAYS_SHOWN else "week" if length <= WEEKS_SHOWN else "month"

    def days(self) -> Days:
        """Every day of the span and when it begins."""
        if self.first is None or self.last is None:
            return Days((), ())
        days = calendar.days_between(self.first, self.last + timedelta(days=1))
        return Days(tuple(days), tuple(calendar.starts(days, self.zone)))

    def buckets(self, bucket: Bucket | None = None) -> Days:
        """Every bucket that the span reaches into, by its first day."""
        days = self.days().days[:-1]
        firsts = sorted({calendar.bucket_of(day, bucket or self.bucket) for day in days})
        return Days(tuple(firsts), tuple(calendar.starts(firsts, self.zone)))


def zone_of(name: str | None, context: Context) -> ZoneInfo:
    """The asked zone, else the setting's, else the system's."""
    wanted = name or context.settings.time_zone
    if wanted is None:
        return ZoneInfo(tzlocal.get_localzone_name())
    try:
        return ZoneInfo(wanted)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise InvalidScopeError(f"There is no time zone '{wanted}'.") from error


def span_of(
    scope: Scope,
    context: Context,
    connection: DuckDBPyConnection,
    beside: Beside | None = None,
) -> Span:
    """The days and rows a scope is about, for a connection and the reader beside it."""
    zone = zone_of(scope.time_zone, context)
    now = context.now()
    today = calendar.day_of(calendar.microseconds(now), zone)
    first, last, preset = _bounds(scope.range, today)
    errors = find_matching(scope.query, context, connection, zone)
    if scope.query and beside is not None:
        from sightline.store import search  # noqa: PLC0415

        search.keep_same(beside, connection)
    filters = Filter(
        engines=scope.engines, models=scope.models, agents=scope.agents,
        projects=projects_of(scope, connection),
        matching=bool(scope.query), hourly_rate=context.settings.hourly_rate,
    )  # fmt: skip
    filters = replace(filters, unread=is_unread(first, partial_of(context, zone)))
    if last is not None and first is None:
        earliest, _ = _all_days(connection, today, zone)
        first = min(earliest, last) if earliest is not None else last
    if first is None or last is None:
        first, last = _all_days(connection, today, zone)
        return Span(zone, today, first, last, preset, filters, None, errors)
    where = _between(filters, first, last, zone)
    length = (last - first).days + 1
    before = _between(filters, first - timedelta(days=length), first - timedelta(days=1), zone)
    return Span(zone, today, first, last, preset, where, before, errors)


def is_unread(first: date | None, partial: Partial | None) -> bool:
    """Whether files that may hold work of this day or later ones are still to be read."""
    if partial is None:
        return False
    complete = partial.complete_from
    return first is None or complete is None or first.isoformat() < complete


def projects_of(scope: Scope, connection: DuckDBPyConnection) -> tuple[str, ...]:
    """The projects a scope names, itself or by folders; none: all."""
    if scope.projects or not scope.folders:
        return scope.projects
    # The folders themselves as well: without a project inside, nothing counts and not everything.
    return (*scope.folders, *lookups.projects_inside(connection, scope.folders))


def find_matching(
    query: str | None, context: Context, connection: DuckDBPyConnection, zone: ZoneInfo
) -> tuple[QueryError, ...]:
    """Note the sessions a query finds, none where it cannot be read; what is wrong with it."""
    if not query:
        return ()
    from sightline.store import search  # noqa: PLC0415  needed by questions with a query alone

    read = search.parse(query)
    if read.errors:
        search.keep_none(connection)
    else:
        search.keep_matching(connection, read.tree, moment_of(context, zone))
    return tuple(QueryError(**asdict(error)) for error in read.errors)


def moment_of(context: Context, zone: ZoneInfo) -> Moment:
    """When and where a query is asked."""
    from sightline.store.search import Moment  # noqa: PLC0415

    now = calendar.microseconds(context.now())
    return Moment(now, zone, round(context.settings.idle_cap_minutes * 60_000_000))


def _bounds(range_: Range, today: date) -> tuple[date | None, date | None, str | None]:
    if range_.preset is not None and (range_.from_ or range_.to):
        raise InvalidScopeError("A range is a preset or two dates, not both.")
    if range_.preset == "all" or (range_.preset is None and not (range_.from_ or range_.to)):
        return None, None, "all"
    if range_.preset is not None:
        return today - timedelta(days=_LENGTHS[range_.preset] - 1), today, range_.preset
    first = _day(range_.from_) if range_.from_ else None
    last = min(_day(range_.to), today) if range_.to else today
    if first is None:
        return None, last, None
    if first > today:
        raise InvalidScopeError("The range begins in the future.")
    if first > last:
        raise InvalidScopeError("The range ends before it begins.")
    return first, last, None


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise InvalidScopeError(f"'{text}' is no date.") from error
    if day < EARLIEST.date():
        raise InvalidScopeError(f"No session is older than {EARLIEST.date()}.")
    return day


def _between(filters: Filter, first: date, last: date, zone: ZoneInfo) -> Filter:
    since = calendar.day_start(first, zone)
    until = calendar.day_start(last + timedelta(days=1), zone)
    return replace(filters, since=since, until=until)


def _all_days(
    connection: DuckDBPyConnection, today: date, zone: ZoneInfo
) -> tuple[date | None, date | None]:
    """From the first day with work to the last, and at least to today."""
    first, last = lookups.bounds(connection)
    if first is None or last is None:
        return None, None
    return calendar.day_of(first, zone), max(calendar.day_of(last, zone), today)


def period_of(span: Span, connection: DuckDBPyConnection) -> Period:
    """The span as a payload."""
    _, last = lookups.bounds(connection)
    newest = None if last is None else calendar.day_of(last, span.zone)
    return Period.model_validate(
        {
            "preset": span.preset,
            "from": span.first.isoformat() if span.first else None,
            "to": span.last.isoformat() if span.last else None,
            "timeZone": span.zone.key,
            "bucket": span.bucket,
            "newest": newest.isoformat() if newest else None,
        }
    )


def partial_of(context: Context, zone: ZoneInfo) -> Partial | None:
    """How far the index is, while it is being read."""
    indexing = context.index.indexing
    if indexing is None or indexing.done >= indexing.total:
        return None
    from_ns = indexing.complete_from_ns
    day = None
    if from_ns is not None:
        day = calendar.day_of(from_ns // 1000, zone) + timedelta(days=1)
    return Partial(
        done=indexing.done, total=indexing.total,
        complete_from=day.isoformat() if day else None,
    )  # fmt: skip


def iso(instant: int | None) -> str | None:
    """Microseconds as ISO 8601 UTC with milliseconds."""
    if instant is None:
        return None
    return _iso(calendar.moment(instant))


def iso_now(context: Context) -> str:
    """The moment of an answer."""
    return _iso(context.now().astimezone(UTC))


def refreshed_at(context: Context) -> str | None:
    """When session files were last looked at."""
    at = context.index.refreshed_at
    if at is None:
        return None
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
