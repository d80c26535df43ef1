"""How adapters take values out of decoded JSON of which nothing is promised."""

from __future__ import annotations

import posixpath
import re
from decimal import ROUND_HALF_EVEN, Decimal
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from sightline.adapters.base import clean, count, kept
from sightline.records import Problem

LONGEST_MS = 30 * 60 * 1000
"""A longer time between a question and its answer is not the model's."""
LONGEST_COMPARED = 2000
"""Lines."""
_WORDING = ("text", "output", "content", "result", "value", "response", "functionResponse")
"""Where engines keep the words of an answer, outermost last."""
_DRIVE = re.compile(r"[A-Za-z]:[\\/]")
_WINDOWS_URI = re.compile(r"/[A-Za-z]:(?:/|$)")


def mapping(value: object) -> dict[str, Any]:
    """A JSON object; nothing where it is none."""
    return value if isinstance(value, dict) else {}


def objects(value: object) -> list[dict[str, Any]]:
    """The objects of a list."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def text(value: object) -> str | None:
    """A text that is not empty, fit to be stored."""
    if not isinstance(value, str) or not value:
        return None
    return value if value.isascii() else clean(value)


def texts(content: object, deep: int = 6) -> str | None:
    """A text, or those of an object or of a list of them, however they are wrapped."""
    if isinstance(content, str):
        return text(content)
    if isinstance(content, list) and deep:
        found = [said for part in content if (said := texts(part, deep - 1)) is not None]
        return "\n".join(found) if found else None
    inner = mapping(content) if deep else {}
    parts = (texts(inner[key], deep - 1) for key in _WORDING if key in inner)
    return next((said for said in parts if said is not None), None)


def name(value: object) -> str | None:
    """A name or path, cut to what is kept."""
    return kept(text(value))


def milliseconds(value: object) -> int | None:
    """A duration as recorded."""
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value < 1e12:
        return None
    return round(value)


def nano_usd(value: object) -> int | None:
    """A recorded amount of USD in nano-USD, without a float's error."""
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value < 1e9:
        return None
    return int((Decimal(repr(value)) * 1_000_000_000).to_integral_value(ROUND_HALF_EVEN))


def elapsed_ms(begin: int | None, end: int | None) -> int | None:
    """Milliseconds from an instant to a later one."""
    if begin is None or end is None or end < begin:
        return None
    return (end - begin) // 1000


def answer_ms(begin: int | None, end: int | None) -> int | None:
    """Milliseconds a model took, unless they are too many to be believed."""
    elapsed = elapsed_ms(begin, end)
    return None if elapsed is None or elapsed > LONGEST_MS else elapsed


class Lines(NamedTuple):
    """Lines an edit added and removed; None is unknown."""

    added: int | None = None
    removed: int | None = None


def diff_lines(diff: str) -> Lines:
    """Lines of a unified diff of one file, from its first hunk on."""
    added = removed = 0
    inside = False
    for line in diff.split("\n"):
        if line.startswith("@@"):
            inside = True
        elif inside:
            added += line.startswith("+")
            removed += line.startswith("-")
    return Lines(added, removed) if inside else Lines()


def compared_lines(old: str, new: str) -> Lines:
    """Lines by which one text differs from another; very long ones are counted, not compared."""
    before, after = old.splitlines(), new.splitlines()
    if max(len(before), len(after)) > LONGEST_COMPARED:
        return Lines(len(after), len(before))
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    same = sum(block.size for block in matcher.get_matching_blocks())
    return Lines(len(after) - same, len(before) - same)


def below(path: str, folder: str | None) -> str:
    """A path below a folder, relative to it; every other one absolute, with forward slashes."""
    is_windows = _DRIVE.match(path) is not None
    plain = path.replace("\\", "/") if is_windows else path
    if "/." in plain:
        plain = posixpath.normpath(plain)
    if not folder:
        return plain
    root = folder.replace("\\", "/") if _DRIVE.match(folder) else folder
    root = root.rstrip("/") + "/"
    fold = str.casefold if is_windows else str
    return plain[len(root) :] if fold(plain).startswith(fold(root)) else plain


def local_path(path: str) -> str:
    """The path of a file URI's path part: `/c:/a` is a Windows path."""
    return path[1:] if _WINDOWS_URI.match(path) else path


class Oddities:
    """Oddities of usable records, counted by reason."""

    def __init__(self) -> None:
        self.problems: dict[str, Problem] = {}

    def note(self, reason: str, line: int) -> None:
        """Count one."""
        if reason in self.problems:
            self.problems[reason].n += 1
        else:
            self.problems[reason] = Problem(line=line, kind="anomaly", reason=reason)

    def count(self, value: object, field: str, line: int) -> int | None:
        """A token count; an odd one is unknown and noted."""
        found, odd = count(value)
        if odd:
            self.note(f"odd {field}", line)
        return found

    def part(self, value: object, field: str, line: int) -> int | None:
        """A count that is nothing where it is absent."""
        return 0 if value is None else self.count(value, field, line)

    def rest(self, whole: int | None, parts: tuple[int | None, ...], line: int) -> int | None:
        """What is left of a count without parts it includes; 0 where they are greater."""
        if whole is None:
            return None
        left = whole - sum(part for part in parts if part is not None)
        if left < 0:
            self.note("cache above input", line)
        return max(left, 0)

    def amount(self, usd: object, line: int) -> int | None:
        """A recorded amount of USD in nano-USD; an odd one is unknown and noted."""
        nano = nano_usd(usd)
        if nano is None and usd is not None:
            self.note("odd cost", line)
        return nano
