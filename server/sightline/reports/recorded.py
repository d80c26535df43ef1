"""What metadata records say of a session, and how its own command line goes on with it."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Literal

from sightline.adapters import ADAPTERS
from sightline.reports.payload.session import Recorded, ResumeWay
from sightline.store.lookups import NO_PROJECT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sightline.store.schema import SessionFacts

Origin = Literal["native", "claude-cli", "imported", "duplicated"]
_NATIVE = ("native", "ptah")
_RESUME = {
    adapter.resume.partition(" ")[0]: (adapter.engine, adapter.resume)
    for adapter in ADAPTERS
    if adapter.resume is not None
}
"""Engine and command by command line."""
_PLAIN = re.compile(r"[\w.:@/-]+", re.ASCII)


def recorded_of(facts: SessionFacts, scores: Mapping[str, int]) -> Recorded:
    """What is recorded of a session; what no record states follows from its engine and project."""
    project = facts.project if facts.project is not None else NO_PROJECT
    return Recorded.model_validate(
        {
            "origin": facts.origin if facts.origin is not None else _origin(facts),
            "workspaceId": facts.workspace or workspace_id(project),
            "wallClockMs": facts.wall_ms,
            "quality": dict(scores),
            "resumeSessionIds": _own_ids(facts) | _decoded(facts.resume),
            "metadata": plugin_values(facts),
        }
    )


def workspace_id(project: str) -> str:
    """The id of a workspace that has none of its own: one of its path."""
    return f"ws_{sha256(project.encode('utf-8', 'replace')).hexdigest()[:12]}"


def _origin(facts: SessionFacts) -> Origin:
    if facts.kind == "fork":
        return "duplicated"
    if facts.engine in _NATIVE:
        return "native"
    return "claude-cli" if facts.engine == "claude_code" else "imported"


def tags_of(facts: SessionFacts) -> tuple[str, ...]:
    """A session's tags."""
    return tuple(json.loads(facts.tags)) if facts.tags is not None else ()


def plugin_values(facts: SessionFacts) -> dict[str, Any]:
    """Plugins' keys and values; a key in several records has the foremost one's."""
    found: dict[str, Any] = {}
    for values in json.loads(facts.plugins) if facts.plugins is not None else []:
        found |= values
    return found


def _decoded(text: str | None) -> dict[str, Any]:
    return json.loads(text) if text is not None else {}


def resume_ways(facts: SessionFacts) -> tuple[ResumeWay, ...]:
    """Every command line that can go on with the session: its engine's own first."""
    recorded = {cli: id_ for cli, id_ in _decoded(facts.resume).items() if id_}
    return tuple(
        ResumeWay(cli=cli, id=id_, command=_command(cli, id_))
        for cli, id_ in (_own_ids(facts) | recorded).items()
    )


def _own_ids(facts: SessionFacts) -> dict[str, str]:
    """What the session is called in its own engine's command line, where that goes on with it."""
    return {cli: facts.native_id for cli, (engine, _) in _RESUME.items() if engine == facts.engine}


def _command(cli: str, id_: str) -> str | None:
    """What to type; an id that a shell could take for more than a word is none to be typed."""
    if cli not in _RESUME or not _PLAIN.fullmatch(id_) or id_.startswith("-"):
        return None
    return f"{_RESUME[cli][1]} {id_}"
