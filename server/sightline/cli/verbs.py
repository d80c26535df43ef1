"""All verbs, and what each needs: the one list that the command line runs through."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sightline.cli.doctor import doctor
from sightline.cli.export import stats_export
from sightline.cli.glossary import glossary
from sightline.cli.index import index_clear, index_path, index_rebuild, index_refresh, index_status
from sightline.cli.meta import delete, meta
from sightline.cli.report import report
from sightline.cli.review import review
from sightline.cli.start import start
from sightline.cli.stats import (
    stats_blocks,
    stats_branches,
    stats_compare,
    stats_daily,
    stats_engine,
    stats_files,
    stats_history,
    stats_model,
    stats_session,
    stats_tools,
)
from sightline.cli.terminal import Terminal
from sightline.cli.workplace import workplace
from sightline.errors import LostCacheError

if TYPE_CHECKING:
    from collections.abc import Callable

    from sightline.cli.arguments import Options
    from sightline.cli.workplace import Workplace

VERBS: dict[str, Callable[[Workplace], int]] = {
    "start": start,
    "stats session": stats_session,
    "stats model": stats_model,
    "stats engine": stats_engine,
    "stats history": stats_history,
    "stats export": stats_export,
    "stats compare": stats_compare,
    "stats tools": stats_tools,
    "stats files": stats_files,
    "stats blocks": stats_blocks,
    "stats branches": stats_branches,
    "stats daily": stats_daily,
    "index": index_refresh,
    "index status": index_status,
    "index path": index_path,
    "index rebuild": index_rebuild,
    "index clear": index_clear,
    "report": report,
    "review": review,
    "doctor": doctor,
    "meta": meta,
    "delete": delete,
    "glossary": glossary,
}


def perform(options: Options) -> int:
    """Run one verb over the user's sessions or the sample."""
    terminal = Terminal(options)
    try:
        with workplace(options, terminal, may_rest=True) as place:
            return VERBS[options.verb](place)
    except LostCacheError:
        with workplace(options, terminal) as place:
            return VERBS[options.verb](place)
