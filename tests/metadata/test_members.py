"""Members of a JSON object stay as they were written."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.metadata.members import Members

ODD = '{"a":1.0,"b" : 12345678901234567890123, "c":"\\u00e9\\/", "d":{ "x":[1,\n2]},"e":1e3}'


def test_what_is_not_set_stays_byte_for_byte() -> None:
    members = Members.parse(ODD)
    members.set("z", 1)
    text = members.text(compact=True)
    assert '"b":12345678901234567890123' in text
    assert '"c":"\\u00e9\\/"' in text
    assert '"d":{ "x":[1,\n2]}' in text
    assert text.endswith('"e":1e3,"z":1}')


def test_setting_the_same_value_changes_no_byte() -> None:
    members = Members.parse('{"a": 1.0}')
    members.set("a", 1.0)
    assert members.text(compact=False) == '{\n  "a": 1.0\n}'


@pytest.mark.parametrize("other", [1, True])
def test_one_is_neither_a_fraction_nor_true(other: object) -> None:
    members = Members.parse('{"a": 1.0}')
    members.set("a", other)
    assert members.text(compact=True) == f'{{"a":{json.dumps(other)}}}'


def test_members_of_a_member_are_changed_in_place() -> None:
    members = Members.parse('{"metadata":{"x-p:a":1e3,"x-p:b":2},"last":0}')
    members.inner("metadata").set("x-p:b", 3)
    assert members.text(compact=True) == '{"metadata":{"x-p:a":1e3,"x-p:b":3},"last":0}'
    assert members.value("metadata") == {"x-p:a": 1000.0, "x-p:b": 3}


@pytest.mark.parametrize(
    "text", ["", "[]", "1", "{", '{"a"', '{"a":', '{"a":1', '{"a":1,}', "{1:2}", "{} x", "{" * 9999]
)
def test_what_is_no_object_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - of the parser or of the decoder
        Members.parse(text)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=8,
)  # fmt: skip


@given(st.dictionaries(st.text(max_size=4), VALUES, max_size=5), st.booleans())
def test_what_is_written_is_read_again(values: dict[str, object], compact: bool) -> None:
    members = Members()
    for name, value in values.items():
        members.set(name, value)
    assert json.loads(Members.parse(members.text(compact=compact)).text(compact=True)) == values
