"""The vocabulary: what adapters read out of session files and the store keeps in tables.

Every record is one row. `source` is the file it was read from (the store numbers files),
`line` its line there (1 is the first), `thread` the session the file belongs to and `key` its
identity: a row read again with the same (source, key) replaces or joins the earlier one. The
adapter fills `session` with the same id as `thread`; the store corrects `session` and
`native` where files hold copies of each other.

Session ids are `<engine>:<native id>`. Instants are UTC microseconds, durations milliseconds,
money nano-USD. None is unknown, never zero.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Outcome = Literal["ok", "failed", "rejected", "denied", "cancelled", "open"]
"""rejected: by the user; denied: by policy or a hook; open: no result was recorded."""

FirstKind = Literal["ttft", "first_thought", "first_block"]
Answered = Literal["asked", "allowed", "denied"]
"""A permission question, and how a person answered it."""
Phase = Literal["style", "logic", "security"]
"""Of quality."""
Origin = Literal["agent", "recorded", "local"]
"""Of a review: by an agent, stated in a record, by a tool on this machine."""
Severity = Literal["error", "warning", "info"]
MINUTES: dict[Severity, int] = {"error": 9, "warning": 5, "info": 2}
"""What a finding takes to put right, where no rule says other."""
ToolKind = Literal["read", "edit", "execute", "search", "fetch", "agent", "mcp", "other"]
Basis = Literal["recorded", "priced", "estimated", "unknown"]
ITEMIZED = "itemized"
"""Flag of a request out of a list of all of its session's: no other file's sum counts then."""


class SourceFile(Struct, kw_only=True, omit_defaults=True, gc=False):
    """A session file on disk and how far it was read."""

    id: int
    """A hash of the path: the same in every process."""
    engine: str
    root: str
    path: str
    size: int
    mtime_ns: int
    inode: int
    version: int
    """Of the adapter that read it."""
    offset: int = 0
    line: int = 0
    guard: int = 0
    tail: int = 0
    tail_guard: int = 0
    state: bytes = b""


class Session(Struct, kw_only=True, omit_defaults=True, gc=False):
    """What one file says about the session it belongs to; a session may have several files."""

    source: int = 0
    thread: str
    """The session of this file: for a Codex sub-agent its own, for a Claude one its parent's."""
    session: str
    """The root session the work rolls up into."""
    native_id: str
    kind: Literal["root", "subagent", "fork"] = "root"
    parent: str | None = None
    """The session a sub-agent or fork came from."""
    agent_id: str | None = None
    agent: str | None = None
    """The persona: a sub-agent's type or role, `main` for a person's own conversation."""
    background: bool = False
    """A background copy, which owns nothing that another session holds too."""
    first_ts: int | None = None
    last_ts: int | None = None
    """Over all records of the file that carry an instant."""
    cwd: str | None = None
    branch: str | None = None
    title: str | None = None
    title_rank: int = 0
    """6 given in Sightline, 5 in the session's record, 4 named by the user, 3 by the engine,
    2 a summary, 1 the first prompt, 0 none."""
    version: str | None = None
    """Of the engine that wrote the file."""
    context_window: int | None = None
    ended: bool = False
    """The engine marked the end."""
    stated_api_ms: int | None = None
    """Time of the model as the engine sums it up, where single requests are not known."""
    stated_agent_ms: int | None = None
    """The same of model and tools together."""
    native_line: int = 0
    """Rows of earlier lines are a parent's work, copied. Negative when other files must tell: then
    -1 less the line that this file alone would begin at."""


class Turn(Struct, kw_only=True, omit_defaults=True, gc=False):
    """A prompt by a person and everything until the next."""

    source: int = 0
    line: int
    key: str
    thread: str
    session: str
    native: bool = True
    ts: int | None
    ended_ts: int | None = None
    """The last event before the next prompt, as far as this file tells."""
    duration_ms: int | None = None
    """As the engine recorded it."""
    interrupted: bool = False
    intervention: bool = False
    """The person interrupted, rejected, changed an edit or rolled back."""
    compacted: bool = False
    api_errors: int = 0
    """Errors of the model's API; consecutive retries are one."""
    api_errors_recovered: int = 0


