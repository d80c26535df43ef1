"""What killed processes left in the cache folder: temporary files, and scratch folders."""

from __future__ import annotations

import os
import shutil
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

SCRATCH = "scratch-"
"""Folders beside the cache in which processes hand rows over."""
DEBRIS_SECONDS = 86_400.0


def sweep(folder: Path) -> None:
    """Remove what was left long ago, or by a process that is gone."""
    for path in folder.glob("index.duckdb.*"):
        old = path.suffix in (".bad", ".tmp") or ".tmp" in path.name
        if old and _is_debris(path):
            path.unlink(missing_ok=True)
    for path in folder.glob(f"{SCRATCH}*"):
        if _is_debris(path) or _is_orphan(path):
            shutil.rmtree(path, ignore_errors=True)


def _is_debris(path: Path) -> bool:
    return time.time() - path.lstat().st_mtime > DEBRIS_SECONDS


def _is_orphan(scratch: Path) -> bool:
    """Whether the process that made a scratch folder is gone, where that can be asked."""
    pid = scratch.name.removeprefix(SCRATCH).partition("-")[0]
    if os.name == "nt" or not pid.isdecimal():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False
