"""Which session files there are: names, sizes and times, without opening any."""

from __future__ import annotations

import fnmatch
import os
import re
import stat
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct, field

from sightline.adapters import ADAPTERS
from sightline.metadata import places, workspaces

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from sightline.adapters.base import Adapter, Environment
    from sightline.settings import Settings

DEEPEST = 8
MOST_ENTRIES = 200_000
LINK, ODD = "a link, not followed", "not a regular file"
NO_TEXT = "a name that is not UTF-8"


class Found(msgspec.Struct, frozen=True, gc=False):
    """A session file as the folder shows it."""

    engine: str
    root: str
    path: str
    size: int
    mtime_ns: int
    inode: int
    refused: str | None = None
    """Why it is not to be opened."""


class Scan(Struct):
    """All session files, and the folders that could not be listed (what lies there is unknown)."""

    files: dict[str, Found] = field(default_factory=dict)
    unlisted: list[str] = field(default_factory=list)
    walked: list[str] = field(default_factory=list)
    """The folders whose names were read."""
    only: frozenset[str] | None = None
    """The only paths looked at; None: all there are."""

    def knows(self, path: str) -> bool:
        """Whether a path was looked for, so that its absence means it is gone."""
        if self.only is not None:
            return path in self.only
        return not any(path.startswith(folder) for folder in self.unlisted)


def adapters_of(settings: Settings) -> tuple[Adapter, ...]:
    """The adapters that are switched on."""
    off = {engine for engine, choice in settings.engines.items() if not choice.enabled}
    return tuple(adapter for adapter in ADAPTERS if adapter.engine not in off)


def _is_there(folder: Path) -> bool:
    """Whether there is or may be such a folder."""
    try:
        os.lstat(folder)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return True


def _any(_folder: Path) -> bool:
    return True


def roots(
    settings: Settings, environment: Environment, wanted: Callable[[Path], bool] = _any
) -> Iterator[tuple[Adapter, Path]]:
    """Each adapter's folders to search: its own, those a setting adds, and those in projects.

    Only those `wanted` are led through links, which takes long for many.
    """
    scanned = _readable(_named_projects(settings, environment), environment)
    projects = dict.fromkeys((*projects_of(environment), *scanned))
    for adapter in adapters_of(settings):
        seen = set()
        named = settings.paths.get(adapter.engine, [])
        more = [environment.home.__class__(path).expanduser() for path in named]
        if adapter.in_projects is not None:
            inside = [project / adapter.in_projects for project in projects]
            # A link in a project may lead anywhere.
            more += [folder for folder in inside if not folder.is_symlink()]
        for folder in filter(wanted, (*adapter.folders(environment), *more)):
            resolved = folder.resolve()
            if resolved not in seen:
                seen.add(resolved)
                yield adapter, resolved


def projects_of(environment: Environment) -> list[Path]:
    """Project folders in which the user used Sightline, and that may be read."""
    return _readable(workspaces.listed(environment.data), environment)


def _readable(projects: Iterable[Path], environment: Environment) -> list[Path]:
    return [one for one in projects if not places.is_below(one, environment.untrusted)]


def _named_projects(settings: Settings, environment: Environment) -> Iterator[Path]:
    """Each folder of `scanPaths`, and the folders in it, which may be projects as well."""
    for path in settings.scan_paths:
        folder = environment.home.__class__(path).expanduser()
        yield folder
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError:
            continue
        yield from (folder / one.name for one in entries if one.is_dir(follow_symlinks=False))


def ignored(settings: Settings) -> Callable[[str], bool]:
    """Whether a path is one that `ignore` names, or lies below one."""
    named = [_place_of(one) for one in settings.ignore if one.strip()]
    if not named:
        return lambda _path: False
    patterns = [fnmatch.translate(one) for name in named for one in (name, f"{name}{os.sep}*")]
    any_of_them = re.compile("|".join(patterns))
    return lambda path: any_of_them.match(path) is not None


def _place_of(pattern: str) -> str:
    """A pattern as paths of session files are written: whole, and led through no link."""
    path = Path(pattern).expanduser()
    return str(path if "*" in pattern or not path.is_absolute() else path.resolve())


