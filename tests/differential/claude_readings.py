"""Two readings of the same lines of Claude Code: by our rules, and as the peer counts them.

Neither shares code with the program it stands for: `by_rule` says `accounting` once more and must
give Sightline's sums, `by_peer` must give the peer's. Both count each message apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from differential.tally import Cell, Tokens, Usage

if TYPE_CHECKING:
    from differential.claude_lines import AgentResult, Line, Lines

LATE = datetime.max.replace(tzinfo=UTC)


def by_message(lines: Iterable[Line]) -> dict[str, list[Line]]:
    """The lines of each message, in order."""
    messages: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        messages[line.key].append(line)
    return messages


def by_rule(lines: Iterable[Line]) -> list[Usage]:
    """One message: each call once, with its largest usage, on the day of its first line."""
    calls = joined([line for line in lines if line.is_answer])
    return [_usage(*_winner(call)) for call in calls]


def joined(lines: list[Line]) -> list[list[Line]]:
    """Lines of one message by call: without request id, or of side chains, they join another."""
    variants: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        variants[line.request].append(line)
    if "" in variants and len(variants) > 1:
        loose = variants.pop("")
        variants[_first(variants)].extend(loose)
    main = {name: rows for name, rows in variants.items() if not all(row.side for row in rows)}
    if not main:
        return [lines] if lines else []
    for name in variants.keys() - main.keys():
        main[_first(main)].extend(variants[name])
    return list(main.values())


def _first(variants: dict[str, list[Line]]) -> str:
    return min(variants, key=lambda name: (min(_at(row) for row in variants[name]), name))


def _at(line: Line) -> datetime:
    return line.at if line.at is not None else LATE


def _winner(call: list[Line]) -> tuple[Line, datetime]:
    """The line whose usage counts, and when the first of the call was written."""
    counting = [line for line in call if not line.side] or call
    best = max(counting, key=lambda line: (sum(line.tokens), _at(line) if line.at else _EARLY))
    return best, min(_at(line) for line in counting)


_EARLY = datetime.min.replace(tzinfo=UTC)


def _usage(line: Line, at: datetime) -> Usage:
    return Usage(Cell(_day(at), line.shown_model), line.tokens, line.path)


def _day(at: datetime) -> str:
    return "undated" if at == LATE else f"{at:%Y-%m-%d}"


def results_by_rule(lines: Lines) -> dict[str, list[Usage]]:
    """What results of sub-agents add: an output beyond the file's, or a request of their own."""
    of_agent: dict[str, list[Line]] = defaultdict(list)
    for rows in by_message(lines.requests).values():
        for call in joined([row for row in rows if row.is_answer]):
            best, _ = _winner(call)
            if best.agent is not None:
                of_agent[best.agent].append(best)
    return {
        f"agent:{result.agent}:{result.tool}": _said(result, of_agent[result.agent], lines)
        for result in lines.results
    }


def _said(result: AgentResult, own: list[Line], lines: Lines) -> list[Usage]:
    at = result.at if result.at is not None else LATE
    last = max(own, key=_at, default=None)
    model = result.model or (last.model if last else None) or "unknown"
    if last is None or result.agent not in lines.agent_files:
        return [Usage(Cell(_day(at), model), result.tokens, result.path)]
    more = max(0, result.tokens.output - last.tokens.output)
    return [Usage(Cell(_day(_at(last)), last.model or "unknown"), Tokens(output=more), result.path)]


def by_peer(lines: Iterable[Line]) -> list[Usage]:
    """One message: a line joins an earlier one of its call, or across a side chain."""
    kept: list[Line] = []
    for line in lines:
        if not line.readable:
            continue
        place = _place(kept, line) if line.named else None
        if place is None:
            kept.append(line)
        elif _replaces(line, kept[place]):
            kept[place] = line
    return [
        Usage(Cell(_day(line.at), line.shown_model), line.as_split, line.path)
        for line in kept
        if line.at is not None
    ]


def _place(kept: list[Line], line: Line) -> int | None:
    """Which of the kept lines is of the same call: by request id anywhere, else in its session."""
    own = [other for other in kept if other.session == line.session]
    if line.request:
        same = [other for other in kept if other.request == line.request]
    else:
        same = [other for other in own if not other.request and other.at == line.at]
    across = [other for other in own if line.marked or other.marked]
    return next((kept.index(other) for other in same or across), None)


def _replaces(line: Line, other: Line) -> bool:
    if line.marked != other.marked:
        return other.marked
    return sum(line.as_split) > sum(other.as_split)
