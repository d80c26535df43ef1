"""Sessions by what was said in them: sources left by the other terms are read, newest first.

Nothing of what is read is kept. A text counts as found in a session when the index holds it
(title, project, branch, paths) or one of its messages does.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sightline.errors import StoppedError
from sightline.store.search.condition import Condition, Moment, node_sql, text_sql
from sightline.store.search.fold import placed
from sightline.store.search.scanning import Needle, Said, Stopped, mentions, needle
from sightline.store.search.tree import And, Node, Not, Or, Term, Text

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

AROUND = 80
"""Letters of an excerpt before and after what was found."""
LOGS = (".jsonl", ".json")
"""Files that can be searched; what engines keep in databases cannot."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A session that may match, depending on what was said in it."""

    id: str
    known: tuple[bool | None, ...]
    """What the index says of each part of the question, texts first."""
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A piece of a message around what was found, and where that begins and ends in it."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Mention:
    """A session in whose messages a text was found."""

    session: str
    path: str
    line: int | None
    excerpt: Excerpt


@dataclass(slots=True)
class Question:
    """A tree in parts: texts, and what has no text in it and the database answers alone."""

    tree: Node
    texts: list[Text] = field(default_factory=list)
    others: list[Node] = field(default_factory=list)
    has_negated_text: bool = False

    def __post_init__(self) -> None:
        self._collect(self.tree, negated=False)

    def _collect(self, node: Node, *, negated: bool) -> None:
        if isinstance(node, Text):
            self.texts.append(node)
            self.has_negated_text |= negated
        elif not has_text(node):
            self.others.append(node)
        elif isinstance(node, Not):
            self._collect(node.inner, negated=not negated)
        elif isinstance(node, And | Or):
            for part in node.parts:
                self._collect(part, negated=negated)

    def answer(self, said: Sequence[bool], others: Sequence[bool | None]) -> bool | None:
        """Whether the tree holds, unknown where that hangs on something unknown."""
        return _holds(self.tree, iter(said), iter(others))


def has_text(node: Node) -> bool:
    """Whether a word or phrase stands somewhere in a tree."""
    if isinstance(node, Not):
        return has_text(node.inner)
    if isinstance(node, And | Or):
        return any(has_text(part) for part in node.parts)
    return isinstance(node, Text)


def _holds(node: Node, said: Iterator[bool], others: Iterator[bool | None]) -> bool | None:
    """Three-valued; every part is asked, in the order in which they were collected."""
    if isinstance(node, Text):
        return next(said)
    if isinstance(node, Term) or not has_text(node):
        return next(others)
    if isinstance(node, Not):
        inner = _holds(node.inner, said, others)
        return None if inner is None else not inner
    found = [_holds(part, said, others) for part in node.parts]
    decisive = isinstance(node, Or)
    if decisive in found:
        return decisive
    return None if None in found else not decisive


def candidates(
    connection: DuckDBPyConnection, question: Question, moment: Moment
) -> list[Candidate]:
    """Sessions that may match, the last active first."""
    made = Condition(moment)
    columns = [text_sql(made, one.text) for one in question.texts]
    columns += [node_sql(made, one) for one in question.others]
    known = ", ".join(f"{column} AS known_{n}" for n, column in enumerate(columns))
    rows = connection.execute(
        f"SELECT s.id, s.last_ts, {known} FROM {made.source} WHERE s.worked"
        " ORDER BY s.last_ts DESC NULLS LAST, s.id",
        made.parameters,
    ).fetchall()
    paths = _paths(connection)
    texts = len(question.texts)
    return [
        Candidate(row[0], tuple(row[2:]), tuple(paths.get(row[0], ())))
        for row in rows
        if _may_match(question, row[2 + texts :])
    ]


def _may_match(question: Question, others: Sequence[bool | None]) -> bool:
    """Whether what the database says leaves it to the texts."""
    if question.has_negated_text:
        return True
    return question.answer([True] * len(question.texts), others) is True


def _paths(connection: DuckDBPyConnection) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for session, path in connection.execute(
        "SELECT DISTINCT f.session, p.path FROM session_file f JOIN source p ON f.source = p.id"
        " ORDER BY 1, 2"
    ).fetchall():
        found.setdefault(session, []).append(path)
    return found


def can_be_read(candidate: Candidate) -> bool:
    """Whether some file of a session can be searched."""
    return any(is_searched(path) for path in candidate.paths)


def is_searched(path: str) -> bool:
    """Whether a search looks through what is said in a file: into logs, not into databases."""
    return path.endswith(LOGS)


def mention(candidate: Candidate, question: Question, stopped: Stopped) -> Mention | None:
    """Where a session that matches says what is asked for; None where it does not."""
    texts = len(question.texts)
    said, others = list(candidate.known[:texts]), candidate.known[texts:]
    needles = tuple(needle(one.text) for one in question.texts)
    first: Mention | None = None
    for path in candidate.paths:
        if stopped():
            raise StoppedError
        if not is_searched(path):
            continue
        for number, where in mentions(path, needles, stopped):
            said[number] = True
            if first is None:
                first = Mention(candidate.id, path, where.line, excerpt(where, needles[number]))
            if not question.has_negated_text and question.answer(_certain(said), others):
                return first
    return first if question.answer(_certain(said), others) else None


def _certain(said: Collection[bool | None]) -> list[bool]:
    return [one is True for one in said]


def excerpt(said: Said, one: Needle) -> Excerpt:
    """What stands around a text where a message has it first."""
    text = " ".join(said.text.split())
    plain, places = placed(text)
    at = plain.find(one.text)
    start = places[at]
    end = places[at + len(one.text) - 1] + 1
    begin, until = max(0, start - AROUND), min(len(text), end + AROUND)
    before, after = "…" if begin else "", "…" if until < len(text) else ""
    shown = f"{before}{text[begin:until]}{after}"
    shift = len(before) - begin
    return Excerpt(shown, start + shift, end + shift)
