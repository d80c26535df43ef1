"""A thread that older releases named is called so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from builders import stamp

if TYPE_CHECKING:
    from conftest import Ask, Home

ID = "01990000-0000-7000-8000-000000000001"


def rollout(home: Home) -> None:
    meta = {"id": ID, "timestamp": stamp(0), "cwd": "/home/dev/app"}
    said = {"type": "user_message", "message": "fix the tide table"}
    home.codex(
        f"rollout-x-{ID}", {"timestamp": stamp(0), "type": "session_meta", "payload": meta},
        {"timestamp": stamp(1), "type": "event_msg", "payload": said},
    )  # fmt: skip


def named(home: Home, *lines: bytes) -> None:
    """Write the index beside the folder of rollouts, day folders above it."""
    path = home.path / ".codex" / "session_index.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"\n".join(lines) + b"\n")


def title(home: Home, ask: Ask) -> str:
    index = home.index()
    index.refresh()
    return str(ask(index, "sessions").rows[0].title)


def test_the_last_name_wins_over_the_first_prompt(home: Home, ask: Ask) -> None:
    rollout(home)
    line = b'{"id":"%s","thread_name":"%s"}'
    named(home, line % (ID.encode(), b"Old"), b"broken {", line % (ID.encode(), b"Tide table"))
    assert title(home, ask) == "Tide table"


def test_without_a_name_the_first_prompt_is_the_title(home: Home, ask: Ask) -> None:
    rollout(home)
    named(home, b'{"id":"another","thread_name":"No"}', b'{"id":"%s"}' % ID.encode())
    assert title(home, ask) == "fix the tide table"


def test_a_later_name_shows_at_the_next_refresh_and_goes_with_its_list(
    home: Home, ask: Ask
) -> None:
    rollout(home)
    index = home.index()
    index.refresh()
    named(home, b'{"id":"%s","thread_name":"Harbour"}' % ID.encode())
    assert index.refresh().files_opened == 1
    assert ask(index, "sessions").rows[0].title == "Harbour"
    (home.path / ".codex" / "session_index.jsonl").unlink()
    index.refresh()
    assert ask(index, "sessions").rows[0].title == "fix the tide table"


def test_another_threads_name_opens_no_rollout(home: Home) -> None:
    rollout(home)
    index = home.index()
    index.refresh()
    named(home, b'{"id":"01990000-0000-7000-8000-000000000002","thread_name":"No"}')
    assert index.refresh().files_opened == 0
