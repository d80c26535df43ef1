"""`sightline doctor`: where sessions are looked for, what is there, and what could not be read."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, cast

from sightline.adapters import ADAPTERS
from sightline.adapters.base import CAPABILITIES
from sightline.cli import forms
from sightline.cli.exits import DONE
from sightline.cli.hints import no_session_hints
from sightline.reports.payload.base import Payload
from sightline.reports.payload.quality import ReviewerRow  # noqa: TC001  pydantic needs it
from sightline.reports.payload.rows import ProblemRow  # noqa: TC001  pydantic needs it
from sightline.store.scan import scan
from sightline.store.search.content import is_searched
from sightline.text import escaped, several

if TYPE_CHECKING:
    from sightline.cli.workplace import Workplace
    from sightline.reports.payload.tables import EnginesPayload, ModelsPayload, ProblemsPayload

PAGE = 1000
UNSEARCHED = (
    "  {:,} of them databases: a search finds their titles, tags and paths, not what was said"
)
NO_PRICE = "No price for: {}. Add one under pricing.overrides in settings.json, such as"
OVERRIDE = '  "pricing": {{"overrides": {{"{}": {{"inputPer1M": 1.0, "outputPer1M": 5.0}}}}}}'


class DoctorFolder(Payload):
    """A folder that is searched for sessions."""

    path: str
    exists: bool
    files: int


class DoctorEngine(Payload):
    """One engine: its folders, and what was read of them."""

    engine: str
    title: str
    folders: tuple[DoctorFolder, ...]
    files: int
    sessions: int
    problems: int
    unsearched_files: int
    """Databases in which no messages are looked for; their titles and paths are searched."""
    capabilities: tuple[str, ...]
    """What its files record; numbers made of anything else are unknown for it."""


class DoctorPayload(Payload):
    """Everything that explains a number or its absence."""

    engines: tuple[DoctorEngine, ...]
    problems: tuple[ProblemRow, ...]
    cache_path: str | None
    notices: tuple[str, ...]
    unpriced_models: tuple[str, ...]
    reviewers: tuple[ReviewerRow, ...]
    rules_problem: str | None
    """Why the user's own table of rules is left out."""


def doctor(place: Workplace) -> int:
    """Look at folders, sessions, problems, the cache and missing prices."""
    place.refresh(tell=False)
    payload = _findings(place)
    if place.options.json:
        place.terminal.answer_json(forms.payload(payload))
        return DONE
    lines = _lines(payload, place.terminal.figures.glyphs.unknown)
    if not any(engine.files for engine in payload.engines):
        lines += ["", *no_session_hints(place)]
    place.terminal.answer(lines)
    return DONE


def _findings(place: Workplace) -> DoctorPayload:
    from sightline.reports.reviewing import (  # noqa: PLC0415  needed here alone
        reviewer_rows,
        rule_table,
    )

    problems = _problems(place)
    models = cast("ModelsPayload", place.ask("models"))
    path = place.index.cache_path
    with place.index.reading() as connection:
        reviewers = reviewer_rows(place.context, connection)
    return DoctorPayload(
        engines=_engines(place, problems),
        problems=tuple(problems),
        cache_path=None if path is None else str(path),
        notices=tuple(place.index.notices),
        unpriced_models=tuple(row.model for row in models.rows if row.unpriced_requests),
        reviewers=reviewers,
        rules_problem=rule_table(place.context).problem,
    )


def _problems(place: Workplace) -> list[ProblemRow]:
    rows: list[ProblemRow] = []
    cursor: int | None = 0
    while cursor is not None:
        page = cast("ProblemsPayload", place.ask("problems", limit=PAGE, cursor=cursor))
        rows.extend(page.rows)
        cursor = page.next_cursor
    return rows


