"""Our own table laid over the source when the rates are compiled: `overlay.toml`."""

from __future__ import annotations

import tomllib
from decimal import ROUND_HALF_EVEN, Decimal
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct, convert
from msgspec.structs import replace

from sightline.prices.matching import plain_name
from sightline.prices.overrides import rate_per
from sightline.prices.rates import Model, Row, Tier

if TYPE_CHECKING:
    from collections.abc import Iterator

OVERLAY_FILE = Path(__file__).with_name("overlay.toml")
ANY_NAME = "~^.*$"

Catalogue = dict[str, list[Model]]
"""Models by provider."""


class _Entry(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    since: str
    source: str
    published: bool
    reason: str

    @property
    def label(self) -> str:
        """What rows of this entry are marked with."""
        return "" if self.published else "estimated"


class Multiplier(_Entry, frozen=True):
    """A context that costs so many times the price without it, searches apart."""

    provider: str
    models: list[str]
    ctx: dict[str, str | list[str]]
    times: Decimal


class Search(_Entry, frozen=True):
    """What a web search costs where the source does not say."""

    providers: list[str]
    per_search: Decimal


class Alias(_Entry, frozen=True):
    """A name that is priced like another model."""

    provider: str
    model: str
    like: str


class Local(_Entry, frozen=True):
    """Providers whose every model is free."""

    providers: list[str]


class Overlay(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """The whole table."""

    multiplier: list[Multiplier]
    search: list[Search]
    alias: list[Alias]
    local: list[Local]

    @property
    def entries(self) -> list[_Entry]:
        """All rows, of whatever kind."""
        return [*self.multiplier, *self.search, *self.alias, *self.local]


def read_overlay() -> Overlay:
    """The table as it lies beside this module."""
    values: dict[str, list[dict[str, Any]]] = tomllib.loads(OVERLAY_FILE.read_text("utf-8"))
    for entry in (entry for entries in values.values() for entry in entries):
        entry["since"] = entry.pop("from")
    return convert(values, Overlay)


def lay_over(catalogue: Catalogue, overlay: Overlay) -> None:
    """Add the table to the source's models, in place: multipliers stack in their order."""
    for search in overlay.search:
        for provider in search.providers:
            catalogue[provider] = [_searching(one, search) for one in catalogue[provider]]
    for multiplier in overlay.multiplier:
        models = catalogue[multiplier.provider]
        known = {model.id for model in models}
        if not known.issuperset(multiplier.models):
            raise LookupError(f"No such models: {set(multiplier.models) - known}")
        catalogue[multiplier.provider] = [
            _multiplied(one, multiplier) if one.id in multiplier.models else one for one in models
        ]
    for alias in overlay.alias:
        models = catalogue[alias.provider]
        like = next(one for one in models if one.id == alias.like)
        models.append(_aliased(like, alias))
    for local in overlay.local:
        for provider in local.providers:
            catalogue[provider] = [_free(local)]


def _searching(model: Model, entry: Search) -> Model:
    fee = rate_per(entry.per_search, 1)
    rows = (
        row if row.ctx or row.search is not None else replace(row, search=fee) for row in model.rows
    )
    return replace(model, rows=tuple(rows))


def _multiplied(model: Model, entry: Multiplier) -> Model:
    """The model with rows for the context: the first that fits wins, so the newest go first.

    A region stacks on other contexts, so its rows go before theirs; a fast mode only fills what
    the source lacks and goes after.
    """
    options = [[(key, one) for one in _several(value)] for key, value in entry.ctx.items()]
    added = [
        _scaled(row, dict(pairs), entry)
        for pairs in product(*options)
        for row in _newest_first(model.rows)
    ]
    stacks = "geo" in entry.ctx
    kept = added if stacks else [row for row in added if len(row.ctx) == len(entry.ctx)]
    base = [row for row in model.rows if not row.ctx]
    other = [row for row in model.rows if row.ctx]
    ordered = [*base, *kept, *other] if stacks else [*base, *other, *kept]
    return replace(model, rows=tuple(ordered))


def _newest_first(rows: tuple[Row, ...]) -> Iterator[Row]:
    yield from (row for row in rows if row.ctx)
    yield from reversed([row for row in rows if not row.ctx])


def _several(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def _scaled(row: Row, ctx: dict[str, str], entry: Multiplier) -> Row:
    return Row(
        since=max(row.since or entry.since, entry.since),
        window=row.window,
        ctx={**row.ctx, **ctx},
        tiers=tuple(_times(tier, entry.times) for tier in row.tiers),
        origin="overlay",
        label=entry.label or row.label,
    )


def _times(tier: Tier, factor: Decimal) -> Tier:
    return Tier(
        above=tier.above,
        input=_scaled_rate(tier.input, factor),
        cache_read=_scaled_rate(tier.cache_read, factor),
        cache_write_5m=_scaled_rate(tier.cache_write_5m, factor),
        cache_write_1h=_scaled_rate(tier.cache_write_1h, factor),
        output=_scaled_rate(tier.output, factor),
    )


def _scaled_rate(rate: int | None, factor: Decimal) -> int | None:
    return None if rate is None else int((rate * factor).to_integral_value(ROUND_HALF_EVEN))


def _aliased(like: Model, entry: Alias) -> Model:
    rows = tuple(
        replace(
            row,
            since=max(row.since or entry.since, entry.since),
            origin="overlay",
            label=entry.label or row.label,
        )
        for row in like.rows
    )
    return replace(like, id=entry.model, match=(f"={plain_name(entry.model)}",), rows=rows)


def _free(entry: Local) -> Model:
    free = Tier(input=0, cache_read=0, cache_write_5m=0, cache_write_1h=0, output=0)
    row = Row(since=entry.since, tiers=(free,), search=0, origin="overlay", label=entry.label)
    return Model(id="any", match=(ANY_NAME,), rows=(row,))
