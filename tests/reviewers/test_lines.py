"""Which lines a change added."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sightline.reviewers.lines import added_lines

texts = st.lists(st.sampled_from(["alpha", "beta()", "  gamma", "}", ""]), max_size=12)


def test_lines_of_an_inserted_text_are_the_changes() -> None:
    assert added_lines("old()\nnew()\nold()\n", ["new()\n"]) == {2}


def test_a_line_inserted_once_is_found_once() -> None:
    assert added_lines("same\nsame\n", ["same"]) == {1}


def test_a_brace_belongs_to_the_line_beside_it() -> None:
    assert added_lines("f() {\n}\n\ng() {\n}\n", ["g() {\n}\n"]) == {4, 5}


def test_what_was_rewritten_later_is_not_there() -> None:
    assert added_lines("now\n", ["then\n"]) == frozenset()


@given(texts)
def test_a_file_that_was_written_whole_is_whole_but_for_lone_short_lines(lines: list[str]) -> None:
    text = "\n".join(lines)
    telling = {n for n, line in enumerate(text.splitlines(), 1) if len(line.strip()) >= 4}
    assert telling <= added_lines(text, [text])
