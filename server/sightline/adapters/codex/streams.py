"""Several files of one session: what each request adds, the files read as one stream."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sightline.adapters.codex.usage import FROM_ZERO, Vector, grown, tokens_of, vector_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sightline.adapters.base import Added, Counts

_AS_IT_STANDS: dict[str, int] = {}


def order_of(path: str, began: int | None) -> tuple[bool, int, bool, str]:
    """Sorts the files of a session: by their beginning, of equals the live one first."""
    is_archived = "archived_sessions" in path.replace("\\", "/").split("/")
    return began is None, began if began is not None else 0, is_archived, path


def joined(files: Sequence[Counts]) -> list[list[Added]]:
    """What the requests of a session's files add, file by file in their order.

    A later file goes on from the earlier one's counter, and what it repeats of it is none. Usage
    of another source counts only where no file has a token count.
    """
    stream = _Stream(is_metered=any(_is_metered(key) for file in files for _, key, _ in file))
    stream.is_used = stream.is_metered or any(
        not key.endswith(":unmetered") for file in files for _, key, _ in file
    )
    found = []
    for file in files:
        stream.begin_file()
        found.append([stream.take(key, ts) for _, key, ts in file])
        stream.earlier |= {_record_of(key, ts) for _, key, ts in file}
    return found


@dataclass(slots=True)
class _Stream:
    """The counter of a session, from file to file."""

    is_metered: bool
    is_used: bool = False
    """Whether any usage is known at all."""
    prev: Vector | None = None
    seen: set[tuple[str, str]] = field(default_factory=set)
    earlier: set[tuple[int | None, str]] = field(default_factory=set)
    """Instant and counts of the records of earlier files."""
    _epoch: str = "0"
    """As the file counts them."""
    _bare: str | None = None
    """The last count of the file before, where it had no total."""
    _is_first: bool = True

    def begin_file(self) -> None:
        self._epoch, self._is_first = "0", True

    def take(self, key: str, ts: int | None) -> Added:
        """What a request adds; None where it is a repetition."""
        if key.endswith(":unmetered"):
            return None if self.is_used else _AS_IT_STANDS
        if self.is_metered != _is_metered(key):
            return None
        epoch, total, last = key.rsplit(":", 3)[-3:]
        if _record_of(key, ts) in self.earlier:
            self._epoch = epoch if total else self._epoch
            return None
        is_first, self._is_first = self._is_first, False
        bare, self._bare = self._bare, last if not total else None
        if not total:
            return None if is_first and self.is_metered and last == bare else _AS_IT_STANDS
        if epoch != self._epoch:
            self._epoch = epoch
            if epoch.endswith(FROM_ZERO):
                self.prev = None
                self.seen.clear()
        return self._count(total, last)

    def _count(self, total: str, last: str) -> Added:
        whole, part = vector_of(total), vector_of(last) if last else None
        prev = self.prev
        if whole == prev or (total, last) in self.seen:
            return None
        self.seen.add((total, last))
        is_down = prev is not None and (whole[0] < prev[0] or whole[3] < prev[3])
        if is_down and part in (None, whole):
            prev = None
        self.prev = whole
        return _AS_IT_STANDS if part is not None else tokens_of(grown(whole, prev))


def _is_metered(key: str) -> bool:
    """Whether a token count gave it: its total, or without one its instant, stands in the key."""
    parts = key.rsplit(":", 3)
    return len(parts) == 4 and (parts[2] != "" or parts[1].isdecimal())


def _record_of(key: str, ts: int | None) -> tuple[int | None, str]:
    """What a record of another file repeats: its instant, total and last."""
    return ts, ":".join(key.rsplit(":", 2)[-2:])
