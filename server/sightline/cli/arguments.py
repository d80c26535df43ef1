"""What can be asked on the command line: verbs, their arguments and the flags of all of them."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from sightline import __version__
from sightline.text import escaped

if TYPE_CHECKING:
    from sightline.reports.payload.exports import Secret

MOST_SESSIONS = 100
SECRETS = ("paths", "titles", "keys")
FORMATS = ("json", "csv", "md", "html", "parquet")


class Options(NamedTuple):
    """One command line, read."""

    verb: str
    """Such as `stats session`."""
    json: bool = False
    compact: bool = False
    range: str | None = None
    engine: tuple[str, ...] = ()
    model: tuple[str, ...] = ()
    project: tuple[str, ...] = ()
    query: str | None = None
    timezone: str | None = None
    no_color: bool = False
    quiet: bool = False
    sample: bool = False
    id: str | None = None
    output: str | None = None
    format: str | None = None
    csv: str | None = None
    without: tuple[Secret, ...] = ()
    """What exports leave out."""
    other: str | None = None
    """The session to compare with."""
    name: str | None = None
    """Of a report or a metric."""
    html: str | None = None
    verbose: bool = False
    limit: int | None = None
    title: str | None = None
    tag: tuple[str, ...] = ()
    untag: tuple[str, ...] = ()
    pin: bool | None = None
    archive: bool | None = None
    set: tuple[str, ...] = ()
    """`KEY=VALUE`, of plugins' keys."""
    yes: bool = False
    sarif: str | None = None
    """A file of findings."""
    from_: str | None = None
    to: str | None = None


class _Parser(argparse.ArgumentParser):
    """Repeats no control characters that came in an argument."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and how it is used, and end with 2."""
        super().error(escaped(message))


def options_of(arguments: list[str]) -> Options:
    """The command line, read; argparse ends the program with 2 when it cannot be, 0 after help."""
    parser = command_parser()
    found = vars(parser.parse_args(arguments))
    if "verb" not in found:
        parser.print_help()
        parser.exit(2)
    known = Options._fields
    values = {name: value for name, value in found.items() if name in known}
    lists = {name: tuple(value) for name, value in values.items() if isinstance(value, list)}
    return Options(**{**values, **lists})


def command_parser() -> argparse.ArgumentParser:
    """The parser of `sightline`."""
    shared = _shared_flags()
    parser = _Parser(
        prog="sightline",
        usage="sightline [OPTIONS] COMMAND ...",
        description="Session analytics for AI coding agents, from the files they leave behind.",
        parents=[shared],
        allow_abbrev=False,
        argument_default=argparse.SUPPRESS,
    )
    version = f"sightline {__version__}"
    parser.add_argument("--version", action="version", version=version, help="show the version")
    verbs = parser.add_subparsers(title="commands", metavar="COMMAND", prog="sightline")
    add = _Adder(verbs, shared)
    add("start", "show the newest session and days, open the dashboard")
    _add_stats(verbs, shared)
    index = add("index", "bring the session index up to date")
    _add_index(index, shared)
    report = add("report", "any report by name; without one the HTML dashboard")
    report.add_argument("name", nargs="?", metavar="NAME", help="overview, sessions, models, …")
    _add_id(report)
    report.add_argument("other", nargs="?", metavar="B", help="of `compare`, the other session")
    _add_limit(report, "rows of a page")
    report.add_argument("--csv", metavar="FILE", help="write the report's tables, FILE-TABLE each")
    report.add_argument("--html", metavar="FILE", help="write the HTML dashboard to FILE")
    _add_without(report)
    add("doctor", "folders searched, what they hold, what is unreadable")
    terms = add("glossary", "what each number means, or one of them")
    terms.add_argument("name", nargs="?", metavar="METRIC", help="cost, tool_success_rate, …")
    _add_meta(add("meta", "show what is kept of a session, or change it by flags"))
    judged = add("review", "review the files a session changed with local linters")
    judged.add_argument("id", metavar="ID", help="a session, by any unique beginning")
    judged.add_argument("--sarif", metavar="FILE", help="take the findings of a SARIF 2.1.0 file")
    gone = add("delete", "delete a recorded session, or the record of another")
    gone.add_argument("id", metavar="ID", help="a session, by any unique beginning")
    gone.add_argument("--yes", action="store_true", help="without asking")
    server = add("lsp", "the language server, on standard input and output")
    server.add_argument("--stdio", action="store_true", help="accepted; there is no other way")
    return parser


class _Adder:
    """Adds verbs below a parser, each with the shared flags."""

    def __init__(
        self,
        verbs: argparse._SubParsersAction[_Parser],
        shared: _Parser,
        group: str = "",
    ) -> None:
        self._verbs = verbs
        self._shared = shared
        self._group = group

    def __call__(self, name: str, sentence: str) -> _Parser:
        parser = self._verbs.add_parser(
            name,
            help=sentence,
            description=f"{sentence[0].upper()}{sentence[1:]}.",
            parents=[self._shared],
            allow_abbrev=False,
            argument_default=argparse.SUPPRESS,
        )
        parser.set_defaults(verb=f"{self._group}{name}")
        return parser


