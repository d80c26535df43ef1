"""Lines are decoded some at a time, and each is known by its own number, text and place."""

from __future__ import annotations

import pytest

from sightline.adapters.base import RecordParser, Records, Work
from sightline.adapters.base.intake import LARGEST_COPIED, TOGETHER, Intake
from sightline.adapters.claude_code.lines import decode_line
from sightline.records import Rows


class Seen(RecordParser):
    """What is told of each record."""

    def __init__(self) -> None:
        self.decode = decode_line
        self.records: list[tuple[int, object, bytes]] = []

    def take(self, records: Records) -> None:
        for some in records:
            before = records.number
            for records.number, one in enumerate(some, before + 1):
                self.records.append((records.number, one.uuid, records.line))

    def rows(self) -> Rows:
        return Rows()

    def state(self) -> bytes:
        return b""


LONG = pytest.param(f'{{"uuid":"{"x" * LARGEST_COPIED}"}}', id="long")


@pytest.mark.parametrize(
    "odd", ["", "  ", "no JSON", '{"uuid":"\\ud83d', "[]", '{"uuid":"x"}\r', LONG]
)
def test_each_record_stands_by_its_own_line(odd: str) -> None:
    lines = [f'{{"uuid":"{number}"}}' for number in range(1, 3 * TOGETHER)]
    for at in (0, TOGETHER, 2 * TOGETHER - 1):
        lines[at] = odd
    data = bytearray("".join(f"{line}\n" for line in lines).encode())
    parser, work = Seen(), Work()
    intake = Intake(parser, work, 0)
    assert intake.take(data, 0, len(data), 0) == len(data)
    whole = [(at, line.strip()) for at, line in enumerate(lines, 1) if line.startswith('{"uuid":"')]
    told = [(number, line.decode()) for number, _, line in parser.records]
    assert told == [(at, line) for at, line in whole if line.endswith("}")]
    offsets = [problem.offset for problem in intake.problems]
    assert all(data[offset:].startswith(f"{odd}\n".encode()) for offset in offsets)
    assert work.lines_decoded == sum(1 for line in lines if line.strip())
    assert len(told) + len(offsets) == work.lines_decoded
