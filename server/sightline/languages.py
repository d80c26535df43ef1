"""The language of a file, by its name."""

from __future__ import annotations

from functools import lru_cache
from pathlib import PurePosixPath

_PRIORITY = {
    "ts": "typescript", "tsx": "typescript", "mts": "typescript", "cts": "typescript",
    "js": "javascript", "jsx": "javascript", "mjs": "javascript", "cjs": "javascript",
    "py": "python", "pyi": "python", "sh": "shell", "bash": "shell", "zsh": "shell",
    "css": "css", "scss": "css", "sass": "css", "less": "css", "md": "markdown",
    "mdx": "markdown", "sql": "sql", "mod": "go", "sum": "go", "json": "json", "jsonc": "json",
    "yml": "yaml", "yaml": "yaml", "html": "html", "htm": "html", "h": "c", "hpp": "c++",
    "cc": "c++", "cpp": "c++", "cxx": "c++", "rs": "rust", "rb": "ruby", "kt": "kotlin",
    "cs": "c#", "txt": "text",
}  # fmt: skip
"""Where one name stands for several endings, or a library would say something else."""

_NO_LANGUAGE = frozenset({"file", "text", "binary", "executable", "non-executable", "plain-text"})


@lru_cache(maxsize=4096)
def language_of(path: str) -> str:
    """The language's usual lower-case name; `other` when the name tells none."""
    name = PurePosixPath(path.replace("\\", "/")).name
    known = _PRIORITY.get(name.rpartition(".")[2].lower()) if "." in name else None
    return known if known is not None else _tagged(name)


def _tagged(name: str) -> str:
    from identify import identify  # noqa: PLC0415  only names the table lacks pay for it

    tags = identify.tags_from_filename(name) - _NO_LANGUAGE
    return min(tags) if tags else "other"
