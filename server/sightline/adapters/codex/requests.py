"""From token counts to requests: their bounds, messages, models and first tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from sightline.adapters.base import count, instant
from sightline.adapters.codex.lines import Context, TokenCount, UsageRecord, text_of
from sightline.adapters.codex.state import MOST_TENTATIVE, Group
from sightline.adapters.codex.usage import Account, Parts, vector_text
from sightline.records import Request

if TYPE_CHECKING:
    from sightline.adapters.codex.book import Book

_LONGEST_US = 1_800_000_000


class Requests:
    """The requests of one file, and what they are made of."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.account = Account(book.state.meter)
        if book.resumed and book.state.last is not None:
            # An earlier read may have lent it messages that belong to the next one.
            book.requests[book.state.last] = book.state.rows[book.state.last]

    # What a request is made of

    def model_item(self, stamp: Any) -> None:
        """The model said or asked something."""
        group = self.book.state.group
        if not group.has_items:
            group.has_items, group.started = True, group.asked
        group.ended = stamp

    def asked(self, stamp: Any) -> None:
        """Something a request can answer: a task, its context, a prompt, a tool's result."""
        self.book.state.group.asked = stamp

    def announce(self, stamp: Any, line: int) -> None:
        """An agent_message event."""
        state = self.book.state
        state.announced = True
        state.group.events += 1
        state.spoken = (line, instant(stamp, again=True))

    def say(self, stamp: Any, line: int) -> None:
        """An assistant's response item, which such an event duplicates."""
        state = self.book.state
        state.group.items += 1
        state.spoken = (line, instant(stamp, again=True))

    def context(self, context: Context) -> None:
        """The model of what follows, and of what came before any was named."""
        state = self.book.state
        model = text_of(context.model)
        if model is None:
            return
        state.model, state.had_model = model, True
        for key in state.modelless:
            row = state.rows[key]
            row.model, row.flags = model, "model_assumed"
            self.book.requests[key] = row
            if key not in (state.last, state.task_first):
                del state.rows[key]
        state.modelless = []

    def first_token(self, milliseconds: object) -> None:
        """The running task's time to first token, which its first request took."""
        state = self.book.state
        known, _ = count(milliseconds)
        row = state.rows.get(state.task_first) if state.task_first is not None else None
        if known is not None and row is not None:
            row.first_ms, row.first_kind = known, "ttft"
            self.book.requests[row.key] = row

    # Requests

    def take_count(self, counted: TokenCount, ts: int | None, line: int) -> None:
        """A token count: a request, or nothing new."""
        info, state = counted.info, self.book.state
        if info is None:
            return
        window, _ = count(info.model_context_window)
        state.window = window if window is not None else state.window
        delta = self.account.take(info.total_token_usage, info.last_token_usage, window, ts)
        if self.account.oddities:
            self._note_oddities(line)
        if self.account.advanced:
            state.descent.counted(ts, line)
        if delta is None or state.settled:
            return
        if state.counted == 0:
            self._begin_counting()
        state.counted += 1
        self._add(self._row(delta.key, delta.parts, ts, line))

    def take_record(self, record: UsageRecord, ts: int | None, line: int) -> None:
        """A response's own usage: a request as long as no token count is found."""
        state = self.book.state
        parts = None if state.counted else self.account.record(record.usage)
        self._note_oddities(line)
        if parts is None or not any(parts):
            return
        if state.held is None and not state.tentative and not state.settled:
            self.book.void("request", self._unmetered_key())
        self._release()
        key = f"{text_of(record.response_id) or ts}::{vector_text(parts)}"
        group = state.group
        state.held = self._row(key, parts, ts, line)
        state.held_group = group

    def _release(self) -> None:
        """Let the held request be one: no token count followed it."""
        state = self.book.state
        if state.held is None:
            return
        row, state.held, state.held_group = state.held, None, None
        if len(state.tentative) < MOST_TENTATIVE:
            state.tentative[row.key] = row.messages
        else:
            state.settled, state.tentative = True, {}
        self._add(row)

    def _begin_counting(self) -> None:
        """Take back what stood in for token counts: the first one is here."""
        state = self.book.state
        if state.held is None and not state.tentative:
            self.book.void("request", self._unmetered_key())
        if state.held is not None and state.held_group is not None:
            held, group = state.held_group, state.group
            if held.has_items:
                group.started = held.started
                group.ended = group.ended if group.has_items else held.ended
                group.has_items = True
            group.events += held.events
            group.items += held.items
            self.book.void("request", state.held.key)
        state.held = state.held_group = None
        for key, messages in state.tentative.items():
            state.group.events += messages
            state.group.items += messages
            self.book.requests.pop(key, None)
            self.book.void("request", key)
        gone, state.tentative = state.tentative, {}
        state.modelless = [key for key in state.modelless if key not in gone]
        state.last = None if state.last in gone else state.last
        state.task_first = None if state.task_first in gone else state.task_first
        state.rows = {key: row for key, row in state.rows.items() if key not in gone}

    def _unmetered_key(self) -> str:
        return f"{self.book.native_id}:unmetered"

    def _add(self, row: Request) -> None:
        state = self.book.state
        before = state.last
        state.rows[row.key] = row
        self.book.requests[row.key] = row
        state.last = row.key
        if before not in (None, row.key, state.task_first) and before not in state.modelless:
            state.rows.pop(before, None)
        if state.in_task and state.task_first is None:
            state.task_first = row.key
        if not state.had_model and len(state.modelless) < MOST_TENTATIVE:
            state.modelless.append(row.key)
        if state.failing and state.turn is not None:
            state.turn.api_errors_recovered += 1
        state.failing = False

    def _row(self, key: str, parts: Parts, ts: int | None, line: int) -> Request:
        """A request out of its parts and of the items since the one before."""
        state = self.book.state
        group, state.group = state.group, Group(asked=state.group.asked)
        started, ended = None, ts
        if group.has_items:
            started = instant(group.started, again=True)
            ended = instant(group.ended, again=True)
        duration = None
        if started is not None and ended is not None:
            if 0 <= ended - started <= _LONGEST_US:
                duration = (ended - started) // 1000
            else:
                started = None
        who = self.book.actor()
        # Keywords out of a mapping, or more than fifteen, would take five times as long.
        row = Request(
            line=line, key=f"{self.book.native_id}:{key}", side=who["side"],
            thread=who["thread"], session=who["session"], agent=who["agent"],
            agent_id=who["agent_id"], turn=self.book.turn, messages=self._messages(group),
            ts=ts, first_ts=ts, ended_ts=ended, model=state.model, provider=state.provider,
        )  # fmt: skip
        row.started_ts, row.duration_ms = started, duration
        self._fill(row, parts)
        return row

    def _fill(self, row: Request, parts: Parts) -> None:
        """Split nested parts: cache out of input; reasoning stays inside output."""
        whole, read, written, output, reasoning = parts
        row.partial = None in parts
        if whole is not None and read is not None and written is not None:
            if read + written > whole:
                self.book.odd("cached tokens exceed input", row.line)
            row.input_tokens = max(0, whole - read - written)
        row.cache_read_tokens, row.cache_write_5m_tokens = read, written
        row.cache_write_1h_tokens = 0
        row.output_tokens = output
        if output is not None and reasoning is not None and reasoning > output:
            self.book.odd("reasoning tokens exceed output", row.line)
            reasoning = output
        row.reasoning_tokens = reasoning

    def _messages(self, group: Group) -> int:
        """Assistant messages of a group; a sub-agent's are none of the conversation."""
        if self.book.side:
            return 0
        return group.events if self.book.state.announced else group.items

    def _note_oddities(self, line: int) -> None:
        for reason in self.account.oddities:
            self.book.odd(reason, line)
        self.account.oddities.clear()

    # The end of a read

    def rows(self) -> list[Request]:
        """All requests made or changed, with the messages that no count has followed yet."""
        state = self.book.state
        found = dict(self.book.requests)
        more = self._messages(state.group)
        if state.held is not None:
            row = state.held
            found[row.key] = msgspec.structs.replace(row, messages=row.messages + more)
            more = 0
        if state.last is not None and (more or state.last in found):
            row = state.rows[state.last]
            found[row.key] = msgspec.structs.replace(row, messages=row.messages + more)
        elif state.last is None and state.held is None and state.spoken is not None:
            line, ts = state.spoken
            key = self._unmetered_key()
            found[key] = Request(
                line=line, key=key, turn=self.book.turn, n=0, messages=more, ts=ts, first_ts=ts,
                ended_ts=ts, model=state.model, provider=state.provider, partial=True,
                **self.book.actor(),
            )  # fmt: skip
        return list(found.values())
