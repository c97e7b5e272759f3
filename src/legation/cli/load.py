"""`legation load`."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import click

from legation.cli.options import store_option

if TYPE_CHECKING:
    from legation.loading import Progress, Summary
    from legation.sources import Source

_SHOWN = 10
_LARGE = 20_000_000
"""Bytes of a file for which checking takes longer than one likes to wait."""


@click.command(epilog="Example:  legation load examples/briefs --store demo.kb")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=click.Path())
@store_option
@click.option(
    "--as", "loader", metavar="LOADER", help="Read with this loader instead of finding one by the content."
)
@click.option("--model", metavar="NAME", help="spaCy pipeline to read prose with, such as en_core_web_lg.")
@click.option("--name", metavar="NAME", help="What standard input, or the one file, is called.")
@click.option("--dry-run", is_flag=True, help="Read and check, but write nothing.")
@click.option(
    "--reason",
    is_flag=True,
    help="Infer what follows when all is loaded; once that was done, each load keeps it up to date by itself.",
)
@click.option(
    "-j",
    "--jobs",
    type=click.IntRange(1, 64),
    metavar="N",
    help="Processes to read briefs with, once there are enough; by default one for each core, 8 at most.",
)
@click.option(
    "--no-check",
    is_flag=True,
    help="Load files of RDF as they are, many times as fast ('legation validate' checks the store later).",
)
@click.option("-q", "--quiet", is_flag=True, help="Say nothing unless something is wrong.")
def command(
    paths: tuple[str, ...],
    store: str,
    loader: str | None,
    model: str | None,
    name: str | None,
    dry_run: bool,
    reason: bool,
    jobs: int | None,
    no_check: bool,
    quiet: bool,
) -> int:
    """Read briefs and data files into the store.

    PATH is a file, a folder (all files below it), or - for standard input. The loader is found by looking at the
    content; 'legation loaders' lists them. One document is one transaction: it is in the store whole or not at
    all. Loading it again changes nothing; loading a changed one replaces what it said. What fails its shapes goes
    to quarantine ('legation quarantine'). Files that end in .gz or .zst are unpacked.

    Exits with 1 if a document was rejected or the facts contradict, with 2 if one could not be read; all others are
    loaded then.
    """
    from legation.crew import ONE_THREAD, cores
    from legation.loading import load

    os.environ.setdefault(*ONE_THREAD)
    if not (no_check or quiet or dry_run):
        _warn_of_large(paths)
    with _Bar(not quiet and sys.stderr.isatty()) as bar:
        summary = load(
            store,
            paths,
            loader=loader,
            model=model,
            name=name,
            dry_run=dry_run,
            reason=reason,
            progress=bar.progress,
            jobs=jobs or cores(),
            check=not no_check,
        )
    _tell(summary, store, quiet)
    return summary.status


def _warn_of_large(paths: tuple[str, ...]) -> None:
    from legation.formats import by_suffix

    for path in paths:
        size = os.path.getsize(path) if os.path.isfile(path) and by_suffix(path) else 0  # noqa: PTH113, PTH202
        if size > _LARGE:
            click.echo(
                f"legation: {path} is large, and checking it against the shapes takes most of the time; "
                "--no-check loads it as it is",
                err=True,
            )


def _tell(summary: Summary, store: str, quiet: bool) -> None:
    for sentence in summary.failed:
        click.echo(f"legation: {' '.join(sentence.split())}", err=True)
    for name, reason in summary.rejected:
        click.echo(f"rejected: {name}: {reason}", err=True)
    if summary.rejected and not summary.dry_run:
        where = "" if store == "legation.kb" else f" --store {store}"
        click.echo(f"  they are kept: see 'legation quarantine{where}'", err=True)
    if quiet or not (summary.documents or summary.skipped):
        return
    for name, message in summary.warnings[:_SHOWN]:
        click.echo(f"warning: {name}: {message}", err=True)
    if len(summary.warnings) > _SHOWN:
        click.echo(f"  and {len(summary.warnings) - _SHOWN} more: see 'legation validate'", err=True)
    click.echo(summary.text(), nl=False, err=True)


class _Bar:
    """Progress on a terminal; nothing elsewhere."""

    def __init__(self, shown: bool) -> None:
        self.progress: Progress | None = self._show if shown else None
        self._status: Any = None

    def __enter__(self) -> _Bar:
        if self.progress:
            from rich.console import Console

            # rich heeds NO_COLOR and TERM=dumb itself.
            self._status = Console(stderr=True, no_color=bool(os.environ.get("NO_COLOR"))).status("Starting")
            self._status.start()
        return self

    def _show(self, source: Source | None, documents: int) -> None:
        from rich.text import Text

        where = f"Reading {source.name}" if source else "Finishing"
        self._status.update(Text(f"{where} ({documents} documents done)"))

    def __exit__(self, *_: object) -> None:
        if self._status:
            self._status.stop()
