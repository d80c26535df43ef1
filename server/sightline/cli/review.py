"""`sightline review`: reviewers over the files a session changed, or a SARIF file about them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sightline.cli import forms
from sightline.cli.exits import DONE
from sightline.cli.workplace import interruption
from sightline.reports.payload.reviewing import ImportSarifParams, RunReviewParams
from sightline.reviewers.base import PHASES
from sightline.text import escaped, several

if TYPE_CHECKING:
    from sightline.cli.workplace import Workplace
    from sightline.reports.payload.reviewing import ReviewedSession, ReviewFinding

SHOWN = 20
LABEL = 12


def review(place: Workplace) -> int:
    """Review one session and say what came of it."""
    from sightline.reports import review as reviewing  # noqa: PLC0415  needed for reviews alone
    from sightline.reports.reviewing import rule_table  # noqa: PLC0415  the same

    place.refresh()
    wanted = place.options.id
    assert wanted is not None
    if (problem := rule_table(place.context).problem) is not None:
        place.terminal.note(escaped(problem))
    if place.options.sarif is not None:
        path = str(Path(place.options.sarif).absolute())
        imported, _ = reviewing.import_sarif(place.context, ImportSarifParams(id=wanted, path=path))
        if place.options.json:
            place.terminal.answer_json(forms.payload(imported))
            return DONE
        taken = f"{imported.imported:,} of {imported.results:,} results"
        place.terminal.note(f"{taken} are in lines the session added.")
        place.terminal.answer(_lines(imported.review, place.terminal.figures.glyphs.unknown))
        return DONE
    with place.terminal.progress("Reviewing") as show, interruption() as stopped:
        done, _ = reviewing.run(place.context, RunReviewParams(ids=(wanted,)), stopped, show)
    if place.options.json:
        place.terminal.answer_json(forms.payload(done))
    else:
        place.terminal.answer(_lines(done.reviewed[0], place.terminal.figures.glyphs.unknown))
    return DONE


def _lines(done: ReviewedSession, unknown: str) -> list[str]:
    shown = {"Session": escaped(done.id), "Reviewed": _extent(done)}
    measured = {one.phase: one for one in done.phases}
    for phase in PHASES:
        one = measured.get(phase)
        if one is None:
            shown[phase.title()] = "not measured"
        else:
            extent = f"{several(one.files, 'file')}, {one.minutes:,} min to fix"
            shown[phase.title()] = f"{one.score} ({extent})"
    shown["Overall"] = unknown if done.overall is None else str(done.overall)
    if done.previous is not None and done.overall is not None:
        shown["Overall"] += f" (before: {done.previous})"
    if done.partial is not None:
        shown["Overall"] += f", {done.partial}"
    counted = several(done.errors, "error"), several(done.warnings, "warning")
    counts = f"{', '.join(counted)}, {done.infos:,} info"
    shown["Findings"] = f"{counts}; {done.fresh:,} new, {done.corrected:,} corrected"
    if done.reports:
        shown["Reports"] = escaped(", ".join(done.reports))
    lines = [f"{f'{label}:':<{LABEL}}{text}" for label, text in shown.items()]
    lines += [
        f"{escaped(run.reviewer)}: {escaped(run.problem)}."
        for run in done.reviewers
        if run.problem is not None
    ]
    open_ = [one for one in done.findings if one.state != "absent"]
    found = [_finding(one) for one in open_[:SHOWN]]
    more = len(open_) - len(found)
    if more:
        found.append(f"and {more:,} more; --json has them")
    return [*lines, *(["", *found] if found else [])]


def _extent(done: ReviewedSession) -> str:
    whole = f", {done.whole_files:,} of them whole" if done.whole_files else ""
    verb = "is" if done.skipped == 1 else "are"
    gone = f"; {several(done.skipped, 'file')} {verb} gone or cannot be reviewed"
    skipped = gone if done.skipped else ""
    return f"{several(done.lines, 'line')} in {several(done.files, 'file')}{whole}{skipped}"


def _finding(one: ReviewFinding) -> str:
    where = f"{one.path}:{one.line}"
    return escaped(f"{where}: {one.severity} [{one.reviewer} {one.rule}] {one.message}")
