"""A synthetic Claude Code home: ``projects/<folder>/<session>.jsonl`` and sub-agent files.

Facts about the format that the history reproduces:

- One request is written as one line per content block; every line repeats ``message.usage``,
  and only ``output_tokens`` may differ, the last line holding the largest value.
- Up to 2.1.50 ``stop_reason`` stays null and ``output_tokens`` is often a placeholder.
- Sub-agents write their own files; 2.1.12 to 2.1.50 also embeds their messages in the parent's
  ``progress`` lines. The result of a sub-agent with a file repeats its last request's usage.
- A resumed session begins with lines of an earlier file, identifiers and instants unchanged.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from claude_message import ERA_SHARES, ERAS, MODELS, blocks, next_context, usage
from claude_tools import DELEGATE, TOOLS, ToolRun, run_tool
from material import Material, Record, before_midnight, iso, utc_day
from transcript import SMALLEST_FILE, Transcript
from truth import Totals, Truth

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_SOFT_SPOTS = {"tool_result": (b'"oldString":"', b'"stdout":"')}
_COPIED_LINES_KEPT = 40
_DONORS_KEPT = 30
_SUBAGENT_FILE_SHARE = 0.12


@dataclass(slots=True)
class Thread:
    """A chain of records: the main conversation or a sub-agent's."""

    sink: Callable[[str, Record], None]
    model: str
    agent: str | None = None
    parent: str | None = None
    context: int = 15_000
    last_usage: Record = field(default_factory=dict)


@dataclass(slots=True)
class Donor:
    """The head of an earlier session, for a later one to begin with."""

    session: str
    until: float = 0.0
    lines: list[tuple[str, bytes]] = field(default_factory=list)


class ClaudeHistory:
    """All sessions below one configuration folder."""

    share_without_request_id = 0.005

    def __init__(self, home: Path, material: Material) -> None:
        self.home = home
        self.material = material
        self.truth = Truth("claude_code", left_out=("reasoning_tokens", "tool_open"))
        self.donors: list[Donor] = []

    def write(self, budgets: list[int], start: float, days: int) -> Truth:
        """Write one file a budget, sub-agents' files included, oldest sessions first."""
        material = self.material
        side = {n for n in range(1, len(budgets)) if material.chance(_SUBAGENT_FILE_SHARE)}
        mains = [n for n in range(len(budgets)) if n not in side]
        subagents: dict[int, list[int]] = {n: [] for n in mains}
        for n in sorted(side):
            subagents[material.random.choice(mains)].append(budgets[n])
        folders = [
            f"/home/dev/{material.word()}/{material.word()}-{number}"
            for number in range(max(3, int(len(budgets) ** 0.5 / 1.5)))
        ]
        popularity = [1 / (rank + 1) for rank in range(len(folders))]
        planned = 0
        for n in mains:
            begun = start + (n + material.random.random()) / len(budgets) * days * 86_400
            folder = material.random.choices(folders, weights=popularity)[0]
            planned += budgets[n]
            left = planned - self.truth.counts["bytes"]
            session = Session(self, folder, begun, subagents[n])
            session.write(min(budgets[n], max(left, SMALLEST_FILE)))
            planned += sum(subagents[n])
        return self.truth


