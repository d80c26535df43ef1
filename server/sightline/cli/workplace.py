"""What every verb works with: settings, the refreshed index, and where the answer goes."""

from __future__ import annotations

import os
import signal
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from sightline import sample
from sightline.adapters.base import Environment
from sightline.cli.scope import scope_values, zone_of
from sightline.cli.terminal import warn
from sightline.folders import data_folder
from sightline.reports import report_named
from sightline.reports.report import Context, current_time
from sightline.settings import (
    Settings,
    of_sample,
    settings_from,
    stored_values,
    with_environment,
)
from sightline.store import Index
from sightline.text import several

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sightline.cli.arguments import Options
    from sightline.cli.terminal import Terminal
    from sightline.reports.payload.base import Payload
    from sightline.store.refreshed import Refreshed


class Workplace(Struct, frozen=True):
    """One command at work."""

    options: Options
    terminal: Terminal
    context: Context
    scope: dict[str, Any]
    """The fields of `Scope` that the flags set."""

    @property
    def index(self) -> Index:
        """The session index."""
        return self.context.index

    def ask(self, name: str, **values: object) -> Payload:
        """A report's answer with these parameters."""
        report = report_named(name)
        return report.answer(self.context, report.params(**values))

    def refresh(self, *, tell: bool = True) -> Refreshed:
        """Read what changed since the last time, with progress; tell what stayed unreadable."""
        with self.terminal.progress("Reading sessions") as show, interruption() as stopped:
            refreshed = self.index.refresh(show, stopped)
        if tell:
            self._tell_problems()
        return refreshed

    def rebuild(self) -> Refreshed:
        """Read everything anew, with progress."""
        what = "Rebuilding session index"
        with self.terminal.progress(what) as show, interruption() as stopped:
            refreshed = self.index.rebuild(show, stopped)
        self._tell_problems()
        return refreshed

    def _tell_problems(self) -> None:
        """Point to `doctor` where something could not be read."""
        for notice in self.index.notices:
            self.terminal.note(notice)
        if not self.options.quiet and (problems := self.index.problems()):
            self.terminal.note(f"{several(problems, 'problem')}; run sightline doctor")


@contextmanager
def workplace(
    options: Options, terminal: Terminal, *, may_rest: bool = False
) -> Iterator[Workplace]:
    """Open the index over the user's sessions, or over the sample in a folder of its own."""
    settings, scope = _settings(options), scope_values(options)
    if not options.sample:
        with _opened(settings, None, None, may_rest=may_rest) as index:
            context = Context(index, settings, folder=_current_folder(), without=options.without)
            yield Workplace(options, terminal, context, scope)
        return
    with tempfile.TemporaryDirectory(prefix="sightline-sample-") as folder:
        home = Path(folder)
        variables = sample.lay_out(home, current_time())
        environment = Environment(home, variables)
        settings = of_sample(settings)
        with _opened(settings, environment, home / "cache") as index:
            terminal.note("Sample data: made-up sessions of a fictional project.")
            yield Workplace(
                options, terminal, Context(index, settings, without=options.without), scope
            )


def _current_folder() -> Path | None:
    """Where the command was typed; None when that folder is gone."""
    try:
        return Path.cwd()
    except OSError:
        return None


def _settings(options: Options) -> Settings:
    """Flag before environment before settings file before default."""
    values = with_environment(stored_values(data_folder()), os.environ)
    if zone := zone_of(options.timezone):
        values["timeZone"] = zone
    settings, invalid = settings_from(values)
    for one in invalid:
        warn(f"Setting {one.name}: {one.message}. The default is used.")
    return settings


@contextmanager
def _opened(
    settings: Settings,
    environment: Environment | None,
    cache: Path | None,
    *,
    may_rest: bool = False,
) -> Iterator[Index]:
    index = Index.open(settings, environment, cache, may_rest=may_rest)
    try:
        yield index
    finally:
        index.close()


class _Stop:
    """A first Ctrl-C asks the work to end, a second ends it."""

    def __init__(self) -> None:
        self._asked = False

    def __call__(self) -> bool:
        return self._asked

    def ask(self, _number: int, _frame: object) -> None:
        if self._asked:
            raise KeyboardInterrupt
        self._asked = True


@contextmanager
def interruption() -> Iterator[_Stop]:
    """While it lasts Ctrl-C lets the index finish the file at hand, so that it stays consistent."""
    stop = _Stop()
    before = signal.signal(signal.SIGINT, stop.ask)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)
