"""The rows of a plain conversation: prompts, answers, tool calls and their results, in order.

For engines whose files hold little more than that, in the shapes of the models' own interfaces.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple, TypedDict

from sightline.adapters.base import (
    KEPT_TEXT,
    Asked,
    is_reviewer,
    shell_call,
    text_lines,
    title_of,
)
from sightline.adapters.reviews import Reviews
from sightline.adapters.values import (
    Lines,
    Oddities,
    below,
    elapsed_ms,
    name,
    objects,
    text,
)
from sightline.records import CodeChange, Handoff, Request, Rows, Session, ToolCall, Turn

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Literal

    from sightline.records import Outcome, ToolKind

_KINDS: dict[str, ToolKind] = {
    "read": "read", "readfile": "read", "readmcpresource": "read", "ls": "read", "list": "read",
    "listdir": "read", "listdirectory": "read", "viewimage": "read", "readlints": "read",
    "glob": "search", "globfilesearch": "search", "grep": "search", "find": "search",
    "search": "search", "finder": "search", "codebasesearch": "search",
    "codebasesearchagent": "search", "semanticsearch": "search", "websearch": "search",
    "webfetch": "fetch", "fetchurl": "fetch", "readwebpage": "fetch", "fetch": "fetch",
    "edit": "edit", "editfile": "edit", "multiedit": "edit", "strreplace": "edit",
    "texteditor": "edit", "write": "edit", "create": "edit", "createfile": "edit",
    "applypatch": "edit", "delete": "edit", "deletefile": "edit", "undoedit": "edit",
    "bash": "execute", "shell": "execute", "execute": "execute", "runterminalcmd": "execute",
    "task": "agent", "subagent": "agent", "oracle": "agent", "delegate": "agent",
}  # fmt: skip
_TARGETS = (
    "path", "file_path", "filePath", "target_file", "directory_path", "pattern", "glob_pattern",
    "url", "query", "search_term",
)  # fmt: skip
_AGENTS = ("subagent_type", "agent", "agent_name")
_GROUPS = ("tasks", "chain")
_SERVER = re.compile(r"mcp__(.+?)__(.+)|(.+?)___(.+)", re.DOTALL)
_PATCHED = re.compile(r"^\*\*\* (Update|Add|Delete) File: (\S.*)$")
_DONE: Mapping[Outcome, Literal["done", "failed", "stopped", "open"]] = {
    "ok": "done",
    "failed": "failed",
    "open": "open",
}


def asked(tool: str | None, given: dict[str, Any]) -> Asked:
    """Read a call's name and input."""
    if tool is None:
        return Asked("unknown")
    server = _SERVER.fullmatch(tool)
    if server is not None:
        return Asked(tool, "mcp", server[1] or server[3])
    kind = _KINDS.get(tool.replace("_", "").replace("-", "").lower(), "other")
    if kind == "execute":
        return shell_call(tool, kind, text(given.get("command")) or text(given.get("cmd")))
    if kind == "agent" and "action" not in given:
        agent = next(_agents(given), tool)
        return Asked(tool, kind, target=agent, agent=agent)
    targets = (target for key in _TARGETS if (target := name(given.get(key))) is not None)
    return Asked(tool, kind, target=next(targets, None))


def _agents(given: dict[str, Any]) -> Iterator[str]:
    """Whom a call names: one for all its tasks, or the reviewers among those of several."""
    yield from _named(given)
    for task in (task for key in _GROUPS for task in objects(given.get(key))):
        yield from (agent for agent in _named(task) if is_reviewer(agent))


def _named(given: dict[str, Any]) -> Iterator[str]:
    yield from (agent for key in _AGENTS if (agent := name(given.get(key))) is not None)


class Edit(NamedTuple):
    """What a call does to a file."""

    path: str
    lines: Lines = Lines()
    compared: bool = False
    """The lines are not recorded: texts were compared, or a file is taken to be new."""


