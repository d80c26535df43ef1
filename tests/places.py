"""Session files put where a home has them, whatever they are called, and what all pages say."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sightline.reports import report_named
from sightline.reports.labels import usd
from sightline.reports.report import Context
from sightline.store.query import Filter, total

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from conftest import Home
    from sightline.store import Index

CORPUS = {
    "amp": "amp", "antigravity": "antigravity", "claude": "claude_code", "cline": "cline",
    "codex": "codex", "copilot-chat": "copilot_chat", "copilot-cli": "copilot_cli",
    "cursor": "cursor", "droid": "droid", "gemini": "gemini_cli", "opencode": "opencode",
    "pi": "pi", "ptah": "claude_code", "qwen": "qwen", "radium": "radium",
}  # fmt: skip
"""Folders of the corpus, and whose files they are."""
PLACES = {
    "amp": ".local/share/amp/threads/T-{number}{suffix}",
    "antigravity": ".gemini/antigravity/brain/{number}/.system_generated/logs/{name}",
    "claude_code": ".claude/projects/{folder}/{name}",
    "cline": ".config/Code/User/globalStorage/saoudrizwan.claude-dev/tasks/{number}/{name}",
    "codex": ".codex/sessions/{folder}/{name}",
    "copilot_chat": ".config/Code/User/workspaceStorage/w/chatSessions/{number}{suffix}",
    "copilot_cli": ".copilot/session-state/{number}{suffix}",
    "cursor": ".cursor/projects/p/agent-transcripts/{number}{suffix}",
    "droid": ".factory/sessions/{number}{suffix}",
    "goose": ".local/share/goose/sessions/{number}{suffix}",
    "gemini_cli": ".gemini/tmp/p/chats/{number}/{name}",
    "native": ".sightline/sessions/{name}",
    "opencode": ".local/share/opencode/{number}-session{suffix}",
    "pi": ".pi/agent/sessions/{number}/{name}",
    "ptah": ".config/Code/User/workspaceStorage/{folder}/{name}",
    "qwen": ".qwen/projects/p/chats/{number}{suffix}",
    "radium": ".radium/_internals/sessions/{name}",
}
"""Below a home. Where names say nothing, files are numbered; sub-agents keep their folders, and
what lies in a hidden folder lies there in the home as well."""


def files_of(folder: Path) -> list[Path]:
    """All session files in a folder."""
    return sorted(path for path in folder.rglob("*.json*") if path.is_file())


def lay_out(home: Home, engine: str, root: Path, files: Iterable[Path]) -> None:
    """Copy an engine's files from below a folder into a home."""
    for number, path in enumerate(files):
        below = path.relative_to(root)
        *parents, _ = below.parts
        if "subagents" in parents:
            cut = parents.index("subagents") - 1
            parents[:cut] = ["-".join(parents[:cut])] if cut else []
        else:
            parents = ["-".join(parents)]
        place = PLACES[engine].format(
            number=number, name=path.name, suffix=path.suffix, folder="/".join(parents) or "p"
        )
        target = home.path / (below if below.parts[0].startswith(".") else place)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)


def told(index: Index, last: datetime) -> dict[str, dict[str, Any]]:
    """What every page says of all work, and of the seven days up to the last of it."""

    def ask(name: str, **params: Any) -> Any:
        report = report_named(name)
        context = Context(index, index.settings, lambda: last)
        return report.answer(context, report.params.model_validate(params))

    daily, models = ask("daily").total, ask("models").total
    sessions = ask("sessions", limit=1000, include_archived=True)
    page = ask("overview").analytics
    with index.reading() as connection:
        whole = total(connection, ("requests", "cost", "sessions"), Filter())
    cost = usd(whole)
    known = ("requests", "input_tokens", "output_tokens", "cache_read_tokens", "cost")
    days = ask("daily").days
    week, status = ask("overview", range={"preset": "7d"}).analytics, ask("status")
    return {
        "table": {name: whole[name] for name in ("requests", "sessions")} | _cost(cost),
        "daily": _of(daily, known, cost="cost_usd"),
        "days": _sum(days, ("requests", "input_tokens", "output_tokens")),
        "model": _of(models, known),
        "history": _of(sessions.sums, ("sessions", "requests", "tokens", "cost")),
        "sessions": _sum(sessions.rows, ("requests", "tokens", "input_tokens", "output_tokens")),
        "overview": _of(
            page, ("input_tokens", "output_tokens", "cache_read_tokens", "sessions", "cost"),
            **{name: f"total_{name}" for name in (*known[1:], "sessions")},
        ),
        "overview days": _sum(page.daily, ("requests", "input_tokens", "output_tokens")),
        "status": {"sessions": status.sessions},
        "week status": _of(status.week, ("requests", "sessions", "tokens", "cost")),
        "week overview": _of(week, ("sessions", "tokens", "cost"), sessions="total_sessions",
            tokens="total_tokens", cost="total_cost")
        | _sum(week.daily, ("requests",)),
    }  # fmt: skip


def last_instant(index: Index) -> datetime:
    """When the last work was; a moment after."""
    with index.reading() as connection:
        row = connection.execute("SELECT max(last_ts) FROM session").fetchone()
    assert row is not None
    return datetime.fromtimestamp((row[0] or 0) / 1e6, UTC) + timedelta(seconds=1)


def disagreements(pages: dict[str, dict[str, Any]]) -> list[tuple[str, str, Any, str, Any]]:
    """Two pages that say two things of one number: the number, page, value, page, value."""
    found = []
    for week in (False, True):
        said: dict[str, tuple[str, Any]] = {}
        for page, values in pages.items():
            for name, value in values.items() if page.startswith("week") == week else ():
                first, expected = said.setdefault(name, (page, value))
                if value != expected:
                    found.append((name, first, expected, page, value))
    return found


def _of(payload: Any, names: Iterable[str], **called: str) -> dict[str, Any]:
    values = {name: getattr(payload, called.get(name, name)) for name in names}
    return values | _cost(values["cost"]) if "cost" in values else values


def _cost(usd_: float | None) -> dict[str, int | None]:
    return {"cost": None if usd_ is None else round(usd_ * 10**9)}


def _sum(rows: Iterable[Any], names: Iterable[str]) -> dict[str, int | None]:
    """What is known of it; unknown where only empty rows know."""
    rows = list(rows)
    return {name: known_sum([getattr(row, name) for row in rows]) for name in names}


def known_sum(values: Sequence[int | None]) -> int | None:
    """The sum of what is known, which is none where the rest says 0."""
    told = sum(value for value in values if value is not None)
    return None if None in values and not told else told
