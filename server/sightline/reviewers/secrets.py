"""Secrets left in files: keys of clouds and services, tokens, private keys.

A kind is found by its form; where the form is weak, by how random the value is, too. What is
found is named by its kind and never repeated.
"""

from __future__ import annotations

import base64
import binascii
import json
import math
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sightline.reviewers.base import Found, Reviewer
from sightline.reviewers.detecting import built_in, numbered, over_files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sightline.reviewers.base import File

_LETTERS = r"[A-Za-z0-9]"
_WORDS = r"[A-Za-z0-9_-]"
_SAMPLE = re.compile(
    r"example|sample|dummy|placeholder|change[-_]?me|your[-_]|redacted|x{4}|\*{3}|\.{3}"
    r"|0123456|1234567|abcdefg|(.)\1{5}|<[a-z]|\$\{|\{\{|%s|test",
    re.IGNORECASE,
)
_PEM_BODY = re.compile(r"(?:-----)?(?:\\n|\s|[\"'+]){0,12}[A-Za-z0-9+/=]{40}")


def entropy(text: str) -> float:
    """Bits a character, by how often each occurs: words have about 3, keys 4 and more."""
    size = len(text)
    return -sum(n / size * math.log2(n / size) for n in Counter(text).values())


def _random(bits: float) -> Callable[[str], bool]:
    return lambda value: not _SAMPLE.search(value) and entropy(value) >= bits


def _token(value: str) -> bool:
    """Whether a JSON Web Token begins with a header that names its algorithm."""
    head = value.partition(".")[0]
    try:
        header = json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))
    except (ValueError, binascii.Error, RecursionError):
        return False
    return isinstance(header, dict) and "alg" in header


def _password(value: str) -> bool:
    """Whether the word between colon and @ is one, not a name for one."""
    return not _SAMPLE.search(value) and not re.fullmatch(
        r"(?i)pass(?:word|wd)?|secret|user\w*|pw|postgres|root|admin|mysql|guest|[{<$%\[].*", value
    )


