"""The lines of a Claude Code session: only the fields that are needed, each optional and wide.

A value of an unforeseen kind must never cost a line, so scalars are declared `object`, and what
is read only now and then is left `Raw`, which the decoder skips without building it.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, TypeVar

import msgspec
from msgspec import Raw, Struct, field

from sightline.adapters.base import repaired_value

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

NOTHING = Raw(b"null")
"""An absent value, as it would be written."""

Odd = str | float | bool | list[Raw] | None
"""What may stand where an object is expected."""


class CacheWrites(Struct, gc=False):
    """How long cache writes live."""

    ephemeral_5m_input_tokens: object = None
    ephemeral_1h_input_tokens: object = None


class ServerTools(Struct, gc=False):
    """What the provider ran itself."""

    web_search_requests: object = None


class Usage(Struct, gc=False):
    """The tokens of one response."""

    input_tokens: object = None
    cache_creation_input_tokens: object = None
    cache_read_input_tokens: object = None
    cache_creation: CacheWrites | Odd = None
    output_tokens: object = None
    server_tool_use: ServerTools | Odd = None
    service_tier: object = None
    inference_geo: object = None
    speed: object = None
    iterations: object = None


class ToolInput(Struct, gc=False):
    """What a tool was asked."""

    file_path: object = None
    notebook_path: object = None
    path: object = None
    command: object = None
    subagent_type: object = None
    cli: object = None
    agent_id: object = field(default=None, name="agentId")
    old_string: Raw = NOTHING
    new_string: Raw = NOTHING
    content: Raw = NOTHING
    edits: Raw = NOTHING


class Block(Struct, gc=False):
    """One block of a message's content."""

    type: object = None
    id: object = None
    name: object = None
    input: ToolInput | Odd = None
    tool_use_id: object = None
    is_error: object = None
    content: Raw = NOTHING
    text: Raw = NOTHING


class Message(Struct, gc=False):
    """What the model or the user said."""

    model: object = None
    id: object = None
    content: list[Block | Odd] | Block | str | float | bool | None = None
    stop_reason: object = None
    usage: Usage | Odd = None


class Task(Struct, gc=False):
    """Work in the background, as a tool reports it."""

    task_id: object = None
    status: object = None


class Details(Struct, rename="camel", gc=False):
    """`toolUseResult`: what the program keeps of a tool's result beside its text."""

    type: object = None
    status: object = None
    file_path: object = None
    user_modified: object = None
    structured_patch: Raw = NOTHING
    content: Raw = NOTHING
    interrupted: object = None
    background_task_id: object = None
    shell_id: object = None
    task: Task | Odd = None
    duration_ms: object = None
    duration_seconds: object = None
    total_duration_ms: object = None
    agent_id: object = None
    agent_type: object = None
    resolved_model: object = None
    usage: Usage | Odd = None


class Attachment(Struct, rename="camel", gc=False):
    """What the program adds to a conversation by itself, or the user while it works."""

    type: object = None
    command_mode: object = None
    hook_event: object = None
    hook_name: object = None
    prompt: list[Block | Odd] | Block | str | float | bool | None = None


class Line(Struct, rename="camel", gc=False):
    """Any line; first the fields of nearly every line in their usual order, which is quickest."""

    parent_uuid: object = None
    is_sidechain: object = None
    cwd: object = None
    session_id: object = None
    version: object = None
    git_branch: object = None
    type: object = None
    message: Message | Odd = None
    request_id: object = None
    data: Progress | Odd = None
    parent_tool_use_id: object = field(name="parentToolUseID", default=None)
    uuid: object = None
    timestamp: object = None
    tool_use_result: Details | Odd = None
    attachment: Attachment | Odd = None
    agent_id: object = None
    attribution_agent: object = None
    session_kind: object = None
    is_meta: object = None
    is_compact_summary: object = None
    is_visible_in_transcript_only: object = None
    is_api_error_message: object = None
    origin: object = None
    cost_usd: object = field(name="costUSD", default=None)
    tool_denial_kind: object = None
    interrupted_message_id: object = None
    subtype: object = None
    duration_ms: object = None
    content: object = None
    custom_title: object = None
    ai_title: object = None
    summary: object = None


class Progress(Struct, rename="camel", gc=False):
    """What a hook, a command or a sub-agent reports while it runs."""

    type: object = None
    agent_id: object = None
    message: Line | Odd = None


class Replacement(Struct, gc=False):
    """One replacement of a MultiEdit."""

    old_string: str = ""
    new_string: str = ""


class Hunk(Struct, gc=False):
    """A piece of a patch."""

    lines: list[str] = []


decode_line = msgspec.json.Decoder(Line).decode
decode_replacements = msgspec.json.Decoder(list[Replacement]).decode
decode_patch = msgspec.json.Decoder(list[Hunk] | None).decode
decode_text = msgspec.json.Decoder(str | None).decode
decode_content = msgspec.json.Decoder(list[Block] | str | None).decode


def digest_of(line: bytes) -> str:
    """What stands for a line that has no identity."""
    return blake2b(line, digest_size=8).hexdigest()


def value_of(raw: Raw, decode: Callable[[Raw | bytes], T]) -> T | None:
    """What a field left raw holds; None where it is of another kind.

    The decoder skipped it, so bytes that are not UTF-8 are found only now.
    """
    try:
        return decode(raw)
    except msgspec.ValidationError:
        return None
    except ValueError:
        return _repaired(raw, decode)


def _repaired(raw: Raw, decode: Callable[[Raw | bytes], T]) -> T | None:
    try:
        return decode(repaired_value(bytes(raw)))
    except ValueError:
        return None
