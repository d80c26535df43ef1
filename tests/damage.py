"""Session files gone wrong: cut, with changed bytes, or with values of any shape in any place."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import Any

ODD_VALUES: tuple[Any, ...] = (
    None, True, -1, 1.5, 1e300, "x", "\ud83d", [], {}, [[1]], [{}], {"a": []}, {"\ud83d": 1},
)  # fmt: skip


def damaged(content: bytes, times: int = 40) -> Iterator[bytes]:
    """A file cut anywhere, with some of its bytes changed."""
    chance = random.Random(content)
    for _ in range(times):
        data = bytearray(content[: chance.randrange(len(content) + 1)])
        for _ in range(chance.randrange(6)):
            at = chance.randrange(len(data) + 1)
            data[at : at + 1] = chance.randbytes(chance.randrange(4))
        yield bytes(data)


def misshapen(content: bytes, times: int = 120) -> Iterator[bytes]:
    """A document or log in which one value after the other is of another shape."""
    try:
        lines = [json.loads(content)]
    except ValueError:
        lines = [json.loads(line) for line in content.splitlines() if is_json(line)]
    chance = random.Random(content)
    places = [(holder, key) for holder in _holders(lines) for key in holder]
    for holder, key in chance.sample(places, min(len(places), times)):
        kept = holder[key]
        holder[key] = chance.choice(ODD_VALUES)
        yield b"\n".join(json.dumps(line).encode() for line in lines)
        holder[key] = kept


def is_json(line: bytes) -> bool:
    """Whether a line can be read."""
    try:
        json.loads(line)
    except ValueError:
        return False
    return True


def _holders(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, list):
        return [found for item in value for found in _holders(item)]
    if isinstance(value, dict):
        return [value, *(found for item in value.values() for found in _holders(item))]
    return []
