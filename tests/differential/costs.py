"""Where both count the same tokens but ask another price, and by which rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from differential.known import (
    FAST_BEFORE_PRICE,
    LONG_CONTEXT,
    PREFIXED_MODEL,
    REGION,
    UNPRICED_MODEL,
    WEB_SEARCH,
)
from differential.ours import Money
from differential.tally import Cell, Cells

if TYPE_CHECKING:
    from differential.explain import Reading
    from differential.known import Known

FEE = 10_000_000
ROUNDING = 1_000
"""Nano-USD: the peer adds binary fractions."""


@dataclass(frozen=True)
class Priced:
    """A cell whose cost differs; nano-USD, Sightline's less the peer's."""

    rule: Known | None
    cell: Cell
    more: int


@dataclass(frozen=True)
class Costs:
    """What came of comparing the prices."""

    compared: int
    left_out: int
    """Cells whose tokens differ, so that their costs must."""
    differences: list[Priced]


def compared(
    ours: dict[Cell, Money], peer: dict[Cell, float], off: Cells, reading: Reading
) -> Costs:
    """Compare the cost of every cell the peer prices; `off` are cells of different tokens."""
    differences: list[Priced] = []
    left_out = 0
    for cell, usd in peer.items():
        if any(_covers(cell, other) for other in off):
            left_out += 1
            continue
        cells = [own for own in ours if _covers(cell, own)]
        money = Money()
        for own in cells:
            money = money.plus(ours[own])
        differences += priced(cell, cells, money, round(usd * 1e9), reading)
    return Costs(len(peer) - left_out, left_out, differences)


def _covers(cell: Cell, other: Cell) -> bool:
    """Whether a cell is another, or a day with any of its models."""
    return cell == other or (not cell.model and cell.day == other.day)


def priced(cell: Cell, cells: list[Cell], ours: Money, peer: int, reading: Reading) -> list[Priced]:
    """The rules that a difference in price comes from, fees first."""
    rest = ours.nano - peer
    if abs(rest) <= ROUNDING:
        return []
    fees = FEE * sum(reading.searches.get(own, 0) for own in cells)
    found = [Priced(WEB_SEARCH, cell, fees)] if fees else []
    rest -= fees
    if abs(rest) <= ROUNDING:
        return found
    return [*found, Priced(_rule(cells, ours, peer, rest, reading), cell, rest)]


def _rule(cells: list[Cell], ours: Money, peer: int, rest: int, reading: Reading) -> Known | None:
    """Why prices differ beyond fees."""
    models = [cell.model for cell in cells]
    if not reading.large.isdisjoint(cells) and abs(rest) <= max(ours.nano, peer) // 2:
        return LONG_CONTEXT
    if ours.is_regional and abs(rest - peer // 10) <= ROUNDING:
        return REGION
    if ours.is_unpriced and rest < 0:
        return UNPRICED_MODEL
    if any("/" in model for model in models):
        return PREFIXED_MODEL
    if ours.is_lower_bound and rest < 0 and any(model.endswith("-fast") for model in models):
        return FAST_BEFORE_PRICE
    return None
