"""What went into commits: a turn belongs to the next one on its branch that touches its files."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from sightline.errors import RepositoryError
from sightline.reports.labels import added, cost_label, counted, token_label, usd, whole
from sightline.reports.payload.commits import CommitRow, CommitSums
from sightline.reports.scope import iso
from sightline.store import calendar

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sightline.reports.report import Context
    from sightline.repository import Commit
    from sightline.store.edits import EditedTurn
    from sightline.store.query import Value

METRICS = ("requests", "total_tokens", "cost")
"""What is added up over the turns of a commit."""
SECOND_US = 1_000_000


@dataclass(frozen=True, slots=True)
class Place:
    """A project's branch."""

    project: str
    branch: str | None


@dataclass(frozen=True, slots=True)
class Found:
    """Commits with the turns they took up, and why those of some projects are not known."""

    taken: dict[tuple[Place, str], list[EditedTurn]] = field(default_factory=dict)
    """Turns by branch and commit id."""
    commits: dict[tuple[Place, str], Commit] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)
    """By project, in a sentence without its full stop."""


def by_commit(context: Context, turns: Iterable[EditedTurn]) -> Found:
    """Give each turn to its commit, as far as repositories may be asked and know one."""
    found = Found()
    places: dict[Place, list[EditedTurn]] = defaultdict(list)
    for turn in turns:
        places[Place(turn.project, turn.branch)].append(turn)
    for place, own in sorted(
        places.items(), key=lambda item: (item[0].project, str(item[0].branch))
    ):
        since = min(min(turn.files.values()) for turn in own)
        commits = commits_since(context, place, since, found.reasons)
        for commit, taken in taken_up(commits, own):
            found.commits[place, commit.id] = commit
            found.taken[place, commit.id] = taken
    return found


def commits_since(
    context: Context, place: Place, since: int, reasons: dict[str, str]
) -> Sequence[Commit]:
    """A branch's commits from an instant on, oldest first; none, with a reason, if unknown."""
    if (refused := context.why_no_git(place.project)) is not None:
        reasons[place.project] = refused
    if place.project in reasons:
        return ()
    from sightline.repository import commits  # noqa: PLC0415  GitPython is slow to import

    try:
        return commits(Path(place.project), place.branch, calendar.moment(since))
    except RepositoryError as error:
        reasons[place.project] = str(error)
        return ()


def sums(turns: int, values: dict[str, Value]) -> CommitSums:
    """What some turns came to."""
    return CommitSums(
        turns=turns,
        requests=whole(values["requests"]),
        tokens=counted(values["total_tokens"]),
        tokens_label=token_label(values),
        cost=usd(values),
        cost_label=cost_label(values),
    )


def row(commit: Commit, turns: int, values: dict[str, Value]) -> CommitRow:
    """A commit with what its turns came to."""
    return CommitRow(
        **sums(turns, values).model_dump(),
        commit=commit.id,
        subject=commit.subject,
        at=iso(calendar.microseconds(commit.at)),
        files=len(commit.files),
    )


def hint(reasons: dict[str, str]) -> str | None:
    """Why commits are missing, each reason with the number of projects it is of."""
    counted = Counter(reasons.values())
    said = [
        f"{reason}: {n:,} project{'s' if n > 1 else ''}" for reason, n in sorted(counted.items())
    ]
    return f"Commits are not known everywhere. {'; '.join(said)}." if said else None


def together(parts: Iterable[dict[str, Value]]) -> dict[str, Value]:
    """Several turns as one group."""
    return added(METRICS, parts)


def taken_up(
    commits: Sequence[Commit], turns: Iterable[EditedTurn]
) -> list[tuple[Commit, list[EditedTurn]]]:
    """Commits of one branch that took up a turn, with all they did."""
    history = _history(commits)
    taken: dict[int, list[EditedTurn]] = defaultdict(list)
    for turn in turns:
        if (number := _next(history, turn)) is not None:
            taken[number].append(turn)
    return [(commits[number], own) for number, own in sorted(taken.items())]


def _history(commits: Sequence[Commit]) -> dict[str, list[tuple[int, int]]]:
    """By path: when commits changed it, in seconds, and their place in the list."""
    history: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for place, commit in enumerate(commits):
        for path in commit.files:
            history[path].append((int(commit.at.timestamp()), place))
    return history


def _next(history: dict[str, list[tuple[int, int]]], turn: EditedTurn) -> int | None:
    """The first commit that has a file after the turn edited it; git's clock ticks in seconds."""
    later = []
    for path, ts in turn.files.items():
        made = history.get(path, [])
        place = bisect_left(made, (ts // SECOND_US, 0))
        later += [number for _, number in made[place : place + 1]]
    return min(later, default=None)
