"""Reports and commands as an editor asks for them, through a real client."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio
from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.protocol import JsonRPCResponseMessage
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities
from pytest_lsp.client import register_lsp_features

from builders import REVIEW_KEY, prompt, reply, reviewed
from editor import COMMAND, HANG, variables_of
from sightline.lsp.protocol import converter_factory
from sightline.reports import every_report

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable

    from cattrs import Converter

    from conftest import Home

PARAMS = {
    "session": {"id": "aaaa1111"}, "sessionTimeline": {"id": "aaaa1111"},
    "sessionItem": {"id": "aaaa1111", "key": "u1"},
    "sessionReview": {"id": "cccc3333", "reviewId": REVIEW_KEY},
    "compare": {"a": "aaaa1111", "b": "aaaa1111"},
}  # fmt: skip


def client_converter() -> Converter:
    """Results stay as they came."""
    converter = converter_factory()
    converter.register_structure_hook(
        JsonRPCResponseMessage,
        lambda message, _: JsonRPCResponseMessage(message["id"], "2.0", message["result"]),
    )
    return converter


def make_client() -> LanguageClient:
    client = LanguageClient(converter_factory=client_converter)
    register_lsp_features(client)
    return client


async def started(home: Home, capabilities: types.ClientCapabilities) -> LanguageClient:
    """A client whose server has read the home."""
    config = ClientServerConfig(
        server_command=COMMAND, client_factory=make_client,
        server_env=variables_of(home.path, home.cache),
    )  # fmt: skip
    client = await config.start()
    assert isinstance(client, LanguageClient)
    await client.initialize_session(
        types.InitializeParams(capabilities=capabilities, root_uri=None)
    )
    await command(client, "refresh")
    return client


@pytest_asyncio.fixture
async def client(home: Home) -> AsyncIterator[LanguageClient]:
    """VS Code, over one session of two requests."""
    home.claude("aaaa1111", prompt("u1", 0), reply("m1", 1), reply("m2", 2))
    client = await started(home, client_capabilities("visual-studio-code"))
    yield client
    await client.shutdown_session()
    await client.stop()  # type: ignore[no-untyped-call]


@pytest_asyncio.fixture
async def plain(home: Home) -> AsyncIterator[LanguageClient]:
    """An editor that announces nothing."""
    home.claude("aaaa1111", prompt("u1", 0), reply("m1", 1), reply("m2", 2))
    client = await started(home, types.ClientCapabilities())
    yield client
    await client.shutdown_session()
    await client.stop()  # type: ignore[no-untyped-call]


def send(client: LanguageClient, method: str, params: Any) -> Awaitable[Any]:
    sent: Awaitable[Any] = client.protocol.send_request_async(method, params)  # type: ignore[no-untyped-call]
    return sent


async def ask(client: LanguageClient, name: str, **params: Any) -> Any:
    asked = send(client, f"sightline/{name}", params)
    return await asyncio.wait_for(asked, HANG)


async def command(client: LanguageClient, name: str, token: Any = None, **argument: Any) -> Any:
    params = types.ExecuteCommandParams(f"sightline.server.{name}", [argument], token)
    asked = send(client, "workspace/executeCommand", params)
    return await asyncio.wait_for(asked, HANG)


async def refusal(asked: Any) -> tuple[int, str]:
    with pytest.raises(JsonRpcException) as caught:
        await asked
    assert caught.value.data is None
    return caught.value.code, caught.value.message


async def test_every_report_is_a_request(client: LanguageClient, home: Home) -> None:
    """A10: the same names as on the command line."""
    await see_review(client, home)
    for report in every_report():
        payload = await ask(client, report.name, **PARAMS.get(report.name, {}))
        answer = report.payload.model_validate(payload)
        assert answer.model_dump(mode="json", by_alias=True) == payload, report.name


async def see_review(client: LanguageClient, home: Home) -> None:
    """One more session, with the review that `sessionReview` asks for."""
    home.claude("cccc3333", prompt("u3", 0), *reviewed("m3", 1))
    await command(client, "refresh")


FIELDS = {
    "overview": "kpis analytics health",
    "performance": "latency series throughput tools helpers hints split",
    "trends": "series",
    "sessions": "rows total sums queryErrors nextCursor",
    "session": "session facts turns models tools files related problems agents git",
    "sessionTimeline": "items",
    "sessionItem": "text nextOffset",
    "sessionReview": "reviewer text nextOffset",
    "compare": "a b deltas models tools files",
    "models": "rows total",
    "engines": "rows total",
    "tools": "rows",
    "files": "rows unattributed total",
    "daily": "timezone days total",
    "blocks": "rows total",
    "branches": "rows total commits unattributed",
    "status": "today",
    "problems": "rows total",
    "glossary": "rows",
}


async def test_a_payload_has_the_fields_of_the_specification(
    client: LanguageClient, home: Home
) -> None:
    """A1, A2, A4, A5, A6, A7, A8, A9, A10, A11: under exactly these names."""
    await see_review(client, home)
    for name, fields in FIELDS.items():
        payload = await ask(client, name, **PARAMS.get(name, {}))
        assert set(fields.split()) <= set(payload), name


async def test_a_report_counts_what_the_home_holds(client: LanguageClient) -> None:
    models = await ask(client, "models", range={"preset": "all"})
    assert models["total"]["requests"] == 2
    assert models["total"]["outputTokens"] == 10 + 10


async def test_a_wrong_parameter_is_named_with_its_place(client: LanguageClient) -> None:
    """A24: invalid parameters."""
    code, message = await refusal(ask(client, "models", range={"preset": "ever"}, other=1))
    assert code == -32602
    assert "range.preset: " in message
    assert "other: Extra inputs are not permitted" in message


async def test_what_cannot_be_done_is_refused_in_a_sentence(client: LanguageClient) -> None:
    """A24: refused."""
    code, message = await refusal(ask(client, "session", id="nothing-like-it"))
    assert code == -32803
    assert message.startswith("No session matches 'nothing-like-it'.")
    code, _ = await refusal(ask(client, "models", timeZone="Mars/Base"))
    assert code == -32803


async def test_a_file_of_a_session_is_identified(client: LanguageClient, home: Home) -> None:
    """A8: identify."""
    path = home.path / ".claude" / "projects" / "-home-dev-app" / "aaaa1111.jsonl"
    link = home.path / "link"
    link.symlink_to(path.parent)
    session = {"id": "claude_code:aaaa1111"}
    assert await ask(client, "identify", uri=path.as_uri()) == session
    assert await ask(client, "identify", uri=(link / path.name).as_uri()) == session


@pytest.mark.parametrize("uri", ["file:///nothing.jsonl", "file:///%00", "untitled:1", "", "file:"])
async def test_any_other_file_is_no_session(client: LanguageClient, uri: str) -> None:
    assert await ask(client, "identify", uri=uri) == {"id": None}


async def test_trust_is_a_boolean(client: LanguageClient) -> None:
    """A21: trust changes live."""
    assert await ask(client, "trust", trusted=True) is None
    code, message = await refusal(ask(client, "trust", trusted="perhaps"))
    assert (code, message.partition(":")[0]) == (-32602, "trusted")


async def test_a_command_takes_one_object(client: LanguageClient) -> None:
    wrong: list[list[Any]] = [[1], [{}, {}], [[]], [None]]
    for arguments in wrong:
        params = types.ExecuteCommandParams("sightline.server.refresh", arguments)
        code, _ = await refusal(client.workspace_execute_command_async(params))
        assert code == -32602


async def test_refresh_tells_what_there_is(client: LanguageClient, home: Home) -> None:
    home.claude("bbbb2222", prompt("u2", 0), reply("m3", 1), b"not json\n")
    done = await command(client, "refresh")
    assert (done["sessions"], done["requests"], done["problems"]) == (2, 2 + 1, 1)
    assert done["message"] == "Indexed 2 sessions (1 problem)"


async def test_rebuild_shows_its_progress_on_the_clients_token(client: LanguageClient) -> None:
    """A23, U3: the client's token."""
    steps: list[Any] = []
    client.progress_reports["token"] = steps
    done = await command(client, "rebuildSessionIndex", "token")
    assert steps[0].title == "Rebuilding session index"
    assert (steps[1].message, steps[1].percentage) == ("1/1", 100)
    assert steps[-1].message == done["message"] == "Indexed 1 session (0 problems)"


