"""One session file being written: its lines, and what they add to the truth."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from material import Material, Record, encode

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from truth import Truth

SMALLEST_FILE = 3_000
_BROKEN_SHARE = 1 / 4000
_BLANK_SHARE = 1 / 6000
_STRICT_DECODERS_FAIL_SHARE = 1 / 400
_LONG_LINE_EVERY = 40_000_000


class Transcript:
    """The lines of one file, with the hurts that real files have.

    `soft_spots` says for a kind of line after which bytes a free text begins. Some of these
    texts get half of an emoji, a raw control character or a byte that is not UTF-8. Strict
    decoders refuse such a line, a tolerant one reads it, and all its facts count.
    """

    def __init__(
        self,
        path: Path,
        material: Material,
        truth: Truth,
        soft_spots: Mapping[str, tuple[bytes, ...]],
    ) -> None:
        self.path = path
        self.size = 0
        self._lines: list[bytes] = []
        self._material = material
        self._truth = truth
        self._soft_spots = soft_spots

    def add(self, kind: str, record: Record) -> bytes:
        """Append a record and return its line; now and then damage comes with it."""
        line = self._hurt(kind, encode(record))
        self.append(kind, line)
        if self._material.chance(_BROKEN_SHARE):
            self._append_broken(line)
        if self._material.chance(_BLANK_SHARE):
            self._write(b"")
            self._truth.traps["blank_lines"] += 1
        return line

    def append(self, kind: str, line: bytes) -> None:
        """Append a line as it is."""
        self._write(line)
        self._truth.bytes_by_kind[kind] += len(line) + 1
        self._truth.lines_by_kind[kind] += 1
        self._truth.counts["lines"] += 1

    def _hurt(self, kind: str, line: bytes) -> bytes:
        spots = self._soft_spots.get(kind, ())
        spot = next((spot for spot in spots if spot in line), None)
        if spot is None or not self._material.chance(_STRICT_DECODERS_FAIL_SHARE):
            return line
        self._truth.traps["lines_that_strict_decoders_refuse"] += 1
        hurt = self._material.random.choice((rb"\ud83d", b"\x1b", b"\xff"))
        return line.replace(spot, spot + hurt, 1)

    def _append_broken(self, line: bytes) -> None:
        """Append what a crash leaves: a line cut short, a run of zero bytes, a scrap of text."""
        scraps = (line[: len(line) * 3 // 5], b"\0" * 64, b"# scrap")
        self.append("unreadable", self._material.random.choice(scraps))
        self._truth.counts["unreadable_lines"] += 1

    def _write(self, line: bytes) -> None:
        self._lines.append(line)
        self.size += len(line) + 1
        self._truth.counts["bytes"] += len(line) + 1

    def long_line_is_due(self) -> bool:
        """Whether the history has grown enough for another line of one to two megabytes."""
        grown = self._truth.counts["bytes"] + _LONG_LINE_EVERY * 3 // 4
        return grown // _LONG_LINE_EVERY > self._truth.traps["long_lines"]

    def save(self, modified: float) -> None:
        """Write the file; its modification time is that of its last record."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_bytes(b"\n".join(self._lines) + b"\n")
        os.utime(self.path, (modified, modified))
        self._truth.counts["files"] += 1
