"""What a file's name and its lines say of the session it belongs to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sightline.adapters.base import kept
from sightline.records import Session

if TYPE_CHECKING:
    from pathlib import PurePosixPath

    from sightline.adapters.claude_code.lines import Line

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def session_of(path: PurePosixPath) -> Session:
    """The session that a file's name tells; without one its lines will."""
    session = Session(thread="", session="", native_id="", agent="main")
    folders = path.parts[:-1]
    if path.stem.startswith("agent-") or "subagents" in folders:
        session.kind, session.agent = "subagent", None
        session.agent_id = path.stem.removeprefix("agent-")
    if "subagents" in folders[1:]:
        _name(session, folders[folders.index("subagents", 1) - 1])
    elif _UUID.fullmatch(path.stem):
        _name(session, path.stem)
    return session


def note_time(session: Session, ts: int) -> None:
    """Stretch the session to an instant."""
    last = session.last_ts
    if last is None:
        session.first_ts = session.last_ts = ts
    elif ts > last:
        session.last_ts = ts
    elif session.first_ts is None or ts < session.first_ts:
        session.first_ts = ts


def name_by(session: Session, line: Line, stem: str | None) -> None:
    """Name a session that has no name, by what a line says, else by its file."""
    if isinstance(line.session_id, str) and line.session_id:
        _name(session, line.session_id)
    elif stem is not None:
        _name(session, stem)


def note_title(session: Session, line: Line, kind: str) -> None:
    """Take in a title, told by a line of its own."""
    if kind == "custom-title":
        entitle(session, line.custom_title, 4)
    elif kind == "ai-title":
        entitle(session, line.ai_title, 3)
    elif kind == "summary":
        entitle(session, line.summary, 2)


def entitle(session: Session, title: object, rank: int) -> None:
    """Give the session a title, unless it has one of a higher rank."""
    shown = " ".join(title.split()) if isinstance(title, str) else ""
    if shown and rank >= session.title_rank:
        session.title, session.title_rank = kept(shown), rank


def note_place(session: Session, line: Line) -> None:
    """Take in where and by what a line of the conversation was written."""
    if session.cwd is None and isinstance(line.cwd, str):
        session.cwd = kept(line.cwd) or None
    branch, version = line.git_branch, line.version
    if branch != session.branch and isinstance(branch, str) and branch:
        session.branch = kept(branch)
    if version != session.version and isinstance(version, str):
        session.version = kept(version)
    if line.session_kind == "bg":
        session.background = True
    if session.kind == "subagent" and isinstance(line.attribution_agent, str):
        session.agent = kept(line.attribution_agent)


def _name(session: Session, native_id: str) -> None:
    session.native_id = kept(native_id) or native_id
    session.thread = session.session = f"claude_code:{session.native_id}"
