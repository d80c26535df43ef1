"""RuleCatch: what its hooks saw in Claude Code's sessions; an overlay, with no session of its own.

Read from the source of TheDecipherist/rulecatch-sdk (`packages/ai-pooler`, early 2026); no real
log was at hand.

- `events.log` has an event a line; `buffer/<time>-<random>.json` holds the same events until they
  are sent, one a file, over several lines. An event in both is one, as it is the same record.
- `config.json` holds keys and is never opened.
- `{type, sessionId, cwd, timestamp, …}`; `sessionId` is Claude Code's, instants are whole seconds.
- `rule_deviation {ruleName, ruleCategory, ruleSeverity, violationFile, violationLine, corrected}`
  and `code_accept`, `code_reject`, `code_modify` come from its SDK, the rest from its hook.
- `permission_request` is the question alone: no event says what a person answered.
- With privacy on, names are empty beside `…Encrypted` (never read) and `…Hash`, so a finding has
  no path, and the hash of its rule stands for its name.
- Token counts and sizes are bytes by four, lines those of the whole working tree, `activeTime` has
  no idle cap: none of them is read. All else stands in Claude Code's own files.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, Literal, get_args

import msgspec

from sightline.adapters.base import Adapter, NotAnObjectError, NotASessionError, Refusal, instant
from sightline.adapters.values import below, name, objects
from sightline.records import MINUTES, Approval, Finding, Problem, Rows, Severity

if TYPE_CHECKING:
    from pathlib import Path

    from sightline.adapters.base import Environment, Line, LineParser, Source

_LOG = "events.log"
_FOLDER = "rulecatch"
_ANY_LINE = b"any line"

_Kind = Literal["asked", "accepted", "rejected", "modified"]
_KINDS: dict[str, _Kind] = {
    "permission_request": "asked",
    "code_accept": "accepted",
    "code_reject": "rejected",
    "code_modify": "modified",
}


class RuleCatchLog:
    """Reads events, each of which stands for itself."""

    def __init__(self) -> None:
        self._rows = Rows()

    def line(self, line: Line, number: int) -> None:
        """Take in one event."""
        record = msgspec.json.decode(line)
        if not isinstance(record, dict):
            raise NotAnObjectError
        self.take(record, number)

    def take(self, record: dict[str, Any], number: int) -> None:
        """Make the row of an event, if it is one of those that have a row."""
        type_ = record.get("type")
        is_finding = type_ == "rule_deviation"
        kind = _KINDS.get(type_) if isinstance(type_, str) else None
        if not is_finding and kind is None:
            return
        session = name(record.get("sessionId"))
        if session is None:
            self._odd("event of no session", number)
            return
        thread = f"claude_code:{session}"
        key, ts = f"{thread}:{_digest(record)}", instant(record.get("timestamp"))
        if is_finding:
            self._rows.finding.append(self._finding(record, number, key, thread, ts))
        elif kind is not None:
            row = Approval(line=number, key=key, thread=thread, session=thread, ts=ts, kind=kind)
            self._rows.approval.append(row)

    def rows(self) -> Rows:
        """The rows of all events."""
        return self._rows

    def state(self) -> bytes:
        """No event depends on another, so any later line can be read alone."""
        return _ANY_LINE

    def _finding(
        self, record: dict[str, Any], number: int, key: str, thread: str, ts: int | None
    ) -> Finding:
        severity = _severity(record.get("ruleSeverity"))
        if severity is None:
            self._odd("odd ruleSeverity", number)
            severity = "info"
        path, at_line = name(record.get("violationFile")), record.get("violationLine")
        is_line = isinstance(at_line, int) and not isinstance(at_line, bool) and 0 < at_line < 1e9
        return Finding(
            line=number, key=key, thread=thread, session=thread, ts=ts,
            rule=_rule(record), severity=severity, minutes=MINUTES[severity],
            path=None if path is None else below(path, name(record.get("cwd"))),
            at_line=at_line if is_line else None,
            corrected=record.get("corrected") is True,
            reporter="rulecatch",
        )  # fmt: skip

    def _odd(self, reason: str, number: int) -> None:
        self._rows.problem.append(Problem(line=number, kind="anomaly", reason=reason))


def _severity(value: object) -> Severity | None:
    return next((severity for severity in get_args(Severity) if severity == value), None)


def _rule(record: dict[str, Any]) -> str:
    names = (name(record.get(field)) for field in ("ruleName", "ruleNameHash", "ruleCategory"))
    return next((found for found in names if found is not None), "(not named)")


def _digest(record: dict[str, Any]) -> str:
    """What an event is known by, in whichever file it stands."""
    text = json.dumps(record, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def document(source: Source, value: Any) -> Rows:
    """The rows of a file of the buffer."""
    events = objects(value if isinstance(value, list) else [value])
    if source.relative.name == _LOG or not any("sessionId" in event for event in events):
        raise NotASessionError
    log = RuleCatchLog()
    for event in events:
        log.take(event, 1)
    return log.rows()


def parser(source: Source, _saved: bytes | None) -> LineParser:
    """A parser for the log; a file of the buffer that is no event is one problem."""
    return RuleCatchLog() if source.relative.name == _LOG else Refusal("not a RuleCatch event")


def folders(environment: Environment) -> list[Path]:
    """Beside Claude Code's sessions, wherever those are."""
    homes = [environment.home / ".claude", *environment.folders("CLAUDE_CONFIG_DIR")]
    return [home / _FOLDER for home in homes]


def wanted(folders: tuple[str, ...], name: str) -> bool:
    """The log and the buffer; nothing else, least of all the configuration."""
    return name == _LOG if not folders else folders == ("buffer",) and name.endswith(".json")


RULECATCH = Adapter(
    engine="rulecatch",
    title="RuleCatch",
    colour="charts.red",
    version=1,
    folders=folders,
    wanted=wanted,
    parser=parser,
    document=document,
    provider="anthropic",
    capabilities=frozenset({"appr"}),
    entered=lambda folders: folders == ("buffer",),
)
