"""The language of a file, by its name."""

from __future__ import annotations

from functools import lru_cache

_ENDINGS = {
    "ts": "typescript", "tsx": "typescript", "mts": "typescript", "cts": "typescript",
    "js": "javascript", "jsx": "javascript", "mjs": "javascript", "cjs": "javascript",
    "py": "python", "pyi": "python", "sh": "shell", "bash": "shell", "zsh": "shell",
    "ksh": "shell", "css": "css", "scss": "css", "sass": "css", "less": "css", "pcss": "css",
    "postcss": "css", "md": "markdown", "mdx": "markdown", "sql": "sql", "go": "go",
    "json": "json", "jsonc": "json", "jsonl": "json", "yml": "yaml", "yaml": "yaml",
    "toml": "toml", "env": "dotenv", "html": "html", "htm": "html", "xhtml": "html",
    "svg": "svg", "c": "c", "h": "c", "hh": "c++", "hpp": "c++", "hxx": "c++", "cc": "c++",
    "cpp": "c++", "cxx": "c++", "mm": "objective-c++", "rs": "rust", "rb": "ruby", "kt": "kotlin",
    "java": "java", "cs": "c#", "gql": "graphql", "proto": "protobuf",
}  # fmt: skip
"""The usual ones, and those the library lacks or files under another name."""

_KINDS = frozenset({"text", "plain-text", "binary", "image"})
"""Tags that are no language."""

_FAMILIES = frozenset(
    {"shell", "python", "ruby", "scala", "groovy", "pascal", "toml", "json", "yaml", "ini", "xml"}
)
"""Tags that say more than what is beside them: Cargo.toml is toml before it is cargo."""

_NAMES = {"go-mod": "go", "go-sum": "go"}


@lru_cache(maxsize=4096)
def language_of(path: str) -> str:
    """The language's usual lower-case name; `other` when the name tells none."""
    name = path.replace("\\", "/").rstrip("/").rpartition("/")[2]
    _, dot, ending = name.rpartition(".")
    known = _ENDINGS.get(ending.lower()) if dot else None
    return known if known is not None else _tagged(name)


def _tagged(name: str) -> str:
    from identify import identify  # noqa: PLC0415  only names the table lacks pay for it

    tags = identify.tags_from_filename(name)
    languages = tags - _KINDS
    if "binary" in tags or not languages:
        return "text" if "plain-text" in tags else "other"
    found = min(languages & _FAMILIES or languages)
    return _NAMES.get(found, found)
