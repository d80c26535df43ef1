"""How odd values are read: instants, counts and names."""

from __future__ import annotations

from datetime import UTC, datetime

LARGEST_COUNT = 1 << 53


KEPT_TEXT = 4096
"""Names, paths and titles are cut at so many characters."""


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_moment = datetime.fromisoformat


def instant(value: object) -> int | None:
    """An instant in UTC microseconds: ISO 8601 text, or a number of s, ms or µs by its size.

    Any ISO form; finer digits than microseconds are cut, no zone means UTC.
    """
    try:
        since = _moment(value) - _EPOCH  # type: ignore[arg-type]
    except TypeError:
        return _odd_instant(value)
    except (ValueError, OverflowError):
        return None
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def _odd_instant(value: object) -> int | None:
    """An instant that is no text, or has no zone."""
    if isinstance(value, str):
        return instant(_moment(value).replace(tzinfo=UTC).isoformat())
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if not 0 < value < 1e17:
        return None
    if value >= 1e14:
        return int(value)
    if value >= 1e11:
        return int(value * 1000)
    return int(value * 1_000_000)


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
