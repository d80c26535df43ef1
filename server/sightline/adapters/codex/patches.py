"""What an edit changed, file by file: out of a recorded result, or out of a patch's own text."""

from __future__ import annotations

import posixpath
import re

from msgspec import Struct

from sightline.adapters.base import kept, text_lines

_BEGIN = "*** Begin Patch"
_END = "*** End Patch"
_SECTION = re.compile(r"\*\*\* (Add|Delete|Update) File: (.+)")
_MOVE = "*** Move to: "
_DRIVE = re.compile(r"[A-Za-z]:[\\/]")


class FileChange(Struct, array_like=True, gc=False):
    """Lines added to and removed from one file; None where the text does not tell."""

    path: str
    added: int | None
    removed: int | None


def recorded_changes(changes: object) -> list[FileChange]:
    """The `changes` of a `patch_apply_end`."""
    found: list[FileChange] = []
    for path, change in changes.items() if isinstance(changes, dict) else ():
        if not isinstance(change, dict):
            continue
        content, diff = change.get("content"), change.get("unified_diff")
        target = change.get("move_path")
        match change.get("type"):
            case "add" if isinstance(content, str):
                found.append(FileChange(path, text_lines(content), 0))
            case "delete" if isinstance(content, str):
                found.append(FileChange(path, 0, text_lines(content)))
            case "update" if isinstance(diff, str):
                added, removed = _signs(diff)
                name = target if isinstance(target, str) and target else path
                found.append(FileChange(name, added, removed))
            case _:
                found.append(FileChange(path, None, None))
    return found


def _signs(diff: str) -> tuple[int, int]:
    """Lines with a plus and with a minus; what stands before the first hunk is a header."""
    hunks = diff if diff.startswith("@@") else diff[diff.find("\n@@") + 1 :]
    body = "\n" + hunks
    return body.count("\n+"), body.count("\n-")


def patched_files(text: str) -> list[FileChange]:
    """The files of an `apply_patch` text, alone or inside a shell command; each once."""
    start = text.find(_BEGIN)
    if start < 0:
        return []
    end = text.find(_END, start)
    body = text[start : end if end >= 0 else len(text)]
    found: dict[str, FileChange] = {}
    change: FileChange | None = None
    for line in body.split("\n"):
        if line.startswith("*** "):
            if section := _SECTION.match(line):
                change = _begun(section[1], section[2].strip(), found)
            elif change is not None and line.startswith(_MOVE):
                change = _moved(change, line.removeprefix(_MOVE).strip(), found)
        elif change is None or change.removed is None:
            continue
        elif line.startswith("+"):
            change.added = change.added + 1 if change.added is not None else None
        elif line.startswith("-"):
            change.removed += 1
    return list(found.values())


def _begun(kind: str, path: str, found: dict[str, FileChange]) -> FileChange:
    # A patch does not show the lines of a file it deletes.
    change = FileChange(path, 0, None if kind == "Delete" else 0)
    return found.setdefault(path, change)


def _moved(change: FileChange, path: str, found: dict[str, FileChange]) -> FileChange:
    found.pop(change.path, None)
    change.path = path
    return found.setdefault(path, change)


def shown_path(path: str, cwd: str | None) -> str:
    """A path relative to the session's folder with forward slashes; absolute outside of it."""
    if _DRIVE.match(path) or (cwd is not None and _DRIVE.match(cwd)):
        path = path.replace("\\", "/")
        cwd = cwd.replace("\\", "/") if cwd is not None else None
    if cwd is None:
        return kept(posixpath.normpath(path)) or path
    root = posixpath.normpath(cwd)
    absolute = path.startswith("/") or _DRIVE.match(path) is not None
    whole = posixpath.normpath(path if absolute else posixpath.join(root, path))
    inside = whole.removeprefix(root.rstrip("/") + "/")
    return kept(inside) or inside
