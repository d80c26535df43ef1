from __future__ import annotations

import pytest

from sightline.text import ASCII, UNICODE, Figures, escaped, glyphs_for, width


@pytest.mark.parametrize(
    ("data", "shown"),
    [
        ("a\tb\rc\nd", "a\\x09b\\x0dc\\x0ad"),
        ("\x1b]8;;http://x\x07link", "\\x1b]8;;http://x\\x07link"),
        ("\x7f\x80\x9b31m", "\\x7f\\x80\\x9b31m"),
        ("exe\u202etxt", "exe\\u202etxt"),
        ("\u061c\u200e\u200f\u2066\u2069", "\\u061c\\u200e\\u200f\\u2066\\u2069"),
        ("half \ud83d", "half \\ud83d"),
        ("byte \udcff", "byte \\xff"),
        ("für 模型 🚀 'x' \\n", "für 模型 🚀 'x' \\n"),
    ],
)
def test_data_cannot_steer_the_terminal(data: str, shown: str) -> None:
    assert escaped(data) == shown


def test_width_counts_cells() -> None:
    assert width("abc") == 3
    assert width("模型") == 2 * 2
    assert width("e\u0301") == 1  # an e and the accent that stands on it


@pytest.mark.parametrize(
    ("milliseconds", "long", "short"),
    [
        (None, "—", "—"),
        (0, "0s", "0s"),
        (999, "0s", "0s"),
        (45_000, "45s", "45s"),
        (125_000, "2m 5s", "2m 5s"),
        (60_000, "1m 0s", "1m 0s"),
        (3_600_000, "1h 0m 0s", "1h 0m"),
        (((4 * 60 + 9) * 60 + 54) * 1000, "4h 9m 54s", "4h 9m"),
        (52 * 3_600_000, "52h 0m 0s", "52h 0m"),
    ],
)
def test_durations(milliseconds: int | None, long: str, short: str, figures: Figures) -> None:
    assert figures.duration(milliseconds) == long
    assert figures.short_duration(milliseconds) == short


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "—"),
        (0.0, "$0.0000"),
        (0.00005, "$0.0000"),  # half to even
        (0.00015, "$0.0002"),
        (12_345.678, "$12345.6780"),
        (-0.5, "-$0.5000"),
    ],
)
def test_money_has_four_decimals_and_no_commas(
    value: float | None, shown: str, figures: Figures
) -> None:
    assert figures.money(value) == shown


def test_labels_stand_before_the_amount(figures: Figures) -> None:
    assert figures.money(1.0, "at_least") == "≥ $1.0000"
    assert figures.money(1.0, "estimated") == "~$1.0000"
    assert Figures(ASCII).money(1.0, "at_least") == ">= $1.0000"


def test_latency_changes_unit_at_a_second(figures: Figures) -> None:
    assert [figures.latency(n) for n in (None, 320.4, 999.6, 1_234.0)] == [
        "—",
        "320 ms",
        "1.0 s",
        "1.2 s",
    ]


def test_a_share_of_nothing_is_unknown(figures: Figures) -> None:
    assert figures.share(1, 4) == "25.0%"
    assert figures.share(0, 0) == "—"
    assert figures.share(None, 4) == "—"


def test_an_id_over_26_wide_is_its_first_23_and_dots(figures: Figures) -> None:
    assert figures.short_id("x" * 26) == "x" * 26
    assert figures.short_id("x" * 27) == "x" * 23 + "..."


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "no-such-encoding"])
def test_an_output_without_the_signs_gets_plain_ones(encoding: str) -> None:
    assert glyphs_for(encoding) == ASCII


def test_unicode_outputs_get_the_signs() -> None:
    assert glyphs_for("utf-8") == glyphs_for("utf-16") == UNICODE
