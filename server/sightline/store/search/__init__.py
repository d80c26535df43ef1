"""The search grammar: a query as a tree, its canonical text, and the sessions it finds."""

from __future__ import annotations

from sightline.store.search.condition import Moment
from sightline.store.search.matching import keep_matching, keep_none, keep_same
from sightline.store.search.parser import parse
from sightline.store.search.printer import printed
from sightline.store.search.tree import Node, Query, QueryError, mentions

__all__ = [
    "Moment",
    "Node",
    "Query",
    "QueryError",
    "keep_matching",
    "keep_none",
    "keep_same",
    "mentions",
    "parse",
    "printed",
]
