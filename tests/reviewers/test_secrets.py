"""Secrets are found by their form, and ordinary code has none."""

from __future__ import annotations

from pathlib import Path

import pytest

import sightline
from reviewers.planted import PLANTED
from sightline.reviewers.base import File
from sightline.reviewers.secrets import detect, entropy


def rules(text: str) -> list[str]:
    return [found.rule for found in detect(File("app.py", text))]


@pytest.mark.parametrize("kind", PLANTED)
def test_a_planted_secret_is_found_where_it_is(kind: str) -> None:
    (found,) = detect(File("app.py", f"# first\n\n{PLANTED[kind]}\nlast = 1\n"))
    assert (found.rule, found.line) == (kind, 3)


def test_ten_kinds_and_more_are_known() -> None:
    """Q13: secrets."""
    assert len(PLANTED) >= 10


@pytest.mark.parametrize("kind", PLANTED)
def test_what_is_found_is_never_repeated(kind: str) -> None:
    (found,) = detect(File("app.py", PLANTED[kind]))
    assert not any(len(word) > 12 for word in found.message.split())


def test_ordinary_code_has_none() -> None:
    (folder,) = sightline.__path__
    files = sorted(Path(folder).rglob("*.py"))
    texts = [file.read_text("utf-8") for file in files]
    assert sum(text.count("\n") for text in texts) > 5000
    assert [rules(text) for text in texts if rules(text)] == []


@pytest.mark.parametrize(
    "line",
    [
        'api_key = "your-api-key-goes-here-0000"',
        'password = "correct horse battery staple"',
        'token = os.environ["GITHUB_TOKEN_FOR_RELEASES"]',
        'url = "postgres://user:password@localhost/db"',
        'url = "https://${user}:${secret}@host"',
        'key = "AKIAIOSFODNN7EXAMPLE"',
        f'sha = "{"0123456789abcdef" * 4}"',
        "-----BEGIN PRIVATE KEY-----",
        'secret_key = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"',
        f"ghp_{'x' * 36}",
    ],
)
def test_examples_and_names_are_no_secrets(line: str) -> None:
    assert rules(line) == []


def test_random_letters_have_more_entropy_than_words() -> None:
    assert entropy("aaaa") == 0
    assert entropy("abcd") == 2  # four letters, each a quarter
    assert entropy("k9Xq2LmZ7TfWvB4n") == 4  # sixteen, each once


@pytest.mark.parametrize(
    "piece", ["AKIA", "sk-ant-", "eyJaaaaaaaaaa.", 'api_key="', "https://a:", "aws secret "]
)
def test_a_million_characters_of_near_misses_have_none(piece: str) -> None:
    assert rules("\n".join([piece * (1900 // len(piece))] * 530)) == []
