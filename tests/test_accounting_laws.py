"""The laws of counting, over families of sessions made at random (`accounting.md` 8)."""

from __future__ import annotations

import itertools
import os
import random

from hypothesis import given

from families import ADDITIVE, COUNTS, Family, by, contents, counts, homes, seeds, some
from sightline.store.query import Filter, measure, total


@some
@given(seeds)
def test_days_models_sessions_projects_engines_agents_add_up(seed: int) -> None:
    with homes() as make:
        index = make(contents(Family(seed))).index()
        whole = {name: value for name, value in counts(index).items() if name in ADDITIVE}
        for dimension in ("day", "model", "session", "project", "engine", "agent", "turn"):
            assert (dimension, by(index, dimension)) == (dimension, whole)


@some
@given(seeds)
def test_order_of_files_and_junk_lines_change_nothing(seed: int) -> None:
    files = contents(Family(seed))
    pick = random.Random(seed)
    with homes() as make:
        plain = counts(make(files).index())
        junk = {
            name: b"\n\x00\x00\nnot json\n[1]\n" + content + b'{"type":"unheard-of"}\n{"torn": '
            for name, content in files.items()
        }
        home = make(junk)
        for name in files:
            at = pick.randint(1_600_000_000, 1_700_000_000)
            os.utime(home.path / name, (at, at))
        assert counts(home.index()) == plain


@some
@given(seeds)
def test_appending_in_any_pieces_equals_a_full_read(seed: int) -> None:
    files = contents(Family(seed))
    pick = random.Random(seed)
    with homes() as make:
        plain = counts(make(files).index())
        home = make({})
        index = home.index()
        cuts = {
            name: sorted(pick.sample(range(len(c)), min(2, len(c)))) for name, c in files.items()
        }
        for step in range(3):
            for name, content in files.items():
                end = cuts[name][step] if step < len(cuts[name]) else len(content)
                path = home.path / name
                path.parent.mkdir(parents=True, exist_ok=True)
                with path.open("ab") as file:
                    file.write(content[path.stat().st_size : end])
            index.refresh()
        assert counts(index) == plain
        assert counts(home.index()) == plain


@some
@given(seeds)
def test_removing_a_file_never_raises_a_total_and_equals_a_fresh_scan(seed: int) -> None:
    files = contents(Family(seed))
    pick = random.Random(seed)
    with homes() as make:
        home = make(files)
        index = home.index()
        before = counts(index)
        gone = pick.choice(sorted(files))
        (home.path / gone).unlink()
        after = counts(index)
        rest = {name: content for name, content in files.items() if name != gone}
        assert after == counts(make(rest).index())
        assert all(after[name] <= before[name] for name in COUNTS if name != "unpriced_requests")


@some
@given(seeds)
def test_a_session_under_a_second_name_counts_once(seed: int) -> None:
    files = contents(Family(seed))
    with homes() as make:
        plain = counts(make(files).index())
        twice = dict(files)
        for name, content in files.items():
            if "/subagents/" not in name and name.startswith(".claude"):
                twice[name.replace("-a/", "-b/")] = content
        assert counts(make(twice).index()) == plain


@some
@given(seeds)
def test_cost_parts_add_up_to_the_cost_of_each_request(seed: int) -> None:
    with homes() as make:
        index = make(contents(Family(seed))).index()
        index.refresh()
        with index.reading() as connection:
            odd = connection.execute(
                "SELECT key FROM request WHERE cost_nano IS NOT NULL AND basis <> 'recorded'"
                " AND cost_nano <> cost_input_nano + cost_cache_read_nano + cost_cache_write_nano"
                " + cost_output_nano + cost_search_nano"
            ).fetchall()
        assert odd == []


@some
@given(seeds)
def test_files_and_the_unattributed_rest_are_the_total(seed: int) -> None:
    with homes() as make:
        index = make(contents(Family(seed))).index()
        index.refresh()
        with index.reading() as connection:
            names = ("cost", "attributed_cost")
            whole = total(connection, names, Filter())
            edited = connection.execute(
                "SELECT coalesce(sum(r.cost_nano), 0) FROM request r WHERE r.native AND EXISTS"
                " (SELECT 1 FROM code_change c WHERE c.native AND c.applied"
                " AND c.session = r.session AND c.turn = r.turn)"
            ).fetchone()
            models = measure(connection, names, Filter(), ("model",))
        assert edited == (whole["attributed_cost"],)
        assert sum(int(row.values["attributed_cost"] or 0) for row in models) == edited[0]


@some
@given(seeds)
def test_spans_lie_inside_the_session_and_do_not_overlap(seed: int) -> None:
    with homes() as make:
        index = make(contents(Family(seed))).index()
        index.refresh()
        with index.reading() as connection:
            rows = connection.execute(
                "SELECT p.session, p.kind, p.started, p.ended, s.first_ts, s.last_ts FROM span p"
                " JOIN session s ON p.session = s.id ORDER BY 1, 2, 3"
            ).fetchall()
        for session, kind, started, ended, first, last in rows:
            assert (session, kind, first <= started < ended <= last) == (session, kind, True)
        for one, other in itertools.pairwise(rows):
            assert one[:2] != other[:2] or one[3] < other[2]
