"""Opening what the engines wrote, read-only and regular files alone."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from sightline.adapters.base.lines import LONGEST_LINE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def open_regular(path: str) -> int:
    """Open a regular file for reading, never a link, pipe or device."""
    flags = os.O_RDONLY
    for name in ("O_NONBLOCK", "O_NOFOLLOW", "O_CLOEXEC", "O_BINARY"):
        flags |= getattr(os, name, 0)
    descriptor = os.open(path, flags)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(f"not a regular file: {path!r}")
    return descriptor


def lines_of(path: Path) -> Iterator[tuple[int, bytes]]:
    """All lines of a file with their numbers: for a drill-down, which needs their text."""
    descriptor = open_regular(str(path))
    with os.fdopen(descriptor, "rb") as file:
        number = 0
        while line := file.readline(LONGEST_LINE):
            number += 1
            yield number, line.rstrip(b"\r\n")
