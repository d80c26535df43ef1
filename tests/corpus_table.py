"""What Sightline reads of a corpus of real session files, as a table with a row an engine.

`SIGHTLINE_CORPUS=<folder> poe corpus-table`: files, sessions, requests, tokens by kind, cost by
label in USD, and problems. Requests of unknown usage are a column of their own; `—` is none.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from conftest import Home
from places import CORPUS, files_of, lay_out

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

COLUMNS = (
    "engine", "files", "sessions", "requests", "no usage", "input", "cache read", "write 5m",
    "write 1h", "output", "reasoning", "recorded", "priced", "estimated", "at least", "unpriced",
    "unreadable", "skipped", "anomalies",
)  # fmt: skip
TABLE = """
SELECT engine, files, sessions, counted, unknown, input, read, written_5m, written_1h, output,
       reasoning, recorded, priced, estimated, at_least, unpriced, unreadable, skipped, anomalies
FROM (SELECT engine, count(*) files FROM source GROUP BY engine)
LEFT JOIN (SELECT engine, count(*) sessions FROM session WHERE worked GROUP BY engine)
    USING (engine)
LEFT JOIN (
    SELECT split_part(session, ':', 1) engine,
        sum(n) FILTER (NOT blank) counted, sum(n) FILTER (blank) unknown,
        sum(input_tokens) input, sum(cache_read_tokens) read,
        sum(cache_write_5m_tokens) written_5m, sum(cache_write_1h_tokens) written_1h,
        sum(output_tokens) output, sum(reasoning_tokens) reasoning,
        sum(cost_nano) FILTER (shown = 'recorded') / 1e9 recorded,
        sum(cost_nano) FILTER (shown = 'priced') / 1e9 priced,
        sum(cost_nano) FILTER (shown = 'estimated') / 1e9 estimated,
        sum(cost_nano) FILTER (shown = 'at_least') / 1e9 at_least,
        sum(n) FILTER (shown = 'unknown') unpriced
    FROM (
        SELECT *, input_tokens IS NULL AND output_tokens IS NULL blank,
            CASE WHEN cost_nano IS NULL THEN 'unknown' WHEN basis = 'recorded' THEN basis
                 WHEN partial THEN 'at_least' ELSE basis END shown
        FROM request WHERE native
    ) GROUP BY 1
) USING (engine)
LEFT JOIN (
    SELECT engine, sum(n) FILTER (kind = 'unreadable') unreadable,
        sum(n) FILTER (kind = 'skipped') skipped, sum(n) FILTER (kind = 'anomaly') anomalies
    FROM problem JOIN source ON problem.source = source.id GROUP BY engine
) USING (engine)
ORDER BY engine
"""


def rows_of(connection: DuckDBPyConnection) -> list[tuple[Any, ...]]:
    """A row an engine, in the order of the columns."""
    return connection.execute(TABLE).fetchall()


def markdown(rows: list[tuple[Any, ...]]) -> str:
    """The table, with its head."""
    head = [COLUMNS, ("---", *["--:"] * (len(COLUMNS) - 1))]
    lines = [*head, *([_shown(value) for value in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _shown(value: object) -> str:
    if isinstance(value, float):
        return f"{value:,.4f}"
    return "—" if value is None else f"{value:,}" if isinstance(value, int) else str(value)


def main() -> None:
    """Print the table of the corpus that the environment names."""
    named = os.environ.get("SIGHTLINE_CORPUS")
    if named is None:
        raise SystemExit("set SIGHTLINE_CORPUS to a folder of session files")
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder) / "home", Path(folder) / "cache")
        home.path.mkdir()
        for name, engine in CORPUS.items():
            lay_out(home, engine, Path(named) / name, files_of(Path(named) / name))
        index = home.index()
        index.refresh()
        with index.reading() as connection:
            sys.stdout.write(markdown(rows_of(connection)) + "\n")
        index.close()


if __name__ == "__main__":
    main()
