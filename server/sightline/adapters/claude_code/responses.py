"""The lines of responses, joined into requests: each once per message, request id and side."""

from __future__ import annotations

import zlib
from functools import lru_cache
from typing import TYPE_CHECKING

from sightline.adapters.base import KEPT_TEXT, kept
from sightline.adapters.claude_code import reports
from sightline.adapters.claude_code.lines import Block, Message, Usage, digest_of
from sightline.adapters.claude_code.requests import join, measure
from sightline.adapters.claude_code.usage import (
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
    from sightline.adapters.base import Records
    from sightline.adapters.claude_code.anchors import Anchors
    from sightline.adapters.claude_code.calls import Calls
    from sightline.adapters.claude_code.lines import Details, Line
    from sightline.adapters.claude_code.state import Open, State, Who
    from sightline.adapters.claude_code.turns import Turns
    from sightline.adapters.claude_code.usage import Tokens

_AS_USUAL = (None, "standard", "", "not_available", "global", "default")
"""Words for what has no price of its own."""
_NO_TOKENS: Tokens = (None, None, None, None, None, 0, 0, True)
_STAMP = (1 << 41) - 1
"""Milliseconds that fit beside a hash into 63 bits."""
_CONTENT = (1 << 22) - 1
"""The bits of a tie that tell of content, not of time."""
_MIXED = _CONTENT >> 1
"""Of those, all but the one that tells of speed."""
_PRIME = 8191
_SQUARE, _CUBE = _PRIME**2 & _MIXED, _PRIME**3 & _MIXED

Identity = tuple[str, str, bool]


class Responses:
    """The requests of one piece of a file."""

    def __init__(
        self,
        state: State,
        anchors: Anchors,
        turns: Turns,
        calls: Calls,
        note: Callable[[str], None],
    ) -> None:
        self._rows: dict[Identity, Request] = {}
        self._state = state
        self._anchors = anchors
        self._turns = turns
        self._calls = calls
        self._note = note
        self._last: Request | None = None
        """The request of the last response, if the usage of its last line is what counts."""
        self._usage: Usage | None = None
        self._who: Who | None = None
        self._says: object = None
        self._is_part = False
        """The last usage states only one of several requests."""
        self._version: object = None
        self._has_placeholders = has_placeholders(None)

    def rows(self) -> list[Request]:
        """All of them, with the times that follow from their instants."""
        rows = list(self._rows.values())
        for row in rows:
            measure(row)
        return rows

    def take(self, record: Line, outer: Line, ts: int | None, who: Who, records: Records) -> None:
        """Take in a line of a response; `outer` is the line it was found in."""
        new, parent, begin = self._anchors.new, record.parent_uuid, self._calls.begin
        # It nearly always answers the line before it.
        sent = new[-1][1] if new and new[-1][0] == parent else self._sent(parent, who)
        message = record.message
        if record.is_api_error_message is True:
            self._turns.note_failure()
        elif type(message) is Message and message.model != "<synthetic>":
            row = self._last
            if (
                row is None
                or message.id != row.key
                or record.request_id != row.variant
                or message.usage != self._usage
                or who is not self._who
                or message.model != row.model
                or outer.session_id != self._says
                or record.cost_usd is not None
                or ts is None
                or row.ended_ts is None
                or ts < row.ended_ts
            ):
                row = self._row(message, record, outer, ts, who, sent, records)
            else:
                # It says nothing new of its request, but that it goes on: as most lines do.
                row.ended_ts = ts
                row.tie = (ts // 1000 & _STAMP) << 22 | row.tie & _CONTENT
                if row.partial and not self._is_part:
                    row.partial = message.stop_reason is None and self._may_grow(outer.version)
            if self._state.is_failing:
                self._turns.note_success()
            self._turns.note_event(ts)
            content = message.content
            if type(content) is list:
                for block in content:
                    if type(block) is not Block:
                        continue
                    if block.type == "tool_use":
                        begin(block, content, row, who, ts, records)
                    elif block.type == "text" and not who.side:
                        self._hear(block, row, records)
        if sent is not None and type(record.uuid) is str:
            new.append((record.uuid, sent))

    def _sent(self, parent: object, who: Who) -> int | None:
        """When a response was asked for: what it answers, else the latest input before it."""
        anchor = self._anchors.of(parent)
        if anchor is not None:
            return anchor
        if not who.side:
            return self._state.input_ts
        agent = self._state.agents.get(who.agent_id or "")
        return agent.input_ts if agent else self._state.side_input_ts

    def _row(
        self,
        message: Message,
        record: Line,
        outer: Line,
        ts: int | None,
        who: Who,
        sent: int | None,
        records: Records,
    ) -> Request:
        """What is known of a request with this line of its response."""
        state = self._state
        session, turn = state.session, state.turn
        usage = message.usage
        if type(usage) is Usage:
            plain = plain_tokens(usage)
            tokens = plain or odd_tokens(usage, self._note)
        else:
            usage, plain, tokens = None, None, _NO_TOKENS
        input_, read, short, long, output, searches, total, is_part = tokens
        key, variant, model = message.id, record.request_id, message.model
        if type(key) is not str or not key:
            key = own_key(record, records.line)
        if type(variant) is not str:
            variant = ""
        if type(model) is not str:
            model = None
        elif len(model) > KEPT_TEXT:
            model = model[:KEPT_TEXT]
        row = Request(
            line=records.number, key=key, variant=variant, side=who.side, thread=session.thread,
            session=session.session, agent=who.agent, agent_id=who.agent_id,
            turn=None if turn is None else turn.key, ts=ts, first_ts=ts, ended_ts=ts,
            model=model, rank=total, tie=_tie(ts, usage, tokens, model),
        )  # fmt: skip
        # A call with more than fifteen keywords would take five times as long.
        row.input_tokens, row.output_tokens, row.cache_read_tokens = input_, output, read
        row.cache_write_5m_tokens, row.cache_write_1h_tokens = short, long
        if searches:
            row.web_searches = searches
        if is_part or (message.stop_reason is None and self._may_grow(outer.version)):
            row.partial = True
        if usage is not None and not (
            usage.speed in _AS_USUAL
            and usage.service_tier in _AS_USUAL
            and usage.inference_geo in _AS_USUAL
        ):
            _serve(row, usage)
        if record.cost_usd is not None:
            row.recorded_cost_nano = recorded_nano(record.cost_usd, self._note)
        says = outer.session_id
        if says != session.native_id and type(says) is str:
            row.says = f"claude_code:{kept(says)}"
        if not who.side:
            row.messages = state.is_first_variant(key, variant)
        elif who.agent_id in state.agents:
            state.agents[who.agent_id].model = model
        if sent is not None and ts is not None and sent <= ts:
            row.started_ts = sent
        identity = (key, variant, who.side)
        known = self._rows.setdefault(identity, row)
        if known is not row:
            known = self._rows[identity] = join(known, row)
        self._last = row if known is row and plain is not None else None
        self._usage, self._who, self._says, self._is_part = usage, who, says, is_part
        return known

    def _may_grow(self, version: object) -> bool:
        """Whether an output without stop reason may be a placeholder: some versions write those."""
        if version != self._version:
            self._version = version
            self._has_placeholders = has_placeholders(version if type(version) is str else None)
        return self._has_placeholders

    def _hear(self, block: Block, row: Request, records: Records) -> None:
        """What the agent said may be a review."""
        self._calls.reports += reports.told(block, row, records.number)

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
        input_, read, short, long, output, searches, total, is_part = tokens
        row = Request(
            line=line, key=f"agent:{agent_id}:{call.key}", side=True, thread=call.thread,
            session=call.session, agent=opened.subagent or stated or agent_id,
            agent_id=agent_id, turn=call.turn, ts=ts, first_ts=ts, ended_ts=ts, model=name,
            flags="agent_result", rank=total, tie=_tie(ts, usage, tokens, name),
        )  # fmt: skip
        row.input_tokens, row.output_tokens, row.cache_read_tokens = input_, output, read
        row.cache_write_5m_tokens, row.cache_write_1h_tokens = short, long
        row.web_searches = searches
        row.partial = is_part or agent is None
        _serve(row, usage)
        identity = (row.key, "", True)
        earlier = self._rows.get(identity)
        self._rows[identity] = row if earlier is None else join(earlier, row)

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


def _tie(ts: int | None, usage: Usage | None, tokens: Tokens, model: str | None) -> int:
    """What decides between copies with as many tokens: the later, then any, but always one.

    By their content alone, since a copy may name another session.
    """
    input_, read, _, long, output, _, _, _ = tokens
    if input_ is None or read is None or long is None or output is None:
        input_, read, long, output = [0 if n is None else n for n in (input_, read, long, output)]
    # Small numbers throughout: the bits above do not count in the end.
    content = (
        _number_of(model) + output * _CUBE + read * _SQUARE + long * _PRIME + input_
    ) & _MIXED
    if usage is not None and usage.speed is not None:
        content |= 1 << 21
    return content if ts is None else (ts // 1000 & _STAMP) << 22 | content


@lru_cache(maxsize=256)
def _number_of(model: str | None) -> int:
    return zlib.crc32((model or "").encode()) * _PRIME**4 & _MIXED


def _serve(request: Request, usage: Usage) -> None:
    """Fill in how the request was served, where that has a price of its own."""
    if usage.speed == "fast":
        request.speed = "fast"
    if usage.service_tier is not None:
        request.tier = served_tier(usage.service_tier)
    if usage.inference_geo is not None:
        request.region = served_region(usage.inference_geo)
