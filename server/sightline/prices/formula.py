"""The formula: tokens times rates, in integers, rounded once a request."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field

FiveRates = tuple[int | None, ...]
"""Five, in pico-USD per token: input, cache read, 5-minute write, 1-hour write, output."""

Counts = tuple[int, ...]
"""Tokens in the same order."""


@dataclass(frozen=True, slots=True)
class Price:
    """What requests of one model cost in one context at one time."""

    above: tuple[int, ...]
    """Whole inputs above which the next tier holds, ascending: one less than there are tiers."""
    tiers: tuple[FiveRates, ...]
    search: int | None
    exact: bool
    """Model, provider and row are known, not assumed."""
    complete: bool
    """No dearer context or fee is left out."""
    assumed: tuple[bool, bool, bool] = (False, False, False)
    """Cache read, 5-minute and 1-hour write rates that were derived from others."""
    fast: bool = False
    plain: tuple[int, int, int, int, int] | None = field(init=False)
    """The base rates in whole nano-USD, where nothing but what is assumed needs a second look."""
    has_assumed: bool = field(init=False)

    def __post_init__(self) -> None:
        rates = self.tiers[0]
        whole = [rate // 1000 for rate in rates if rate is not None and rate % 1000 == 0]
        sure = self.exact and self.complete and not self.fast
        object.__setattr__(self, "plain", tuple(whole) if len(whole) == 5 and sure else None)
        object.__setattr__(self, "has_assumed", any(self.assumed))


def tier_index(price: Price, all_input: int) -> int:
    """Which tier holds for the whole request: thresholds are strict."""
    return bisect_left(price.above, all_input)


def parts_of(rates: FiveRates, counts: Counts) -> list[int] | None:
    """Pico-USD of each part; None where tokens were used that have no rate."""
    parts = []
    for rate, count in zip(rates, counts, strict=True):
        if rate is not None:
            parts.append(rate * count)
        elif count:
            return None
        else:
            parts.append(0)
    return parts


def nano(pico: int) -> int:
    """Pico-USD to nano-USD, half to even."""
    whole, rest = divmod(pico, 1000)
    return whole + 1 if rest > 500 or (rest == 500 and whole & 1) else whole


def apportion(total: int, parts: list[int], unit: int) -> list[int]:
    """Shares of `total` in whole numbers: each part floored, then one more to the largest rests.

    Parts are in 1/`unit` of what they sum to; of equal rests the earlier part comes first.
    """
    shares = [part // unit for part in parts]
    missing = total - sum(shares)
    if missing:
        order = sorted(range(len(parts)), key=lambda index: -(parts[index] % unit))
        for index in order[:missing]:
            shares[index] += 1
    return shares


def saved(rates: FiveRates, counts: Counts) -> int | None:
    """Nano-USD that the cache saved against sending everything as input; may be negative."""
    plain, read, short, long, _ = rates
    if plain is None or read is None or short is None or long is None:
        return None
    pico = counts[1] * (plain - read) - counts[2] * (short - plain) - counts[3] * (long - plain)
    return nano(pico)
