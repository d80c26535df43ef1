"""Session lines in the engines' shapes, for tests that need a family of files."""

from __future__ import annotations

import json
from typing import Any

from sightline.reviewers.agent_reports import digest_of

Line = dict[str, Any]


def stamp(second: float, day: str = "2026-03-02") -> str:
    """An instant so many seconds after ten in the morning."""
    minutes, rest = divmod(round(second * 1000), 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{day}T{10 + hours:02d}:{minutes:02d}:{rest / 1000:06.3f}Z"


def prompt(uuid: str, second: float, text: str = "do it", **more: Any) -> Line:
    """A line of a person's prompt."""
    message = {"role": "user", "content": text}
    base = {"type": "user", "uuid": uuid, "timestamp": stamp(second), "message": message}
    return {**base, "cwd": "/home/dev/app", "version": "2.1.100", **more}


def reply(
    message: str, second: float, output: int = 10, *, request: str | None = "r", **more: Any
) -> Line:
    """A line of a model's response: 100 input, 1,000 read, 50 written for five minutes."""
    usage = {
        "input_tokens": 100,
        "output_tokens": output,
        "cache_read_input_tokens": 1000,
        "cache_creation_input_tokens": 50,
        "cache_creation": {"ephemeral_5m_input_tokens": 50, "ephemeral_1h_input_tokens": 0},
    }
    content = more.pop("content", [{"type": "text", "text": "done"}])
    body = {
        "id": message, "role": "assistant", "model": more.pop("model", "claude-opus-4-7"),
        "content": content, "stop_reason": "end_turn", "usage": usage,
    }  # fmt: skip
    line: Line = {
        "type": "assistant", "uuid": f"u-{message}-{second}", "timestamp": stamp(second),
        "message": body, "cwd": "/home/dev/app", "version": "2.1.100",
    }  # fmt: skip
    if request is not None:
        line["requestId"] = f"{request}-{message}"
    return line | more


def tool_use(id_: str, name: str = "Bash", **arguments: Any) -> Line:
    """A content block that calls a tool."""
    return {"type": "tool_use", "id": id_, "name": name, "input": arguments}


def tool_result(id_: str, second: float, *, failed: bool = False, **more: Any) -> Line:
    """A line with a tool's result."""
    block: Line = {"type": "tool_result", "tool_use_id": id_, "content": "out"}
    if failed:
        block |= {"is_error": True, "content": "Exit code 1"}
    message = {"role": "user", "content": [block]}
    base = {"type": "user", "uuid": f"t-{id_}", "timestamp": stamp(second), "message": message}
    return {**base, "cwd": "/home/dev/app", "version": "2.1.100", **more}


REVIEW = "# Code Logic Review\n\n| Overall Score | 6/10 |\n"
REVIEW_KEY = f"review:{digest_of(REVIEW)}:logic"


def reviewed(message: str, second: float) -> list[Line]:
    """Lines of a review agent that was asked, and of its answer."""
    task = tool_use(f"t-{message}", "Task", subagent_type="code-logic-reviewer")
    answer = tool_result(f"t-{message}", second + 1)
    answer["message"]["content"][0]["content"] = REVIEW
    return [reply(message, second, content=[task]), answer]


def encoded(*lines: Line | bytes) -> bytes:
    """Lines as a file holds them; bytes stand as they are."""
    return b"".join(
        (line if isinstance(line, bytes) else json.dumps(line).encode()) + b"\n" for line in lines
    )
