"""What happened when in a session: every prompt, response, tool call and handoff, in order."""

from __future__ import annotations

from sightline.reports import scope
from sightline.reports.payload.session import TimelineItem, TimelineParams, TimelinePayload
from sightline.reports.report import Context, Report
from sightline.reports.session import resolve_id
from sightline.store import lookups


def answer(context: Context, params: TimelineParams) -> TimelinePayload:
    """A page of a session's timeline."""
    with context.index.reading() as connection:
        id_ = resolve_id(connection, params.id)
        numbers = lookups.turn_numbers(connection, id_)
        events, total = lookups.timeline(connection, id_, params.limit, params.cursor)
        end = params.cursor + len(events)
        return TimelinePayload(
            generated_at=scope.iso_now(context),
            revision=context.index.revision,
            id=id_,
            items=tuple(_item(event, numbers) for event in events),
            total=total,
            next_cursor=end if end < total else None,
        )


def _item(event: lookups.Event, numbers: dict[str, int]) -> TimelineItem:
    at = scope.iso(event.ts)
    assert at is not None
    return TimelineItem(
        key=event.key,
        lane=event.lane,
        at=at,
        duration_ms=event.duration_ms,
        title=event.title,
        agent=event.agent,
        turn=numbers.get(event.turn) if event.turn is not None else None,
        outcome=event.outcome,
        tokens=event.tokens,
        cost=None if event.cost_nano is None else round(event.cost_nano / 1e9, 9),
        line=event.line,
        path=event.path,
    )


TIMELINE = Report("sessionTimeline", "Timeline", TimelineParams, TimelinePayload, answer)
