"""R8, R9, R10: sessions recorded from Python: on the disk when told, reported when ended."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from conftest import Ask, Home
from repositories import hour, repository
from sightline.adapters.base import Environment
from sightline.errors import RecordError, UnknownSessionError
from sightline.metadata import events, keeping
from sightline.service import AnalyticsService
from sightline.settings import Settings

AT = "2026-03-02T10:0{}:00.000Z"
TOLD: tuple[dict[str, Any], ...] = (
    {"type": "message", "role": "user", "at": AT.format(0)},
    {
        "type": "request", "at": AT.format(1), "durationMs": 20_000, "firstTokenMs": 800,
        "usage": {"input": 100, "output": 50, "cacheRead": 1000, "cacheWrite": 10},
        "costUsd": 0.25,
    },
    {"type": "message", "role": "assistant", "at": AT.format(1)},
    {"type": "tool", "name": "Bash", "ok": True, "durationMs": 4000, "at": AT.format(2)},
    {"type": "tool", "name": "Bash", "ok": False, "durationMs": 1000, "at": AT.format(3)},
    {"type": "edit", "path": "a.py", "added": 5, "removed": 2, "at": AT.format(3)},
    {"type": "x-their-own", "at": AT.format(4), "anything": [1, {"deep": True}]},
)  # fmt: skip


@pytest.fixture
def project(home: Home) -> Path:
    folder = home.path / "app"
    folder.mkdir()
    return folder


@pytest.fixture
def service(home: Home, project: Path) -> Iterator[AnalyticsService]:
    with AnalyticsService(
        project, settings=Settings(time_zone="UTC"), environment=Environment(home.path),
        cache=home.cache,
    ) as service:  # fmt: skip
        yield service


def recorded(service: AnalyticsService, **fields: Any) -> str:
    id_ = service.start_session(**{"title": "Fix it", "model": "m-1", "provider": "p", **fields})
    for event in TOLD:
        service.record(id_, event)
    return id_


def record_of(project: Path, id_: str) -> Path:
    return project / ".sightline" / "sessions" / f"{id_}.json"


def test_a_report_is_what_was_told(service: AnalyticsService) -> None:
    metrics = service.end_session(recorded(service)).metrics
    assert (metrics.tool_calls, metrics.successful_tool_calls, metrics.failed_tool_calls) == (
        2, 1, 1,
    )  # fmt: skip
    assert (metrics.success_rate, metrics.total_cost) == (0.5, 0.25)
    assert metrics.api_time is not None
    assert metrics.wall_time is not None
    assert (metrics.api_time.secs, metrics.wall_time.secs) == (20, 3 * 60)
    assert (metrics.lines_added, metrics.lines_removed, metrics.files_changed) == (5, 2, 1)
    usage = metrics.model_usage["m-1"]
    assert (usage.requests, usage.input_tokens, usage.output_tokens) == (1, 100, 50)


def test_the_record_has_the_report_and_the_first_title(
    service: AnalyticsService, project: Path
) -> None:
    id_ = recorded(service, metadata={"x-p:k": 1.0})
    report = service.end_session(id_)
    kept = json.loads(record_of(project, id_).read_text(encoding="utf-8"))
    assert (kept["title"], kept["metadata"], kept["messageCount"]) == ("Fix it", {"x-p:k": 1.0}, 2)
    assert kept["report"]["metrics"]["total_cost"] == report.metrics.total_cost == 0.25


def test_a_second_end_returns_the_first_report(service: AnalyticsService, project: Path) -> None:
    """A14, R9: the stored one."""
    id_ = recorded(service)
    first = service.end_session(id_)
    before = record_of(project, id_).read_bytes()
    assert service.end_session(id_) == first
    assert service.get_session_report(id_) == first
    assert record_of(project, id_).read_bytes() == before
    with pytest.raises(RecordError, match="has ended"):
        service.record(id_, TOLD[0])


def test_without_edits_lines_are_those_of_git(service: AnalyticsService, project: Path) -> None:
    """R9: changes of git."""
    project.rmdir()
    repository(project).commit(hour(9), a_txt="one\n")
    id_ = service.start_session()
    service.record(id_, TOLD[0])
    service.record(id_, TOLD[1])
    (project / "a.txt").write_text("one\ntwo\nthree\n", encoding="utf-8")
    metrics = service.end_session(id_).metrics
    assert (metrics.lines_added, metrics.lines_removed) == (2, 0)
    assert metrics.labels["lines_added"] == "estimated"


def test_history_and_models_tell_of_it(service: AnalyticsService) -> None:
    """A16, R10: requests, tokens, cost, latency, first and last use."""
    id_ = recorded(service)
    service.end_session(id_)
    (one,) = service.get_history()
    assert (one.id, one.title, one.tool_calls, one.cost) == (f"native:{id_}", "Fix it", 2, 0.25)
    stats = service.get_model_stats("m-1")
    assert (stats.requests, stats.sessions, stats.cached_tokens) == (1, 1, 1000)
    assert (stats.ttft_p50_ms, stats.ttlt_p50_ms) == (800, 20_000)
    assert stats.first_used == stats.last_used == AT.format(1)
    nothing = service.get_model_stats("m-2")
    assert (nothing.requests, nothing.first_used) == (0, None)


def test_ids_sort_by_time_and_are_never_given_twice() -> None:
    ids = [events.new_id() for _ in range(1000)]
    assert len(set(ids)) == 1000
    assert all(re.fullmatch(r"sess_[0-9A-HJKMNP-TV-Z]{26}", id_) for id_ in ids)


@pytest.mark.parametrize(
    "id_", ["sess_x", "../../etc/passwd", "", "sess_01JZ0000000000000000000001"]
)
def test_an_unknown_session_is_none(service: AnalyticsService, id_: str) -> None:
    with pytest.raises(UnknownSessionError):
        service.record(id_, TOLD[0])


@pytest.mark.parametrize(
    "event",
    [{}, {"type": ""}, {"type": 1}, {"type": "tool", "at": "yesterday"},
     {"type": "tool", "s": "x" * (1 << 20)}],
)  # fmt: skip
def test_what_is_no_event_is_refused_and_nothing_is_kept(
    service: AnalyticsService, project: Path, event: dict[str, Any]
) -> None:
    id_ = service.start_session()
    with pytest.raises(RecordError):
        service.record(id_, event)
    assert not record_of(project, id_).with_suffix(".jsonl").exists()


def test_an_event_of_an_unknown_type_is_kept_whole(
    service: AnalyticsService, project: Path
) -> None:
    lines = record_of(project, recorded(service)).with_suffix(".jsonl").read_text(encoding="utf-8")
    assert json.loads(lines.splitlines()[-1]) == TOLD[-1]


def test_a_project_that_may_not_be_written_leaves_it_in_the_data_folder(
    home: Home, tmp_path: Path
) -> None:
    with AnalyticsService(
        tmp_path / "gone", settings=Settings(), environment=Environment(home.path),
        cache=home.cache,
    ) as service:  # fmt: skip
        id_ = recorded(service)
        assert service.end_session(id_).metrics.tool_calls == 2
    assert (home.path / ".local/share/sightline/sessions" / f"{id_}.json").is_file()


def test_half_a_line_of_a_killed_process_loses_no_other(
    service: AnalyticsService, project: Path
) -> None:
    id_ = recorded(service)
    log = record_of(project, id_).with_suffix(".jsonl")
    log.write_bytes(log.read_bytes() + b'{"type":"tool","na')
    service.record(id_, {"type": "tool", "name": "Read", "ok": True, "at": AT.format(5)})
    assert service.end_session(id_).metrics.tool_calls == 3


FOR_EVER = """
import itertools, sys
from sightline.service import AnalyticsService
with AnalyticsService(sys.argv[1]) as service:
    id_ = service.start_session(title="Killed")
    print(id_, flush=True)
    for number in itertools.count():
        service.record(id_, {"type": "tool", "name": "Bash", "ok": True, "id": str(number)})
        print(number, flush=True)
