"""Single files through both programs, to find the ones that make a sum differ."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from differential import explain, peer
from differential.homes import VARIABLES, History, copy
from differential.tally import Cells, Usage, less, summed

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST = 40


def by_file(one: Iterable[Usage], other: Iterable[Usage], cells: Cells) -> list[str]:
    """The files whose part of some cells is another in one list than in the other."""
    usages = [(usage, sign) for sign, side in ((1, one), (-1, other)) for usage in side]
    paths = sorted({usage.path for usage, _ in usages if usage.cell in cells})
    return [
        path for path in paths
        if less(
            summed(u for u, sign in usages if sign > 0 and u.path == path and u.cell in cells),
            summed(u for u, sign in usages if sign < 0 and u.path == path and u.cell in cells),
        )
    ]  # fmt: skip


def read_alone(history: History, paths: Iterable[str], room: Path) -> list[str]:
    """The files that the peer, given nothing else, counts otherwise than its reading says."""
    found = []
    for number, name in enumerate(sorted(set(paths))[:MOST]):
        folder = room / f"alone-{number}"
        path = Path(name)
        copy(path, folder / path.relative_to(history.folder))
        alone = History(name, history.engine, folder)
        said = peer.sums(alone, VARIABLES[history.engine], room / "peer").cells
        if less(said, summed(explain.read(history.engine, folder).peer)):
            found.append(name)
    return found
