"""Writing an amount and its label into a request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sightline.prices.formula import Counts, Price, apportion, nano, parts_of, saved, tier_index

if TYPE_CHECKING:
    from sightline.records import Request

ASSUMED: Final = frozenset({"model_assumed", "start_assumed"})
"""Not certain is whose model it was, or whose work."""
OWN_FLAGS: Final = frozenset({"recorded_zero", "long_context", "fast", "fee_unknown"})
"""Set by pricing, so a row priced again loses them first."""

FREE = Price(above=(), tiers=((0, 0, 0, 0, 0),), search=0, exact=True, complete=True)
"""Any price of nothing."""


def forget(request: Request) -> None:
    """Take back what pricing wrote before."""
    request.cost_nano = None
    request.basis = "unknown"
    request.cost_input_nano = request.cost_cache_read_nano = request.cost_cache_write_nano = None
    request.cost_output_nano = request.cost_search_nano = None
    request.surcharge_nano = request.savings_nano = None
    if request.flags:
        flags = request.flags.split(",")
        if "fee_unknown" in flags:
            request.partial = False
        request.flags = ",".join(flag for flag in flags if flag not in OWN_FLAGS)


def add_flag(request: Request, name: str) -> None:
    """Append one to the comma-separated flags."""
    request.flags = f"{request.flags},{name}" if request.flags else name


def token_counts(request: Request) -> Counts:
    """The tokens in the order of the rates; unknown adds nothing."""
    stated = (
        request.input_tokens,
        request.cache_read_tokens,
        request.cache_write_5m_tokens,
        request.cache_write_1h_tokens,
        request.output_tokens,
    )
    return tuple([0 if count is None else count for count in stated])


def cache_savings(request: Request, price: Price, counts: Counts) -> int | None:
    """What the cache saved at the tier of the request; None where the split is unknown."""
    if request.cache_read_tokens is None:
        return None
    index = 0 if is_aggregate(request) else tier_index(price, sum(counts[:4]))
    return saved(price.tiers[index], counts)


def is_aggregate(request: Request) -> bool:
    """It stands for several calls, so no tier can be told."""
    return request.flags != "" and "aggregate" in request.flags.split(",")


def charge_plainly(request: Request, price: Price) -> bool:
    """Write the amount where rates are whole nano-USD and all is known, as nearly always.

    False, with nothing written, where anything has to be looked at: then `charge` does.
    """
    rates = price.plain
    input_, output = request.input_tokens, request.output_tokens
    read = request.cache_read_tokens
    short, long = request.cache_write_5m_tokens, request.cache_write_1h_tokens
    if (
        rates is None or input_ is None or output is None or read is None or short is None
        or long is None or request.web_searches or request.flags
    ):  # fmt: skip
        return False
    if price.has_assumed and _has_assumed(request, price, (input_, read, short, long, output)):
        return False
    all_input = input_ + read + short + long
    if not all_input + output or (price.above and all_input > price.above[0]):
        return False
    plain, read_rate, short_rate, long_rate, output_rate = rates
    fresh, cached, said = input_ * plain, read * read_rate, output * output_rate
    written = short * short_rate + long * long_rate
    request.cost_nano = fresh + cached + written + said
    request.cost_input_nano, request.cost_cache_read_nano = fresh, cached
    request.cost_cache_write_nano, request.cost_output_nano = written, said
    request.cost_search_nano = request.surcharge_nano = 0
    request.savings_nano = (all_input * plain) - fresh - cached - written
    request.basis = "priced"
    return True


def charge(request: Request, price: Price, counts: Counts) -> bool:
    """Write the amount and its parts; False, with nothing written, without a needed rate."""
    aggregate = is_aggregate(request)
    index = 0 if aggregate else tier_index(price, sum(counts[:4]))
    rates = price.tiers[index]
    parts = parts_of(rates, counts)
    if parts is None:
        return False
    searches = request.web_searches
    fee = price.search * searches if price.search is not None else 0
    parts.append(fee)
    cost = nano(sum(parts))
    shares = apportion(cost, parts, 1000)
    request.cost_nano = cost
    request.cost_input_nano = shares[0]
    request.cost_cache_read_nano = shares[1]
    request.cost_cache_write_nano = shares[2] + shares[3]
    request.cost_output_nano = shares[4]
    fee_known = price.search is not None or not searches
    request.cost_search_nano = shares[5] if fee_known else None
    request.surcharge_nano = 0
    request.savings_nano = saved(rates, counts) if request.cache_read_tokens is not None else None
    if index:
        add_flag(request, "long_context")
        base = parts_of(price.tiers[0], counts)
        request.surcharge_nano = cost - nano(sum(base) + fee) if base is not None else None
    if price.fast:
        add_flag(request, "fast")
    if not (price.complete and fee_known) and not request.partial:
        request.partial = True
        add_flag(request, "fee_unknown")
    sure = price.exact and not aggregate and not _has_assumed(request, price, counts)
    request.basis = "priced" if sure else "estimated"
    return True


def _has_assumed(request: Request, price: Price, counts: Counts) -> bool:
    if request.cache_read_tokens is None or request.cache_write_5m_tokens is None:
        return True
    if request.flags and not ASSUMED.isdisjoint(request.flags.split(",")):
        return True
    read, short, long = price.assumed
    return bool((read and counts[1]) or (short and counts[2]) or (long and counts[3]))
