"""What people and models say in a record, whatever the engine: no results of tools, no thoughts.

Engines write messages in the shapes of the models' interfaces: something with a role or a kind,
and below it a text or a list of parts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

DEEPEST = 32

_SPEAKERS = frozenset({
    "user", "human", "assistant", "model", "gemini", "bot", "agent",
    "user_message", "agent_message", "user.message", "assistant.message",
    "USER_INPUT", "PLANNER_RESPONSE",
})  # fmt: skip
_SILENT = frozenset({
    "tool_use", "tool_result", "tool-call", "tool-result", "function_call", "custom_tool_call",
    "function_call_output", "custom_tool_call_output", "thinking", "redacted_thinking",
    "reasoning", "toolResult", "image",
})  # fmt: skip
_SAID = frozenset({"text", "task", "user_feedback", "completion_result"})
"""Of what Cline and its descendants show: words, not calls and results."""
_BELOW = ("content", "text", "parts", "message", "data")
"""Where a message keeps what it says; the first that is there."""


def spoken(record: Any) -> Iterator[str]:
    """The texts of the messages in a record, in order."""
    if isinstance(record, dict) and record.get("isMeta") is True:
        return
    if isinstance(record, dict) and record.get("type") == "text":  # a part kept alone
        yield from _texts(record, 0)
        return
    yield from _messages(record, 0)


def _messages(value: Any, depth: int) -> Iterator[str]:
    if depth > DEEPEST:
        return
    if isinstance(value, list):
        for one in value:
            yield from _messages(one, depth + 1)
    elif isinstance(value, dict):
        kind, role = _word(value, "type"), _word(value, "role")
        if kind in _SILENT or role in ("tool", "toolResult"):
            return
        if kind == "say":
            yield from _texts(value.get("text") if _word(value, "say") in _SAID else None, depth)
        elif isinstance(value.get("response"), list) and "message" in value:
            yield from _exchange(value)
        elif isinstance(value.get("prompt"), str) and isinstance(value.get("completion"), str):
            yield from (value["prompt"], value["completion"])  # the same, as some tools export it
        elif isinstance(value.get("info"), dict) and "parts" in value:
            if _word(value["info"], "role") in _SPEAKERS:  # OpenCode's exports
                yield from _texts(value["parts"], depth)
        elif role in _SPEAKERS or (role is None and kind in _SPEAKERS):
            yield from _texts(value, depth)
        else:
            for one in value.values():
                if isinstance(one, dict | list):
                    yield from _messages(one, depth + 1)


def _exchange(value: dict[Any, Any]) -> Iterator[str]:
    """A prompt and the pieces of its answer, as Copilot Chat keeps them together."""
    yield from _texts(value["message"], 0)
    for part in value["response"]:
        if isinstance(part, dict) and "kind" not in part:
            yield from _texts(part.get("value"), 0)


def _texts(value: Any, depth: int) -> Iterator[str]:
    """What one message, or a part of it, says."""
    if depth > DEEPEST:
        return
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one, depth + 1)
    elif isinstance(value, dict):
        if _word(value, "type") in _SILENT or True in (
            value.get("thought"),
            value.get("synthetic"),
        ):
            return
        below = next((value[key] for key in _BELOW if value.get(key) is not None), None)
        if isinstance(below, str | list | dict):
            yield from _texts(below, depth + 1)


def _word(value: dict[Any, Any], key: str) -> str | None:
    """A name in a record, where it is one."""
    found = value.get(key)
    return found if isinstance(found, str) else None
