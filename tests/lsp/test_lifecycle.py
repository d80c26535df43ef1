"""What a client may send and when, and what the server makes of everything else."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from editor import Editor, Message, framed

Start = Callable[..., Editor]

V = {"jsonrpc": "2.0"}
PING = {**V, "id": "ping", "method": "sightline/status"}


def code_of(reply: Message) -> int:
    """The error code of a reply, which says nothing but a code and a message."""
    assert reply.keys() == {"jsonrpc", "id", "error"}
    assert reply["error"].keys() == {"code", "message"}
    assert "Traceback" not in reply["error"]["message"]
    return int(reply["error"]["code"])


@pytest.mark.parametrize(
    "header",
    [
        b"Content-Length: x\r\n\r\n{}",
        b"Content-Length: 2\r\nContent-Type: a; charset=utf-16\r\n\r\n{}",
        b"\r\n",
        b"no header\r\n\r\n",
        b"Content-Length: 99999999999\r\n\r\n",
        b"X: " + b"y" * 5000,
    ],
)
def test_a_broken_header_ends_the_server_with_a_reason(start: Start, header: bytes) -> None:
    editor = start()
    editor.write(header)
    assert editor.ended() == 1
    assert b"Input: " in editor.log
    assert b"Traceback" not in editor.log


def test_a_header_in_another_usual_form_is_served(editor: Editor) -> None:
    editor.initialize()
    body = framed(PING).split(b"\r\n\r\n")[1]
    editor.write(b"content-type: a; charset=UTF-8\ncontent-length: %d\n\n%b" % (len(body), body))
    assert editor.next_reply()["id"] == "ping"


BODIES: list[tuple[bytes, int]] = [
    (b"", -32600),
    (b"{", -32700),
    (b"\xff\xfe", -32700),
    (b'{"jsonrpc":"2.0","id":1,"method":"sightline/status","params":{"a":NaN}}', -32700),
    (b"[" * 100_000, -32700),
    (b"5" * 5_000, -32700),
    (b"[]", -32600),
    (b'[{"jsonrpc":"2.0","id":1,"method":"sightline/status"}]', -32600),
    (b"null", -32600),
    (b"{}", -32600),
    (b'{"jsonrpc":"1.0","id":1,"method":"sightline/status"}', -32600),
    (b'{"jsonrpc":"2.0"}', -32600),
    (b'{"jsonrpc":"2.0","id":7}', -32600),
    (b'{"jsonrpc":"2.0","id":null,"method":"sightline/status"}', -32600),
    (b'{"jsonrpc":"2.0","id":1.5,"method":"sightline/status"}', -32600),
    (b'{"jsonrpc":"2.0","id":true,"method":"sightline/status"}', -32600),
    (b'{"jsonrpc":"2.0","id":[1],"method":"sightline/status"}', -32600),
    (b'{"jsonrpc":"2.0","id":{},"method":"sightline/status"}', -32600),
]


def test_what_is_no_request_is_refused_without_an_id(ready: Editor) -> None:
    for body, code in BODIES:
        ready.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        reply = ready.next_reply()
        assert (code_of(reply), reply["id"]) == (code, None), body[:80]


REQUESTS: list[tuple[Any, int]] = [
    ({"method": 5}, -32600),
    ({"method": "nothing"}, -32601),
    ({"method": "textDocument/hover"}, -32601),
    ({"method": "textDocument/didOpen"}, -32601),
    ({"method": "sightline/nothing", "params": {}}, -32601),
    ({"method": "initialized", "params": {}}, -32600),
    ({"method": "exit"}, -32600),
    ({"method": "initialize", "params": {"capabilities": {}, "processId": None}}, -32600),
    ({"method": "sightline/status", "params": 5}, -32602),
    ({"method": "sightline/status", "params": "text"}, -32602),
    ({"method": "sightline/status", "params": []}, -32602),
    ({"method": "sightline/status", "params": {"other": 1}}, -32602),
    ({"method": "sightline/session", "params": {}}, -32602),
    ({"method": "sightline/session", "params": {"id": "half a pair: \ud83d"}}, -32602),
    ({"method": "workspace/executeCommand", "params": {}}, -32602),
    ({"method": "workspace/executeCommand", "params": {"command": "rm"}}, -32602),
]


def test_a_request_that_cannot_be_answered_is_refused_under_its_id(ready: Editor) -> None:
    for number, (request, code) in enumerate(REQUESTS):
        ready.send({**V, "id": f"r{number}", **request})
        reply = ready.next_reply()
        assert (code_of(reply), reply["id"]) == (code, f"r{number}"), request


def test_odd_ids_are_answered_as_they_are(ready: Editor) -> None:
    for number in (0, -5, 2**53, "", "ü", "a" * 1000, "__proto__"):
        ready.send({**PING, "id": number})
        assert ready.next_reply()["id"] == number


def test_notifications_are_never_answered(ready: Editor) -> None:
    for method in ("nothing", "$/nothing", "textDocument/didOpen", "initialize", "shutdown", "$/x"):
        ready.send({**V, "method": method, "params": {"jsonrpc": 5}})
    ready.send({**V, "method": 5})
    ready.send({**V, "method": "$/cancelRequest", "params": {}})
    ready.send({**V, "method": "$/cancelRequest", "params": {"id": "unknown"}})
    ready.send({**V, "id": "unknown", "result": None})
    ready.send({**V, "id": None, "error": {"code": 1, "message": ""}})
    ready.send({**V, "id": [], "result": None})
    ready.send(PING)
    assert ready.next_reply()["id"] == "ping"


def test_an_object_with_a_nested_jsonrpc_key_is_plain_data(ready: Editor) -> None:
    ready.send({**PING, "params": {"projects": [], "jsonrpc": {"jsonrpc": "2.0", "id": 1}}})
    reply = ready.next_reply()
    assert (reply["id"], code_of(reply)) == ("ping", -32602)
    assert reply["error"]["message"].startswith("jsonrpc: ")


def test_before_initialize_only_initialize_is_answered(editor: Editor) -> None:
    editor.send(PING)
    assert code_of(editor.next_reply()) == -32002
    editor.send({**V, "id": 1, "method": "initialize", "params": {"capabilities": 5}})
    assert code_of(editor.next_reply()) == -32602
    editor.tell("initialized")
    assert editor.initialize()["serverInfo"]["name"] == "sightline"


def test_after_shutdown_only_exit_is_heard_and_ends_well(ready: Editor) -> None:
    assert ready.ask("shutdown") is None
    ready.send(PING)
    assert code_of(ready.next_reply()) == -32600
    ready.tell("exit")
    assert ready.ended() == 0


def test_exit_without_shutdown_is_no_good_end(editor: Editor) -> None:
    editor.tell("exit")
    assert editor.ended() == 1


def test_shutdown_with_work_under_way_answers_all(ready: Editor) -> None:
    asked = [ready.begin("sightline/overview") for _ in range(20)]
    asked.append(ready.begin("shutdown"))
    assert sorted(ready.next_reply()["id"] for _ in asked) == asked


def test_a_huge_message_is_skipped_in_little_memory(ready: Editor) -> None:
    before = ready.peak_bytes()
    length = 64 * 1024 * 1024
    ready.write(b"Content-Length: %d\r\n\r\n" % length)
    for _ in range(64):
        ready.write(bytes(1024 * 1024))
    assert code_of(ready.next_reply()) == -32600
    ready.send(PING)
    assert ready.next_reply()["id"] == "ping"
    assert ready.peak_bytes() - before < 16 * 1024 * 1024


def test_a_large_message_is_taken(ready: Editor) -> None:
    ready.send({**PING, "params": {"projects": ["x" * 1000] * 10_000}})
    assert ready.next_reply()["result"]["today"]["requests"] == 0


def test_a_slow_reader_gets_everything(start: Start) -> None:
    editor = start(reads=False)
    editor.send({**V, "id": 0, "method": "initialize", "params": {"capabilities": {}}})
    for number in range(1, 101):
        editor.send({**V, "id": number, "method": "sightline/overview"})
    time.sleep(2)
    editor.read()
    assert sorted(editor.next_reply()["id"] for _ in range(101)) == list(range(101))


STRAY = """
import os, subprocess, sys, threading, time, warnings
from sightline.lsp.server import main

def chatter():
    while True:
        print("stray")
        sys.stdout.flush()
        os.write(1, b"Content-Length: 5\\r\\n\\r\\n")
        warnings.warn("stray")
        subprocess.run([sys.executable, "-S", "-c", "print('stray')"], check=True)

threading.Timer(0.1, chatter).start()
main()
"""


def test_stray_output_never_reaches_the_editor(start: Start) -> None:
    editor = start([sys.executable, "-c", STRAY])
    editor.initialize()
    for _ in range(20):
        assert "result" in editor.reply(editor.begin("sightline/status"))
    assert b"stray" in editor.log


def test_many_requests_leave_nothing_behind(ready: Editor) -> None:
    files = Path(f"/proc/{ready.process.pid}/fd")
    for _ in range(200):
        assert ready.ask("sightline/identify", uri="file:///x") == {"id": None}
    open_files, memory = len(list(files.iterdir())), ready.peak_bytes()
    for _ in range(2000):
        ready.ask("sightline/identify", uri="file:///x")
    assert len(list(files.iterdir())) <= open_files
    assert ready.peak_bytes() < memory * 1.1
