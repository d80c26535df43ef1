"""X4: the cost of each agent, its own and with all it started."""

from __future__ import annotations

from typing import Any

import pytest

from builders import prompt, reply, tool_result, tool_use
from conftest import Ask, Home
from sightline.metrics import LABEL_COUNTS
from sightline.reports import agents

ID = "11111111-1111-4111-8111-111111111111"
HELPER = "22222222-2222-4222-8222-222222222222"


def task(id_: str, second: float, agent: str, kind: str) -> list[Any]:
    """A call that starts a sub-agent and its result."""
    use = tool_use(id_, "Task", subagent_type=kind, prompt="look")
    done = {"agentId": agent, "status": "completed"}
    return [
        reply(f"m-{id_}", second, content=[use]),
        tool_result(id_, second + 8, toolUseResult=done),
    ]


def side(agent: str, *lines: dict[str, Any]) -> list[dict[str, Any]]:
    own = {"isSidechain": True, "agentId": agent, "sessionId": ID}
    return [line | own for line in lines]


@pytest.fixture
def tree(home: Home, ask: Ask) -> Any:
    """main starts Explore, which starts Plan; main runs codex, whose session is not found."""
    main = [prompt("p", 0), *task("t1", 1, "a1", "Explore")]
    shell = tool_use("t3", "Bash", command="codex exec 'go'")
    main += [reply("m9", 20, content=[shell]), tool_result("t3", 25)]
    home.claude(ID, *main)
    below = side("a1", prompt("s", 2), *task("t2", 3, "a2", "Plan"), reply("x", 6, 20))
    home.claude(f"{ID}/subagents/agent-a1", *below)
    home.claude(f"{ID}/subagents/agent-a2", *side("a2", prompt("q", 4), reply("y", 5, 30)))
    index = home.index()
    index.refresh()
    return ask(index, "session", id=ID)


def test_each_agent_stands_below_the_one_that_started_it(tree: Any) -> None:
    assert [(node.depth, node.name, node.kind, node.requests) for node in tree.agents] == [
        (0, "main", "main", 2), (1, "Explore", "subagent", 2), (2, "Plan", "subagent", 1),
        (1, "codex", "helper", None),
    ]  # fmt: skip


def test_a_total_is_the_own_cost_and_that_of_the_sub_agents_below(tree: Any) -> None:
    main, explore, plan, helper = tree.agents
    assert plan.total_cost == plan.own_cost
    assert explore.total_cost == pytest.approx(explore.own_cost + plan.own_cost, abs=1e-12)
    assert main.total_cost == pytest.approx(main.own_cost + explore.total_cost, abs=1e-12)
    assert main.total_cost == tree.parts.cost
    assert (helper.own_cost, helper.total_cost, helper.duration_ms) == (None, None, 5000)


def test_work_of_a_helpers_own_session_is_in_no_total_of_the_one_that_ran_it() -> None:
    own: dict[str, Any] = dict.fromkeys(("rows", *LABEL_COUNTS), 0)
    work = {"requests": 2, "total_tokens": 30, "cost": 500}
    members = {
        "main": agents._Member("main", "main", own | work, children=["a", "h"]),
        "a": agents._Member("Plan", "subagent", own | work),
        "h": agents._Member("codex", "helper", own | work, session="codex:x"),
    }
    found = agents._total(members, "main")
    assert found is not None
    assert {name: found[name] for name in work} == {
        "requests": 2 + 2, "total_tokens": 30 + 30, "cost": 500 + 500,
    }  # fmt: skip


def test_a_session_without_agents_has_no_tree(home: Home, ask: Ask) -> None:
    home.claude(ID, prompt("p", 0), reply("m", 1))
    index = home.index()
    index.refresh()
    assert ask(index, "session", id=ID).agents == ()
