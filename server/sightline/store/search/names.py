"""The names of a query: values a session had, compared without case."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sightline.store.search.fold import folded, folded_sql
from sightline.store.search.tree import Scalar

_ENDS = "-@[/:."
"""What may follow a name that is the beginning of another: of `gpt-5`, `gpt-5.1`."""

_LAST_FOLDER = r"regexp_extract(p.project, '([^/\\]+)[/\\]*$', 1)"


@dataclass(frozen=True, slots=True)
class Match:
    """A condition and its parameters."""

    sql: str
    values: tuple[str | int, ...] = ()


def matched(name: str, scalar: Scalar) -> Match:
    """Whether a session has this value of a field."""
    return _FIELDS[name](scalar)


_KEPT = (
    "list_last(list_filter(list_transform(from_json(s.plugins, '[\"JSON\"]'),"
    " lambda o: json_extract_string(o, ?)), lambda v: v IS NOT NULL))"
)
"""What the foremost record has under a key."""


def kept(key: str, scalars: Sequence[Scalar]) -> Match:
    """Whether a plugin keeps one of these values, or without any whatever."""
    path = f'$."{plain_text(key)}"'
    if not scalars:
        return Match(f"({_KEPT} IS NOT NULL)", (path,))
    found = [named("p.value", scalar) for scalar in scalars]
    wanted = " OR ".join(one.sql for one in found)
    sql = f"coalesce((SELECT {wanted} FROM (SELECT {_KEPT} AS value) p), FALSE)"
    return Match(sql, (*(value for one in found for value in one.values), path))


def named(column: str, scalar: Scalar) -> Match:
    """A name: quoted it is exact, with `*` a pattern, else it or what it begins."""
    small = f"lower({column})"
    text = folded_name(scalar.text)
    if scalar.quoted:
        return Match(f"({small} = ?)", (text,))
    if "*" in text:
        return Match(f"regexp_full_match({small}, ?, 's')", (_pattern(text),))
    return Match(
        f"(starts_with({small}, ?) AND contains('{_ENDS}', substr({small}, ?, 1)))",
        (text, len(text) + 1),
    )


def folded_name(text: str) -> str:
    """A name in small letters, as text a database takes."""
    return plain_text(text).lower()


def plain_text(text: str) -> str:
    """Text a database takes."""
    return text.encode("utf-8", "replace").decode()


def _pattern(text: str) -> str:
    """`*` is anything."""
    return ".*".join(re.escape(part) for part in text.split("*"))


def _engine(scalar: Scalar) -> Match:
    return named("s.engine", scalar)


def _used(table: str, column: str, *, always: bool) -> Callable[[Scalar], Match]:
    """A value of any native row; what some row does not tell is unknown unless it is `always`."""

    def match(scalar: Scalar) -> Match:
        own = named(f"u.{column}", scalar)
        rows = f"SELECT u.session FROM {table} u WHERE u.native AND"
        has = f"s.id IN ({rows} {own.sql})"
        if always:
            return Match(f"({has})", own.values)
        silent = f"s.id IN ({rows} u.{column} IS NULL)"
        sql = f"(CASE WHEN {has} THEN TRUE WHEN {silent} THEN NULL ELSE FALSE END)"
        return Match(sql, own.values)

    return match


def _helper(scalar: Scalar) -> Match:
    own = named('u."to"', scalar)
    rows = "SELECT u.session FROM handoff u WHERE u.native AND u.kind = 'cli' AND"
    return Match(f"(s.id IN ({rows} {own.sql}))", own.values)


def _language(scalar: Scalar) -> Match:
    own = named("u.language", scalar)
    rows = "SELECT u.session FROM code_change u WHERE u.native AND u.applied AND"
    return Match(f"(s.id IN ({rows} {own.sql}))", own.values)


def _branch(scalar: Scalar) -> Match:
    own = named("u.branch", scalar)
    rows = f"SELECT u.session FROM session_file u WHERE {own.sql}"
    sql = f"(CASE WHEN s.id IN ({rows}) THEN TRUE WHEN s.branch IS NOT NULL THEN FALSE END)"
    return Match(sql, own.values)


def _project(scalar: Scalar) -> Match:
    """By path or by last folder; there are far fewer projects than sessions."""
    whole, last = named("p.project", scalar), named(_LAST_FOLDER, scalar)
    known = "(SELECT DISTINCT project FROM session WHERE project IS NOT NULL) p"
    like = f"SELECT p.project FROM {known} WHERE {whole.sql} OR {last.sql}"
    sql = f"(CASE WHEN s.project IS NOT NULL THEN s.project IN ({like}) END)"
    return Match(sql, whole.values + last.values)


def _title(scalar: Scalar) -> Match:
    return Match(f"contains({folded_sql('s.title')}, ?)", (folded(scalar.text),))


def _id(scalar: Scalar) -> Match:
    text = folded_name(scalar.text)
    sql = "(starts_with(lower(s.id), ?) OR starts_with(lower(s.native_id), ?))"
    return Match(sql, (text, text))


def _file(scalar: Scalar) -> Match:
    """A path contains a text; with `*` it, or an end of it from some folder on, is like that."""
    path, text = folded_sql("u.path"), folded(scalar.text)
    like = f"contains({path}, ?)"
    if "*" in text and not scalar.quoted:
        like, text = f"regexp_full_match({path}, ?, 's')", rf"(?:.*[/\\])?{_pattern(text)}"
    rows = f"SELECT u.session FROM code_change u WHERE u.native AND u.applied AND {like}"
    return Match(f"(s.id IN ({rows}))", (text,))


def _tag(scalar: Scalar) -> Match:
    tags = "from_json(s.tags, '[\"VARCHAR\"]')"
    return Match(f"coalesce(list_contains({tags}, ?), FALSE)", (plain_text(scalar.text),))


_FIELDS: dict[str, Callable[[Scalar], Match]] = {
    "agent": _used("request", "agent", always=True),
    "model": _used("request", "model", always=False),
    "provider": _used("request", "provider", always=False),
    "engine": _engine,
    "project": _project,
    "branch": _branch,
    "tool": _used("tool_call", "tool", always=True),
    "helper": _helper,
    "lang": _language,
    "title": _title,
    "id": _id,
    "file": _file,
    "tag": _tag,
}
