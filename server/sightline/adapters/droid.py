"""Droid (Factory): one session a log, its tokens only as totals in `<id>.settings.json` beside it.

Seen: version 2 of the log (January to March 2026). The totals are read as junhoyeo/tokscale reads
them; no real file of them was at hand.

- `{type: session_start, id, title, sessionTitle, cwd}`, then `{type: message, id, timestamp,
  message: {role, content}}` with the blocks of Anthropic's interface; `todo_state` says nothing.
- `title` is the first prompt; `sessionTitle` is "New Session" until it has been named.
- Texts in `<system-reminder>` and messages with `visibility` are the program's own.
- `tokenUsage {inputTokens, outputTokens, cacheReadTokens, cacheCreationTokens, thinkingTokens}`,
  `model` and `providerLock` are of the whole session: one total over all its answers, which
  themselves have none. Without totals an answer's usage is unknown.
- An answer took from the prompt or results it answers to its line; a call from its answer to its
  result, a person's approval included. A shell's exit code stands in its result's text.
- `Create` is taken to make a new file unless it was read or changed here before.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from sightline.adapters.base import Adapter, NotAnObjectError, instant, open_regular
from sightline.adapters.talk import Edit, Talk, asked, patched
from sightline.adapters.values import (
    answer_ms,
    compared_lines,
    mapping,
    name,
    objects,
    text,
)
from sightline.records import Problem, Request, Rows

if TYPE_CHECKING:
    from sightline.adapters.base import Environment, Line, Source
    from sightline.records import Outcome

_LARGEST_SETTINGS = 1 << 20
_REMINDER = "<system-reminder>"
_UNNAMED = "New Session"
_EXIT_CODE = re.compile(r"exited with code (-?\d+)|[Ee]xit code:? (-?\d+)")


class DroidParser:
    """Reads the lines of one log; a grown log is read from its start."""

    def __init__(self, source: Source, _saved: bytes | None) -> None:
        self._path = source.path
        self._talk: Talk | None = None
        self._start: dict[str, Any] = {}
        self._asked: dict[str, dict[str, Any]] = {}
        """The input of calls that edit, by id."""
        self._asked_ts: int | None = None
        """When the model was last given a prompt or a result."""

    def line(self, line: Line, number: int) -> None:
        """Take in one record."""
        record = msgspec.json.decode(line)
        if not isinstance(record, dict):
            raise NotAnObjectError
        kind = record.get("type")
        if kind == "session_start" and self._talk is None:
            self._start = record
            native_id = name(record.get("id")) or Path(self._path).stem
            self._talk = Talk("droid", native_id, name(record.get("cwd")))
        elif kind == "message" and self._talk is not None:
            message = mapping(record.get("message"))
            own = name(record.get("id")) or f"line-{number}"
            ts = instant(record.get("timestamp"))
            if message.get("role") == "user" and "visibility" not in message:
                self._told(self._talk, own, message, ts, number)
            elif message.get("role") == "assistant":
                self._answer(self._talk, own, message, ts, number)

    def rows(self) -> Rows:
        """The rows of all messages, and of the totals beside them."""
        talk = self._talk
        if talk is None:
            return Rows(problem=[Problem(kind="skipped", reason="not a Droid session")])
        settings = _settings(self._path)
        if isinstance(settings.get("tokenUsage"), dict):
            self._total(talk, settings)
        named = text(self._start.get("sessionTitle"))
        is_named = named is not None and named != _UNNAMED
        title = named if is_named else text(self._start.get("title"))
        return talk.rows(title, 3 if is_named else 1)

    def state(self) -> bytes:
        """Nothing: results belong to calls of earlier lines."""
        return b""

    def _told(
        self, talk: Talk, own: str, message: dict[str, Any], ts: int | None, number: int
    ) -> None:
        blocks = objects(message.get("content"))
        said = _said(message.get("content"))
        for block in blocks:
            if block.get("type") == "tool_result":
                self._result(talk, block, ts)
        if said or any(block.get("type") == "image" for block in blocks):
            talk.prompt(own, said, ts, number)
        self._asked_ts = ts

    def _answer(
        self, talk: Talk, own: str, message: dict[str, Any], ts: int | None, number: int
    ) -> None:
        row = talk.request(own, ts, number)
        row.ended_ts = ts
        row.duration_ms = answer_ms(self._asked_ts, ts)
        row.started_ts = self._asked_ts if row.duration_ms is not None else None
        self._asked_ts = None
        talk.reviews.say(row, _said(message.get("content")))
        for index, block in enumerate(objects(message.get("content"))):
            if block.get("type") == "tool_use":
                given = mapping(block.get("input"))
                call = name(block.get("id")) or f"{own}-{index}"
                what = asked(name(block.get("name")), given)
                talk.call(call, what, ts, number, given).with_approval = True
                if what.kind == "edit":
                    self._asked[call] = given

    def _result(self, talk: Talk, block: dict[str, Any], ts: int | None) -> None:
        own = name(block.get("tool_use_id")) or ""
        given = self._asked.pop(own, None)
        row = talk.result(own, *_ended(block), ts, block.get("content"))
        if row is not None and given is not None:
            for edit in _edits(talk, given):
                talk.change(row, edit)

    def _total(self, talk: Talk, settings: dict[str, Any]) -> None:
        """The session's tokens as one row; its answers then add only their time."""
        answers = talk.found.request[:]
        for row in answers:
            talk.meter(row, 0, 0, (0, 0))
            row.n = 0
        last = max(talk.instants, default=None)
        line = answers[-1].line if answers else 1
        total: Request = talk.request("totals", last, line)
        total.n, total.messages, total.flags = len(answers), 0, "aggregate"
        model = text(settings.get("model"))
        total.model = name(model.removeprefix("custom:")) if model is not None else None
        total.provider = name(settings.get("providerLock"))
        usage = mapping(settings.get("tokenUsage"))
        cache = (usage.get("cacheReadTokens"), usage.get("cacheCreationTokens"))
        thought = usage.get("thinkingTokens")
        talk.meter(total, usage.get("inputTokens"), usage.get("outputTokens"), cache, thought)


