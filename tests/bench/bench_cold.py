"""Cold: all files of an engine become facts and a cache, while the peer sums up usage."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

from bench_warm import peer_side
from compare import Run, alternately, timed
from measure import Row

from differential import ours, peer
from differential.homes import VARIABLES
from differential.tally import Cells, less

if TYPE_CHECKING:
    from world import Place, World

    from differential.homes import History

RATIO = 0.8
CACHE_PERCENT = 2.0
FAIR_SHARE = 0.01
"""So much of all tokens may differ where a peer still does the same work."""


def rows(world: World) -> Iterator[Row]:
    """The ratio to the peer, once both are known to answer alike, and the size of the cache."""
    for history in world.histories:
        said, is_fair = _agreement(world, history)
        place = world.alone(history)
        found = alternately(lambda: _cold(place), peer_side(place, history))  # noqa: B023
        yield found.row(f"cold index, {history.engine}", RATIO, said, is_fair=is_fair)
        yield _cache(world, history)


def _cold(place: Place) -> Run:
    place.forget()
    return timed(place.command("index", "--quiet"), place.variables)


def _agreement(world: World, history: History) -> tuple[str, bool]:
    """How far both sums agree, by day and model, and whether that is far enough."""
    room = world.scratch / f"sums-{history.engine}"
    mine = ours.sums(history, room).cells
    other = peer.sums(history, VARIABLES[history.engine], room / "peer").cells
    shutil.rmtree(room)
    apart = less(mine, other)
    share = _tokens(apart) / _tokens(other) if other else 1.0
    if not apart:
        return f"tokens equal on all {len(mine):,} days and models", True
    said = f"tokens differ on {len(apart):,} of {len(mine):,} days and models, by {share:.3%}"
    return said, share <= FAIR_SHARE


def _tokens(cells: Cells) -> int:
    return sum(abs(part) for tokens in cells.values() for part in tokens)


def _cache(world: World, history: History) -> Row:
    kept = sum(file.stat().st_size for file in world.alone(history).cache.iterdir())
    read = sum(file.stat().st_size for file in history.folder.rglob("*.jsonl"))
    note = f"{kept:,} bytes of {read:,}"
    share = (100 * kept / read,)
    return Row(f"cache, {history.engine}", "%", share, CACHE_PERCENT, note)
