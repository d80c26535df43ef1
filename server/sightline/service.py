"""The door for Python: record sessions of a workspace, and ask for the numbers of all there are."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar

from pydantic import BaseModel, ValidationError

from sightline.errors import RecordError
from sightline.folders import data_folder
from sightline.reading import environment_of_process
from sightline.reports import tracking
from sightline.reports.payload.tracking import (
    Event,
    HistoryParams,
    ModelStats,
    ModelStatsParams,
    SessionSummary,
    StartSessionParams,
)
from sightline.reports.report import Context
from sightline.reports.session_report import SessionReport
from sightline.settings import settings_from, stored_values, with_environment
from sightline.store import Index

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

    from sightline.adapters.base import Environment
    from sightline.settings import Settings

__all__ = ["AnalyticsService", "ModelStats", "SessionReport", "SessionSummary"]


class AnalyticsService:
    """Sessions of one workspace, and the analytics of all.

    Whoever uses it trusts the workspace: records are written there, and git is asked.
    """

    def __init__(
        self,
        workspace: str | Path,
        *,
        settings: Settings | None = None,
        environment: Environment | None = None,
        cache: Path | None = None,
    ) -> None:
        self.workspace = Path(workspace).absolute()
        process = environment or environment_of_process()
        if settings is None:
            stored = stored_values(data_folder(process.variables, process.home))
            settings, _ = settings_from(with_environment(stored, process.variables))
        self._context = Context(Index.open(settings, process, cache), settings, trusted=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of memory and scratch files."""
        self._context.index.close()

    def start_session(self, **fields: Any) -> str:
        """Begin a session; its id. `fields` may be title, agent, model, provider, metadata."""
        params = _checked(StartSessionParams, {"workspace": str(self.workspace), **fields})
        return tracking.start(self._context, params).session_id

    def record(self, id: str, event: Mapping[str, Any]) -> None:  # noqa: A002 - its documented name
        """Keep something that happened, such as `{"type": "tool", "name": "Bash", "ok": True}`.

        When this returns, it is on the disk.
        """
        tracking.record(self._context, id, (_checked(Event, event),))

    def end_session(self, id: str) -> SessionReport:  # noqa: A002
        """End a session; its report, which a second end gives again."""
        self._context.index.refresh()
        report, written = tracking.end(self._context, id)
        if written:
            self._context.index.refresh(paths=written)
        return report

    def get_session_report(self, id: str) -> SessionReport:  # noqa: A002
        """The report of any session, by its id or a unique beginning of it."""
        self._context.index.refresh()
        return tracking.report_of(self._context, id)

    def get_model_stats(self, model: str) -> ModelStats:
        """What a model did and cost, over all time."""
        self._context.index.refresh()
        return tracking.model_stats(self._context, ModelStatsParams(model=model))

    def get_history(self, limit: int = 10) -> list[SessionSummary]:
        """The newest sessions, last activity first; at most 100."""
        self._context.index.refresh()
        most = _checked(HistoryParams, {"limit": limit}).limit
        return list(tracking.history(self._context, most))


Form = TypeVar("Form", bound=BaseModel)


def _checked(form: type[Form], values: Mapping[str, Any]) -> Form:
    """Values in their form; RecordError says what does not fit."""
    try:
        return form.model_validate(dict(values))
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise RecordError(f"{where}: {first['msg']}.") from error
