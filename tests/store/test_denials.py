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
