"""One Claude Code file, line by line, into records."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from sightline.adapters.base import instant, title_of
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
    decode_line,
)
from sightline.adapters.claude_code.responses import Responses, digest_of, own_key
from sightline.adapters.claude_code.sessions import (
    entitle,
    name_by,
    note_place,
    note_title,
    session_of,
)
from sightline.adapters.claude_code.state import Agent, State, Who
from sightline.adapters.claude_code.turns import Turns
from sightline.records import Problem, Rows

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sightline.adapters.base import Line as Bytes
    from sightline.adapters.base import Source
    from sightline.records import Request

_MAIN = Who()
_decode_state = msgspec.msgpack.Decoder(State).decode
_encode_state = msgspec.msgpack.Encoder().encode


class ClaudeParser:
    """Reads the lines of one file; its `State` is all that later lines need of earlier ones."""

    def __init__(self, source: Source, state: bytes | None) -> None:
        path = source.relative
        self._stem = path.stem
        self._state = _decode_state(state) if state else State(session=session_of(path))
        self._session = self._state.session
        self._is_agent_file = self._session.kind == "subagent"
        self._agents: dict[str, Who] = {}
        self._anchors = Anchors(self._state.anchors)
        self._turns = Turns(self._state)
        self._calls = Calls(self._state)
        self._responses = Responses(self._state, self._note)
        self._problems: dict[tuple[str, bool], Problem] = {}
        self._is_sealed = False
        self._number = 0
        self._bytes: Bytes = b""

    def line(self, line: Bytes, number: int) -> None:
        """Take in one line."""
        record = decode_line(line)
        self._number, self._bytes = number, line
        kind, session, stamp = record.type, self._session, record.timestamp
        ts = None if stamp is None else self._instant(stamp)
        if ts is not None:
            if session.last_ts is None:
                session.first_ts = session.last_ts = ts
            elif ts > session.last_ts:
                session.last_ts = ts
            elif session.first_ts is None or ts < session.first_ts:
                session.first_ts = ts
        take = _TALK.get(kind) if isinstance(kind, str) else None
        if not session.thread:
            name_by(session, record, self._stem if take is not None else None)
        if take is None:
            self._take_aside(record, kind, ts)
            return
        self._state.has_talk = True
        if (
            record.git_branch != session.branch
            or record.version != session.version
            or session.cwd is None
            or record.session_kind is not None
            or record.attribution_agent is not None
        ):
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
            request=self._responses.rows(),
            tool_call=list(self._calls.rows.values()),
            code_change=list(self._calls.changes.values()),
            handoff=list(self._calls.handoffs.values()),
            problem=list(self._problems.values()),
            report=self._calls.reports,
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
        ts = instant(value)
        if ts is None:
            self._note("a timestamp that is no instant")
        return ts

    def _who(self, record: Line) -> Who:
        """Who wrote a line or was spoken to in it."""
        if self._is_agent_file:
            session = self._session
            return self._agent(session.agent or session.agent_id or "subagent", session.agent_id)
        if record.is_sidechain is not True:
            return _MAIN
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

    def _take_assistant(self, record: Line, ts: int | None) -> None:
        """One line of a response in its own conversation."""
        is_main = record.is_sidechain is not True and not self._is_agent_file
        self._take_response(record, record, ts, _MAIN if is_main else self._who(record))

    def _take_user(self, record: Line, ts: int | None) -> None:
        """What the model was told in its own conversation."""
        is_main = record.is_sidechain is not True and not self._is_agent_file
        self._take_input(record, ts, _MAIN if is_main else self._who(record))

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
        who = self._agent(agent.name, agent_id)
        at = None if inner.timestamp is None else self._instant(inner.timestamp)
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
            request = self._responses.again(message, record, outer, ts, who)
            if request is None:
                request = self._responses.take(
                    message, record, outer, self._number, self._bytes, ts, who, sent
                )
            if self._state.is_failing:
                self._turns.note_success()
            self._turns.note_event(ts)
            if isinstance(message.content, list):
                for place, block in enumerate(message.content):
                    if isinstance(block, Block) and block.type == "tool_use":
                        self._take_call(block, place, request, who, ts)
        if sent is not None and isinstance(record.uuid, str):
            self._anchors.remember(record.uuid, sent)

    def _sent(self, record: Line, who: Who) -> int | None:
        """When a response was asked for: what it answers, else the latest input before it."""
        anchor = self._anchors.of(record.parent_uuid)
        if anchor is not None:
            return anchor
        if not who.side:
            return self._state.input_ts
        agent = self._state.agents.get(who.agent_id or "")
        return agent.input_ts if agent else self._state.side_input_ts

    def _take_call(
        self, block: Block, place: int, request: Request, who: Who, ts: int | None
    ) -> None:
        """A tool that a line of a response calls."""
        key = block.id
        if not isinstance(key, str) or not key:
            key = f"line:{digest_of(self._bytes)}:{place}"
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
        """The result of a tool."""
        details = record.tool_use_result
        if not isinstance(details, Details):
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
            self._responses.take_result(opened, details, self._number, ts)
        if opened.request is not None and is_ok:
            self._responses.count_search(opened.request, opened.call.key)

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
        self._turns.begin(key or own_key(record, self._bytes), self._number, ts)
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


def _is_human(origin: object) -> bool:
    """Whether a line's origin, if it tells one, is a person."""
    kind = origin.get("kind") if isinstance(origin, dict) else None
    return kind is None or kind == "human"
