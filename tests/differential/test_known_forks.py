"""What the rules about Codex children see in the data, without the peer itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from differential.explain import read_codex
from differential.tally import Cell, Tokens

DAY = Cell("2026-03-02", "gpt-5.5")


def rollout(home: Path, name: str, parent: str | None, *seconds: float) -> None:
    """A session that counts 10 input, 4 of it cached, and 1 output at each of these seconds."""
    meta = {"id": name, "timestamp": at(0), "forked_from_id": parent}
    lines: list[dict[str, Any]] = [
        {"timestamp": at(0), "type": "session_meta", "payload": meta},
        {"timestamp": at(0), "type": "turn_context", "payload": {"model": "gpt-5.5"}},
    ]
    for number, second in enumerate(seconds, 1):
        info = {"total_token_usage": usage(number), "last_token_usage": usage(1)}
        count = {"type": "token_count", "info": info}
        lines.append({"timestamp": at(second), "type": "event_msg", "payload": count})
    path = home / "sessions" / f"rollout-{name}.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")


def at(second: float) -> str:
    return f"2026-03-02T10:{int(second) // 60:02d}:{second % 60:06.3f}Z"


def usage(times: int) -> dict[str, int]:
    return {
        "input_tokens": 10 * times, "cached_input_tokens": 4 * times, "output_tokens": times,
        "reasoning_output_tokens": 0,
    }  # fmt: skip


def test_a_fork_beside_its_parent_differs_in_nothing(tmp_path: Path) -> None:
    rollout(tmp_path, "parent", None, 10, 20)
    rollout(tmp_path, "child", "parent", 30, 31, 90)
    reading = read_codex(tmp_path)
    assert reading.differences == []
    assert sum(used.tokens.output for used in reading.ours) == 2 + 1


def test_siblings_without_their_parent_count_what_they_share_once(tmp_path: Path) -> None:
    rollout(tmp_path, "one", "gone", 10, 20, 30)
    rollout(tmp_path, "two", "gone", 40, 50, 60)
    difference = read_codex(tmp_path).differences[0]
    assert difference.rule is not None
    assert (difference.rule.name, difference.what) == ("fork_without_parent", "two")
    assert difference.more == {DAY: Tokens(-18, 0, -12, -3)}  # 3 counts of 6 and 4 cached


def test_a_fork_without_its_parent_keeps_the_burst_that_nobody_else_has(tmp_path: Path) -> None:
    rollout(tmp_path, "one", "gone", 10, 10.5, 60)
    difference = read_codex(tmp_path).differences[0]
    assert difference.rule is not None
    assert difference.rule.name == "fork_without_parent"
    assert difference.more == {DAY: Tokens(12, 0, 8, 2)}


def test_a_fresh_child_keeps_its_first_counts_of_one_second(tmp_path: Path) -> None:
    rollout(tmp_path, "parent", None)
    rollout(tmp_path, "child", "parent", 10, 10.5, 60)
    difference = read_codex(tmp_path).differences[0]
    assert difference.rule is not None
    assert difference.rule.name == "fresh_child"
    assert difference.more == {DAY: Tokens(12, 0, 8, 2)}