class Request(Struct, kw_only=True, omit_defaults=True, gc=False):
    """One model API call, or a total over several (`n` calls) where an engine states only that.

    Input, cache reads, both cache writes and output are disjoint; reasoning is part of output.
    """

    source: int = 0
    line: int
    key: str
    variant: str = ""
    """Tells apart requests that share a key (Claude Code: the requestId)."""
    side: bool = False
    """Of a side chain or a sub-agent."""
    thread: str
    session: str
    native: bool = True
    says: str | None = None
    """The session the record itself names, where that is not `thread`."""
    agent: str = "main"
    agent_id: str | None = None
    turn: str | None = None
    """Key of the turn it belongs to; None where the file does not tell."""
    placed: bool = False
    """The file does not tell its turn: it is told by time or handoff; the store's."""
    n: int = 1
    messages: int = 0
    """Assistant messages of the main thread that it produced."""
    ts: int | None
    """When its first line was written: decides its day."""
    first_ts: int | None = None
    """`ts` as this file has it; `ts` is the earliest over all copies."""
    ended_ts: int | None = None
    started_ts: int | None = None
    """When it was sent; None when unknown."""
    first_ms: int | None = None
    first_kind: FirstKind | None = None
    duration_ms: int | None = None
    """Sent to end of response."""
    timed: bool = False
    """The duration is as the engine recorded it, not told by the lines around."""
    model: str | None = None
    provider: str | None = None
    speed: str | None = None
    """`fast` when served so, which is a price of its own; None otherwise."""
    tier: str | None = None
    """The service tier as recorded: priority, flex, batch."""
    region: str | None = None
    input_tokens: int | None = None
    cache_read_tokens: int | None = None
    cache_write_5m_tokens: int | None = None
    cache_write_1h_tokens: int | None = None
    output_tokens: int | None = None
    reasoning_tokens: int | None = None
    web_searches: int = 0
    partial: bool = False
    """Part of its usage is unknown, so sums over it are lower bounds."""
    recorded_cost_nano: int | None = None
    """What the file itself says it cost."""
    cost_nano: int | None = None
    basis: Basis = "unknown"
    flags: str = ""
    """Comma-separated oddities: recorded_zero, long_context, agent_result, aggregate, itemized."""
    cost_input_nano: int | None = None
    cost_cache_read_nano: int | None = None
    cost_cache_write_nano: int | None = None
    cost_output_nano: int | None = None
    cost_search_nano: int | None = None
    surcharge_nano: int | None = None
    """Of the cost, what the long-context tier added."""
    savings_nano: int | None = None
    """What the cache saved; negative when writing cost more than reading saved."""
    own_searches: int = 0
    own_partial: bool = False
    """As this file alone tells; `web_searches` and `partial` are those of all copies together."""
    rank: int = 0
    """Among copies the greatest counts: all its tokens; then `ts` and `tie` decide."""
    tie: int = 0


class ToolCall(Struct, kw_only=True, omit_defaults=True, gc=False):
    """One tool run and how it ended."""

    source: int = 0
    line: int
    key: str
    side: bool = False
    thread: str
    session: str
    native: bool = True
    agent: str = "main"
    agent_id: str | None = None
    turn: str | None = None
    placed: bool = False
    """As of a request; the store's."""
    ts: int | None
    ended_ts: int | None = None
    model: str | None = None
    tool: str
    kind: ToolKind = "other"
    server: str | None = None
    """The MCP server it belongs to."""
    duration_ms: int | None = None
    with_approval: bool = False
    """Waiting for a person's approval may be inside the duration."""
    outcome: Outcome = "open"
    error_kind: str | None = None
    target: str | None = None
    """File path or first command word: what a repeated call would repeat."""
    helper: str | None = None
    """The agent CLI that a shell call ran: codex, gemini, claude …"""
    recovered: bool = False
    """Failed, and the same tool succeeded on the same target later in the turn; the store's."""


UNNAMED_FILES = "(files not named)"
"""The path of lines that an engine states for a whole session."""


class CodeChange(Struct, kw_only=True, omit_defaults=True, gc=False):
    """One edit of one file."""

    source: int = 0
    line: int
    key: str
    """The tool call's key, a colon and the path."""
    side: bool = False
    thread: str
    session: str
    native: bool = True
    agent: str = "main"
    agent_id: str | None = None
    turn: str | None = None
    placed: bool = False
    """As of a request; the store's."""
    ts: int | None
    path: str
    language: str = "other"
    added: int | None = None
    removed: int | None = None
    applied: bool = True
    """False: the user rejected it."""
    modified: bool = False
    """The user changed it before it was applied."""
    estimated: bool = False
    """Lines were compared, not recorded."""


class Handoff(Struct, kw_only=True, omit_defaults=True, gc=False):
    """Work given to a sub-agent or another CLI."""

    source: int = 0
    line: int
    key: str
    thread: str
    session: str
    native: bool = True
    turn: str | None = None
    kind: Literal["subagent", "cli", "fork"]
    to: str
    child: str | None = None
    """The agent's id in this session, or the session it became."""
    ts: int | None
    done_ts: int | None = None
    outcome: Literal["done", "failed", "stopped", "open"] = "open"


class Problem(Struct, kw_only=True, omit_defaults=True, gc=False):
    """What could not be read, and where; or how often something usable was odd."""

    source: int = 0
    line: int = 0
    offset: int = 0
    kind: Literal["unreadable", "skipped", "anomaly"] = "unreadable"
    reason: str
    n: int = 1


