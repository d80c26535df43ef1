"""`sightline glossary [METRIC]`: what the numbers mean."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from sightline.cli.exits import DONE
from sightline.errors import InvalidScopeError
from sightline.reports.glossary import GlossaryRow, glossary_rows

if TYPE_CHECKING:
    from sightline.cli.workplace import Workplace


def glossary(place: Workplace) -> int:
    """All metrics, or one by its name; no session is read."""
    rows = glossary_rows() if place.options.name is None else (_named(place.options.name),)
    if place.options.json:
        found = [row.model_dump(mode="json", by_alias=True) for row in rows]
        place.terminal.answer_json(found if place.options.name is None else found[0])
        return DONE
    lines = [line for row in rows for line in ("", *_lines(row))]
    place.terminal.answer(lines[1:])
    return DONE


def _named(name: str) -> GlossaryRow:
    known = {row.metric: row for row in glossary_rows()}
    if name in known:
        return known[name]
    near = get_close_matches(name, known, n=1)
    hint = f" Did you mean '{near[0]}'?" if near else ""
    raise InvalidScopeError(f"Unknown metric '{name}'.{hint}")


def _lines(row: GlossaryRow) -> list[str]:
    good = f"; {row.better} is better" if row.better else ""
    return [f"{row.metric} ({row.unit}{good})", f"  {row.title}: {row.help}"]
