"""A report: one question, its parameters and how it is answered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from msgspec import Struct, field

from sightline.reports.payload.base import Params, Payload
from sightline.reports.payload.exports import Secret
from sightline.reports.results import Results
from sightline.reports.stripping import stripped
from sightline.settings import Settings
from sightline.store import Index

UNTRUSTED = "Workspace not trusted"
GIT_OFF = "Git is switched off by the setting git.enabled"


def current_time() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)


class Context(Struct, frozen=True):
    """What a report needs besides its parameters."""

    index: Index
    settings: Settings
    now: Callable[[], datetime] = field(default=current_time)
    trusted: bool = False
    """Whether git may run in the projects of sessions."""
    folder: Path | None = None
    """Where a person in a terminal asks from: git may run in the project this lies in."""
    without: tuple[Secret, ...] = ()
    """What answers leave out, since they are to be handed on."""
    results: Results = field(default_factory=Results)
    """Answers given before over this index."""

    @property
    def may_review(self) -> bool:
        """Whether reviewers may be looked for and run: in a trusted workspace, or by a terminal."""
        return self.trusted or self.folder is not None

    def may_review_in(self, project: Path) -> bool:
        """Whether the files of a project may be read by reviewers."""
        untrusted = self.index.environment.untrusted
        resolved = project.resolve()
        below = any(resolved.is_relative_to(folder.resolve()) for folder in untrusted)
        return self.may_review and not below

    def why_no_git(self, project: str) -> str | None:
        """Why a project's repository may not be asked, without full stop; None: it may."""
        if not self.settings.git.enabled:
            return GIT_OFF
        here = self.folder is not None and self.folder.is_relative_to(project)
        return None if self.trusted or here else UNTRUSTED


Also = Literal["clock", "git", "disk"]
"""What an answer hangs on besides rows, settings and the day: what is running now, commits of
repositories, any other file."""
Stream = Callable[[Context, Any, Callable[[Any], object], Callable[[], bool]], Payload]
"""Answers parameters, tells parts of the answer as they come, and ends early when told to."""


class Report(Struct, frozen=True):
    """One question: the same under `sightline/<name>`, `sightline report <name>` and in exports."""

    name: str
    title: str
    params: type[Params]
    payload: type[Payload]
    assemble: Callable[[Context, Any], Payload]
    """A plain function; it may take tens of milliseconds and is safe in any thread."""
    stream: Stream | None = None
    """The same in parts, where it takes longer."""
    also: frozenset[Also] = frozenset()

    def answer(self, context: Context, params: Any) -> Payload:
        """The answer, without what is to be left out."""
        return stripped(context.results.answer(self, context, params), context.without)