class Session:
    """One session file and the files of its sub-agents."""

    def __init__(
        self, history: ClaudeHistory, folder: str, begun: float, subagents: list[int]
    ) -> None:
        material = history.material
        self.history = history
        self.material = material
        self.truth = history.truth
        self.folder = folder
        self.now = begun
        self.era = ERAS[material.pick(ERA_SHARES)]
        self.id = material.uuid()
        self.milliseconds = not material.chance(0.02)
        self.project = history.home / "projects" / folder.replace("/", "-")
        self.transcript = self._file(self.project / f"{self.id}.jsonl")
        self.main = Thread(self._to_file, material.pick(MODELS))
        self.donor = Donor(self.id)
        self.waiting_agents = list(subagents)
        version = self.era.version.format(material.random.choice(self.era.patches))
        branch = material.random.choice(("main", "feat/search", "fix-12"))
        self.where: Record = {"userType": "external"}
        if self.era.is_recent:
            self.where["entrypoint"] = "cli"
        self.where |= {"cwd": folder, "sessionId": self.id, "version": version}
        self.where["gitBranch"] = branch

    def write(self, budget: int) -> None:
        """Talk until the file has its size, then save it."""
        self.truth.counts["sessions"] += 1
        self._open(budget)
        while self.transcript.size < budget:
            self._turn(budget)
        while self.waiting_agents:
            self._request(self.main, tools=[DELEGATE])
        self.transcript.save(self.now)
        if len(self.donor.lines) > 6 and self.material.chance(0.3):
            self.history.donors = [*self.history.donors, self.donor][-_DONORS_KEPT:]

    # Lines

    def _file(self, path: Path) -> Transcript:
        return Transcript(path, self.material, self.truth, _SOFT_SPOTS)

    def _to_file(self, kind: str, record: Record) -> None:
        line = self.transcript.add(kind, record)
        if len(self.donor.lines) < _COPIED_LINES_KEPT and len(line) < 20_000:
            self.donor.lines.append((kind, line))
            self.donor.until = self.now

    def _loose(self, kind: str, content: Record) -> None:
        """Add a line that stands outside the chain: no uuid, no parent."""
        self._to_file(kind, {"type": kind} | content | {"sessionId": self.id})

    def _stamp(self, *, earlier: float = 0.0) -> str:
        return iso(self.now - earlier, milliseconds=self.milliseconds)

    def _emit(self, thread: Thread, kind: str, content: Record, *, earlier: float = 0.0) -> str:
        """Add one record to a thread and return its uuid."""
        uuid = self.material.uuid()
        head: Record = {"parentUuid": thread.parent, "isSidechain": thread.agent is not None}
        agent: Record = {"agentId": thread.agent} if thread.agent else {}
        body = content | {"uuid": uuid, "timestamp": self._stamp(earlier=earlier)}
        if "toolUseResult" in content:
            body["toolUseResult"] = body.pop("toolUseResult")
        if self.era.is_recent:
            thread.sink(kind, head | agent | body | self.where)
        else:
            thread.sink(kind, head | self.where | agent | body)
        self.truth.traps["instants_without_milliseconds"] += not self.milliseconds
        thread.parent = uuid
        return uuid

    def _say(self, thread: Thread, content: object, *, meta: bool = False) -> str:
        """Add a user line, typed or not."""
        record: Record = {"type": "user", "message": {"role": "user", "content": content}}
        return self._emit(thread, "user", record | ({"isMeta": True} if meta else {}))

    def _system(self, subtype: str, content: Record) -> None:
        self._emit(self.main, "system", {"type": "system", "subtype": subtype} | content)

    def _attach(self, kind: str, content: Record) -> None:
        attachment: Record = {"type": kind} | content
        self._emit(self.main, "attachment", {"type": "attachment", "attachment": attachment})

    # The conversation

    def _open(self, budget: int) -> None:
        material = self.material
        if not self.era.is_recent and material.chance(0.35):
            title: Record = {"type": "summary", "summary": material.line(50)}
            self._to_file("summary", title | {"leafUuid": material.uuid()})
        donors = [donor for donor in self.history.donors if donor.until < self.now]
        if donors and material.chance(0.05):
            self._copy_head(material.random.choice(donors), budget // 3)
        if self.era.is_recent and budget > 60_000:
            skills = material.text(material.size(12_000, 0.5, 2_000, 29_000))
            self._attach("skill_listing", {"content": skills, "skillCount": 28})
            self._attach("deferred_tools_delta", {"addedNames": [material.word()] * 90})
            self._attach("hook_additional_context", {"content": [material.text(5_600)]})

    def _copy_head(self, donor: Donor, most: int) -> None:
        """Begin with lines of an earlier session, as a resumed session does."""
        renamed = self.material.chance(0.5)
        copied = 0
        for kind, line in donor.lines[: self.material.random.randint(5, _COPIED_LINES_KEPT)]:
            copied += len(line)
            if copied > most:
                break
            own = line.replace(donor.session.encode(), self.id.encode()) if renamed else line
            self.transcript.append(kind, own)
            self.truth.traps["copied_lines"] += 1

    def _turn(self, budget: int) -> None:
        material = self.material
        self._prompt()
        began = self.now
        for _ in range(material.size(7, 0.9, 1, 80)):
            if material.chance(0.01):
                self.main.model = material.pick(MODELS)
            self._request(self.main)
            if self.transcript.size > budget:
                break
        if material.chance(0.03):
            self._say(self.main, [{"type": "text", "text": "[Request interrupted by user]"}])
            self.truth.counts["interruptions"] += 1
        if material.chance(0.25):
            self._system("turn_duration", {"durationMs": int((self.now - began) * 1000)})
        if material.chance(0.3):
            hooks = [{"command": "format --staged", "durationMs": material.size(300, 1, 5, 9_000)}]
            self._system("stop_hook_summary", {"hookCount": 1, "hookInfos": hooks})
        self._keep_house()
        self.now += material.seconds(60, 1.3, 40_000)

    def _prompt(self) -> None:
        material = self.material
        if material.chance(0.06):
            self._say(self.main, "<command-name>/clear</command-name>")
        if material.chance(0.04):
            self._say(self.main, "Caveat: " + material.text(300), meta=True)
        text = material.text(material.size(130, 1.2, 8, 20_000))
        content: object = text
        if material.chance(0.03):
            data = material.base64(material.size(40_000, 0.8, 4_000, 250_000))
            source = {"type": "base64", "media_type": "image/png", "data": data}
            content = [{"type": "image", "source": source}]
        elif material.chance(0.35):
            content = [{"type": "text", "text": text}]
        uuid = self._say(self.main, content)
        self.truth.counts["user_prompts"] += 1
        backup = {"backupFileName": material.ident("", 16), "version": 1}
        paths = [material.source_path(self.folder) for _ in range(material.size(6, 0.9, 0, 30))]
        snapshot: Record = {"messageId": uuid, "trackedFileBackups": dict.fromkeys(paths, backup)}
        snapshot["timestamp"] = self._stamp()
        line: Record = {"type": "file-history-snapshot", "messageId": uuid}
        self._to_file("file-history-snapshot", line | {"snapshot": snapshot})

    def _keep_house(self) -> None:
        """Write lines that mean nothing for any number; some have no instant."""
        material = self.material
        if material.chance(0.5):
            queued: Record = {"operation": "enqueue", "timestamp": self._stamp()}
            self._loose("queue-operation", queued | {"content": material.line(60)})
        if not self.era.is_recent:
            return
        self._loose("last-prompt", {"lastPrompt": material.line(90)})
        self._loose("mode", {"mode": "normal"})
        self._loose("permission-mode", {"permissionMode": "acceptEdits"})
        if material.chance(0.5):
            self._loose("ai-title", {"aiTitle": material.line(40)})
        if material.chance(0.8):
            snippet = material.text(material.size(5_000, 0.8, 100, 9_000))
            self._attach("edited_text_file", {"filename": "notes.md", "snippet": snippet})

    # Requests

    def _request(self, thread: Thread, tools: list[str] | None = None) -> None:
        """One model call: its lines, its truth, then the tools it asked for."""
        material = self.material
        self.now = before_midnight(self.now + material.seconds(2.5, 0.6, 120), 600)
        names = self._wanted_tools(thread) if tools is None else tools
        names = [self.era.delegate if name == DELEGATE else name for name in names]
        runs = [ToolRun(name, self.folder, material) for name in names]
        content = blocks(runs, material)
        written, booked = usage(thread.context, self.era, material)
        thread.context = next_context(thread.context, booked)
        thread.last_usage = written
        self._write_request(thread, content, written, "tool_use" if runs else "end_turn")
        day = utc_day(self.now)
        side = thread.agent is not None
        self.truth.book(booked, thread.model, day, subagent=side)
        self.truth.traps["requests_with_partial_output"] += not self.era.is_recent
        self.truth.counts["assistant_messages"] += not side
        for run in runs:
            outcome = self._use_tool(thread, run)
            self.truth.book(outcome, thread.model, day, subagent=side)
            self.truth.book_tool(run.name, outcome)

    def _wanted_tools(self, thread: Thread) -> list[str]:
        """The tools of a request; sub-agents only look and run, as an exploring agent does."""
        material = self.material
        count = material.random.choices((0, 1, 2, 3), (16, 62, 17, 5))[0]
        names = [material.pick(TOOLS) for _ in range(count)]
        if thread.agent is None:
            return names
        return [name if name in ("Read", "Grep", "Glob") else "Bash" for name in names]

    def _write_request(
        self, thread: Thread, content: list[Record], used: Record, stop: str
    ) -> None:
        """Write one line a block; all repeat the usage, early ones perhaps a smaller output."""
        material = self.material
        several = len(content) > 1
        grows = several and material.chance(0.12)
        self.truth.traps["requests_on_several_lines"] += several
        self.truth.traps["requests_whose_output_grows"] += grows
        first = {"output_tokens": 1} if grows else {}
        request: Record = {"requestId": material.ident("req_011", 21)}
        if material.chance(self.history.share_without_request_id):
            request = {}
            self.truth.traps["requests_without_request_id"] += 1
        message: Record = {"model": thread.model, "id": material.ident("msg_01", 22)}
        message |= {"type": "message", "role": "assistant"}
        for block in content:
            last = block is content[-1]
            state: Record = {"stop_reason": stop if last and self.era.is_recent else None}
            state["usage"] = used if last else used | first
            line: Record = {"message": message | {"content": [block]} | state}
            self._emit(thread, "assistant", line | request | {"type": "assistant"})
            self.now += material.random.random() * 3

    # Tools

    def _use_tool(self, thread: Thread, run: ToolRun) -> Totals:
        """One tool call's progress and result."""
        if run.name == self.era.delegate:
            self._delegate(run)
        elif self.era.embeds_progress and thread.agent is None:
            self._report_progress(run)
        self.now += self.material.seconds(2.0 if run.name == "Bash" else 0.3, 1.2, 200)
        due = thread.agent is None and self.transcript.long_line_is_due()
        result = run_tool(run, self.material, long_line=due)
        self.truth.traps["long_lines"] += result.long
        message: Record = {"role": "user", "content": [result.block]}
        record: Record = {"type": "user", "message": message}
        if result.details is not None:
            record["toolUseResult"] = result.details
        self._emit(thread, "tool_result", record)
        return result.totals

    def _report_progress(self, run: ToolRun) -> None:
        """What a hook or a long command reports while a tool runs; a hook's instant lies back."""
        material = self.material
        if material.chance(0.5):
            hook: Record = {"type": "hook_progress", "hookName": f"PostToolUse:{run.name}"}
            self._progress(run, hook | {"hookEvent": "PostToolUse"}, earlier=0.4)
        if run.name == "Bash" and material.chance(0.13):
            shown = material.text(material.size(420, 0.6, 20, 4_000))
            for second in range(1, material.size(14, 0.9, 2, 120)):
                seen: Record = {"output": shown, "fullOutput": shown}
                self._progress(run, {"type": "bash_progress"} | seen | {"elapsed": second})
                self.now += 1

    def _progress(self, run: ToolRun, data: Record, *, earlier: float = 0.0) -> None:
        record: Record = {"type": "progress", "data": data, "parentToolUseID": run.id}
        record["toolUseID"] = f"progress-{run.id}"
        self._emit(self.main, "progress", record, earlier=earlier)

    # Sub-agents

    def _delegate(self, run: ToolRun) -> None:
        """Let a sub-agent work: seen in its own file, in progress lines, in both, or nowhere."""
        agent = self.material.ident("a", 7).lower()
        budget = self.waiting_agents.pop() if self.waiting_agents else 0
        own = self._file(self._agent_path(agent)) if budget else None
        embeds = self.era.embeds_progress and budget < 200_000
        if not (own or embeds):
            return
        written = 0

        def sink(kind: str, record: Record) -> None:
            nonlocal written
            if own:
                written += len(own.add(kind, record)) + 1
            if embeds:
                written += self._embed(run, agent, record)

        thread = Thread(sink, self.material.pick(MODELS), agent=agent, context=9_000)
        before = self.truth.total.requests
        limit = budget or self.material.size(135_000, 0.9, 15_000, 900_000)
        self._say(thread, run.prompt)
        while written < limit:
            self._request(thread)
        if own:
            own.save(self.now)
            run.last_usage = thread.last_usage
            self.truth.counts["subagent_files"] += 1
        seen = "in_both_places" if own and embeds else "in_own_file" if own else "in_progress_only"
        self.truth.traps[f"subagent_requests_{seen}"] += self.truth.total.requests - before

    def _agent_path(self, agent: str) -> Path:
        folder = self.project / self.id / "subagents" if self.era.is_recent else self.project
        return folder / f"agent-{agent}.jsonl"

    def _embed(self, run: ToolRun, agent: str, record: Record) -> int:
        """Repeat a sub-agent's record in a progress line of the parent; return its bytes."""
        kept = ("type", "message", "requestId", "uuid", "timestamp")
        inner = {key: record[key] for key in kept if key in record}
        data: Record = {"message": inner, "normalizedMessages": [], "type": "agent_progress"}
        before = self.transcript.size
        self._progress(run, data | {"prompt": run.prompt, "agentId": agent})
        return self.transcript.size - before
