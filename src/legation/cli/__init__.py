"""The command line: one module a command, imported when it is called.

Nothing is imported here that is not needed by every command: `legation query` must answer in the time of a
few bare Python starts, and click's import alone takes two of them. So a query whose arguments are plain goes
to `quick`, which does without click; everything else, `--help` and mistakes included, goes through click.

Exit status: 0 fine; 1 the data does not conform (or an ASK is false under `--exit-code`); 2 a usage error or
unreadable input, with one sentence on standard error; 130 interrupted; 141 our output's reader went away.
"""

from __future__ import annotations

import os
import sys

from legation.errors import LegationError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

STORE_VARIABLE = "LEGATION_STORE"
DEFAULT_STORE = "legation.kb"

COMMANDS: dict[str, tuple[str, str]] = {
    "load": ("legation.cli.load", "Read briefs and data files into the store."),
    "read": ("legation.cli.read", "Show a brief with the facts that each sentence states."),
    "query": ("legation.cli.query", "Ask a stored query, or SPARQL of your own."),
    "queries": ("legation.cli.queries", "List the stored queries, or show one."),
    "validate": ("legation.cli.validate", "Check files, or the store, against the shapes."),
    "export": ("legation.cli.export", "Write the store as RDF."),
    "convert": ("legation.cli.convert", "Turn an RDF file into another RDF format."),
    "reason": ("legation.cli.reason", "Infer what follows from the facts and the ontology."),
    "why": ("legation.cli.why", "Show the sentence, or the rule, a fact rests on."),
    "explain": ("legation.cli.explain", "Show which words and rules an act was read by."),
    "accept": ("legation.cli.accept", "Accept facts that you have looked at."),
    "reject": ("legation.cli.reject", "Reject facts that the words do not state."),
    "correct": ("legation.cli.correct", "Put an act right: its actor, target, class, date, ..."),
    "judgements": ("legation.cli.judgements", "List who accepted, rejected or corrected what."),
    "undo": ("legation.cli.undo", "Take a judgement back."),
    "stats": ("legation.cli.stats", "Count what the store holds."),
    "loaders": ("legation.cli.loaders", "List the source layouts that can be loaded."),
    "prefixes": ("legation.cli.prefixes", "List the prefixes known in every query."),
    "quarantine": ("legation.cli.quarantine", "List and retry what failed its shapes."),
    "completion": ("legation.cli.completion", "Print the completion script for your shell."),
}
"""Name -> (module whose `command` is the click command, one line of help)."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status; mistakes become one sentence on standard error.

    Set LEGATION_TRACEBACK=1 to see the traceback of an unexpected error instead.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by who called us: nothing is to be shown there
            setattr(sys, name, open(os.devnull, "w"))  # noqa: SIM115, PTH123
    try:
        status = _run(words)
        sys.stdout.flush()
        return status
    except LegationError as error:
        return _complain(str(error))
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        _close_output()
        return 141
    except OSError as error:
        where = f": {error.filename}" if error.filename is not None else ""
        return _complain(f"{error.strerror or error}{where}")
    except Exception as error:
        if os.environ.get("LEGATION_TRACEBACK"):
            raise
        for word in words:
            if not _is_text(word):
                shown = word.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
                return _complain(f"'{shown}' is not UTF-8; write it anew, in a terminal set to UTF-8")
        return _complain(
            f"this is a mistake of legation's, not yours ({type(error).__name__}: {error}); "
            "please report it, with what LEGATION_TRACEBACK=1 shows"
        )


def _run(words: list[str]) -> int:
    if words[:1] == ["query"] and "_LEGATION_COMPLETE" not in os.environ:
        from legation.cli import quick

        plain = quick.parse(words[1:])
        if plain is not None:
            return quick.answer(plain)

    from legation.cli import group

    return group.run(words)


def _is_text(word: str) -> bool:
    """Tell whether an argument is UTF-8; names of files need not be."""
    try:
        word.encode()
    except UnicodeEncodeError:
        return False
    return True


def _complain(sentence: str) -> int:
    # A message of several lines (some parsers give them) is folded into one sentence.
    print("legation:", " ".join(sentence.split()), file=sys.stderr)
    return 2


def _close_output() -> None:
    """Point standard output at nothing, so that Python's own flush at exit stays quiet."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115, PTH123