async def test_rebuild_asks_for_a_token_when_progress_is_announced(client: LanguageClient) -> None:
    """A23: a token of ours."""
    client.progress_reports.clear()
    await command(client, "rebuildSessionIndex")
    steps: list[Any] = next(iter(client.progress_reports.values()))
    assert [step.kind for step in steps] == ["begin", "report", "end"]


async def test_no_progress_goes_to_an_editor_that_shows_none(plain: LanguageClient) -> None:
    assert (await command(plain, "rebuildSessionIndex"))["sessions"] == 1
    assert plain.progress_reports == {}


async def test_the_dashboard_opens_outside_the_editor(client: LanguageClient, home: Home) -> None:
    """A20: openAnalytics."""
    path = (await command(client, "openAnalytics"))["path"]
    (shown,) = client.shown_documents
    assert (shown.uri, shown.external) == (f"file://{path}", True)
    assert path == str(home.cache / "dashboard.html")
    assert (home.cache / "dashboard.html").stat().st_mode & 0o777 == 0o600


async def test_an_editor_that_opens_nothing_is_told_the_path(plain: LanguageClient) -> None:
    """A20: showMessage instead."""
    path = (await command(plain, "viewSessionAnalytics", id="aaaa1111"))["path"]
    assert plain.shown_documents == []
    assert plain.messages[-1].message == f"Session analytics: {path}"


