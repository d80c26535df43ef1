"""The comparison itself: what the peer prints, what is compared, and that it can fail."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from builders import reply
from differential import explain, ours
from differential.compare import unexplained
from differential.homes import History, NothingFoundError, histories
from differential.peer import PeerSums
from differential.tally import Cell, Tokens, summed

OPUS = Cell("2026-03-02", "claude-opus-4-7")


@pytest.fixture
def history(tmp_path: Path) -> History:
    """Two sessions of one call each."""
    folder = tmp_path / "home" / ".claude"
    for number in (1, 2):
        name = f"00000000-0000-4000-8000-00000000000{number}.jsonl"
        path = folder / "projects" / "-app" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        line = json.dumps(reply(f"m{number}", number, 5), separators=(",", ":"))
        path.write_text(line + "\n", encoding="utf-8")
    return History("case", "claude_code", folder)


def found(history: History, room: Path, reading: explain.Reading) -> list[str]:
    """What is unexplained if the peer does as its reading says."""
    other = PeerSums([])
    other.cells = summed(reading.peer)
    return unexplained(history, room, reading, ours.sums(history, room), other)


def test_files_that_both_read_leave_nothing_unexplained(history: History, tmp_path: Path) -> None:
    assert found(history, tmp_path, explain.read(history.engine, history.folder)) == []


def test_a_file_hidden_from_sightline_is_named(history: History, tmp_path: Path) -> None:
    reading = explain.read(history.engine, history.folder)
    hidden = sorted(history.folder.rglob("*.jsonl"))[1]
    hidden.unlink()
    [said] = found(history, tmp_path, reading)
    assert said.startswith("Sightline is not what the files say, 2026-03-02 claude-opus-4-7:")
    assert said.endswith(
        f"input -100, cache written -50, cache read -1,000, output -5\n    {hidden}"
    )


def test_what_no_rule_mends_is_unexplained(history: History, tmp_path: Path) -> None:
    reading = explain.read(history.engine, history.folder)
    reading.differences.append(explain.Difference(None, "m1", {OPUS: Tokens(1)}, ("a.jsonl",)))
    assert found(history, tmp_path, reading) == [
        "no rule for m1, 2026-03-02 claude-opus-4-7: input +1\n    a.jsonl"
    ]


def test_claude_s_answer_has_models_and_a_rest() -> None:
    counts = {"cacheCreationTokens": 1, "cacheReadTokens": 2, "outputTokens": 3}
    model = {"modelName": "claude-opus-4-7", "cost": 0.5, "inputTokens": 4, **counts}
    day = {"date": "2026-03-02", "modelBreakdowns": [model], "inputTokens": 9, **counts}
    sums = PeerSums([day])
    assert sums.cells == {OPUS: Tokens(4, 1, 2, 3), Cell(OPUS.day, "unknown"): Tokens(5, 0, 0, 0)}
    assert sums.costs == {OPUS: 0.5}


def test_codex_s_answer_prices_days() -> None:
    counts = {"cacheCreationTokens": 0, "cacheReadTokens": 2, "outputTokens": 3, "inputTokens": 4}
    day = {"date": "2026-03-02", "models": {"gpt-5.5": counts}, "costUSD": 0.5, **counts}
    sums = PeerSums([day])
    assert sums.cells == {Cell(OPUS.day, "gpt-5.5"): Tokens(4, 0, 2, 3)}
    assert sums.costs == {Cell(OPUS.day, ""): 0.5}


def test_a_home_an_engine_s_folder_and_a_corpus_are_found(tmp_path: Path, history: History) -> None:
    corpus = tmp_path / "corpus"
    for path in ("claude/repo/full.jsonl", "codex/repo/codex-home/sessions/a.jsonl"):
        (corpus / path).parent.mkdir(parents=True)
        (corpus / path).write_text("{}\n", encoding="utf-8")
    room = tmp_path / "room"
    assert histories(history.folder.parent, room)[0].folder == history.folder
    assert histories(history.folder, room)[0].engine == "claude_code"
    assert [found.engine for found in histories(corpus, room)] == ["claude_code", "codex", "codex"]
    assert (room / "flat-claude/projects/repo/full.jsonl").is_file()


def test_a_folder_of_nothing_is_said_to_be_none(tmp_path: Path) -> None:
    with pytest.raises(NothingFoundError):
        histories(tmp_path, tmp_path / "room")
