"""The shapes of Codex lines: the needed fields, all optional and wide; C skips the rest."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

import msgspec
from msgspec import Raw, Struct

P = TypeVar("P")
NOTHING = Raw(b"null")


class Line(Struct, Generic[P], gc=False):
    """A line whose payload has a known shape."""

    timestamp: Any = None
    type: Any = None
    payload: P | None = None


class Item(Struct, gc=False):
    """A payload of which only the kind matters."""

    type: Any = None


class Bare(Struct, gc=False):
    """What tells an item without an envelope from a line of another program."""

    id: Any = None
    timestamp: Any = None
    call_id: Any = None
    role: Any = None
    summary: Any = None


class Meta(Struct, gc=False):
    """`session_meta`: the first of a file is its identity, another id marks a copied ancestor."""

    id: Any = None
    timestamp: Any = None
    cwd: Any = None
    cli_version: Any = None
    source: Any = None
    thread_source: Any = None
    parent_thread_id: Any = None
    forked_from_id: Any = None
    model_provider: Any = None
    agent_role: Any = None
    agent_nickname: Any = None
    git: Any = None


class Context(Struct, gc=False):
    """`turn_context`: the model of what follows."""

    turn_id: Any = None
    model: Any = None


class Usage(Struct, gc=False):
    """Tokens as the file counts them: cache inside input, reasoning inside output."""

    input_tokens: Any = None
    cached_input_tokens: Any = None
    cache_write_input_tokens: Any = None
    output_tokens: Any = None
    reasoning_output_tokens: Any = None


AnyUsage = Usage | list[Any] | str | int | float | bool | None
"""A usage object, or whatever stands there instead."""


class UsageRecord(Struct, gc=False):
    """`token_usage_record`: one response's own usage, beside token counts in newer versions."""

    response_id: Any = None
    usage: AnyUsage = None


class Info(Struct, gc=False):
    """What a token count says; absent before the first response."""

    total_token_usage: AnyUsage = None
    last_token_usage: AnyUsage = None
    model_context_window: Any = None


class TokenCount(Struct, gc=False):
    """`token_count`: the running total and the last request's part of it."""

    type: Any = None
    info: Info | None = None


class Task(Struct, gc=False):
    """`task_started`, `task_complete` and `turn_aborted`."""

    type: Any = None
    turn_id: Any = None
    started_at: Any = None
    duration_ms: Any = None
    time_to_first_token_ms: Any = None
    reason: Any = None


class UserMessage(Struct, gc=False):
    """`user_message`: what a person typed."""

    type: Any = None
    message: Any = None


class Message(Struct, gc=False):
    """`message` of any role; the text matters for users only."""

    type: Any = None
    role: Any = None
    content: Raw = NOTHING


class Call(Struct, gc=False):
    """`function_call` and every other `*_call`."""

    type: Any = None
    name: Any = None
    namespace: Any = None
    call_id: Any = None
    id: Any = None
    arguments: Any = None
    input: Any = None
    status: Any = None
    action: Any = None


class Output(Struct, gc=False):
    """`function_call_output` and every other `*_output`; the output stays undecoded bytes."""

    type: Any = None
    call_id: Any = None
    output: Raw = NOTHING


class PatchEnd(Struct, gc=False):
    """`patch_apply_end`: what a patch changed."""

    type: Any = None
    call_id: Any = None
    success: Any = None
    changes: Any = None


class McpEnd(Struct, gc=False):
    """`mcp_tool_call_end`: how a server's tool ended; the result's content may be large."""

    type: Any = None
    call_id: Any = None
    invocation: Raw = NOTHING
    duration: Any = None
    result: Raw = NOTHING


class SpawnEnd(Struct, gc=False):
    """`collab_agent_spawn_end`: the thread a spawned agent became."""

    type: Any = None
    call_id: Any = None
    new_thread_id: Any = None
    new_agent_role: Any = None
    new_agent_nickname: Any = None


class Ok(Struct, gc=False):
    """The good half of an MCP result."""

    isError: Any = None  # noqa: N815  (the file's spelling)


class Result(Struct, gc=False):
    """An MCP result: one of the two."""

    Ok: Ok | None = None
    Err: Any = None


class Invocation(Struct, gc=False):
    """Which server's tool was called."""

    server: Any = None


class Arguments(Struct, gc=False):
    """What is needed of a call's arguments."""

    cmd: Any = None
    command: Any = None
    session_id: Any = None
    input: Any = None
    patch: Any = None
    path: Any = None
    agent_type: Any = None


class Metadata(Struct, gc=False):
    """How a shell command of 0.40 ended."""

    exit_code: Any = None
    duration_seconds: Any = None


class ShellOutput(Struct, gc=False):
    """The JSON text a shell answered with in 0.40."""

    metadata: Metadata | None = None


class Spawned(Struct, gc=False):
    """What `spawn_agent` answers."""

    agent_id: Any = None
    nickname: Any = None


_text = msgspec.json.Decoder(str)
_FEWEST_BYTES = 560
_MOST_BYTES = 4_900
"""400 characters take at most 12 bytes each, and a quotation mark."""


def head_of(raw: Raw, length: int = 400) -> str:
    """The first characters of a JSON string, without decoding all of it."""
    view = memoryview(raw)
    if len(view) <= _FEWEST_BYTES:
        return _text.decode(view)[:length]
    head = _cut(bytes(view[:_FEWEST_BYTES]))
    if len(head) < length:
        whole = len(view) <= _MOST_BYTES
        head = _text.decode(view) if whole else _cut(bytes(view[:_MOST_BYTES]))
    return head[:length]


def _cut(chunk: bytes) -> str:
    """A string cut somewhere, without the character or escape the cut went through."""
    for end in range(len(chunk), len(chunk) - 13, -1):
        try:
            return _text.decode(chunk[:end] + b'"')
        except ValueError:
            continue
    raise ValueError("not a JSON string")


def content_text(raw: Raw) -> str:
    """The text of a message: a string, or the joined text of its parts."""
    content = msgspec.json.decode(raw)
    if isinstance(content, str):
        return content
    parts = content if isinstance(content, list) else []
    texts = [part.get("text") for part in parts if isinstance(part, dict)]
    return "\n".join(text for text in texts if isinstance(text, str))


def text_of(value: object) -> str | None:
    """A field as text; anything else is none."""
    return value if isinstance(value, str) and value else None
