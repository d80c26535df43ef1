"""The index files beside records: brought in line at start and by a rebuild."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from sightline.errors import RecordError
from sightline.metadata import index_file, places
from sightline.reports import scope
from sightline.reports.editing import style
from sightline.store.scan import projects_of

if TYPE_CHECKING:
    from pathlib import Path

    from sightline.reports.report import Context

log = logging.getLogger(__name__)


def record_folders(context: Context) -> list[Path]:
    """Every folder that may hold records of ours: of projects, and the user's own."""
    environment = context.index.environment
    projects = [*projects_of(environment), environment.home]
    found = [places.record_folder(one) for one in projects if places.may_hold_records(one)]
    return list(dict.fromkeys([*found, places.data_records(environment.data)]))


def rewrite_indexes(context: Context) -> int:
    """Bring all index files in line with their records; how many were written."""
    written = 0
    for folder in record_folders(context):
        try:
            written += index_file.rewrite(folder, scope.iso_now(context), style(context))
        except RecordError as error:
            log.warning("An index of records was not written: %s", error)
    return written
