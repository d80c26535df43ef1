"""What may be a report of a review, told by names and headings; reading it is for others.

Whoever was asked for a review answers one: a review agent, or another agent's CLI. A file with
the name of a review holds one, and what an agent says below a review's heading is one. What a
tool merely shows is none. The words for a path, a text and a patch are those of all engines.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sightline.adapters.base.repair import clean
from sightline.adapters.base.values import kept
from sightline.records import ReportText

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sightline.adapters.base.calls import Asked
    from sightline.records import Handoff, Request, ToolCall

_HEADED = re.compile(
    r"\s*#{1,3} [^\n]{0,80}\b"
    r"(?:code[ -]quality|code[ -]style|business[ -]logic|code[ -]logic|security)[ -]review\b",
    re.IGNORECASE,
)
SCORE = "/10"
"""No report of what is said is without."""
_ENDING = ".md"
_PATHS = ("file_path", "filePath", "path", "TargetFile")
_TEXTS = ("content", "contents", "file_text", "CodeContent")
_PATCHES = ("input", "patch", "patchText")
_ADDED = "*** Add File: "
_FRAMED = re.compile(r"^<task_result>\n(.*)\n</task_result>", re.DOTALL | re.MULTILINE)
_REMARK = re.compile(
    r"\ASubagent '[^\n]*' finished\.\nTermination Reason: [^\n]*\nResult:\n"
    r"|\nagentId: \w+ \(for resuming [^\n]*(?:\n<usage>[^<]*</usage>)?\s*\Z"
)


def reviewer_of(what: Asked) -> str | None:
    """Who a call asks for a review; None where it asks nobody."""
    if what.agent is not None:
        return what.agent if is_reviewer(what.agent) else None
    return what.helper if what.is_review else None


def is_reviewer(agent: str) -> bool:
    """Whether an agent reviews, by its name."""
    return "review" in agent.lower()


def answered(call: ToolCall, reviewer: str | None, text: str | None) -> list[ReportText]:
    """What came back from who was asked for a review, without what the engine put around it."""
    if reviewer is None or text is None or call.outcome != "ok":
        return []
    return [_answer(call, reviewer, call.ended_ts, text)]


def delivered(handoff: Handoff, text: str) -> list[ReportText]:
    """What a review agent in the background answered, long after its call had ended."""
    if handoff.kind != "subagent" or not is_reviewer(handoff.to):
        return []
    return [_answer(handoff, handoff.to, handoff.done_ts, text)]


def _answer(asked: ToolCall | Handoff, reviewer: str, ts: int | None, text: str) -> ReportText:
    framed = _FRAMED.search(text)
    own = _REMARK.sub("", text if framed is None else framed[1])
    return ReportText(
        line=asked.line, thread=asked.thread, ts=ts, text=own, hint=reviewer, reviewer=reviewer
    )


def written(call: ToolCall | Request, path: str, text: str) -> list[ReportText]:
    """A review that a call, or a request's call, was to write to a file of its own.

    It stands as asked for: whether the file could be written changes nothing about it.
    """
    found = review_file(path)
    if found is None:
        return []
    name = clean(found)
    is_named = call.side and call.agent != call.agent_id
    reviewer = call.agent if is_named else name.removesuffix(_ENDING)
    return [
        ReportText(
            line=call.line, thread=call.thread, ts=call.ts, text=clean(text), hint=name,
            reviewer=reviewer, path=kept(clean(path)),
        )
    ]  # fmt: skip


def review_file(path: str) -> str | None:
    """The name of a file that may hold a review, such as `code-logic-review.md`."""
    name = path.replace("\\", "/").rpartition("/")[2]
    lower = name.lower()
    return name if "review" in lower and lower.endswith(_ENDING) else None


def written_by(call: ToolCall | Request, given: Mapping[str, object]) -> list[ReportText]:
    """The reviews among the files that an edit was asked to write."""
    found = [report for path, text in _files(given) for report in written(call, path, text)]
    patch = _first(given, _PATCHES)
    return found if patch is None else [*found, *added_by(call, patch)]


def added_by(call: ToolCall | Request, patch: str) -> list[ReportText]:
    """The reviews among the files that a patch in the form of `*** Begin Patch` adds."""
    return [report for path, text in _added(patch) for report in written(call, path, text)]


def said(text: str, agent: str, thread: str, ts: int | None, line: int) -> list[ReportText]:
    """What an agent says below a review's heading, as `/review-code` asks it to.

    Who reviews by its name may say something before it.
    """
    if SCORE not in text or not (is_reviewer(agent) or _HEADED.match(text)):
        return []
    return [ReportText(line=line, thread=thread, ts=ts, text=text, hint="", reviewer=agent)]


def _files(given: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    path, text = _first(given, _PATHS), _first(given, _TEXTS)
    if path is not None and text is not None:
        yield path, text


def _first(given: Mapping[str, object], keys: tuple[str, ...]) -> str | None:
    texts = (text for key in keys if isinstance(text := given.get(key), str))
    return next(texts, None)


def _added(patch: str) -> Iterator[tuple[str, str]]:
    """Path and text of each new file."""
    for section in patch.split(_ADDED)[1:]:
        path, _, body = section.partition("\n")
        lines: list[str] = []
        for line in body.split("\n"):
            if not line.startswith("+"):
                break
            lines.append(line[1:] + "\n")
        yield path.strip(), "".join(lines)
