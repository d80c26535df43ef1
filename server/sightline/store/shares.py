"""What of each request's cost goes to which file."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_CHANGED = "(SELECT id FROM changed_session)"


def derive(connection: DuckDBPyConnection) -> None:
    """Split each request's cost over the files its turn changed, to the nano-USD.

    In the ratio of changed lines of the whole turn, equally where no lines are known; what
    rounding leaves goes to the largest remainders, ties in order of the path. The cost is divided
    before it is multiplied, to stay small.

    Numbers stand for texts until the end, since those are slow to sort by. Requests of one kind
    (a payer) are split together: what the division leaves of a cost alone decides which files get
    one nano-USD more, and few such rests are different.
    """
    connection.execute(f"DELETE FROM share WHERE session IN {_CHANGED}")
    connection.execute(f"""
        INSERT INTO share
        WITH edited AS (
            SELECT session, turn, path, any_value(language) AS language,
                sum(coalesce(added, 0) + coalesce(removed, 0))::BIGINT AS lines
            FROM code_change
            WHERE native AND applied AND turn IS NOT NULL AND session IN {_CHANGED}
            GROUP BY session, turn, path
        ), turned AS MATERIALIZED (
            SELECT row_number() OVER () AS t, session, turn, sum(lines) = 0 AS is_even,
                CASE WHEN is_even THEN count(*) ELSE sum(lines) END::BIGINT AS weights
            FROM edited GROUP BY session, turn
        ), weighed AS MATERIALIZED (
            SELECT t, session, turn, path, language, row_number() OVER (ORDER BY path) AS file,
                CASE WHEN is_even THEN 1 ELSE lines END AS weight
            FROM edited JOIN turned USING (session, turn)
        ), weight AS (
            SELECT t, file, weight FROM weighed
        ), payer AS MATERIALIZED (
            SELECT row_number() OVER () AS payer, t, weights, model, speed, agent,
                ts // 900000000 * 900000000 AS quarter,
                sum(coalesce(cost_nano, 0) // weights)::BIGINT AS whole,
                list(coalesce(cost_nano, 0) % weights) AS rests,
                bool_or(cost_nano IS NULL OR partial) AS unsure,
                bool_or(basis = 'estimated') AS estimated
            FROM request r JOIN turned USING (session, turn)
            WHERE r.native GROUP BY t, weights, model, speed, agent, quarter
        ), rested AS MATERIALIZED (
            SELECT payer, t, weights, rest, count(*) AS n
            FROM (SELECT payer, t, weights, unnest(rests) AS rest FROM payer)
            WHERE rest > 0 GROUP BY payer, t, weights, rest
        ), remainder AS (
            SELECT t, rest, weights, file, rest * weight % weights AS remainder
            FROM (SELECT DISTINCT t, rest, weights FROM rested) JOIN weight USING (t)
            WHERE weight < weights
        ), more AS (
            SELECT t, rest, files - unnest(
                list_reverse_sort(list(remainder * files + files - file))
                [:sum(remainder)::BIGINT // weights]) % files AS file
            FROM remainder, (SELECT count(*) AS files FROM weight)
            GROUP BY t, rest, weights, files
        ), part AS (
            SELECT payer, file, whole * weight AS cost FROM payer JOIN weight USING (t)
            UNION ALL
            SELECT payer, file, n * (rest * weight // weights) FROM rested JOIN weight USING (t)
            UNION ALL
            SELECT payer, file, n FROM rested JOIN more USING (t, rest)
        ), summed AS (
            SELECT payer, file, sum(cost)::BIGINT AS cost FROM part GROUP BY payer, file
        )
        SELECT session, turn, quarter, model, speed, agent, path, language, cost, unsure, estimated
        FROM summed JOIN weighed USING (file) JOIN payer USING (payer)""")
