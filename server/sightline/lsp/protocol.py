"""JSON-RPC as the specification has it, whatever arrives: pygls' protocol, hardened.

Overrides internals of pygls 2.1.1, which is pinned: read its `protocol/json_rpc.py` again before
an upgrade. Parameters of our own methods stay the raw JSON that was sent.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator
from concurrent.futures import Future
from functools import partial
from typing import TYPE_CHECKING, Any

import attrs
from cattrs import Converter
from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.protocol import (
    JsonRPCNotification,
    JsonRPCRequestMessage,
    LanguageServerProtocol,
    default_converter,
    lsp_method,
)

from sightline.lsp import frames, logs, refusals
from sightline.lsp.refusals import RefusedError

if TYPE_CHECKING:
    from sightline.lsp.language_server import SidecarServer

MOST_REPLY = 1024 * 1024
"""Bytes of a reply; lists have pages."""

Id = int | str
Message = dict[str, Any]

log = logging.getLogger(__name__)


def converter_factory() -> Converter:
    """The converter of pygls, but the content of messages it has no type for stays as it came."""
    converter: Converter = default_converter()  # type: ignore[no-untyped-call]
    forms: tuple[tuple[type, tuple[str, ...]], ...] = (
        (JsonRPCRequestMessage, ("id", "method", "params")),
        (JsonRPCNotification, ("method", "params")),
    )
    for form, keys in forms:
        converter.register_structure_hook(form, partial(_structured, form, keys))
    return converter


def _structured(form: type, keys: tuple[str, ...], message: Message, _: object) -> Any:
    return form(jsonrpc="2.0", **{key: message.get(key) for key in keys})


class SidecarProtocol(LanguageServerProtocol):
    """Receives bodies on the loop and answers every request exactly once."""

    _server: SidecarServer

    def __init__(self, server: SidecarServer, converter: Converter) -> None:
        super().__init__(server, converter)
        self.open: dict[Id, str] = {}
        """Requests of the client that were not answered yet, and their methods."""
        self._is_initialized = False
        # We read the disk: an editor that sends documents all the same is not listened to.
        for method in list(self.fm.builtin_features):
            if method.startswith(("textDocument/", "notebookDocument/")):
                del self.fm.builtin_features[method]

    @property
    def is_shut_down(self) -> bool:
        """Whether the client said that nothing more will follow but `exit`."""
        return self._shutdown

    # Receiving

    def receive(self, body: bytes) -> None:
        """Take one message."""
        try:
            self._take(body)
        except RefusedError as error:
            self._refuse(None, error)

    def _take(self, body: bytes) -> None:
        if not body:
            raise RefusedError(refusals.INVALID_REQUEST, "Message empty or longer than 32 MiB")
        try:
            message = frames.parse(body)
        except (ValueError, RecursionError):
            raise RefusedError(refusals.PARSE_ERROR, "Not JSON") from None
        if not isinstance(message, dict) or message.get("jsonrpc") != "2.0":
            raise RefusedError(refusals.INVALID_REQUEST, "No JSON-RPC 2.0 object")
        if "method" in message:
            self._take_call(message)
        elif "result" in message or "error" in message:
            self._take_reply(message)
        else:
            raise RefusedError(refusals.INVALID_REQUEST, "No method")

    def _take_call(self, message: Message) -> None:
        if "id" not in message:
            self._take_notification(message)
            return
        number = message["id"]
        if isinstance(number, bool) or not isinstance(number, int | str):
            raise RefusedError(refusals.INVALID_REQUEST, "An id is an integer or a string")
        try:
            structured = self._accepted_request(number, message)
        except RefusedError as error:
            self._refuse(number, error)
            return
        self.open[number] = message["method"]
        self.handle_message(structured)

    def _accepted_request(self, number: Id, message: Message) -> Any:
        """The request in pygls' form; refused when it may not be asked now, or at all."""
        method = message["method"]
        if not isinstance(method, str):
            raise RefusedError(refusals.INVALID_REQUEST, "A method is a string")
        if number in self.open or number in self._request_futures:
            raise RefusedError(refusals.INVALID_REQUEST, "This id is in use")
        if self._shutdown:
            raise RefusedError(refusals.INVALID_REQUEST, "Shutting down")
        is_first = method == types.INITIALIZE
        if is_first and self._is_initialized:
            raise RefusedError(refusals.INVALID_REQUEST, "Already initialized")
        if not is_first and not self._is_initialized:
            raise RefusedError(refusals.NOT_INITIALIZED, "Not initialized")
        if not self._knows(method):
            raise RefusedError(refusals.METHOD_NOT_FOUND, "Method not found")
        if _is_notification(method):
            raise RefusedError(refusals.INVALID_REQUEST, "A notification has no id")
        return self._structured(message)

    def _take_notification(self, message: Message) -> None:
        """A notification is never answered: what does not fit or comes too early is dropped."""
        method = message["method"]
        if not isinstance(method, str) or not (self._knows(method) or method == "$/cancelRequest"):
            return
        is_in_time = self._is_initialized and not self._shutdown
        if _is_request(method) or not (is_in_time or method == types.EXIT):
            return
        try:
            self.handle_message(self._structured(message))
        except RefusedError:
            log.warning("A notification that does not fit was dropped")

    def _take_reply(self, message: Message) -> None:
        """A reply is passed on if it answers an open request of ours."""
        number = message.get("id")
        if not isinstance(number, str) or number in self.open:
            return
        self._result_types.pop(number, None)
        future = self._request_futures.pop(number, None)
        if future is None or future.done():
            return
        if "error" in message:
            future.set_exception(ClientRefusedError())
        else:
            future.set_result(message["result"])

    def _knows(self, method: str) -> bool:
        return method in self.fm.features or method in self.fm.builtin_features

    def _structured(self, message: Message) -> Any:
        """The message in the form its handler expects."""
        method, params = message["method"], message.get("params")
        if params is not None and not isinstance(params, dict | list):
            raise RefusedError(refusals.INVALID_PARAMS, "params: an object is expected")
        clean = {"jsonrpc": "2.0", "method": method}
        if "id" in message:
            clean["id"] = message["id"]
        if method not in {types.SHUTDOWN, types.EXIT}:
            clean["params"] = {} if params is None else params
        try:
            return self.structure_message(clean)
        except JsonRpcException:
            raise RefusedError(
                refusals.INVALID_PARAMS, "params: not what this method takes"
            ) from None

    # Handling

    def _execute_handler(
        self,
        msg_id: Id,
        handler: Callable[..., Any],
        callback: Callable[[Future[Any]], None],
        args: tuple[Any, ...] | None = None,
        kwargs: dict[str, Any] | None = None,
    ) -> None:
        """As pygls does, but what is over is not kept."""

        def over(future: Future[Any]) -> None:
            self._request_futures.pop(msg_id, None)
            callback(future)

        super()._execute_handler(msg_id, handler, over, args, kwargs)

    def _handle_request(self, msg_id: Id, method_name: str, params: Any) -> None:
        self._ctx_msg_id.set(msg_id)
        answer = partial(self._send_handler_result, msg_id=msg_id)
        self._execute_handler(msg_id, self._get_handler(method_name), answer, (params,))

    def _handle_cancel_notification(self, msg_id: Id) -> None:
        future = self._request_futures.get(msg_id) if msg_id in self.open else None
        if future is not None:
            future.cancel()

    def _check_handler_result(self, future: Future[Any]) -> None:
        if not future.cancelled() and (error := future.exception()) is not None:
            refusals.noted(error, "a notification")

    def _send_handler_result(self, future: Future[Any], *, msg_id: Id) -> None:
        method = self.open.pop(msg_id)
        if future.cancelled():
            error = RefusedError(refusals.CANCELLED, refusals.CANCELLED_TEXT)
            self._refuse(msg_id, error)
        elif (failure := future.exception()) is not None:
            self._refuse(msg_id, refusals.refusal(failure, method))
        else:
            self._reply(msg_id, future.result())

    # Sending

    def _reply(self, number: Id, result: Any) -> None:
        message = {"jsonrpc": "2.0", "id": number, "result": self._plain(result)}
        try:
            body = frames.encode(message)
        except (ValueError, TypeError, RecursionError) as error:
            self._refuse(number, refusals.refusal(error, "a reply"))
            return
        if len(body) > MOST_REPLY:
            log.error("A reply of %d bytes was not sent", len(body))
            self._refuse(number, RefusedError(refusals.REQUEST_FAILED, "Too large: ask for a page"))
            return
        self._server.outbox.put(frames.framed(body))

    def _refuse(self, number: Id | None, error: RefusedError) -> None:
        said = {"code": error.code, "message": error.message}
        message = {"jsonrpc": "2.0", "id": number, "error": said}
        self._server.outbox.put(frames.framed(frames.encode(message)))

    def _send_data(self, data: Any) -> None:
        """Requests and notifications of ours."""
        self._server.outbox.put(frames.framed(frames.encode(self._plain(data))))

    def _plain(self, value: Any) -> Any:
        return self._converter.unstructure(value) if attrs.has(type(value)) else value

    # Life

    @lsp_method(types.INITIALIZE)
    def lsp_initialize(
        self, params: types.InitializeParams
    ) -> Generator[Any, Any, types.InitializeResult]:
        """Answer with capabilities and with what is already known."""
        result = yield from super().lsp_initialize(params)
        known = self._server.greet(params)
        # Sessions are read from disk, so no editor has to send us a file of 50 MB.
        result.capabilities.text_document_sync = types.TextDocumentSyncOptions(
            open_close=False, change=types.TextDocumentSyncKind.None_
        )
        result.capabilities.experimental = {"sightline": known}
        self._is_initialized = True
        return result

    @lsp_method(types.SET_TRACE)
    def lsp_set_trace(self, params: types.SetTraceParams) -> None:  # type: ignore[override]
        """Log as much as is asked for."""
        logs.set_level(params.value.value)

    @lsp_method(types.SHUTDOWN)
    def lsp_shutdown(self, *_: object) -> None:  # type: ignore[override]
        """Cancel what is under way; only `exit` may follow."""
        self._shutdown = True
        for future in list(self._request_futures.values()):
            future.cancel()

    @lsp_method(types.EXIT)
    def lsp_exit(self, *_: object) -> None:  # type: ignore[override]
        """End the process."""
        self._server.leave()

    @lsp_method(types.WORKSPACE_EXECUTE_COMMAND)
    async def lsp_workspace__execute_command(  # type: ignore[override]
        self, params: types.ExecuteCommandParams
    ) -> Any:
        """Run a command in this very task, so that cancelling it ends the work."""
        command = self.fm.commands.get(params.command)
        arguments = params.arguments or [{}]
        if command is None:
            raise RefusedError(refusals.INVALID_PARAMS, "command: unknown")
        if len(arguments) != 1 or not isinstance(arguments[0], dict):
            raise RefusedError(refusals.INVALID_PARAMS, "arguments: one object is expected")
        return await command(arguments[0], params.work_done_token)


class ClientRefusedError(Exception):
    """The client answered a request of ours with an error."""


def _is_notification(method: str) -> bool:
    known = types.METHOD_TO_TYPES.get(method)
    return known is not None and known[1] is None


def _is_request(method: str) -> bool:
    known = types.METHOD_TO_TYPES.get(method)
    return known is not None and known[1] is not None
