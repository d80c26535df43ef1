"""Answers given before: used again as long as nothing they hang on is another."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, Any, NamedTuple

from sightline.reports import scope
from sightline.reports.payload.base import Answer, Health, Payload
from sightline.store import calendar, lookups

if TYPE_CHECKING:
    from collections.abc import Hashable

    from sightline.reports.report import Context, Report

MOST = 24
"""Answers that are kept, those used last: a dashboard shows fewer, and each takes memory."""
STILL_US = 5 * 3_600_000_000
"""When nothing has happened for so long the clock changes no answer: no session is running, no
billing block is open, no work is dated in the future."""


class _Kept(NamedTuple):
    payload: Payload
    holds_from: int
    """The moment from which the clock changes it no more; 0: it never did."""


class Results:
    """The last answers over one index, each under all it hangs on."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, _Kept] = OrderedDict()
        self._lock = threading.Lock()

    def answer(self, report: Report, context: Context, params: Any) -> Payload:
        """The answer as it stands: the one given before, or a new one."""
        if not _may_be_kept(report, context):
            return report.assemble(context, params)
        key = _key(report, context, params)
        now = calendar.microseconds(context.now())
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
        if found is not None and found.holds_from <= now:
            return _renewed(found.payload, context)
        payload = report.assemble(context, params)
        holds_from = _still_from(context) if _hangs_on_clock(report, params) else 0
        if holds_from <= now:
            self._keep(key, _Kept(payload, holds_from))
        return payload

    def _keep(self, key: Hashable, kept: _Kept) -> None:
        with self._lock:
            self._kept[key] = kept
            self._kept.move_to_end(key)
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)


def _may_be_kept(report: Report, context: Context) -> bool:
    """Whether no more than rows, settings and clock can change an answer."""
    asks_git = "git" in report.also and context.may_review and context.settings.git.enabled
    index = context.index
    is_steady = index.indexing is None and not index.is_at_rest
    return "disk" not in report.also and not asks_git and is_steady


def _hangs_on_clock(report: Report, params: Any) -> bool:
    # A query may ask for what is running now.
    return "clock" in report.also or bool(getattr(params, "query", None))


def _key(report: Report, context: Context, params: Any) -> Hashable:
    """All that an answer hangs on besides the clock; with the day, for ranges that end today."""
    index = context.index
    zone = scope.zone_of(getattr(params, "time_zone", None), context)
    today = calendar.day_of(calendar.microseconds(context.now()), zone)
    return (
        report.name, params.model_dump_json(), index.revision, context.settings.model_dump_json(),
        context.may_review, zone.key, today,
    )  # fmt: skip


def _still_from(context: Context) -> int:
    """When nothing will have happened for long."""
    with context.index.reading() as connection:
        _, newest = lookups.bounds(connection)
    return 0 if newest is None else newest + STILL_US


def _renewed(payload: Payload, context: Context) -> Payload:
    """The same answer, given now."""
    if not isinstance(payload, Answer):
        return payload
    update: dict[str, object] = {"generated_at": scope.iso_now(context)}
    health = getattr(payload, "health", None)
    if isinstance(health, Health):
        update["health"] = health.model_copy(update={"refreshed_at": scope.refreshed_at(context)})
    return payload.model_copy(update=update)