def _engines(place: Workplace, problems: list[ProblemRow]) -> tuple[DoctorEngine, ...]:
    found = scan(place.index.settings, place.index.environment).files.values()
    there = [file for file in found if file.refused is None]
    files = Counter((file.engine, file.root) for file in there)
    stores = {adapter.engine for adapter in ADAPTERS if adapter.database is not None}
    unsearched = Counter(
        file.engine
        for file in there
        if file.engine in stores and not is_searched(file.engine, file.path)
    )
    unread = Counter(row.engine for row in problems if row.kind != "anomaly")
    engines = cast("EnginesPayload", place.ask("engines"))
    sessions = {row.engine: row.sessions for row in engines.rows}
    folders: dict[str, list[DoctorFolder]] = {adapter.engine: [] for adapter in ADAPTERS}
    for engine, folder in place.index.searched():
        held = files[engine, str(folder)]
        folders[engine].append(DoctorFolder(path=str(folder), exists=folder.is_dir(), files=held))
    return tuple(
        DoctorEngine(
            engine=adapter.engine,
            title=adapter.title,
            folders=tuple(folders[adapter.engine]),
            files=sum(folder.files for folder in folders[adapter.engine]),
            sessions=sessions.get(adapter.engine, 0),
            problems=unread[adapter.engine],
            unsearched_files=unsearched[adapter.engine],
            capabilities=tuple(name for name in CAPABILITIES if name in adapter.capabilities),
        )
        for adapter in ADAPTERS
    )


def _lines(payload: DoctorPayload, unknown: str) -> list[str]:
    lines = []
    for engine in payload.engines:
        counts = (
            (engine.files, "file"),
            (engine.sessions, "session"),
            (engine.problems, "problem"),
        )
        lines.append(f"{engine.title}: {', '.join(several(n, noun) for n, noun in counts)}")
        if engine.unsearched_files:
            lines.append(UNSEARCHED.format(engine.unsearched_files))
        lines += [_folder_line(folder) for folder in engine.folders]
    lines += ["", *_capability_lines(payload.engines, unknown)]
    lines += ["", f"Cache: {escaped(payload.cache_path or unknown)}", *payload.notices]
    lines += ["", "Reviewers:", *(_reviewer_line(one) for one in payload.reviewers)]
    if payload.rules_problem is not None:
        lines.append(f"  {escaped(payload.rules_problem)}")
    lines += _problem_lines(payload.problems)
    if payload.unpriced_models:
        names = ", ".join(escaped(model) for model in payload.unpriced_models)
        example = escaped(payload.unpriced_models[0])
        lines += ["", NO_PRICE.format(names), OVERRIDE.format(example)]
    return lines


def _capability_lines(engines: tuple[DoctorEngine, ...], unknown: str) -> list[str]:
    """What each engine can and cannot tell, a row an engine."""
    widths = {name: max(len(title), 3) for name, title in CAPABILITIES.items()}
    titles = "  ".join(title.ljust(widths[name]) for name, title in CAPABILITIES.items())
    lines = [f"{'What each engine records':<26}{titles}".rstrip()]
    for engine in engines:
        marks = (
            ("yes" if name in engine.capabilities else unknown).ljust(widths[name])
            for name in CAPABILITIES
        )
        lines.append(f"  {engine.title:<24}{'  '.join(marks)}".rstrip())
    return lines


def _folder_line(folder: DoctorFolder) -> str:
    state = several(folder.files, "file") if folder.exists else "missing"
    return f"  {escaped(folder.path)}  ({state})"


def _reviewer_line(one: ReviewerRow) -> str:
    if not one.enabled:
        return f"  {one.title}: switched off"
    if not one.found:
        return f"  {one.title}: not found. {one.install}"
    built_in = "built in" if one.install is None else f"version {escaped(one.version or '')}"
    return f"  {one.title}: {built_in}; {', '.join(one.phases)}"


def _problem_lines(problems: tuple[ProblemRow, ...]) -> list[str]:
    if not problems:
        return ["", "All sources read."]
    lines = ["", "Problems (skipped and counted; the rest of each file counts):"]
    for row in problems:
        line = "" if row.line is None else f":{row.line}"
        times = f" ({row.count:,} times)" if row.count > 1 else ""
        lines.append(f"  {escaped(row.path)}{line}  {row.kind}: {escaped(row.reason)}{times}")
    return [*lines, "You may delete a file that cannot be read yourself; Sightline never does."]