def _assigned(value: str) -> bool:
    """Whether a value given to a secret's name is a key: long, random, of letters and digits."""
    mixed = any(c.isdigit() for c in value) and any(c.isalpha() for c in value)
    return mixed and _random(3.7)(value)


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of secret: a word each has, its form (the value is group 1), what else must hold."""

    name: str
    title: str
    word: str
    form: re.Pattern[str]
    holds: Callable[[str], bool]


def _kind(name: str, title: str, word: str, form: str, holds: Callable[[str], bool] | None = None,
          ) -> _Kind:  # fmt: skip
    pattern = re.compile(rf"(?<![A-Za-z0-9_])({form})(?![A-Za-z0-9_])")
    return _Kind(name, title, word, pattern, holds or _random(3.0))


KINDS = (
    _kind("aws-access-key", "an AWS access key", "KIA", r"AKIA[A-Z2-7]{16}"),
    _kind("aws-session-key", "an AWS session key", "ASIA", r"ASIA[A-Z2-7]{16}"),
    _kind("github-token", "a GitHub token", "gh", rf"gh[pousr]_{_LETTERS}{{36,255}}"),
    _kind("github-token", "a GitHub token", "github_pat_", r"github_pat_\w{60,255}"),
    _kind("gitlab-token", "a GitLab token", "glpat-", rf"glpat-{_WORDS}{{20,64}}"),
    _kind("anthropic-key", "an Anthropic key", "sk-ant-", rf"sk-ant-{_WORDS}{{24,200}}"),
    _kind("openai-key", "an OpenAI key", "sk-",
          rf"sk-(?:(?:proj|svcacct|admin)-{_WORDS}{{40,200}}|{_LETTERS}{{48}})"),
    _kind("google-key", "a Google API key", "AIza", rf"AIza{_WORDS}{{35}}"),
    _kind("slack-token", "a Slack token", "xox", r"xox[abeoprs]-[A-Za-z0-9-]{20,200}"),
    _kind("slack-webhook", "a Slack webhook", "hooks.slack.com",
          rf"hooks\.slack\.com/services/T\w{{8,12}}/B\w{{8,12}}/{_LETTERS}{{20,30}}"),
    _kind("stripe-key", "a Stripe key", "k_", rf"[sr]k_(?:live|test)_{_LETTERS}{{24,120}}",
          lambda value: _random(3.0)(value.partition("_")[2].partition("_")[2])),
    _kind("npm-token", "an npm token", "npm_", rf"npm_{_LETTERS}{{36}}"),
    _kind("pypi-token", "a PyPI token", "pypi-", rf"pypi-AgE{_WORDS}{{50,300}}"),
    _kind("hugging-face-token", "a Hugging Face token", "hf_", rf"hf_{_LETTERS}{{34,40}}"),
    _kind("sendgrid-key", "a SendGrid key", "SG.", rf"SG\.{_WORDS}{{22}}\.{_WORDS}{{43}}"),
    _kind("digitalocean-token", "a DigitalOcean token", "_v1_", r"do[opr]_v1_[a-f0-9]{64}"),
    _kind("telegram-token", "a Telegram bot token", ":AA", rf"\d{{8,10}}:AA{_WORDS}{{33}}"),
    _Kind("azure-key", "an Azure storage key", "AccountKey=",
          re.compile(r"AccountKey=([A-Za-z0-9+/]{86}==)"), _random(4.0)),
    _Kind("aws-secret-key", "an AWS secret key", "ecret",
          re.compile(r"(?i:aws.{0,20}secret.{0,20}?[=:]\s{0,4}[\"']?)([A-Za-z0-9/+]{40})(?![\w/+=])"),
          _random(4.2)),
    _kind("jwt", "a JSON Web Token", "eyJ",
          rf"eyJ{_WORDS}{{10,2000}}\.eyJ{_WORDS}{{10,2000}}\.{_WORDS}{{16,2000}}", _token),
    _Kind("password-in-url", "a password in a URL", "://",
          re.compile(r"\b(?:https?|postgres(?:ql)?|mysql|mongodb(?:\+srv)?|rediss?|amqps?|ftp)://"
                     r"[^\s:/@\"'{}<>$]{1,64}:([^\s:/@\"']{6,64})@[\w.-]{1,100}"), _password),
    _Kind("assigned-secret", "a secret in the code", "",
          re.compile(r"(?i)(?:api[_-]?key|secret(?:[_-]?key)?|auth[_-]?token|access[_-]?token"
                     r"|private[_-]?key|passw(?:or)?d)[\"']?\s{0,4}(?:=|:|=>|:=)\s{0,4}"
                     r"[\"'`]([A-Za-z0-9+/=_\-]{20,200})[\"'`]"), _assigned),
)  # fmt: skip
_KEY_BEGIN = re.compile(
    r"-----BEGIN (?:(?:RSA|EC|DSA|OPENSSH|ENCRYPTED) )?PRIVATE KEY-----"
    r"|-----BEGIN PGP PRIVATE KEY BLOCK-----"
)


def detect(file: File) -> Iterator[Found]:
    """A finding a secret; of several forms that fit one value the first counts."""
    for begin in _KEY_BEGIN.finditer(file.text):
        if _PEM_BODY.match(file.text, begin.end()):
            at = file.text.count("\n", 0, begin.start()) + 1
            yield Found("private-key", "A private key is in the file", file.name, at)
    kinds = [kind for kind in KINDS if kind.word in file.text]
    for number, line in numbered(file.text):
        taken: set[tuple[int, int]] = set()
        for kind in kinds:
            if kind.word not in line:
                continue
            for match in kind.form.finditer(line):
                low, high = match.span(1)
                new = all(high <= start or end <= low for start, end in taken)
                if new and kind.holds(match[1]):
                    taken.add((low, high))
                    said = f"{kind.title[0].upper()}{kind.title[1:]} is in the file"
                    yield Found(kind.name, said, file.name, number)


SECRETS = Reviewer(
    name="secrets",
    title="Secrets",
    phases=("security",),
    measures=("security",),
    suits=lambda _name: True,
    find=built_in,
    run=over_files(detect),
)
