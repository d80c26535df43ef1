"""Prices: usage, model and instant to nano-USD and a label.

A recorded amount stands; else a user's override, our overlay and the published rates are tried
in this order, at the request's own instant. What has no price stays unknown, never zero.
"""

from __future__ import annotations

import hashlib
import json
from functools import cached_property
from typing import TYPE_CHECKING

import msgspec

from sightline.prices.charging import (
    FREE,
    add_flag,
    cache_savings,
    charge,
    charge_plainly,
    forget,
    token_counts,
)
from sightline.prices.context import context_of
from sightline.prices.formula import apportion, parts_of, tier_index
from sightline.prices.lines import DAY_US, Line
from sightline.prices.matching import Match, find_model, plain_name
from sightline.prices.overrides import own_models
from sightline.prices.places import Place, place_of, vendor_of
from sightline.prices.rates import RATES_FILE, Model, Rates

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sightline.prices.formula import Counts
    from sightline.records import Request
    from sightline.settings import Pricing

LONG_WINDOW = 1_000_000
"""The context window of models named with `[1m]`."""


class Prices:
    """What requests cost; answers are kept, so a request of a known kind is quick."""

    digest: str
    """Of everything that changes an amount: caches that hold another one are redone."""

    def __init__(self, content: bytes, pricing: Pricing | None = None) -> None:
        self._content = content
        self._own = own_models(pricing) if pricing is not None else []
        tier = pricing.codex_service_tier if pricing is not None else "none"
        self._codex_tier = tier if tier != "none" else None
        self._models: dict[str, list[Model]] = {}
        self._lines: dict[tuple[str | None, ...], Line | None] = {}
        changes = pricing.model_dump_json(exclude_defaults=True) if pricing is not None else "{}"
        self.digest = hashlib.sha256(content + _sorted(changes)).hexdigest()

    @classmethod
    def load(cls, pricing: Pricing | None = None) -> Prices:
        """The prices that came with this release, with a user's own on top."""
        return cls(RATES_FILE.read_bytes(), pricing)

    @cached_property
    def _rates(self) -> Rates:
        """Decoded when something is to be priced: an unchanged history has its amounts."""
        return msgspec.json.decode(self._content, type=Rates)

    def apply(self, request: Request, default_provider: str) -> None:
        """Fill in what the request cost, its parts, and how sure that is."""
        if request.basis != "unknown" or request.flags:
            forget(request)
        line = self._line(request, default_provider)
        price = line.price(request.ts) if line is not None else None
        if (
            price is not None
            and request.recorded_cost_nano is None
            and charge_plainly(request, price)
        ):
            return
        counts = token_counts(request)
        if request.recorded_cost_nano is not None:
            self._apply_recorded(request, line, counts, default_provider)
            return
        if request.input_tokens is None or request.output_tokens is None:
            request.partial = True
            if not any(counts):
                return
        elif not any(counts) and not request.web_searches:
            charge(request, FREE, counts)
            return
        if price is not None:
            charge(request, price, counts)

    def apply_all(self, requests: Iterable[Request], default_provider: str) -> None:
        """The same for each of many: nearly all are of the model and the day of the one before."""
        model, price, begins, ends = None, None, 0, 0
        for request in requests:
            ts = request.ts
            if (
                price is not None and request.model == model
                and ts is not None and begins <= ts < ends
                and request.recorded_cost_nano is None
                and request.provider is request.speed is request.tier is request.region is None
                and charge_plainly(request, price)
            ):  # fmt: skip
                continue
            self.apply(request, default_provider)
            line = self._line(request, default_provider)
            model, price = request.model, None
            if (
                line is not None and line.is_daily and ts is not None
                and request.provider is request.speed is request.tier is request.region is None
            ):  # fmt: skip
                price, begins = line.price(ts), ts - ts % DAY_US
                ends = begins + DAY_US

    def limit(self, request: Request, default_provider: str) -> int | None:
        """The whole input it went over, so that another price held for it; None: over none."""
        line = self._line(request, default_provider)
        price = line.price(request.ts) if line is not None else None
        if price is None:
            return None
        index = tier_index(price, sum(token_counts(request)[:4]))
        return price.above[index - 1] if index else None

    def window(self, model: str | None, provider: str | None) -> int | None:
        """The model's context window, where the source has one."""
        if not model:
            return None
        place = place_of(model, provider, "", self._rates.providers)
        found = self._match(place, fast=False)
        if found is None and (vendor := vendor_of(place.model)) is not None:
            found = self._match(vendor, fast=False)
        size = found.model.context_window if found is not None else None
        if model.strip().lower().endswith("[1m]"):
            return LONG_WINDOW if size is None else max(size, LONG_WINDOW)
        return size

    def split(
        self, amount_nano: int, requests: Sequence[Request], default_provider: str
    ) -> list[int]:
        """One recorded amount over requests of several models, in the ratio of list prices.

        Where one of them has no price, in the ratio of tokens; what is left over goes to the
        largest remainders, then by name.
        """
        weights: list[int] = []
        for request in requests:
            line = self._line(request, default_provider)
            price = line.listed(request.ts) if line is not None else None
            parts = parts_of(price.tiers[0], token_counts(request)) if price is not None else None
            if parts is None:
                weights = [sum(token_counts(one)) for one in requests]
                break
            weights.append(sum(parts))
        whole = sum(weights)
        if not whole:
            weights, whole = [1] * len(requests), len(requests)
        named = sorted(range(len(requests)), key=lambda index: requests[index].model or "")
        shares = apportion(amount_nano, [amount_nano * weights[index] for index in named], whole)
        return [share for _, share in sorted(zip(named, shares, strict=True))]

    def _apply_recorded(
        self, request: Request, line: Line | None, counts: Counts, default_provider: str
    ) -> None:
        recorded = request.recorded_cost_nano
        # Copilot states what it charged, so its zero is a charge; elsewhere zero hides a plan.
        if recorded == 0 and any(counts) and default_provider != "github-copilot":
            listed = line.listed(request.ts) if line is not None and line.exact else None
            if listed is not None and charge(request, listed, counts):
                request.basis = "estimated"
                add_flag(request, "recorded_zero")
                return
        request.cost_nano = recorded
        request.basis = "recorded"
        price = line.price(request.ts) if line is not None else None
        if price is not None:
            request.savings_nano = cache_savings(request, price, counts)

    def _line(self, request: Request, default_provider: str) -> Line | None:
        key = (
            request.model,
            request.provider,
            default_provider,
            request.speed,
            request.tier,
            request.region,
        )
        try:
            return self._lines[key]
        except KeyError:
            line = self._lines[key] = self._new_line(request, default_provider)
            return line

    def _new_line(self, request: Request, default_provider: str) -> Line | None:
        if not request.model:
            return None
        place = place_of(request.model, request.provider, default_provider, self._rates.providers)
        codex = default_provider == "openai"
        assumed = self._codex_tier if codex and not request.tier else None
        fast = request.speed == "fast"
        own = self._own_match(place, plain_name(request.model), fast=fast)
        found = self._match(place, fast=fast)
        exact = found is not None and found.exact and assumed is None
        if place.provider is not None and (found is None or not found.model.rows):
            vendor = vendor_of(place.model)
            found, exact = (self._match(vendor, fast=fast) if vendor else None), False
            place = vendor or place
        rows = found.model.rows if found is not None else ()
        if own is None and not rows:
            return None
        named = found or own
        ctx = context_of(request, place.provider, assumed, fast=named is not None and named.fast)
        return Line(
            rows=rows,
            ctx=ctx,
            exact=exact,
            claude="claude" in place.model,
            codex=codex,
            fast=fast or "fast" in ctx.values(),
            own=own.model.rows[0] if own is not None else None,
            own_is_slow=own is not None and own.fast,
        )

    def _own_match(self, place: Place, recorded: str, *, fast: bool) -> Match | None:
        """The user's price for a model, under any name it has; variants are not assumed."""
        for name in (recorded, place.model, place.bare):
            found = find_model(name, self._own, fast=fast) if name is not None else None
            if found is not None and found.exact:
                return found
        return None

    def _match(self, place: Place, *, fast: bool) -> Match | None:
        if place.provider is None:
            return None
        if place.provider not in self._models:
            self._models[place.provider] = self._rates.models(place.provider)
        models = self._models[place.provider]
        found = find_model(place.model, models, fast=fast)
        if found is None and place.bare is not None:
            return find_model(place.bare, models, fast=fast)
        return found


def _sorted(values: str) -> bytes:
    return json.dumps(json.loads(values), sort_keys=True).encode()
