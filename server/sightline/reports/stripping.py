"""R7: what an export may leave out: paths, titles, and the values of plugins' keys."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, TypeVar

from pydantic import BaseModel

from sightline.reports.payload.exports import Secret

FIELDS: dict[Secret, frozenset[str]] = {
    "paths": frozenset({"path", "project", "project_path", "projects", "source_path", "file"}),
    "titles": frozenset({"subject"}),
    "keys": frozenset({"metadata"}),
}
"""Fields that hold such a thing wherever they stand: projects are named by their folders."""
TITLED = frozenset({"SessionRow", "RelatedSession", "ScoredSession", "ContentHit", "SessionRecord"})
"""Whose `title` is a session's; others are titles of engines, metrics and tools."""
COLUMNS: dict[Secret, frozenset[str]] = {
    "paths": frozenset({"path", "root", "project", "target", "code_change.key"}),
    "titles": frozenset({"title"}),
    "keys": frozenset({"plugins"}),
}
"""The same of the tables: of each one, or `table.column`."""
SCOPE = frozenset({"projects", "query"})
"""Of a question: a query may name any of them."""

Model = TypeVar("Model", bound=BaseModel)


def stripped(model: Model, without: Collection[Secret]) -> Model:
    """The same without these: empty where something must stand, else unknown."""
    if not without:
        return model
    changes = {
        field: _changed(model, field, getattr(model, field), without)
        for field in type(model).model_fields
    }
    if "paths" in without and getattr(model, "by", None) == "project":
        changes["series"] = tuple(one.model_copy(update={"split": ""}) for one in changes["series"])
    return model.model_copy(update=changes)


def stripped_scope(scope: dict[str, Any], without: Collection[Secret]) -> dict[str, Any]:
    """What was asked, without what may name such things."""
    return {name: value for name, value in scope.items() if not without or name not in SCOPE}


def columns_without(without: Collection[Secret]) -> frozenset[str]:
    """Columns that are to be empty."""
    return frozenset().union(*(COLUMNS[secret] for secret in without))


def _changed(model: BaseModel, field: str, value: Any, without: Collection[Secret]) -> Any:
    if _is_secret(model, field, without):
        return type(value)() if isinstance(value, str | tuple | dict) else None
    if isinstance(value, BaseModel):
        return stripped(value, without)
    if isinstance(value, tuple):
        return tuple(stripped(one, without) if isinstance(one, BaseModel) else one for one in value)
    return value


def _is_secret(model: BaseModel, field: str, without: Collection[Secret]) -> bool:
    if field == "title":
        return "titles" in without and type(model).__name__ in TITLED
    return any(field in FIELDS[secret] for secret in without)
