"""A synthetic Codex home: ``sessions/YYYY/MM/DD/rollout-<time>-<id>.jsonl`` and the archive.

Facts about the format that the history reproduces:

- ``total_token_usage`` counts up; the same event may be written again, and the counter may
  start anew. ``last_token_usage`` is the request's own part.
- Cached input is part of input, reasoning is part of output.
- The model of a request is that of the last ``turn_context`` before it.
- A fork begins with its parent's records, stamped with the moment of the fork; only their
  ``started_at`` keeps the old time. A spawned sub-agent may begin so or with nothing.
- In 0.40 there are no task events, no turn ids and no ``patch_apply_end``.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from codex_tools import call_tool, run_command
from material import Choice, Material, Record, before_midnight, iso, utc_day
from transcript import SMALLEST_FILE, Transcript
from truth import Totals, Truth

if TYPE_CHECKING:
    from pathlib import Path

MODELS = Choice({"gpt-5.5": 50, "gpt-5.4": 15, "gpt-5.4-mini": 15, "gpt-5-codex": 20})
_SOFT_SPOTS = {"function_call_output": (b"Output:\\n",)}
_PARENTS_KEPT = 20
_REPLAYED_RECORDS_KEPT = 120
_CONTEXT_WINDOW = 258_400


@dataclass(slots=True)
class Counter:
    """The running token counter of a rollout."""

    input_tokens: int = 0
    cached_input_tokens: int = 0
    output_tokens: int = 0
    reasoning_output_tokens: int = 0

    def add(self, part: Counter) -> None:
        """Count up by one request."""
        self.input_tokens += part.input_tokens
        self.cached_input_tokens += part.cached_input_tokens
        self.output_tokens += part.output_tokens
        self.reasoning_output_tokens += part.reasoning_output_tokens

    def record(self) -> Record:
        """The counter as a rollout writes it."""
        return {
            "input_tokens": self.input_tokens,
            "cached_input_tokens": self.cached_input_tokens,
            "output_tokens": self.output_tokens,
            "reasoning_output_tokens": self.reasoning_output_tokens,
            "total_tokens": self.input_tokens + self.output_tokens,
        }


@dataclass(slots=True)
class Parent:
    """The head of a rollout up to a token count, for a fork to begin with."""

    id: str
    recent: bool
    folder: str
    until: float = 0.0
    records: list[tuple[str, Record]] = field(default_factory=list)
    counter: Counter = field(default_factory=Counter)


class CodexHistory:
    """All rollouts below one Codex home."""

    def __init__(self, home: Path, material: Material) -> None:
        self.home = home
        self.material = material
        left_out = ("cache_write_5m_tokens", "cache_write_1h_tokens", "web_searches")
        self.truth = Truth("codex", left_out=(*left_out, "tool_rejections"))
        self.parents: list[Parent] = []

    def write(self, budgets: list[int], start: float, days: int) -> Truth:
        """Write one rollout a budget, oldest first."""
        planned = 0
        for number, budget in enumerate(budgets):
            begun = start + (number + self.material.random.random()) / len(budgets) * days * 86_400
            planned += budget
            left = planned - self.truth.counts["bytes"]
            Rollout(self, begun).write(min(budget, max(left, SMALLEST_FILE)))
        return self.truth


class Rollout:
    """One rollout file: a session, a fork or a spawned sub-agent."""

    def __init__(self, history: CodexHistory, begun: float) -> None:
        material = history.material
        self.history = history
        self.material = material
        self.truth = history.truth
        self.now = begun
        self.id = material.uuid()
        self.model = material.pick(MODELS)
        self.counter = Counter()
        self.context = 12_000
        self.parent = self._choose_parent()
        self.spawned = self.parent is not None and material.chance(0.6)
        self.recent = self.parent.recent if self.parent else material.chance(0.8)
        self.folder = self.parent.folder if self.parent else f"/home/dev/{material.word()}"
        self.replay = Parent(self.id, self.recent, self.folder)
        self.pending: list[tuple[str, Record]] = []
        self.transcript = Transcript(self._path(), material, self.truth, _SOFT_SPOTS)

    def _choose_parent(self) -> Parent | None:
        parents = [parent for parent in self.history.parents if parent.until < self.now]
        if parents and self.material.chance(0.12):
            return self.material.random.choice(parents)
        return None

    def _path(self) -> Path:
        moment = iso(self.now, milliseconds=False)[:-1]
        name = f"rollout-{moment.replace(':', '-')}-{self.id}.jsonl"
        if self.material.chance(0.05):
            return self.history.home / "archived_sessions" / name
        year, month, day = utc_day(self.now).split("-")
        return self.history.home / "sessions" / year / month / day / name

    def write(self, budget: int) -> None:
        """Work until the file has its size, then save it."""
        self.truth.counts["subagent_files" if self.spawned else "sessions"] += 1
        instructions = self.material.text(min(30_000, budget // 6)) if self.recent else ""
        self._introduce(instructions)
        if self.parent and not (self.spawned and self.material.chance(0.5)):
            self._replay(self.parent)
        elif instructions:
            self._message("developer", self.material.text(len(instructions) * 2 // 3))
        while self.transcript.size < budget:
            self._turn(budget)
            if self.material.chance(0.5) and self.transcript.size > 150_000:
                self._introduce(instructions)
        self.transcript.save(self.now)
        if self.replay.records and self.parent is None:
            self.history.parents = [*self.history.parents, self.replay][-_PARENTS_KEPT:]

    # Lines

    def _emit(self, kind: str, payload: Record) -> None:
        """Add one record; what comes before the last token count may be replayed by a fork."""
        self._line(kind, payload)
        if len(self.pending) <= _REPLAYED_RECORDS_KEPT:
            self.pending.append((kind, payload))

    def _line(self, kind: str, payload: Record) -> None:
        name = str(payload.get("type", kind))
        record: Record = {"timestamp": iso(self.now), "type": kind, "payload": payload}
        self.transcript.add(name, record)

    def _introduce(self, instructions: str) -> None:
        """Write the session's meta; a resumed session writes it again."""
        meta: Record = {"id": self.id, "timestamp": iso(self.now), "cwd": self.folder}
        version = "0.142.1" if self.recent else "0.40.0"
        meta |= {"originator": "codex_cli_rs", "cli_version": version}
        if self.parent and self.spawned:
            meta["source"] = {"subagent": {"thread_spawn": {"parent_thread_id": self.parent.id}}}
        elif self.parent:
            meta["forked_from_id"] = self.parent.id
        git = {"branch": "main", "commit_hash": f"{self.material.random.getrandbits(160):040x}"}
        meta |= {"base_instructions": {"text": instructions}} if instructions else {}
        self._emit("session_meta", meta | {"git": git})

    def _replay(self, parent: Parent) -> None:
        """Repeat the parent's records: their work is the parent's and counts there."""
        for kind, payload in parent.records:
            self._line(kind, payload)
            self.truth.traps["replayed_lines"] += 1
            self.truth.traps["replayed_token_counts"] += payload.get("type") == "token_count"
        self.counter.add(parent.counter)
        self.pending = []
        self.now += 2 + self.material.seconds(8, 0.8, 300)

    # The conversation

    def _turn(self, budget: int) -> None:
        material = self.material
        if material.chance(0.05):
            self.model = material.pick(MODELS)
        began = self.now
        turn_id = material.uuid()
        if self.recent:
            started: Record = {"type": "task_started", "turn_id": turn_id}
            started["started_at"] = int(self.now)
            self._emit("event_msg", started | {"model_context_window": _CONTEXT_WINDOW})
        self._set_context(turn_id)
        prompt = material.text(material.size(220, 1.1, 10, 8_000))
        self._message("user", "<environment_context>" + material.text(120))
        self._message("user", prompt)
        self._emit("event_msg", {"type": "user_message", "message": prompt, "kind": "plain"})
        self.truth.counts["user_prompts"] += not self.spawned
        if material.chance(0.2):
            self._emit("event_msg", {"type": "token_count", "info": None})
        for _ in range(material.size(7, 0.9, 1, 60)):
            self._request(tools=material.random.choices((1, 2, 3, 4), (60, 25, 10, 5))[0])
            if not self.recent:
                self._set_context(turn_id)
            if self.transcript.size > budget:
                break
        if self.recent and material.chance(0.05):
            self._abort(turn_id, began)
        else:
            self._request(tools=0)
            self._complete(turn_id, began)
        self.now += material.seconds(90, 1.3, 40_000)

    def _set_context(self, turn_id: str) -> None:
        context: Record = {"cwd": self.folder, "model": self.model}
        context |= {"approval_policy": "on-request", "effort": "high", "summary": "auto"}
        if self.recent:
            mode = {"model": self.model, "developer_instructions": self.material.text(900)}
            context["collaboration_mode"] = {"mode": "default", "settings": mode}
            context["turn_id"] = turn_id
        self._emit("turn_context", context)

    def _message(self, role: str, text: str) -> None:
        content = [{"type": "output_text" if role == "assistant" else "input_text", "text": text}]
        self._emit("response_item", {"type": "message", "role": role, "content": content})

    def _complete(self, turn_id: str, began: float) -> None:
        if self.recent:
            done: Record = {"type": "task_complete", "turn_id": turn_id}
            done |= {"completed_at": int(self.now), "duration_ms": int((self.now - began) * 1000)}
            done["time_to_first_token_ms"] = self.material.size(9_000, 0.6, 300, 60_000)
            self._emit("event_msg", done | {"last_agent_message": self.material.text(900)})

    def _abort(self, turn_id: str, began: float) -> None:
        """End a turn by the user's interruption, which leaves a call without a result."""
        call = run_command(self.folder, self.material)
        self._emit("response_item", call.asked)
        opened = Totals(tool_calls=1, tool_open=1)
        self._book(opened)
        self.truth.book_tool(call.name, opened)
        aborted: Record = {"type": "turn_aborted", "turn_id": turn_id, "reason": "interrupted"}
        self._emit("event_msg", aborted | {"duration_ms": int((self.now - began) * 1000)})
        self.truth.counts["interruptions"] += 1

    # Requests

    def _request(self, tools: int) -> None:
        """One model call: thoughts, words, calls, then its token count and their answers."""
        material = self.material
        self.now = before_midnight(self.now + material.seconds(4, 0.6, 120), 900)
        if material.chance(0.85):
            thought: Record = {"type": "reasoning", "summary": [], "content": None}
            sealed = material.base64(material.size(900, 0.8, 100, 30_000))
            self._emit("response_item", thought | {"encrypted_content": sealed})
        if tools == 0 or material.chance(0.5):
            text = material.text(material.size(260, 0.8, 20, 4_000))
            self._emit("event_msg", {"type": "agent_message", "message": text})
            self._message("assistant", text)
            self.truth.counts["assistant_messages"] += not self.spawned
        calls = [call_tool(self.folder, material, recent=self.recent) for _ in range(tools)]
        for call in calls:
            self._emit("response_item", call.asked)
        if not self.recent:
            self._count_tokens()
        for call in calls:
            self.now += material.seconds(0.3, 1.3, 60)
            for kind, payload in call.answers:
                self._emit(kind, payload)
            self._book(call.totals)
            self.truth.book_tool(call.name, call.totals)
        if self.recent:
            self._count_tokens()

    def _count_tokens(self) -> None:
        """Count one request, perhaps from zero again, perhaps written twice."""
        material = self.material
        cached = int(self.context * material.random.uniform(0.75, 0.99))
        output = material.size(330, 1.0, 5, 16_000)
        thought = int(output * material.random.random() * 0.6)
        last = Counter(self.context, cached, output, thought)
        if material.chance(0.0008):
            self.counter = Counter()
            self.truth.traps["counters_that_start_again"] += 1
        self.counter.add(last)
        self._write_count(last)
        if material.chance(0.012):
            self.now += 0.5
            self._write_count(last)
            self.truth.traps["repeated_token_counts"] += 1
        used = Totals(requests=1, input_tokens=self.context - cached, cache_read_tokens=cached)
        used.add(Totals(output_tokens=output, reasoning_tokens=thought))
        self._book(used)
        self._keep_for_forks()
        self.context += material.size(1_400, 1.0, 50, 40_000)
        if self.context > 220_000:
            self._compact()

    def _write_count(self, last: Counter) -> None:
        info: Record = {"total_token_usage": self.counter.record()}
        info |= {"last_token_usage": last.record(), "model_context_window": _CONTEXT_WINDOW}
        limits: Record = {"limit_id": "codex", "primary": {"used_percent": 4.0}}
        limits["secondary"] = {"used_percent": 11.0, "window_minutes": 10_080}
        count: Record = {"type": "token_count", "info": info}
        self._emit("event_msg", count | {"rate_limits": limits})

    def _keep_for_forks(self) -> None:
        """Let forks begin here: the records so far become replayable."""
        kept = self.replay
        if len(kept.records) + len(self.pending) <= _REPLAYED_RECORDS_KEPT:
            kept.records += self.pending
            kept.counter = replace(self.counter)
            kept.until = self.now
            self.pending = []

    def _compact(self) -> None:
        self.context = 15_000
        history = [{"type": "message", "role": "user", "content": self.material.text(6_000)}]
        self._emit("compacted", {"message": "", "replacement_history": history})
        self._emit("event_msg", {"type": "context_compacted"})

    def _book(self, part: Totals) -> None:
        self.truth.book(part, self.model, utc_day(self.now), subagent=self.spawned)
