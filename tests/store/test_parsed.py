"""A text is parsed once, whoever asks it, and answers by the values it is asked with."""

from __future__ import annotations

import duckdb
import pytest

from sightline.store.parsed import KEPT, parser


def test_a_text_is_parsed_once_and_asked_with_other_values() -> None:
    connection = duckdb.connect()
    parsed = parser(connection)
    statement = parsed("SELECT ? + 1")
    assert parsed("SELECT ? + 1") is statement
    assert connection.execute(statement, [1]).fetchall() == [(2,)]
    assert connection.cursor().execute(statement, [4]).fetchall() == [(5,)]


def test_no_more_texts_are_kept_than_are_said() -> None:
    parsed = parser(duckdb.connect())
    first = parsed("SELECT 0")
    for number in range(1, KEPT + 1):
        parsed(f"SELECT {number}")
    assert parsed("SELECT 0") is not first


def test_what_is_no_statement_is_told_as_always() -> None:
    with pytest.raises(duckdb.ParserException, match="syntax"):
        parser(duckdb.connect())("SELEC 1")
