"""`legation query` without click: its options in one table, a strict reader of plain arguments, and the
answer.

The click command in `query` is made from the same table, so the two cannot differ. What the strict reader
does not understand at once (an abbreviation, a mistake, `--help`) it leaves to click.
"""

from __future__ import annotations

import os
import sys

from legation.cli import DEFAULT_STORE, STORE_VARIABLE
from legation.errors import LegationError
from legation.results import FORMATS, SUFFIXES
from legation.suffixes import format_for, refuse_folder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import IO

    from legation import results
    from legation.store import Store


class Option:
    """One option of `legation query`; `key` is the attribute of `Arguments` that it fills."""

    __slots__ = ("choices", "flag", "help", "key", "metavar", "multiple", "names")

    def __init__(
        self,
        key: str,
        names: tuple[str, ...],
        help: str,
        *,
        metavar: str = "",
        choices: tuple[str, ...] = (),
        flag: bool = False,
        multiple: bool = False,
    ) -> None:
        self.key, self.names, self.help, self.metavar = key, names, help, metavar
        self.choices, self.flag, self.multiple = choices, flag, multiple


OPTIONS = (
    Option(
        "params",
        ("-p", "--param"),
        "A parameter of the query; states and persons by name, code or IRI.",
        metavar="NAME=VALUE",
        multiple=True,
    ),
    Option(
        "format",
        ("-f", "--format"),
        "How to write the answer: a table on a terminal, CSV when piped, Turtle for a graph, unless you say.",
        choices=FORMATS,
    ),
    Option(
        "output",
        ("-o", "--output"),
        "Write to FILE, whole or not at all; its suffix gives the format.",
        metavar="FILE",
    ),
    Option(
        "timeout",
        ("--timeout",),
        "Stop after so many seconds: exit status 2, and a file is not written.",
        metavar="SECONDS",
    ),
    Option(
        "explain",
        ("--explain",),
        "Show how the query is worked out instead: each part with its matches, the rows after it and its time.",
        flag=True,
    ),
    Option("exit_code", ("--exit-code",), "Exit with 1 where the answer to an ASK is false.", flag=True),
)
"""All but --store, which every command shares."""


class Arguments:
    """What the user asked for."""

    __slots__ = ("exit_code", "explain", "format", "output", "params", "source", "store", "timeout")

    def __init__(
        self,
        source: str,
        store: str | None = None,
        params: tuple[str, ...] = (),
        format: str | None = None,
        output: str | None = None,
        exit_code: bool = False,
        timeout: str | None = None,
        explain: bool = False,
    ) -> None:
        self.source = source
        self.store = store or os.environ.get(STORE_VARIABLE) or DEFAULT_STORE
        self.params = params
        self.format = format
        self.output = output
        self.exit_code = exit_code
        self.timeout = timeout
        self.explain = explain


def parse(words: list[str]) -> Arguments | None:
    """Read the words after `legation query`, or return None where click had better look at them."""
    known = {name: option for option in OPTIONS for name in option.names}
    store = Option("store", ("--store",), "")
    known["--store"] = store
    sources: list[str] = []
    found: dict[str, str | bool] = {}
    params: list[str] = []
    rest = iter(words)
    for word in rest:
        if word == "-" or not word.startswith("-"):
            sources.append(word)
            continue
        name, equals, given = word.partition("=")
        option = known.get(name)
        if option is None or (equals and (option.flag or not name.startswith("--"))):
            return None
        if option.flag:
            found[option.key] = True
            continue
        text = given if equals else next(rest, None)
        if (
            not text
            or (text.startswith("-") and not equals)
            or (option.choices and text not in option.choices)
        ):
            return None
        if option.multiple:
            params.append(text)
        elif option.key in found:
            return None
        else:
            found[option.key] = text
    if len(sources) != 1:
        return None
    return Arguments(sources[0], params=tuple(params), **found)  # type: ignore[arg-type]


def answer(arguments: Arguments) -> int:
    """Run the query, write its answer and return the exit status.

    Raises:
        LegationError: any mistake in what the user gave.
    """
    from legation import answers

    path = None if arguments.output == "-" else arguments.output
    if path is not None:
        refuse_folder(path)
    on_terminal = path is None and sys.stdout.isatty()
    # What a terminal shows depends on its width and colours, and an ASK on its answer: these are asked anew.
    asked_anew = on_terminal or arguments.exit_code or arguments.explain
    again = not asked_anew and arguments.source != "-"
    known = answers.place(arguments.store, arguments.source, _details(arguments)) if again else None
    kept = answers.recall(known) if known is not None else None
    if kept is not None:
        found = kept
        _deliver(path, lambda out: out.write(found))
        return 0
    status = 0

    def ask(out: IO[bytes]) -> None:
        nonlocal status
        copy = answers.Copy(out)
        status = _ask(arguments, on_terminal, copy)  # type: ignore[arg-type]
        # Not if the store has changed meanwhile: it would be the answer of another state.
        if known is not None and known == answers.place(
            arguments.store, arguments.source, _details(arguments)
        ):
            copy.keep(known)

    _deliver(path, ask)
    return status


