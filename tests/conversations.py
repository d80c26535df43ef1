"""Files of engines in which the model says something and calls tools, in the engines' own forms."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from builders import stamp
from sightline.adapters import ADAPTERS
from sightline.adapters.base import Source, Work, read
from sightline.records import Rows

ID = "019cb700-0000-7000-8000-000000000001"
MS = 1_772_445_600_000
_ADAPTERS = {adapter.engine: adapter for adapter in ADAPTERS}


@dataclass(frozen=True)
class Call:
    """A tool with its input, and what came back."""

    tool: str
    given: dict[str, Any]
    answer: str = "done"


Item = str | Call
"""What the model said, or what it called."""


def rows_of(engine: str, home: Path, *items: Item) -> Rows:
    """The rows of a file of an engine with these words and calls."""
    place, made = FORMS[engine]
    path = home / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(made(items), encoding="utf-8")
    return parsed(engine, home, path)


def parsed(engine: str, home: Path, path: Path) -> Rows:
    """The rows of a file of an engine."""
    source = Source(engine, str(home), str(path))
    return read(_ADAPTERS[engine], source, None, None, Work()).rows


def _lines(records: Iterable[dict[str, Any]]) -> str:
    return "".join(json.dumps(record) + "\n" for record in records)


def _calls(items: tuple[Item, ...]) -> Iterator[tuple[int, Call]]:
    yield from ((n, item) for n, item in enumerate(items) if isinstance(item, Call))


def _blocks(items: tuple[Item, ...], kind: str, given: str) -> list[dict[str, Any]]:
    return [
        {"type": kind, "id": f"c{n}", "name": item.tool, given: item.given}
        if isinstance(item, Call)
        else {"type": "text", "text": item}
        for n, item in enumerate(items)
    ]


def _amp(items: tuple[Item, ...]) -> str:
    results = [
        {"type": "tool_result", "toolUseID": f"c{n}",
         "run": {"status": "done", "result": {"output": call.answer, "exitCode": 0}}}
        for n, call in _calls(items)
    ]  # fmt: skip
    content = _blocks(items, "tool_use", "input")
    said = {"role": "assistant", "messageId": 1, "state": {"type": "complete"},
            "usage": {"timestamp": stamp(1)}, "content": content}  # fmt: skip
    messages = [said, {"role": "user", "messageId": 2, "content": results}]
    return json.dumps({"v": 1, "id": "T-1", "messages": messages})


def _antigravity(items: tuple[Item, ...]) -> str:
    return _lines(_steps(items))


def _steps(items: tuple[Item, ...]) -> Iterator[dict[str, Any]]:
    said = "".join(item for item in items if isinstance(item, str))
    calls = [
        {"name": call.tool, "args": {key: json.dumps(value) for key, value in call.given.items()}}
        for _, call in _calls(items)
    ]
    step = {"status": "DONE", "created_at": stamp(1), "source": "MODEL"}
    yield {**step, "step_index": 1, "type": "PLANNER_RESPONSE", "content": said,
           "tool_calls": calls}  # fmt: skip
    for _, call in _calls(items):
        times = f"Created At: {stamp(1)}\nCompleted At: {stamp(2)}\n"
        yield {**step, "step_index": 2, "type": "RUN_COMMAND", "content": times + call.answer}


def _cline(items: tuple[Item, ...]) -> str:
    return json.dumps([{"ts": MS + n, **one} for n, one in enumerate(_messages(items))])


def _messages(items: tuple[Item, ...]) -> Iterator[dict[str, Any]]:
    sent = json.dumps({"request": "r", "tokensIn": 1, "tokensOut": 1})
    yield {"type": "say", "say": "task", "text": "Review it"}
    yield {"type": "say", "say": "api_req_started", "text": sent}
    for item in items:
        if isinstance(item, str):
            yield {"type": "say", "say": "text", "text": item}
        elif item.tool == "command":
            yield {"type": "say", "say": "command", "text": item.given["command"]}
            yield {"type": "say", "say": "command_output", "text": item.answer}
        else:
            told = json.dumps({"tool": item.tool, **item.given})
            yield {"type": "say", "say": "tool", "text": told}
            yield {"type": "say", "say": "subtask_result", "text": item.answer}
    yield {"type": "say", "say": "api_req_started", "text": sent}


def _codex(items: tuple[Item, ...]) -> str:
    return _lines(_rollout(items))


def _rollout(items: tuple[Item, ...]) -> Iterator[dict[str, Any]]:
    meta = {"id": ID, "timestamp": stamp(0), "cwd": "/home/dev"}
    yield {"type": "session_meta", "timestamp": stamp(0), "payload": meta}
    for n, item in enumerate(items):
        whole = {"type": "response_item", "timestamp": stamp(1 + n)}
        if isinstance(item, str):
            content = [{"type": "output_text", "text": item}]
            yield {**whole, "payload": {"type": "message", "role": "assistant", "content": content}}
        elif item.tool == "apply_patch":
            yield {**whole, "payload": {"type": "custom_tool_call", "name": item.tool,
                                        "call_id": f"c{n}", **item.given}}  # fmt: skip
        else:
            given = json.dumps(item.given)
            head = "Wall time: 1.0 seconds\nProcess exited with code 0\nOutput:\n"
            yield {**whole, "payload": {"type": "function_call", "name": item.tool,
                                        "call_id": f"c{n}", "arguments": given}}  # fmt: skip
            yield {**whole, "payload": {"type": "function_call_output", "call_id": f"c{n}",
                                        "output": head + item.answer}}  # fmt: skip


def _copilot_chat(items: tuple[Item, ...]) -> str:
    rounds: list[dict[str, Any]] = []
    response: list[dict[str, Any]] = []
    for n, item in enumerate(items):
        if isinstance(item, str):
            half = len(item) // 2
            response += [{"value": item[:half]}, {"kind": "codeblockUri"}, {"value": item[half:]}]
            continue
        rounds.append({"toolCalls": [{"name": item.tool, "arguments": json.dumps(item.given)}]})
        details: dict[str, Any] = {}
        if item.tool == "run_in_terminal":
            details = {"kind": "terminal", "commandLine": {"original": item.given["command"]},
                       "terminalCommandOutput": {"text": item.answer}}  # fmt: skip
        elif item.tool == "runSubagent":
            details = {"kind": "subagent", **item.given, "result": item.answer}
        response.append(
            {"kind": "toolInvocationSerialized", "toolCallId": f"c{n}", "toolId": item.tool,
             "isComplete": True, "toolSpecificData": details}
        )  # fmt: skip
    request = {"requestId": "r", "timestamp": MS, "message": {"text": "Go"}, "response": response,
               "result": {"metadata": {"toolCallRounds": rounds}}}  # fmt: skip
    return json.dumps({"version": 3, "sessionId": ID, "requests": [request]})


def _copilot_cli(items: tuple[Item, ...]) -> str:
    return _lines(_events(items))


def _events(items: tuple[Item, ...]) -> Iterator[dict[str, Any]]:
    start = {"sessionId": ID, "context": {"cwd": "/home/dev"}}
    yield {"type": "session.start", "id": "e", "timestamp": stamp(0), "data": start}
    for n, item in enumerate(items):
        whole = {"id": f"e{n}", "timestamp": stamp(1 + n)}
        if isinstance(item, str):
            said = {"messageId": f"m{n}", "content": item, "outputTokens": 1}
            yield {**whole, "type": "assistant.message", "data": said}
            continue
        begun = {"toolCallId": f"c{n}", "toolName": item.tool, "arguments": item.given}
        ended = {"toolCallId": f"c{n}", "success": True, "result": {"content": item.answer}}
        yield {**whole, "type": "tool.execution_start", "data": begun}
        yield {**whole, "type": "tool.execution_complete", "data": ended}


def _cursor(items: tuple[Item, ...]) -> str:
    content = _blocks(items, "tool_use", "input")
    return _lines([{"role": "assistant", "message": {"content": content}}])


def _droid(items: tuple[Item, ...]) -> str:
    results = [
        {"type": "tool_result", "tool_use_id": f"c{n}", "content": call.answer}
        for n, call in _calls(items)
    ]
    said = {"role": "assistant", "content": _blocks(items, "tool_use", "input")}
    whole: dict[str, Any] = {"type": "message", "timestamp": stamp(1)}
    records: list[dict[str, Any]] = [
        {"type": "session_start", "id": "conv", "cwd": "/home/dev"},
        {**whole, "id": "a", "message": said},
        {**whole, "id": "r", "message": {"role": "user", "content": results}},
    ]
    return _lines(records)


def _gemini(items: tuple[Item, ...]) -> str:
    messages = [
        {"id": f"m{n}", "type": "gemini", "timestamp": stamp(1 + n), "model": "gemini-3-flash",
         "content": item if isinstance(item, str) else "", "toolCalls": _gemini_call(n, item)}
        for n, item in enumerate(items)
    ]  # fmt: skip
    return json.dumps({"sessionId": ID, "projectHash": "0" * 64, "messages": messages})


def _gemini_call(n: int, item: Item) -> list[dict[str, Any]]:
    if isinstance(item, str):
        return []
    framed = f"Command: x\nOutput: {item.answer}\nExit Code: 0"
    response = {"functionResponse": {"id": f"c{n}", "response": {"output": framed}}}
    return [{"id": f"c{n}", "name": item.tool, "args": item.given, "status": "success",
             "result": [response], "resultDisplay": item.answer}]  # fmt: skip


def _goose(items: tuple[Item, ...]) -> str:
    blocks: list[dict[str, Any]] = []
    answers: list[dict[str, Any]] = []
    for n, item in enumerate(items):
        if isinstance(item, str):
            blocks.append({"type": "text", "text": item})
            continue
        value = {"name": item.tool, "arguments": item.given}
        came = {"content": [{"type": "text", "text": item.answer}], "isError": False}
        blocks.append({"type": "toolRequest", "id": f"c{n}", "toolCall": {"value": value}})
        result = {"status": "success", "value": came}
        answers.append({"type": "toolResponse", "id": f"c{n}", "toolResult": result})
    records: list[dict[str, Any]] = [
        {"working_dir": "/home/dev", "description": "Review"},
        {"role": "assistant", "created": MS // 1000, "content": blocks},
        {"role": "user", "created": MS // 1000 + 1, "content": answers},
    ]
    return _lines(records)


def _opencode(items: tuple[Item, ...]) -> str:
    parts = [
        {"type": "text", "text": item}
        if isinstance(item, str)
        else {"type": "tool", "tool": item.tool, "callID": f"c{n}",
              "state": {"status": "completed", "input": item.given, "output": item.answer,
                        "time": {"start": MS, "end": MS + 1}}}
        for n, item in enumerate(items)
    ]  # fmt: skip
    info = {"id": "msg_1", "role": "assistant", "time": {"created": MS, "completed": MS + 2}}
    return json.dumps({"info": {"id": "ses_1"}, "messages": [{"info": info, "parts": parts}]})


def _pi(items: tuple[Item, ...]) -> str:
    whole: dict[str, Any] = {"type": "message", "timestamp": stamp(1)}
    said = {"role": "assistant", "content": _blocks(items, "toolCall", "arguments")}
    results = [
        {**whole, "id": f"r{n}",
         "message": {"role": "toolResult", "toolCallId": f"c{n}", "toolName": call.tool,
                     "content": [{"type": "text", "text": call.answer}]}}
        for n, call in _calls(items)
    ]  # fmt: skip
    start: dict[str, Any] = {
        "type": "session",
        "version": 3,
        "id": ID,
        "timestamp": stamp(0),
        "cwd": "/home/dev",
    }
    return _lines([start, {**whole, "id": "a", "message": said}, *results])


def _ptah(items: tuple[Item, ...]) -> str:
    said = "".join(item for item in items if isinstance(item, str))
    calls = [
        {"id": f"c{n}", "name": call.tool, "input": call.given, "result": call.answer}
        for n, call in _calls(items)
    ]
    reply = {"id": "m", "role": "assistant", "text": said, "timestamp": stamp(1),
             "tool_calls": calls}  # fmt: skip
    return json.dumps({"id": "sess_1", "createdAt": stamp(0), "messages": [reply]})


def _qwen(items: tuple[Item, ...]) -> str:
    return _lines(_records(items))


def _records(items: tuple[Item, ...]) -> Iterator[dict[str, Any]]:
    whole = {"sessionId": ID, "timestamp": stamp(1), "cwd": "/home/dev"}
    for n, item in enumerate(items):
        said = {"text": item} if isinstance(item, str) else {
            "functionCall": {"id": f"c{n}", "name": item.tool, "args": item.given}
        }  # fmt: skip
        yield {**whole, "uuid": f"a{n}", "type": "assistant", "message": {"parts": [said]}}
        if isinstance(item, Call):
            came = {"functionResponse": {"id": f"c{n}", "response": {"output": item.answer}}}
            yield {**whole, "uuid": f"r{n}", "type": "tool_result", "message": {"parts": [came]},
                   "toolCallResult": {"callId": f"c{n}", "status": "success"}}  # fmt: skip


def _radium(items: tuple[Item, ...]) -> str:
    said = "".join(item for item in items if isinstance(item, str))
    message = {"id": "m", "role": "assistant", "content": said, "timestamp": stamp(1)}
    return _lines([message])


FORMS: dict[str, tuple[str, Callable[[tuple[Item, ...]], str]]] = {
    "amp": ("T-1.json", _amp),
    "antigravity": ("brain/x/.system_generated/logs/transcript.jsonl", _antigravity),
    "cline": ("tasks/1/ui_messages.json", _cline),
    "codex": (f"2026/03/02/rollout-2026-03-02T10-00-00-{ID}.jsonl", _codex),
    "copilot_chat": (f"x/chatSessions/{ID}.json", _copilot_chat),
    "copilot_cli": (f"{ID}/events.jsonl", _copilot_cli),
    "cursor": ("agent-transcripts/1.jsonl", _cursor),
    "droid": ("conv.jsonl", _droid),
    "gemini_cli": ("p/chats/session-1.json", _gemini),
    "goose": ("1.jsonl", _goose),
    "opencode": ("export.json", _opencode),
    "pi": ("1.jsonl", _pi),
    "ptah": (".ptah/sessions/sess_1.json", _ptah),
    "qwen": ("p/chats/1.jsonl", _qwen),
    "radium": ("1/messages.jsonl", _radium),
}
