"""Requests to be priced: what is not said is known and zero."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from sightline.prices import Prices
from sightline.records import Request

Ask = Callable[..., Request]


def instant(iso: str) -> int:
    """Microseconds since 1970 of an instant in UTC."""
    return int(datetime.fromisoformat(iso).replace(tzinfo=UTC).timestamp()) * 1_000_000


def request(model: str | None, **fields: Any) -> Request:
    """A request of a model with every count known."""
    known: dict[str, Any] = {
        "line": 1,
        "key": "k",
        "thread": "t",
        "session": "t",
        "ts": instant("2026-06-01T12:00:00"),
        "input_tokens": 0,
        "cache_read_tokens": 0,
        "cache_write_5m_tokens": 0,
        "cache_write_1h_tokens": 0,
        "output_tokens": 0,
    }
    return Request(model=model, **{**known, **fields})


@pytest.fixture(scope="session")
def prices() -> Prices:
    return Prices.load()


@pytest.fixture
def ask(prices: Prices) -> Ask:
    """Price a request: `ask(model, engine's provider, at=…, **fields)`."""

    def priced(
        model: str | None, default: str = "anthropic", at: str | None = None, **fields: Any
    ) -> Request:
        if at is not None:
            fields["ts"] = instant(at)
        one = request(model, **fields)
        prices.apply(one, default)
        return one

    return priced


@pytest.fixture
def make() -> Ask:
    """A request that nobody has priced."""
    return request
