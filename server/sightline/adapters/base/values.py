"""How odd values are read: instants, counts and names."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

from sightline.records import Problem

LARGEST_COUNT = 1 << 53
EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
"""No agent worked before or after: an instant outside tells nothing, as none does."""

KEPT_TEXT = 4096
"""Names, paths and titles are cut at so many characters."""


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY_US = 86_400_000_000
_FIRST_DAY, _END_DAY = (EARLIEST - _EPOCH).days, (LATEST - _EPOCH).days
_moment = datetime.fromisoformat
_midnights: dict[int, int] = {}
"""By days since 1970: a history has few of them."""


class _Zoneless(threading.local):
    """How many times without a zone this thread has read since they were last told."""

    n = 0


_zoneless = _Zoneless()


def zoneless(line: int) -> list[Problem]:
    """The times without a zone read since the last call: an oddity of what was read there."""
    n, _zoneless.n = _zoneless.n, 0
    reason = "a timestamp without zone"
    return [Problem(line=line, kind="anomaly", reason=reason, n=n)] if n else []


def instant(value: object, *, again: bool = False) -> int | None:
    """An instant in UTC microseconds: ISO 8601 text, or a number of s, ms or µs by its size.

    Any ISO form; finer digits than microseconds are cut. No zone means UTC, which is odd and
    counted, unless the value was read before (`again`).
    """
    try:
        since = _moment(value) - _EPOCH  # type: ignore[arg-type]
        midnight = _midnights[since.days]
    except KeyError:
        if not _FIRST_DAY <= since.days < _END_DAY:
            return None
        midnight = _midnights[since.days] = since.days * _DAY_US
    except TypeError:
        return _odd_instant(value, again)
    except (ValueError, OverflowError):
        return None
    return midnight + since.seconds * 1_000_000 + since.microseconds


def _odd_instant(value: object, again: bool) -> int | None:
    """An instant that is no text, or has no zone."""
    if isinstance(value, str):
        _zoneless.n += not again
        return instant(_moment(value).replace(tzinfo=UTC).isoformat())
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if not 0 < value < 1e17:
        return None
    at = int(value * (1 if value >= 1e14 else 1000 if value >= 1e11 else 1_000_000))
    return at if _FIRST_DAY <= at // _DAY_US < _END_DAY else None


def count(value: object) -> tuple[int | None, bool]:
    """A token count and whether the value is odd: unknown and odd are not the same as absent.

    None is neither; a whole float is a count; anything negative, fractional, boolean, textual
    or beyond 2^53 is unknown and odd.
    """
    if value is None:
        return None, False
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LARGEST_COUNT:
        return value, False
    if isinstance(value, float) and value.is_integer() and 0 <= value <= LARGEST_COUNT:
        return int(value), False
    return None, True


def kept(text: str | None) -> str | None:
    """A name or path, cut to what is kept."""
    if text is None or len(text) <= KEPT_TEXT:
        return text
    return text[:KEPT_TEXT]
