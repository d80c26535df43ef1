"""Looks for texts in session files: bytes first, and only what may hold one is decoded."""

from __future__ import annotations

import json
import os
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from sqlite3 import Connection
from typing import Any, BinaryIO

import msgspec

from sightline.adapters import sqlite
from sightline.adapters.base import LONGEST_LINE, open_regular
from sightline.adapters.base.spoken import spoken
from sightline.errors import StoppedError
from sightline.store.search.fold import folded

BLOCK = 1 << 20
"""Bytes searched at once: soon cancelled, and still in the processor's cache when decoded."""
LARGEST_DOCUMENT = 64 << 20

_PROBE = re.compile(r"[a-z0-9_.@#$%*=:;,!?-]+")
"""Letters and signs that JSON never writes otherwise."""
_MARKS = tuple(bytes((lead,)) for lead in (*range(0xC4, 0xCA), 0xCC, 0xCD, 0xE1))
"""How UTF-8 begins what is a Latin letter with a mark, or the mark; one byte is found fastest."""
_COMMON_MARK = b"\xc3"
"""The same of the commonest; without it and by `_PLAIN` they are the letters without their mark."""
_PLAIN = bytes(
    ord(plain) if (plain := folded(chr(byte + 0x40))).isascii() and 0x80 <= byte < 0xC0 else byte
    for byte in bytes(range(256)).lower()
)
_ESCAPE = b"\\u"
"""Who writes letters so leaves no others in a file."""


@dataclass(frozen=True, slots=True)
class Needle:
    """A text to look for, and what of it the bytes must hold."""

    text: str
    probe: bytes
    """Its longest stretch that is plain in bytes; empty where nothing is."""

    @property
    def may_be_marked(self) -> bool:
        """Whether a letter of the probe may stand in the bytes with a mark."""
        return any(97 <= byte <= 122 for byte in self.probe)


@dataclass(frozen=True, slots=True)
class Said:
    """A message in which a text was found."""

    text: str
    line: int | None
    """Of its file; None in a document."""


Stopped = Callable[[], bool]


def needle(text: str) -> Needle:
    """What to look for; white space is one space."""
    plain = " ".join(folded(text).split())
    # No stretch reaches over white space: in the bytes that may be the end of a line.
    return Needle(plain, max(_PROBE.findall(plain), key=len, default="").encode())


def mentions(
    path: str, needles: tuple[Needle, ...], stopped: Stopped
) -> Iterator[tuple[int, Said]]:
    """Which needles a file's messages hold, each told once, and where it was seen first."""
    try:
        with os.fdopen(open_regular(path), "rb") as file:
            yield from _mentions(file, _is_document(file, path), needles, stopped)
    except OSError:
        return


def _is_document(file: BinaryIO, path: str) -> bool:
    """Whether it is one value on many lines, by its name or its first line."""
    first = file.readline(BLOCK).strip()
    file.seek(0)
    return path.endswith(".json") or first in (b"{", b"[")


def _mentions(
    file: BinaryIO, is_document: bool, needles: tuple[Needle, ...], stopped: Stopped
) -> Iterator[tuple[int, Said]]:
    missing = dict(enumerate(needles))
    records = _document(file, missing) if is_document else _lines(file, missing, stopped)
    for offset, record in records:
        for number, text in _told(record, missing):
            yield number, Said(text, None if is_document else _line_at(file, offset))
        if not missing:
            return


def stored_mentions(
    path: str,
    messages: Callable[[Connection], Iterator[bytes]],
    needles: tuple[Needle, ...],
    stopped: Stopped,
) -> Iterator[tuple[int, Said]]:
    """Which needles the messages hold that an adapter finds in a database, each told once."""
    missing = dict(enumerate(needles))
    try:
        os.close(open_regular(path))
        with closing(sqlite.connect(path)) as connection:
            for content in messages(connection):
                if stopped():
                    raise StoppedError
                record = _decoded(content) if _may_hold(content, missing) else None
                for number, text in _told(record, missing):
                    yield number, Said(text, None)
                if not missing:
                    return
    except (OSError, sqlite3.Error, UnicodeDecodeError):
        return


