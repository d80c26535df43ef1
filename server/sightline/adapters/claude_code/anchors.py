"""What a response answers: for recent lines the instant of the last input at or before them."""

from __future__ import annotations

from zlib import crc32

_ANCHORS_KEPT = 48


class Anchors:
    """For a line's uuid the instant of the nearest line before it that no model wrote.

    The newest 48 are known. They are written down only when a line answers none of the new
    ones, since nearly every line answers one just before it.
    """

    def __init__(self, kept: dict[int, int]) -> None:
        self._kept = kept
        self.new: list[tuple[str, int]] = []
        """Lines since they were last written down: a line's uuid and its anchor."""

    def remember(self, uuid: object, anchor: int | None) -> None:
        """Keep what a later line's `parentUuid` may point to."""
        if anchor is not None and isinstance(uuid, str):
            self.new.append((uuid, anchor))

    def of(self, parent: object) -> int | None:
        """The instant of the nearest ancestor that no model wrote."""
        new = self.new
        if new and new[-1][0] == parent:
            return new[-1][1]
        if not isinstance(parent, str):
            return None
        for uuid, anchor in new[: -_ANCHORS_KEPT - 1 : -1]:
            if uuid == parent:
                return anchor
        self.settle()
        return self._kept.get(crc32(parent.encode()))

    def settle(self) -> None:
        """Write down the new ones, each as the newest."""
        new, kept = self.new, self._kept
        newest = {crc32(uuid.encode()): anchor for uuid, anchor in new[-_ANCHORS_KEPT:]}
        if len(newest) == _ANCHORS_KEPT:
            kept.clear()
            kept.update(newest)
            new.clear()
        for uuid, anchor in new:
            key = crc32(uuid.encode())
            kept.pop(key, None)
            kept[key] = anchor
            if len(kept) > _ANCHORS_KEPT:
                del kept[next(iter(kept))]
        new.clear()
