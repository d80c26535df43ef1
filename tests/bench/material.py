"""Seeded raw material of a synthetic history: text, identifiers, sizes, instants."""

from __future__ import annotations

import json
import math
import random
from datetime import UTC, datetime
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

Record = dict[str, object]

_TEXT = (
    "def return self import from class if else for in None True False await async const let "
    "function export interface string number the a of to and is that it with as on be this are "
    "error session cost token model index cache request response file path line config value key "
    "list dict test assert expect client server handler message event stream buffer parse json "
    "data result status query table column row join group order select update insert delete user"
)
_WORDS = _TEXT.split()
_ENDINGS = ("py", "ts", "rs", "go", "md", "json", "tsx", "css", "java", "sh")
_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz123456789"
_POOL_CHARACTERS = 4_000_000
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Choice:
    """Names with weights, ready to be drawn from."""

    def __init__(self, weights: Mapping[str, float]) -> None:
        self.names = list(weights)
        self.cumulative = list(accumulate(weights.values()))


class Material:
    """Everything random in a history; the same seed gives the same history."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self._text = self._write_text()
        self._base64 = "".join(self.random.choices(_ALPHABET + "+/", k=300_000))

    def _write_text(self) -> str:
        """Lay in a stock of code-like text with tabs, quotes, newlines and accents."""
        draw = self.random
        lines: list[str] = []
        length = 0
        while length < _POOL_CHARACTERS:
            words = draw.choices(_WORDS, k=draw.randint(2, 11))
            indent = "    " * draw.choice((0, 1, 1, 2, 2, 3))
            shape = draw.random()
            if shape < 0.25:
                line = f"{indent}{words[0]}_{words[1]}({', '.join(words[2:])})"
            elif shape < 0.40:
                line = f'{indent}{words[0]} = "{" ".join(words[1:])}"'
            elif shape < 0.50:
                line = f"{indent}# {' '.join(words)}" + (" — naïve é" if shape > 0.485 else "")
            elif shape < 0.58:
                line = f"\t\t{'/'.join(words)}.py:{draw.randint(1, 2000)}: {words[0]}"
            elif shape < 0.63:
                line = ""
            else:
                line = indent + " ".join(words) + draw.choice(("", ";", ":", " {", "}", ","))
            lines.append(line)
            length += len(line) + 1
        return "\n".join(lines)

    def text(self, length: int) -> str:
        """Some code-like text of this many characters."""
        start = self.random.randrange(len(self._text) - length)
        return self._text[start : start + length]

    def line(self, length: int) -> str:
        """Some text without a line break."""
        return self.text(length).replace("\n", " ")

    def base64(self, length: int) -> str:
        """Letters and digits as an encoded image has them."""
        return (self._base64 * (length // len(self._base64) + 1))[:length]

    def size(self, median: float, spread: float, low: int, high: int) -> int:
        """A log-normal whole number between two bounds."""
        value = self.random.lognormvariate(math.log(median), spread)
        return int(min(high, max(low, value)))

    def seconds(self, median: float, spread: float, high: float) -> float:
        """A log-normal duration that is at most this long."""
        return min(high, self.random.lognormvariate(math.log(median), spread))

    def chance(self, probability: float) -> bool:
        """Whether something of this probability happens now."""
        return self.random.random() < probability

    def pick(self, choice: Choice) -> str:
        """One of the weighted names."""
        return self.random.choices(choice.names, cum_weights=choice.cumulative)[0]

    def uuid(self) -> str:
        """A random identifier in the shape of a version 4 UUID."""
        digits = f"{self.random.getrandbits(128):032x}"
        return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:]}"

    def ident(self, prefix: str, length: int) -> str:
        """A provider's identifier, such as ``msg_01…``."""
        return prefix + "".join(self.random.choices(_ALPHABET, k=length))

    def word(self) -> str:
        """One word."""
        return self.random.choice(_WORDS)

    def source_path(self, folder: str) -> str:
        """The path of a source file below a project folder."""
        ending = self.random.choice(_ENDINGS)
        return f"{folder}/{self.word()}/{self.word()}{self.random.randint(0, 9)}.{ending}"


def encode(record: Record) -> bytes:
    """One record as the bytes of a line, without its newline."""
    return _encode(record).encode()


def count_lines(text: str) -> int:
    """Lines of a text: a final newline ends the last line and begins no other."""
    return text.count("\n") + (not text.endswith("\n")) if text else 0


def iso(instant: float, *, milliseconds: bool = True) -> str:
    """An instant as the engines write it: UTC with a Z."""
    whole, fraction = divmod(instant, 1)
    day, second = divmod(int(whole), 86_400)
    minute, second = divmod(second, 60)
    clock = f"{utc_day(day * 86_400)}T{minute // 60:02}:{minute % 60:02}:{second:02}"
    return f"{clock}.{int(fraction * 1000):03}Z" if milliseconds else f"{clock}Z"


_days: dict[int, str] = {}


def utc_day(instant: float) -> str:
    """The UTC calendar day of an instant."""
    number = int(instant // 86_400)
    if number not in _days:
        _days[number] = datetime.fromtimestamp(number * 86_400, UTC).date().isoformat()
    return _days[number]


def before_midnight(instant: float, room: float) -> float:
    """The same instant, or the next UTC day's start when less than `room` seconds are left.

    All lines of one request then share a UTC day, and no total depends on which of them counts.
    """
    left = 86_400 - instant % 86_400
    return instant if left > room else instant + left + 1
