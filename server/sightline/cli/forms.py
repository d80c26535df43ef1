"""What `--json` answers, as values for one JSON document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydantic import BaseModel

    from sightline.reports.payload.base import Payload
    from sightline.reports.payload.rows import ModelRow
    from sightline.reports.payload.tables import EngineRow


def payload(answer: Payload) -> dict[str, Any]:
    """A report's answer, camelCase."""
    return answer.model_dump(mode="json", by_alias=True)


def plain(value: BaseModel) -> dict[str, Any]:
    """A SessionReport: snake_case, its record camelCase."""
    return value.model_dump(mode="json", by_alias=True)


def model(row: ModelRow) -> dict[str, Any]:
    """A row of `stats model --json`."""
    return {"model": row.model, **_usage(row, row.cache_write_tokens)}


def engine(row: EngineRow) -> dict[str, Any]:
    """A row of `stats engine --json`."""
    return {
        "engine": row.engine,
        **_usage(row, row.cache_write_tokens),
        "api_time_ms": row.api_time_ms,
        "tool_time_ms": row.tool_time_ms,
        "success_rate": row.success_rate,
        "ttft_p50_ms": row.ttft_p50_ms,
    }


def _usage(row: ModelRow | EngineRow, written: int | None) -> dict[str, Any]:
    parts = (row.input_tokens, row.cache_read_tokens, written)
    known = [tokens for tokens in parts if tokens is not None]
    return {
        "requests": row.requests,
        "input_tokens": row.input_tokens,
        "output_tokens": row.output_tokens,
        "cached_tokens": row.cache_read_tokens,
        "estimated_cost": row.cost,
        "all_input_tokens": sum(known) if len(known) == len(parts) else None,
        "cost_label": row.cost_label,
        "tokens_label": row.tokens_label,
    }
