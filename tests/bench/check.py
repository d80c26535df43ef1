#!/usr/bin/env python3
"""Reads a generated history with nothing but the standard library and compares it with its truth.

    python check.py OUT

It shares no code with the generator: it states the counting rules a second time, slowly.
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

Json = dict[str, Any]
Found = dict[str, Any]
NOT_TYPED = ("<command-name>", "Caveat:", "[Request interrupted")


def main() -> int:
    """Compare each engine's totals; return how many differ."""
    out = Path(sys.argv[1])
    made = json.loads((out / "truth.json").read_text(encoding="utf-8"))
    both = made["made_with"]["engine"] == "both"
    readers = {"claude_code": (".claude", read_claude), "codex": (".codex", read_codex)}
    wrong = 0
    for engine, truth in made["engines"].items():
        folder, read = readers[engine]
        found = read(out / folder if both else out)
        for name in ("total", "subagents", "by_model", "by_day", "by_tool", "counts"):
            wrong += compare(f"{engine}.{name}", truth[name], found[name])
    print("differences:", wrong)
    return wrong


def compare(where: str, truth: Any, found: Any) -> int:
    """Compare all numbers that the truth names."""
    if isinstance(truth, dict):
        return sum(compare(f"{where}.{key}", truth[key], found.get(key, 0)) for key in truth)
    if truth == found:
        return 0
    print(f"{where}: truth {truth}, found {found}")
    return 1


class Book:
    """Sums by total, model, day and tool."""

    def __init__(self) -> None:
        self.found: Found = {name: Counter() for name in ("total", "subagents", "counts")}
        for name in ("by_model", "by_day", "by_tool"):
            self.found[name] = defaultdict(Counter)

    def add(self, part: Json, model: str, day: str, *, side: bool) -> None:
        """Count a request or a tool call."""
        for sums in (self.found["total"], self.found["by_model"][model], self.found["by_day"][day]):
            sums.update(part)
        if side:
            self.found["subagents"].update(part)

    def add_tool(self, name: str, part: Json) -> None:
        """Count a tool call under its tool."""
        self.found["by_tool"][name].update(calls=1, failures=part.get("tool_failures", 0))


def records(path: Path, counts: Counter[str]) -> Iterator[Json]:
    """The readable records of a file; counts what is not."""
    data = path.read_bytes()
    counts.update(files=1, bytes=len(data))
    for line in data.split(b"\n"):
        if not line:
            continue
        counts["lines"] += 1
        try:
            record = json.loads(line.decode("utf-8", "replace"), strict=False)
        except ValueError:
            record = None
        if isinstance(record, dict):
            yield record
        else:
            counts["unreadable_lines"] += 1


def read_claude(home: Path) -> Found:
    """Requests by message id over all files, tool calls by their id, prompts by their uuid."""
    book = Book()
    counts = book.found["counts"]
    requests: dict[str, Json] = {}
    calls: dict[str, Json] = {}
    results: dict[str, Json] = {}
    seen: set[str] = set()
    for path in sorted(home.rglob("*.jsonl")):
        counts["subagent_files" if path.name.startswith("agent-") else "sessions"] += 1
        for record in records(path, counts):
            data = record.get("data") or {}
            inner = data["message"] if data.get("type") == "agent_progress" else record
            side = bool(record.get("isSidechain")) or inner is not record
            if inner.get("type") == "assistant":
                note_message(inner, requests, calls, side=side)
            elif inner.get("type") == "user":
                note_user(inner, results, seen, counts, side=side)
    for request in requests.values():
        book.add(request["part"], request["model"], request["day"], side=request["side"])
        counts["assistant_messages"] += not request["side"]
    for call_id, call in calls.items():
        part = {"tool_calls": 1, **results.get(call_id, {})}
        book.add(part, call["model"], call["day"], side=call["side"])
        book.add_tool(call["name"], part)
    return book.found


def note_message(
    record: Json, requests: dict[str, Json], calls: dict[str, Json], *, side: bool
) -> None:
    """Keep the largest output of a message and the first sight of its tool calls."""
    message = record["message"]
    usage = message["usage"]
    split = usage["cache_creation"]
    read, written = (usage["cache_read_input_tokens"], usage["cache_creation_input_tokens"])
    part = {
        "requests": 1,
        "input_tokens": usage["input_tokens"],
        "cache_read_tokens": read,
        "cache_write_5m_tokens": written - split["ephemeral_1h_input_tokens"],
        "cache_write_1h_tokens": split["ephemeral_1h_input_tokens"],
        "output_tokens": usage["output_tokens"],
        "web_searches": usage.get("server_tool_use", {}).get("web_search_requests", 0),
    }
    day = record["timestamp"][:10]
    fresh = {"part": part, "model": message["model"], "day": day, "side": side}
    old = requests.setdefault(message["id"], fresh)
    if part["output_tokens"] > old["part"]["output_tokens"]:
        old["part"] = part
    for block in message["content"]:
        if block["type"] == "tool_use":
            calls.setdefault(block["id"], {**fresh, "name": block["name"]})


def note_user(
    record: Json, results: dict[str, Json], seen: set[str], counts: Counter[str], *, side: bool
) -> None:
    """Keep a tool's result, or count a prompt once."""
    content = record["message"]["content"]
    block = content[0] if isinstance(content, list) else {"type": "text", "text": content}
    if block["type"] == "tool_result":
        results[block["tool_use_id"]] = outcome(block) | edit(record.get("toolUseResult"))
        return
    if side or record["uuid"] in seen:
        return
    seen.add(record["uuid"])
    text = block.get("text", "")
    counts["interruptions"] += text.startswith("[Request interrupted")
    counts["user_prompts"] += not (record.get("isMeta") or text.startswith(NOT_TYPED))


