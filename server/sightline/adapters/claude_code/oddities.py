"""What of a file is odd and yet counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sightline.records import Problem

if TYPE_CHECKING:
    from sightline.adapters.base import Records


class Oddities:
    """Odd values by their reason; those of a last line that will be read again stand apart."""

    records: Records
    """The lines at hand, while there are any."""

    def __init__(self) -> None:
        self.is_sealed = False
        self._problems: dict[tuple[str, bool], Problem] = {}

    def note(self, reason: str) -> None:
        """Count one in the line at hand."""
        identity = (reason, self.is_sealed)
        if identity in self._problems:
            self._problems[identity].n += 1
        else:
            problem = Problem(line=self.records.number, kind="anomaly", reason=reason)
            self._problems[identity] = problem

    def rows(self) -> list[Problem]:
        """All of them."""
        return list(self._problems.values())
