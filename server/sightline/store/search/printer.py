"""The canonical text of a tree: read again, it gives the same tree."""

from __future__ import annotations

import re

from sightline.store.search.tree import And, Node, Not, One, Or, Scalar, Term, Text, Value


def printed(tree: Node | None) -> str:
    """A query that means this tree."""
    return "" if tree is None else _node(tree)


def quoted(text: str) -> str:
    """A text as a phrase."""
    escaped = re.sub(r'(["\\])', r"\\\1", text)
    return f'"{escaped}"'


def _node(node: Node) -> str:
    match node:
        case Text():
            return quoted(node.text) if node.quoted else node.text
        case Term():
            values = ",".join(_value(value) for value in node.values)
            return f"{node.name}:{values}" if values else node.name
        case Not():
            return f"-{_inner(node.inner, And | Or)}"
        case And():
            return " ".join(_inner(part, And | Or) for part in node.parts)
        case Or():
            return " OR ".join(_inner(part, Or) for part in node.parts)


def _inner(node: Node, grouped: object) -> str:
    return f"({_node(node)})" if isinstance(node, grouped) else _node(node)  # type: ignore[arg-type]


def _value(value: Value) -> str:
    if isinstance(value, One):
        return value.op + scalar_text(value.scalar)
    return "..".join("" if end is None else scalar_text(end) for end in (value.low, value.high))


def scalar_text(scalar: Scalar) -> str:
    """A value as it is written."""
    return quoted(scalar.text) if scalar.quoted else scalar.text
