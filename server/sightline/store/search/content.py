"""Sessions by what was said in them: sources left by the other terms are read, newest first.

Nothing of what is read is kept. A text counts as found in a session when the index holds it
(title, project, branch, paths) or one of its messages does.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from sqlite3 import Connection
from typing import TYPE_CHECKING

from sightline.adapters import ADAPTERS
from sightline.errors import StoppedError
from sightline.store.search.condition import Condition, Moment, node_sql, text_sql
from sightline.store.search.fold import placed
from sightline.store.search.scanning import Needle, Said, Stopped, mentions, needle, stored_mentions
from sightline.store.search.tree import And, Node, Not, Or, Term, Text

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

AROUND = 80
"""Letters of an excerpt before and after what was found."""
LOGS = (".jsonl", ".json")
"""Files that can be searched; of databases, those of which an adapter finds the messages."""
_ADAPTERS = {adapter.engine: adapter for adapter in ADAPTERS}


@dataclass(frozen=True, slots=True)
class Place:
    """A file of a session, and how it calls the conversations it holds of it."""

    engine: str
    path: str
    native_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A session that may match, depending on what was said in it."""

    id: str
    known: tuple[bool | None, ...]
    """What the index says of each part of the question, texts first."""
    places: tuple[Place, ...]


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
    places = _places(connection)
    texts = len(question.texts)
    return [
        Candidate(row[0], tuple(row[2:]), tuple(places.get(row[0], ())))
        for row in rows
        if _may_match(question, row[2 + texts :])
    ]


def _may_match(question: Question, others: Sequence[bool | None]) -> bool:
    """Whether what the database says leaves it to the texts."""
    if question.has_negated_text:
        return True
    return question.answer([True] * len(question.texts), others) is True


def _places(connection: DuckDBPyConnection) -> dict[str, list[Place]]:
    found: dict[str, list[Place]] = {}
    for session, engine, path, native_ids in connection.execute(
        "SELECT f.session, p.engine, p.path, list(DISTINCT f.native_id ORDER BY f.native_id)"
        " FROM session_file f JOIN source p ON f.source = p.id GROUP BY ALL ORDER BY 1, 3"
    ).fetchall():
        found.setdefault(session, []).append(Place(engine, path, tuple(native_ids)))
    return found


def can_be_read(candidate: Candidate) -> bool:
    """Whether some file of a session can be searched."""
    return any(is_searched(one.engine, one.path) for one in candidate.places)


def is_searched(engine: str, path: str) -> bool:
    """Whether a search looks through what is said in a file: a log, or a store of messages."""
    return path.endswith(LOGS) or _ADAPTERS[engine].said is not None


def mention(candidate: Candidate, question: Question, stopped: Stopped) -> Mention | None:
    """Where a session that matches says what is asked for; None where it does not."""
    texts = len(question.texts)
    said, others = list(candidate.known[:texts]), candidate.known[texts:]
    needles = tuple(needle(one.text) for one in question.texts)
    first: Mention | None = None
    for place in candidate.places:
        if stopped():
            raise StoppedError
        for path, number, where in _looked(place, needles, stopped):
            said[number] = True
            if first is None:
                first = Mention(candidate.id, path, where.line, excerpt(where, needles[number]))
            if not question.has_negated_text and question.answer(_certain(said), others):
                return first
    return first if question.answer(_certain(said), others) else None


def _looked(
    place: Place, needles: tuple[Needle, ...], stopped: Stopped
) -> Iterator[tuple[str, int, Said]]:
    """Which needles a file holds, or what belongs to it."""
    adapter = _ADAPTERS[place.engine]
    if place.path.endswith(LOGS):
        beside = () if adapter.said_beside is None else adapter.said_beside(place.path)
        for path in (place.path, *beside):
            yield from ((path, *found) for found in mentions(path, needles, stopped))
    elif adapter.said is not None:
        texts = partial(_stored, adapter.said, place.native_ids)
        for found in stored_mentions(place.path, texts, needles, stopped):
            yield (place.path, *found)


def _stored(
    said: Callable[[Connection, str], Iterator[bytes]],
    native_ids: tuple[str, ...],
    connection: Connection,
) -> Iterator[bytes]:
    return chain.from_iterable(said(connection, native_id) for native_id in native_ids)


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