def beside(path: str) -> list[str]:
    """The settings of a session, which hold its totals."""
    return [f"{path.removesuffix('.jsonl')}.settings.json"]


def _settings(path: str) -> dict[str, Any]:
    try:
        with os.fdopen(open_regular(beside(path)[0]), "rb") as file:
            return mapping(json.loads(file.read(_LARGEST_SETTINGS)))
    except (OSError, ValueError, RecursionError):
        return {}


def _said(content: object) -> str:
    """What a person typed."""
    if isinstance(content, str):
        parts = [text(content)]
    else:
        parts = [text(b.get("text")) for b in objects(content) if b.get("type") == "text"]
    said = [part for part in parts if part is not None and not part.startswith(_REMINDER)]
    return "\n".join(said).strip()


def _ended(block: dict[str, Any]) -> tuple[Outcome, str | None]:
    if block.get("is_error") is True:
        return "failed", "error"
    content = block.get("content")
    said = content if isinstance(content, str) else _said(content)
    codes = _EXIT_CODE.findall(said[-400:])
    if codes and int(codes[-1][0] or codes[-1][1]) != 0:
        return "failed", "exit_code"
    return ("failed", "error") if said.startswith('{"success":false') else ("ok", None)


def _edits(talk: Talk, given: dict[str, Any]) -> list[Edit]:
    """The files a call changes."""
    patch = text(given.get("input"))
    if patch is not None:
        return patched(patch)
    path = name(given.get("file_path")) or name(given.get("path"))
    if path is None:
        return []
    old, new, content = given.get("old_str"), given.get("new_str"), given.get("content")
    if isinstance(old, str) and isinstance(new, str):
        return [Edit(path, compared_lines(old, new), compared=True)]
    return [talk.written(path, content) if isinstance(content, str) else Edit(path)]


def _folders(environment: Environment) -> list[Path]:
    return [environment.home / ".factory" / "sessions"]


def _wanted(_folders: tuple[str, ...], name: str) -> bool:
    return name.endswith(".jsonl")


DROID = Adapter(
    engine="droid",
    title="Droid",
    colour="terminal.ansiRed",
    version=2,
    folders=_folders,
    wanted=_wanted,
    parser=DroidParser,
    beside=beside,
    resume="droid --resume",
    provider="anthropic",
    capabilities=frozenset({"tok", "cache", "dur", "tdur", "tres", "code"}),
)
