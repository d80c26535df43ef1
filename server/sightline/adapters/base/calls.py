"""What a tool call asks for and how it ended, alike in the engines that tell calls plainly."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sightline.adapters.base.text import HELPERS, shell_program

if TYPE_CHECKING:
    from sightline.records import Outcome, ToolKind


class Asked(NamedTuple):
    """What a call asks for."""

    tool: str
    kind: ToolKind = "other"
    server: str | None = None
    target: str | None = None
    helper: str | None = None
    agent: str | None = None
    """The sub-agent, or the mode of the task, it starts."""
    path: str | None = None
    """The file it edits."""
    is_review: bool = False
    """A command that speaks of a review."""


class Ended(NamedTuple):
    """How a call ended."""

    outcome: Outcome = "open"
    error_kind: str | None = None


def shell_call(tool: str, kind: ToolKind, command: str | None) -> Asked:
    """A shell command: its program, which may be another agent's CLI."""
    program = shell_program(command) if command is not None else None
    if command is None or program not in HELPERS:
        return Asked(tool, kind, target=program)
    return Asked(tool, kind, None, program, program, is_review="review" in command.lower())
