"""Which work a report is about."""

from __future__ import annotations

from pydantic import Field

from sightline.reports.payload.base import MOST, Params, Preset


class Range(Params):
    """Whole local days, both ends included: a preset, or from and to."""

    preset: Preset | None = None
    from_: str | None = Field(None, alias="from", pattern=r"^\d{4}-\d{2}-\d{2}$")
    to: str | None = Field(None, pattern=r"^\d{4}-\d{2}-\d{2}$")


class Scope(Params):
    """Which work a report is about. Without a range: all time."""

    range: Range = Range(preset="all")
    time_zone: str | None = None
    """IANA name; None: the setting, else the system's."""
    query: str | None = None
    engines: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    agents: tuple[str, ...] = ()
    projects: tuple[str, ...] = ()
    """Project paths."""
    folders: tuple[str, ...] = ()
    """Of a workspace: where no project is named, the projects that are or lie in one of them."""


class PageScope(Scope):
    """A scope, and which page of its rows."""

    limit: int = Field(100, ge=1, le=1000)
    cursor: int = Field(0, ge=0, le=MOST)
    """Rows to skip: the `nextCursor` of the page before."""
