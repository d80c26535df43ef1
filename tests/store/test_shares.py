"""Each request's cost is split by itself, though requests of one kind are split together."""

from __future__ import annotations

from fractions import Fraction

import _duckdb as duckdb
from hypothesis import given
from hypothesis import strategies as st

from sightline.store import resolve, schema, shares


def parts(cost: int, lines: list[int]) -> list[int]:
    """By largest remainder, ties in order; equally where no lines are known."""
    weights = lines if any(lines) else [1] * len(lines)
    exact = [Fraction(cost * weight, sum(weights)) for weight in weights]
    left = cost - sum(int(one) for one in exact)
    first = sorted(range(len(lines)), key=lambda n: (int(exact[n]) - exact[n], n))[:left]
    return [int(one) + (n in first) for n, one in enumerate(exact)]


@given(
    st.lists(st.integers(0, 10**10) | st.integers(0, 9), min_size=1),
    st.lists(st.integers(0, 99), min_size=1, max_size=9),
)
def test_what_rounding_leaves_goes_to_the_largest_remainders_of_each_request(
    costs: list[int], lines: list[int]
) -> None:
    with duckdb.connect(":memory:") as connection:
        schema.create(connection)
        resolve.prepare(connection)
        connection.execute("INSERT INTO changed_session VALUES ('s')")
        connection.executemany(
            "INSERT INTO code_change (session, turn, path, language, added, native, applied)"
            " VALUES ('s', 't', ?, 'py', ?, true, true)",
            [(f"{n}.py", added) for n, added in enumerate(lines)],
        )
        connection.executemany(
            "INSERT INTO request (session, turn, agent, ts, cost_nano, basis, native, partial)"
            " VALUES ('s', 't', 'main', 0, ?, 'priced', true, false)",
            [(cost,) for cost in costs],
        )
        shares.derive(connection)
        found = connection.execute("SELECT cost_nano FROM share ORDER BY path").fetchall()
    by_request = [parts(cost, lines) for cost in costs]
    assert found == [(sum(of_file),) for of_file in zip(*by_request, strict=True)]
