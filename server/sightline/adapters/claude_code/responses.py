"""The lines of responses, joined into requests: each once per message, request id and side."""

from __future__ import annotations

import hashlib
import zlib
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

from sightline.adapters.base import kept
from sightline.adapters.claude_code.lines import Usage
from sightline.adapters.claude_code.requests import join, measure
from sightline.adapters.claude_code.usage import (
    Tokens,
    has_placeholders,
    odd_tokens,
    plain_tokens,
    recorded_nano,
    served_region,
    served_tier,
)
from sightline.records import Request

if TYPE_CHECKING:
    from collections.abc import Callable

    from sightline.adapters.base import Line as Bytes
    from sightline.adapters.claude_code.lines import Details, Line, Message
    from sightline.adapters.claude_code.state import Open, State, Who

_NO_TOKENS = Tokens()
_STAMP = (1 << 41) - 1
"""Milliseconds that fit beside a hash into 63 bits."""
_CONTENT = (1 << 22) - 1
"""The bits of a tie that tell of content, not of time."""

Identity = tuple[str, str, bool]


class _Last(Struct, gc=False):
    """The line of a response taken in last, where its usage is the one that counts."""

    row: Request
    usage: Usage | None
    who: Who
    says: object
    is_part: bool
    """It states only one of several requests."""
    ended_ts: int


def digest_of(line: Bytes) -> str:
    """What stands for a line that has no identity."""
    return hashlib.blake2b(line, digest_size=8).hexdigest()


