from __future__ import annotations

import io
import json
import sys

import pytest

from sightline.cli import terminal
from sightline.cli.arguments import Options
from sightline.cli.terminal import Terminal


class _Screen(io.StringIO):
    """A text stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def _screen(monkeypatch: pytest.MonkeyPatch) -> _Screen:
    """Stand where stderr was; not as a fixture, since pytest puts its own back after setup."""
    shown = _Screen()
    monkeypatch.setattr(sys, "stderr", shown)
    return shown


def _output(encoding: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(), encoding=encoding, newline="\n")


def _bytes(out: io.TextIOWrapper) -> bytes:
    assert isinstance(out.buffer, io.BytesIO)
    return out.buffer.getvalue()


def test_what_stdout_cannot_encode_is_escaped() -> None:
    out = _output("ascii")
    Terminal(Options("x"), out).answer(["für 模"])
    assert _bytes(out) == b"f\\xfcr \\u6a21\n"


def test_json_is_harmless_and_reads_back() -> None:
    out = _output("utf-8")
    title = "für \x1b[31m\x9b\u202e\ud83d"
    Terminal(Options("x"), out).answer_json({"title": title})
    written = _bytes(out).decode()
    assert json.loads(written) == {"title": title}
    assert "für" in written
    assert not set("\x1b\x9b\u202e\ud83d") & set(written)


def test_a_stream_is_raw_for_a_file_and_harmless_on_a_screen() -> None:
    """L15: of CSV and Markdown too; the ends of lines stay."""
    text = "a\x1b[31m,b\u202e\rc\r\n"
    file, screen = _output("utf-8"), _Screen()
    Terminal(Options("x"), file).stream([text])
    Terminal(Options("x"), screen).stream([text])
    assert _bytes(file).decode() == text
    assert screen.getvalue() == "a\\x1b[31m,b\\u202e\\x0dc\r\n"


def test_json_in_another_encoding_is_ascii() -> None:
    out = _output("latin-1")
    Terminal(Options("x"), out).answer_json(["für 模"])
    assert _bytes(out).isascii()
    assert json.loads(_bytes(out)) == ["für 模"]


def test_json_has_two_spaces_or_one_line() -> None:
    wide, narrow = _output("utf-8"), _output("utf-8")
    Terminal(Options("x"), wide).answer_json({"a": 1})
    Terminal(Options("x", compact=True), narrow).answer_json({"a": 1})
    assert _bytes(wide) == b'{\n  "a": 1\n}\n'
    assert _bytes(narrow) == b'{"a":1}\n'


def test_json_holds_no_nan() -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        Terminal(Options("x"), _output("utf-8")).answer_json(float("nan"))


def test_quiet_means_no_note(monkeypatch: pytest.MonkeyPatch) -> None:
    """L8: -q."""
    screen = _screen(monkeypatch)
    Terminal(Options("x", quiet=True), _output("utf-8")).note("a note")
    Terminal(Options("x"), _output("utf-8")).note("another")
    assert screen.getvalue() == "another\n"


def test_a_tip_is_for_people(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = _screen(monkeypatch)
    Terminal(Options("x"), _output("utf-8")).tip("into a pipe")
    Terminal(Options("x"), _Screen()).tip("to a person")
    assert screen.getvalue() == "to a person\n"


def test_quick_work_shows_no_progress(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = _screen(monkeypatch)
    with Terminal(Options("x"), _output("utf-8")).progress("Reading") as show:
        show(1, 2)
    assert screen.getvalue() == ""


def test_slow_work_shows_progress(monkeypatch: pytest.MonkeyPatch) -> None:
    """L19: after half a second."""
    screen = _screen(monkeypatch)
    monkeypatch.setattr(terminal, "PATIENCE_S", 0.0)
    with Terminal(Options("x", no_color=True), _output("utf-8")).progress("Reading") as show:
        show(1, 7)
    assert "Reading" in screen.getvalue()


def test_no_progress_where_nobody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """L19: on a terminal only."""
    monkeypatch.setattr(terminal, "PATIENCE_S", 0.0)
    hidden = io.StringIO()
    monkeypatch.setattr(sys, "stderr", hidden)
    with Terminal(Options("x"), _output("utf-8")).progress("Reading") as show:
        show(1, 7)
    assert hidden.getvalue() == ""


def test_a_note_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """L18: of a verb that is begun again, too."""
    shown = _screen(monkeypatch)
    terminal = Terminal(Options("x"), _output("utf-8"))
    for _ in range(2):
        terminal.note("3 problems; run sightline doctor")
    assert shown.getvalue().count("3 problems") == 1