"""


@pytest.mark.skipif(os.name == "nt", reason="no kill -9")
def test_what_was_recorded_before_a_kill_is_there_after_it(
    home: Home, project: Path, service: AnalyticsService
) -> None:
    variables = {"PATH": os.environ["PATH"], "HOME": str(home.path), "TZ": "UTC"}
    process = subprocess.Popen(
        [sys.executable, "-c", FOR_EVER, str(project)], stdout=subprocess.PIPE, env=variables
    )
    assert process.stdout is not None
    id_ = process.stdout.readline().decode().strip()
    for _ in range(20):
        process.stdout.readline()
    process.kill()
    rest, _ = process.communicate()
    told = 20 + len(rest.splitlines())
    calls = service.end_session(id_).metrics.tool_calls
    # One more may have reached the disk before it could be said.
    assert told <= calls <= told + 1


def test_two_processes_record_into_one_session(home: Home, project: Path, ask: Ask) -> None:
    environment = Environment(home.path)
    with (
        AnalyticsService(project, settings=Settings(), environment=environment, cache=home.cache)
        as one,
        AnalyticsService(project, settings=Settings(), environment=environment, cache=home.cache)
        as two,
    ):  # fmt: skip
        id_ = one.start_session()
        for number in range(10):
            event = {"type": "tool", "name": "Bash", "ok": True, "at": AT.format(number % 5)}
            (one if number % 2 else two).record(id_, event)
        assert two.end_session(id_).metrics.tool_calls == 10
    index = home.index()
    index.refresh()
    assert ask(index, "session", id=id_).session.status == "active"


def test_edits_of_a_user_outlive_the_end(service: AnalyticsService, project: Path) -> None:
    id_ = recorded(service)
    path = record_of(project, id_)
    keeping.revise(path, {}, _named_by_a_user, keeping.Style())
    service.end_session(id_)
    assert json.loads(path.read_text(encoding="utf-8"))["title"] == "Mine"


def _named_by_a_user(record: Any) -> None:
    record.set("title", "Mine")
    record.inner("edited").set("title", AT.format(0))


def test_the_example_of_the_readme_records_a_session(
    home: Home, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(home.path))
    monkeypatch.setenv("SIGHTLINE_CACHE_DIR", str(home.cache))
    text = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    names: dict[str, Any] = {}
    exec(example.replace("/home/me/shop", str(project)), names)
    metrics = names["report"].metrics
    assert (metrics.session_id, metrics.tool_calls) == (names["session"], 1)
    assert (project / ".sightline" / "sessions" / f"{names['session']}.json").is_file()
