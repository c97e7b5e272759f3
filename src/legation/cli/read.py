"""`legation read`: the brief with its facts beside each sentence, in the terminal or as a page."""

from __future__ import annotations

import os
import shutil
import sys
from typing import TYPE_CHECKING

import click

from legation.cli.export import put

if TYPE_CHECKING:
    from collections.abc import Iterable

    from legation.records import Document

FORMATS = ("text", "json", "html")
_SUFFIXES = {".html": "html", ".htm": "html", ".json": "json", ".txt": "text", ".text": "text"}
_WIDEST = 100


@click.command(
    epilog="Examples:  legation read examples/briefs/russia-guatemala.txt  |  "
    "legation read brief.md --html -o brief.html"
)
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path())
@click.option(
    "-f", "--format", "form", type=click.Choice(FORMATS), help="Default: as the suffix of -o says, else text."
)
@click.option(
    "--html", is_flag=True, help="One page that can be opened offline and mailed; short for -f html."
)
@click.option("-o", "--output", metavar="FILE", type=click.Path(), help="Write to FILE, whole or not at all.")
@click.option("--facts-only", is_flag=True, help="Only sentences that state a fact (text only).")
@click.option("--trace", is_flag=True, help="Under each fact, how it was read (text only; the page has it).")
@click.option(
    "--as", "loader", metavar="LOADER", help="Read with this loader instead of finding one by the content."
)
@click.option("--model", metavar="NAME", help="spaCy pipeline to read prose with, such as en_core_web_lg.")
@click.option("--name", metavar="NAME", help="What standard input, or the one file, is called.")
def command(
    files: tuple[str, ...],
    form: str | None,
    html: bool,
    output: str | None,
    facts_only: bool,
    trace: bool,
    loader: str | None,
    model: str | None,
    name: str | None,
) -> int:
    """Show a brief with the facts that each sentence states.

    FILE is a brief, a folder (all files below it), or - for standard input; it is read as 'legation load' reads it.
    No store is needed, and nothing is stored. Acts are shown with actor and target, date, status where they did not
    just occur, and speaker; the words they rest on are marked. On a page, each fact opens to tell which entry of the
    lexicon and which rules it was read by.

    Exits with 2 if a file could not be read; all others are shown then.
    """
    from legation.reading import read

    chosen = _format(form, html, output)
    if chosen != "text" and (facts_only or trace):
        raise click.UsageError(f"--facts-only and --trace are for text, not for {chosen}")
    failed: list[str] = []
    documents = read(files, failed, loader=loader, model=model, name=name)
    if chosen == "text":
        _text(documents, output, facts_only, trace)
    elif found := list(documents):
        from legation.page import page
        from legation.transcript import as_json

        put(output, (page(found) if chosen == "html" else as_json(found)).encode())
    for sentence in failed:
        click.echo(f"legation: {' '.join(sentence.split())}", err=True)
    return 2 if failed else 0


def _format(form: str | None, html: bool, output: str | None) -> str:
    if html and form not in (None, "html"):
        raise click.UsageError(f"--html and --format {form} exclude each other")
    if html:
        return "html"
    from legation.suffixes import format_for

    return form or format_for(output or "", _SUFFIXES) or "text"


def _text(documents: Iterable[Document], output: str | None, facts_only: bool, trace: bool) -> None:
    from legation.summaries import tally
    from legation.transcript import transcript

    to_file = output is not None and output != "-"
    colour = not to_file and sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    colour = colour and os.environ.get("TERM") != "dumb"
    columns = min(shutil.get_terminal_size((_WIDEST, 24)).columns, _WIDEST)
    kept: list[str] = []
    done: list[Document] = []
    for document in documents:
        lines = ["", ""] if done else []
        lines += transcript(document, columns, colour=colour, facts_only=facts_only, trace=trace)
        done.append(document)
        if to_file:
            kept += lines
        else:
            click.echo("\n".join(lines), color=colour)
    if not done:
        return
    summary = ["", f"{tally(done)}."]
    if to_file:
        put(output, "".join(f"{line}\n" for line in [*kept, *summary]).encode())
    else:
        click.echo("\n".join(summary))
