"""Warm: a report of the command line, whole process, when no file changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from compare import Side, alternately, timed
from measure import Row

from differential import peer

if TYPE_CHECKING:
    from world import Place, World

    from differential.homes import History

RATIO = 0.08


def rows(world: World) -> Iterator[Row]:
    """The ratio of the same question to the peer, which has no cache."""
    for history in world.histories:
        place = world.alone(history)
        place.warm()
        command = place.command("stats", "daily", "--json", "--quiet")
        found = alternately(lambda: timed(command, place.variables), peer_side(place, history))  # noqa: B023
        yield found.row(f"warm report, {history.engine}", RATIO)


def peer_side(place: Place, history: History) -> Side:
    """The peer's native program over the same files, with the same empty home."""
    verb = peer.VERBS[history.engine]
    command = [str(peer.program()), verb, "daily", "--offline", "--json"]
    return lambda: timed(command, place.variables)
