"""The fields of a query: what each means and what its values look like."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["name", "text", "word", "choice", "number", "duration", "ratio", "moment", "days"]
"""name: equal, a prefix or a pattern; text: contained; word: equal; choice: one of a few words;
moment: a date that the field itself compares with; days: dates, compared as the query says."""

COMPARABLE: frozenset[Kind] = frozenset({"number", "duration", "ratio", "days"})
"""Kinds that take comparisons and ranges."""

PLUGIN = "x-"
"""Fields of plugins begin so: `x-<plugin>:<key>`."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the grammar."""

    name: str
    kind: Kind
    help: str
    example: str
    choices: tuple[str, ...] = ()


def _number(name: str, help_: str, example: str) -> Field:
    return Field(name, "number", help_, f"{name}:{example}")


FIELDS: tuple[Field, ...] = (
    Field("agent", "name", "An agent the session had", "agent:backend-developer"),
    Field("model", "name", "A model it used", "model:claude-opus-4-7"),
    Field("provider", "name", "Who served a model", "provider:anthropic"),
    Field("engine", "name", "The program that wrote it", "engine:codex"),
    Field("project", "name", "Its project, by path or by last folder", "project:my-app"),
    Field("branch", "name", "A git branch it worked on", "branch:main"),
    Field("tool", "name", "A tool it called", "tool:Bash"),
    Field("helper", "name", "An agent CLI it ran", "helper:gemini"),
    Field("lang", "name", "A language it edited", "lang:python"),
    Field("title", "text", "Its title contains", 'title:"dark mode"'),
    Field("id", "text", "Its id begins with", "id:3c6ddcd3"),
    Field("file", "text", "A path it edited contains, or is like", "file:src/*.ts"),
    Field("tag", "word", "A label you gave it", "tag:wip"),
    Field(
        "source", "choice", "How it came here", "source:imported",
        ("native", "claude-cli", "imported", "duplicated"),
    ),
    Field(
        "status", "choice", "What state it is in", "status:running",
        ("active", "archived", "imported", "running"),
    ),
    Field(
        "is", "choice", "It is", "is:fork",
        ("pinned", "archived", "subagent", "fork", "running"),
    ),
    Field(
        "has", "choice", "It has", "has:error",
        (
            "error", "denied", "interrupted", "review", "violation", "subagent", "helper", "tag",
            "problem", "unpriced",
        ),
    ),
    Field("cost", "number", "Its cost in USD", "cost:>1"),
    _number("messages", "Prompts and responses", ">50"),
    _number("turns", "Prompts", ">10"),
    _number("requests", "Calls of a model", ">100"),
    _number("tokens", "Input and output tokens", ">100k"),
    _number("inputTokens", "Input tokens, neither read from nor written to cache", ">50k"),
    _number("outputTokens", "Output tokens", ">5000"),
    _number("cacheReadTokens", "Input tokens served from cache", ">1M"),
    _number("cacheWriteTokens", "Input tokens written to cache", ">100k"),
    _number("toolCalls", "Tools started", ">20"),
    _number("errors", "Failed tools and errors of the model's API", ">0"),
    _number("violations", "Findings against rules", ">0"),
    _number("linesAdded", "Lines added", ">200"),
    _number("linesRemoved", "Lines removed", ">200"),
    _number("files", "Files changed", "3..10"),
    _number("quality", "Overall quality score", "<70"),
    _number("style", "Style score", "<70"),
    _number("logic", "Logic score", "<70"),
    _number("security", "Security score", "<70"),
    Field("duration", "duration", "From first to last event", "duration:>1h"),
    Field("active", "duration", "Time at work", "active:>30m"),
    Field("success", "ratio", "Tools that succeeded, of those that ended", "success:<90%"),
    Field("cacheHit", "ratio", "Input served from cache, of all input", "cacheHit:>0.8"),
    Field("acceptance", "ratio", "Edits applied, of those proposed", "acceptance:<90%"),
    Field("after", "moment", "Last active on this day or later", "after:2026-03-01"),
    Field("before", "moment", "First active before this day", "before:2026-01-01"),
    Field("on", "moment", "At work on this day", "on:yesterday"),
    Field("created", "days", "First active", "created:>=2026-03"),
    Field("updated", "days", "Last active", "updated:7d..today"),
)  # fmt: skip

_BY_NAME = {field.name.lower(): field for field in FIELDS}


def field_named(name: str) -> Field | None:
    """The field of this name, however it is capitalised."""
    if name.startswith(PLUGIN):
        return Field(name, "name", "A value a plugin keeps", f"{name}:value")
    return _BY_NAME.get(name.lower())


def nearest(word: str, names: tuple[str, ...]) -> str | None:
    """The name that a misspelt word most likely means."""
    wanted = word.lower()
    if len(wanted) > 24:
        return None
    distance, best = min((_distance(wanted, name.lower()), name) for name in names)
    return best if distance <= max(1, len(wanted) // 3) else None


def _distance(a: str, b: str) -> int:
    """Letters to insert, drop, change or swap with their neighbour."""
    older, old = list(range(len(b) + 1)), list(range(len(b) + 1))
    for row, letter in enumerate(a, 1):
        new = [row]
        for column, other in enumerate(b, 1):
            best = min(new[-1] + 1, old[column] + 1, old[column - 1] + (letter != other))
            if row > 1 and column > 1 and letter == b[column - 2] and a[row - 2] == other:
                best = min(best, older[column - 2] + 1)
            new.append(best)
        older, old = old, new
    return old[-1]
