"""Agent CLIs that an agent ran as a tool: from spawn to done."""

from __future__ import annotations

from sightline.metrics.base import Metric

_ENDED = "kind = 'cli' AND outcome IN ('done', 'failed') AND done_ts >= ts"
_MS = "CAST(done_ts - ts AS DOUBLE) / 1000"

HELPERS = (
    Metric(
        "helper_runs", "Helper Runs", "n", "Agent CLIs that were started.",
        "handoff", "count(*) FILTER (WHERE kind = 'cli')",
    ),
    Metric(
        "helper_failures", "Helper Failures", "n", "Runs of agent CLIs that failed.",
        "handoff", "count(*) FILTER (WHERE kind = 'cli' AND outcome = 'failed')", better="less",
    ),
    Metric(
        "helpers_open", "Helpers Open", "n", "Runs of agent CLIs without a known end.",
        "handoff", "count(*) FILTER (WHERE kind = 'cli' AND outcome = 'open')",
    ),
    Metric(
        "helper_overhead", "CLI Helper Overhead", "ms", "Spawn to done of agent CLIs: the mean.",
        "handoff", f"avg({_MS}) FILTER (WHERE {_ENDED})", better="less", sort="time",
    ),
    Metric(
        "helper_overhead_p95", "CLI Helper Overhead p95", "ms",
        "Spawn to done of agent CLIs: 95 % take at most this.", "handoff",
        f"percentile_cont(0.95) WITHIN GROUP (ORDER BY {_MS}) FILTER (WHERE {_ENDED})",
        better="less", sort="time",
    ),
)  # fmt: skip
