"""Work left undone and doors left open."""

from __future__ import annotations

import pytest

from sightline.reviewers import dangerous, placeholders
from sightline.reviewers.base import File


def undone(text: str, name: str = "app.py") -> list[tuple[str, int]]:
    return [(found.rule, found.line) for found in placeholders.detect(File(name, text))]


def doors(text: str, name: str = "app.ts") -> list[str]:
    return [found.rule for found in dangerous.detect(File(name, text))]


def test_marks_are_found_in_comments_alone() -> None:
    assert undone("x = 1  # TODO: more\ny = 'TODO'\n# FIXME") == [("todo", 1), ("fixme", 3)]


def test_a_function_that_raises_not_implemented_is_undone() -> None:
    assert undone("def f():\n    raise NotImplementedError\n") == [("not-implemented", 2)]


def test_a_function_without_content_is_undone() -> None:
    assert undone("def f():\n    pass\n") == [("empty-body", 1)]
    assert undone("def f():\n    '''Nobody listens.'''\n") == []


def test_an_outline_has_no_content_to_have() -> None:
    text = (
        "class P(Protocol):\n    def f(self): ...\n"
        "class A:\n    @abstractmethod\n    def f(self):\n        raise NotImplementedError\n"
    )
    assert undone(text) == []


def test_code_that_does_not_parse_is_still_read_by_line() -> None:
    assert undone("def f(:\n    # TODO\n") == [("todo", 2)]


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("const mockUsers = [{}];", "stand-in"),
        ("this.placeholder = 3;", "stand-in"),
        ("FAKE_TOKEN=abc", "stand-in"),
        ("<p>Lorem ipsum dolor</p>", "lorem"),
        ("throw new Error('Not implemented');", "not-implemented"),
        ("function later() {}", "empty-body"),
        ("try { a(); } catch (e) {}", "empty-catch"),
    ],
)
def test_scripts_leave_work_in_their_own_ways(line: str, rule: str) -> None:
    assert undone(line, "app.ts") == [(rule, 1)]


@pytest.mark.parametrize(
    "line",
    [
        "if (fake === 1) {",
        "return mockUsers;",
        "const f = () => {};",
        '    placeholder="Search"',
        "    placeholder={hint}",
        "    mock=True,",
    ],
)
def test_ordinary_lines_leave_nothing(line: str) -> None:
    assert undone(line, "app.ts") == []


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("box.innerHTML = name;", "inner-html"),
        ("<div dangerouslySetInnerHTML={{ __html: text }} />", "inner-html"),
        ("box.insertAdjacentHTML('beforeend', row);", "inner-html"),
        ("document.write(text);", "document-write"),
        ("exec(`rm -rf ${folder}`);", "shell-string"),
        ("execSync('ls ' + folder);", "shell-string"),
        ("eval(code);", "eval"),
        ("const f = new Function(code);", "eval"),
    ],
)
def test_a_door_is_seen(line: str, rule: str) -> None:
    assert doors(line) == [rule]


@pytest.mark.parametrize(
    "line",
    ["box.innerHTML = '';", "execSync('ls');", "if (a.innerHTML === b) {", "// eval(code)",
     "pattern.exec(`a${b}`.trim)", "retrieval(code);"],
)  # fmt: skip
def test_constants_and_comments_are_no_doors(line: str) -> None:
    assert doors(line) == []


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ('os.system(f"rm {name}")', ["shell-string"]),
        ('subprocess.run("ls " + name, shell=True)', ["shell-string"]),
        ("eval(text)", ["eval"]),
        ('subprocess.run(["ls", name])', []),
    ],
)
def test_python_has_doors_too(line: str, rule: list[str]) -> None:
    assert doors(line, "app.py") == rule
