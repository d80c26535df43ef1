"""Session records as Ptah documents them: one session a file, metadata inline, and the index.

A field is read at the top, else under `metadata`; top wins. With usage in the messages these are
counted one by one; else the `cost` block is one total over calls whose number nobody states, its
amount recorded, dated `updatedAt`. Times of a record without messages are as it states them:
`duration.activeMs` is the time of the model.

`source: duplicated` marks a copy, whose totals repeat those of its original; the record does not
name it, so the copy is noted as an anomaly.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from sightline.adapters.base import instant, title_of
from sightline.adapters.inline import INDEX, OWN, stated
from sightline.adapters.ptah.messages import Conversation
from sightline.adapters.ptah.usage import cost_nano, usage_of
from sightline.adapters.values import Oddities, mapping, milliseconds, name, objects, text
from sightline.records import Record as StatedRecord
from sightline.records import Request, Rows, Session

if TYPE_CHECKING:
    from sightline.adapters.base import Source

CLAUDE = "claude_code"
OWN_ID = "sess_"
_MARKS = frozenset({"workspaceId", "createdAt", "updatedAt", "messageCount", "cost", "messages"})
_CLAUDE_NAMES = ("claude", "claude-code", "claude_code", "claude-cli")
_TOLD_TWICE = ("id", "title", "createdAt", "updatedAt", "agent", "model", "provider", "cost")
ARCHIVE = "archive"
INLINE = 5
"""Rank of a record's title: above that of a workspace's state, below one given in Sightline."""
LINE = 1
"""A document has no lines that mean anything."""


class Record:
    """One session record, and the rows it makes."""

    def __init__(self, source: Source, value: dict[str, Any]) -> None:
        self._source = source
        self._top = value
        self._inner = mapping(value.get("metadata"))
        self._odd = Oddities()
        own = name(self._field("id"))
        self.is_one = own is not None and any(self._field(mark) is not None for mark in _MARKS)
        self.native_id = own or ""
        self.thread = f"ptah:{own}"

    def _field(self, key: str) -> Any:
        value = self._top.get(key)
        return self._inner.get(key) if value is None else value

    def rows(self) -> Rows:
        """The session with its messages, or with the total it states."""
        first, last = self._bounds()
        talk = Conversation(self.thread, self._claude_session(), first, self._odd)
        for number, message in enumerate(objects(self._field("messages")), 1):
            talk.take(message, number)
        talk.end()
        requests = talk.requests if talk.metered else [self._total(talk, last or first)]
        if talk.metered:
            self._compare(talk)
        for key in _TOLD_TWICE:
            if key in self._top and key in self._inner and self._top[key] != self._inner[key]:
                self._odd.note("record and its metadata differ", LINE)
        return Rows(
            session=self._sessions(talk, first, last), turn=talk.turns, request=requests,
            tool_call=list(talk.calls.values()), problem=list(self._odd.problems.values()),
            record=[self._stated(is_metered=talk.metered)], report=talk.reports,
        )  # fmt: skip

    def _stated(self, *, is_metered: bool) -> StatedRecord:
        """What the record says beside its numbers; with messages times are counted, not stated."""
        row = stated(self._top, self.thread, OWN)
        if self._source.relative.parent.name == ARCHIVE:
            row.archived = True
        row.wall_ms = None if is_metered else row.wall_ms
        return row

    def _bounds(self) -> tuple[int | None, int | None]:
        """When it began and ended; one end and the duration tell the other."""
        first, last = instant(self._field("createdAt")), instant(self._field("updatedAt"))
        wall = milliseconds(mapping(self._field("duration")).get("wallClockMs"))
        if wall is not None and last is None and first is not None:
            last = first + wall * 1000
        elif wall is not None and first is None and last is not None:
            first = last - wall * 1000
        return first, last

    def _sessions(self, talk: Conversation, first: int | None, last: int | None) -> list[Session]:
        """The session; its name also for the Claude session that tells the same."""
        recorded = text(self._field("title"))
        title = title_of(recorded) if recorded is not None else None
        active = milliseconds(mapping(self._field("duration")).get("activeMs"))
        stated = None if talk.metered or talk.turns else active
        is_copy = self._field("source") == "duplicated"
        if is_copy:
            self._odd.note("a copy, whose usage repeats its original's", LINE)
        session = Session(
            thread=self.thread, session=self.thread, native_id=self.native_id,
            kind="fork" if is_copy else "root", agent="main",
            first_ts=_least(first, talk.first_ts), last_ts=_most(last, talk.last_ts),
            cwd=_workspace(self._source), title=title or talk.title,
            title_rank=INLINE if title is not None else int(talk.title is not None),
            stated_api_ms=stated, stated_agent_ms=stated,
        )  # fmt: skip
        linked = self._claude_session()
        if linked is None or title is None:
            return [session]
        native = linked.partition(":")[2]
        named = Session(
            thread=linked, session=linked, native_id=native, title=title, title_rank=INLINE
        )
        return [session, named]

    def _claude_session(self) -> str | None:
        """The Claude session whose transcript would hold the same spend."""
        resumed = mapping(self._field("resumeSessionIds"))
        for key in _CLAUDE_NAMES:
            if (linked := name(resumed.get(key))) is not None:
                return f"{CLAUDE}:{linked}"
        return None if self.native_id.startswith(OWN_ID) else f"{CLAUDE}:{self.native_id}"

    def _total(self, talk: Conversation, ts: int | None) -> Request:
        """All that the record states of its usage."""
        cost = mapping(self._field("cost"))
        usage = usage_of(cost, self._odd, LINE)
        count = self._field("messageCount")
        stated = self._odd.part(count, "messageCount", LINE)
        replies = talk.replies if talk.replies or talk.turns else stated
        return Request(
            line=LINE, key=f"{self.thread}:total", thread=self.thread, session=self.thread,
            says=self._claude_session(), agent=name(self._field("agent")) or "main", n=0,
            messages=replies if replies is not None else 0, ts=ts, first_ts=ts, ended_ts=ts,
            model=name(self._field("model")), provider=name(self._field("provider")),
            input_tokens=usage.input, cache_read_tokens=usage.cache_read,
            cache_write_5m_tokens=usage.cache_write, cache_write_1h_tokens=0,
            output_tokens=usage.output, reasoning_tokens=usage.reasoning, partial=usage.is_partial,
            recorded_cost_nano=cost_nano(cost.get("totalUsd"), self._odd, LINE),
            flags="aggregate", rank=ts if ts is not None else 0,
        )  # fmt: skip

    def _compare(self, talk: Conversation) -> None:
        """Note where the record's totals are not those of its messages."""
        cost = mapping(self._field("cost"))
        stated = usage_of(cost, Oddities(), LINE)
        rows = talk.requests
        counted = (
            sum(row.input_tokens for row in rows if row.input_tokens is not None),
            sum(row.output_tokens for row in rows if row.output_tokens is not None),
        )
        if cost and (stated.input, stated.output) != counted:
            self._odd.note("totals differ from the messages", LINE)


