"""Families of sessions of several engines, made at random, and what an index counts of them."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from builders import Line, encoded, prompt, reply, stamp, tool_result, tool_use
from conftest import Home
from sightline.store import Index
from sightline.store.query import Days, Dimension, Filter, measure, total

ADDITIVE = (
    "requests", "input_tokens", "output_tokens", "total_tokens", "cache_read_tokens",
    "cache_write_tokens", "cost", "unpriced_requests", "replies",
)  # fmt: skip
COUNTS = (*ADDITIVE, "turns", "tool_calls", "tool_failures", "lines_added", "lines_removed")
MODELS = ("claude-opus-4-7", "claude-haiku-4-5", "claude-sonnet-4-5", "nobody-knows-1")
some = settings(
    max_examples=15,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
few = settings(some, max_examples=6)
seeds = st.integers(0, 2**32)


class Family:
    """Sessions of five engines; Claude's resume, fork, stream and hand over to sub-agents."""

    def __init__(self, seed: int, number: int = 0) -> None:
        """The same seed makes the same work; from another number on, under other ids."""
        self.random = random.Random(seed)
        self.files: dict[str, list[Line | bytes]] = {}
        self.number = number
        for _ in range(self.random.randint(1, 4)):
            self._claude()
        for _ in range(self.random.randint(0, 2)):
            self._codex()
        for make in (self._gemini, self._copilot, self._pi):
            if self.random.random() < 0.5:
                make()

    def _id(self) -> int:
        self.number += 1
        return self.number

    def _claude(self) -> None:
        pick = self.random
        session = f"{self._id():08x}-0000-4000-8000-{pick.getrandbits(48):012x}"
        own: dict[str, Any] = {"cwd": pick.choice(["/home/dev/app", "/home/dev/web"])}
        lines: list[Line | bytes] = []
        donors = [name for name in self.files if name.startswith(".claude") and "agent" not in name]
        if donors and pick.random() < 0.5:
            donor = self.files[pick.choice(donors)]
            lines += [
                line for line in donor[: pick.randint(1, len(donor))] if isinstance(line, dict)
            ]
        second = pick.randint(0, 200_000)
        for _ in range(pick.randint(1, 4)):
            second += pick.randint(1, 40_000)
            lines.append(prompt(f"p{self._id()}", second, **own))
            for _ in range(pick.randint(0, 3)):
                second += pick.randint(0, 400)
                lines += self._call(second, own)
        if pick.random() < 0.3:
            agent = f"x{self._id()}"
            side = {**own, "isSidechain": True, "agentId": agent, "sessionId": session}
            name = f".claude/projects/-a/{session}/subagents/agent-{agent}.jsonl"
            self.files[name] = [prompt(f"s{self._id()}", second, **side), *self._call(second, side)]
        self.files[f".claude/projects/-a/{session}.jsonl"] = lines

    def _call(self, second: int, own: dict[str, Any]) -> list[Line | bytes]:
        pick = self.random
        message, tool = f"m{self._id()}", f"t{self._id()}"
        kind: dict[str, Any] = {"model": pick.choice(MODELS), **own}
        request = pick.choice(["r", "r", None])
        outputs = sorted(pick.randint(0, 900) for _ in range(pick.randint(1, 3)))
        lines: list[Line | bytes] = [
            reply(message, second + n, output, request=request, **kind)
            for n, output in enumerate(outputs)
        ]
        if pick.random() < 0.6:
            use = [tool_use(tool, "Edit", file_path=f"/home/dev/app/{pick.choice('abc')}.py")]
            lines.append(
                reply(message, second + 3, outputs[-1], request=request, content=use, **kind)
            )
            patch = [{"lines": ["+a"] * pick.randint(0, 4) + ["-b"] * pick.randint(0, 3)}]
            edit = {"filePath": f"/home/dev/app/{pick.choice('abc')}.py", "structuredPatch": patch}
            failed = pick.random() < 0.3
            more = {} if failed else {"toolUseResult": edit}
            lines.append(tool_result(tool, second + 4, failed=failed, **more, **own))
        return lines

    def _codex(self) -> None:
        pick = self.random
        session = f"{self._id():08x}-0000-7000-8000-{pick.getrandbits(48):012x}"
        at = stamp(pick.randint(0, 100_000))
        meta = {"id": session, "timestamp": at, "cwd": "/home/dev/app", "cli_version": "0.140.0"}
        lines: list[Line | bytes] = [{"timestamp": at, "type": "session_meta", "payload": meta}]
        sums = [0, 0, 0, 0]
        second = pick.randint(100_000, 300_000)
        context = {"model": pick.choice(["gpt-5.5", "gpt-5.4-mini"])}
        lines.append({"timestamp": stamp(second), "type": "turn_context", "payload": context})
        for _ in range(pick.randint(1, 5)):
            second += pick.randint(1, 20_000)
            said = {"type": "user_message", "message": "go"}
            lines.append({"timestamp": stamp(second), "type": "event_msg", "payload": said})
            part = [pick.randint(50, 900), pick.randint(0, 50), pick.randint(1, 90), 0]
            sums = [a + b for a, b in zip(sums, part, strict=True)]
            info = {"total_token_usage": _codex_usage(sums), "last_token_usage": _codex_usage(part)}
            event = {"type": "token_count", "info": info}
            line: Line = {"timestamp": stamp(second + 5), "type": "event_msg", "payload": event}
            lines += [line] * pick.randint(1, 2)
        self.files[f".codex/sessions/2026/03/02/rollout-x-{session}.jsonl"] = lines

    def _gemini(self) -> None:
        pick, at = self.random, self.random.randint(0, 100_000)
        session = f"{self._id():08x}-0000-4000-9000-{pick.getrandbits(48):012x}"
        lines: list[Line | bytes] = [{"sessionId": session, "startTime": stamp(at)}]
        for _ in range(pick.randint(1, 3)):
            at += pick.randint(1, 20_000)
            said = {"id": f"u{self._id()}", "timestamp": stamp(at), "type": "user"}
            cached, tokens = pick.randint(0, 90), pick.randint(90, 900)
            used = {"input": tokens, "cached": cached, "output": 7, "thoughts": 3, "tool": 5}
            lines += [
                said | {"content": "go"},
                {"id": f"g{self._id()}", "timestamp": stamp(at + 4), "type": "gemini",
                 "content": "ok", "model": "gemini-2.5-pro", "tokens": used},
            ]  # fmt: skip
        name = f"session-2026-03-02T10-00-{session[:8]}.jsonl"
        self.files[f".gemini/tmp/app/chats/{name}"] = lines

    def _copilot(self) -> None:
        pick, at = self.random, self.random.randint(0, 100_000)
        session = f"{self._id():08x}-0000-4000-a000-{pick.getrandbits(48):012x}"
        output = pick.randint(1, 90)
        used = {"inputTokens": 500, "cacheReadTokens": 300, "cacheWriteTokens": 50,
                "outputTokens": output, "reasoningTokens": 0}  # fmt: skip
        told: list[tuple[str, Line]] = [
            ("session.start", {"sessionId": session, "context": {"cwd": "/home/dev/app"}}),
            ("user.message", {"content": "go"}),
            ("assistant.message", {"messageId": f"m{self._id()}", "outputTokens": output}),
        ]
        if pick.random() < 0.7:
            metrics = {"gpt-5.4-mini": {"requests": {"count": 2}, "usage": used}}
            told.append(("session.shutdown", {"modelMetrics": metrics}))
        self.files[f".copilot/session-state/{session}/events.jsonl"] = [
            {"type": kind, "data": data, "id": f"e{self._id()}", "timestamp": stamp(at + n)}
            for n, (kind, data) in enumerate(told)
        ]

    def _pi(self) -> None:
        pick, at = self.random, self.random.randint(0, 100_000)
        own = f"pi{self._id()}"
        head: Line = {"type": "session", "version": 3, "id": own, "cwd": "/home/dev/web"}
        lines: list[Line | bytes] = [head | {"timestamp": stamp(at)}]
        for _ in range(pick.randint(1, 3)):
            at += pick.randint(1, 20_000)
            used = {"input": 9, "output": pick.randint(1, 50), "cacheRead": 70, "cacheWrite": 3}
            cost = {"cost": {"total": pick.choice([0, 0.0125, 1.5])}}
            model = {"provider": "anthropic", "model": pick.choice(MODELS)}
            told: list[Line] = [
                {"role": "user", "content": "go"},
                {"role": "assistant", "content": [], **model, "usage": used | cost},
            ]
            lines += [
                {"type": "message", "id": f"x{self._id()}", "timestamp": stamp(at + n),
                 "message": message}
                for n, message in enumerate(told)
            ]  # fmt: skip
        self.files[f".pi/agent/sessions/app/2026-03-02T10-00-00-000Z_{own}.jsonl"] = lines


