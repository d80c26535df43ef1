"""Prompts and tasks: what a person asked, when it ended, and who ended it."""

from __future__ import annotations

import msgspec

from sightline.adapters.base import count, title_of
from sightline.adapters.codex.book import Book, digest
from sightline.adapters.codex.lines import Task, text_of
from sightline.adapters.codex.state import MOST_TENTATIVE
from sightline.records import Turn

_IDE_REQUEST = "## My request for Codex:"
_NOT_TYPED = (
    "<environment_context>",
    "<user_instructions>",
    "# AGENTS",
    "<turn_aborted>",
    "<skill>",
)


class Turns:
    """The turns of one file; a sub-agent's prompts are handoffs and begin none."""

    def __init__(self, book: Book) -> None:
        self.book = book

    def prompt(self, text: str, ts: int | None, line: int) -> None:
        """A user_message event: a prompt by itself, or the one its response item began."""
        state = self.book.state
        if len(state.candidates) >= MOST_TENTATIVE:
            return
        if not state.prompted:
            state.prompted = True
            begun, state.candidates = state.candidates, []
            fresh = state.turn is not None and state.turn.ended_ts is None
            for key in begun[:-1] if fresh else begun:
                self.book.void("turn", key)
            state.title = state.own_title = None
            if begun and fresh:
                self._name(text, line)
                return
        self._begin(text, ts, line)

    def maybe_prompt(self, text: str, ts: int | None, line: int) -> None:
        """A user's response item: a prompt in a file without user_message events."""
        state = self.book.state
        typed = text.lstrip()
        if state.prompted or not typed or typed.startswith(_NOT_TYPED):
            return
        self._begin(text, ts, line)
        if state.turn is not None and len(state.candidates) < MOST_TENTATIVE:
            state.candidates.append(state.turn.key)

    def _begin(self, text: str, ts: int | None, line: int) -> None:
        book, state = self.book, self.book.state
        self._name(text, line)
        if book.side:
            return
        self.keep()
        key = state.task if state.task is not None and state.task_prompts == 0 else None
        if key is None:
            key = digest(book.native_id, ts if ts is not None else line, text)
        state.task_prompts += 1
        state.failing = False
        state.turn = Turn(line=line, key=key, ts=ts, **book.whose())

    def _name(self, text: str, line: int) -> None:
        """The first prompt is the title; of a fork, the first of its own."""
        state = self.book.state
        _, found, request = text.partition(_IDE_REQUEST)
        own = state.descent.own_line
        if own and line >= own and state.own_title is None:
            state.own_title = title_of(request if found else text)
        elif state.title is None:
            state.title = title_of(request if found else text)

    def keep(self) -> None:
        """Hand out the running turn as it stands."""
        turn = self.book.state.turn
        if turn is not None:
            self.book.turns[turn.key] = msgspec.structs.replace(turn)

    # Tasks

    def start_task(self, task: Task) -> None:
        """Codex begins to work on a prompt, or on a task of its own."""
        state = self.book.state
        state.task, state.task_prompts = text_of(task.turn_id), 0
        state.in_task = True
        self._forget_first()

    def name_task(self, turn_id: object) -> None:
        """A turn_context names the turn where no task event does."""
        state = self.book.state
        named = text_of(turn_id)
        if named is not None and named != state.task:
            state.task, state.task_prompts = named, 0

    def end_task(self, task: Task, ts: int | None) -> None:
        """Codex is done, or was stopped."""
        state = self.book.state
        turn = state.turn
        if turn is not None:
            self.happened(ts)
            duration, _ = count(task.duration_ms)
            if duration is not None and state.task_prompts == 1:
                turn.duration_ms = duration
            if task.type == "turn_aborted" and task.reason == "interrupted":
                turn.interrupted = turn.intervention = True
        state.in_task = False
        self._forget_first()

    def _forget_first(self) -> None:
        state = self.book.state
        first, state.task_first = state.task_first, None
        if first is not None and first != state.last and first not in state.modelless:
            state.rows.pop(first, None)

    # What happens in a turn

    def happened(self, ts: int | None) -> None:
        """Something happened in the running turn."""
        turn = self.book.state.turn
        if turn is not None and ts is not None and (turn.ended_ts is None or ts > turn.ended_ts):
            turn.ended_ts = ts

    def compacted(self) -> None:
        """The history was rewritten to fit the context window."""
        if self.book.state.turn is not None:
            self.book.state.turn.compacted = True

    def rolled_back(self) -> None:
        """The person went back."""
        if self.book.state.turn is not None:
            self.book.state.turn.intervention = True

    def failed(self) -> None:
        """The model's API failed; consecutive failures are one."""
        state = self.book.state
        if state.turn is not None and not state.failing:
            state.turn.api_errors += 1
        state.failing = True
