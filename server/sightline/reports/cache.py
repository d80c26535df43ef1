"""What the cache did, in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sightline.reports.labels import usd

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sightline.store.query import Value


def cache_insight(values: Mapping[str, Value]) -> str | None:
    """Its share of the input and what that saved or cost; None where no cache is known of."""
    rate, saved = values["cache_hit_rate"], usd(values, "cache_savings")
    if rate is None:
        return None
    if rate == 0 and not saved:
        return "No input came from the cache."
    share = f"{100 * rate:.1f}% of the input came from the cache"
    if saved is None:
        return f"{share}; without a price it cannot be said what that saved."
    if saved < 0:
        return (
            f"{share}, but filling it cost {_money(-saved)} more than reading from it saved:"
            " long pauses and many short sessions do that."
        )
    return f"{share}, which saved {_money(saved)}."


def _money(amount: float) -> str:
    return f"${amount:.4f}" if amount < 0.01 else f"${amount:,.2f}"
