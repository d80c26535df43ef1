from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from builders import encoded, prompt, reply
from sightline import __version__

Run = Callable[..., "subprocess.CompletedProcess[str]"]
Write = Callable[..., Path]

FIRST = "11111111-1111-4111-8111-111111111111"
SECOND = "22222222-2222-4222-8222-222222222222"


@pytest.mark.parametrize(
    ("verb", "text"),
    [
        ("stats history", "No session history found."),
        ("stats model", "No session data available."),
        ("stats engine", "No session data available."),
        ("stats daily", "No session data available."),
        ("stats tools", "No session data available."),
        ("report sessions", "No sessions found."),
    ],
)
def test_an_empty_home_is_said_to_be_empty(run: Run, verb: str, text: str) -> None:
    """L17: the sentence of each command."""
    done = run(*verb.split())
    assert (done.returncode, done.stdout) == (0, f"{text}\n")


@pytest.mark.parametrize("table", ["history", "model", "engine"])
def test_an_empty_home_is_an_empty_list_in_json(run: Run, table: str) -> None:
    """L17: `[]`, and 0."""
    done = run("stats", table, "--json")
    assert (done.returncode, json.loads(done.stdout)) == (0, [])


def test_an_empty_home_gets_hints_on_stderr(run: Run, tmp_path: Path) -> None:
    """L17, C10: why, on standard error."""
    hints = run("stats", "history").stderr
    assert f"{tmp_path / 'home' / '.codex' / 'sessions'}  (missing)" in hints
    assert "CLAUDE_CONFIG_DIR" in hints
    assert "--sample" in hints
    assert run("stats", "history", "-q").stderr == ""


def test_files_without_a_readable_session_are_not_said_to_be_missing(
    run: Run, tmp_path: Path
) -> None:
    """L17, C10: what each folder held."""
    folder = tmp_path / "home" / ".claude" / "projects"
    (folder / "p").mkdir(parents=True)
    (folder / "p" / f"{FIRST}.jsonl").write_bytes(b"{broken\n")
    hints = run("stats", "history").stderr.splitlines()
    assert hints[0] == "1 problem; run sightline doctor"
    assert hints[1] == "1 file found, and no session in it. These folders were searched:"
    assert hints[2] == f"  {folder}  (1 file)"
    assert run("doctor").stdout.startswith("Claude Code: 1 file, 0 sessions, 1 problem\n")


def test_an_empty_scope_names_the_newest_day(run: Run, write_session: Write) -> None:
    write_session(FIRST, "/p", "2026-03-01")
    done = run("stats", "history", "--range", "2026-01-01..2026-01-31")
    assert done.stdout == "No session history found.\n"
    assert done.stderr == "No session in this scope; the newest day with one is 2026-03-01.\n"


def test_no_session_to_fall_back_on_ends_with_3(run: Run) -> None:
    """L17, L18: no session, 3."""
    done = run("stats", "session", "-q")
    assert done.returncode == 3
    assert done.stderr == "No session ID provided and no recent sessions found\n"


def test_an_unknown_session_ends_with_3(run: Run) -> None:
    """L17, L18: no such session, 3, with those near it."""
    done = run("stats", "session", "no-such", "-q")
    assert done.returncode == 3
    assert done.stdout == ""
    assert done.stderr == "No session matches 'no-such'.\n"


def test_several_sessions_are_listed_and_end_with_3(run: Run, write_session: Write) -> None:
    """L8, L18: an ambiguous beginning."""
    names = ("abcd1111-1111-4111-8111-111111111111", "abcd2222-2222-4222-8222-222222222222")
    for name in names:
        write_session(name, "/p", "2026-03-01")
    done = run("stats", "session", "abcd")
    assert done.returncode == 3
    assert all(name in done.stderr for name in names)


def test_of_very_many_sessions_not_all_are_listed(run: Run, write_session: Write) -> None:
    """L8: the newest, and that there are more."""
    for number in range(21):
        write_session(f"abcd{number:04d}-1111-4111-8111-111111111111", "/p", "2026-03-01")
    said = run("stats", "session", "abcd").stderr
    assert said.startswith("'abcd' matches more than 20 sessions, the newest: ")
    assert said.count("claude_code:abcd") == 20


