"""`sightline index`: bring the session index up to date, look at it, rebuild it, clear it."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from sightline.cli import forms
from sightline.cli.exits import DONE
from sightline.reports.listing import rewrite_indexes
from sightline.reports.payload.base import Payload
from sightline.reports.payload.status import IndexPayload
from sightline.text import escaped

if TYPE_CHECKING:
    from sightline.cli.workplace import Workplace
    from sightline.reports.payload.status import StatusPayload
    from sightline.store.refreshed import Refreshed


class IndexStatus(Payload):
    """What the cache holds; the sources themselves are not looked at."""

    cache_path: str | None
    """None: there is no cache on disk."""
    cache_bytes: int | None
    is_usable: bool
    """False: the next command reads all sessions."""
    sources: int
    sessions: int
    problems: int
    notices: tuple[str, ...]


class IndexPath(Payload):
    """A cache by its path, as when it was deleted."""

    cache_path: str | None


def index_refresh(place: Workplace) -> int:
    """Read what changed."""
    return _answer(place, place.refresh())


def index_rebuild(place: Workplace) -> int:
    """Read everything anew."""
    done = place.rebuild()
    rewrite_indexes(place.context)
    return _answer(place, done)


def _answer(place: Workplace, done: Refreshed) -> int:
    held = place.index.held()
    payload = IndexPayload(
        sources=done.sources,
        files_opened=done.files_opened,
        bytes_read=done.bytes_read,
        sessions=held.sessions,
        requests=held.requests,
        problems=held.problems,
        elapsed_ms=done.elapsed_ms,
    )
    if place.options.json:
        place.terminal.answer_json(forms.payload(payload))
    else:
        read = f"Read {done.files_opened:,} files, {done.bytes_read:,} bytes"
        place.terminal.answer(
            [
                f"Indexed {held.sessions:,} sessions ({held.problems:,} problems)",
                f"{held.requests:,} requests in {done.sources:,} files",
                f"{read} in {done.elapsed_ms / 1000:.1f} s",
            ]
        )
    return DONE


def index_status(place: Workplace) -> int:
    """What the index holds."""
    path = place.index.cache_path
    held = cast("StatusPayload", place.ask("status"))
    status = IndexStatus(
        cache_path=None if path is None else str(path),
        cache_bytes=path.stat().st_size if path is not None and path.exists() else None,
        is_usable=place.index.hydrated,
        sources=held.sources,
        sessions=held.sessions,
        problems=held.problems,
        notices=tuple(place.index.notices),
    )
    if place.options.json:
        place.terminal.answer_json(forms.payload(status))
    else:
        place.terminal.answer(_status_lines(status, place.terminal.figures.glyphs.unknown))
    return DONE


def index_path(place: Workplace) -> int:
    """Where the cache is."""
    path = place.index.cache_path
    if place.options.json:
        found = IndexPath(cache_path=None if path is None else str(path))
        place.terminal.answer_json(forms.payload(found))
    else:
        unknown = place.terminal.figures.glyphs.unknown
        place.terminal.answer([unknown if path is None else escaped(str(path))])
    return DONE


def _status_lines(status: IndexStatus, unknown: str) -> list[str]:
    size = unknown if status.cache_bytes is None else f"{status.cache_bytes:,} bytes"
    return [
        f"{'Cache:':<12}{escaped(status.cache_path or unknown)}",
        f"{'Size:':<12}{size}",
        f"{'Usable:':<12}{'yes' if status.is_usable else 'no, the next command reads all'}",
        f"{'Sessions:':<12}{status.sessions:,}",
        f"{'Files:':<12}{status.sources:,}",
        f"{'Problems:':<12}{status.problems:,}",
        *status.notices,
    ]


def index_clear(place: Workplace) -> int:
    """Delete the cache; session files stay as they are."""
    path = place.index.cache_path
    place.index.clear()
    if place.options.json:
        cleared = IndexPath(cache_path=None if path is None else str(path))
        place.terminal.answer_json(forms.payload(cleared))
    else:
        place.terminal.answer(["Session index cleared; the next command reads the sessions again."])
    return DONE
