"""What the server works with, ready before a protocol is imported: index, settings, trust."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sightline.errors import LostCacheError, RecordError, StoppedError
from sightline.folders import data_folder
from sightline.lsp.editor_settings import effective, is_zone, keep, sent_values
from sightline.metadata import workspaces
from sightline.reports.report import Context, current_time
from sightline.reports.results import Results
from sightline.reports.status import STATUS, StatusParams
from sightline.settings import InvalidSetting, Settings
from sightline.store import Index

log = logging.getLogger(__name__)
EARLY_SECONDS = 0.15
"""How long changed files are read before the editor gets its first answer."""


@dataclass(slots=True)
class Sidecar:
    """The one state of the language server."""

    index: Index
    settings: Settings
    invalid: list[InvalidSetting]
    """Settings whose defaults are used."""
    ending: threading.Event
    """Set when the process is about to end."""
    trusted: bool = False
    folders: tuple[Path, ...] = ()
    """Of the editor's workspace."""
    editor_zone: str | None = None
    results: Results = field(default_factory=Results)
    known: dict[str, Any] | None = None
    """The payload of the last `sightline/changed`."""

    @classmethod
    def opened(cls) -> Sidecar:
        """The index as its cache has it, and its first numbers."""
        settings, invalid = effective({}, data_folder(), os.environ)
        index = Index.open(settings, may_rest=True)
        sidecar = cls(index, settings, invalid, threading.Event())
        try:
            sidecar.look(EARLY_SECONDS)
            # Beside the import of the protocol, which takes as long.
            index.wake_soon()
        except LostCacheError:
            index.wake_soon()
            sidecar.look(EARLY_SECONDS)
        return sidecar

    def look(self, seconds: float) -> None:
        """Take what is known, and of what changed what can be read in this time."""
        if self.index.hydrated:
            self.catch_up(seconds)
        self.known = self.changed()

    def catch_up(self, seconds: float) -> None:
        """Look at all files and read what changed, as far as this time allows."""
        until = time.monotonic() + seconds
        try:
            self.index.refresh(stopped=lambda: time.monotonic() > until)
        except StoppedError:
            return

    def context(self) -> Context:
        """What reports are answered from; a zone the user did not set is the editor's."""
        settings = self.settings
        if settings.time_zone is None and self.editor_zone is not None:
            settings = settings.model_copy(update={"time_zone": self.editor_zone})
        return Context(self.index, settings, trusted=self.trusted, results=self.results)

    def changed(self) -> dict[str, Any]:
        """What `sightline/changed` says now; before anything was read the status is unknown."""
        index = self.index
        if not index.hydrated and index.refreshed_at is None and index.indexing is None:
            return {"revision": index.revision, "status": None}
        payload = STATUS.answer(self.context(), StatusParams())
        status = payload.model_dump(mode="json", by_alias=True)
        return {"revision": status["revision"], "status": status}

    def trust(self, trusted: bool) -> None:
        """Read and write in the workspace, or keep out of it."""
        self.trusted = trusted
        self.index.keep_out(() if trusted else self.folders)
        if trusted and self.folders:
            try:
                workspaces.register(self.index.environment.data, self.folders)
            except RecordError as error:
                log.warning("The workspace was not noted for the terminal: %s", error)

    def move(self, added: Sequence[Path], removed: Collection[Path]) -> None:
        """Folders that came into the workspace or left it while it is open."""
        stayed = (folder for folder in self.folders if folder not in removed)
        self.folders = tuple(dict.fromkeys((*stayed, *added)))
        self.trust(self.trusted)

    def greet(self, options: Mapping[str, Any], folders: Sequence[Path] = ()) -> dict[str, Any]:
        """Take what the editor said at its start; the answer is what is known."""
        self.folders = tuple(folders)
        self.trust(options.get("trusted") is True)
        zone = options.get("timeZone")
        self.editor_zone = zone if isinstance(zone, str) and is_zone(zone) else None
        before = self.settings
        sent = sent_values(options.get("settings"))
        if sent is not None:
            self.configure(sent)
        if self.known is None or before != self.settings or not self.is_up_to_date():
            self.known = self.changed()
        return self.known

    def configure(self, sent: Mapping[str, Any]) -> None:
        """Use what the editor sets, and keep it for the terminal."""
        folder = data_folder()
        settings, self.invalid = effective(sent, folder, os.environ)
        keep(sent, folder)
        if settings != self.settings:
            self.settings = settings
            self.index.configure(settings)

    def is_up_to_date(self) -> bool:
        """Whether what is known is about this state of the index, this zone and today."""
        status = None if self.known is None else self.known["status"]
        if status is None or status["revision"] != self.index.revision:
            return False
        zone: str = self.context().settings.time_zone or status["timeZone"]
        today = current_time().astimezone(ZoneInfo(zone)).date()
        return (zone, today.isoformat()) == (status["timeZone"], status["date"])

    def close(self) -> None:
        """End what is running and let go of scratch files."""
        self.ending.set()
        self.index.close()
