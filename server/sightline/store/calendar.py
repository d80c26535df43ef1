"""Local days as half-open spans of UTC microseconds: 23, 24 or 25 hours, in any zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from zoneinfo import ZoneInfo

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def microseconds(moment: datetime) -> int:
    """An aware moment as UTC microseconds."""
    return (moment - _EPOCH) // _MICROSECOND


def moment(instant: int) -> datetime:
    """UTC microseconds as an aware moment."""
    return _EPOCH + timedelta(microseconds=instant)


def day_start(day: date, zone: ZoneInfo) -> int:
    """When a local day begins; where midnight is skipped, the moment the clock jumps."""
    return microseconds(datetime.combine(day, time(), tzinfo=zone).astimezone(UTC))


def day_of(instant: int, zone: ZoneInfo) -> date:
    """The local day an instant lies in."""
    day = moment(instant).astimezone(zone).date()
    if instant < day_start(day, zone):
        return day - timedelta(days=1)
    if instant >= day_start(day + timedelta(days=1), zone):
        return day + timedelta(days=1)
    return day


def days_between(first: date, last: date) -> list[date]:
    """All days from first to last, both included."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def bucket_of(day: date, bucket: str) -> date:
    """The first day of a day's week (Monday) or month."""
    if bucket == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if bucket == "month" else day


def starts(days: Sequence[date], zone: ZoneInfo) -> list[int]:
    """When each of these days begins."""
    return [day_start(day, zone) for day in days]