def _deliver(path: str | None, write: Callable[[IO[bytes]], object]) -> None:
    if path is not None:
        _write_file(path, write)
    else:
        write(sys.stdout.buffer)
        sys.stdout.buffer.flush()


def _details(arguments: Arguments) -> list[str]:
    suffix = os.path.splitext(arguments.output or "")[1].lower()  # noqa: PTH122
    return [*arguments.params, f"format {arguments.format}", f"to {suffix}"]


def _ask(arguments: Arguments, on_terminal: bool, out: IO[bytes]) -> int:
    """Run the query, write its answer and return the exit status."""
    from legation import queries
    from legation.store import Store

    given = dict(map(_pair, arguments.params))
    source = arguments.source
    query = queries.Query(_standard_input()) if source == "-" else queries.find(source)
    if arguments.explain and arguments.timeout is not None:
        raise LegationError(
            "--explain asks the query part by part and takes no --timeout; leave one of the two out"
        )
    # A snapshot: what a load writes, or deletes, meanwhile is not seen.
    with Store.open(arguments.store, read_only=True) as store:
        if arguments.timeout is None:
            _leave_when_interrupted(store)
        if arguments.explain:
            from legation import plans

            for line in plans.lines(store.inner, query, given):
                out.write(line.encode())
            return 0
        if arguments.timeout is None:
            return _write(arguments, queries.solve(store.inner, query, given), on_terminal, out)
        from legation import timed

        with timed.solve(store, query, given, timed.seconds(arguments.timeout)) as result:
            return _write(arguments, result, on_terminal, out)


def _write(arguments: Arguments, result: results.Answer, on_terminal: bool, out: IO[bytes]) -> int:
    """Write an answer and return the exit status."""
    from legation import results

    form = arguments.format
    if form is None and arguments.output is not None:
        form = format_for(arguments.output, SUFFIXES)
    if form is None and on_terminal and not results.is_graph(result):
        form = "table"
    if on_terminal and form == "table":
        colour = "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
        results.write(result, form, out, _columns(), colour)
    else:
        results.write(result, form, out)
    return 1 if arguments.exit_code and not results.holds(result) else 0


_unfinished: list[str] = []
"""Files that are being written: not to be left behind."""


def _leave_when_interrupted(store: Store) -> None:
    """Let Ctrl-C end the process at once, and tidily: Python itself waits for the store, which may work for hours."""
    import _signal  # type: ignore[import-not-found]
    import _thread

    heard, told = os.pipe()
    os.set_blocking(told, False)
    _signal.set_wakeup_fd(told, warn_on_full_buffer=False)

    def leave() -> None:
        while os.read(heard, 1) != bytes([_signal.SIGINT]):
            pass
        store.close()
        for path in _unfinished:
            if os.path.exists(path):  # noqa: PTH110
                os.unlink(path)  # noqa: PTH108
        os._exit(130)

    _thread.start_new_thread(leave, ())


def _pair(text: str) -> tuple[str, str]:
    name, equals, given = text.partition("=")
    if not equals or not name:
        raise LegationError(f"'-p {text}' is not a name and a value; write -p name=value")
    return name, given


def _standard_input() -> str:
    try:
        return sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise LegationError(f"standard input is not UTF-8 text (byte {error.start})") from error


def _columns() -> int:
    try:
        return int(os.environ.get("COLUMNS", "")) or 80
    except ValueError:
        return os.get_terminal_size(sys.stdout.fileno()).columns or 80


def _write_file(path: str, write: Callable[[IO[bytes]], object]) -> None:
    if os.path.exists(path) and not os.path.isfile(path):  # noqa: PTH110, PTH113
        with open(path, "wb") as out:  # noqa: PTH123
            write(out)
        return
    beside = f"{path}.{os.getpid()}.part"
    _unfinished.append(beside)
    try:
        with open(beside, "xb") as out:  # noqa: PTH123
            write(out)
        os.replace(beside, path)  # noqa: PTH105
    except FileNotFoundError as error:
        raise LegationError(
            f"'{path}' cannot be written: there is no folder '{os.path.dirname(path)}'; make it first"  # noqa: PTH120
        ) from error
    except BaseException:
        if os.path.exists(beside):  # noqa: PTH110
            os.unlink(beside)  # noqa: PTH108
        raise
