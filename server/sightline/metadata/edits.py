"""What a user may change of a session, and how it comes into its record."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from pydantic.alias_generators import to_camel

from sightline.metadata.record import PLUGIN_KEY, TITLE_LENGTH

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sightline.metadata.members import Members

MOST_TAGS = 100


def _plain(text: str) -> str:
    """Text of one line without control characters, trimmed."""
    if any(unicodedata.category(sign) in ("Cc", "Cs") for sign in text):
        raise ValueError("has control characters")
    if not (trimmed := text.strip()):
        raise ValueError("is empty")
    return trimmed


Line = Annotated[str, Field(max_length=TITLE_LENGTH), AfterValidator(_plain)]
Tags = Annotated[tuple[Line, ...], Field(max_length=MOST_TAGS)]


class Edits(BaseModel):
    """Fields to set, and any `x-<plugin>:<key>` with its value. Null takes an edit back."""

    model_config = ConfigDict(
        alias_generator=to_camel, populate_by_name=True, frozen=True, extra="allow",
        defer_build=True,
    )  # fmt: skip

    title: Line | None = None
    tags: Tags | None = None
    """All of them."""
    add_tags: Tags = ()
    remove_tags: Tags = ()
    pinned: bool | None = None
    archived: bool | None = None
    resume_session_ids: dict[Line, Annotated[str, Field(max_length=400)] | None] | None = None
    """Ids by command line."""

    @model_validator(mode="after")
    def _only_plugin_keys(self) -> Edits:
        for key in self.__pydantic_extra__ or {}:
            if not re.match(PLUGIN_KEY, key):
                raise ValueError(f"'{key}' is no field that can be edited, and no x-<plugin>:<key>")
        if self.tags is not None and (self.add_tags or self.remove_tags):
            raise ValueError("tags are either all given, or added and removed")
        return self

    @property
    def plugin_values(self) -> dict[str, Any]:
        """What plugins' keys are set to."""
        return dict(self.__pydantic_extra__ or {})

    def given(self, tags: Sequence[str]) -> dict[str, Any]:
        """The named fields that are set, as a record has them; `tags` are those before."""
        names = self.model_fields_set - {"add_tags", "remove_tags", *self.plugin_values}
        values = {to_camel(name): getattr(self, name) for name in sorted(names)}
        if self.add_tags or self.remove_tags:
            left = [tag for tag in tags if tag not in self.remove_tags]
            values["tags"] = [*left, *self.add_tags]
        if values.get("tags") is not None:
            values["tags"] = list(dict.fromkeys(values["tags"]))
        return values


def apply(edits: Edits, record: Members, tags: Sequence[str], at: str) -> None:
    """Put edits into a record and note when; what is taken back is the engine's again."""
    edited = record.inner("edited")
    for name, value in edits.given(tags).items():
        if value is None:
            edited.remove(name)
        else:
            record.set(name, value)
            edited.set(name, at)
    for key, value in edits.plugin_values.items():
        # A key may stand at the top, where other programs put it.
        members = record if key in record else record.inner("metadata")
        if value is None:
            members.remove(key)
        else:
            members.set(key, value)
