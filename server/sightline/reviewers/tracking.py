"""What became of earlier findings when a change is reviewed again.

A finding is the same one where the same reviewer names the same rule in the same file within ten
lines. One that is not found again in a file its reviewer has looked at was put right.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from sightline.reviewers.rules import Issue

NEAR = 10
State = Literal["new", "unchanged", "absent"]
"""As SARIF calls them."""


@dataclass(frozen=True, slots=True)
class Tracked:
    """A finding over all reviews of a session."""

    issue: Issue
    """As it was last seen."""
    id: str
    since: str
    """When it was first found, ISO 8601."""
    state: State = "new"

    @property
    def corrected(self) -> bool:
        """Whether it was put right."""
        return self.state == "absent"


def tracked(
    issues: Iterable[Issue],
    earlier: Sequence[Tracked],
    looked_at: Callable[[str, str], bool],
    at: str,
) -> list[Tracked]:
    """The findings of a review with those before it.

    `looked_at` says whether a reviewer can have seen a file this time: it ran on it, or the file
    is gone.
    """
    known: dict[tuple[str, str, str], list[Tracked]] = defaultdict(list)
    for one in earlier:
        known[_place(one.issue)].append(one)
    taken: set[str] = {one.id for one in earlier}
    found = []
    for issue in issues:
        same = _nearest(issue, known[_place(issue)])
        if same is None:
            fresh = Tracked(issue, _id(issue, at, taken), at)
            taken.add(fresh.id)
            found.append(fresh)
            continue
        known[_place(issue)].remove(same)
        found.append(replace(same, issue=issue, state="unchanged"))
    for one in (one for left in known.values() for one in left):
        gone = one.corrected or looked_at(one.issue.reviewer, one.issue.name)
        found.append(replace(one, state="absent" if gone else "unchanged"))
    return found


def _place(issue: Issue) -> tuple[str, str, str]:
    return issue.reviewer, issue.name, issue.rule


def _nearest(issue: Issue, known: Collection[Tracked]) -> Tracked | None:
    near = [one for one in known if abs(one.issue.line - issue.line) <= NEAR]
    return min(near, key=lambda one: (abs(one.issue.line - issue.line), one.id), default=None)


def _id(issue: Issue, at: str, taken: Collection[str]) -> str:
    """What a finding is known by from now on."""
    text = "\0".join((*_place(issue), str(issue.line), issue.message, at))
    for number in range(len(taken) + 1):
        found = hashlib.sha256(f"{text}\0{number}".encode()).hexdigest()[:16]
        if found not in taken:
            return found
    raise AssertionError
