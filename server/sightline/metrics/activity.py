"""How much was done, and how long it took."""

from __future__ import annotations

from sightline.metrics.base import Metric, Values, quotient


def _messages(values: Values) -> float | int | None:
    turns, replies = values["turns"], values["replies"]
    return None if turns is None or replies is None else turns + replies


def _tool_time(values: Values) -> float | int | None:
    agent, api = values["agent_active_time"], values["api_time"]
    return None if agent is None or api is None else agent - api


ACTIVITY = (
    Metric(
        "sessions", "Sessions", "n", "Sessions with a prompt or request of their own.",
        "work", "count(DISTINCT session)", trend=True,
    ),
    Metric(
        "messages", "Messages", "n",
        "Prompts and model responses of the main thread; tool results are none.",
        derive=_messages, needs=("turns", "replies"), trend=True,
    ),
    Metric("turns", "Conv. Turns", "n", "Prompts by a person.", "turn", "count(*)", trend=True),
    Metric(
        "replies", "Replies", "n", "Model responses of the main thread.",
        "request", "coalesce(sum(messages), 0)",
    ),
    Metric(
        "wall_time", "Wall Time", "ms",
        "First to last event of whole sessions, not cut to the range.",
        "session", "sum(CAST(floor((last_ts - first_ts) / 1000) AS BIGINT))", sort="time",
    ),
    Metric(
        "avg_duration", "Avg. duration", "min",
        "Mean wall time of sessions with at least two events.",
        "session", "avg(CAST(last_ts - first_ts AS DOUBLE)) FILTER (WHERE events >= 2) / 60000000",
        trend=True, sort="time",
    ),
    Metric(
        "median_duration", "Median Duration", "min",
        "Half of the sessions with at least two events took at most this.",
        "session", "percentile_cont(0.5) WITHIN GROUP"
        " (ORDER BY CAST(last_ts - first_ts AS DOUBLE) / 60000000) FILTER (WHERE events >= 2)",
        sort="time",
    ),
    Metric(
        "longest_duration", "Longest Duration", "min", "The longest session, first to last event.",
        "session", "max(CAST(last_ts - first_ts AS DOUBLE)) FILTER (WHERE events >= 2) / 60000000",
        sort="time",
    ),
    Metric(
        "active_time", "Active Time", "ms",
        "Time at work: gaps between events below the idle cap, and recorded durations.",
        "span", "active", trend=True, sort="time",
    ),
    Metric("api_time", "API Time", "ms", "Time the model was at work.", "span", "api", sort="time"),
    Metric(
        "agent_active_time", "Agent Active", "ms", "Time the model or tools were at work.",
        "span", "agent", sort="time",
    ),
    Metric(
        "tool_time", "Tool Time", "ms", "Agent active time without the model's.",
        derive=_tool_time, needs=("agent_active_time", "api_time"), sort="time",
    ),
    Metric(
        "api_share", "API %", "ratio", "Of agent active time, the model's.",
        derive=quotient("api_time", "agent_active_time"),
        needs=("api_time", "agent_active_time"), sort="time",
    ),
    Metric(
        "tool_share", "Tool %", "ratio", "Of agent active time, that of tools alone.",
        derive=quotient("tool_time", "agent_active_time"),
        needs=("tool_time", "agent_active_time"), sort="time",
    ),
    Metric(
        "subagents", "Sub-agents", "n", "Handoffs to sub-agents and helper CLIs.",
        "handoff", "count(*)", trend=True,
    ),
    Metric(
        "tokens_per_minute", "Tokens/min", "1/min", "Tokens, by active minutes.",
        derive=quotient("total_tokens", "active_time", 60_000),
        needs=("total_tokens", "active_time"), better="more",
    ),
)  # fmt: skip
