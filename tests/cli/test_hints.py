"""Where a number is 0 or a lower bound for a reason, the reason is said beside the answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from sightline.cli.hints import no_change_hint, no_price_hint

if TYPE_CHECKING:
    from sightline.cli.workplace import Workplace
    from sightline.reports.payload.rows import ModelRow
    from sightline.reports.payload.session import SessionPayload


@dataclass
class Said:
    """A terminal that keeps what is said beside the answer."""

    notes: list[str] = field(default_factory=list)

    @property
    def terminal(self) -> Said:
        return self

    def note(self, text: str) -> None:
        self.notes.append(text)


def told(hint: Callable[[Workplace], None]) -> list[str]:
    place = Said()
    hint(cast("Workplace", place))
    return place.notes


def without_lines(session: SessionPayload, engine: str) -> SessionPayload:
    none = {"engine": engine, "lines_added": 0, "lines_removed": 0}
    git = session.git.model_copy(update={"hint": "Not a git repository (run git init)"})
    row = session.session.model_copy(update=none)
    return session.model_copy(update={"session": row, "git": git})


def test_an_engine_without_edits_says_so(seed_session: SessionPayload) -> None:
    """C10: code changes 0."""
    session = without_lines(seed_session, "goose")
    assert told(lambda place: no_change_hint(place, session)) == [
        "Goose records no edits, so code changes are unknown.",
        "Git does not tell either: Not a git repository (run git init).",
    ]


def test_an_engine_with_edits_had_none(seed_session: SessionPayload) -> None:
    session = without_lines(seed_session, "claude_code")
    assert told(lambda place: no_change_hint(place, session)) == []
    assert told(lambda place: no_change_hint(place, seed_session)) == []


def test_models_without_a_price_are_named(pro: ModelRow, lite: ModelRow) -> None:
    """C10: no price."""
    strange = lite.model_copy(update={"model": "\x1b[2Jstrange", "unpriced_requests": 3})
    assert told(lambda place: no_price_hint(place, (pro, strange))) == [
        "No price for \\x1b[2Jstrange; run sightline doctor"
    ]
    assert told(lambda place: no_price_hint(place, (pro, lite))) == []
