"""Fields of a session metadata record, as any program may have written them."""

from __future__ import annotations

import json
import re
from typing import Any

from sightline.adapters.base import clean, title_of
from sightline.adapters.values import mapping, milliseconds, name, text
from sightline.records import Record

OURS, OWN, INDEX = 3, 2, 1
"""Ranks: a record of ours, the engine's own, an entry of its index."""
LARGEST = 64 * 1024
ORIGINS = ("native", "claude-cli", "imported", "duplicated")
PHASES = ("overall", "style", "logic", "security")
_PLUGIN_KEY = re.compile(r"x-[^:]+:.+", re.DOTALL)
MOST_TAGS = 100


def stated(value: dict[str, Any], thread: str, rank: int) -> Record:
    """What a record says, at its top or under `metadata`; the top wins."""
    inner = mapping(value.get("metadata"))
    fields = {**inner, **{key: one for key, one in value.items() if one is not None}}
    title, origin = text(fields.get("title")), fields.get("source")
    return Record(
        key=f"{thread}:{rank}", thread=thread, session=thread, rank=rank,
        title=title_of(title) if title is not None else None,
        tags=_tags(fields.get("tags")), pinned=_flag(fields.get("pinned")),
        archived=_flag(fields.get("archived")), resume=_resume(fields.get("resumeSessionIds")),
        plugins=_plugins(inner | value), quality=_quality(fields.get("quality")),
        origin=origin if isinstance(origin, str) and origin in ORIGINS else None,
        workspace=name(fields.get("workspaceId")),
        wall_ms=milliseconds(mapping(fields.get("duration")).get("wallClockMs")),
    )  # fmt: skip


def _flag(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _tags(value: object) -> str | None:
    if not isinstance(value, list):
        return None
    found = [tag for one in value if (tag := name(one)) is not None]
    return _json(list(dict.fromkeys(found))[:MOST_TAGS])


def _resume(value: object) -> str | None:
    """Ids by command line, those that are known not to be included."""
    found = {key: name(one) for key, one in mapping(value).items() if one is None or name(one)}
    return _json(found) if found else None


def _plugins(value: dict[str, Any]) -> str | None:
    found = {key: one for key, one in value.items() if _PLUGIN_KEY.fullmatch(key)}
    written = _json(found) if found else None
    return written if written is not None and len(written) <= LARGEST else None


def _quality(value: object) -> str | None:
    """Scores of 0 to 100."""
    scores = mapping(value)
    found = {
        phase: round(score)
        for phase in PHASES
        if isinstance(score := scores.get(phase), int | float)
        and not isinstance(score, bool)
        and 0 <= score <= 100
    }
    return _json(found) if found else None


def _json(value: Any) -> str:
    return clean(json.dumps(value, ensure_ascii=False))
