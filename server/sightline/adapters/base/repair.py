"""Lines that strict decoders refuse: written anew, or told why they cannot be read."""

from __future__ import annotations

import json
from typing import Any

import msgspec

from sightline.adapters.base.engine import NotAnObjectError


def repaired(line: bytes) -> bytes:
    """A line that strict decoders refuse, written anew so that they can read it.

    Half emoji, raw control characters and bytes that are not UTF-8 occur in real files.
    """
    value = tolerant(line)
    if not isinstance(value, dict):
        raise NotAnObjectError
    return _written(value)


def repaired_value(value: bytes) -> bytes:
    """Any JSON value that strict decoders refuse, written anew."""
    return _written(tolerant(value))


def _written(value: object) -> bytes:
    return clean(json.dumps(value, ensure_ascii=False, allow_nan=False)).encode()


def tolerant(line: bytes) -> Any:
    """What JSON text means, read as leniently as it can be."""
    text = line.decode("utf-8", "replace").removeprefix("\ufeff")
    return json.loads(text, strict=False, parse_constant=str, parse_int=_integer)


def _integer(digits: str) -> int | str:
    """An integer as typed decoders can hold it; longer ones stay text, so they are unknown."""
    if len(digits) > 19:
        return digits[:40]
    return int(digits)


def clean(text: str) -> str:
    """Text with surrogate pairs joined and lone halves replaced, so that it is valid UTF-8."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def is_complete(tail: bytes) -> bool:
    """Whether a last line without line feed is a whole JSON object."""
    if not tail.rstrip().endswith(b"}"):
        return False
    try:
        return isinstance(tolerant(tail), dict)
    except (ValueError, RecursionError):
        return False


def reason_of(error: Exception) -> str:
    """Why a line could not be read, without any of its text."""
    if isinstance(error, RecursionError):
        return "nested too deeply"
    if isinstance(error, json.JSONDecodeError):
        return f"not JSON: {error.msg.lower()} at byte {error.pos}"
    if isinstance(error, msgspec.ValidationError):
        return f"unexpected shape: {error}"
    return "not a JSON object"
