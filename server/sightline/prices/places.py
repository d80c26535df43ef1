"""Where a request was billed: the provider in the rates and the model's name there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from sightline.prices.matching import matches, plain_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sightline.prices.rates import Provider

ALIASES = {
    "amazon-bedrock": "aws",
    "claude-code": "anthropic",
    "copilot": "github-copilot",
    "google-vertex-anthropic": "google",
    "vertex": "google",
    "vertex-ai": "google",
    "z-ai": "zai",
    "lm-studio": "lmstudio",
    "llama-cpp": "llama.cpp",
    "llamacpp": "llama.cpp",
}
"""Names engines write that the source's own clauses miss or read otherwise."""

STRANGERS = frozenset({"openai-compatible", "anthropic-compatible"})
"""Any server that speaks their protocol: it sets its own prices."""

VENDORS = (("claude", "anthropic"), ("gpt-", "openai"), ("gemini", "google"), ("grok", "x-ai"))
_REASONING_SERIES = re.compile(r"o\d")
_BEDROCK = re.compile(
    r"(?:(?:us|us-gov|eu|apac|au|jp|in|ca|global)\.)?"
    r"(?:amazon|anthropic|deepseek|meta|mistral|moonshotai|nvidia|openai|qwen|writer|zai)\.[a-z]"
)
_VERTEX = re.compile(r"claude-.*@20\d{6}")


class Place(Struct, frozen=True):
    """A provider of the rates, None when they know none of that name, and the plain model name."""

    provider: str | None
    model: str
    bare: str | None = None
    """The name without the provider's own prefix, where it has one."""


def place_of(
    model: str, provider: str | None, default: str, known: Mapping[str, Provider]
) -> Place:
    """Where a recorded model was billed; the record's provider, else the engine's."""
    name = model.strip().lower().removeprefix("models/")
    if name.startswith("arn:aws:bedrock") or _BEDROCK.match(name):
        return Place("aws", plain_name(name.rpartition("/")[2]))
    if name.startswith("copilot/"):
        return Place("github-copilot", plain_name(name.removeprefix("copilot/")))
    billed = known_provider(provider or default, known)
    first, _, rest = name.partition("/")
    if rest:
        named = known_provider(first, known)
        if named is not None and (not provider or named == billed):
            return Place(named, plain_name(name), plain_name(rest))
    if billed == "anthropic" and _VERTEX.fullmatch(name):
        return Place("google", plain_name(name))
    return Place(billed, plain_name(name))


def known_provider(name: str, known: Mapping[str, Provider]) -> str | None:
    """The provider of the rates that a recorded name means."""
    recorded = name.strip().lower()
    wanted = recorded.replace("_", "-").replace(" ", "-")
    wanted = ALIASES.get(wanted, wanted)
    if recorded in known:
        return recorded
    if wanted in known:
        return wanted
    if not wanted or wanted in STRANGERS:
        return None
    plain = plain_name(wanted)
    return next((key for key, one in known.items() if matches(plain, one.match)), None)


def vendor_of(model: str) -> Place | None:
    """Who made the model, by its plain name without a seller's prefix."""
    bare = model.rpartition("/")[2]
    for family, vendor in VENDORS:
        start = bare.find(family)
        if start == 0 or (start > 0 and bare[start - 1] == "-"):
            return Place(vendor, bare[start:])
    return Place("openai", bare) if _REASONING_SERIES.match(bare) else None
