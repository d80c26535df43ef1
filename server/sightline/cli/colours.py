"""Colours for a person at a terminal: what stands in a layout stays where it is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

RESET, BOLD, DIM, RED, GREEN, YELLOW = (f"\x1b[{code}m" for code in (0, 1, 2, 31, 32, 33))
GOOD, FAIR = 90, 70
"""Rates of success from which on they are green and yellow, as on the dashboard."""
_RULE = re.compile(r"[─═]{3,}|[-=]{3,}")
_CALLS = re.compile(r"(?P<good>[✓v] [\d,]+) (?P<bad>x [1-9][\d,]*)(?= \))")
_LINES = re.compile(r"(?P<added>\+[\d,]+) (?P<removed>-[\d,]+)$")
_RATE = re.compile(r"^(?P<label>Success Rate:\s+)(?P<rate>[\d.]+)%$")


def is_wanted(*, flag: bool, variables: Mapping[str, str]) -> bool:
    """Whether a terminal's answer may have colours: neither a flag nor the environment forbids."""
    return not flag and not variables.get("NO_COLOR") and variables.get("TERM") != "dumb"


def coloured(lines: list[str]) -> list[str]:
    """Titles over a rule bold, rules dim, success green and failure red."""
    below = [*lines[1:], ""]
    return [_line(line, after) for line, after in zip(lines, below, strict=True)]


def _line(line: str, after: str) -> str:
    if _RULE.fullmatch(line):
        return f"{DIM}{line}{RESET}"
    if line and _RULE.fullmatch(after):
        return f"{BOLD}{line}{RESET}"
    line = _CALLS.sub(rf"{GREEN}\g<good>{RESET} {RED}\g<bad>{RESET}", line)
    line = _LINES.sub(rf"{GREEN}\g<added>{RESET} {RED}\g<removed>{RESET}", line)
    return _RATE.sub(_rate, line)


def _rate(found: re.Match[str]) -> str:
    rate = float(found["rate"])
    colour = GREEN if rate >= GOOD else YELLOW if rate >= FAIR else RED
    return f"{found['label']}{colour}{found['rate']}%{RESET}"
