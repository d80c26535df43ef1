"""What one item of a timeline says: read from its source when it is asked for, kept nowhere."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import Field

from sightline.adapters.base import SQLITE_HEADER, clean, lines_of, open_regular
from sightline.errors import SightlineError
from sightline.reports import scope
from sightline.reports.payload.base import MOST, Answer, Params
from sightline.reports.report import Context, Report
from sightline.reports.session import resolve_id
from sightline.store import lookups

PAGE = 64 * 1024
"""Characters in one answer."""
LARGEST = 64 << 20
"""Bytes of a document in which an item is looked for."""
DEEPEST = 64
_SHORT = 120


class ItemParams(Params):
    """One item of a session's timeline."""

    id: str
    key: str
    offset: int = Field(0, ge=0, le=MOST)
    """Characters to skip: the `nextOffset` of the answer before."""


class ItemPayload(Answer):
    """The record behind an item, as readable text."""

    text: str | None
    """None where its source keeps no text that can be shown; `hint` says why."""
    next_offset: int | None
    path: str
    line: int | None
    hint: str | None


class UnknownItemError(SightlineError):
    """The session has no such item (any more)."""

    def __init__(self, key: str) -> None:
        super().__init__(f"No item '{key}' in this session.")


def answer(context: Context, params: ItemParams) -> ItemPayload:
    """Read the item's record and tell it as text."""
    with context.index.reading() as connection:
        event = lookups.event(connection, resolve_id(connection, params.id), params.key)
    if event is None:
        raise UnknownItemError(params.key)
    record, hint = _record(Path(event.path), event.line, event.key)
    text = None if record is None else clean("\n".join(_told(record)))
    end = params.offset + PAGE
    return ItemPayload(
        generated_at=scope.iso_now(context),
        revision=context.index.revision,
        text=None if text is None else text[params.offset : end],
        next_offset=end if text is not None and end < len(text) else None,
        path=event.path,
        line=event.line or None,
        hint=hint,
    )


def _record(path: Path, line: int, key: str) -> tuple[Any, str | None]:
    """The JSON of the item, out of a log or a document; else why there is none."""
    try:
        with os.fdopen(open_regular(str(path)), "rb") as file:
            if file.read(len(SQLITE_HEADER)) == SQLITE_HEADER:
                return None, "This engine keeps its messages in a database."
        for number, content in lines_of(path):
            if number == line:
                found = _decoded(content)
                if isinstance(found, dict) and len(content) + len("\r\n") < path.stat().st_size:
                    return found, None
                break  # a document, on many lines or on one
        with os.fdopen(open_regular(str(path)), "rb") as file:
            content = file.read(LARGEST + 1)
    except OSError:
        return None, "The file is not there any more."
    if len(content) > LARGEST:
        return None, "The file is too large to look for the item in it."
    return _inside(_decoded(content), key), None


def _decoded(content: bytes) -> Any:
    try:
        return json.loads(content.decode("utf-8", "replace"), strict=False)
    except (ValueError, RecursionError):
        return None


def _inside(document: Any, key: str) -> Any:
    """The smallest object of a document that names the last part of a key; else all of it."""
    names = {part for part in key.split(":") if part}
    best, todo = document, [document]
    while todo:
        value = todo.pop()
        if isinstance(value, dict):
            if any(isinstance(own, str) and own in names for own in value.values()):
                best = value
            todo.extend(value.values())
        elif isinstance(value, list):
            todo.extend(value)
    return best


def _told(value: Any, name: str = "", depth: int = 0) -> Iterator[str]:
    """A record as lines: short values beside their name, long texts below it."""
    if depth > DEEPEST:
        yield f"{name}: …"
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _told(inner, f"{name}.{key}" if name else str(key), depth + 1)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _told(inner, f"{name}[{number}]", depth + 1)
    elif isinstance(value, str) and (len(value) > _SHORT or "\n" in value):
        yield f"{name}:"
        yield value
    elif value is not None:
        yield f"{name}: {value}"


ITEM = Report("sessionItem", "Item", ItemParams, ItemPayload, answer, also=frozenset({"disk"}))
