"""Money: list prices of the moment, or what the file records; nano-USD inside, USD outside."""

from __future__ import annotations

from sightline.metrics.base import Metric, quotient


def _part(name: str, title: str, text: str) -> Metric:
    return Metric(name, title, "USD", text, "request", f"sum({name}_nano)", sort="cost")


COST = (
    Metric(
        "cost", "Cost", "USD", "What the model calls cost at list prices of their moment.",
        "request", "coalesce(sum(cost_nano), 0)", better="less", trend=True, sort="cost",
    ),
    _part("cost_input", "Input Cost", "Cost of uncached input."),
    _part("cost_cache_read", "Cache Read Cost", "Cost of input served from the cache."),
    _part("cost_cache_write", "Cache Write Cost", "Cost of writing to the cache."),
    _part("cost_output", "Output Cost", "Cost of output."),
    _part("cost_search", "Web Search Cost", "Fees of web searches."),
    Metric(
        "surcharge", "Long-context Surcharge", "USD",
        "Of the cost, what requests over a model's long-context limit cost above its base price.",
        "request", "sum(surcharge_nano)", better="less", sort="cost",
    ),
    Metric(
        "cache_savings", "Cache Savings", "USD",
        "What reading from the cache saved, less what writing to it cost more; may be negative.",
        "request", "sum(savings_nano)", better="more", trend=True, sort="cost", estimated=True,
    ),
    Metric(
        "unpriced_requests", "Unpriced", "n", "Requests with tokens but without a price.",
        "request",
        "coalesce(sum(CASE WHEN cost_nano IS NULL AND (input_tokens IS NOT NULL"
        " OR output_tokens IS NOT NULL) THEN n ELSE 0 END), 0)", better="less",
    ),
    Metric(
        "attributed_cost", "Cost", "USD", "Cost of turns that changed a file, by changed lines.",
        "share", "coalesce(sum(cost_nano), 0)", better="less", sort="share",
    ),
    Metric(
        "attributed_unsure", "Unsure", "n", "Parts of it that hold an unknown price.",
        "share", "count(*) FILTER (WHERE unsure)",
    ),
    Metric(
        "attributed_estimated", "Estimated", "n", "Parts of it that are estimated.",
        "share", "count(*) FILTER (WHERE estimated)",
    ),
    Metric(
        "priced_sessions", "Priced Sessions", "n", "Sessions with a known cost.",
        "request", "count(DISTINCT session) FILTER (WHERE cost_nano IS NOT NULL)",
    ),
    Metric(
        "avg_cost", "Avg. Cost", "USD", "Cost, by sessions with a known cost.",
        derive=quotient("cost", "priced_sessions"), needs=("cost", "priced_sessions"),
        better="less", trend=True, sort="cost",
    ),
    Metric(
        "cost_per_message", "Cost/message", "USD", "Cost, by messages.",
        derive=quotient("cost", "messages"), needs=("cost", "messages"), better="less",
        sort="cost",
    ),
    Metric(
        "cost_per_line", "Cost/line", "USD/line", "Cost, by lines added.",
        derive=quotient("cost", "lines_added"), needs=("cost", "lines_added"), better="less",
        sort="cost",
    ),
)  # fmt: skip

LABEL_COUNTS: dict[str, str] = {
    "rows_unknown": "count(*) FILTER (WHERE cost_nano IS NULL)",
    "rows_recorded": "count(*) FILTER (WHERE cost_nano IS NOT NULL AND basis = 'recorded')",
    "rows_at_least": "count(*) FILTER (WHERE cost_nano IS NOT NULL AND basis <> 'recorded'"
    " AND partial)",
    "rows_estimated": "count(*) FILTER (WHERE cost_nano IS NOT NULL AND basis = 'estimated'"
    " AND NOT partial)",
    "rows_priced": "count(*) FILTER (WHERE cost_nano IS NOT NULL AND basis = 'priced'"
    " AND NOT partial)",
    "rows_unmetered": "count(*) FILTER (WHERE input_tokens IS NULL AND output_tokens IS NULL)",
    "rows_partial": "count(*) FILTER (WHERE partial OR input_tokens IS NULL"
    " OR output_tokens IS NULL)",
}
"""Requests by the label they show: decides the label of a sum."""
