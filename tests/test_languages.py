"""The language of a file, by its name (M5)."""

from __future__ import annotations

import subprocess
import sys

import pytest

from sightline.languages import language_of


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("typescript", "a.ts a.tsx a.d.ts a.mts a.cts a.test.ts"),
        ("javascript", "a.js a.jsx a.mjs a.cjs"),
        ("python", "a.py a.pyi a.pyw setup.py"),
        ("shell", "a.sh a.bash a.zsh a.ksh .bashrc .zshrc PKGBUILD"),
        ("css", "a.css a.scss a.sass a.less"),
        ("markdown", "a.md a.mdx README.md CHANGELOG.markdown"),
        ("html", "a.html a.htm a.xhtml"),
        ("json", "a.json a.jsonc a.jsonl package-lock.json a.ipynb .babelrc Pipfile.lock"),
        ("yaml", "a.yml a.yaml .yamllint"),
        ("toml", "a.toml Cargo.toml pyproject.toml Cargo.lock poetry.lock uv.lock"),
    ],
)
def test_several_endings_have_one_name(language: str, names: str) -> None:
    assert {name: language_of(name) for name in names.split()} == dict.fromkeys(
        names.split(), language
    )


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("main.go", "go"),
        ("go.mod", "go"),
        ("go.sum", "go"),
        ("song.mod", "other"),
        ("lib.rs", "rust"),
        ("a.c", "c"),
        ("a.h", "c"),
        ("a.hpp", "c++"),
        ("a.mm", "objective-c++"),
        ("Program.cs", "c#"),
        ("a.csproj", "xml"),
        ("schema.sql", "sql"),
        ("App.vue", "vue"),
        ("App.svelte", "svelte"),
        ("page.astro", "astro"),
        ("schema.prisma", "prisma"),
        ("logo.svg", "svg"),
        ("Gemfile", "ruby"),
        ("Jenkinsfile", "groovy"),
        ("Makefile", "makefile"),
        ("Dockerfile.dev", "dockerfile"),
        ("CMakeLists.txt", "cmake"),
        ("requirements.txt", "text"),
        ("LICENSE", "text"),
        (".env", "dotenv"),
        (".gitignore", "gitignore"),
    ],
)
def test_the_common_name_is_used(name: str, language: str) -> None:
    """M5: by the file's name."""
    assert language_of(name) == language


@pytest.mark.parametrize(
    "name", ["", ".", "..", "a.", ".x", "a.unknown", "a.conf", "photo.png", "a.zip", "\udcff", "\0"]
)
def test_a_name_that_tells_none_is_other(name: str) -> None:
    assert language_of(name) == "other"


@pytest.mark.parametrize(
    "path", ["A.TS", "/home/dev/app.py/a.ts", "C:\\work\\a.ts", "src\\a.ts", "a.ts/", "été.ts"]
)
def test_only_the_end_of_the_path_counts(path: str) -> None:
    assert language_of(path) == "typescript"


def test_the_usual_endings_do_not_load_the_library() -> None:
    ask = "import sys; from sightline.languages import language_of as of"
    asked = f"{ask}; of('a.ts'), of('Cargo.toml'), of('b/c.md'); print('identify' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, check=True, text=True)
    assert done.stdout == "False\n"
