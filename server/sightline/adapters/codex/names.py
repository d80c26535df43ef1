"""Names of threads, which older releases keep beside the rollouts in `session_index.jsonl`."""

from __future__ import annotations

import os
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec

from sightline.adapters.base import TITLE_LENGTH, clean, lines_of, repaired

INDEX = "session_index.jsonl"
LARGEST = 16 << 20
UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


class _Entry(msgspec.Struct, gc=False):
    id: Any = None
    thread_name: Any = None


_ENTRY = msgspec.json.Decoder(_Entry)


def thread_name(root: str, session: str) -> str | None:
    """What a session is called, by the index beside its folder; None without a name."""
    path = str(Path(root).parent / INDEX)
    try:
        status = os.lstat(path)
    except OSError:
        return None
    if status.st_size > LARGEST:
        return None
    return _names(path, status.st_mtime_ns, status.st_size).get(session)


def name_of_file(root: str, path: str) -> str | None:
    """What the index calls the session of a rollout, by the id in the rollout's name."""
    found = UUID.findall(Path(path).stem)
    return thread_name(root, found[-1]) if found else None


@lru_cache(maxsize=8)
def _names(path: str, _mtime_ns: int, _size: int) -> dict[str, str]:
    """All names; the last line of a session holds."""
    names: dict[str, str] = {}
    try:
        for _, line in lines_of(Path(path)):
            entry = _entry(line)
            if isinstance(entry.id, str) and isinstance(entry.thread_name, str):
                names[entry.id] = clean(entry.thread_name.strip())[:TITLE_LENGTH]
    except OSError:
        return names
    return {id_: name for id_, name in names.items() if name}


def _entry(line: bytes) -> _Entry:
    try:
        return _ENTRY.decode(line)
    except (ValueError, RecursionError):
        pass
    try:
        return _ENTRY.decode(repaired(line))
    except (ValueError, RecursionError):
        return _Entry()
