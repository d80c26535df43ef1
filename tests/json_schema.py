"""Where a JSON value does not fit a schema: the keywords our schema uses, and no other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

_TYPES: dict[str, type | tuple[type, ...]] = {
    "string": str, "integer": int, "number": (int, float), "boolean": bool, "null": type(None),
    "array": list, "object": dict,
}  # fmt: skip
_SAID_ALONE = {"$schema", "$comment", "$defs", "description", "default"}


def misfits(value: Any, schema: dict[str, Any], whole: dict[str, Any], at: str = "") -> list[str]:
    """The places where a value does not fit; a keyword that is not known here is one, too."""
    return list(_misfits(value, schema, whole, at))


def _misfits(value: Any, schema: Any, whole: dict[str, Any], at: str) -> Iterator[str]:
    if isinstance(schema, bool):
        if not schema:
            yield f"{at}: nothing may be here"
        return
    for keyword, wanted in schema.items():
        if keyword not in _SAID_ALONE:
            yield from _by_keyword(keyword, wanted, value, schema, whole, at)


def _by_keyword(
    keyword: str, wanted: Any, value: Any, schema: dict[str, Any], whole: dict[str, Any], at: str
) -> Iterator[str]:
    match keyword:
        case "$ref":
            yield from _misfits(value, whole["$defs"][wanted.rpartition("/")[2]], whole, at)
        case "anyOf":
            if all(misfits(value, one, whole, at) for one in wanted):
                yield f"{at}: none of {wanted}"
        case "items":
            for number, one in enumerate(value if isinstance(value, list) else []):
                yield from _misfits(one, wanted, whole, f"{at}[{number}]")
        case "properties" | "additionalProperties" | "propertyNames" | "required":
            if isinstance(value, dict):
                yield from _by_member(keyword, wanted, value, schema, whole, at)
        case _:
            if not _holds(keyword, wanted, value):
                yield f"{at}: not {keyword} {wanted}"


def _by_member(
    keyword: str, wanted: Any, value: dict[str, Any], schema: dict[str, Any],
    whole: dict[str, Any], at: str,
) -> Iterator[str]:  # fmt: skip
    if keyword == "required":
        yield from (f"{at}.{name}: missing" for name in wanted if name not in value)
        return
    declared = schema.get("properties", {})
    for name, one in value.items():
        if keyword == "propertyNames":
            yield from _misfits(name, wanted, whole, f"{at}.{name}")
        elif keyword == "properties" and name in declared:
            yield from _misfits(one, declared[name], whole, f"{at}.{name}")
        elif keyword == "additionalProperties" and name not in declared:
            yield from _misfits(one, wanted, whole, f"{at}.{name}")


def _holds(keyword: str, wanted: Any, value: Any) -> bool:
    match keyword:
        case "type":
            is_truth = isinstance(value, bool)
            return isinstance(value, _TYPES[wanted]) and (wanted == "boolean" or not is_truth)
        case "const":
            return bool(value == wanted)
        case "enum":
            return value in wanted
        case "minimum":
            return not isinstance(value, int | float) or value >= wanted
        case "minLength":
            return not isinstance(value, str) or len(value) >= wanted
        case "pattern":
            return not isinstance(value, str) or re.search(wanted, value) is not None
        case _:
            return False