def _codex_usage(values: list[int]) -> Line:
    names = ("input_tokens", "cached_input_tokens", "output_tokens", "reasoning_output_tokens")
    usage = dict(zip(names, values, strict=True))
    return {**usage, "total_tokens": values[0] + values[2]}


@contextmanager
def homes() -> Iterator[Any]:
    """Makes homes with files, and closes what was opened."""
    with tempfile.TemporaryDirectory() as folder:
        made: list[Home] = []

        def make(files: dict[str, bytes]) -> Home:
            home = Home(Path(folder) / f"h{len(made)}", Path(folder) / f"c{len(made)}")
            made.append(home)
            home.path.mkdir()
            for name, content in files.items():
                path = home.path / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
            return home

        try:
            yield make
        finally:
            for home in made:
                for index in home.opened:
                    index.close()


def contents(family: Family) -> dict[str, bytes]:
    return {name: encoded(*lines) for name, lines in family.files.items()}


def counts(index: Index) -> dict[str, Any]:
    index.refresh()
    with index.reading() as connection:
        values = total(connection, COUNTS, Filter())
    return {name: values[name] for name in COUNTS}


def by(index: Index, dimension: Dimension, where: Filter | None = None) -> dict[str, int | None]:
    """Sums of all additive values over the groups of a dimension; of unknown ones unknown."""
    days = [date(2026, 2, 25) + timedelta(days=n) for n in range(30)]
    starts = [int(datetime(d.year, d.month, d.day, tzinfo=UTC).timestamp()) * 10**6 for d in days]
    with index.reading() as connection:
        rows = measure(
            connection, ADDITIVE, where or Filter(), (dimension,), Days(tuple(days), tuple(starts))
        )
    values = {name: [row.values[name] for row in rows] for name in ADDITIVE}
    return {
        name: sum(int(value) for value in own if value is not None)
        if not own or any(value is not None for value in own)
        else None
        for name, own in values.items()
    }
