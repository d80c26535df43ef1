"""What is compared: one engine's files in a folder that its own variable can name."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

VARIABLES = {"claude_code": "CLAUDE_CONFIG_DIR", "codex": "CODEX_HOME"}
HIDDEN = {"claude_code": ".claude", "codex": ".codex"}
INNER = {"claude_code": ("projects",), "codex": ("sessions", "archived_sessions")}
CORPUS = {"claude": "claude_code", "codex": "codex"}


class NothingFoundError(Exception):
    """A folder that is neither a home nor a corpus."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder}: no home (.claude, .codex), no engine's folder, no corpus")


@dataclass(frozen=True)
class History:
    """One engine's files; the folder is what the engine's variable would name."""

    title: str
    engine: str
    folder: Path


def histories(named: Path, scratch: Path) -> list[History]:
    """What a folder holds: a home, one engine's own folder, or flat folders of a corpus."""
    found = _of_home(named) or _of_engine(named) or _of_corpus(named, scratch)
    if not found:
        raise NothingFoundError(named)
    return found


def _of_home(named: Path) -> list[History]:
    return [found for hidden in HIDDEN.values() for found in _of_engine(named / hidden)]


def _of_engine(named: Path) -> list[History]:
    return [
        History(str(named), engine, named)
        for engine, inner in INNER.items()
        if any((named / folder).is_dir() for folder in inner)
    ]


def _of_corpus(named: Path, scratch: Path) -> list[History]:
    found: list[History] = []
    for name, engine in CORPUS.items():
        flat = named / name
        if not flat.is_dir():
            continue
        own = sorted(path for path in flat.rglob("codex-home") if path.is_dir())
        found += [History(str(path.relative_to(named)), engine, path) for path in own]
        paths = [path for path in flat.rglob("*.jsonl") if "codex-home" not in path.parts]
        target = scratch / f"flat-{name}"
        for path in sorted(paths):
            parts = path.relative_to(flat).parts
            cut = parts.index("subagents") - 1 if "subagents" in parts else len(parts) - 1
            tail = Path("-".join(parts[:cut]), *parts[cut:])
            copy(path, target / INNER[engine][0] / tail)
        found.append(History(name, engine, target))
    return found


def copy(path: Path, target: Path) -> None:
    """Copy a file to a place that need not be there."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(path, target)