def _add_stats(verbs: argparse._SubParsersAction[_Parser], shared: _Parser) -> None:
    sentence = "numbers as tables: session, model, history, daily, …"
    stats = verbs.add_parser("stats", help=sentence, parents=[shared], allow_abbrev=False)
    add = _Adder(stats.add_subparsers(metavar="TABLE", required=True), shared, "stats ")
    session = add("session", "one session; without ID the newest of this folder, else of all")
    _add_id(session)
    session.add_argument(
        "-v", "--verbose", action="store_true", help="also title, project, branch, cost, tools"
    )
    _add_id(add("model", "usage by model, of all sessions or of one"))
    _add_id(add("engine", "usage and speed by engine, of all sessions or of one"))
    _add_limit(add("history", "the newest sessions"), "how many (default 10, at most 100)")
    export = add("export", "all sessions, or one, as a file or on standard output")
    _add_id(export)
    export.add_argument("-o", "--output", metavar="FILE", help="a file, of Parquet a folder")
    export.add_argument("--format", choices=FORMATS, help="default: by FILE's ending, or json")
    _add_days(export, "--start", "--end")
    _add_without(export)
    compare = add("compare", "what changed from session A to session B")
    compare.add_argument("id", metavar="A", help="a session, by any unique beginning")
    compare.add_argument("other", metavar="B", help="another")
    add("tools", "calls, success and time by tool")
    rows = "how many rows (default 20, at most 1,000)"
    _add_limit(add("files", "edited files, and what of the cost went into them"), rows)
    _add_limit(add("blocks", "five-hour blocks of each engine, the newest last"), rows)
    _add_limit(add("branches", "cost by branch and by commit"), rows)
    daily = add("daily", "a row a local day")
    _add_days(daily, "--from", "--to")


def _add_index(index: _Parser, shared: _Parser) -> None:
    add = _Adder(index.add_subparsers(metavar="ACTION"), shared, "index ")
    add("status", "what the index holds and where its cache is, without reading any session")
    add("path", "where the cache is")
    add("rebuild", "set the cache aside and read all sessions again")
    add("clear", "delete the cache; the next command reads the sessions again")


def _shared_flags() -> _Parser:
    shared = _Parser(add_help=False, argument_default=argparse.SUPPRESS)
    answer = shared.add_argument_group("answer")
    answer.add_argument("--json", action="store_true", help="one JSON document")
    answer.add_argument("--compact", action="store_true", help="JSON on one line")
    answer.add_argument("--no-color", action="store_true", help="no colour on a terminal")
    answer.add_argument("-q", "--quiet", action="store_true", help="no progress, notes or hints")
    scope = shared.add_argument_group("which sessions")
    scope.add_argument(
        "--range", metavar="RANGE", help="today, 7d, 30d, 90d, all, or FROM..TO (default: all)"
    )
    for name in ("engine", "model"):
        scope.add_argument(
            f"--{name}", action="append", metavar="NAME", help=f"only this {name}; repeatable"
        )
    scope.add_argument("--project", action="append", metavar="PATH", help="only this project")
    scope.add_argument(
        "--query",
        metavar="QUERY",
        help='search: "cost:>1 has:error"; --query=-Q if it begins so',
    )
    scope.add_argument("--timezone", metavar="ZONE", help="days of this zone, such as Europe/Paris")
    scope.add_argument("--sample", action="store_true", help="the bundled made-up sessions")
    return shared


def _add_id(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", nargs="?", metavar="ID", help="a session, by any unique beginning")
    parser.add_argument("--session-id", dest="id", metavar="ID", help="the same")


def _add_meta(meta: argparse.ArgumentParser) -> None:
    meta.add_argument("id", metavar="ID", help="a session, by any unique beginning")
    meta.add_argument("--title", metavar="T", help="name it")
    meta.add_argument("--tag", action="append", metavar="T", help="add a tag; repeatable")
    meta.add_argument("--untag", action="append", metavar="T", help="take a tag away; repeatable")
    for name, other in (("pin", "first in lists"), ("archive", "hidden in lists, in all sums")):
        choice = meta.add_mutually_exclusive_group()
        choice.add_argument(f"--{name}", action="store_true", help=other)
        choice.add_argument(f"--un{name}", dest=name, action="store_false", help="not any more")
    meta.add_argument(
        "--set", action="append", metavar="x-PLUGIN:KEY=V", help="a plugin's value; JSON or text"
    )


def _add_days(parser: argparse.ArgumentParser, first: str, last: str) -> None:
    parser.add_argument(first, dest="from_", metavar="DAY", help="first day, YYYY-MM-DD")
    parser.add_argument(last, dest="to", metavar="DAY", help="last day, YYYY-MM-DD")


def _add_without(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--without",
        action="append",
        choices=SECRETS,
        help="leave these out: paths, titles, or the values of plugins' keys; repeatable",
    )


def _add_limit(parser: argparse.ArgumentParser, sentence: str) -> None:
    parser.add_argument("-n", "--limit", type=_positive, metavar="N", help=sentence)


def _positive(text: str) -> int:
    try:
        number = int(text)
    except ValueError:
        number = 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"'{text}' is not a whole number from 1 up")
    return number
