"""One Claude Code file, line by line, into records."""

from __future__ import annotations

import hashlib
import re
import zlib
from typing import TYPE_CHECKING

import msgspec

from sightline.adapters.base import instant, kept, title_of
from sightline.adapters.claude_code import people
from sightline.adapters.claude_code.anchors import Anchors
from sightline.adapters.claude_code.calls import Calls
from sightline.adapters.claude_code.lines import (
    Attachment,
    Block,
    Details,
    Line,
    Message,
    Progress,
    Usage,
    decode_line,
)
from sightline.adapters.claude_code.requests import Requests
from sightline.adapters.claude_code.sessions import (
    entitle,
    name_by,
    note_place,
    note_time,
    note_title,
    session_of,
)
from sightline.adapters.claude_code.state import Agent, State, Who
from sightline.adapters.claude_code.turns import Turns
from sightline.adapters.claude_code.usage import (
    Tokens,
    has_placeholders,
    recorded_nano,
    served_region,
    served_tier,
    tokens_of,
)
from sightline.records import Problem, Request, Rows

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sightline.adapters.base import Line as Bytes
    from sightline.adapters.base import Source
    from sightline.adapters.claude_code.calls import Closed

_ZONE = re.compile(r"(Z|[+-]\d\d:?\d\d)\s*\Z")
_MAIN = Who()
_NO_TOKENS = Tokens()
_STAMP = (1 << 41) - 1
"""Milliseconds that fit beside a hash into 63 bits."""
_decode_state = msgspec.msgpack.Decoder(State).decode
_encode_state = msgspec.msgpack.Encoder().encode


