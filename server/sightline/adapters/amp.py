"""Amp: one thread a file, a JSON document that is rewritten as it grows.

Seen: threads of February 2026 (`v` 85 and 220), written by the command line.

- `{id, created, title, messages[], env.initial.trees[], meta.traces[]}`; a message's number is its
  identity in the thread. What a person sent has `meta.sentAt`; results have no instant.
- An assistant message is one request; `usage` has its model, its end and disjoint counts
  (`totalInputTokens` is their sum). Nothing says what it cost in USD, or which provider served it.
- `meta.traces` times the model (`inference`) and the tools of one message (`tools`); a single
  call's time is that of its span, several ran side by side within theirs.
- A call's end is `run.status`: done, error, cancelled, rejected-by-user; others go on.
- An edit's result has a unified diff. Whether `create_file` replaced a file is not recorded: one
  that was never read or changed here is taken to be new.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote, urlsplit

from sightline.adapters.base import Adapter, NotASessionError, instant
from sightline.adapters.talk import Edit, Talk, asked
from sightline.adapters.values import (
    answer_ms,
    diff_lines,
    local_path,
    mapping,
    milliseconds,
    name,
    objects,
    text,
    texts,
)

if TYPE_CHECKING:
    from sightline.adapters.base import Environment, Source
    from sightline.records import Outcome, Request, Rows, ToolCall

_OUTCOMES: dict[str, tuple[Outcome, str | None]] = {
    "done": ("ok", None),
    "error": ("failed", "error"),
    "cancelled": ("cancelled", None),
    "rejected-by-user": ("rejected", None),
}
_NEAR = 2_000_000
"""Microseconds between the end of a span and that of the request it times."""


class _Span(NamedTuple):
    """What a trace timed."""

    started: int
    ended: int


class _Asked(NamedTuple):
    """A call that edits: its input, and the span of its message's tools."""

    given: dict[str, Any]
    span: _Span | None
    is_edit: bool


def document(source: Source, value: Any) -> Rows:
    """The rows of a thread."""
    thread = mapping(value)
    if not isinstance(thread.get("messages"), list) or name(thread.get("id")) is None:
        raise NotASessionError("not a thread")
    return _Reader(thread).rows(source)


