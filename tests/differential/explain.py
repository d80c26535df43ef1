"""From two readings of the same lines to the rules by which they differ."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from differential import claude_lines, codex_lines, codex_readings
from differential.claude_readings import by_message, by_peer, by_rule, results_by_rule
from differential.known import AGENT_RESULT, FORK_WITHOUT_PARENT, FRESH_CHILD, LINES
from differential.tally import Cell, Cells, Usage, less, summed

if TYPE_CHECKING:
    from pathlib import Path

    from differential.claude_lines import Line
    from differential.codex_lines import Stream
    from differential.known import Known

LARGE_CONTEXT = 200_000


@dataclass(frozen=True)
class Difference:
    """What one message or session makes differ, and by which rule; None: by no known one."""

    rule: Known | None
    what: str
    more: Cells
    """Sightline's less the peer's."""
    paths: tuple[str, ...]


@dataclass
class Reading:
    """What a history's files say, by our rules and as the peer reads them."""

    ours: list[Usage] = field(default_factory=list)
    peer: list[Usage] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    searches: Counter[Cell] = field(default_factory=Counter)
    """Web searches by day and model."""
    large: set[Cell] = field(default_factory=set)
    """Days and models with a call of a long context."""

    def add(self, ours: list[Usage], peer: list[Usage]) -> bool:
        """Take in one message or session; whether the two agree."""
        self.ours += ours
        self.peer += peer
        for usage in ours:
            if sum(usage.tokens) - usage.tokens.output > LARGE_CONTEXT:
                self.large.add(usage.cell)
        return summed(ours) == summed(peer)


def read(engine: str, folder: Path) -> Reading:
    """Both readings of an engine's folder."""
    return read_claude(folder) if engine == "claude_code" else read_codex(folder)


def read_claude(folder: Path) -> Reading:
    """Both readings of Claude Code files, message by message."""
    lines = claude_lines.read(folder / "projects")
    reading = Reading()
    for key, message in by_message(lines.requests).items():
        ours = by_rule(message)
        if not reading.add(ours, by_peer(message)):
            reading.differences += explained(key, message)
        if ours:
            searches = _searched(message, lines.searches.get(key, 0))
            reading.searches[ours[0].cell] += searches
    for key, usages in results_by_rule(lines).items():
        if not reading.add(usages, []):
            paths = tuple(usage.path for usage in usages)
            reading.differences.append(Difference(AGENT_RESULT, key, summed(usages), paths))
    return reading


def _searched(message: list[Line], succeeded: int) -> int:
    """Web searches of a message: as the provider states, else those that succeeded."""
    return max((line.searches for line in message), default=0) or succeeded


def explained(key: str, message: list[Line]) -> list[Difference]:
    """The rules that make the peer's reading of a message ours, one after the other."""
    paths = tuple(dict.fromkeys(line.path for line in message))
    ours, read_so, found = summed(by_rule(message)), summed(by_peer(message)), []
    for rule in LINES:
        message = rule.mend(message)
        mended = summed(by_peer(message))
        if mended != read_so:
            found.append(Difference(rule, key, less(mended, read_so), paths))
        read_so = mended
    if read_so != ours:
        found.append(Difference(None, key, less(ours, read_so), paths))
    return found


def read_codex(folder: Path) -> Reading:
    """Both readings of Codex rollouts, session by session."""
    streams = codex_lines.read(folder)
    reading = Reading()
    for stream in streams.values():
        own = codex_readings.start_by_rule(stream, streams)
        ours = codex_readings.usages(stream, own)
        theirs = codex_readings.usages(stream, codex_readings.start_by_peer(stream, streams))
        if not reading.add(ours, theirs):
            more = less(summed(ours), summed(theirs))
            paths = tuple(dict.fromkeys(count.path for count in stream.counts))
            difference = Difference(_of_child(stream, streams), stream.id, more, paths)
            reading.differences.append(difference)
    return reading


def _of_child(stream: Stream, streams: dict[str, Stream]) -> Known | None:
    """Why the two see a child's own work begin elsewhere."""
    if stream.parent is None:
        return None
    parent = streams.get(stream.parent)
    if parent is None:
        return FORK_WITHOUT_PARENT
    return None if codex_readings.shared(stream, parent) else FRESH_CHILD
