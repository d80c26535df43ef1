"""Where an export may be written: never over a file that Sightline reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sightline.errors import SightlineError

if TYPE_CHECKING:
    from pathlib import Path

    from sightline.reports.report import Context


class NotExportedError(SightlineError):
    """What was asked for cannot be a file, or not there."""


def target(context: Context, path: Path) -> Path:
    """The path as it is, if a file of ours may stand there."""
    if context.index.is_source(path):
        raise NotExportedError(f"{path} is a session file, and those are only read.")
    return path
