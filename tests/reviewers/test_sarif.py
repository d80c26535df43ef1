"""SARIF: what of a file is taken, and what is no such file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sightline.errors import ReviewerError
from sightline.reviewers import sarif


def result(uri: str | None = "src/a.py", line: int | None = 3, **more: Any) -> dict[str, Any]:
    region = {} if line is None else {"startLine": line}
    place = {"artifactLocation": {"uri": uri} if uri else {"index": 0}, "region": region}
    return {
        "ruleId": "r1", "message": {"text": "Said"}, "locations": [{"physicalLocation": place}],
        **more,
    }  # fmt: skip


def log(*results: dict[str, Any], rules: list[dict[str, Any]] | None = None) -> bytes:
    driver = {"name": "any", "rules": rules or []}
    artifacts = [{"location": {"uri": "file:///home/dev/src/b%20c.py"}}]
    run = {"tool": {"driver": driver}, "results": list(results), "artifacts": artifacts}
    return json.dumps({"version": "2.1.0", "runs": [run]}).encode()


def found(content: bytes, project: Path | None = None) -> list[Any]:
    (run,) = sarif.decoded(content).runs
    return sarif.found(run, sarif.name_in(project))


def test_a_result_is_a_rule_in_a_line() -> None:
    (place,) = found(log(result()))
    assert (place.rule, place.message, place.name, place.line) == ("r1", "Said", "src/a.py", 3)


def test_a_file_is_named_below_its_project_also_by_its_number() -> None:
    (place,) = found(log(result(uri=None)), Path("/home/dev"))
    assert place.name == "src/b c.py"


def test_without_a_line_it_is_the_first() -> None:
    assert [place.line for place in found(log(result(line=None), result(line=-4)))] == [1, 1]


def test_suppressed_and_absent_results_are_none() -> None:
    content = log(result(suppressions=[{"kind": "inSource"}]), result(baselineState="absent"))
    assert found(content) == []


def test_a_result_without_a_place_is_none() -> None:
    assert found(log({"ruleId": "r", "message": {"text": "?"}})) == []


def test_a_category_is_the_rules_or_a_tag_of_it() -> None:
    rules = [
        {"id": "r0", "properties": {"category": "style"}},
        {"id": "r1", "properties": {"tags": ["security", "cwe"]}},
    ]
    first, second = found(log(result(ruleId=None, ruleIndex=0), result(), rules=rules))
    assert (first.rule, first.category, second.category) == ("r0", "style", "security")


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'{"version": "2.1.0"}', b'{"version": "2.0.0", "runs": []}']
)
def test_what_is_no_sarif_is_refused_in_one_sentence(content: bytes) -> None:
    with pytest.raises(ReviewerError):
        sarif.decoded(content)


@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("file:///a/b%20c.py", "/a/b c.py"),
        ("file:///C:/a.py", "C:/a.py"),
        ("./src/a.py", "src/a.py"),
        ("C:\\src\\a.py", "C:/src/a.py"),
    ],
)
def test_a_uri_is_a_path(uri: str, path: str) -> None:
    assert sarif.path_of(uri) == path
