"""Text for a terminal: what data may do to it (nothing), how wide it is, and how figures look."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import NamedTuple

_HARMFUL = (
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_HARMFUL_IN_LINES = rf"(?!\n|\t|\r\n){_HARMFUL}"


class Glyphs(NamedTuple):
    """The signs of the layouts."""

    tick: str
    chevron: str
    rule: str
    unknown: str
    at_least: str
    ellipsis: str
    double_rule: str
    arrow: str


UNICODE = Glyphs(
    tick="✓", chevron="»", rule="─", unknown="—", at_least="≥", ellipsis="…",
    double_rule="═", arrow="→",
)  # fmt: skip
ASCII = Glyphs(
    tick="v", chevron=">", rule="-", unknown="-", at_least=">=", ellipsis="...",
    double_rule="=", arrow="->",
)  # fmt: skip


def glyphs_for(encoding: str) -> Glyphs:
    """The signs an output can show: all of them or none, so that a text is of one kind."""
    signs = "".join(UNICODE)
    try:
        signs.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return ASCII
    return UNICODE


def escaped(text: str) -> str:
    """Data as one line that cannot steer a terminal or turn its writing around."""
    return re.sub(_HARMFUL, _escape, text)


def lines_escaped(text: str) -> str:
    """The same of a text of several lines, whose ends and tabs stay."""
    return re.sub(_HARMFUL_IN_LINES, _escape, text)


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    if 0xDC80 <= code <= 0xDCFF:  # a byte of a file name that is no UTF-8
        return f"\\x{code - 0xDC00:02x}"
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def several(count: int, noun: str) -> str:
    """`1 file`, `2,000 files`."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def width(text: str) -> int:
    """How many cells a text fills on a terminal."""
    return sum(_cells(character) for character in text)


def _cells(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


@dataclass(frozen=True, slots=True)
class Figures:
    """How values are written with given signs; unknown ones and lower bounds say so."""

    glyphs: Glyphs

    def count(self, value: int | None) -> str:
        """`31,056,954`."""
        return self.glyphs.unknown if value is None else f"{value:,}"

    def tokens(self, value: int | None, label: str) -> str:
        """`46,690`, `≥ 46,690` when some requests tell only a part of theirs."""
        sign = f"{self.glyphs.at_least} " if label == "at_least" and value is not None else ""
        return sign + self.count(value)

    def lines(self, added: int | None, removed: int | None) -> tuple[str, str]:
        """`+505` and `-208`."""
        if added is None and removed is None:
            return self.glyphs.unknown, ""
        return f"+{self.count(added)}", f"-{self.count(removed)}"

    def money(self, value: float | None, label: str = "priced") -> str:
        """`$0.1250`, `~$0.1250` when estimated, `≥ $0.1250` when part of it is unknown."""
        if value is None:
            return self.glyphs.unknown
        amount = Decimal(repr(value)).quantize(Decimal("0.0001"), ROUND_HALF_EVEN)
        shown = f"-${-amount}" if amount < 0 else f"${abs(amount)}"
        if label == "at_least":
            return f"{self.glyphs.at_least} {shown}"
        return f"~{shown}" if label == "estimated" else shown

    def ratio(self, value: float | None) -> str:
        """`92.6%`."""
        return self.glyphs.unknown if value is None else f"{100 * value:.1f}%"

    def share(self, part: int | None, whole: int | None) -> str:
        """A part of a whole as a ratio; of nothing it is unknown."""
        return self.ratio(part / whole if part is not None and whole else None)

    def duration(self, milliseconds: int | None) -> str:
        """`45s`, `2m 5s`, `4h 9m 54s`."""
        if milliseconds is None:
            return self.glyphs.unknown
        minutes, seconds = divmod(milliseconds // 1000, 60)
        hours, minutes = divmod(minutes, 60)
        if hours:
            return f"{hours}h {minutes}m {seconds}s"
        return f"{minutes}m {seconds}s" if minutes else f"{seconds}s"

    def short_duration(self, milliseconds: int | None) -> str:
        """`4h 9m`, `2m 5s`, `45s`."""
        return " ".join(self.duration(milliseconds).split()[:2])

    def latency(self, milliseconds: float | None) -> str:
        """`320 ms`, from one second `1.2 s`."""
        if milliseconds is None:
            return self.glyphs.unknown
        rounded = round(milliseconds)
        return f"{rounded} ms" if rounded < 1000 else f"{milliseconds / 1000:.1f} s"

    def rule(self, length: int) -> str:
        """A line under a header."""
        return self.glyphs.rule * length

    def name(self, text: str, cells: int) -> str:
        """A name, left-justified in so many cells, cut where it is wider."""
        shown = escaped(text)
        if width(shown) > cells:
            shown = self._cut(shown, cells)
        return shown + " " * (cells - width(shown))

    def _cut(self, text: str, cells: int) -> str:
        left = cells - len(self.glyphs.ellipsis)
        kept = ""
        for character in text:
            left -= _cells(character)
            if left < 0:
                break
            kept += character
        return kept + self.glyphs.ellipsis

    def short_id(self, text: str) -> str:
        """An id over 26 wide as its first 23 and three dots."""
        shown = escaped(text)
        return shown if len(shown) <= 26 else f"{shown[:23]}..."
