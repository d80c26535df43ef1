"""What a metric is where nothing is: 0 for what was counted, unknown for what was not recorded."""

from __future__ import annotations

from builders import prompt, reply
from conftest import Home
from sightline.metrics import BY_NAME
from sightline.store.query import nothing

UNKNOWN = (
    "wall_time", "avg_duration", "api_time", "tool_time", "agent_active_time", "api_share",
    "tool_share", "reasoning_tokens", "cache_hit_rate", "cache_savings", "context_peak",
    "tokens_per_minute", "avg_cost", "cost_per_message", "cost_per_line", "ttft", "first_block",
    "first_thought", "ttlt", "throughput", "helper_overhead", "tool_success_rate",
    "tool_duration", "approvals_asked", "approvals_allowed", "approvals_denied",
    "error_recovery_rate", "lines_per_hour", "acceptance_rate", "intervention_rate",
    "git_lines_added", "git_lines_removed", "git_files_changed", "estimated_loss",
    "outstanding_loss", "correction_rate",
)  # fmt: skip
NOTHING = (
    "sessions", "messages", "turns", "requests", "active_time", "subagents", "input_tokens",
    "output_tokens", "total_tokens", "cache_read_tokens", "cache_write_tokens",
    "all_input_tokens", "cost", "unpriced_requests", "tool_calls", "tool_successes",
    "tool_failures", "tool_denied", "errors", "lines_added", "lines_removed", "net_lines",
    "files_changed", "violations", "violations_errors", "violations_warnings",
    "violations_infos", "fix_minutes",
)  # fmt: skip


def test_the_zero_rule_of_each_metric_of_the_specification() -> None:
    """M1, N1: the column 0 of the glossary."""
    assert {name: nothing((name,))[name] for name in UNKNOWN} == dict.fromkeys(UNKNOWN)
    assert {name: nothing((name,))[name] for name in NOTHING} == dict.fromkeys(NOTHING, 0)
    assert set(UNKNOWN) | set(NOTHING) <= set(BY_NAME)


def test_the_context_peak_is_of_the_models_window(home: Home) -> None:
    """context_peak: all input of the largest request, of what the model takes in at most."""
    home.claude("aaaa", prompt("p", 0), reply("m", 1, model="claude-haiku-4-5"))
    found = home.totals("context_peak", "context_window")
    assert found == {"context_window": 200_000, "context_peak": (100 + 1000 + 50) / 200_000}


def test_more_than_the_window_holds_is_another_window(home: Home) -> None:
    big = reply("m", 1, model="claude-haiku-4-5")
    big["message"]["usage"]["input_tokens"] = 200_001
    home.claude("aaaa", prompt("p", 0), big)
    assert home.totals("context_peak") == {"context_peak": None}


def test_sessions_of_different_windows_have_no_peak_together(home: Home) -> None:
    home.claude("aaaa", prompt("p", 0), reply("m", 1, model="claude-haiku-4-5"))
    home.claude("bbbb", prompt("q", 0), reply("n", 1, model="made-up-1"))
    assert home.totals("context_peak") == {"context_peak": None}
