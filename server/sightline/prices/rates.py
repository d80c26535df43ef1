"""The compiled rates: what `rates.json` holds, read provider by provider.

Rates are integer pico-USD per token (per search for `search`). A row without `ctx` is a price in
force from a UTC date; a row with `ctx` overrides single rates of it for requests in that context.
"""

from __future__ import annotations

from pathlib import Path

import msgspec
from msgspec import Struct

RATES_FILE = Path(__file__).with_name("rates.json")


class Tier(Struct, kw_only=True, omit_defaults=True, frozen=True):
    """Rates for requests whose whole input is larger than `above`; None: not stated."""

    above: int = 0
    input: int | None = msgspec.field(default=None, name="in")
    cache_read: int | None = msgspec.field(default=None, name="cr")
    cache_write_5m: int | None = msgspec.field(default=None, name="cw5")
    cache_write_1h: int | None = msgspec.field(default=None, name="cw1")
    output: int | None = msgspec.field(default=None, name="out")


class Row(Struct, kw_only=True, omit_defaults=True, frozen=True):
    """One price: when it holds, in which context, and its tiers from small to large."""

    since: str | None = msgspec.field(default=None, name="from")
    """The first UTC day."""
    window: tuple[int, int] | None = None
    """Daily, in UTC minutes from 0 to 1439; the end is outside."""
    ctx: dict[str, str] = {}
    tiers: tuple[Tier, ...] = ()
    search: int | None = None
    origin: str = "source"
    """`overlay` where our own table states it."""
    label: str = ""
    """`estimated`: not a published price; `partial`: the provider charges fees not counted here."""


class Model(Struct, kw_only=True, omit_defaults=True, frozen=True):
    """A model of one provider, the names it goes by and its prices in source order."""

    id: str
    match: tuple[str | tuple[str, ...], ...]
    """Alternatives, each a clause or several that must all hold: see `matching`."""
    context_window: int | None = None
    rows: tuple[Row, ...] = ()


class Provider(Struct, kw_only=True, omit_defaults=True, frozen=True):
    """Who sells models, and the names it goes by beside its id."""

    match: tuple[str | tuple[str, ...], ...] = ()
    models: msgspec.Raw = msgspec.Raw(b"[]")
    """Read only when a request names this provider: the file holds thousands of models."""


class Rates(Struct, kw_only=True, frozen=True):
    """The whole file."""

    about: str
    source: str
    digest: str
    """SHA-256 of the providers below."""
    providers: dict[str, Provider]

    def models(self, provider: str) -> list[Model]:
        """The models of one provider, in source order."""
        return msgspec.json.decode(self.providers[provider].models, type=list[Model])


def packaged_rates() -> Rates:
    """The rates that came with this release."""
    return msgspec.json.decode(RATES_FILE.read_bytes(), type=Rates)
