"""From the requests of a conversation to its rows: each is a prompt, a turn and a spend."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypedDict

from sightline.adapters.base import instant, kept, open_regular, title_of
from sightline.adapters.copilot_chat import tools
from sightline.adapters.reviews import Reviews
from sightline.adapters.values import Oddities, below, mapping, milliseconds, name, objects, text
from sightline.records import CodeChange, Handoff, Request, Rows, Session, ToolCall, Turn

if TYPE_CHECKING:
    from sightline.adapters.base import Source

_LONGEST_WAIT_MS = 100_000_000_000
"""Beyond it `timeSpentWaiting` is an instant."""
_MOST_SETTINGS = 1 << 20
_AUTO = frozenset({"auto", ""})
_CANCELLED, _FAILED = 2, 3


class _Whose(TypedDict):
    thread: str
    session: str


class _Ending(NamedTuple):
    """How a request ended."""

    is_cancelled: bool
    is_failed: bool


def rows_of(state: dict[str, Any], source: Source, *, is_log: bool) -> Rows:
    """The rows of a conversation; none where nothing was asked yet."""
    return _Reader(state, source, is_log).rows()


class _Reader:
    """Goes through the requests in order."""

    def __init__(self, state: dict[str, Any], source: Source, is_log: bool) -> None:
        path = Path(source.path)
        self.state = state
        self.is_log = is_log
        self.native_id = name(state.get("sessionId")) or name(path.stem) or ""
        thread = f"copilot_chat:{self.native_id}"
        self.whose: _Whose = {"thread": thread, "session": thread}
        self.cwd = folder_of(path)
        self.oddities = Oddities()
        self.found = Rows()
        self.reviews = Reviews(self.found.report)
        self.title: str | None = None
        self.version: str | None = None
        self.instants = [instant(state.get(key)) for key in ("creationDate", "lastMessageDate")]

    def rows(self) -> Rows:
        for index, request in enumerate(objects(self.state["requests"])):
            self.read(request, index + 1)
        found = self.found
        found.problem = list(self.oddities.problems.values())
        if found.request:
            found.session = [self.session()]
        return found

    def session(self) -> Session:
        named = title_of(text(self.state.get("customTitle")) or "")
        known = [ts for ts in self.instants if ts is not None]
        repository = mapping(self.state.get("repoData"))
        return Session(
            native_id=self.native_id, agent="main", cwd=self.cwd, version=self.version,
            first_ts=min(known, default=None), last_ts=max(known, default=None),
            branch=name(repository.get("localBranch")), title=named or self.title,
            title_rank=3 if named else int(self.title is not None), **self.whose,
        )  # fmt: skip

    def read(self, request: dict[str, Any], line: int) -> None:
        key = f"{self.native_id}:{kept(text(request.get('requestId'))) or line}"
        ts = instant(request.get("timestamp"))
        said = text(mapping(request.get("message")).get("text")) or text(request.get("prompt"))
        if self.title is None and said is not None:
            self.title = title_of(said)
        extension = mapping(request.get("agent")).get("extensionVersion")
        self.version = name(extension) or self.version
        ending = _ending(request)
        row = self.request(request, key, ts, line, ending)
        self.meter(row, request, line)
        turn = Turn(
            line=line, key=key, ts=ts, ended_ts=row.ended_ts,
            duration_ms=milliseconds(_timings(request).get("totalElapsed")),
            interrupted=ending.is_cancelled, intervention=ending.is_cancelled,
            api_errors=int(ending.is_failed), **self.whose,
        )  # fmt: skip
        self.found.turn.append(turn)
        self.found.request.append(row)
        self.instants += [ts, row.ended_ts]
        parts = objects(request.get("response"))
        for index, part in enumerate(parts):
            if part.get("kind") == "toolInvocationSerialized":
                self.tool(part, f"{key}:{index}", turn, row, ending)
        for written in tools.written(request):
            self.reviews.write(row, written)
        self.reviews.say(row, tools.answer(parts))
        for edit in tools.edits(parts):
            change = CodeChange(
                line=line, key=f"{key}:{edit.path}", turn=key, ts=ts, added=edit.added,
                path=below(edit.path, self.cwd), removed=edit.removed, estimated=True,
                **self.whose,
            )  # fmt: skip
            self.found.code_change.append(change)

    def request(
        self, request: dict[str, Any], key: str, ts: int | None, line: int, ending: _Ending
    ) -> Request:
        timings = _timings(request)
        elapsed = milliseconds(timings.get("totalElapsed"))
        ended = instant(mapping(request.get("modelState")).get("completedAt"))
        if ts is not None and elapsed is not None:
            ended = ts + elapsed * 1000
        duration = elapsed
        waited = milliseconds(request.get("timeSpentWaiting"))
        if elapsed is not None and waited is not None and waited < _LONGEST_WAIT_MS:
            duration = max(elapsed - waited, 0)
        started = ts
        if ended is not None and duration is not None:
            started = ended - duration * 1000
        went_well = not ending.is_cancelled and not ending.is_failed
        first = milliseconds(timings.get("firstProgress")) if went_well else None
        return Request(
            line=line, key=key, turn=key, messages=int(bool(request.get("response"))), ts=ts,
            first_ts=ts, ended_ts=ended, started_ts=started, first_ms=first,
            first_kind="ttft" if first is not None else None,
            duration_ms=duration if went_well else None, model=_model(request),
            tie=int(self.is_log), **self.whose,
        )  # fmt: skip

    def meter(self, row: Request, request: dict[str, Any], line: int) -> None:
        """The tokens, from the first place that has them; how the prompt was cached is unknown."""
        result = mapping(request.get("result"))
        usage, metadata = mapping(result.get("usage")), mapping(result.get("metadata"))
        places = (
            (request.get("promptTokens"), request.get("completionTokens")),
            (result.get("promptTokens"), result.get("outputTokens")),
            (usage.get("promptTokens"), usage.get("completionTokens")),
            (metadata.get("promptTokens"), metadata.get("outputTokens")),
        )
        stated = [place for place in places if place != (None, None)]
        sent, output = stated[0] if stated else (None, None)
        row.input_tokens = self.oddities.count(sent, "promptTokens", line)
        row.output_tokens = self.oddities.count(output, "outputTokens", line)
        row.partial = row.input_tokens is None or row.output_tokens is None
        row.rank = sum(
            part for part in (row.input_tokens, row.output_tokens, 1) if part is not None
        )

    def tool(
        self, part: dict[str, Any], place: str, turn: Turn, row: Request, ending: _Ending
    ) -> None:
        asked, outcome = tools.invocation(part, was_cancelled=ending.is_cancelled)
        named = kept(text(part.get("toolCallId")))
        key = f"{self.native_id}:{named}" if named is not None else place
        if outcome == "rejected":
            turn.intervention = True
        found = ToolCall(
            line=row.line, key=key, turn=turn.key, ts=row.ts, model=row.model, tool=asked.tool,
            kind=asked.kind, server=asked.server, outcome=outcome, target=asked.target,
            helper=asked.helper, **self.whose,
        )  # fmt: skip
        self.found.tool_call.append(found)
        self.reviews.call(found, asked, {})
        self.reviews.end(found, tools.put_out(part))
        if asked.helper is not None:
            handoff = Handoff(
                line=row.line, key=key, turn=turn.key, kind="cli", to=asked.helper, ts=row.ts,
                outcome="done" if outcome == "ok" else "open", **self.whose,
            )  # fmt: skip
            self.found.handoff.append(handoff)


def _timings(request: dict[str, Any]) -> dict[str, Any]:
    return mapping(mapping(request.get("result")).get("timings"))


def _ending(request: dict[str, Any]) -> _Ending:
    value = mapping(request.get("modelState")).get("value")
    error = mapping(mapping(request.get("result")).get("errorDetails"))
    is_cancelled = (
        value == _CANCELLED or request.get("isCanceled") is True or error.get("code") == "canceled"
    )
    is_failed = not is_cancelled and (bool(error) or value == _FAILED)
    return _Ending(is_cancelled, is_failed)


def _model(request: dict[str, Any]) -> str | None:
    """The model that answered, as the details name it, else the one that was asked for."""
    asked = name(request.get("modelId")) or ""
    vendor, mark, model = asked.partition("/")
    if mark and vendor != "copilot":
        return asked
    model = model if mark else asked
    shown, mark, _ = (text(mapping(request.get("result")).get("details")) or "").partition("•")
    plain = re.sub(r"\s*\([^)]*\)", "", shown).strip()
    if mark and plain:
        return name("-".join(plain.lower().split()))
    return None if model in _AUTO else model


def folder_of(path: Path) -> str | None:
    """The folder a window had open, from the file beside its chats."""
    try:
        with os.fdopen(open_regular(str(path.parent.parent / "workspace.json")), "rb") as file:
            settings = mapping(json.loads(file.read(_MOST_SETTINGS)))
    except (OSError, ValueError, RecursionError):
        return None
    return tools.path_of(text(settings.get("folder")))