def listed(value: Any) -> list[dict[str, Any]] | None:
    """The entries of an index, listed or by id; None where the document is none."""
    sessions = mapping(value).get("sessions")
    if isinstance(sessions, dict):
        return [{"id": key, **mapping(entry)} for key, entry in sessions.items()]
    return objects(sessions) if isinstance(sessions, list) else None


def index_rows(entries: list[dict[str, Any]]) -> Rows:
    """What lists need: a record itself counts more, and a record that is gone is gone."""
    found = Rows()
    for entry in entries:
        if (id_ := name(entry.get("id"))) is None:
            continue
        row = stated(entry, f"ptah:{id_}", INDEX)
        found.record.append(row)
        if row.title is not None:
            session = Session(
                thread=row.thread, session=row.thread, native_id=id_, title=row.title, title_rank=2
            )
            found.session.append(session)
    return found


def _workspace(source: Source) -> str | None:
    """The folder that holds `.ptah`."""
    parts = PurePath(source.path).parts
    if ".ptah" not in parts:
        return None
    last = len(parts) - 1 - parts[::-1].index(".ptah")
    return name(str(PurePath(*parts[:last]))) if last else None


def _least(one: int | None, other: int | None) -> int | None:
    return min((ts for ts in (one, other) if ts is not None), default=None)


def _most(one: int | None, other: int | None) -> int | None:
    return max((ts for ts in (one, other) if ts is not None), default=None)
