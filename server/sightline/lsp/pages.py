"""The HTML report as a file in the cache folder, where any editor can open it."""

from __future__ import annotations

import tempfile
from pathlib import Path

from sightline import sample
from sightline.adapters.base import Environment
from sightline.errors import SightlineError
from sightline.files import write_whole
from sightline.folders import cache_folder
from sightline.reports.report import Context
from sightline.settings import of_sample
from sightline.store import Index


class PageError(SightlineError):
    """The report cannot be written."""

    def __init__(self) -> None:
        super().__init__("The report could not be written to the cache folder.")


def write_dashboard(context: Context) -> Path:
    """The whole dashboard."""
    return _written("dashboard.html", context)


def write_session(context: Context, session: str) -> Path:
    """The dashboard, opened at one session."""
    return _written("session.html", context, session)


def write_comparison(context: Context, a: str, b: str) -> Path:
    """The dashboard, opened at the comparison of two sessions."""
    return _written("compare.html", context, pair=(a, b))


def write_sample(context: Context) -> Path:
    """The dashboard over made-up sessions."""
    with tempfile.TemporaryDirectory(prefix="sightline-sample-") as folder:
        home = Path(folder)
        environment = Environment(home, sample.lay_out(home, context.now()))
        settings = of_sample(context.settings)
        index = Index.open(settings, environment, home / "cache")
        try:
            index.refresh()
            return _written("dashboard-sample.html", Context(index, settings), is_sample=True)
        finally:
            index.close()


def _written(
    name: str,
    context: Context,
    focus: str | None = None,
    *,
    is_sample: bool = False,
    pair: tuple[str, str] | None = None,
) -> Path:
    # Only a page needs the page's parts.
    from sightline.reports.html import html_report  # noqa: PLC0415

    page = html_report(context, focus=focus, sample=is_sample, pair=pair)
    path = cache_folder().absolute() / name
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(path, (page,))
    except OSError:
        raise PageError from None
    return path
