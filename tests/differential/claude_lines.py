"""What the lines of Claude Code files say of requests, whoever reads them."""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from differential.tally import Json, Tokens, moment, number, part, records

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

NULLS_REFUSED = (
    "id", "cwd", "model", "speed", "costUSD", "version", "sessionId", "requestId",
    "isApiErrorMessage", "cache_read_input_tokens", "cache_creation_input_tokens",
)  # fmt: skip
"""A line with one of these stated as null is skipped by the peer."""

VERSION = re.compile(r"\d+\.\d+\.\d")
ZONED = re.compile(r"T.*(Z|[+-]\d\d:?\d\d)$")


@dataclass(frozen=True)
class Line:
    """One line's sight of a request."""

    path: str
    place: int
    """Lines stand in this order."""
    key: str
    """The message id; without one the record's uuid, without that the line itself."""
    named: bool
    request: str
    session: str
    """As the record names it, else as the path does."""
    side: bool
    """Of a side chain or a sub-agent."""
    marked: bool
    """The record itself says that it is of a side chain."""
    at: datetime | None
    model: str | None
    tokens: Tokens
    searches: int
    agent: str | None
    is_made_up: bool
    """By the program itself: no model answered."""
    is_error: bool
    """An error of the API."""
    split: int | None = None
    """Cache writes by their parts, where those are stated."""
    readable: bool = True
    """A strict decoder takes it, and it has all that the peer wants."""

    @property
    def is_answer(self) -> bool:
        """A model's, and no error."""
        return not (self.is_made_up or self.is_error)

    @property
    def shown_model(self) -> str:
        """The model as both programs print it."""
        return self.model if self.model is not None and not self.is_made_up else "unknown"

    @property
    def as_split(self) -> Tokens:
        """The tokens, cache writes by their parts."""
        return self.tokens if self.split is None else self.tokens._replace(written=self.split)


@dataclass(frozen=True)
class AgentResult:
    """What a tool result says of its sub-agent's last request."""

    path: str
    agent: str
    tool: str
    at: datetime | None
    model: str | None
    tokens: Tokens


@dataclass(frozen=True)
class Lines:
    """All that a folder's files say, in the order of paths and lines."""

    requests: list[Line]
    results: list[AgentResult]
    agent_files: frozenset[str]
    searches: dict[str, int]
    """Web searches that succeeded, by the message that asked for them."""


def read(folder: Path) -> Lines:
    """Everything said in the session files of a folder."""
    requests: list[Line] = []
    results: dict[tuple[str, str], AgentResult] = {}
    searches: dict[str, set[str]] = defaultdict(set)
    paths = sorted(folder.rglob("*.jsonl"), key=str)
    for path in paths:
        tools: dict[str, str] = {}
        agents: dict[str, str] = {}
        asked: dict[str, str] = {}
        for raw, record in records(path):
            if record.get("type") == "progress":
                found = _progress(path, raw, record)
                _note_agent(record, agents)
            else:
                found = _response(path, raw, record)
                _note_tools(record, tools)
            if found is not None:
                requests.append(replace(found, place=len(requests)))
                asked |= dict.fromkeys(_searches(record), found.key)
            for block in _blocks(record):
                tool = str(block.get("tool_use_id"))
                if tool in asked and block.get("is_error") is not True:
                    searches[asked[tool]].add(tool)
            result = _result(path, record, tools, agents)
            if result is not None:
                results.setdefault((result.agent, result.tool), result)
    files = frozenset(path.stem.removeprefix("agent-") for path in paths if _is_agent(path))
    found_ = {key: len(tools) for key, tools in searches.items()}
    return Lines(requests, list(results.values()), files, found_)


def _is_agent(path: Path) -> bool:
    return path.stem.startswith("agent-") or "subagents" in path.parts


def _progress(path: Path, raw: bytes, record: Json) -> Line | None:
    """A sub-agent's message inside its parent's file."""
    inner = part(record, "data", "message")
    if part(record, "data", "type") != "agent_progress" or not isinstance(inner, dict):
        return None
    agent = part(record, "data", "agentId")
    return _line(path, raw, inner, side=True, agent=agent) if isinstance(agent, str) else None


def _response(path: Path, raw: bytes, record: Json) -> Line | None:
    if _is_agent(path):
        return _line(path, raw, record, side=True, agent=path.stem.removeprefix("agent-"))
    side = record.get("isSidechain") is True
    agent = record.get("agentId") if side else None
    return _line(path, raw, record, side=side, agent=agent)


