"""The turns of a file: from what a person typed to what they typed next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sightline.records import Turn

if TYPE_CHECKING:
    from sightline.adapters.claude_code.state import State


class Turns:
    """Turns that began or changed since the last piece; the last one is still open."""

    def __init__(self, state: State) -> None:
        self.rows: dict[str, Turn] = {}
        self._state = state
        self._noted: Turn | None = None
        """The turn known to be among the rows."""

    @property
    def key(self) -> str | None:
        """The turn that is going on."""
        return self._state.turn.key if self._state.turn else None

    def begin(self, key: str, line: int, ts: int | None) -> None:
        """A person typed."""
        if key == self.key:
            return
        thread = self._state.session.thread
        self._state.is_failing = False
        self._state.turn = turn = Turn(line=line, key=key, thread=thread, session=thread, ts=ts)
        self.rows[key] = turn

    def note_event(self, ts: int | None) -> None:
        """Something of the turn happened."""
        turn = self._state.turn
        if turn is None:
            return
        if turn is not self._noted:
            self._noted = self.rows[turn.key] = turn
        if ts is not None and (turn.ended_ts is None or turn.ended_ts < ts):
            turn.ended_ts = ts

    def note_interruption(self) -> None:
        """The person stopped the agent."""
        turn = self._changing()
        if turn:
            turn.interrupted = turn.intervention = True

    def note_intervention(self) -> None:
        """The person refused a call or changed an edit."""
        turn = self._changing()
        if turn:
            turn.intervention = True

    def note_compaction(self) -> None:
        """The conversation was made shorter."""
        turn = self._changing()
        if turn:
            turn.compacted = True

    def note_duration(self, value: object) -> None:
        """The engine measured a stretch of work; a turn may have several."""
        if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value < 1e12:
            return
        turn = self._changing()
        if turn:
            before = 0 if turn.duration_ms is None else turn.duration_ms
            turn.duration_ms = before + round(value)

    def note_failure(self) -> None:
        """The model's API failed; its retries are part of the same failure."""
        turn = self._changing()
        if turn and not self._state.is_failing:
            turn.api_errors += 1
        self._state.is_failing = True

    def note_success(self) -> None:
        """The model's API answered."""
        if self._state.is_failing:
            self._state.is_failing = False
            turn = self._changing()
            if turn:
                turn.api_errors_recovered = turn.api_errors

    def _changing(self) -> Turn | None:
        turn = self._state.turn
        if turn:
            self.rows[turn.key] = turn
        return turn