async def test_the_sample_is_a_page_of_its_own(client: LanguageClient, home: Home) -> None:
    path = (await command(client, "openAnalytics", sample=True))["path"]
    assert path == str(home.cache / "dashboard-sample.html")
    assert (await ask(client, "status"))["sessions"] == 1


async def test_no_page_is_written_for_an_unknown_session(
    client: LanguageClient, home: Home
) -> None:
    code, _ = await refusal(command(client, "viewSessionAnalytics", id="nothing-like-it"))
    assert code == -32803
    assert list(home.cache.glob("*.html")) == []


async def test_the_summary_is_one_sentence(client: LanguageClient) -> None:
    done = await command(client, "summary")
    assert done["message"] == "$0.00 today · 0 sessions · 0 requests · 0 tokens"
    assert client.messages[-1].message == done["message"]


async def test_problems_are_counted_and_returned(client: LanguageClient, home: Home) -> None:
    assert (await command(client, "showProblems"))["total"] == 0
    assert client.messages[-1].message == "All sources read."
    home.claude("bbbb2222", prompt("u2", 0), b"not json\n")
    await command(client, "refresh")
    (row,) = (await command(client, "showProblems"))["rows"]
    assert (row["kind"], row["line"]) == ("unreadable", 2)
    assert client.messages[-1].message == "1 problem."


async def test_settings_change_while_running(client: LanguageClient) -> None:
    settings = {"sightline": {"timeZone": "Asia/Tokyo", "idleCapMinutes": "much"}}
    heard: asyncio.Queue[Any] = asyncio.Queue()

    @client.feature("sightline/changed")  # type: ignore[untyped-decorator]
    def changed(params: Any) -> None:
        heard.put_nowait(params)

    client.workspace_did_change_configuration(types.DidChangeConfigurationParams(settings))
    while (await asyncio.wait_for(heard.get(), HANG))["status"]["timeZone"] != "Asia/Tokyo":
        pass
    assert (await ask(client, "status"))["timeZone"] == "Asia/Tokyo"
    assert "sightline.idleCapMinutes" in client.messages[-1].message


async def test_a_reply_over_a_mebibyte_is_refused_and_its_pages_are_not(
    client: LanguageClient, home: Home
) -> None:
    """A25: at most a mebibyte."""
    for number in range(250):
        line = prompt(f"u{number}", 0, cwd="/" + "long" * 750)
        home.claude(f"long{number:04}", line, reply(f"l{number}", 1, cwd=line["cwd"]))
    await command(client, "refresh")
    code, message = await refusal(ask(client, "sessions", limit=1000))
    assert (code, message) == (-32803, "Too large: ask for a page")
    page = await ask(client, "sessions", limit=50)
    assert (len(page["rows"]), page["total"], page["nextCursor"]) == (50, 1 + 250, 50)
