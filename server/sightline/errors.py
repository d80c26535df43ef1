"""What Sightline raises: few kinds, each with its message inside, fit to be shown as it is."""

from __future__ import annotations


class SightlineError(Exception):
    """Something a user asked for cannot be done; the message is one sentence for them."""


class UnknownSessionError(SightlineError):
    """No session has this id."""

    def __init__(self, wanted: str, near: tuple[str, ...] = ()) -> None:
        hint = f" Did you mean {', '.join(near)}?" if near else ""
        super().__init__(f"No session matches '{wanted}'.{hint}")
        self.near = near


class AmbiguousSessionError(SightlineError):
    """Several sessions have an id that begins so; of very many the newest are named."""

    def __init__(self, wanted: str, matches: tuple[str, ...], *, all_named: bool = True) -> None:
        named, count = ", ".join(matches), f"{len(matches)} sessions"
        whole = f"{count}: {named}" if all_named else f"more than {count}, the newest: {named}"
        super().__init__(f"'{wanted}' matches {whole}.")
        self.matches = matches


class StoppedError(SightlineError):
    """The work was cancelled; what was read so far stays."""

    def __init__(self) -> None:
        super().__init__("Cancelled.")


class LostCacheError(SightlineError):
    """The cache file that a question was asked of is gone, another, busy or damaged."""

    def __init__(self) -> None:
        super().__init__("The cache can no longer be read; ask again.")


class NotTrustedError(SightlineError):
    """The workspace is not trusted, so nothing in it is read or run."""

    def __init__(self) -> None:
        super().__init__("Workspace not trusted.")


class RepositoryError(SightlineError):
    """Git could not answer."""


class ReviewerError(SightlineError):
    """A reviewer could not be run to its end."""


class InvalidScopeError(SightlineError):
    """A range, zone or filter that cannot be."""


class InvalidQueryError(InvalidScopeError):
    """A query that cannot be read; the message has lines that point into it."""

    def __init__(self, lines: tuple[str, ...]) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


class ConflictError(SightlineError):
    """A session's record is not as it was when the edit began."""

    def __init__(self) -> None:
        super().__init__("The session was edited elsewhere meanwhile. Look again, then repeat it.")


class RecordError(SightlineError):
    """A session's record cannot be read, written or deleted."""
