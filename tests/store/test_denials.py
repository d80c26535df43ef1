"""Q8: calls that a hook blocked or a policy denied are violations, once, where they count."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from builders import prompt, reply, tool_result, tool_use
from conftest import Ask, Home, totals_of

if TYPE_CHECKING:
    from sightline.store import Index

ALL = {"preset": "all"}
BLOCKED = "PreToolUse:Bash hook error: [guard.sh]: Command blocked by hook"
REJECTED = "The user doesn't want to proceed with this tool use. The tool use was rejected"


def session(home: Home, *results: str | None, name: str = "aaaa") -> None:
    """A session that calls Bash once a result; None: it never ended."""
    lines: list[dict[str, Any]] = [prompt("p", 0)]
    for n, text in enumerate(results):
        lines.append(reply(f"m{n}", 2 * n + 1, content=[tool_use(f"t{n}", "Bash", command="rm")]))
        if text is not None:
            result = {"type": "tool_result", "tool_use_id": f"t{n}", "content": text,
                      "is_error": text != "ok"}  # fmt: skip
            lines.append(tool_result(f"t{n}", 2 * n + 2) | {
                "message": {"role": "user", "content": [result]}
            })  # fmt: skip
    home.claude(name, *lines)


def opened(home: Home) -> Index:
    index = home.index()
    index.refresh()
    return index


def found(index: Index) -> tuple[Any, ...]:
    names = ("violations", "violations_warnings", "fix_minutes", "tool_denied")
    return tuple(totals_of(index, *names).values())


def test_a_call_that_a_hook_blocked_is_a_warning(home: Home, ask: Ask) -> None:
    session(home, BLOCKED, "ok", "failed")
    index = opened(home)
    assert found(index) == (1, 1, 5, 1)
    (rule,) = ask(index, "quality", range=ALL).findings
    assert (rule.rule, rule.source, rule.severity) == ("Bash denied", "hook", "warning")
    assert found(home.index()) == found(index)  # from the cache, too


def test_what_the_user_rejected_is_none(home: Home) -> None:
    session(home, REJECTED)
    assert found(opened(home)) == (0, 0, 0, 1)


def test_a_copied_call_is_one_violation(home: Home) -> None:
    session(home, BLOCKED)
    session(home, BLOCKED, "ok", name="bbbb")
    assert found(opened(home)) == (1, 1, 5, 1)


def test_a_call_denied_later_becomes_one_then(home: Home) -> None:
    session(home, None)
    index = opened(home)
    assert found(index)[0] == 0
    session(home, BLOCKED)
    index.refresh()
    assert found(index) == (1, 1, 5, 1)
    session(home, "ok")
    index.refresh()
    assert found(index) == (0, 0, 0, 0)


def test_with_its_file_it_goes(home: Home) -> None:
    session(home, BLOCKED)
    session(home, BLOCKED, BLOCKED, name="bbbb")
    index = opened(home)
    assert found(index)[0] == 2
    next(home.path.rglob("bbbb.jsonl")).unlink()
    index.refresh()
    assert found(index)[0] == 1
    assert found(home.index()) == found(index)


def test_it_is_found_by_the_search_for_violations(home: Home, ask: Ask) -> None:
    session(home, BLOCKED)
    rows = ask(opened(home), "sessions", range=ALL, query="has:violation violations:1").rows
    assert [row.id for row in rows] == ["claude_code:aaaa"]


def hook(event: str, name: str, second: int) -> dict[str, Any]:
    """What Claude Code notes of a hook that blocked."""
    error = {"blockingError": "write a test first", "command": "check.sh"}
    told = {"type": "hook_blocking_error", "hookName": name, "hookEvent": event,
            "toolUseID": "t0", "blockingError": error}  # fmt: skip
    return prompt(f"h{second}", second) | {"type": "attachment", "message": None,
                                           "attachment": told}  # fmt: skip


def feedback(second: int, **more: Any) -> dict[str, Any]:
    """The line in the user's name by which a hook keeps the agent at work."""
    text = "Stop hook feedback:\nwrite a test first"
    return prompt(f"f{second}", second, text) | {"isMeta": True, **more}


def rules(home: Home) -> list[tuple[str, str, str]]:
    with opened(home).reading() as connection:
        return connection.execute(
            "SELECT rule, severity, reporter FROM finding WHERE native ORDER BY ts, rule"
        ).fetchall()


def test_an_end_that_a_hook_did_not_allow_is_one_warning(home: Home) -> None:
    """Q8: newer files tell it twice, in an attachment and in the user's name."""
    home.claude("aaaa", prompt("p", 0), reply("m", 1), hook("Stop", "Stop", 2), feedback(3))
    assert rules(home) == [("Stop blocked", "warning", "hook")]
    assert found(opened(home)) == (1, 1, 5, 0)


def test_a_hook_that_blocked_after_a_tool_is_a_warning_and_the_call_stays_what_it_was(
    home: Home,
) -> None:
    call = reply("m", 1, content=[tool_use("t0", "Bash", command="ls")])
    after = hook("PostToolUse", "PostToolUse:Bash", 3)
    home.claude("aaaa", prompt("p", 0), call, tool_result("t0", 2), after)
    assert rules(home) == [("PostToolUse:Bash blocked", "warning", "hook")]
    assert found(opened(home)) == (1, 1, 5, 0)


def test_a_hook_before_a_call_is_told_by_the_call_alone(home: Home) -> None:
    session(home, BLOCKED)
    log = home.path / ".claude/projects/-home-dev-app/aaaa.jsonl"
    home.claude("bbbb", hook("PreToolUse", "PreToolUse:Bash", 2))
    log.write_text(log.read_text() + log.with_name("bbbb.jsonl").read_text())
    log.with_name("bbbb.jsonl").unlink()
    assert rules(home) == [("Bash denied", "warning", "hook")]


def test_a_block_in_a_sub_agent_counts_in_its_session_and_a_copied_one_once(home: Home) -> None:
    lines = [prompt("p", 0), reply("m", 1), feedback(2)]
    home.claude("aaaa", *lines)
    home.claude("bbbb", *lines, prompt("q", 5), reply("n", 6))
    side: dict[str, Any] = {"isSidechain": True, "agentId": "ag", "sessionId": "aaaa"}
    home.claude("aaaa/subagents/agent-ag", reply("s", 3, **side), feedback(4, **side))
    assert rules(home) == [("Stop blocked", "warning", "hook")] * 2


def test_what_a_person_says_of_a_hook_is_none(home: Home) -> None:
    home.claude("aaaa", prompt("p", 0, "The Stop hook feedback: is it right?"), reply("m", 1))
    assert rules(home) == []
