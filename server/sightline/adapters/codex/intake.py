"""What each record of a rollout means, and what the file says about its session."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sightline.adapters.base import instant, kept
from sightline.adapters.codex import lines, reports
from sightline.adapters.codex.book import Book
from sightline.adapters.codex.calls import Calls
from sightline.adapters.codex.forks import turn_clock
from sightline.adapters.codex.lines import text_of
from sightline.adapters.codex.names import thread_name
from sightline.adapters.codex.requests import Requests
from sightline.adapters.codex.turns import Turns
from sightline.records import Rows, Session

if TYPE_CHECKING:
    from sightline.adapters.base import Source


class Intake:
    """Takes in records, one method a kind: payload, instant, line."""

    def __init__(self, source: Source, saved: bytes | None) -> None:
        self.book = Book(source, saved)
        self.requests = Requests(self.book)
        self.calls = Calls(self.book)
        self.turns = Turns(self.book)
        self.stamp: Any = None
        self._ts: int | None = None

    def note(self, stamp: Any, number: int) -> int | None:
        """Take in that a record of Codex stands here; its instant."""
        state = self.book.state
        state.line = number
        if state.is_codex and stamp == self.stamp:
            return self._ts
        ts = self._ts = instant(stamp)
        self.stamp = stamp if isinstance(stamp, str | int | float) else None
        if not state.is_codex:
            state.is_codex, state.begun = True, ts
        if ts is not None:
            state.span.take(ts)
            if state.descent.own_line:
                state.own_span.take(ts)
        return ts

    def meta(self, meta: lines.Meta, _ts: int | None, _number: int) -> None:
        """The first is the session's identity; the same again is a resume, another a copy."""
        state = self.book.state
        own_id = text_of(meta.id)
        if state.introduced:
            if own_id is not None and own_id != state.native_id:
                state.descent.foreign = True
            else:
                state.version = kept(text_of(meta.cli_version)) or state.version
            return
        state.introduced = True
        state.native_id = state.native_id or own_id or self.book.native_id
        state.cwd = kept(text_of(meta.cwd))
        state.version = kept(text_of(meta.cli_version))
        state.provider = kept(text_of(meta.model_provider))
        git = meta.git if isinstance(meta.git, dict) else {}
        state.branch = kept(text_of(git.get("branch")))
        created = instant(meta.timestamp)
        state.descent.created = created // 1_000_000 * 1_000_000 if created is not None else None
        self._descend(meta)
        self.book.identify()

    def _descend(self, meta: lines.Meta) -> None:
        """Whose child this session is."""
        state = self.book.state
        source = meta.source if isinstance(meta.source, dict) else {}
        spawn = source.get("subagent")
        parent = text_of(meta.forked_from_id)
        if spawn is None and meta.thread_source != "subagent":
            state.kind = "fork" if parent is not None else "root"
            state.parent = f"codex:{kept(parent)}" if parent is not None else None
            return
        details = spawn.get("thread_spawn") if isinstance(spawn, dict) else None
        details = details if isinstance(details, dict) else {}
        named_parent = text_of(details.get("parent_thread_id")) or text_of(meta.parent_thread_id)
        parent = named_parent or parent
        named = (details.get("agent_role"), meta.agent_role, details.get("agent_nickname"))
        names = [text_of(name) for name in (*named, meta.agent_nickname, spawn)]
        state.kind = "subagent"
        state.agent = kept(next((name for name in names if name is not None), None)) or "subagent"
        state.parent = f"codex:{kept(parent)}" if parent is not None else None

    def _clock(self, when: int | None, ts: int | None, number: int) -> None:
        if self.book.state.descent.clock(when, ts, number) and ts is not None:
            self.book.state.own_span.take(ts)

    def context(self, context: lines.Context, ts: int | None, number: int) -> None:
        """A turn's model."""
        self._clock(turn_clock(context.turn_id), ts, number)
        self.turns.name_task(context.turn_id)
        self.requests.context(context)
        self.requests.asked(self.stamp)

    def compacted(self, _record: lines.Item, _ts: int | None, _number: int) -> None:
        """The history was rewritten."""
        self.turns.compacted()

    def usage_record(self, record: lines.UsageRecord, ts: int | None, number: int) -> None:
        """One response's own usage."""
        self.requests.take_record(record, ts, number)

    def token_count(self, counted: lines.TokenCount, ts: int | None, number: int) -> None:
        """The running total and its last part."""
        self.requests.take_count(counted, ts, number)
        if self.requests.account.advanced:
            self.turns.happened(ts)
            self.requests.account.advanced = False

    def task_started(self, task: lines.Task, ts: int | None, number: int) -> None:
        """Codex begins to work."""
        started = instant(task.started_at)
        when = started if started is not None else turn_clock(task.turn_id)
        self._clock(when, ts, number)
        self.turns.start_task(task)
        self.requests.asked(self.stamp)

    def task_ended(self, task: lines.Task, ts: int | None, _number: int) -> None:
        """A task is complete or was aborted."""
        self.requests.first_token(task.time_to_first_token_ms)
        self.turns.end_task(task, ts)

    def user_message(self, message: lines.UserMessage, ts: int | None, number: int) -> None:
        """What a person typed."""
        self.turns.prompt(text_of(message.message) or "", ts, number)
        self.requests.asked(self.stamp)

    def agent_message(self, _message: lines.Item, ts: int | None, number: int) -> None:
        """What the model said, as an event."""
        self.requests.announce(self.stamp, number)
        self.turns.happened(ts)

    def message(self, message: lines.Message, ts: int | None, number: int) -> None:
        """A message of any role."""
        if message.role == "assistant":
            self.requests.model_item(self.stamp)
            self.requests.say(self.stamp, number)
            self.turns.happened(ts)
            reports.told(self.book, message.content, ts, number)
        elif message.role == "user" and not self.book.state.prompted:
            self.turns.maybe_prompt(lines.content_text(message.content), ts, number)

    def reasoning(self, _item: lines.Item, ts: int | None, _number: int) -> None:
        """The model thought."""
        self.requests.model_item(self.stamp)
        self.turns.happened(ts)

    def call(self, call: lines.Call, ts: int | None, number: int) -> None:
        """The model asked for a tool."""
        self.requests.model_item(self.stamp)
        self.turns.happened(ts)
        self.calls.ask(call, call.type, ts, number)

    def output(self, output: lines.Output, ts: int | None, number: int) -> None:
        """A tool answered."""
        self.requests.asked(self.stamp)
        self.turns.happened(ts)
        self.calls.answer(output, ts, number)

    def patch_end(self, end: lines.PatchEnd, ts: int | None, number: int) -> None:
        """What a patch changed."""
        self.calls.patched(end, ts, number)

    def mcp_end(self, end: lines.McpEnd, _ts: int | None, _number: int) -> None:
        """How a server's tool ended."""
        self.calls.served(end)

    def spawn_end(self, end: lines.SpawnEnd, _ts: int | None, _number: int) -> None:
        """The thread a spawned agent became."""
        self.calls.spawned(end)

    def rolled_back(self, _item: lines.Item, _ts: int | None, _number: int) -> None:
        """The person went back."""
        self.turns.rolled_back()

    def failed(self, _item: lines.Item, _ts: int | None, _number: int) -> None:
        """The model's API failed."""
        self.turns.failed()

    # The end of a read

    def rows(self) -> Rows:
        """All rows made or changed; those of copied lines are the parent's."""
        book, state = self.book, self.book.state
        if not state.is_codex:
            return Rows(problem=list(book.oddities.values()))
        self.turns.keep()
        rows = Rows(
            session=[self.session()],
            turn=list(book.turns.values()),
            request=self.requests.rows(),
            tool_call=list(book.calls.values()),
            code_change=list(book.changes.values()),
            handoff=list(book.handoffs.values()),
            problem=list(book.oddities.values()),
        )
        rows.void = book.voids(rows)
        begin = rows.session[0].native_line
        rows.report = [report for report in book.reports if report.line >= begin]
        for kind in (rows.turn, rows.request, rows.tool_call, rows.code_change, rows.handoff):
            for row in kind:
                if row.line < begin:
                    row.native = False
        return rows

    def session(self) -> Session:
        """What the file says about its session."""
        book, state = self.book, self.book.state
        descent = state.descent
        native_line = descent.native_line(state.line) if state.parent is not None else 0
        first, last = state.span.first, state.span.last
        if native_line > 0:
            own = state.own_span
            first, last = (own.first, own.last) if descent.own_line else (state.begun, state.begun)
        prompt = state.own_title if state.own_title is not None else state.title
        name = thread_name(book.root, book.native_id)
        return Session(
            native_id=kept(book.native_id) or "", kind=state.kind, parent=state.parent,
            agent_id=book.native_id if book.side else None, agent=state.agent, first_ts=first,
            last_ts=last, cwd=state.cwd, branch=state.branch,
            title=name or prompt, title_rank=3 if name else 1 if prompt else 0,
            version=state.version,
            context_window=state.window, native_line=native_line, **book.whose(),
        )  # fmt: skip