def _line(path: Path, raw: bytes, record: Json, *, side: bool, agent: str | None) -> Line | None:
    message = record.get("message")
    usage = part(message, "usage")
    if record.get("type") != "assistant" or not isinstance(message, dict):
        return None
    if not isinstance(usage, dict):
        return None
    id_, uuid, request = message.get("id"), record.get("uuid"), record.get("requestId")
    own = f"uuid:{uuid}" if uuid else f"line:{hashlib.sha256(raw).hexdigest()}"
    key = id_ if isinstance(id_, str) and id_ else own
    model = message.get("model") if isinstance(message.get("model"), str) else None
    fast = "-fast" if usage.get("speed") == "fast" else ""
    return Line(
        path=str(path), place=0, key=key, named=key != own,
        request=request if isinstance(request, str) else "",
        session=str(record.get("sessionId") or _session(path)), side=side,
        marked=record.get("isSidechain") is True, at=moment(record.get("timestamp")),
        model=model + fast if model else None, tokens=tokens_of(usage),
        searches=number(part(usage, "server_tool_use", "web_search_requests")), agent=agent,
        is_made_up=model == "<synthetic>", is_error=record.get("isApiErrorMessage") is True,
        split=_split(usage), readable=_is_readable(raw, record, usage),
    )  # fmt: skip


def _session(path: Path) -> str:
    """The session a path names: of a sub-agent's file its parent's."""
    parts = path.parts
    return parts[parts.index("subagents") - 1] if "subagents" in parts else str(path)


def tokens_of(usage: Json) -> Tokens:
    """The tokens of a usage; the parts of the cache writes may say more than their sum."""
    written, split = number(usage.get("cache_creation_input_tokens")), _split(usage)
    return Tokens(
        number(usage.get("input_tokens")), max(written, split or 0),
        number(usage.get("cache_read_input_tokens")), number(usage.get("output_tokens")),
    )  # fmt: skip


def _split(usage: Json) -> int | None:
    split = usage.get("cache_creation")
    if not isinstance(split, dict):
        return None
    names = ("ephemeral_5m_input_tokens", "ephemeral_1h_input_tokens")
    return sum(number(split.get(name)) for name in names)


def _is_readable(raw: bytes, record: Json, usage: Json) -> bool:
    """Whether the peer takes the line: strict JSON without spaces, no null where it wants none."""
    try:
        json.dumps(json.loads(raw), ensure_ascii=False).encode()
    except ValueError:
        return False
    if b'"usage":{' not in raw or any(f'"{name}":null'.encode() in raw for name in NULLS_REFUSED):
        return False
    counts = (usage.get("input_tokens"), usage.get("output_tokens"))
    texts = (record.get("requestId"), record.get("sessionId"), part(record, "message", "id"))
    return (
        all(type(count) is int and count >= 0 for count in counts)
        and "" not in texts
        and VERSION.match(record.get("version") or "0.0.0") is not None
        and ZONED.search(str(record.get("timestamp"))) is not None
    )


def _blocks(record: Json) -> list[Json]:
    content = part(record, "message", "content")
    return [b for b in content if isinstance(b, dict)] if isinstance(content, list) else []


def _searches(record: Json) -> list[str]:
    return [str(block.get("id")) for block in _blocks(record) if block.get("name") == "WebSearch"]


def _note_tools(record: Json, tools: dict[str, str]) -> None:
    for block in _blocks(record):
        if block.get("type") == "tool_use":
            tools[str(block.get("id"))] = str(block.get("name"))


def _note_agent(record: Json, agents: dict[str, str]) -> None:
    tool, agent = record.get("parentToolUseID"), part(record, "data", "agentId")
    if isinstance(tool, str) and isinstance(agent, str):
        agents.setdefault(tool, agent)


def _result(
    path: Path, record: Json, tools: dict[str, str], agents: dict[str, str]
) -> AgentResult | None:
    """The usage of a Task or Agent result."""
    details: Any = record.get("toolUseResult")
    usage = part(details, "usage")
    for block in _blocks(record):
        tool = str(block.get("tool_use_id"))
        if block.get("type") != "tool_result" or tools.get(tool) not in ("Task", "Agent"):
            continue
        agent = part(details, "agentId") or agents.get(tool)
        if isinstance(agent, str) and isinstance(usage, dict):
            at, model = moment(record.get("timestamp")), details.get("resolvedModel")
            return AgentResult(str(path), agent, tool, at, model, tokens_of(usage))
    return None
