"""One Claude Code file, line by line, into records."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Literal

import msgspec

from sightline.adapters.base import RecordParser, instant, title_of
from sightline.adapters.claude_code import hooks, people
from sightline.adapters.claude_code.anchors import Anchors
from sightline.adapters.claude_code.calls import Calls
from sightline.adapters.claude_code.lines import (
    Attachment,
    Block,
    Details,
    Line,
    Message,
    Progress,
    decode_line,
)
from sightline.adapters.claude_code.oddities import Oddities
from sightline.adapters.claude_code.responses import Responses, own_key
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
from sightline.records import Finding, Rows

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sightline.adapters.base import Records, Source

_MAIN = Who()
_MOST_NEW = 1024
_decode_state = msgspec.msgpack.Decoder(State).decode
_encode_state = msgspec.msgpack.Encoder().encode


class ClaudeParser(RecordParser):
    """Reads the lines of one file; its `State` is all that later lines need of earlier ones."""

    def __init__(self, source: Source, state: bytes | None) -> None:
        path = source.relative
        self.decode = decode_line
        self._stem = path.stem
        self._state = _decode_state(state) if state else State(session=session_of(path))
        self._session = self._state.session
        self._agents: dict[str, Who] = {}
        self._oddities = Oddities()
        self._anchors = Anchors(self._state.anchors)
        self._turns = Turns(self._state)
        self._calls = Calls(self._state)
        self._responses = Responses(
            self._state, self._anchors, self._turns, self._calls, self._oddities.note
        )
        self._findings: list[Finding] = []
        self._has_read = False
        self._records: Records

    def take(self, records: Records) -> None:
        """Take in lines."""
        self._records = self._oddities.records = records
        for some in records:
            self._take_some(some, records)
        if len(self._anchors.new) > _MOST_NEW:
            self._anchors.settle()
        # They hold on to this parser.
        del self._records, self._oddities.records

    def _take_some(self, some: list[Line], records: Records) -> None:
        session, owner = self._session, self._owner()
        respond, anchors, new = self._responses.take, self._anchors, self._anchors.new
        last_ts, before = session.last_ts, records.number
        times = [None if one.timestamp is None else instant(one.timestamp) for one in some]
        numbers = count(before + 1)
        for records.number, record, ts in zip(numbers, some, times, strict=False):
            kind = record.type
            if record.timestamp is not None:
                if ts is None:
                    self._oddities.note("a timestamp that is no instant")
                elif last_ts is not None and ts > last_ts:
                    last_ts = ts
                else:
                    session.last_ts = last_ts
                    note_time(session, ts)
                    last_ts = session.last_ts
            take = _TALK.get(kind) if type(kind) is str else None
            if take is None:
                self._take_aside(record, kind, ts)
                continue
            if (
                record.git_branch != session.branch
                or record.version != session.version
                or session.cwd is None
                or record.session_kind is not None
                or record.attribution_agent is not None
            ):
                self._state.has_talk = True
                if not session.thread:
                    name_by(session, record, self._stem)
                note_place(session, record)
                owner = self._owner()
            is_aside = owner is _MAIN and record.is_sidechain is True
            who = self._who_aside(record) if is_aside else owner
            if take == "response":
                respond(record, record, ts, who, records)
                continue
            take(self, record, ts, who)
            if ts is None:
                anchors.remember(record.uuid, anchors.of(record.parent_uuid))
            elif type(record.uuid) is str:
                new.append((record.uuid, ts))
        session.last_ts = last_ts
        self._has_read = self._has_read or bool(some)

    def _take_aside(self, record: Line, kind: object, ts: int | None) -> None:
        """A line beside the conversation."""
        if not self._session.thread:
            name_by(self._session, record, None)
        if kind == "queue-operation" and isinstance(record.content, str):
            self._take_notices(record.content, ts)
        elif isinstance(kind, str):
            note_title(self._session, record, kind)

    def rows(self) -> Rows:
        """All rows made or changed by the lines taken in."""
        return Rows(
            session=[self._state.session] if self._state.has_talk and self._has_read else [],
            turn=list(self._turns.rows.values()),
            request=self._responses.rows(),
            tool_call=list(self._calls.rows.values()),
            code_change=list(self._calls.changes.values()),
            handoff=list(self._calls.handoffs.values()),
            problem=self._oddities.rows(),
            report=self._calls.reports,
            finding=self._findings,
        )

    def state(self) -> bytes:
        """What a parser of the lines to come needs."""
        self._calls.compare_open_edits()
        self._anchors.settle()
        self._state.settle()
        self._oddities.is_sealed = True
        return _encode_state(self._state)

    def _instant(self, value: object) -> int | None:
        ts = instant(value)
        if ts is None:
            self._oddities.note("a timestamp that is no instant")
        return ts

    def _owner(self) -> Who:
        """Whose file it is."""
        session = self._session
        if session.kind != "subagent":
            return _MAIN
        return self._agent(session.agent or session.agent_id or "subagent", session.agent_id)

    def _who_aside(self, record: Line) -> Who:
        """Who wrote a line beside the main conversation, or was spoken to in it."""
        agent_id = record.agent_id if isinstance(record.agent_id, str) else None
        if agent_id is not None:
            known = self._state.agents.get(agent_id)
            return self._agent(known.name if known else agent_id, agent_id)
        opened = [call for call in self._state.open.values() if call.handoff and call.subagent]
        return Who(True, opened[0].subagent or "subagent" if len(opened) == 1 else "subagent")

    def _agent(self, name: str, agent_id: str | None) -> Who:
        """The sub-agent of a name and id, one value as long as it has both."""
        who = self._agents.get(name)
        if who is None or who.agent_id != agent_id:
            who = self._agents[name] = Who(True, name, agent_id)
        return who

    def _take_progress(self, record: Line, ts: int | None, _who: Who) -> None:
        """A sub-agent's message, repeated in its parent's file."""
        data = record.data
        if type(data) is not Progress or data.type != "agent_progress":
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
        who = self._agent(agent.name, agent_id)
        at = ts
        if inner.timestamp is not None:
            told = self._instant(inner.timestamp)
            at = ts if told is None else told
        if inner.type == "assistant":
            self._responses.take(inner, record, at, who, self._records)
        elif inner.type == "user":
            self._take_input(inner, at, who)

    def _take_input(self, record: Line, ts: int | None, who: Who) -> None:
        """A user line: results of tools, or something said."""
        if who is not _MAIN:
            self._note_input(ts, who)
        elif ts is not None:
            self._state.input_ts = ts
        message = record.message
        content = message.content if type(message) is Message else None
        has_results = False
        if type(content) is list:
            for block in content:
                if type(block) is Block and block.type == "tool_result":
                    has_results = True
                    self._take_result(block, record, ts)
        if not has_results and (not who.side or record.is_meta is True):
            said = people.said(content)
            self._take_block(hooks.stopped(said.text), record, ts)
            if not who.side:
                self._take_said(said, record, ts)

    def _take_block(self, hook: str | None, record: Line, ts: int | None) -> None:
        """What a hook blocked that no call tells."""
        if hook is not None:
            key = record.uuid if isinstance(record.uuid, str) and record.uuid else None
            key = key or own_key(record, self._records.line)
            number, session = self._records.number, self._state.session
            self._findings.append(hooks.finding(hook, key, session, ts, number))

    def _take_said(self, message: people.Said, record: Line, ts: int | None) -> None:
        """Something said: by a person, or by the program in their name."""
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
        """The result of a tool."""
        details = record.tool_use_result
        if type(details) is not Details:
            details = None
        self._turns.note_event(ts)
        opened = self._calls.end(block, ts, details, record.tool_denial_kind)
        if opened is None:
            return
        is_ok = opened.call.outcome == "ok"
        is_modified = is_ok and details is not None and details.user_modified is True
        if is_modified or opened.call.outcome == "rejected":
            self._turns.note_intervention()
        if opened.handoff is not None and details is not None:
            self._responses.take_result(opened, details, self._records.number, ts)
        if opened.request is not None and is_ok:
            self._responses.count_search(opened.request, opened.call.key)

    def _take_attachment(self, record: Line, ts: int | None, who: Who) -> None:
        """What the program added; a person may have typed it while the agent worked."""
        self._note_input(ts, who)
        attachment = record.attachment
        if not isinstance(attachment, Attachment):
            return
        self._take_block(hooks.blocked(attachment), record, ts)
        if attachment.type != "queued_command":
            return
        message = people.said(attachment.prompt)
        self._take_notices(message.text, ts)
        if attachment.command_mode == "prompt" and not who.side and _is_human(record.origin):
            self._take_prompt(message, record, ts)

    def _take_prompt(self, message: people.Said, record: Line, ts: int | None) -> None:
        shown = people.prompt_of(message)
        if shown is None:
            return
        key = record.uuid if isinstance(record.uuid, str) and record.uuid else None
        self._turns.begin(key or own_key(record, self._records.line), self._records.number, ts)
        if self._state.session.title_rank == 0:
            entitle(self._state.session, title_of(shown), 1)

    def _take_notices(self, text: str, ts: int | None) -> None:
        """Words that work in the background ended."""
        if "<task-notification>" in text:
            for notice in people.notifications(text):
                self._calls.note_end(notice, ts)

    def _take_system(self, record: Line, _ts: int | None, _who: Who) -> None:
        """What the program noted."""
        if record.is_sidechain is True:
            return
        if record.subtype == "api_error":
            self._turns.note_failure()
        elif record.subtype == "compact_boundary":
            self._turns.note_compaction()
        elif record.subtype == "turn_duration":
            self._turns.note_duration(record.duration_ms)


_TALK: Mapping[str, Callable[[ClaudeParser, Line, int | None, Who], None] | Literal["response"]] = {
    "assistant": "response",
    "user": ClaudeParser._take_input,  # noqa: SLF001
    "progress": ClaudeParser._take_progress,  # noqa: SLF001
    "attachment": ClaudeParser._take_attachment,  # noqa: SLF001
    "system": ClaudeParser._take_system,  # noqa: SLF001
}
"""Kinds of lines that make a file a session, titles and modes alone do not; and what takes them."""


def _is_human(origin: object) -> bool:
    """Whether a line's origin, if it tells one, is a person."""
    kind = origin.get("kind") if isinstance(origin, dict) else None
    return kind is None or kind == "human"