def patched(patch: str) -> list[Edit]:
    """The files of a patch in the form that begins `*** Begin Patch`."""
    found: dict[str, list[int]] = {}
    deleted: set[str] = set()
    path = None
    for line in patch.splitlines():
        if head := _PATCHED.match(line):
            path = head[2].rstrip()[:KEPT_TEXT]
            found.setdefault(path, [0, 0])
            deleted |= {path} if head[1] == "Delete" else set()
        elif path is not None and line[:1] in ("+", "-"):
            found[path][line[0] == "-"] += 1
    return [
        Edit(path, Lines(0, None) if path in deleted else Lines(*lines))
        for path, lines in found.items()
    ]


class _Actor(TypedDict):
    thread: str
    session: str
    side: bool
    agent_id: str | None


class Talk:
    """Collects the rows of one session, told in order."""

    def __init__(
        self, engine: str, native_id: str, cwd: str | None = None, parent: str | None = None
    ) -> None:
        self.engine, self.native_id, self.cwd, self.parent = engine, native_id, cwd, parent
        self.thread = f"{engine}:{native_id}"
        self.is_side = parent is not None
        self.agent = native_id if self.is_side else "main"
        self.oddities = Oddities()
        self.found = Rows()
        self.turn: Turn | None = None
        self.calls: dict[str, tuple[ToolCall, Handoff | None]] = {}
        """Calls without a result, by the id their result will name."""
        self.title: str | None = None
        self.instants: list[int] = []
        self.reviews = Reviews(self.found.report)
        self._touched: set[str] = set()
        self._failing = False

    @property
    def _actor(self) -> _Actor:
        agent_id = self.native_id if self.is_side else None
        return {
            "thread": self.thread, "session": self.thread, "side": self.is_side,
            "agent_id": agent_id,
        }  # fmt: skip

    def key(self, own: str) -> str:
        """A key that is unique among sessions and engines."""
        return f"{self.thread}:{own}"

    def session(self, title: str | None = None, rank: int = 3, **facts: Any) -> Session:
        """The session as told; a recorded title stands above the first prompt."""
        named = title_of(title) if title is not None else None
        given: dict[str, Any] = {
            "kind": "subagent" if self.is_side else "root",
            "parent": f"{self.engine}:{self.parent}" if self.parent is not None else None,
            **facts,
        }
        return Session(
            thread=self.thread, session=self.thread, native_id=self.native_id, cwd=self.cwd,
            agent=self.agent, agent_id=self._actor["agent_id"],
            first_ts=min(self.instants, default=None), last_ts=max(self.instants, default=None),
            title=named or self.title, title_rank=rank if named else int(self.title is not None),
            **given,
        )  # fmt: skip

    def rows(self, title: str | None = None, rank: int = 3, **facts: Any) -> Rows:
        """All rows; none where nobody has said anything."""
        found = self.found
        found.problem = list(self.oddities.problems.values())
        if found.turn or found.request or found.tool_call:
            found.session = [self.session(title, rank, **facts)]
        return found

    def happened(self, ts: int | None) -> None:
        """Something stands at this instant; the turn that runs goes on until then."""
        if ts is None:
            return
        self.instants.append(ts)
        if self.turn is not None and (self.turn.ended_ts is None or ts > self.turn.ended_ts):
            self.turn.ended_ts = ts

    def prompt(self, own: str, said: str, ts: int | None, line: int) -> None:
        """A person typed; what a sub-agent is told is no turn."""
        if ts is not None:
            self.instants.append(ts)
        if self.title is None:
            self.title = title_of(said)
        if self.is_side:
            return
        self._failing = False
        self.turn = Turn(
            line=line, key=self.key(own), thread=self.thread, session=self.thread, ts=ts
        )
        self.found.turn.append(self.turn)

    def request(self, own: str, ts: int | None, line: int) -> Request:
        """A call of the model, its usage still unknown."""
        row = Request(
            line=line, key=self.key(own), turn=self.turn.key if self.turn is not None else None,
            agent=self.agent, messages=int(not self.is_side), ts=ts, first_ts=ts, partial=True,
            **self._actor,
        )  # fmt: skip
        self.found.request.append(row)
        self.happened(ts)
        return row

    def meter(
        self,
        row: Request,
        sent: object,
        output: object,
        cache: tuple[object, object],
        reasoning: object = None,
    ) -> None:
        """A request's tokens, cache reads and writes apart from input and reasoning in output."""
        odd, line = self.oddities, row.line
        row.input_tokens = odd.count(sent, "input", line)
        row.output_tokens = odd.count(output, "output", line)
        row.cache_read_tokens = odd.part(cache[0], "cache reads", line)
        row.cache_write_5m_tokens = odd.part(cache[1], "cache writes", line)
        row.cache_write_1h_tokens = 0
        thought = odd.part(reasoning, "reasoning", line)
        if thought and row.output_tokens is not None and thought > row.output_tokens:
            odd.note("reasoning above output", line)
            thought = None
        row.reasoning_tokens = thought
        row.partial = None in (
            row.input_tokens, row.output_tokens, row.cache_read_tokens, row.cache_write_5m_tokens,
        )  # fmt: skip

    def failed(self) -> None:
        """The model's API failed; until it answers again that is one error."""
        if self.turn is not None:
            self.turn.api_errors += not self._failing
            self._failing = True

    def answered(self) -> None:
        """The model answered, which recovers what failed before."""
        if self.turn is not None and self._failing:
            self.turn.api_errors_recovered = self.turn.api_errors
        self._failing = False

    def interrupted(self) -> None:
        """The person stopped the model or a tool."""
        if self.turn is not None:
            self.turn.interrupted = self.turn.intervention = True

    def call(
        self, own: str, what: Asked, ts: int | None, line: int, given: dict[str, Any],
        model: str | None = None,
    ) -> ToolCall:  # fmt: skip
        """A tool was called with this input."""
        row = ToolCall(
            line=line, key=self.key(own), turn=self.turn.key if self.turn is not None else None,
            agent=self.agent, ts=ts, model=model, tool=what.tool, kind=what.kind,
            server=what.server, target=what.target, helper=what.helper, **self._actor,
        )  # fmt: skip
        self.found.tool_call.append(row)
        self.calls[own] = (row, self._hand_over(what, row))
        self.happened(ts)
        if what.kind == "read" and what.target is not None:
            self._touched.add(what.target)
        self.reviews.call(row, what, given)
        return row

    def _hand_over(self, what: Asked, call: ToolCall) -> Handoff | None:
        if what.helper is None and what.agent is None:
            return None
        handoff = Handoff(
            line=call.line, key=call.key, thread=self.thread, session=self.thread, turn=call.turn,
            kind="cli" if what.helper is not None else "subagent",
            to=what.helper or what.agent or what.tool, ts=call.ts,
        )  # fmt: skip
        self.found.handoff.append(handoff)
        return handoff

    def result(
        self, own: str, outcome: Outcome, error_kind: str | None, ts: int | None,
        answer: object = None,
    ) -> ToolCall | None:  # fmt: skip
        """A call has ended; nothing where it is not known, or ended before."""
        row, handoff = self.calls.pop(own, (None, None))
        self.happened(ts)
        if row is None:
            return None
        row.outcome, row.error_kind, row.ended_ts = outcome, error_kind, ts
        row.duration_ms = elapsed_ms(row.ts, ts)
        if handoff is not None:
            handoff.outcome, handoff.done_ts = _DONE.get(outcome, "stopped"), ts
        self.reviews.end(row, answer)
        if outcome == "rejected" and self.turn is not None:
            self.turn.intervention = True
        elif outcome == "cancelled":
            self.interrupted()
        return row

    def written(self, path: str, content: str) -> Edit:
        """A whole file: new, unless it was read or changed here before; then lines are unknown."""
        if path in self._touched:
            return Edit(path)
        return Edit(path, Lines(text_lines(content), 0), compared=True)

    def change(self, call: ToolCall, edit: Edit) -> None:
        """A call changed a file, or would have: its outcome says which."""
        applied = call.outcome == "ok"
        if not applied and call.outcome != "rejected":
            return
        self._touched.add(edit.path)
        row = CodeChange(
            line=call.line, key=f"{call.key}:{edit.path}", turn=call.turn, agent=call.agent,
            ts=call.ended_ts if call.ended_ts is not None else call.ts,
            path=below(edit.path, self.cwd), added=edit.lines.added if applied else None,
            removed=edit.lines.removed if applied else None, applied=applied,
            estimated=edit.compared, **self._actor,
        )  # fmt: skip
        self.found.code_change.append(row)
