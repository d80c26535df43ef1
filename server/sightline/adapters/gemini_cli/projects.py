"""Which folder a conversation was about: the recordings name only a slug or a hash of it."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from sightline.adapters.base import open_regular
from sightline.adapters.values import mapping, name

if TYPE_CHECKING:
    from sightline.adapters.base import Source

_LARGEST = 1 << 20


def folder_of(source: Source, project_hash: object) -> str | None:
    """The folder whose slug or hash the file lies under, where `projects.json` knows it."""
    project = source.relative.parts[0]
    known = mapping(_decoded(Path(source.root).parent / "projects.json").get("projects"))
    for folder, slug in known.items():
        digest = hashlib.sha256(folder.encode("utf-8", "replace")).hexdigest()
        if project in (slug, digest) or project_hash == digest:
            return name(folder)
    return None


def _decoded(path: Path) -> dict[str, object]:
    try:
        with os.fdopen(open_regular(str(path)), "rb") as file:
            return mapping(json.loads(file.read(_LARGEST)))
    except (OSError, ValueError, RecursionError):
        return {}
