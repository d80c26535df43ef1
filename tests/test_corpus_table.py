"""The table of a corpus: a row an engine, and every request and amount in one of its columns."""

from __future__ import annotations

from builders import prompt, reply
from conftest import Home
from corpus_table import COLUMNS, markdown, rows_of


def test_an_engine_is_a_row_and_what_is_unknown_is_apart(home: Home) -> None:
    unpriced = reply("n", 3, 5, model="nobody-knows-1")
    home.claude("aaaa", prompt("p", 0), reply("m", 1, 7), unpriced, b"no json")
    index = home.index()
    index.refresh()
    with index.reading() as connection:
        (row,) = rows_of(connection)
    told = dict(zip(COLUMNS, row, strict=True))
    assert (told["engine"], told["files"], told["sessions"]) == ("claude_code", 1, 1)
    assert (told["requests"], told["no usage"], told["output"]) == (2, None, 7 + 5)
    assert (told["unpriced"], told["unreadable"], told["recorded"]) == (1, 1, None)
    assert "| claude_code | 1 | 1 | 2 | — |" in markdown([row])
