"""Tool calls and how they ended."""

from __future__ import annotations

from typing import Literal

from sightline.metrics.base import Capability, Metric, Values


def _outcome(
    name: str,
    title: str,
    text: str,
    outcomes: str,
    better: Literal["more", "less"],
    recorded: Capability = "tres",
) -> Metric:
    counted = f"count(*) FILTER (WHERE outcome IN ({outcomes}))"
    return Metric(name, title, "n", text, "tool_call", counted, better=better, recorded=recorded)


def _success_rate(values: Values) -> float | None:
    good, bad = values["tool_successes"], values["tool_failures"]
    if good is None or bad is None or good + bad == 0:
        return None
    return good / (good + bad)


def _errors(values: Values) -> float | int | None:
    tools, api = values["tool_failures"], values["api_errors"]
    return None if tools is None or api is None else tools + api


def _recovered(values: Values) -> float | None:
    tools, api = values["tool_failures_recovered"], values["api_errors_recovered"]
    errors = _errors(values)
    if tools is None or api is None or not errors:
        return None
    return (tools + api) / errors


TOOLS = (
    Metric("tool_calls", "Tool Calls", "n", "Tools started.", "tool_call", "count(*)", trend=True),
    _outcome("tool_successes", "✓", "Tool calls that ended without an error.", "'ok'", "more"),
    _outcome("tool_failures", "x", "Tool calls that ended with an error.", "'failed'", "less"),
    _outcome(
        "tool_denied", "Denied", "Tool calls the user rejected or a policy denied.",
        "'rejected', 'denied'", "less", "appr",
    ),
    Metric(
        "tool_success_rate", "Success Rate", "ratio",
        "Tool calls that succeeded, of those that succeeded or failed.",
        derive=_success_rate, needs=("tool_successes", "tool_failures"), better="more", trend=True,
    ),
    Metric(
        "tool_duration", "Avg Duration", "ms", "Mean duration of tool calls that ended.",
        "tool_call", "avg(duration_ms)", better="less", sort="time",
    ),
    Metric(
        "tool_duration_p95", "p95 Duration", "ms", "95 % of tool calls took at most this.",
        "tool_call", "percentile_cont(0.95) WITHIN GROUP (ORDER BY duration_ms)", better="less",
        sort="time",
    ),
    Metric(
        "tool_duration_max", "Longest", "ms", "The longest tool call.",
        "tool_call", "max(duration_ms)", better="less", sort="time",
    ),
    Metric(
        "tool_duration_total", "Total Duration", "ms", "Duration of all tool calls together.",
        "tool_call", "sum(duration_ms)", sort="time",
    ),
    Metric(
        "tool_waits", "With approval", "n", "Tool calls whose duration holds waiting for a person.",
        "tool_call", "count(*) FILTER (WHERE with_approval AND duration_ms IS NOT NULL)",
    ),
    Metric(
        "api_errors", "API Errors", "n", "Errors of the model's API; consecutive retries are one.",
        "turn", "coalesce(sum(api_errors), 0)", better="less",
    ),
    Metric(
        "api_errors_recovered", "API Errors Recovered", "n", "API errors a request followed.",
        "turn", "coalesce(sum(api_errors_recovered), 0)", better="more",
    ),
    Metric(
        "tool_failures_recovered", "Failures Recovered", "n",
        "Failed calls followed in their turn by a success of the same tool on the same target.",
        "tool_call", "count(*) FILTER (WHERE outcome = 'failed' AND recovered)", better="more",
    ),
    Metric(
        "errors", "Errors", "n", "Failed tool calls and API errors.",
        derive=_errors, needs=("tool_failures", "api_errors"), better="less", trend=True,
    ),
    Metric(
        "error_recovery_rate", "Recovery", "ratio", "Errors that were made good in their turn.",
        derive=_recovered,
        needs=(
            "tool_failures", "api_errors", "tool_failures_recovered", "api_errors_recovered",
        ), better="more",
    ),
    Metric(
        "open_calls", "Open", "n", "Tool calls without a result; one that runs on is none of them.",
        "tool_call",
        "count(*) FILTER (WHERE outcome = 'open' AND error_kind IS DISTINCT FROM 'running')",
    ),
)  # fmt: skip
