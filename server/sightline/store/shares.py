"""What of each request's cost goes to which file."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_CHANGED = "(SELECT id FROM changed_session)"


def derive(connection: DuckDBPyConnection) -> None:
    """Split each request's cost over the files its turn changed, to the nano-USD.

    In the ratio of changed lines of the whole turn, equally where no lines are known; what
    rounding leaves goes to the largest remainders, ties in order of the path. Numbers stand for
    texts until the end, since those are slow to sort by, and the cost is divided before it is
    multiplied, to stay small.
    """
    connection.execute(f"DELETE FROM share WHERE session IN {_CHANGED}")
    connection.execute(f"""
        INSERT INTO share
        WITH edited AS (
            SELECT session, turn, path, any_value(language) AS language,
                sum(coalesce(added, 0) + coalesce(removed, 0)) AS lines
            FROM code_change
            WHERE native AND applied AND turn IS NOT NULL AND session IN {_CHANGED}
            GROUP BY session, turn, path
        ), counted AS (
            SELECT *, sum(lines) OVER turn_files AS whole, count(*) OVER turn_files AS files
            FROM edited WINDOW turn_files AS (PARTITION BY session, turn)
        ), weighed AS MATERIALIZED (
            SELECT session, turn, path, language,
                dense_rank() OVER (ORDER BY session, turn) AS t,
                row_number() OVER (ORDER BY path) AS file,
                CASE WHEN whole = 0 THEN 1 ELSE lines END::BIGINT AS weight,
                CASE WHEN whole = 0 THEN files ELSE whole END::BIGINT AS weights
            FROM counted
        ), payer AS MATERIALIZED (
            SELECT row_number() OVER () AS request, t, weights,
                dense_rank() OVER (ORDER BY model, speed, agent) AS sender, model, speed, agent,
                ts // 900000000 * 900000000 AS quarter, coalesce(cost_nano, 0) AS cost,
                cost_nano IS NULL OR partial AS unsure, basis = 'estimated' AS estimated
            FROM request r JOIN (SELECT DISTINCT session, turn, t, weights FROM weighed)
                USING (session, turn)
            WHERE r.native
        ), part AS (
            SELECT request, file, weights,
                cost // weights * weight + cost % weights * weight // weights AS floor,
                cost % weights * weight % weights AS remainder
            FROM payer JOIN (SELECT t, file, weight FROM weighed) USING (t)
        ), placed AS (
            SELECT request, file, floor,
                sum(remainder) OVER parts // weights AS left_over,
                row_number() OVER parts AS place
            FROM part WINDOW parts AS (PARTITION BY request ORDER BY remainder DESC, file
                ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
        ), summed AS (
            SELECT file, quarter, any_value(model) AS model, any_value(speed) AS speed,
                any_value(agent) AS agent,
                sum(floor + CASE WHEN place <= left_over THEN 1 ELSE 0 END)::BIGINT AS cost,
                bool_or(unsure) AS unsure, bool_or(estimated) AS estimated
            FROM placed JOIN payer USING (request)
            GROUP BY file, quarter, sender
        )
        SELECT session, turn, quarter, model, speed, agent, path, language, cost, unsure, estimated
        FROM summed JOIN weighed USING (file)""")
