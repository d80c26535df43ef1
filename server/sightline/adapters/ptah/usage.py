"""Tokens and costs under the names that Ptah, its SDK and its providers give them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sightline.adapters.values import mapping, nano_usd

if TYPE_CHECKING:
    from sightline.adapters.values import Oddities

_INPUT = ("inputTokens", "input_tokens", "input")
_OUTPUT = ("outputTokens", "output_tokens", "output")
_READ = ("cacheReadTokens", "cache_read_input_tokens", "cacheReadInputTokens", "cacheRead")
_WRITE = (
    "cacheWriteTokens", "cache_creation_input_tokens", "cacheCreationInputTokens", "cacheWrite",
)  # fmt: skip
_REASONING = ("reasoningTokens", "reasoning_tokens", "reasoning")


class Usage(NamedTuple):
    """Tokens; input is neither read from nor written to the cache."""

    input: int | None
    cache_read: int | None
    cache_write: int | None
    output: int | None
    reasoning: int | None

    @property
    def is_partial(self) -> bool:
        """A part of it is unknown."""
        return None in self


def usage_of(value: dict[str, Any], odd: Oddities, line: int) -> Usage:
    """The tokens of a usage or cost block; without any figure all of them are unknown."""
    if all(_first(value, names) is None for names in (_INPUT, _OUTPUT, _READ, _WRITE)):
        return Usage(None, None, None, None, None)
    return Usage(
        odd.count(_first(value, _INPUT), "inputTokens", line),
        odd.part(_first(value, _READ), "cacheReadTokens", line),
        odd.part(_first(value, _WRITE), "cacheWriteTokens", line),
        odd.count(_first(value, _OUTPUT), "outputTokens", line),
        odd.part(_first(value, _REASONING), "reasoningTokens", line),
    )


def cost_nano(value: object, odd: Oddities, line: int) -> int | None:
    """A recorded amount, alone or in a block."""
    block = mapping(value)
    amount = _first(block, ("totalUsd", "usd", "total")) if block else value
    found = nano_usd(amount)
    if found is None and amount is not None:
        odd.note("a cost that is no amount", line)
    return found


def _first(value: dict[str, Any], names: tuple[str, ...]) -> Any:
    return next((value[key] for key in names if value.get(key) is not None), None)