@pytest.mark.parametrize(
    "line",
    [
        "stats history --range 8d",
        "stats history --timezone Nowhere/City",
        "stats history --engine nobody",
        "stats daily --from 2026-13-01",
        "stats daily --from 2026-03-02 --to 2026-03-01",
        "report nonsense",
        "report session",
        "report sessions --html page.html",
        "report sessions --limit 5000",
        "stats history --limit 0",
    ],
)
def test_a_question_that_cannot_be_ends_with_2(run: Run, line: str) -> None:
    """L18: usage, 2."""
    done = run(*line.split())
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr
    assert "Traceback" not in done.stderr


def test_the_version_is_told(run: Run) -> None:
    assert run("--version").stdout == f"sightline {__version__}\n"


def test_the_session_of_this_folder_comes_before_a_newer_one(
    run: Run, write_session: Write, tmp_path: Path
) -> None:
    """L1: the newest of this folder's project."""
    write_session(FIRST, str(tmp_path / "home"), "2026-03-01")
    write_session(SECOND, "/elsewhere", "2026-03-02")
    assert f"Session ID:                 {FIRST}\n" in run("stats", "session").stdout


def test_without_a_session_of_this_folder_the_newest_counts(run: Run, write_session: Write) -> None:
    """L1: else the newest of all."""
    write_session(FIRST, "/here", "2026-03-01")
    write_session(SECOND, "/elsewhere", "2026-03-02")
    assert f"Session ID:                 {SECOND}\n" in run("stats", "session").stdout


def test_a_beginning_of_an_id_is_enough(run: Run, write_session: Write) -> None:
    write_session(FIRST, "/here", "2026-03-01")
    report = json.loads(run("stats", "session", "--session-id", "1111", "--json").stdout)
    assert report["metrics"]["session_id"] == FIRST
    assert report["metrics"]["wall_time"] == {"secs": 4, "nanos": 0}  # 10:00:00 to 10:00:04
    assert report["record"]["messageCount"] == 2  # the prompt and the answer


def test_unreadable_lines_are_counted_and_placed(run: Run, write_session: Write) -> None:
    """L18, L16: done, with a word on what could not be read."""
    path = write_session(FIRST, "/p", "2026-03-01", b"{broken", b"")
    done = run("stats", "model", "--json")
    assert done.stderr == "1 problem; run sightline doctor\n"
    assert [row["requests"] for row in json.loads(done.stdout)] == [1]
    (problem,) = json.loads(run("doctor", "--json").stdout)["problems"]
    assert (problem["path"], problem["line"]) == (str(path), 3)
    assert f"{path}:3  unreadable: not JSON" in run("doctor").stdout


def test_doctor_counts_folders_files_and_sessions(run: Run, write_session: Write) -> None:
    """L7: doctor."""
    path = write_session(FIRST, "/p", "2026-03-01")
    engines = {row["engine"]: row for row in json.loads(run("doctor", "--json").stdout)["engines"]}
    claude, codex = engines["claude_code"], engines["codex"]
    assert (claude["files"], claude["sessions"], claude["problems"]) == (1, 1, 0)
    assert {"path": str(path.parents[1]), "exists": True, "files": 1} in claude["folders"]
    assert not any(folder["exists"] for folder in codex["folders"])


def test_doctor_says_which_files_a_search_does_not_look_through(
    run: Run, write_session: Write, tmp_path: Path
) -> None:
    """L7: doctor."""
    write_session(FIRST, "/p", "2026-03-01")
    events = ".claude/rulecatch/events.log"
    for place in (".copilot/session-store.db", ".local/share/opencode/opencode.db", events):
        database = tmp_path / "home" / place
        database.parent.mkdir(parents=True)
        database.touch()
    engines = {row["engine"]: row for row in json.loads(run("doctor", "--json").stdout)["engines"]}
    counts = {name: (row["files"], row["unsearchedFiles"]) for name, row in engines.items()}
    assert counts["copilot_cli"] == (1, 1)  # usage alone
    assert counts["opencode"] == (1, 0)
    assert counts["claude_code"] == (1, 0)
    assert counts["rulecatch"] == (1, 0)  # nobody speaks in it
    said = run("doctor").stdout.splitlines()
    assert [line for line in said if "databases: a search finds" in line] == [
        "  1 of them databases: a search finds their titles, tags and paths, not what was said"
    ]


def test_no_session_is_meant_by_an_empty_id(run: Run, write_session: Write) -> None:
    """L17: a variable without a value in a script is no wish for the newest session."""
    write_session(FIRST, "/p", "2026-03-01")
    done = run("stats", "session", "", "-q")
    assert (done.returncode, done.stderr) == (3, "No session matches ''.\n")


