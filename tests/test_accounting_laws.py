"""The laws of counting, over families of sessions made at random (`accounting.md` 8)."""

from __future__ import annotations

import itertools
import os
import random
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
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
    max_examples=15, deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
seeds = st.integers(0, 2**32)


class Family:
    """Claude and Codex sessions that resume, fork, stream and hand over to sub-agents."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.files: dict[str, list[Line | bytes]] = {}
        self.number = 0
        for _ in range(self.random.randint(1, 4)):
            self._claude()
        for _ in range(self.random.randint(0, 2)):
            self._codex()

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

        yield make
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


def by(index: Index, dimension: Dimension) -> dict[str, int]:
    """Sums of all additive values over the groups of a dimension."""
    from datetime import UTC, date, datetime, timedelta

    days = [date(2026, 2, 25) + timedelta(days=n) for n in range(30)]
    starts = [int(datetime(d.year, d.month, d.day, tzinfo=UTC).timestamp()) * 10**6 for d in days]
    with index.reading() as connection:
        rows = measure(
            connection, ADDITIVE, Filter(), (dimension,), Days(tuple(days), tuple(starts))
        )
    return {name: sum(int(row.values[name] or 0) for row in rows) for name in ADDITIVE}


@some
@given(seeds)
def test_days_models_sessions_projects_engines_agents_add_up(seed: int) -> None:
    with homes() as make:
        index = make(contents(Family(seed))).index()
        whole = {name: value for name, value in counts(index).items() if name in ADDITIVE}
        for dimension in ("day", "model", "session", "project", "engine", "agent", "turn"):
            assert (dimension, by(index, dimension)) == (dimension, whole)


@some
@given(seeds)
def test_order_of_files_and_junk_lines_change_nothing(seed: int) -> None:
    files = contents(Family(seed))
    pick = random.Random(seed)
    with homes() as make:
        plain = counts(make(files).index())
        junk = {
            name: b"\n\x00\x00\nnot json\n[1]\n" + content + b'{"type":"unheard-of"}\n{"torn": '
            for name, content in files.items()
        }
        home = make(junk)
        for name in files:
            at = pick.randint(1_600_000_000, 1_700_000_000)
            os.utime(home.path / name, (at, at))
        assert counts(home.index()) == plain


@some
@given(seeds)
def test_appending_in_any_pieces_equals_a_full_read(seed: int) -> None:
    files = contents(Family(seed))
    pick = random.Random(seed)
    with homes() as make:
        plain = counts(make(files).index())
        home = make({})
        index = home.index()
        cuts = {
            name: sorted(pick.sample(range(len(c)), min(2, len(c)))) for name, c in files.items()
        }
        for step in range(3):
            for name, content in files.items():
                end = cuts[name][step] if step < len(cuts[name]) else len(content)
                path = home.path / name
                path.parent.mkdir(parents=True, exist_ok=True)
                with path.open("ab") as file:
                    file.write(content[path.stat().st_size : end])
            index.refresh()
        assert counts(index) == plain
        assert counts(home.index()) == plain


@some
@given(seeds)
def test_removing_a_file_never_raises_a_total_and_equals_a_fresh_scan(seed: int) -> None:
    files = contents(Family(seed))
    pick = random.Random(seed)
    with homes() as make:
        home = make(files)
        index = home.index()
        before = counts(index)
        gone = pick.choice(sorted(files))
        (home.path / gone).unlink()
        after = counts(index)
        rest = {name: content for name, content in files.items() if name != gone}
        assert after == counts(make(rest).index())
        assert all(after[name] <= before[name] for name in COUNTS if name != "unpriced_requests")


@some
@given(seeds)
def test_a_session_under_a_second_name_counts_once(seed: int) -> None:
    files = contents(Family(seed))
    with homes() as make:
        plain = counts(make(files).index())
        twice = dict(files)
        for name, content in files.items():
            if "/subagents/" not in name and name.startswith(".claude"):
                twice[name.replace("-a/", "-b/")] = content
        assert counts(make(twice).index()) == plain


@some
@given(seeds)
def test_cost_parts_add_up_to_the_cost_of_each_request(seed: int) -> None:
    with homes() as make:
        index = make(contents(Family(seed))).index()
        index.refresh()
        with index.reading() as connection:
            odd = connection.execute(
                "SELECT key FROM request WHERE cost_nano IS NOT NULL AND basis <> 'recorded'"
                " AND cost_nano <> cost_input_nano + cost_cache_read_nano + cost_cache_write_nano"
                " + cost_output_nano + cost_search_nano"
            ).fetchall()
        assert odd == []


@some
@given(seeds)
def test_files_and_the_unattributed_rest_are_the_total(seed: int) -> None:
    with homes() as make:
        index = make(contents(Family(seed))).index()
        index.refresh()
        with index.reading() as connection:
            names = ("cost", "attributed_cost")
            whole = total(connection, names, Filter())
            edited = connection.execute(
                "SELECT coalesce(sum(r.cost_nano), 0) FROM request r WHERE r.native AND EXISTS"
                " (SELECT 1 FROM code_change c WHERE c.native AND c.applied"
                " AND c.session = r.session AND c.turn = r.turn)"
            ).fetchone()
            models = measure(connection, names, Filter(), ("model",))
        assert edited == (whole["attributed_cost"],)
        assert sum(int(row.values["attributed_cost"] or 0) for row in models) == edited[0]


@some
@given(seeds)
def test_spans_lie_inside_the_session_and_do_not_overlap(seed: int) -> None:
    with homes() as make:
        index = make(contents(Family(seed))).index()
        index.refresh()
        with index.reading() as connection:
            rows = connection.execute(
                "SELECT p.session, p.kind, p.started, p.ended, s.first_ts, s.last_ts FROM span p"
                " JOIN session s ON p.session = s.id ORDER BY 1, 2, 3"
            ).fetchall()
        for session, kind, started, ended, first, last in rows:
            assert (session, kind, first <= started < ended <= last) == (session, kind, True)
        for one, other in itertools.pairwise(rows):
            assert one[:2] != other[:2] or one[3] < other[2]
