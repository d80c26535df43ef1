from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sightline import sample

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2031, 5, 6, 7, 8, 9, 123_000, tzinfo=UTC)


def test_the_newest_instant_lies_ten_minutes_ago(tmp_path: Path) -> None:
    sample.lay_out(tmp_path, NOW)
    assert max(_instants(tmp_path)) == NOW - timedelta(minutes=10)


def test_all_instants_move_by_the_same_span(tmp_path: Path) -> None:
    sample.lay_out(tmp_path, NOW)
    before, after = _instants(sample.HERE), _instants(tmp_path)
    assert {new - old for old, new in zip(before, after, strict=True)} == {
        NOW - timedelta(minutes=10) - max(before)
    }


def test_the_sample_spans_two_weeks_and_two_engines(tmp_path: Path) -> None:
    variables = sample.lay_out(tmp_path, NOW)
    assert set(variables) == {"CLAUDE_CONFIG_DIR", "CODEX_HOME"}
    assert timedelta(days=12) < max(_instants(tmp_path)) - min(_instants(tmp_path))
    roots = [path for path in tmp_path.rglob("*.jsonl") if "subagents" not in path.parts]
    assert 8 <= len(roots) <= 12


def test_the_originals_stay_as_they_are(tmp_path: Path) -> None:
    before = {path: path.read_bytes() for path in sample.HERE.rglob("*.jsonl")}
    sample.lay_out(tmp_path, NOW)
    assert before == {path: path.read_bytes() for path in sample.HERE.rglob("*.jsonl")}


def _instants(folder: Path) -> list[datetime]:
    return [
        datetime.fromisoformat(record["timestamp"])
        for path in sorted(folder.rglob("*.jsonl"), key=lambda path: path.name)
        for record in map(json.loads, path.read_text(encoding="utf-8").splitlines())
        if "timestamp" in record
    ]
