"""Real session files, where a developer has them: the sums are those of a second reader."""

from __future__ import annotations

import json
import shutil
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from conftest import Ask, Home, totals_of
from places import known_sum
from sightline.store.query import Filter

pytestmark = pytest.mark.corpus
TOKENS = ("input_tokens", "cache_read_tokens", "cache_write_tokens", "output_tokens")


@pytest.fixture(scope="module")
def laid_out(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """The corpus in the places where a home has such files."""
    home = Home(tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("cache"))
    for path in sorted((corpus / "claude").rglob("*.jsonl")):
        parts = path.relative_to(corpus / "claude").parts
        cut = parts.index("subagents") - 1 if "subagents" in parts else len(parts) - 1
        _copy(path, home.path / ".claude/projects" / "-".join(parts[:cut]), parts[cut:])
    for path in sorted((corpus / "codex").rglob("*.jsonl")):
        parts = path.relative_to(corpus / "codex").parts
        _copy(path, home.path / ".codex/sessions" / "-".join(parts[:-1]), parts[-1:])
    yield home
    for index in home.opened:
        index.close()


def _copy(path: Path, folder: Path, tail: tuple[str, ...]) -> None:
    target = folder.joinpath(*tail)
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(path, target)


def records(home: Path) -> list[tuple[Path, dict[str, Any]]]:
    """All readable records of Claude files."""
    found = []
    for path in sorted(home.rglob("*.jsonl")):
        for line in path.read_bytes().split(b"\n"):
            try:
                record = json.loads(line.decode("utf-8", "replace"), strict=False)
            except ValueError:
                continue
            if isinstance(record, dict):
                found.append((path, record))
    return found


def requests_of(home: Path) -> dict[tuple[str, str], list[tuple[bool, dict[str, Any]]]]:
    """Rows with usage by message and request id: whether of a side chain, and the message."""
    groups: dict[tuple[str, str], list[tuple[bool, dict[str, Any]]]] = defaultdict(list)
    for path, record in records(home / ".claude"):
        side = bool(record.get("isSidechain")) or path.name.startswith("agent-")
        data = record.get("data")
        if record.get("type") == "progress" and isinstance(data, dict):
            if data.get("type") != "agent_progress":
                continue
            record, side = data["message"], True  # noqa: PLW2901
        message = record.get("message")
        if record.get("type") != "assistant" or not isinstance(message, dict):
            continue
        wrong = message.get("model") == "<synthetic>" or record.get("isApiErrorMessage")
        if wrong or not isinstance(message.get("usage"), dict):
            continue
        key = (str(message.get("id") or record.get("uuid")), str(record.get("requestId") or ""))
        groups[key].append((side, message))
    return groups


def joined(
    groups: dict[tuple[str, str], list[tuple[bool, dict[str, Any]]]],
) -> list[list[tuple[bool, dict[str, Any]]]]:
    """Calls: per message id, groups without a request id or of side chains join another."""
    by_id: dict[str, dict[str, list[tuple[bool, dict[str, Any]]]]] = defaultdict(dict)
    for (message, request), rows in groups.items():
        by_id[message][request] = rows
    calls = []
    for variants in by_id.values():
        loose = variants.pop("", []) if len(variants) > 1 else []
        main = [rows for rows in variants.values() if not all(side for side, _ in rows)]
        others = [rows for rows in variants.values() if all(side for side, _ in rows)]
        first = (main or others)[0]
        first.extend(loose)
        calls.extend(main or [[row for rows in others for row in rows]])
    return calls


def largest(rows: list[tuple[bool, dict[str, Any]]]) -> dict[str, int]:
    """The usage that counts: the largest of the main thread's, else of all."""
    usages = [message["usage"] for side, message in rows if not side]
    usages = usages or [message["usage"] for _, message in rows]
    return max((tokens(usage) for usage in usages), key=lambda found: sum(found.values()))


def tokens(usage: dict[str, Any]) -> dict[str, int]:
    names = (
        "input_tokens", "cache_read_input_tokens", "cache_creation_input_tokens", "output_tokens",
    )  # fmt: skip
    values = [usage.get(name) for name in names]
    return dict(zip(TOKENS, [v if isinstance(v, int) else 0 for v in values], strict=True))


def test_claude_totals_equal_an_independent_count(laid_out: Home) -> None:
    calls = [largest(rows) for rows in joined(requests_of(laid_out.path))]
    index = laid_out.index()
    index.refresh()
    with index.reading() as connection:
        row = connection.execute(
            "SELECT sum(n) FILTER (WHERE input_tokens IS NOT NULL), sum(input_tokens),"
            " sum(cache_read_tokens),"
            " sum(coalesce(cache_write_5m_tokens, 0) + coalesce(cache_write_1h_tokens, 0)),"
            " sum(output_tokens) FROM request WHERE native AND session LIKE 'claude_code:%'"
            " AND flags NOT LIKE '%agent_counted%'"
        ).fetchone()
    assert row == (len(calls), *(sum(call[name] for call in calls) for name in TOKENS))


def test_every_unreadable_line_is_listed_and_nothing_else_is_lost(laid_out: Home) -> None:
    index = laid_out.index()
    index.refresh()
    with index.reading() as connection:
        listed = connection.execute(
            "SELECT s.path, p.line FROM problem p JOIN source s ON p.source = s.id"
            " WHERE p.kind = 'unreadable' ORDER BY s.path, p.line"
        ).fetchall()
    assert index.problems() == len(listed) == len(unreadable(laid_out.path))
    assert listed == unreadable(laid_out.path)


def unreadable(home: Path) -> list[tuple[str, int]]:
    """Lines of all files that are no JSON object, but for a torn last one."""
    found = []
    for path in sorted(home.rglob("*.jsonl")):
        *lines, _tail = path.read_bytes().split(b"\n")
        for number, line in enumerate(lines, 1):
            try:
                value = json.loads(line.decode("utf-8", "replace") or "{}", strict=False)
            except ValueError:
                value = None
            if line.strip() and not isinstance(value, dict):
                found.append((str(path), number))
    return found


@pytest.mark.parametrize("engine", ["claude_code", "codex"])
def test_every_page_gives_the_same_total(laid_out: Home, ask: Ask, engine: str) -> None:
    index = laid_out.index()
    index.refresh()
    page = ask(index, "overview", engines=[engine]).analytics
    daily = ask(index, "daily", engines=[engine])
    sessions = ask(index, "sessions", engines=[engine], limit=1000)
    models = ask(index, "models", engines=[engine])
    names = totals_of(index, "requests", "output_tokens", where=Filter(engines=(engine,)))
    assert daily.total.requests == models.total.requests == names["requests"]
    assert sessions.sums.requests == names["requests"]
    assert sum(day.requests for day in daily.days) == names["requests"]
    assert sum(row.requests for row in sessions.rows) == names["requests"]
    assert known_sum([row.output_tokens for row in models.rows]) == names["output_tokens"]
    assert daily.total.cost_usd == page.total_cost == models.total.cost == sessions.sums.cost
