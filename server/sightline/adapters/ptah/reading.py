"""Which of its documents a file of Ptah is, told by what it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sightline.adapters.base import NotASessionError
from sightline.adapters.ptah import state
from sightline.adapters.ptah.documented import Record, index_rows, listed
from sightline.adapters.values import mapping

if TYPE_CHECKING:
    from sightline.adapters.base import Source
    from sightline.records import Rows


def document(source: Source, value: Any) -> Rows:
    """The rows of a record, an index or a state file."""
    if state.is_state(source, value):
        return state.rows(mapping(value))
    if (entries := listed(value)) is not None:
        return index_rows(entries)
    record = Record(source, mapping(value))
    if not record.is_one:
        raise NotASessionError
    return record.rows()
