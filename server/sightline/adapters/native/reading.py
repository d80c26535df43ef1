"""What reads a record, its events and its reviews."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sightline.adapters.base import Refusal
from sightline.adapters.native import record, reviews
from sightline.adapters.native.events import Events
from sightline.adapters.native.places import REVIEW

if TYPE_CHECKING:
    from sightline.adapters.base import LineParser, Source
    from sightline.records import Rows


def parser(source: Source, state: bytes | None) -> LineParser:
    """A parser of events; a document that is broken is one problem, not one a line."""
    if source.relative.suffix in (".json", REVIEW):
        return Refusal("not a Sightline record")
    return Events(source, state)


def document(source: Source, value: Any) -> Rows:
    """The rows of a record, or of a review."""
    is_review = source.relative.suffix == REVIEW
    return (reviews.document if is_review else record.document)(source, value)