def outcome(block: Json) -> Json:
    """Failed, refused or neither."""
    if not block.get("is_error"):
        return {}
    refused = str(block["content"]).startswith("The user doesn't want")
    return {"tool_rejections": 1} if refused else {"tool_failures": 1}


def edit(details: Any) -> Json:
    """The lines an edit added and removed."""
    if not isinstance(details, dict) or "structuredPatch" not in details:
        return {}
    signs = Counter(line[:1] for hunk in details["structuredPatch"] for line in hunk["lines"])
    if details.get("type") == "create":
        signs["+"] += len(lines_of(details["content"]))
    return {"lines_added": signs["+"], "lines_removed": signs["-"]}


def lines_of(text: str) -> list[str]:
    """Lines between line feeds; a final one begins no further line."""
    lines = text.split("\n")
    return lines[:-1] if not lines[-1] else lines


def read_codex(home: Path) -> Found:
    """Deltas of each rollout's own token counts; a fork's copied head is its parent's work."""
    book = Book()
    for path in sorted(home.rglob("*.jsonl")):
        read_rollout(list(records(path, book.found["counts"])), book)
    return book.found


def read_rollout(rollout: list[Json], book: Book) -> None:
    """Count one rollout from where its own work begins."""
    counts = book.found["counts"]
    source = rollout[0]["payload"].get("source") or {}
    side = "subagent" in source
    counts["subagent_files" if side else "sessions"] += 1
    begin = native_start(rollout)
    model, last_total = "", None
    calls: dict[str, Json] = {}
    for position, record in enumerate(rollout):
        payload = record["payload"]
        kind = payload.get("type", record["type"])
        day = record["timestamp"][:10]
        own = position >= begin
        if kind == "turn_context":
            model = payload["model"]
        elif kind == "token_count" and payload["info"]:
            total = payload["info"]["total_token_usage"]
            if total != last_total and own:
                book.add(request(payload["info"]["last_token_usage"]), model, day, side=side)
            last_total = total
        elif own and kind in ("function_call", "custom_tool_call", "web_search_call"):
            name = payload.get("name", "web_search")
            call = {"name": name, "model": model, "day": day, "asked": payload, "part": {}}
            calls[payload.get("call_id", f"{position}")] = call
        elif own and payload.get("call_id") in calls:
            note_answer(calls[payload["call_id"]], payload)
        elif own and not side:
            counts["user_prompts"] += kind == "user_message"
            counts["assistant_messages"] += kind == "agent_message"
        counts["interruptions"] += own and kind == "turn_aborted"
    for call in calls.values():
        is_open = not call.get("answered") and call["name"] != "web_search"
        part = {"tool_calls": 1, "tool_open": int(is_open), **call["part"]}
        book.add(part, call["model"], call["day"], side=side)
        book.add_tool(call["name"], part)


def native_start(rollout: list[Json]) -> int:
    """Where a rollout's own work begins: after a copied head, which shares one instant."""
    own_id = rollout[0]["payload"]["id"]
    foreign = [
        record
        for record in rollout
        if record["type"] == "session_meta" and record["payload"]["id"] != own_id
    ]
    if not foreign:
        return 0
    moment = foreign[0]["timestamp"]
    later = (n for n, record in enumerate(rollout[1:], 1) if record["timestamp"] != moment)
    return next(later, len(rollout))


def request(usage: Json) -> Json:
    """One request's tokens: cached is part of input, reasoning of output."""
    return {
        "requests": 1,
        "input_tokens": usage["input_tokens"] - usage["cached_input_tokens"],
        "cache_read_tokens": usage["cached_input_tokens"],
        "output_tokens": usage["output_tokens"],
        "reasoning_tokens": usage["reasoning_output_tokens"],
    }


def note_answer(call: Json, payload: Json) -> None:
    """Keep how a call ended and what a patch changed."""
    if payload["type"] == "patch_apply_end":
        signs = patch_signs(payload["changes"]) if payload["success"] else Counter()
        call["part"] |= {"lines_added": signs["+"], "lines_removed": signs["-"]}
        return
    if payload["type"] == "mcp_tool_call_end":
        return
    call["answered"] = True
    output = payload["output"]
    if call["name"] == "shell":
        inner = json.loads(output)
        failed = inner["metadata"]["exit_code"] != 0
        script = json.loads(call["asked"]["arguments"])["command"][-1]
        if "*** Begin Patch" in script and not failed:
            signs = Counter(line[:1] for line in script.split("\n"))
            call["part"] |= {"lines_added": signs["+"], "lines_removed": signs["-"]}
    else:
        head = output.partition("\nOutput:")[0].split("\n")
        codes = [line.rpartition(" ")[2] for line in head if "xit" in line and "code" in line]
        failed = any(code != "0" for code in codes) or output.startswith("Error:")
    call["part"] |= {"tool_failures": int(failed)}


def patch_signs(changes: Json) -> Counter[str]:
    """Lines with a plus and lines with a minus over all changed files."""
    signs: Counter[str] = Counter()
    for change in changes.values():
        match change["type"]:
            case "add":
                signs["+"] += len(lines_of(change["content"]))
            case "delete":
                signs["-"] += len(lines_of(change["content"]))
            case _:
                signs.update(line[:1] for line in change["unified_diff"].split("\n"))
    return signs


if __name__ == "__main__":
    sys.exit(min(main(), 1))
