"""The texts an edit puts into files, out of the record of any engine.

Engines name the same few things alike: the new text of a replacement, the content of a written
file, a patch. What a record shows of a file as it was before, or as it was read, is none of it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_NEW = frozenset(
    {
        "new_string", "newString", "new_str", "newStr", "new_text", "newText", "new_content",
        "newContent", "file_text", "fileText", "insert_text", "insertText", "replacement",
        "code_edit", "contents",
    }
)  # fmt: skip
_FILE = frozenset({"file_path", "filePath", "path", "absolutePath", "fileName", "type"})
_PATCHES = frozenset({"diff", "unified_diff", "patch", "input", "patchText", "fileDiff"})
_NESTED = frozenset({"arguments", "input", "rawInput"})
_WRITTEN = "content"
_PATCH_BEGIN = "*** Begin Patch"
DEEPEST = 32


def inserted(record: Any) -> Iterator[str]:
    """Each piece of text a record of an edit puts in."""
    todo: list[tuple[Any, int]] = [(record, 0)]
    while todo:
        value, depth = todo.pop()
        if depth > DEEPEST:
            continue
        if isinstance(value, list):
            todo.extend((one, depth + 1) for one in value)
        elif isinstance(value, dict):
            hunk = value.get("lines")
            if "newStart" in value and isinstance(hunk, list):
                yield _added("\n".join(line for line in hunk if isinstance(line, str)))
                continue
            for key, inner in value.items():
                if isinstance(inner, str):
                    yield from _text(key, inner, value, todo, depth)
                else:
                    todo.append((inner, depth + 1))


def _text(
    key: str, text: str, record: dict[str, Any], todo: list[tuple[Any, int]], depth: int
) -> Iterator[str]:
    if key in _NEW or (key == _WRITTEN and not _FILE.isdisjoint(record)):
        yield text
    elif _PATCH_BEGIN in text[:4000] or (key in _PATCHES and "\n+" in text):
        yield _added(text)
    elif key in _NESTED and text.startswith("{"):
        try:
            todo.append((json.loads(text, strict=False), depth + 1))
        except (ValueError, RecursionError):
            return


def _added(patch: str) -> str:
    """The lines a patch adds."""
    lines = patch.split("\n")
    return "\n".join(
        line[1:] for line in lines if line.startswith("+") and not line.startswith("+++ ")
    )
