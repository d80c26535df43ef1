"""What is taken out of texts: titles, numbers of lines, the program a shell runs."""

from __future__ import annotations

import re

from sightline.adapters.base.repair import clean
from sightline.adapters.base.values import kept

# Each begins with a letter of either case, which is told at once: with `(?i:` it would be tried.
_NAMES = ("[aA](?i:pi[_-]?key)", "[tT](?i:oken)", "[sS](?i:ecret)", "[pP](?i:assword|asswd)")
_SECRET = re.compile(
    r"sk-[A-Za-z0-9_-]{16,}|gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,}"
    r"|AKIA[0-9A-Z]{16}|AIza[0-9A-Za-z_-]{30,}|xox[abprs]-[A-Za-z0-9-]{10,}"
    r"|glpat-[A-Za-z0-9_-]{16,}|npm_[A-Za-z0-9]{30,}|hf_[A-Za-z0-9]{20,}"
    r"|eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.?[A-Za-z0-9_-]*"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]*|[bB](?i:earer )[A-Za-z0-9._~+/-]{16,}"
    + "".join(rf"|{name}\s*[=:]\s*[^\s'\",;]{{6,}}" for name in _NAMES)
)
TITLE_LENGTH = 100
_TELLING = TITLE_LENGTH * 5
"""What would be shown, and as much behind it as tells a secret that begins there."""
_LOOKED_AT, _LONGEST_PROMPT = TITLE_LENGTH * 8, TITLE_LENGTH * 40
"""Of a prompt: nearly always, and where that is blank or holds a secret."""


def title_of(prompt: str) -> str | None:
    """A title out of a first prompt: one line, secret patterns masked, at most 100 characters."""
    head = " ".join(prompt[:_LOOKED_AT].split())
    if len(head) < _TELLING and len(prompt) > _LOOKED_AT:
        head = " ".join(prompt[:_LONGEST_PROMPT].split())
    if _SECRET.search(head, 0, _TELLING) is not None:
        head = _SECRET.sub("•••", " ".join(prompt[:_LONGEST_PROMPT].split()))
    return clean(head[:TITLE_LENGTH].strip()) or None


def text_lines(text: str) -> int:
    """Lines of a text: a final line feed begins no further line, and nothing has none."""
    return text.count("\n") + (not text.endswith("\n")) if text else 0


def shell_program(command: str) -> str | None:
    """The program a shell command runs, behind assignments, `env`, `timeout`, `npx` and a path."""
    # The word is nearly always short and plain, and what follows it may be long.
    first = command[:_SHORT].split(None, 1)
    is_whole = len(first) == 2 or (first and len(command) <= _SHORT)
    if is_whole and first[0] not in _BEFORE_PROGRAMS and _DECORATED.search(first[0]) is None:
        return first[0]
    words = iter(command.split(None, 24)[:24])
    for word in words:
        name = word.strip("'\"").rpartition("/")[2]
        if _ASSIGNMENT.fullmatch(word):
            continue
        if name == "timeout":
            next(words, None)
        elif name and name not in _BEFORE_PROGRAMS and not word.startswith("-"):
            return kept(name)
    return None


_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*=.*")
_DECORATED = re.compile(r"['\"/=]|^-")
_SHORT = 64
_BEFORE_PROGRAMS = frozenset({"env", "npx", "exec", "sudo", "time", "timeout"})
HELPERS = frozenset({"codex", "gemini", "copilot", "opencode", "claude", "cursor-agent"})
