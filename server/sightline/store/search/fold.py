"""Texts compared without case and diacritics, in Python and in SQL alike."""

from __future__ import annotations

import unicodedata


def folded(text: str) -> str:
    """A text in small letters without marks; what is no text becomes a replacement sign."""
    valid = text.encode("utf-8", "replace").decode()
    if valid.isascii():
        return valid.lower()
    parts = unicodedata.normalize("NFD", valid)
    return "".join(part for part in parts if unicodedata.category(part) != "Mn").lower()


def folded_sql(column: str) -> str:
    """The same of a column; most texts are ASCII and need less."""
    return (
        f"CASE WHEN strlen({column}) = length({column}) THEN lower({column})"
        f" ELSE lower(strip_accents({column})) END"
    )


def placed(text: str) -> tuple[str, list[int]]:
    """A folded text, and of each of its letters where it stands in the text."""
    parts = [(folded(letter), place) for place, letter in enumerate(text)]
    return (
        "".join(part for part, _ in parts),
        [place for part, place in parts for _ in part],
    )
