"""Values out of decoded JSON of which nothing is promised."""

from __future__ import annotations

import pytest

from sightline.adapters.values import (
    Lines,
    answer_ms,
    below,
    compared_lines,
    diff_lines,
    elapsed_ms,
    local_path,
)


@pytest.mark.parametrize(
    ("path", "folder", "shown"),
    [
        ("/home/dev/shop/a.py", "/home/dev/shop", "a.py"),
        ("/home/dev/shop/a.py", "/home/dev/shop/", "a.py"),
        ("/home/dev/shopping/a.py", "/home/dev/shop", "/home/dev/shopping/a.py"),
        ("/home/dev/shop/x/../a.py", "/home/dev/shop", "a.py"),
        (r"C:\Dev\Shop\src\a.py", r"c:\dev\shop", "src/a.py"),
        ("a.py", "/home/dev/shop", "a.py"),
        ("/home/dev/shop/a.py", None, "/home/dev/shop/a.py"),
    ],
)
def test_a_path_below_its_folder_is_relative(path: str, folder: str | None, shown: str) -> None:
    assert below(path, folder) == shown


def test_a_diff_counts_from_its_first_hunk_on() -> None:
    head = "--- a\n+++ b\n"
    assert diff_lines(head) == Lines(None, None)
    assert diff_lines(f"{head}@@ -1 +1 @@\n--- x\n+y\n+z\n\\ No newline at end of file") == (2, 1)


def test_equal_lines_of_two_texts_are_no_change() -> None:
    assert compared_lines("a\nb\nc", "a\nB\nc\nd\n") == (2, 1)  # b became B, d is new
    assert compared_lines("", "a\n") == (1, 0)


def test_very_long_texts_are_counted_not_compared() -> None:
    assert compared_lines("a\n" * 2001, "a\n" * 7) == (7, 2001)


def test_a_file_uri_may_be_of_windows() -> None:
    assert local_path("/c:/dev/shop") == "c:/dev/shop"
    assert local_path("/home/dev") == "/home/dev"


def test_time_never_runs_back_and_an_answer_takes_half_an_hour_at_most() -> None:
    half_an_hour = 30 * 60 * 1_000_000
    assert elapsed_ms(2_000, 1_000) is None
    assert elapsed_ms(1_000, 3_999) == 2
    assert answer_ms(0, half_an_hour) == half_an_hour // 1000
    assert answer_ms(0, half_an_hour + 1_000) is None
