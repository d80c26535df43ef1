"""Every known difference between the peer and Sightline: its reason, and what the data shows.

A rule about lines can mend them: what it mends away, and only that, is its doing. So a rule never
excuses a file, it explains an exact number of tokens; what no rule explains is a failure.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from differential.claude_lines import Line
from differential.claude_readings import LATE, joined

Lines = list[Line]


@dataclass(frozen=True)
class Known:
    """A difference whose reason is known."""

    name: str
    reason: str
    recognised: str
    """What in the data shows it."""


@dataclass(frozen=True)
class KnownLine(Known):
    """One that lies in the lines of a Claude Code message."""

    mend: Callable[[Lines], Lines]
    """The same lines as if the oddity were not there, so that the peer reads them right."""


def _readable(lines: Lines) -> Lines:
    """Every line can be read; one without an instant has the earliest of the message."""
    known = [line.at for line in lines if line.at is not None]
    return [replace(line, readable=True, at=line.at or min(known, default=LATE)) for line in lines]


def _answers(lines: Lines) -> Lines:
    return [line for line in lines if line.is_answer]


def _named(lines: Lines) -> Lines:
    return [line if line.named else replace(line, named=True, request="own") for line in lines]


def _one_call(lines: Lines) -> Lines:
    """Lines without request id have that of the call they belong to."""
    mended = []
    for call in joined(lines):
        request = next((line.request for line in call if line.request), "one")
        mended += [line if line.request else replace(line, request=request) for line in call]
    return sorted(mended, key=lambda line: line.place)


def _whole(lines: Lines) -> Lines:
    return [replace(line, split=None) for line in lines]


def _marked(lines: Lines) -> Lines:
    return [replace(line, marked=line.side) for line in lines]


def _joined(lines: Lines) -> Lines:
    """A replay has the request id of the call it repeats."""
    calls = [[replace(line, request=call[0].request) for line in call] for call in joined(lines)]
    return sorted((line for call in calls for line in call), key=lambda line: line.place)


def _first_day(lines: Lines) -> Lines:
    mended = []
    for call in joined(lines):
        counting = [line for line in call if not line.side] or call
        first = min((line.at for line in counting if line.at), default=None)
        mended += [replace(line, at=first) for line in call]
    return sorted(mended, key=lambda line: line.place)


LINES = (
    KnownLine(
        "refused_line",
        "we read a line again, leniently, before it is lost; the peer skips it",
        "no strict JSON, spaces in it, a null id, version or cache count, no zone, no output count",
        _readable,
    ),
    KnownLine(
        "local_message",
        "what the program wrote itself, or an API error, is no answer of a model",
        'model "<synthetic>" or isApiErrorMessage, with tokens',
        _answers,
    ),
    KnownLine(
        "no_message_id",
        "a record without message id is its uuid, once in all copies; the peer counts each copy",
        "message.id is absent, the uuid occurs again",
        _named,
    ),
    KnownLine(
        "no_request_id",
        "lines of one message are one call; the peer counts each line of another instant",
        "requestId is absent, the message id occurs again",
        _one_call,
    ),
    KnownLine(
        "split_cache_writes",
        "where the parts of the cache writes are less than their sum, the sum counts",
        "ephemeral_5m and ephemeral_1h tokens do not add up to cache_creation_input_tokens",
        _whole,
    ),
    KnownLine(
        "side_chain_by_folder",
        "an agent's file or progress line is a side chain even if its lines do not say so",
        "subagents/ or agent-*.jsonl, isSidechain absent",
        _marked,
    ),
    KnownLine(
        "side_chain_replay",
        "a side chain's replay joins the call it repeats, in whatever session it stands",
        "one message id under several request ids, some of side chains",
        _joined,
    ),
    KnownLine(
        "day_of_first_line",
        "a call belongs to the day its first line was written; the peer takes its largest line's",
        "lines of one call on two days",
        _first_day,
    ),
)

AGENT_RESULT = Known(
    "agent_result",
    "a sub-agent's last request, or its final output, stands in its result alone",
    "toolUseResult.usage of a Task or Agent: more output than the agent's file, or no file",
)
FORK_WITHOUT_PARENT = Known(
    "fork_without_parent",
    "copied calls belong to the first sibling, or to nobody where clocks prove the copy; the peer"
    " drops a leading burst and counts the rest in every copy",
    "forked_from_id or a parent thread whose file is not there",
)
FRESH_CHILD = Known(
    "fresh_child",
    "a child's counters begin at zero and nothing is taken from it; the peer takes its first"
    " counts for a replay when they fall in one second",
    "the parent's file is there and shares no count; two first token_counts in one second",
)
WEB_SEARCH = Known(
    "web_search_fee",
    "a web search costs 0.01 USD; the peer knows no fee",
    "web_search_requests, or WebSearch results that succeeded: exactly so many fees",
)
LONG_CONTEXT = Known(
    "long_context",
    "above its threshold a whole call has its own rates, while they were in force; the peer has"
    " none, or takes them for the tokens above the threshold alone",
    "a call of more than 200,000 input tokens; no more than half of the greater cost",
)
FAST_BEFORE_PRICE = Known(
    "price_of_the_day",
    "a rate counts from the day it was published: before, fast mode is a lower bound",
    "a -fast model whose cost Sightline itself labels as at least",
)
REGION = Known(
    "region",
    "a call bound to a region costs a tenth more; the peer has one price",
    "inference_geo names a region; exactly a tenth of the peer's cost",
)
UNPRICED_MODEL = Known(
    "unpriced_model",
    "a model without published price has no cost, and is listed; the peer takes another's",
    "Sightline states no cost for the model",
)
PREFIXED_MODEL = Known(
    "prefixed_model",
    "provider/model is that provider's model; the peer finds another row for the prefixed name",
    "a slash in the model's name",
)
ALL: tuple[Known, ...] = (
    *LINES, AGENT_RESULT, FORK_WITHOUT_PARENT, FRESH_CHILD, WEB_SEARCH, LONG_CONTEXT,
    FAST_BEFORE_PRICE, REGION, UNPRICED_MODEL, PREFIXED_MODEL,
)  # fmt: skip