def test_index_path_says_where_the_cache_is(run: Run, tmp_path: Path) -> None:
    """L7: index path."""
    path = run("index", "path").stdout.strip()
    assert Path(path).parent == tmp_path / "cache"
    assert json.loads(run("index", "path", "--json").stdout) == {"cachePath": path}


def test_a_variable_names_more_folders_of_engines(run: Run, tmp_path: Path) -> None:
    """L9: SIGHTLINE_PATHS."""
    folder = tmp_path / "elsewhere" / "p"
    folder.mkdir(parents=True)
    (folder / f"{FIRST}.jsonl").write_bytes(encoded(prompt("u", 0), reply("m", 1)))
    named = f"claude_code={folder.parent}{os.pathsep}codex={tmp_path}/nothing"
    found = json.loads(run("stats", "history", "--json", SIGHTLINE_PATHS=named).stdout)
    assert [one["metrics"]["session_id"] for one in found] == [FIRST]


def test_a_variable_that_names_no_engine_is_told_and_left_out(run: Run) -> None:
    """L9, A25: the default is used, and one message names it."""
    done = run("stats", "history", SIGHTLINE_PATHS="/somewhere")
    assert done.returncode == 0
    assert done.stderr.startswith("Setting paths: ")


def test_a_flag_comes_before_a_variable_and_a_variable_before_the_settings(
    run: Run, write_session: Write, tmp_path: Path
) -> None:
    """L9: the zone of a session at 10:00 UTC, said in three places."""
    write_session(FIRST, "/p", "2026-03-01")
    (tmp_path / "data").mkdir()
    stored = json.dumps({"timeZone": "Asia/Tokyo"})
    (tmp_path / "data" / "settings.json").write_text(stored, encoding="utf-8")

    def zone(*flags: str, **variables: str) -> str:
        return str(
            json.loads(run("stats", "daily", "--json", *flags, **variables).stdout)["timezone"]
        )

    assert zone("--timezone", "Europe/Paris", SIGHTLINE_TIMEZONE="UTC") == "Europe/Paris"
    assert zone(SIGHTLINE_TIMEZONE="UTC") == "UTC"
    assert zone(SIGHTLINE_TIMEZONE="") == "Asia/Tokyo"


def test_engine_variables_lead_to_their_folders(
    run: Run, write_session: Write, tmp_path: Path
) -> None:
    """L9: the engines' own variables."""
    write_session(FIRST, "/p", "2026-03-01")
    moved = tmp_path / "elsewhere"
    (tmp_path / "home" / ".claude").rename(moved)
    assert json.loads(run("stats", "model", "--json").stdout) == []
    found = json.loads(run("stats", "model", "--json", CLAUDE_CONFIG_DIR=str(moved)).stdout)
    assert [row["model"] for row in found] == ["claude-sonnet-4-6"]


def test_index_says_what_it_did_and_a_second_time_nothing(run: Run, write_session: Write) -> None:
    """L7, L16: index."""
    path = write_session(FIRST, "/p", "2026-03-01")
    first = json.loads(run("index", "--json").stdout)
    assert first.pop("elapsedMs") >= 0
    assert first == {
        "sources": 1,
        "filesOpened": 1,
        "bytesRead": path.stat().st_size,
        "sessions": 1,
        "requests": 1,
        "problems": 0,
    }
    again = json.loads(run("index", "--json").stdout)
    assert (again["filesOpened"], again["bytesRead"], again["sessions"]) == (0, 0, 1)


def test_index_rebuild_reads_everything_again(run: Run, write_session: Write) -> None:
    write_session(FIRST, "/p", "2026-03-01")
    run("index")
    assert json.loads(run("index", "rebuild", "--json").stdout)["filesOpened"] == 1
    assert run("index", "rebuild").stdout.startswith("Indexed 1 sessions (0 problems)\n")


def test_index_status_reads_no_session(run: Run, write_session: Write, tmp_path: Path) -> None:
    write_session(FIRST, "/p", "2026-03-01")
    before = json.loads(run("index", "status", "--json").stdout)
    assert (before["sessions"], before["cacheBytes"]) == (0, None)
    run("index")
    after = json.loads(run("index", "status", "--json").stdout)
    assert (after["sessions"], after["isUsable"]) == (1, True)
    assert Path(after["cachePath"]).parent == tmp_path / "cache"


def test_index_clear_deletes_the_cache_and_nothing_else(run: Run, write_session: Write) -> None:
    path = write_session(FIRST, "/p", "2026-03-01")
    run("index")
    cache = Path(json.loads(run("index", "status", "--json").stdout)["cachePath"])
    assert cache.exists()
    assert run("index", "clear").returncode == 0
    assert path.exists()
    assert not cache.exists()


