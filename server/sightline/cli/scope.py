"""Flags as a report's parameters: range, zone, engines, models, projects."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sightline.adapters import ADAPTERS
from sightline.errors import InvalidQueryError, InvalidScopeError
from sightline.reports.payload.base import Preset
from sightline.reports.payload.scope import Range
from sightline.text import escaped, width

if TYPE_CHECKING:
    from sightline.cli.arguments import Options
    from sightline.store.search import QueryError

AROUND = 40
"""Characters of a query shown before a fault; twice as many from it on."""

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def scope_values(options: Options) -> dict[str, Any]:
    """The fields of `Scope` that the flags set."""
    return {
        "range": _range(options),
        "time_zone": zone_of(options.timezone),
        "query": query_of(options.query),
        "engines": tuple(engine_of(name) for name in options.engine),
        "models": options.model,
        "projects": tuple(str(Path(path).expanduser().absolute()) for path in options.project),
    }


def query_of(text: str | None) -> str | None:
    """A query that can be read; else each fault with a caret under its place."""
    if not text:
        return text
    from sightline.store.search import parse  # noqa: PLC0415  needed by questions with a query alone

    read = parse(text)
    if read.errors:
        lines = (line for error in read.errors for line in _pointed(text, error))
        raise InvalidQueryError(tuple(lines))
    return text


def _pointed(text: str, error: QueryError) -> tuple[str, str, str]:
    """What is wrong, the query around it, and carets below its place."""
    begin = max(0, error.start - AROUND)
    end = min(len(text), error.start + 2 * AROUND)
    before, marked = escaped(text[begin : error.start]), escaped(text[error.start : error.end])
    rest = escaped(text[begin:end])[len(before) :]
    carets = "^" * max(1, min(width(marked), width(rest)))
    return error.message, f"  {before}{rest}", f"  {' ' * width(before)}{carets}"


def _range(options: Options) -> Range:
    if options.from_ or options.to:
        return _days(options.from_ or "", options.to or "")
    return range_of(options.range or "all")


def range_of(text: str) -> Range:
    """A preset, or `FROM..TO` with either end left open."""
    for preset in get_args(Preset):
        if text == preset:
            return Range.model_validate({"preset": preset})
    first, dots, last = text.partition("..")
    if not dots or not (first or last):
        presets = ", ".join(get_args(Preset))
        raise InvalidScopeError(f"'{text}' is no range: write {presets} or FROM..TO.")
    return _days(first, last)


def _days(first: str, last: str) -> Range:
    return Range.model_validate({"from": _day(first), "to": _day(last)})


def _day(text: str) -> str | None:
    if not text:
        return None
    try:
        date.fromisoformat(text)
    except ValueError:
        raise InvalidScopeError(f"'{text}' is no day: write YYYY-MM-DD.") from None
    if not _DAY.fullmatch(text):
        raise InvalidScopeError(f"'{text}' is no day: write YYYY-MM-DD.")
    return text


def zone_of(name: str | None) -> str | None:
    """An IANA zone name that exists."""
    if name is None:
        return None
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise InvalidScopeError(f"Unknown time zone '{name}'.") from None
    return name


def engine_of(text: str) -> str:
    """An engine by its name, its title or an unambiguous beginning."""
    wanted = re.sub(r"[\s-]+", "_", text.strip().lower())
    names = [adapter.engine for adapter in ADAPTERS]
    found = [name for name in names if name == wanted] or [
        adapter.engine
        for adapter in ADAPTERS
        if adapter.engine.startswith(wanted) or adapter.title.lower().startswith(text.lower())
    ]
    if len(found) != 1 or not wanted:
        raise InvalidScopeError(f"Unknown engine '{text}': there are {', '.join(names)}.")
    return found[0]