def scan(settings: Settings, environment: Environment) -> Scan:
    """Walk all folders; links are not followed, what is no regular file is refused."""
    found = Scan()
    skipped = ignored(settings)
    for adapter, root in roots(settings, environment, _is_there):
        _walk(adapter, str(root), found, skipped)
    return found


def look(settings: Settings, environment: Environment, paths: Collection[str]) -> Scan | None:
    """What became of a few session files; None if one of the paths is something else.

    Then only a walk can tell which session it belongs to.
    """
    found = Scan(only=frozenset(paths))
    skipped = ignored(settings)
    left = {path for path in paths if not skipped(path)}
    for adapter, folder in roots(settings, environment):
        if not left:
            break
        root = str(folder)
        for path in [path for path in left if path.startswith(root + os.sep)]:
            if adapter.wants(path[len(root) + 1 :]):
                left.remove(path)
                _add(adapter, root, path, found)
    return None if left else found


def _walk(adapter: Adapter, root: str, found: Scan, skipped: Callable[[str], bool]) -> None:
    waiting: list[tuple[str, tuple[str, ...]]] = [(root, ())]
    left = MOST_ENTRIES
    while waiting:
        folder, below = waiting.pop()
        try:
            entries = list(os.scandir(folder))
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as error:
            found.unlisted.append(folder)
            _refuse(adapter, root, folder, found, f"cannot be listed: {error.strerror}")
            continue
        found.walked.append(folder)
        left -= len(entries)
        if left < 0:
            found.unlisted.append(root)
            _refuse(adapter, root, root, found, f"holds more than {MOST_ENTRIES:,} files")
            return
        for entry in entries:
            name, path = entry.name, entry.path
            if skipped(path):
                continue
            if _is_folder(entry):
                inner = (*below, name)
                if adapter.entered is not None and not adapter.entered(inner):
                    continue
                if entry.is_symlink():
                    _refuse(adapter, root, path, found, LINK)
                elif not _is_text(name):
                    _refuse(adapter, root, path, found, NO_TEXT)
                elif len(below) < DEEPEST:
                    waiting.append((path, inner))
                else:
                    _refuse(adapter, root, path, found, f"over {DEEPEST} folders deep")
            elif adapter.wanted(below, name) and path not in found.files:
                _add(adapter, root, path, found)


def _is_text(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _is_folder(entry: os.DirEntry[str]) -> bool:
    """Whether it is one, or a link to one; what leads in a circle is none."""
    is_one = entry.is_dir(follow_symlinks=False)
    return is_one or (entry.is_symlink() and Path(entry).is_dir())


def _add(adapter: Adapter, root: str, path: str, found: Scan) -> None:
    if not path.isascii() and not _is_text(path[len(root) :]):
        _refuse(adapter, root, path, found, NO_TEXT)
        return
    try:
        status = os.lstat(path)
    except OSError:
        return
    if not stat.S_ISREG(status.st_mode):
        _refuse(adapter, root, path, found, LINK if stat.S_ISLNK(status.st_mode) else ODD)
        return
    size, mtime_ns = status.st_size, status.st_mtime_ns
    if adapter.database is not None or adapter.beside is not None:
        for other in _others(adapter, path):
            more, later = _size_and_time(other)
            size, mtime_ns = size + more, max(mtime_ns, later)
    if adapter.called is not None:
        # Moves the time by seconds at most, so the newest are still read first.
        mtime_ns += zlib.crc32((adapter.called(root, path) or "").encode())
    found.files[path] = Found(adapter.engine, root, path, size, mtime_ns, status.st_ino)


def _refuse(adapter: Adapter, root: str, path: str, found: Scan, reason: str) -> None:
    """Note what stays unopened, and why."""
    found.files[path] = Found(adapter.engine, root, path, 0, 0, 0, reason)


def _others(adapter: Adapter, path: str) -> Iterator[str]:
    """Files that hold a part of what a session file says, as a database's log of new rows."""
    if adapter.database is not None:
        yield f"{path}-wal"
    if adapter.beside is not None:
        yield from adapter.beside(path)


def _size_and_time(path: str) -> tuple[int, int]:
    try:
        status = os.lstat(path)
    except OSError:
        return 0, 0
    return status.st_size, status.st_mtime_ns
