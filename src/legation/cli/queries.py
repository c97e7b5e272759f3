"""`legation queries`: the stored queries by topic, or one with its parameters and text."""

from __future__ import annotations

import click

from legation import queries
from legation.cli.query import complete_name
from legation.tables import wrap


@click.command(epilog="Examples:  legation queries  |  legation queries timeline")
@click.argument("name", required=False, shell_complete=complete_name)
def command(name: str | None) -> None:
    """List the stored queries by topic, or show NAME: its question, parameters, view and SPARQL."""
    lines = _list() if name is None else _show(queries.find(name))
    click.echo("\n".join(lines))


def _list() -> list[str]:
    stored = queries.catalogue()
    column = max((len(query.name) for query in stored), default=0)
    room = max(_columns(), column + 30)
    lines: list[str] = []
    topic = ""
    for query in stored:
        if query.topic != topic:
            lines += [*([""] if topic else []), click.style(query.topic, bold=True)]
            topic = query.topic
        first, *rest = wrap(query.summary, room - column - 4) or [""]
        lines.append(f"  {query.name:<{column}}  {first}")
        lines += [f"  {'':<{column}}  {line}" for line in rest]
    return lines


def _columns() -> int:
    import shutil

    return shutil.get_terminal_size((100, 24)).columns


def _show(query: queries.Query) -> list[str]:
    lines = [click.style(query.summary or query.path, bold=True), ""]
    parameters = query.parameters()
    if parameters:
        lines.append("Parameters:")
        for p in parameters:
            need = f"default {p.default}" if p.default else "optional" if p.optional else "required"
            label = f"{p.label}; " if p.label else ""
            lines.append(f"  {p.name}: {label}{p.type_name}; {need}")
    else:
        lines.append("Parameters: none")
    usage = " ".join(p.usage for p in parameters if not p.optional and not p.default)
    lines += [
        f"View: {query.header.get('view', 'table')}",
        f"Run: legation query {query.name or query.path} {usage}".rstrip(),
        "",
        query.body.rstrip(),
    ]
    return lines
