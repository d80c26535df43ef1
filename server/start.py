"""Sets Sightline up and runs it: `python3 server/start.py [check | VERB ...]`.

Needs Python 3.11 or later with pip, Node 20 and npm, and nothing else. Dependencies come locked
into `.venv` and `client-vscode/node_modules`; a second run finds them there. Without arguments it
runs the main job, `check` runs all checks and tests, anything else goes to the `sightline` command.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CLIENT = ROOT / "client-vscode"
VENV = ROOT / ".venv"
PROGRAMS = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = PROGRAMS / ("python.exe" if os.name == "nt" else "python")
UV = "uv==0.13.8"
NPM = "npm.cmd" if os.name == "nt" else "npm"


def main() -> int:
    """Set up what is missing, then run what was asked."""
    if sys.version_info < (3, 11):
        print("Sightline needs Python 3.11 or later.", file=sys.stderr)
        return 3
    set_up()
    arguments = sys.argv[1:]
    if arguments[:1] == ["check"]:
        return run([PYTHON, "-m", "poethepoet", *(arguments[1:] or ["check"])])
    return run([PYTHON, "-m", "sightline", *(arguments or ["start"])], cwd=Path.cwd())


def set_up() -> None:
    """Install locked dependencies and build the page, where something changed since last time."""
    once("python", [ROOT / "uv.lock", ROOT / "pyproject.toml"], install_python)
    lock = CLIENT / "package-lock.json"
    once("node", [lock], install_node)
    page = [*sorted((CLIENT / "webview").rglob("*")), *sorted(CLIENT.glob("*.mjs")), lock]
    page += sorted((CLIENT / "src").rglob("*.ts"))
    once("page", [path for path in page if path.is_file()], build_page)


def once(name: str, inputs: list[Path], work: object) -> None:
    """Do the work unless it was done for exactly these inputs."""
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in inputs)).hexdigest()
    stamp = VENV / f".sightline-{name}"
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == digest:
        return
    assert callable(work)
    work()
    stamp.write_text(digest, encoding="utf-8")


def install_python() -> None:
    """Make the virtual environment, with uv inside, and sync it to the lock file."""
    if not PYTHON.exists():
        print("Setting up Python packages …", file=sys.stderr)
        venv.create(VENV, with_pip=True)
    must([PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", UV])
    environment = {**os.environ, "VIRTUAL_ENV": str(VENV), "UV_PROJECT_ENVIRONMENT": str(VENV)}
    must(
        [PYTHON, "-m", "uv", "sync", "--quiet", "--frozen", "--inexact", "--python", PYTHON],
        environment,
    )


def install_node() -> None:
    """Install the client's packages as locked."""
    print("Setting up Node packages …", file=sys.stderr)
    must([NPM, "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--silent"], cwd=CLIENT)


def build_page() -> None:
    """Build the extension and the dashboard page."""
    must([NPM, "run", "--silent", "build"], cwd=CLIENT)


def must(
    command: list[str | Path], environment: dict[str, str] | None = None, cwd: Path = ROOT
) -> None:
    """Run a command of the set-up; its failure ends everything."""
    status = subprocess.run([str(part) for part in command], cwd=cwd, env=environment, check=False)
    if status.returncode:
        print(f"Set-up failed: {' '.join(str(part) for part in command)}", file=sys.stderr)
        sys.exit(status.returncode)


def run(command: list[str | Path], cwd: Path = ROOT) -> int:
    """Run the job itself."""
    return subprocess.run([str(part) for part in command], cwd=cwd, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