class ClaudeParser:
    """Reads the lines of one file; its `State` is all that later lines need of earlier ones."""

    def __init__(self, source: Source, state: bytes | None) -> None:
        path = source.relative
        self._stem = path.stem
        self._state = _decode_state(state) if state else State(session=session_of(path))
        self._is_agent_file = self._state.session.kind == "subagent"
        self._session = self._state.session
        self._own = Who(True, "", self._session.agent_id)
        self._anchors = Anchors(self._state.anchors)
        self._turns = Turns(self._state)
        self._calls = Calls(self._state)
        self._requests = Requests()
        self._problems: dict[tuple[str, bool], Problem] = {}
        self._is_sealed = False
        self._number = 0
        self._bytes: Bytes = b""

    def line(self, line: Bytes, number: int) -> None:
        """Take in one line."""
        record = decode_line(line)
        self._number, self._bytes = number, line
        kind, session = record.type, self._session
        ts = self._instant(record.timestamp)
        if ts is not None:
            note_time(session, ts)
        take = _TALK.get(kind) if isinstance(kind, str) else None
        if not session.thread:
            name_by(session, record, self._stem if take is not None else None)
        if take is None:
            self._take_aside(record, kind, ts)
            return
        self._state.has_talk = True
        note_place(session, record)
        take(self, record, ts)
        if kind != "assistant" and isinstance(record.uuid, str):
            anchor = self._anchors.of(record.parent_uuid) if ts is None else ts
            if anchor is not None:
                self._anchors.remember(record.uuid, anchor)

    def rows(self) -> Rows:
        """All rows made or changed by the lines taken in."""
        return Rows(
            session=[self._state.session] if self._state.has_talk and self._number else [],
            turn=list(self._turns.rows.values()),
            request=list(self._requests.rows.values()),
            tool_call=list(self._calls.rows.values()),
            code_change=list(self._calls.changes.values()),
            handoff=list(self._calls.handoffs.values()),
            problem=list(self._problems.values()),
        )

    def state(self) -> bytes:
        """What a parser of the lines to come needs."""
        self._calls.compare_open_edits()
        self._anchors.settle()
        self._is_sealed = True
        return _encode_state(self._state)

    def _note(self, reason: str) -> None:
        """Count an anomaly; those of a last line that will be read again stand apart."""
        identity = (reason, self._is_sealed)
        if identity in self._problems:
            self._problems[identity].n += 1
        else:
            problem = Problem(line=self._number, kind="anomaly", reason=reason)
            self._problems[identity] = problem

    def _instant(self, value: object) -> int | None:
        if value is None:
            return None
        ts = instant(value)
        if ts is None:
            self._note("a timestamp that is no instant")
        elif isinstance(value, str) and value[-1] != "Z" and not _ZONE.search(value):
            self._note("a timestamp without zone")
        return ts

    def _who(self, record: Line) -> Who:
        """Who wrote a line or was spoken to in it."""
        if self._is_agent_file:
            return self._agent()
        if record.is_sidechain is not True:
            return _MAIN
        agent_id = record.agent_id if isinstance(record.agent_id, str) else None
        if agent_id is not None:
            known = self._state.agents.get(agent_id)
            return Who(True, known.name if known else agent_id, agent_id)
        opened = [call for call in self._state.open.values() if call.handoff and call.subagent]
        return Who(True, opened[0].subagent or "subagent" if len(opened) == 1 else "subagent")

    def _agent(self) -> Who:
        """The sub-agent whose file this is."""
        session = self._session
        name = session.agent or session.agent_id or "subagent"
        if name != self._own.agent:
            self._own = Who(True, name, session.agent_id)
        return self._own

    def _take_assistant(self, record: Line, ts: int | None) -> None:
        """One line of a response in its own conversation."""
        self._take_response(record, record, ts, self._who(record))

    def _take_user(self, record: Line, ts: int | None) -> None:
        """What the model was told in its own conversation."""
        self._take_input(record, ts, self._who(record))

    def _take_aside(self, record: Line, kind: object, ts: int | None) -> None:
        """A line beside the conversation."""
        if kind == "queue-operation" and isinstance(record.content, str):
            self._take_notices(record.content, ts)
        elif isinstance(kind, str):
            note_title(self._session, record, kind)

    def _take_progress(self, record: Line, ts: int | None) -> None:
        """A sub-agent's message, repeated in its parent's file."""
        data = record.data
        if not isinstance(data, Progress) or data.type != "agent_progress":
            return
        inner, agent_id = data.message, data.agent_id
        if not isinstance(inner, Line) or not isinstance(agent_id, str):
            return
        agent = self._state.agents.get(agent_id)
        if agent is None:
            tool = record.parent_tool_use_id
            opened = self._state.open.get(tool) if isinstance(tool, str) else None
            name = opened.subagent if opened else None
            agent = Agent(name or agent_id, tool=tool if isinstance(tool, str) else None)
        self._state.remember_agent(agent_id, agent)
        who = Who(True, agent.name, agent_id)
        at = self._instant(inner.timestamp)
        at = ts if at is None else at
        if inner.type == "assistant":
            self._take_response(inner, record, at, who)
        elif inner.type == "user":
            self._take_input(inner, at, who)

    def _take_response(self, record: Line, outer: Line, ts: int | None, who: Who) -> None:
        """One line of a model's response; `outer` is the line it was found in."""
        message = record.message
        sent = self._sent(record, who)
        if record.is_api_error_message is True:
            self._turns.note_failure()
        elif isinstance(message, Message) and message.model != "<synthetic>":
            request = self._request(record, message, outer, ts, who)
            if sent is not None and ts is not None and sent <= ts:
                request.started_ts = sent
            request = self._requests.add(request)
            if self._state.is_failing:
                self._turns.note_success()
            self._turns.note_event(ts)
            if isinstance(message.content, list):
                self._take_calls(message.content, request, who, ts)
        if sent is not None and isinstance(record.uuid, str):
            self._anchors.remember(record.uuid, sent)

    def _request(
        self, record: Line, message: Message, outer: Line, ts: int | None, who: Who
    ) -> Request:
        """What one line says of its request."""
        state, session = self._state, self._session
        usage = message.usage if isinstance(message.usage, Usage) else None
        tokens = tokens_of(usage, self._note) if usage is not None else _NO_TOKENS
        key, variant = message.id, record.request_id
        if not isinstance(key, str) or not key:
            key = self._own_key(record)
        if not isinstance(variant, str):
            variant = ""
        model, says, version = message.model, outer.session_id, outer.version
        is_placeholder = message.stop_reason is None and has_placeholders(
            version if isinstance(version, str) else None
        )
        request = Request(
            line=self._number, key=key, variant=variant, side=who.side, thread=session.thread,
            session=session.session, agent=who.agent, agent_id=who.agent_id,
            turn=state.turn.key if state.turn is not None else None, ts=ts, first_ts=ts,
            ended_ts=ts, model=kept(model) if isinstance(model, str) else None,
            input_tokens=tokens.input, cache_read_tokens=tokens.cache_read,
            cache_write_5m_tokens=tokens.cache_write_5m,
            cache_write_1h_tokens=tokens.cache_write_1h, output_tokens=tokens.output,
            web_searches=tokens.searches, partial=tokens.is_partial or is_placeholder,
            rank=tokens.total, tie=self._tie(ts, usage),
        )  # fmt: skip
        if record.cost_usd is not None:
            request.recorded_cost_nano = recorded_nano(record.cost_usd, self._note)
        if says != session.native_id and isinstance(says, str):
            request.says = f"claude_code:{kept(says)}"
        if not who.side:
            request.messages = int(state.is_first_variant(key, variant))
        elif who.agent_id in state.agents:
            state.agents[who.agent_id].model = request.model
        if usage is not None:
            _serve(request, usage)
        return request

    def _tie(self, ts: int | None, usage: Usage | None) -> int:
        """What decides between copies with as many tokens: the later, then any, but always one."""
        stamp = (0 if ts is None else ts // 1000) & _STAMP
        has_speed = usage is not None and usage.speed is not None
        return stamp << 22 | has_speed << 21 | zlib.crc32(self._bytes) & 0x1FFFFF

    def _digest(self) -> str:
        """What stands for the line itself."""
        return hashlib.blake2b(self._bytes, digest_size=8).hexdigest()

    def _own_key(self, record: Line) -> str:
        """The identity of a record that has no id."""
        if isinstance(record.uuid, str) and record.uuid:
            return f"uuid:{record.uuid}"
        return f"line:{self._digest()}"

    def _sent(self, record: Line, who: Who) -> int | None:
        """When a response was asked for: what it answers, else the latest input before it."""
        anchor = self._anchors.of(record.parent_uuid)
        if anchor is not None:
            return anchor
        if not who.side:
            return self._state.input_ts
        agent = self._state.agents.get(who.agent_id or "")
        return agent.input_ts if agent else self._state.side_input_ts

    def _take_calls(
        self, content: Sequence[object], request: Request, who: Who, ts: int | None
    ) -> None:
        """The tools a line of a response calls."""
        for place, block in enumerate(content):
            if isinstance(block, Block) and block.type == "tool_use":
                key = block.id
                if not isinstance(key, str) or not key:
                    key = f"line:{self._digest()}:{place}"
                self._calls.begin(block, key, request, who, self._number, ts)

    def _take_input(self, record: Line, ts: int | None, who: Who) -> None:
        """A user line: results of tools, or something said."""
        self._note_input(ts, who)
        content = record.message.content if isinstance(record.message, Message) else None
        results = 0
        if isinstance(content, list):
            for block in content:
                if isinstance(block, Block) and block.type == "tool_result":
                    results += 1
                    self._take_result(block, record, ts)
        if results or who.side:
            return
        message = people.said(content)
        if message.text.startswith(people.INTERRUPTION) or record.interrupted_message_id:
            self._turns.note_interruption()
        self._take_notices(message.text, ts)
        hidden = (
            record.is_meta, record.is_compact_summary, record.is_visible_in_transcript_only
        )  # fmt: skip
        if True not in hidden and _is_human(record.origin):
            self._take_prompt(message, record, ts)

    def _note_input(self, ts: int | None, who: Who) -> None:
        """Remember when the model was last told something."""
        if ts is None:
            return
        if not who.side:
            self._state.input_ts = ts
        elif who.agent_id in self._state.agents:
            self._state.agents[who.agent_id].input_ts = ts
        else:
            self._state.side_input_ts = ts

    def _take_result(self, block: Block, record: Line, ts: int | None) -> None:
        details = record.tool_use_result
        self._turns.note_event(ts)
        closed = self._calls.end(block, ts, details, record.tool_denial_kind)
        if closed is None:
            return
        if closed.intervened:
            self._turns.note_intervention()
        if isinstance(details, Details) and closed.opened.handoff:
            self._take_agent_result(closed, details, ts)
        if closed.outcome == "ok" and closed.opened.request is not None:
            self._count_search(closed.opened.request, closed.opened.call.key)

    def _take_agent_result(self, closed: Closed, details: Details, ts: int | None) -> None:
        """The usage of a sub-agent's last request, which its progress lines lack."""
        call, state = closed.opened.call, self._state
        agent_id = details.agent_id
        if not isinstance(agent_id, str):
            # Without an id the requests themselves stand in the file: nothing is to be added.
            agent_id = next((i for i, a in state.agents.items() if a.tool == call.key), None)
        if agent_id is None or not isinstance(details.usage, Usage):
            return
        agent = state.agents.get(agent_id)
        model = details.resolved_model
        stated = kept(details.agent_type) if isinstance(details.agent_type, str) else None
        tokens = tokens_of(details.usage, self._note)
        request = Request(
            line=self._number, key=f"agent:{agent_id}:{call.key}", side=True, thread=call.thread,
            session=call.session, agent=closed.opened.subagent or stated or agent_id,
            agent_id=agent_id, turn=call.turn, ts=ts, first_ts=ts, ended_ts=ts,
            model=kept(model) if isinstance(model, str) else agent.model if agent else None,
            input_tokens=tokens.input, cache_read_tokens=tokens.cache_read,
            cache_write_5m_tokens=tokens.cache_write_5m,
            cache_write_1h_tokens=tokens.cache_write_1h, output_tokens=tokens.output,
            web_searches=tokens.searches, partial=tokens.is_partial or agent is None,
            rank=tokens.total, tie=self._tie(ts, details.usage), flags="agent_result",
        )  # fmt: skip
        _serve(request, details.usage)
        self._requests.add(request)

    def _count_search(self, request: Request, call: str) -> None:
        """A web search succeeded: it counts where the provider does not say how many it ran."""
        number = self._state.count_search(request.key, call)
        if number == 1 and request.web_searches:
            return
        identity = (request.key, request.variant, request.side)
        row = self._requests.rows.setdefault(identity, request)
        row.web_searches = max(row.web_searches, number)

    def _take_attachment(self, record: Line, ts: int | None) -> None:
        """What the program added; a person may have typed it while the agent worked."""
        self._note_input(ts, self._who(record))
        attachment = record.attachment
        if not isinstance(attachment, Attachment) or attachment.type != "queued_command":
            return
        message = people.said(attachment.prompt)
        self._take_notices(message.text, ts)
        is_side = self._is_agent_file or record.is_sidechain is True
        if attachment.command_mode == "prompt" and not is_side and _is_human(record.origin):
            self._take_prompt(message, record, ts)

    def _take_prompt(self, message: people.Said, record: Line, ts: int | None) -> None:
        shown = people.prompt_of(message)
        if shown is None:
            return
        key = record.uuid if isinstance(record.uuid, str) and record.uuid else None
        self._turns.begin(key or self._own_key(record), self._number, ts)
        if self._state.session.title_rank == 0:
            entitle(self._state.session, title_of(shown), 1)

    def _take_notices(self, text: str, ts: int | None) -> None:
        """Words that work in the background ended."""
        if "<task-notification>" in text:
            for notice in people.notifications(text):
                self._calls.note_end(notice, ts)

    def _take_system(self, record: Line, _ts: int | None) -> None:
        """What the program noted."""
        if record.is_sidechain is True:
            return
        if record.subtype == "api_error":
            self._turns.note_failure()
        elif record.subtype == "compact_boundary":
            self._turns.note_compaction()
        elif record.subtype == "turn_duration":
            self._turns.note_duration(record.duration_ms)


_TALK: Mapping[str, Callable[[ClaudeParser, Line, int | None], None]] = {
    "assistant": ClaudeParser._take_assistant,  # noqa: SLF001
    "user": ClaudeParser._take_user,  # noqa: SLF001
    "progress": ClaudeParser._take_progress,  # noqa: SLF001
    "attachment": ClaudeParser._take_attachment,  # noqa: SLF001
    "system": ClaudeParser._take_system,  # noqa: SLF001
}
"""Kinds of lines that make a file a session; titles and modes alone are none."""


def _serve(request: Request, usage: Usage) -> None:
    """Fill in how the request was served, where that has a price of its own."""
    if usage.speed == "fast":
        request.speed = "fast"
    if usage.service_tier is not None:
        request.tier = served_tier(usage.service_tier)
    if usage.inference_geo is not None:
        request.region = served_region(usage.inference_geo)


def _is_human(origin: object) -> bool:
    """Whether a line's origin, if it tells one, is a person."""
    kind = origin.get("kind") if isinstance(origin, dict) else None
    return kind is None or kind == "human"
