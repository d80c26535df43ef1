"""What a failure says, and what it keeps to itself."""

from __future__ import annotations

import logging

import pytest

from sightline.errors import StoppedError, UnknownSessionError
from sightline.lsp import logs
from sightline.lsp.refusals import RefusedError, refusal, validated
from sightline.reports.payload.scope import PageScope


def test_a_foreseen_failure_says_its_own_sentence() -> None:
    error = refusal(UnknownSessionError("x"), "sightline/session")
    assert (error.code, error.message) == (-32803, "No session matches 'x'.")


def test_stopped_work_was_cancelled() -> None:
    assert refusal(StoppedError(), "a rebuild").code == -32800


def test_an_unforeseen_failure_says_a_number_that_the_log_explains(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A24, A25: a number and no trace."""
    error = refusal(KeyError("a secret"), "sightline/models")
    assert error.code == -32603
    said, _, number = error.message.rpartition(" ")
    assert said == "Internal error"
    assert caplog.messages == [f"{number} KeyError in sightline/models"]


def test_no_two_failures_have_one_number() -> None:
    messages = {refusal(ValueError(), "x").message for _ in range(3)}
    assert len(messages) == 3


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ([], "params: "),
        ({"other": 1}, "other: Extra inputs are not permitted"),
        ({"range": {"from": "yesterday"}}, "range.from: "),
        ({"limit": 0, "cursor": -1}, "; "),
        ({"query": "\ud83d"}, "params: Invalid JSON"),
    ],
)
def test_a_fault_in_parameters_is_placed(values: object, said: str) -> None:
    with pytest.raises(RefusedError) as caught:
        validated(PageScope, values)
    assert caught.value.code == -32602
    assert said in caught.value.message
    assert "yesterday" not in caught.value.message


def test_an_exception_is_logged_by_its_type_unless_everything_is_wanted(
    capfd: pytest.CaptureFixture[str],
) -> None:
    before = logging.getLogger().handlers[:]
    logs.start()
    try:
        error = ValueError("a secret")
        logging.getLogger("sightline.test").error("failed", exc_info=error)
        assert "a secret" not in capfd.readouterr().err
        logs.set_level("verbose")
        logging.getLogger("sightline.test").error("failed", exc_info=error)
        assert "a secret" in capfd.readouterr().err
    finally:
        logs.set_level(None)
        logging.getLogger().handlers[:] = before
