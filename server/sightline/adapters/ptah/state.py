"""Ptah's workspace state: names, helper runs and parents of Claude sessions, and no number.

`ptah.sessionMetadata` is a list of `{sessionId, name, workspaceId (a path), createdAt,
lastActiveAt, totalCost, totalTokens, cliSessions?, isChildSession?}`; newer versions keep a lean
list inside an object and each session's details under `ptah.session:<id>`. `sessionId` is that of
a Claude transcript. A helper run has a start and a status, no end; a run of Ptah's own CLI is a
Claude session itself (`sdkSessionId`), which is linked and never added.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from sightline.adapters.base import instant, title_of
from sightline.adapters.ptah.places import STATE
from sightline.adapters.values import mapping, name, objects, text
from sightline.records import Handoff, Rows, Session

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sightline.adapters.base import Source

KEY = "ptah.sessionMetadata"
DETAILS = "ptah.session:"
_CLAUDE = "claude_code"
_ENGINES = {
    "codex": "codex", "gemini": "gemini_cli", "copilot": "copilot_cli", "opencode": "opencode",
    "claude": _CLAUDE, "ptah-cli": _CLAUDE,
}  # fmt: skip
_ENDS: dict[object, Literal["done", "failed", "stopped", "open"]] = {
    "completed": "done", "failed": "failed", "timeout": "failed", "stopped": "stopped",
}  # fmt: skip
LINE = 1


def is_state(source: Source, value: Any) -> bool:
    """Whether a document is a workspace's state, with or without sessions of Ptah."""
    return isinstance(value, dict) and (KEY in value or source.relative.name == STATE)


def rows(value: dict[str, Any]) -> Rows:
    """What the state adds to Claude sessions."""
    found = Rows()
    entries = {id_: entry for entry in _entries(value) if (id_ := name(entry.get("sessionId")))}
    parents = _parents(entries)
    for id_, entry in entries.items():
        thread = f"{_CLAUDE}:{id_}"
        recorded = text(entry.get("name"))
        title = title_of(recorded) if recorded is not None else None
        parent = parents.get(id_)
        session = Session(
            thread=thread, session=thread, native_id=id_, title=title,
            title_rank=4 if title is not None else 0, cwd=_path(entry.get("workspaceId")),
            parent=f"{_CLAUDE}:{parent}" if parent is not None else None,
        )  # fmt: skip
        found.session.append(session)
        runs = {run.key: run for run in _helpers(entry, thread)}
        found.handoff.extend(runs.values())
    return found


def _entries(value: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The listed sessions, each with its details."""
    listed = value.get(KEY)
    lists = [listed] if isinstance(listed, list) else list(mapping(listed).values())
    for entries in lists:
        for entry in objects(entries):
            yield entry | mapping(value.get(f"{DETAILS}{entry.get('sessionId')}"))


def _parents(entries: dict[str, dict[str, Any]]) -> dict[str, str]:
    """The session that started each session which Ptah's own CLI ran."""
    return {
        child: id_
        for id_, entry in entries.items()
        for run in objects(entry.get("cliSessions"))
        if (child := _own_session(run)) is not None and child != id_
    }


def _own_session(run: dict[str, Any]) -> str | None:
    """The Claude session that a run became."""
    own = name(run.get("sdkSessionId"))
    if own is None and _ENGINES.get(_cli(run)) == _CLAUDE:
        own = name(run.get("cliSessionId"))
    return own


def _cli(run: dict[str, Any]) -> str:
    return name(run.get("cli")) or "other"


def _helpers(entry: dict[str, Any], thread: str) -> Iterator[Handoff]:
    for run in objects(entry.get("cliSessions")):
        own, id_ = _own_session(run), name(run.get("cliSessionId"))
        agent = name(run.get("agentId")) or own or id_
        if agent is None:
            continue
        engine = _CLAUDE if own is not None else _ENGINES.get(_cli(run))
        became = own or id_
        status = run.get("status")
        yield Handoff(
            line=LINE, key=f"ptah:{thread}:{agent}", thread=thread, session=thread, kind="cli",
            to=_cli(run), ts=instant(run.get("startedAt")),
            child=f"{engine}:{became}" if engine is not None and became is not None else became,
            outcome=_ENDS.get(status, "open") if isinstance(status, str) else "open",
        )  # fmt: skip


def _path(value: object) -> str | None:
    """A workspace's folder; older versions keep an id there."""
    path = name(value)
    return path if path is not None and ("/" in path or "\\" in path) else None