def test_above_100_sessions_the_limit_is_100_with_a_note(run: Run, write_session: Write) -> None:
    """L4: at most 100."""
    write_session(FIRST, "/p", "2026-03-01")
    assert run("stats", "history", "-n", "500").stderr == "At most 100 sessions are listed.\n"


def test_history_ends_at_a_hundred(run: Run, write_session: Write) -> None:
    """L4: whatever is asked."""
    for number in range(101):
        write_session(f"{number:08d}-1111-4111-8111-111111111111", "/p", "2026-03-01")
    assert len(json.loads(run("stats", "history", "-n", "500", "--json").stdout)) == 100


def test_a_day_is_that_of_the_zone(run: Run, write_session: Write) -> None:
    """L8, L20: --timezone."""
    write_session(FIRST, "/p", "2026-03-01")  # 10:00 UTC is 00:00 of the next day in Kiritimati
    daily = json.loads(run("stats", "daily", "--timezone", "Pacific/Kiritimati", "--json").stdout)
    assert daily["timezone"] == "Pacific/Kiritimati"
    assert [day["date"] for day in daily["days"]] == ["2026-03-02"]


def test_daily_takes_from_and_to(run: Run, write_session: Write) -> None:
    """L20: --from and --to."""
    for day, name in (("2026-03-01", FIRST), ("2026-03-05", SECOND)):
        write_session(name, "/p", day)
    daily = json.loads(run("stats", "daily", "--from", "2026-03-02", "--json").stdout)
    assert [day["date"] for day in daily["days"]] == ["2026-03-05"]
    assert daily["total"]["inputTokens"] == 3


def test_the_sample_adds_up_on_every_surface(run: Run) -> None:
    daily = json.loads(run("stats", "daily", "--sample", "--json").stdout)
    models = json.loads(run("stats", "model", "--sample", "--json").stdout)
    engines = json.loads(run("stats", "engine", "--sample", "--json").stdout)
    requests = daily["total"]["requests"]
    assert requests > 100
    assert requests == sum(day["requests"] for day in daily["days"])
    assert requests == sum(row["requests"] for row in models)
    assert requests == sum(row["requests"] for row in engines)
    assert {row["engine"] for row in engines} == {"claude_code", "codex"}
    assert all(day["unpricedRequests"] == 0 for day in daily["days"])


def test_all_recorded_sessions_add_up_on_every_surface(run: Run, tmp_path: Path) -> None:
    recorded = Path(__file__).parents[1] / "sessions"
    home = tmp_path / "home"
    shutil.copytree(recorded / "claude_code", home / ".claude" / "projects" / "p")
    shutil.copytree(recorded / "codex", home / ".codex" / "sessions")
    daily = json.loads(run("stats", "daily", "--json").stdout)
    surfaces = [
        json.loads(run("stats", "model", "--json").stdout),
        json.loads(run("stats", "engine", "--json").stdout),
        [row["metrics"] for row in json.loads(run("stats", "history", "--json", "-n99").stdout)],
    ]
    total = daily["total"]["cacheReadTokens"]
    known = [day["cacheReadTokens"] for day in daily["days"] if day["cacheReadTokens"] is not None]
    assert total == sum(known) > 0
    assert [sum(map(_cached, rows)) for rows in surfaces] == [total] * 3


def _cached(row: dict[str, int | None]) -> int:
    known = row.get("cached_tokens", row.get("total_cached_tokens"))
    return 0 if known is None else known


def test_the_sample_is_said_to_be_one_and_leaves_no_trace(run: Run, tmp_path: Path) -> None:
    done = run("stats", "history", "--sample")
    assert done.stderr == "Sample data: made-up sessions of a fictional project.\n"
    assert len(done.stdout.splitlines()) == 4 + 10  # title, blank, header, rule; ten sessions
    assert not (tmp_path / "cache").exists()


def test_the_sample_reads_without_a_problem(run: Run) -> None:
    doctor = json.loads(run("doctor", "--sample", "--json").stdout)
    assert doctor["problems"] == []
    assert doctor["unpricedModels"] == []


def test_report_writes_the_page_where_told(run: Run, tmp_path: Path) -> None:
    """L7: the page."""
    page = tmp_path / "page.html"
    done = run("report", "--html", str(page), "--sample")
    assert (done.returncode, done.stdout) == (0, f"Dashboard: {page}\n")
    assert page.stat().st_size > 0


