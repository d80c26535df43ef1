"""A report as a file."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from sightline.reports.payload.base import Params, Payload

Secret = Literal["paths", "titles", "keys"]
"""What may be left out: paths, titles, and the values of plugins' `x-<plugin>:<key>`."""


class ExportParams(Params):
    """A report to be written to a file."""

    report: str
    scope: dict[str, object] = Field(default_factory=dict)
    """What the report is asked with."""
    format: Literal["csv", "json", "md", "html", "parquet"]
    path: str
    """Absolute; of Parquet a folder. Of several CSV tables each has its own name at the end."""
    without: tuple[Secret, ...] = ()
    """Left out of all formats."""
    work_done_token: int | str | None = None
    """Of the editor's progress, where it shows one."""


class ExportPayload(Payload):
    """What was written."""

    path: str
    rows: int | None
    """None for a page, which is no table."""
    files: tuple[str, ...]