class _Reader:
    """Goes through the messages in order."""

    def __init__(self, thread: dict[str, Any]) -> None:
        self.thread = thread
        initial = mapping(mapping(thread.get("env")).get("initial"))
        trees = objects(initial.get("trees"))
        self.tree = trees[0] if trees else {}
        self.platform = mapping(initial.get("platform"))
        self.talk = Talk("amp", name(thread.get("id")) or "", _folder(self.tree))
        traces = objects(mapping(thread.get("meta")).get("traces"))
        self.inferences = [span for _, span in _spans(traces, "inference")]
        self.tools = dict(_spans(traces, "tools"))
        self.asked: dict[str, _Asked] = {}

    def rows(self, source: Source) -> Rows:
        for line, message in enumerate(objects(self.thread.get("messages")), 1):
            number = message.get("messageId")
            own = str(number) if type(number) is int else f"{Path(source.path).stem}-{line}"
            if message.get("role") == "user":
                self.told(own, message, line)
            elif message.get("role") == "assistant":
                self.answer(own, message, line)
        reference = text(mapping(self.tree.get("repository")).get("ref"))
        return self.talk.rows(
            text(self.thread.get("title")),
            branch=name(reference.removeprefix("refs/heads/")) if reference is not None else None,
            version=name(self.platform.get("clientVersion")),
        )

    def told(self, own: str, message: dict[str, Any], line: int) -> None:
        """A person's prompt, results of tools, or both."""
        blocks = objects(message.get("content"))
        for block in blocks:
            if block.get("type") == "tool_result":
                self.result(block)
        texts = (text(block.get("text")) for block in blocks if block.get("type") == "text")
        said = "\n".join(part for part in texts if part is not None).strip()
        is_typed = said or any(block.get("type") == "image" for block in blocks)
        if is_typed:
            self.talk.prompt(own, said, instant(mapping(message.get("meta")).get("sentAt")), line)

    def answer(self, own: str, message: dict[str, Any], line: int) -> None:
        """The model answered, and called tools."""
        talk = self.talk
        usage = mapping(message.get("usage"))
        ended = instant(usage.get("timestamp"))
        row = talk.request(own, ended, line)
        row.model, row.ended_ts = name(usage.get("model")), ended
        self.time(row, ended)
        if usage:
            cache = (usage.get("cacheReadInputTokens"), usage.get("cacheCreationInputTokens"))
            talk.meter(row, usage.get("inputTokens"), usage.get("outputTokens"), cache)
        state = mapping(message.get("state")).get("type")
        if state == "cancelled":
            row.partial = True
            talk.interrupted()
        elif state == "error":
            talk.failed()
        else:
            talk.answered()
        if talk.turn is not None:
            talk.turn.duration_ms = milliseconds(message.get("turnElapsedMs"))
        blocks = objects(message.get("content"))
        talk.reviews.say(row, texts([b for b in blocks if b.get("type") == "text"]))
        calls = [b for b in blocks if b.get("type") == "tool_use"]
        for index, block in enumerate(calls):
            given = mapping(block.get("input"))
            call = name(block.get("id")) or f"{own}-{index}"
            what = asked(name(block.get("name")), given)
            talk.call(call, what, ended, line, given, row.model)
            self.asked[call] = _Asked(
                given, self.tools.get(own) if len(calls) == 1 else None, what.kind == "edit"
            )

    def time(self, row: Request, ended: int | None) -> None:
        """When the request was sent, by the span that ended with it."""
        for span in self.inferences:
            if ended is not None and abs(span.ended - ended) < _NEAR:
                row.duration_ms = answer_ms(span.started, ended)
                row.started_ts = span.started if row.duration_ms is not None else None
                row.timed = row.duration_ms is not None
                self.inferences.remove(span)
                return

    def result(self, block: dict[str, Any]) -> None:
        """A tool ended, or still runs."""
        own = name(block.get("toolUseID")) or ""
        run = mapping(block.get("run"))
        status = run.get("status")
        known = self.asked.get(own)
        if known is None or not isinstance(status, str) or status not in _OUTCOMES:
            return
        ended = known.span.ended if known.span else None
        row = self.talk.result(own, *_OUTCOMES[status], ended, run.get("result"))
        if row is None:
            return
        if known.span is not None:
            row.duration_ms = answer_ms(known.span.started, known.span.ended)
            row.with_approval = True
        if known.is_edit:
            self.change(row, known.given, mapping(run.get("result")))

    def change(self, call: ToolCall, given: dict[str, Any], result: dict[str, Any]) -> None:
        """A file was changed, or would have been."""
        path = name(given.get("path"))
        diff, content = text(result.get("diff")), given.get("content")
        if path is None:
            return
        if diff is not None:
            self.talk.change(call, Edit(path, diff_lines(diff)))
        elif isinstance(content, str):
            self.talk.change(call, self.talk.written(path, content))
        else:
            self.talk.change(call, Edit(path))


def _folder(tree: dict[str, Any]) -> str | None:
    """The folder a workspace tree's URI names."""
    uri = text(tree.get("uri")) or ""
    if not uri.startswith("file://"):
        return None
    try:
        return name(local_path(unquote(urlsplit(uri).path)))
    except ValueError:
        return None


def _spans(traces: list[dict[str, Any]], what: str) -> list[tuple[str, _Span]]:
    """The ended spans of a kind, with the message they belong to."""
    found = []
    for trace in traces:
        started, ended = instant(trace.get("startTime")), instant(trace.get("endTime"))
        if trace.get("name") == what and started is not None and ended is not None:
            own = str(mapping(trace.get("context")).get("messageId"))
            found.append((own, _Span(started, ended)))
    return found


def _folders(environment: Environment) -> list[Path]:
    named = environment.folders("AMP_DATA_DIR")
    shared = environment.variables.get("XDG_DATA_HOME")
    home = Path(shared) if shared else environment.home / ".local" / "share"
    return [folder / "threads" for folder in (named or [home / "amp"])]


def _wanted(_folders: tuple[str, ...], name: str) -> bool:
    return name.endswith(".json") and name.startswith("T-")


AMP = Adapter(
    engine="amp",
    title="Amp",
    colour="terminal.ansiGreen",
    version=2,
    folders=_folders,
    wanted=_wanted,
    document=document,
    provider="anthropic",
    capabilities=frozenset({"tok", "cache", "dur", "tdur", "tres", "code", "appr", "branch"}),
)
