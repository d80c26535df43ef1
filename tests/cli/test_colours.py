"""Colours are for a terminal alone, and move nothing."""

from __future__ import annotations

import io
import re

import pytest

from sightline.cli import render
from sightline.cli.arguments import Options
from sightline.cli.colours import BOLD, DIM, GREEN, RED, RESET, YELLOW, coloured, is_wanted
from sightline.cli.terminal import Terminal
from sightline.reports.payload.session import SessionPayload
from sightline.text import Figures

ESCAPE = re.compile("\x1b\\[[0-9]+m")


class _Screen(io.StringIO):
    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


def shown(monkeypatch: pytest.MonkeyPatch, options: Options, **variables: str) -> str:
    for name in ("NO_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    screen = _Screen()
    Terminal(options, screen).answer(["Title", "─────"])
    return screen.getvalue()


def test_a_terminal_has_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """L8: unless told otherwise."""
    assert shown(monkeypatch, Options("x")) == f"{BOLD}Title{RESET}\n{DIM}─────{RESET}\n"


@pytest.mark.parametrize(
    ("options", "variables"),
    [(Options("x", no_color=True), {}), (Options("x"), {"NO_COLOR": "1"}),
     (Options("x"), {"TERM": "dumb"})],
)  # fmt: skip
def test_who_wants_none_has_none(
    monkeypatch: pytest.MonkeyPatch, options: Options, variables: dict[str, str]
) -> None:
    """L8, L9: `--no-color` and `NO_COLOR`."""
    assert shown(monkeypatch, options, **variables) == "Title\n─────\n"


def test_an_empty_no_color_is_none() -> None:
    assert is_wanted(flag=False, variables={"NO_COLOR": ""})


def test_without_its_colours_a_summary_is_to_the_character_the_same(
    seed_session: SessionPayload, figures: Figures
) -> None:
    plain = render.session_summary(seed_session, figures)
    assert [ESCAPE.sub("", line) for line in coloured(plain)] == plain


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Tool Calls:  3 ( ✓ 2 x 1 )", f"Tool Calls:  3 ( {GREEN}✓ 2{RESET} {RED}x 1{RESET} )"),
        ("Tool Calls:  2 ( ✓ 2 x 0 )", "Tool Calls:  2 ( ✓ 2 x 0 )"),
        ("Code Changes:  +505 -208", f"Code Changes:  {GREEN}+505{RESET} {RED}-208{RESET}"),
        ("Success Rate:  90.0%", f"Success Rate:  {GREEN}90.0%{RESET}"),
        ("Success Rate:  89.9%", f"Success Rate:  {YELLOW}89.9%{RESET}"),
        ("Success Rate:  69.9%", f"Success Rate:  {RED}69.9%{RESET}"),
        ("Success Rate:  —", "Success Rate:  —"),
    ],
)
def test_success_is_green_and_failure_red(line: str, expected: str) -> None:
    assert coloured([line]) == [expected]
