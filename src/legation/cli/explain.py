"""`legation explain`: show which words and rules an act was read by."""

from __future__ import annotations

import json
import os
import shutil
import textwrap
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from legation.cli.options import store_option

if TYPE_CHECKING:
    from collections.abc import Iterator

    from legation.explaining import Explanation, Told
    from legation.records import Naming

_MOST_MISSES = 20


@click.command(
    epilog="Examples:  legation explain act/1a2b3c  |  "
    'legation explain --text "Peru recalled its ambassador from Ecuador."'
)
@click.argument("what", metavar="[ACT]", required=False)
@store_option
@click.option("--text", metavar="TEXT", help="Explain every act read in this text instead; - reads it.")
@click.option("--date", metavar="DATE", help="The text's own date: 2024-05-02, 2024-05 or 2024.")
@click.option(
    "--model",
    metavar="NAME",
    help="The spaCy pipeline to read with, where it was not the packaged one.",
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Text for people, JSON for programs.",
)
def command(
    what: str | None, store: str, text: str | None, date: str | None, model: str | None, format_: str
) -> None:
    """Show which words and rules an act was read by.

    ACT is an act as 'legation why' takes it (act/1a2b). Its document is read again, and it is told which words
    matched which entry of the lexicon, which rule chose actor and target, why their names were linked to whom,
    and what made its status, date and speaker.

    With --text nothing is looked up: each act read in the text is explained, and where none is read, what came
    close and what it lacks. Lexicon authors try their entries with it.
    """
    from legation.explaining import explain, explain_text

    if (what is None) == (text is None):
        raise click.UsageError("Give an act, or --text with a sentence, and not both")
    if text is not None:
        found = explain_text(_read() if text == "-" else text, date, model)
    else:
        if date is not None:
            raise click.UsageError("--date goes with --text; a document of the store has its own date")
        from legation.store import Store

        with Store.open(store, read_only=True) as opened:
            found = explain(opened.inner, what or "", model)
    if format_ == "json":
        click.echo(json.dumps(asdict(found), ensure_ascii=False, indent=2))
        return
    width = max(40, min(shutil.get_terminal_size((100, 24)).columns, 120))
    lines = render(found, width, whole=text is not None)
    # click knows terminals, but not https://no-color.org.
    click.echo("\n".join(lines), color=False if os.environ.get("NO_COLOR") else None)


def _read() -> str:
    from legation.sources import Source, sources

    source: Source = sources(["-"])[0]
    return source.text()


def render(found: Explanation, width: int, whole: bool) -> list[str]:
    """Return an explanation as lines of at most `width` characters, styled for a terminal.

    Args:
        found: the explanation.
        width: characters a line.
        whole: tell also what came close in the rest of the text.
    """
    lines: list[str] = []
    for told in found.acts:
        lines += ["", *_act(told, width)]
    if whole and not found.acts:
        lines += ["", "No act is read in this text."]
        lines += ["", _title("Names found" if found.names else "No name of the code lists is in it.")]
        for name in found.names:
            lines += _hanging("  ", _naming(name), width)
    if whole and (found.misses or not found.acts):
        lines += ["", _title("What came close" if found.misses else "No word of the lexicon is in it.")]
        for miss in found.misses[:_MOST_MISSES]:
            kind = f"{miss.act_class}: " if miss.act_class else ""
            lines += _hanging("  ", f"“{miss.words.text}”: {miss.lacks}", width)
            lines += _hanging("    ", f"{kind}{miss.entry} ({miss.entry_file})", width, dim=True)
        if len(found.misses) > _MOST_MISSES:
            lines.append(f"  … and {len(found.misses) - _MOST_MISSES} more; --format json has them all")
    return lines[1:]


def _act(told: Told, width: int) -> Iterator[str]:
    from legation.wording import shorten

    for line in textwrap.wrap(told.statement, width):
        yield click.style(line, bold=True)
    yield click.style(shorten(told.iri), dim=True)
    yield from _sentence(told, width)
    yield ""
    rows = list(_rows(told))
    column = max(len(name) for name, _ in rows)
    for name, text in rows:
        yield from _hanging(f"  {name:<{column}}  ", text, width)


def _sentence(told: Told, width: int) -> Iterator[str]:
    """Yield the sentence, the words that told the act between « and »."""
    trace, quote = told.act.trace, told.act.evidence
    text = quote.quote
    if trace is not None:
        marked = {
            (words.start - quote.start, words.end - quote.start) for words in (trace.trigger, *trace.beside)
        }
        for start, end in sorted(marked, reverse=True):
            text = f"{text[:start]}«{text[start:end]}»{text[end:]}"
    yield from textwrap.wrap(" ".join(text.split()), width, initial_indent="    ", subsequent_indent="    ")


def _rows(told: Told) -> Iterator[tuple[str, str]]:
    trace, act = told.act.trace, told.act
    if trace is None:
        return
    yield "words", " … ".join(f"“{word.text}”" for word in (trace.trigger, *trace.beside))
    yield "entry", f"{trace.entry} ({trace.entry_file})"
    if trace.changed:
        yield "class", trace.changed
    yield "actor", trace.actor_rule
    yield "", _naming(trace.actor)
    if trace.target is not None:
        yield "target", trace.target_rule or ""
        yield "", _naming(trace.target)
    else:
        yield "target", "nobody: an act of this type is told without one too"
    yield "status", act.status + (f": {', '.join(trace.status)}" if trace.status else "")
    if act.date:
        words = f" “{trace.date.text}”," if trace.date is not None else ""
        yield "date", f"{act.date}:{words} {trace.date_rule}"
    else:
        yield "date", "none: no date goes with the words"
    if trace.speaker is not None:
        yield "speaker", trace.speaker_rule or act.stance
        yield "", _naming(trace.speaker)


def _naming(naming: Naming) -> str:
    """Return who some words name, and why: "“Peruvian”: demonym of Peru"."""
    label = naming.agent.label
    who = naming.how if label in naming.how else f"{label}, {naming.how}"
    text = f"“{' '.join(naming.words.text.split())}”: {who}"
    return f"{text}; {_naming(naming.via)}" if naming.via is not None else text


def _title(text: str) -> str:
    return click.style(text, fg="cyan", bold=True)


def _hanging(first: str, text: str, width: int, dim: bool = False) -> Iterator[str]:
    for line in textwrap.wrap(text, width, initial_indent=first, subsequent_indent=" " * len(first)):
        yield click.style(line, dim=True) if dim else line
