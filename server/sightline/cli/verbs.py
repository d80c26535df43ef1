"""All verbs, and where each stands: the one list that the command line runs through."""

from __future__ import annotations

import pkgutil
from typing import TYPE_CHECKING

from sightline.cli.terminal import Terminal
from sightline.cli.workplace import workplace
from sightline.errors import LostCacheError

if TYPE_CHECKING:
    from collections.abc import Callable

    from sightline.cli.arguments import Options
    from sightline.cli.workplace import Workplace

VERBS = {
    "start": "start:start",
    "stats session": "stats:stats_session",
    "stats model": "stats:stats_model",
    "stats engine": "stats:stats_engine",
    "stats history": "stats:stats_history",
    "stats export": "export:stats_export",
    "stats compare": "stats:stats_compare",
    "stats tools": "stats_tables:stats_tools",
    "stats files": "stats_tables:stats_files",
    "stats blocks": "stats_tables:stats_blocks",
    "stats branches": "stats_tables:stats_branches",
    "stats daily": "stats_tables:stats_daily",
    "index": "index:index_refresh",
    "index status": "index:index_status",
    "index path": "index:index_path",
    "index rebuild": "index:index_rebuild",
    "index clear": "index:index_clear",
    "report": "report:report",
    "review": "review:review",
    "doctor": "doctor:doctor",
    "meta": "meta:meta",
    "delete": "meta:delete",
    "glossary": "glossary:glossary",
}
"""Nobody waits for another verb's modules."""


def verb_named(name: str) -> Callable[[Workplace], int]:
    """What does the work of a verb; its answer is the exit code."""
    found: Callable[[Workplace], int] = pkgutil.resolve_name(f"sightline.cli.{VERBS[name]}")
    return found


def perform(options: Options) -> int:
    """Run one verb over the user's sessions or the sample."""
    terminal, verb = Terminal(options), verb_named(options.verb)
    try:
        with workplace(options, terminal, may_rest=True) as place:
            return verb(place)
    except LostCacheError:
        with workplace(options, terminal) as place:
            return verb(place)
