"""Which sessions say something: the files of a scope read newest first, hits as they come."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from msgspec.structs import asdict
from pydantic import Field

from sightline.reports import scope
from sightline.reports.payload.base import Payload, QueryError, ScopedAnswer
from sightline.reports.payload.scope import Scope
from sightline.reports.report import Context, Report
from sightline.store import lookups, search
from sightline.store.query import Filter, measure
from sightline.store.search import content

OFF = "Searching what was said is switched off (setting search.content)."
Token = int | str


class SearchContentParams(Scope):
    """Words to look for are those of the query; all else of it and of the scope must hold too."""

    limit: int = Field(100, ge=1, le=1000)
    """Sessions after which the search ends."""
    partial_result_token: Token | None = None
    """Under which hits are told as they come; then the answer has none."""


class ContentHit(Payload):
    """A session in whose messages a word was found, and where first."""

    id: str
    title: str
    engine: str
    project: str | None
    updated_at: str | None
    path: str
    line: int | None
    excerpt: str
    start: int
    """Of what was found, in the excerpt: code points, half-open."""
    end: int


class SearchContentPart(Payload):
    """Hits that are new, and how far the search is."""

    hits: tuple[ContentHit, ...]
    searched: int
    total: int
    """Sessions to look into."""


class SearchContentPayload(ScopedAnswer):
    """The last active first."""

    hits: tuple[ContentHit, ...]
    searched: int
    total: int
    unreadable: int
    """Sessions of which no file can be searched: only databases without messages tell of them."""
    truncated: bool
    """There were more than the limit."""
    hint: str | None


@dataclass(frozen=True, slots=True)
class _Plan:
    question: content.Question | None
    candidates: tuple[content.Candidate, ...]
    errors: tuple[QueryError, ...]
    unreadable: int = 0


def answer(context: Context, params: SearchContentParams) -> SearchContentPayload:
    """All hits at once."""
    return stream(context, params, lambda _: None, lambda: False)


def stream(
    context: Context,
    params: SearchContentParams,
    tell: Callable[[SearchContentPart], object],
    stopped: Callable[[], bool],
) -> SearchContentPayload:
    """Search, telling each hit as it comes and now and then how far it is."""
    is_on = context.settings.search.content
    plan = _plan(context, params) if is_on else _Plan(None, (), ())
    hits: list[ContentHit] = []
    searched, total = 0, len(plan.candidates)
    for hit in _found(context, plan, stopped):
        searched += 1
        if hit is not None:
            hits.append(hit)
        if hit is not None or searched % 50 == 0:
            tell(SearchContentPart(hits=(hit,) if hit else (), searched=searched, total=total))
        if len(hits) == params.limit:
            break
    return SearchContentPayload(
        generated_at=scope.iso_now(context),
        revision=context.index.revision,
        query_errors=plan.errors,
        hits=tuple(hits) if params.partial_result_token is None else (),
        searched=searched,
        total=total,
        unreadable=plan.unreadable,
        truncated=searched < total,
        hint=None if is_on else OFF,
    )


def _plan(context: Context, params: SearchContentParams) -> _Plan:
    """The sessions to look into."""
    read = search.parse(params.query or "")
    errors = tuple(QueryError(**asdict(error)) for error in read.errors)
    if read.tree is None or not content.has_text(read.tree):
        return _Plan(None, (), errors)
    question = content.Question(read.tree)
    with context.index.reading() as connection:
        span = scope.span_of(params.model_copy(update={"query": None}), context, connection)
        moment = scope.moment_of(context, span.zone)
        found = content.candidates(connection, question, moment)
        if span.where != Filter(hourly_rate=span.where.hourly_rate):
            inside = {
                row.group[0] for row in measure(connection, ("sessions",), span.where, ("session",))
            }
            found = [one for one in found if one.id in inside]
    readable = tuple(one for one in found if content.can_be_read(one))
    return _Plan(question, readable, errors, len(found) - len(readable))


def _found(
    context: Context, plan: _Plan, stopped: Callable[[], bool]
) -> Iterator[ContentHit | None]:
    """Of each session in turn whether it is a hit."""
    for candidate in plan.candidates:
        assert plan.question is not None
        found = content.mention(candidate, plan.question, stopped)
        yield None if found is None else _hit(context, found)


def _hit(context: Context, found: content.Mention) -> ContentHit | None:
    with context.index.reading() as connection:
        facts = lookups.facts(connection, (found.session,)).get(found.session)
    if facts is None:
        return None
    return ContentHit(
        id=facts.id,
        title=facts.title if facts.title is not None else facts.native_id,
        engine=facts.engine,
        project=facts.project,
        updated_at=scope.iso(facts.last_ts),
        path=found.path,
        line=found.line,
        excerpt=found.excerpt.text,
        start=found.excerpt.start,
        end=found.excerpt.end,
    )


SEARCH_CONTENT = Report(
    "searchContent",
    "Messages",
    SearchContentParams,
    SearchContentPayload,
    answer,
    stream,
    also=frozenset({"disk"}),
)