@pytest.mark.parametrize("name", ["overview", "status", "sessions", "models", "engines", "tools"])
def test_a_report_is_its_payload_in_json_and_readable_without(run: Run, name: str) -> None:
    """L7, L16: any report by its name."""
    payload = json.loads(run("report", name, "--sample", "--json").stdout)
    assert "generatedAt" in payload
    text = run("report", name, "--sample").stdout
    assert "generated_at: " in text


def test_compact_json_is_one_line(run: Run) -> None:
    """L8, L16: --compact."""
    assert run("stats", "daily", "--sample", "--json", "--compact").stdout.count("\n") == 1


def test_an_ascii_terminal_gets_ascii(run: Run) -> None:
    """L15: plain signs where stdout has no others."""
    done = run("stats", "session", "--sample", PYTHONUTF8="0", PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    assert " ( v " in done.stdout
    assert done.stdout.isascii()


@pytest.mark.skipif(sys.platform == "win32", reason="pipes close differently there")
def test_a_closed_pipe_ends_quietly(tmp_path: Path) -> None:
    """L19: nobody reads."""
    variables = {**os.environ, "SIGHTLINE_CACHE_DIR": str(tmp_path)}
    command = [sys.executable, "-m", "sightline", "report", "overview", "--sample", "--json", "-q"]
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        command, stdout=writing, stderr=subprocess.PIPE, env=variables, timeout=120, check=False
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("line", ["stats daily", "stats session --sample -q", "index --json"])
def test_a_report_imports_no_server_no_git_and_no_rich(run: Run, line: str) -> None:
    done = run(*line.split(), PYTHONPROFILEIMPORTTIME="1")
    imported = {name.split("|")[-1].strip().split(".")[0] for name in done.stderr.splitlines()}
    assert "_duckdb" in imported  # without `duckdb`, its relation API, which takes as long again
    assert not imported & {"duckdb", "pygls", "lsprotocol", "git", "rich", "mcp", "watchfiles"}


def test_help_imports_no_database(run: Run) -> None:
    done = run("--help", PYTHONPROFILEIMPORTTIME="1")
    imported = {name.split("|")[-1].strip().split(".")[0] for name in done.stderr.splitlines()}
    assert not imported & {"_duckdb", "pydantic", "msgspec"}


def test_lsp_is_the_language_server(tmp_path: Path) -> None:
    """U13: on stdio."""
    methods: list[dict[str, object]] = [
        {"id": 1, "method": "initialize", "params": {"processId": None, "capabilities": {}}},
        {"id": 2, "method": "shutdown"},
        {"method": "exit"},
    ]
    bodies = [json.dumps({"jsonrpc": "2.0", **method}).encode() for method in methods]
    frames = b"".join(b"Content-Length: %d\r\n\r\n%s" % (len(body), body) for body in bodies)
    process = subprocess.Popen(
        [sys.executable, "-m", "sightline", "lsp", "--stdio"],
        env={**os.environ, "HOME": str(tmp_path), "SIGHTLINE_CACHE_DIR": str(tmp_path / "cache")},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(frames)
    process.stdin.flush()  # its end would have the server leave, answered or not
    assert process.stdout.read(16) == b"Content-Length: "
    process.communicate(timeout=60)
    assert process.returncode == 0


def test_a_query_is_search_and_a_wrong_one_ends_with_2(run: Run, write_session: Write) -> None:
    """L7, L8, L18: --query."""
    write_session(FIRST, "/p", "2026-03-01")
    write_session(SECOND, "/q", "2026-03-02")
    found = json.loads(run("report", "sessions", "--json", "--query", "project:q").stdout)
    assert [row["id"] for row in found["rows"]] == [f"claude_code:{SECOND}"]
    done = run("stats", "model", "--query", "modle:x")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.endswith("Did you mean `model`?\n  modle:x\n  ^^^^^\n")


def test_a_damaged_cache_changes_no_answer(run: Run, write_session: Write, tmp_path: Path) -> None:
    """N6, C9: set aside, built anew."""
    write_session(FIRST, "/p", "2026-03-01")
    told = run("stats", "daily", "--json").stdout
    cache = tmp_path / "cache" / "index.duckdb"
    content = cache.read_bytes()
    cache.write_bytes(content[: len(content) // 2] + bytes(len(content) - len(content) // 2))
    assert json.loads(told)["total"]["requests"] == 1
    assert run("stats", "daily", "--json").stdout == told
