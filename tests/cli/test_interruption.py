from __future__ import annotations

import signal
import threading
from contextlib import nullcontext
from typing import TYPE_CHECKING

import _duckdb as duckdb
import pytest

from sightline.cli.dashboard import has_screen
from sightline.cli.main import run
from sightline.cli.workplace import interruption
from sightline.errors import StoppedError
from sightline.store import Index

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def test_a_first_interrupt_asks_and_a_second_ends() -> None:
    with interruption() as stopped:
        signal.raise_signal(signal.SIGINT)
        assert stopped()
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)


def test_afterwards_an_interrupt_means_what_it_did() -> None:
    before = signal.getsignal(signal.SIGINT)
    with interruption():
        assert signal.getsignal(signal.SIGINT) is not before
    assert signal.getsignal(signal.SIGINT) is before


def test_an_interrupted_index_ends_with_130(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """L18: interrupted, 130."""

    def interrupted(_index: Index, _show: object, stopped: Callable[[], bool]) -> None:
        signal.raise_signal(signal.SIGINT)
        assert stopped()
        raise StoppedError

    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("SIGHTLINE_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setattr(Index, "refresh", interrupted)
    assert run(["index"]) == 130


def test_a_question_that_is_interrupted_ends_with_130(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def asked(_index: Index, *_: object) -> None:
        threading.Timer(0.1, signal.pthread_kill, (ours, signal.SIGINT)).start()
        duckdb.connect().execute("SELECT count(*) FROM range(10000000000) r(n) WHERE n % 7 = 3")

    ours = threading.get_ident()
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("SIGHTLINE_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setattr(Index, "refresh", asked)
    monkeypatch.setattr("sightline.cli.workplace.interruption", lambda: nullcontext(lambda: False))
    assert run(["index"]) == 130


def test_a_failure_is_one_sentence_and_ends_with_1(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """L18: failure, 1."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("SIGHTLINE_CACHE_DIR", str(tmp_path / "cache"))
    target = tmp_path / "file" / "page.html"
    target.parent.write_text("no folder")
    assert run(["report", "--sample", "-q", "--html", str(target)]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert str(target.parent) in line


@pytest.mark.parametrize(
    ("variables", "platform", "expected"),
    [
        ({}, "darwin", True),
        ({}, "linux", False),
        ({"DISPLAY": ":0"}, "linux", True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", True),
        ({"DISPLAY": ":0", "SSH_CONNECTION": "1 2 3 4"}, "linux", False),
        ({"CI": "true"}, "win32", False),
    ],
)
def test_a_browser_opens_only_before_a_person(
    variables: dict[str, str], platform: str, expected: bool
) -> None:
    assert has_screen(variables, platform) is expected
