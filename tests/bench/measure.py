"""One row of the table: what was measured, what it may be, and what follows from both."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

Unit = Literal["x", "ms", "MB", "%", "bytes", "files"]
CPU = "cpu_ms"
"""The name of the part that says how long was computed, in all threads of the process."""
_FORMATS: dict[Unit, str] = {
    "x": "{:.3f}x", "ms": "{:.1f} ms", "MB": "{:.0f} MB", "%": "{:.2f} %",
    "bytes": "{:,.0f} bytes", "files": "{:,.0f} files",
}  # fmt: skip


class Quartiles(NamedTuple):
    """Between the first and the last lies half of all samples."""

    low: float
    median: float
    high: float


def quartiles(samples: Sequence[float]) -> Quartiles:
    """The quartiles of some samples; of a single one they are all the same."""
    if len(samples) == 1:
        return Quartiles(samples[0], samples[0], samples[0])
    return Quartiles(*statistics.quantiles(samples, n=4, method="inclusive"))


@dataclass(frozen=True, slots=True)
class Row:
    """Samples of one thing, and the most they may be."""

    what: str
    unit: Unit
    samples: tuple[float, ...]
    budget: float | None = None
    note: str = ""
    is_fair: bool = True
    """False: the peer answers another question, so nothing follows."""
    parts: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    """What the samples were made of, by name."""

    @property
    def quartiles(self) -> Quartiles:
        """Of the samples."""
        return quartiles(self.samples)

    @property
    def verdict(self) -> str:
        """Whether the budget is kept; unclear when the quartiles lie on both sides of it."""
        if self.budget is None:
            return ""
        if not self.is_fair:
            return "NO OPPONENT"
        low, median, high = self.quartiles
        if high <= self.budget:
            return "OK"
        if low <= self.budget:
            return "unclear"
        if self._waited:
            return "unclear: computed within it, waited for others"
        share = f" ({median / self.budget - 1:.0%})" if self.budget else ""
        return f"MISSED by {shown(median - self.budget, self.unit)}{share}"

    @property
    def _waited(self) -> bool:
        """Whether it took longer than it computed, and computed no longer than it may take."""
        cpu = self.parts.get(CPU, ())
        return self.budget is not None and bool(cpu) and statistics.median(cpu) <= self.budget

    @property
    def is_missed(self) -> bool:
        """Whether the budget is exceeded beyond doubt."""
        return self.verdict.startswith("MISSED")


def shown(value: float, unit: Unit) -> str:
    """A value with its unit."""
    return _FORMATS[unit].format(value)
