from __future__ import annotations

from typing import TYPE_CHECKING

from sightline.cli import forms
from sightline.reports.session_report import engine_row, model_total, session_report

if TYPE_CHECKING:
    from sightline.reports.payload.rows import ModelRow
    from sightline.reports.payload.session import SessionPayload

NAMES = [
    "session_id",
    "start_time",
    "end_time",
    "wall_time",
    "agent_active_time",
    "api_time",
    "tool_time",
    "tool_calls",
    "successful_tool_calls",
    "failed_tool_calls",
    "tool_approvals_allowed",
    "tool_approvals_denied",
    "tool_approvals_asked",
    "lines_added",
    "lines_removed",
    "model_usage",
    "engine_usage",
    "total_cached_tokens",
    "total_cache_creation_tokens",
    "total_cache_read_tokens",
    "total_cost",
    "files_changed",
    "all_input_tokens",
    "denied_tool_calls",
    "success_rate",
    "cache_hit_rate",
    "cache_savings_usd",
    "labels",
]


def test_metrics_have_the_names_and_order_of_others(seed_session: SessionPayload) -> None:
    """L16: the names and order of Radium."""
    report = forms.plain(session_report(seed_session))
    assert list(report) == ["metrics", "generated_at", "record"]
    assert list(report["metrics"]) == NAMES


def test_durations_are_seconds_and_nanoseconds(seed_session: SessionPayload) -> None:
    payload = seed_session.model_copy(update={"api_ms": 61_250, "tool_ms": None})
    metrics = forms.plain(session_report(payload))["metrics"]
    assert metrics["api_time"] == {"secs": 61, "nanos": 250_000_000}
    assert metrics["tool_time"] is None


def test_usage_is_by_model_and_by_engine(seed_session: SessionPayload) -> None:
    metrics = forms.plain(session_report(seed_session))["metrics"]
    assert metrics["model_usage"]["gemini-3-pro-preview"] == {
        "requests": 168,
        "input_tokens": 31_056_954,
        "output_tokens": 44_268,
        "cached_tokens": 12_000,
        "estimated_cost": 0.125,
    }
    assert metrics["engine_usage"]["gemini_cli"]["requests"] == 168 + 28


def test_unknown_is_null_and_said_so(seed_session: SessionPayload) -> None:
    metrics = forms.plain(session_report(seed_session))["metrics"]
    assert metrics["tool_approvals_asked"] is None
    assert metrics["labels"]["tool_approvals_asked"] == "unknown"
    assert metrics["labels"]["total_cost"] == "priced"


def test_the_record_is_the_metadata_of_the_session(seed_session: SessionPayload) -> None:
    """L16, DD1: the record beside the metrics."""
    record = forms.plain(session_report(seed_session))["record"]
    assert record["workspaceId"] == "ws_9a2f00000001"
    assert record["source"] == "imported"
    assert record["cost"]["totalUsd"] == 0.125
    assert record["duration"]["wallClockMs"] == seed_session.session.duration_ms


def test_the_models_of_a_session_add_up(seed_session: SessionPayload) -> None:
    total = model_total(seed_session)
    assert total.input_tokens == 31_056_954 + 60_389
    assert total.output_tokens == 44_268 + 2_422


def test_a_session_without_first_token_times_has_no_median(seed_session: SessionPayload) -> None:
    assert engine_row(seed_session).ttft_p50_ms is None


def test_model_rows_in_json_have_all_input(pro: ModelRow) -> None:
    """L2, L16: rows of models."""
    row = pro.model_copy(update={"cache_write_tokens": 500})
    assert forms.model(row) == {
        "model": "gemini-3-pro-preview",
        "requests": 168,
        "input_tokens": 31_056_954,
        "output_tokens": 44_268,
        "cached_tokens": 12_000,
        "estimated_cost": 0.125,
        "all_input_tokens": 31_056_954 + 12_000 + 500,
        "cost_label": "priced",
        "tokens_label": "exact",
    }


def test_engine_rows_in_json_add_times(seed_session: SessionPayload) -> None:
    """L3, L16: rows of engines."""
    row = forms.engine(engine_row(seed_session, "Gemini CLI"))
    assert row["engine"] == "gemini_cli"
    assert row["api_time_ms"] == seed_session.api_ms
    assert row["all_input_tokens"] == 31_117_343 + 17_000  # nothing was written
    assert list(row)[-4:] == ["api_time_ms", "tool_time_ms", "success_rate", "ttft_p50_ms"]
