"""The data set as partitioned Parquet, for engines that ask of many machines' histories at once."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from sightline import __version__
from sightline.errors import SightlineError
from sightline.reports.scope import iso_now
from sightline.reports.stripping import columns_without

if TYPE_CHECKING:
    from sightline.reports.report import Context

SCHEMA = "sightline.star/1"
MARK = "_sightline.json"
"""Says that a folder is an export of ours; engines skip names that begin so."""


class FolderInUseError(SightlineError):
    """Something else is in the folder an export would replace."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder} holds something else: name a new folder or an earlier export.")


def export_star(context: Context, folder: Path) -> dict[str, int]:
    """Write all tables below `folder`, as a whole or not at all; how many rows each has.

    An earlier export there is replaced, anything else is left alone.
    """
    if folder.exists() and not _is_ours(folder):
        raise FolderInUseError(folder)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as aside:
        fresh = Path(aside) / "fresh"
        rows = context.index.write_star(fresh, columns_without(context.without))
        said = {
            "schema": SCHEMA, "generatedAt": iso_now(context), "version": __version__,
            "revision": context.index.revision, "tables": rows,
        }  # fmt: skip
        (fresh / MARK).write_text(json.dumps(said, indent=2) + "\n", encoding="utf-8")
        if folder.exists():
            folder.rename(Path(aside) / "earlier")
        fresh.rename(folder)
    return rows


def _is_ours(folder: Path) -> bool:
    """Whether nothing would be lost: an empty folder or an export of ours."""
    if not folder.is_dir():
        return False
    return (folder / MARK).is_file() or not any(folder.iterdir())