def _told(record: Any, missing: dict[int, Needle]) -> Iterator[tuple[int, str]]:
    """Which needles a record's messages hold; they are missing no more."""
    for text in spoken(record):
        plain = " ".join(folded(text).split())
        for number in [number for number, one in missing.items() if one.text in plain]:
            del missing[number]
            yield number, text


def _line_at(file: BinaryIO, offset: int) -> int:
    """The number of the line that begins there."""
    here = file.tell()
    file.seek(0)
    number = 1
    while offset > 0 and (block := file.read(min(BLOCK, offset))):
        number += block.count(b"\n")
        offset -= len(block)
    file.seek(here)
    return number


def _document(file: BinaryIO, missing: dict[int, Needle]) -> Iterator[tuple[int, Any]]:
    content = file.read(LARGEST_DOCUMENT + 1)
    if len(content) <= LARGEST_DOCUMENT and _may_hold(content, missing):
        yield 0, _decoded(content)


def _lines(
    file: BinaryIO, missing: dict[int, Needle], stopped: Stopped
) -> Iterator[tuple[int, Any]]:
    """Offsets and records of lines that may hold one of the needles that are still missing."""
    offset, carry = 0, b""
    while block := file.read(max(BLOCK, len(carry))):
        if stopped():
            raise StoppedError
        data = carry + block
        end = data.rfind(b"\n") + 1
        carry, data = data[end:], data[:end]
        for start, stop in _candidate_lines(data, missing):
            yield offset + start, _decoded(data[start:stop])
        offset += end
        if len(carry) > LONGEST_LINE:
            offset, carry = offset + len(carry), b""
    if carry and _may_hold(carry, missing):
        yield offset, _decoded(carry)


def _candidate_lines(data: bytes, missing: dict[int, Needle]) -> Iterator[tuple[int, int]]:
    """Where the lines begin and end that may hold a needle, in order."""
    after = 0
    for place in sorted(_candidates(data, missing)):
        if place < after:
            continue
        start, after = _line_around(data, place)
        yield start, after


def _line_around(data: bytes, place: int) -> tuple[int, int]:
    return data.rfind(b"\n", 0, place) + 1, data.find(b"\n", place) + 1 or len(data)


def _candidates(data: bytes, missing: dict[int, Needle]) -> Iterator[int]:
    """Places of which the lines may hold a needle; without a probe all lines may."""
    if any(not one.probe for one in missing.values()):
        yield from _places(data, b"")
        return
    small = data.lower()
    for probe in {one.probe for one in missing.values()}:
        yield from _places(small, probe)
    if any(one.may_be_marked for one in missing.values()):
        for sign in (_ESCAPE,) if data.isascii() else _MARKS:
            yield from _places(data, sign)
        probes = [one.probe for one in missing.values()]
        for place in _places(data, _COMMON_MARK):
            start, stop = _line_around(data, place)
            plain = data[start:stop].translate(_PLAIN, _COMMON_MARK)
            if any(probe in plain for probe in probes):
                yield place


def _may_hold(data: bytes, missing: dict[int, Needle]) -> bool:
    return next(_candidates(data, missing), None) is not None


def _places(data: bytes, sign: bytes) -> Iterator[int]:
    """One place a line where a sign stands; of an empty sign the beginning of every line."""
    place = data.find(sign)
    while 0 <= place < len(data):
        yield place
        end = data.find(b"\n", place)
        if end < 0:
            return
        place = data.find(sign, end + 1)


def _decoded(line: bytes) -> Any:
    try:
        return msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        pass
    try:
        return json.loads(line.decode("utf-8", "replace"), strict=False)
    except (ValueError, RecursionError):
        return None
