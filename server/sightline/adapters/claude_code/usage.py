"""The tokens and the recorded cost of one response, odd values apart."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_EVEN, Decimal

from sightline.adapters.base import LARGEST_COUNT, count
from sightline.adapters.claude_code.lines import CacheWrites, ServerTools, Usage

Note = Callable[[str], None]
"""Takes in the reason of an anomaly."""


Tokens = tuple[
    int | None, int | None, int | None, int | None, int | None, int, int, bool
]  # fmt: skip
"""What a usage says: input, cache reads, five-minute and one-hour writes, output; web searches;
all tokens that are known, added up; whether a part is unknown. A bare tuple, since it is quickest.
"""


def plain_tokens(usage: Usage) -> Tokens | None:
    """The tokens where all fields are what nearly every response has; None where any is not."""
    split, tools, searches = usage.cache_creation, usage.server_tool_use, 0
    if type(split) is not CacheWrites:
        return None
    if tools is not None:
        if type(tools) is not ServerTools or type(tools.web_search_requests) is not int:
            return None
        searches = tools.web_search_requests
    input_, output = usage.input_tokens, usage.output_tokens
    read, written = usage.cache_read_input_tokens, usage.cache_creation_input_tokens
    short, long = split.ephemeral_5m_input_tokens, split.ephemeral_1h_input_tokens
    if (
        type(input_) is type(output) is type(read) is type(written) is type(short) is int
        and type(long) is int
        and input_ >= 0 and output >= 0 and read >= 0 and short >= 0 and long >= 0
        and 0 <= searches < LARGEST_COUNT
        and short + long == written
        # None of them is greater.
        and (total := input_ + read + written + output) < LARGEST_COUNT
    ):  # fmt: skip
        is_part = usage.iterations is not None and _has_several(usage)
        return input_, read, short, long, output, searches, total, is_part
    return None


def _has_several(usage: Usage) -> bool:
    """Whether it states only one of several requests."""
    several = usage.iterations
    return isinstance(several, list) and len(several) > 1


def odd_tokens(usage: Usage, note: Note) -> Tokens:
    """The tokens where fields are absent, odd or do not add up.

    Absent cache fields are 0, absent input or output is unknown.
    """
    input_ = _required(usage.input_tokens, note)
    output = _required(usage.output_tokens, note)
    read = _optional(usage.cache_read_input_tokens, note)
    write_5m, write_1h = _cache_writes(usage, note)
    searches = 0
    if isinstance(usage.server_tool_use, ServerTools):
        searches = _optional(usage.server_tool_use.web_search_requests, note) or 0
    total = 0
    is_partial = _has_several(usage)
    for part in (input_, read, write_5m, write_1h, output):
        if part is None:
            is_partial = True
        else:
            total += part
    return input_, read, write_5m, write_1h, output, searches, total, is_partial


def _required(value: object, note: Note) -> int | None:
    if type(value) is int and 0 <= value <= LARGEST_COUNT:
        return value
    number, is_odd = count(value)
    if is_odd:
        note("a token count that is no count")
    return number


def _optional(value: object, note: Note) -> int | None:
    if type(value) is int and 0 <= value <= LARGEST_COUNT:
        return value
    return 0 if value is None else _required(value, note)


def _cache_writes(usage: Usage, note: Note) -> tuple[int | None, int | None]:
    """Five-minute and one-hour writes; without a split all are five-minute ones."""
    total = _optional(usage.cache_creation_input_tokens, note)
    split = usage.cache_creation
    if not isinstance(split, CacheWrites):
        return total, 0
    short = _optional(split.ephemeral_5m_input_tokens, note)
    long = _optional(split.ephemeral_1h_input_tokens, note)
    if total is None or short is None or long is None:
        return short, long
    if short + long != total and usage.cache_creation_input_tokens is not None:
        note("cache writes that do not add up")
    return max(short, total - long), long


def recorded_nano(cost: object, note: Note) -> int | None:
    """A recorded amount in nano-USD, without a float's error."""
    if cost is None:
        return None
    if isinstance(cost, bool) or not isinstance(cost, int | float) or not 0 <= cost < 1e9:
        note("a cost that is no amount")
        return None
    exact = Decimal(repr(cost)) * 1_000_000_000
    return int(exact.to_integral_value(ROUND_HALF_EVEN))


def served_tier(value: object) -> str | None:
    """A service tier that may have a price of its own."""
    return value if isinstance(value, str) and value not in {"", "standard", "default"} else None


def served_region(value: object) -> str | None:
    """The region a response was bound to, if any."""
    plain = {"", "not_available", "global"}
    return value if isinstance(value, str) and value not in plain else None


def has_placeholders(version: str | None) -> bool:
    """Whether a response without stop reason may hold a placeholder for its output."""
    major = (version or "").partition(".")[0]
    return not major.isdecimal() or int(major) >= 2
