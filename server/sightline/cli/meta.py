"""`sightline meta` and `sightline delete`: what is kept of a session beside its transcript."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any, cast

from pydantic import ValidationError

from sightline.cli import forms
from sightline.cli.exits import DONE, FAILED
from sightline.cli.terminal import warn
from sightline.errors import InvalidScopeError
from sightline.metadata.edits import Edits
from sightline.reports import editing
from sightline.reports.payload.edits import DeleteParams, EditParams
from sightline.reports.session_report import session_record
from sightline.text import escaped

if TYPE_CHECKING:
    from sightline.cli.workplace import Workplace
    from sightline.metadata.record import SessionRecord
    from sightline.reports.payload.session import SessionPayload

LABEL = 12


def meta(place: Workplace) -> int:
    """Show a session's record; with flags change it first."""
    place.refresh()
    wanted = place.options.id
    assert wanted is not None
    edits = _edits(place)
    if edits.model_fields_set:
        done, paths = editing.edit(place.context, EditParams(id=wanted, edits=edits))
        if done.notice is not None:
            place.terminal.note(done.notice)
        place.index.refresh(paths=paths)
    payload = cast("SessionPayload", place.ask("session", id=wanted))
    record = session_record(payload)
    if place.options.json:
        place.terminal.answer_json(forms.plain(record))
    else:
        place.terminal.answer(_lines(record, payload))
    return DONE


def _edits(place: Workplace) -> Edits:
    options = place.options
    values: dict[str, Any] = {}
    if options.title is not None:
        values["title"] = options.title
    if options.tag:
        values["addTags"] = options.tag
    if options.untag:
        values["removeTags"] = options.untag
    if options.pin is not None:
        values["pinned"] = options.pin
    if options.archive is not None:
        values["archived"] = options.archive
    for one in options.set:
        key, equals, text = one.partition("=")
        if not equals:
            raise InvalidScopeError(f"'{one}' is no KEY=VALUE.")
        values[key] = _value(text)
    try:
        return Edits.model_validate(values)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        said = first["msg"].removeprefix("Value error, ")
        raise InvalidScopeError(f"{where}: {said}." if where else f"{said}.") from error


def _value(text: str) -> Any:
    """A value as JSON where it is that, else as it stands."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def _lines(record: SessionRecord, payload: SessionPayload) -> list[str]:
    row = payload.session
    marks = [name for name, holds in (("pinned", row.pinned), ("archived", row.archived)) if holds]
    shown = {
        "Session": row.id,
        "Title": row.title,
        "Status": ", ".join([row.status, *(mark for mark in marks if mark != row.status)]),
        "Tags": ", ".join(row.tags) or "—",
        "Project": row.project_path,
    }
    lines = [(f"{label}:", value) for label, value in shown.items()]
    lines += [("Resume:", way.command or f"{way.cli} {way.id}") for way in payload.resume]
    for key, value in record.metadata.items():
        lines += [(f"{key}:", json.dumps(value, ensure_ascii=False))]
    return [f"{escaped(label):<{LABEL}}{escaped(value)}" for label, value in lines]


def delete(place: Workplace) -> int:
    """Delete a session Sightline recorded, or a companion record, after asking."""
    place.refresh(tell=False)
    wanted = place.options.id
    assert wanted is not None
    found = editing.place_of(place.context, wanted)
    if not place.options.yes and not _confirmed(place, found.id):
        return FAILED
    done, paths = editing.delete(place.context, DeleteParams(id=wanted))
    place.index.refresh(paths=paths)
    if place.options.json:
        place.terminal.answer_json(forms.payload(done))
    else:
        place.terminal.answer([f"Deleted {escaped(done.deleted[0])}."])
    return DONE


def _confirmed(place: Workplace, id_: str) -> bool:
    """What a person answers; without one on the terminal, no."""
    if not (place.terminal.is_interactive and sys.stdin.isatty()):
        warn("Nothing was deleted: add --yes to delete without being asked.")
        return False
    question = f"Delete what Sightline keeps of {escaped(id_)}? [y/N] "
    print(question, end="", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip().lower() in ("y", "yes"):
        return True
    warn("Nothing was deleted.")
    return False