class Review(Struct, kw_only=True, omit_defaults=True, gc=False):
    """One look at a phase of a session's quality, by an agent, a tool or whoever recorded it."""

    source: int = 0
    line: int
    key: str
    thread: str
    session: str
    native: bool = True
    ts: int | None
    phase: Phase | None = None
    """None: of the whole, or none that is known; it counts in no phase."""
    score: float | None = None
    """0 to 100; None where it gives none that is certain."""
    stated_overall: float | None = None
    """Of the whole, 0 to 100, as a report states it: kept as detail, never counted."""
    origin: Origin
    reviewer: str
    """The agent or tools, by name."""
    version: str | None = None
    verdict: str | None = None
    errors: int | None = None
    """Issues by severity; None where it does not say."""
    warnings: int | None = None
    infos: int | None = None
    minutes: int | None = None
    """Of a local one: what its findings in this phase take, over how many lines and files."""
    lines: int | None = None
    files: int | None = None
    digest: str = ""
    """Of its text: the same text twice is one review."""
    path: str | None = None
    """Its own file, where it has one."""


class ReportText(Struct, kw_only=True, gc=False):
    """What may be a report of a review agent: read by whoever knows reports, and never stored."""

    line: int
    thread: str
    ts: int | None
    text: str
    hint: str
    """What tells its kind: the agent's name, or the name of the file it was written to."""
    reviewer: str
    path: str | None = None


class Void(Struct, kw_only=True, gc=False):
    """A row that an earlier reading of the file handed out, and that is none; never stored."""

    table: Literal["turn", "request"]
    key: str


class SharedCost(Struct, kw_only=True, gc=False):
    """One amount that the file states for requests of several models; never stored.

    Whoever knows prices splits it into the requests' recorded costs.
    """

    keys: list[str]
    nano: int


class Finding(Struct, kw_only=True, omit_defaults=True, gc=False):
    """One violation in a session, as something beside the session's own file reports it."""

    source: int = 0
    line: int
    key: str
    thread: str
    session: str
    native: bool = True
    ts: int | None
    rule: str
    severity: Severity
    minutes: int
    """What it takes to put it right."""
    path: str | None = None
    at_line: int | None = None
    corrected: bool = False
    reporter: str
    """Who found it: rulecatch, an agent, a tool."""
    origin: Origin = "recorded"
    phase: Phase | None = None
    review: str | None = None
    """Key of the review it was last seen in."""
    said_ts: int | None = None
    """When that review was; of several rows with one key the latest counts."""
    call: str | None = None
    """Key of the tool call it is about, which a hook or a policy denied; such findings are the
    store's, made of the calls that count."""
    repeated: bool = False
    """A later report tells again what an earlier one told; the store's."""


class Approval(Struct, kw_only=True, omit_defaults=True, gc=False):
    """A permission question to a person, an answer to one, or what became of proposed code."""

    source: int = 0
    line: int
    key: str
    thread: str
    session: str
    native: bool = True
    ts: int | None
    kind: Answered | Literal["accepted", "rejected", "modified"]


class Record(Struct, kw_only=True, omit_defaults=True, gc=False):
    """What a metadata record says of a session, beside or instead of its transcript.

    Fields it does not state are None. Lists and objects are JSON texts.
    """

    source: int = 0
    line: int = 1
    key: str
    thread: str
    session: str
    native: bool = True
    rank: int
    """3 a record of ours, 2 the engine's own record, 1 its index: field by field the first wins."""
    revision: int = 0
    """Of a record of ours: which writing of it this is."""
    title: str | None = None
    tags: str | None = None
    pinned: bool | None = None
    archived: bool | None = None
    resume: str | None = None
    """Session ids by command line."""
    plugins: str | None = None
    """Values of `x-<plugin>:<key>`."""
    quality: str | None = None
    origin: str | None = None
    """native, claude-cli, imported or duplicated."""
    workspace: str | None = None
    """The workspace's id."""
    wall_ms: int | None = None


class Rows(Struct, kw_only=True, gc=False):
    """All rows read from one piece of one source; the field names are the tables."""

    session: list[Session] = []
    turn: list[Turn] = []
    request: list[Request] = []
    tool_call: list[ToolCall] = []
    code_change: list[CodeChange] = []
    handoff: list[Handoff] = []
    problem: list[Problem] = []
    review: list[Review] = []
    report: list[ReportText] = []
    """No table: it becomes reviews and findings before rows are kept."""
    void: list[Void] = []
    """No table: it takes rows out."""
    shared_cost: list[SharedCost] = []
    """No table: it becomes recorded costs of requests."""
    finding: list[Finding] = []
    approval: list[Approval] = []
    record: list[Record] = []


TABLES: dict[str, type[Struct]] = {
    "session": Session,
    "turn": Turn,
    "request": Request,
    "tool_call": ToolCall,
    "code_change": CodeChange,
    "handoff": Handoff,
    "problem": Problem,
    "review": Review,
    "finding": Finding,
    "approval": Approval,
    "record": Record,
}
