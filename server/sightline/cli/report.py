"""`sightline report`: any report by its name, or all of them as one HTML page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from sightline.cli import forms, tables
from sightline.cli.dashboard import show, write_dashboard
from sightline.cli.exits import DONE
from sightline.cli.export import write_report
from sightline.cli.hints import empty_hints
from sightline.errors import InvalidScopeError
from sightline.reports import REPORTS, report_named
from sightline.text import escaped

if TYPE_CHECKING:
    from sightline.cli.workplace import Workplace
    from sightline.reports.payload.base import Params
    from sightline.reports.report import Report
    from sightline.text import Figures


def report(place: Workplace) -> int:
    """Answer the named report; without a name write and open the dashboard."""
    asked = _asked(place)
    if asked is None:
        place.refresh()
        return _dashboard(place)
    params = _params(place, asked)
    place.refresh()
    if place.options.csv:
        return write_report(place, asked, params)
    answer = asked.answer(place.context, params)
    rows = getattr(answer, "rows", None)
    if place.options.json:
        place.terminal.answer_json(forms.payload(answer))
    elif asked.name == "sessions" and not rows:
        place.terminal.answer(["No sessions found."])
    else:
        place.terminal.answer(_lines(answer, place.terminal.figures))
    if rows == ():
        empty_hints(place)
    return DONE


def _asked(place: Workplace) -> Report | None:
    name = place.options.name
    if name is None and place.options.csv:
        raise InvalidScopeError("--csv needs the name of a report.")
    if name is None:
        return None
    if place.options.html:
        raise InvalidScopeError("--html writes the whole dashboard: leave out the report's name.")
    if name not in REPORTS:
        raise InvalidScopeError(f"Unknown report '{name}': there are {', '.join(REPORTS)}.")
    return report_named(name)


def _dashboard(place: Workplace) -> int:
    target = place.options.html
    path = write_dashboard(place, Path(target) if target else None)
    if place.options.json:
        place.terminal.answer_json({"dashboard": str(path)})
        return DONE
    opened = target is None and show(path, interactive=place.terminal.is_interactive)
    place.terminal.answer([f"Dashboard{' opened' if opened else ''}: {escaped(str(path))}"])
    return DONE


def _params(place: Workplace, asked: Report) -> Params:
    try:
        return asked.params(**_values(place, asked))
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        place_of_it = ".".join(str(part) for part in first["loc"])
        raise InvalidScopeError(f"{place_of_it}: {first['msg']}.") from None


def _values(place: Workplace, asked: Report) -> dict[str, Any]:
    """Of what the flags say, that which the report takes."""
    known = asked.params.model_fields
    flags = {**place.scope, "id": place.options.id, "limit": place.options.limit}
    flags |= {"a": place.options.id, "b": place.options.other}
    if "id" in known and place.options.id is None:
        raise InvalidScopeError(f"`report {asked.name}` needs the ID of a session.")
    if "b" in known and place.options.other is None:
        raise InvalidScopeError(f"`report {asked.name}` needs the IDs of two sessions.")
    return {name: flags[name] for name in known if flags.get(name) is not None}


def _lines(answer: BaseModel, figures: Figures, indent: str = "") -> list[str]:
    """Any payload as text: its values, its parts, and its lists as tables."""
    lines: list[str] = []
    for field in type(answer).model_fields:
        name, value = field.rstrip("_"), getattr(answer, field)
        if isinstance(value, BaseModel):
            lines += ["", f"{indent}{name}:", *_lines(value, figures, indent + "  ")]
        elif isinstance(value, tuple) and value and isinstance(value[0], BaseModel):
            lines += [
                "",
                f"{indent}{name}:",
                *(f"{indent}  {line}" for line in _table(value, figures)),
            ]
        else:
            lines.append(f"{indent}{name}: {_cell(value, figures)}")
    return lines


def _table(rows: tuple[BaseModel, ...], figures: Figures) -> list[str]:
    columns = [
        name
        for name in type(rows[0]).model_fields
        if not any(isinstance(getattr(row, name), BaseModel | tuple | dict) for row in rows)
    ]
    body = [[_cell(getattr(row, name), figures) for name in columns] for row in rows]
    return tables.table(columns, body, figures)


def _cell(value: object, figures: Figures) -> str:
    if value is None:
        return figures.glyphs.unknown
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:,.6f}".rstrip("0").rstrip(".")
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, tuple):
        return escaped(", ".join(str(part) for part in value)) or figures.glyphs.unknown
    if isinstance(value, dict):
        return escaped(", ".join(f"{key} {part}" for key, part in value.items()))
    return escaped(str(value))
