"""Made-up secrets of each kind; put together here, so that no scanner takes them for real."""

from __future__ import annotations

import base64
import json
import random
import string

_chance = random.Random(7)
LETTERS = string.ascii_letters + string.digits


def some(size: int, letters: str = LETTERS) -> str:
    """Letters by chance, the same in every run."""
    return "".join(_chance.choice(letters) for _ in range(size))


def _part(value: dict[str, str]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


_UPPER = string.ascii_uppercase + "234567"
PLANTED = {
    "aws-access-key": f'key = "{"AK" + "IA"}{some(16, _UPPER)}"',
    "aws-session-key": f'key = "{"AS" + "IA"}{some(16, _UPPER)}"',
    "aws-secret-key": f'aws_secret_access_key = "{some(40)}"',
    "github-token": f'token: "{"gh" + "p_"}{some(36)}"',
    "gitlab-token": f"GITLAB={'gl' + 'pat-'}{some(20)}",
    "anthropic-key": f'client("{"sk-" + "ant-"}api03-{some(80)}")',
    "openai-key": f'openai.key = "{"sk-" + "proj-"}{some(60)}"',
    "google-key": f'maps("{"AI" + "za"}{some(35)}")',
    "slack-token": f"SLACK={'xo' + 'xb-'}{some(12, string.digits)}-{some(24)}",
    "slack-webhook": f"https://{'hooks.slack' + '.com'}/services/T{some(9, _UPPER)}"
    f"/B{some(9, _UPPER)}/{some(24)}",
    "stripe-key": f'pay("{"sk_" + "live_"}{some(32)}")',
    "npm-token": f"//registry/:_authToken={'np' + 'm_'}{some(36)}",
    "pypi-token": f"password = {'py' + 'pi-'}AgE{some(80)}",
    "hugging-face-token": f'login("{"h" + "f_"}{some(34)}")',
    "sendgrid-key": f"mail = '{'S' + 'G.'}{some(22)}.{some(43)}'",
    "digitalocean-token": f"{'do' + 'p_v1_'}{some(64, '0123456789abcdef')}",
    "telegram-token": f'bot("{some(10, string.digits)}{":" + "AA"}{some(33)}")',
    "azure-key": f"Account{'Key'}={some(86)}==;Endpoint",
    "jwt": f'"{_part({"alg": "HS256", "typ": "JWT"})}.{_part({"sub": some(12)})}.{some(43)}"',
    "password-in-url": f'"postgres://app:{some(12)}@db.internal:5432/app"',
    "assigned-secret": f'apiKey: "{some(32)}",',
    "private-key": f"{'-' * 5}BEGIN RSA PRIVATE {'KEY'}{'-' * 5}\n{some(64)}\n{some(64)}",
}