class Responses:
    """The requests of one piece of a file."""

    def __init__(self, state: State, note: Callable[[str], None]) -> None:
        self._rows: dict[Identity, Request] = {}
        self._state = state
        self._note = note
        self._last: _Last | None = None

    def rows(self) -> list[Request]:
        """All of them, with the times that follow from their instants."""
        rows = list(self._rows.values())
        for row in rows:
            measure(row)
        return rows

    def again(
        self, message: Message, record: Line, outer: Line, ts: int | None, who: Who
    ) -> Request | None:
        """The request of the last line, if this one tells nothing of it but that it goes on.

        So do most lines of a response: other content beside the same usage.
        """
        last = self._last
        if (
            last is None
            or message.id != last.row.key
            or record.request_id != last.row.variant
            or message.usage != last.usage
            or who is not last.who
            or message.model != last.row.model
            or outer.session_id != last.says
            or record.cost_usd is not None
            or ts is None
            or ts < last.ended_ts
        ):
            return None
        row = last.row
        last.ended_ts = row.ended_ts = ts
        row.tie = (ts // 1000 & _STAMP) << 22 | row.tie & _CONTENT
        if row.partial and not last.is_part and not _may_grow(message, outer):
            row.partial = False
        return row

    def take(
        self,
        message: Message,
        record: Line,
        outer: Line,
        line: int,
        content: Bytes,
        ts: int | None,
        who: Who,
        sent: int | None,
    ) -> Request:
        """What is known of a request when a line of its response was taken in."""
        state = self._state
        session, agents = state.session, state.agents
        usage = message.usage if isinstance(message.usage, Usage) else None
        tokens = plain_tokens(usage) if usage is not None else _NO_TOKENS
        is_plain = usage is not None and tokens is not None
        if tokens is None:
            assert usage is not None
            tokens = odd_tokens(usage, self._note)
        key, variant, model = message.id, record.request_id, message.model
        if not isinstance(key, str) or not key:
            key = own_key(record, content)
        if not isinstance(variant, str):
            variant = ""
        model = kept(model) if isinstance(model, str) else None
        row = Request(
            line=line, key=key, variant=variant, side=who.side, thread=session.thread,
            session=session.session, agent=who.agent, agent_id=who.agent_id,
            turn=state.turn.key if state.turn is not None else None, ts=ts, first_ts=ts,
            ended_ts=ts, model=model, rank=tokens.total, tie=_tie(ts, usage, tokens, model),
        )  # fmt: skip
        # A call with more than fifteen keywords would take five times as long.
        row.partial = tokens.is_partial or _may_grow(message, outer)
        _fill(row, tokens)
        if usage is not None:
            _serve(row, usage)
        if record.cost_usd is not None:
            row.recorded_cost_nano = recorded_nano(record.cost_usd, self._note)
        says = outer.session_id
        if says != session.native_id and isinstance(says, str):
            row.says = f"claude_code:{kept(says)}"
        if not who.side:
            row.messages = int(state.is_first_variant(key, variant))
        elif who.agent_id in agents:
            agents[who.agent_id].model = model
        if sent is not None and ts is not None and sent <= ts:
            row.started_ts = sent
        known = self._join((key, variant, who.side), row)
        self._last = None
        if is_plain and known is row and known.ended_ts is not None:
            self._last = _Last(row, usage, who, says, tokens.is_partial, known.ended_ts)
        return known

    def _join(self, identity: Identity, row: Request) -> Request:
        earlier = self._rows.get(identity)
        if earlier is not None:
            row = join(earlier, row)
        self._rows[identity] = row
        return row

    def take_result(self, opened: Open, details: Details, line: int, ts: int | None) -> None:
        """The usage of a sub-agent's last request, which its progress lines lack."""
        call, agents, usage = opened.call, self._state.agents, details.usage
        agent_id = details.agent_id
        if not isinstance(agent_id, str):
            # Without an id the requests themselves stand in the file: nothing is to be added.
            agent_id = next((i for i, a in agents.items() if a.tool == call.key), None)
        if agent_id is None or not isinstance(usage, Usage):
            return
        agent, model = agents.get(agent_id), details.resolved_model
        stated = kept(details.agent_type) if isinstance(details.agent_type, str) else None
        name = kept(model) if isinstance(model, str) else agent.model if agent else None
        tokens = plain_tokens(usage) or odd_tokens(usage, self._note)
        row = Request(
            line=line, key=f"agent:{agent_id}:{call.key}", side=True, thread=call.thread,
            session=call.session, agent=opened.subagent or stated or agent_id,
            agent_id=agent_id, turn=call.turn, ts=ts, first_ts=ts, ended_ts=ts, model=name,
            flags="agent_result", rank=tokens.total, tie=_tie(ts, usage, tokens, name),
        )  # fmt: skip
        row.partial = tokens.is_partial or agent is None
        _fill(row, tokens)
        _serve(row, usage)
        self._join((row.key, "", True), row)

    def count_search(self, request: Request, call: str) -> None:
        """A web search succeeded: it counts where the provider does not say how many it ran."""
        number = self._state.count_search(request.key, call)
        if number == 1 and request.web_searches:
            return
        identity = (request.key, request.variant, request.side)
        row = self._rows.setdefault(identity, request)
        row.web_searches = max(row.web_searches, number)


def own_key(record: Line, content: Bytes) -> str:
    """The identity of a record that has no id."""
    if isinstance(record.uuid, str) and record.uuid:
        return f"uuid:{record.uuid}"
    return f"line:{digest_of(content)}"


def _may_grow(message: Message, outer: Line) -> bool:
    """Whether the output may be a placeholder: no stop reason, and a version that writes those."""
    version = outer.version
    return message.stop_reason is None and has_placeholders(
        version if isinstance(version, str) else None
    )


def _fill(row: Request, tokens: Tokens) -> None:
    row.input_tokens = tokens.input
    row.cache_read_tokens = tokens.cache_read
    row.cache_write_5m_tokens = tokens.cache_write_5m
    row.cache_write_1h_tokens = tokens.cache_write_1h
    row.output_tokens = tokens.output
    row.web_searches = tokens.searches


def _tie(ts: int | None, usage: Usage | None, tokens: Tokens, model: str | None) -> int:
    """What decides between copies with as many tokens: the later, then any, but always one.

    By their content alone, since a copy may name another session.
    """
    stamp = 0 if ts is None else ts // 1000 & _STAMP
    has_speed = usage is not None and usage.speed is not None
    content = _number_of(model)
    for part in (tokens.output, tokens.cache_read, tokens.cache_write_1h, tokens.input):
        content = content * 8191 + (0 if part is None else part)
    return stamp << 22 | has_speed << 21 | content & _CONTENT >> 1


@lru_cache(maxsize=256)
def _number_of(model: str | None) -> int:
    return zlib.crc32((model or "").encode())


def _serve(request: Request, usage: Usage) -> None:
    """Fill in how the request was served, where that has a price of its own."""
    if usage.speed == "fast":
        request.speed = "fast"
    if usage.service_tier is not None:
        request.tier = served_tier(usage.service_tier)
    if usage.inference_geo is not None:
        request.region = served_region(usage.inference_geo)
