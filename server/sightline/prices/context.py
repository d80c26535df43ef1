"""The context of a request that changes its price, and the names for no context at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sightline.records import Request

_USUAL_TIERS = frozenset({"", "standard", "default", "auto", "none"})
_USUAL_SPEEDS = frozenset({"", "standard", "default", "normal"})
_NO_REGION = frozenset({"", "global", "default", "not_available", "none"})


def context_of(
    request: Request, provider: str | None, assumed_tier: str | None, *, fast: bool
) -> dict[str, str]:
    """Speed, service tier, processing and region where they are not the usual ones.

    `fast` is fast mode under the model's usual name; a name of its own has its own rates.
    """
    tier = (request.tier or assumed_tier or "").lower()
    speed = "fast" if fast else (request.speed or "").lower()
    region = (request.region or "").lower()
    ctx: dict[str, str] = {}
    if tier == "batch":
        ctx["processing"] = tier
    elif tier not in _USUAL_TIERS:
        ctx["service_tier"] = tier
    if speed not in _USUAL_SPEEDS and (fast or speed != "fast"):
        # OpenAI sells speed as a service tier.
        ctx["service_tier" if provider == "openai" else "speed"] = speed
    if region not in _NO_REGION:
        ctx["geo"] = region
    return ctx
