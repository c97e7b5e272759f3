"""`legation why`: show the sentence, or the rule, a fact rests on."""

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

    from legation.quotes import Quote
    from legation.why import Explanation, Step

_MOST_FACTS = 40
_MOST_WAYS = 3
_STANDINGS = {
    "rejected": "It was read so, and does not stand: see the judgements.",
    "corrected": "It was read so, and does not stand: see what it was corrected to.",
    "no longer read": "No document states it any more.",
}


@click.command(
    epilog="Examples:  legation why act/1a2b3c  |  legation why Guatemala  |  "
    "legation why 'act/1a2b3c leg:onBehalfOf state:GTM'"
)
@click.argument("what", metavar="IRI|TRIPLE")
@store_option
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Text for people, JSON for programs.",
)
def command(what: str, store: str, format_: str) -> None:
    """Show the sentence, or the rule, a fact rests on.

    IRI is that of an act, tenure, flow, claim, agent, document or term: in full, with a prefix (id:act/1a2b),
    or without it (act/1a2b; its first digits will do). A state, organisation or person may be called by its
    name. TRIPLE is a subject, predicate and object in one pair of quotation marks.
    """
    from legation.store import Store
    from legation.why import why

    with Store.open(store, read_only=True) as opened:
        found = why(opened.inner, what)
    if format_ == "json":
        click.echo(json.dumps(asdict(found), ensure_ascii=False, indent=2))
        return
    width = max(40, min(shutil.get_terminal_size((100, 24)).columns, 120))
    # click knows terminals, but not https://no-color.org.
    click.echo("\n".join(render(found, width)), color=False if os.environ.get("NO_COLOR") else None)


def render(found: Explanation, width: int) -> list[str]:
    """Return an explanation as lines of at most `width` characters, styled for a terminal."""
    from legation.wording import shorten

    lines = [click.style(line, bold=True) for line in textwrap.wrap(found.statement, width)]
    if found.kind != "triple":
        lines.append(click.style(shorten(found.iri), dim=True))
    if found.standing in _STANDINGS:
        lines.append(click.style(_STANDINGS[found.standing], fg="red"))
    shown = [(name, text) for name, text in found.details if found.kind not in {"agent", "thing"}]
    column = max((len(name) for name, _ in shown), default=0)
    if shown:
        lines.append("")
    for name, text in shown:
        lines += _hanging(f"  {name:<{column}}  ", text, width)
    if found.quotes and found.kind != "triple":
        lines += ["", _title("The words it rests on" if found.kind != "evidence" else "The words")]
        for i, quote in enumerate(found.quotes):
            lines += [""] if i else []
            lines += _quote(quote, width)
    if found.claims:
        lines += ["", _title("Who says so")]
        for claim in found.claims:
            lines += _hanging(
                "  ", f"{claim.statement.partition(' this:')[0]} it ({shorten(claim.iri)}).", width
            )
    if found.judgements:
        lines += ["", _title("Judgements"), *_judgements(found, width)]
    # What holds by a broader property only is told in one line, not reasoned out.
    broader = [s for s in found.inferred if s.rule_name == "subproperty" and found.kind != "triple"]
    steps = [step for step in found.inferred if step not in broader]
    if steps:
        lines += ["", _title("Why" if found.kind == "triple" else "What follows")]
        for step in steps[:_MOST_WAYS] if found.kind == "triple" else steps:
            lines += _tree(step, "  ", "  ", width, skip=found.quotes if found.kind != "triple" else [])
        if found.kind == "triple" and len(steps) > _MOST_WAYS:
            lines.append(f"  … and in {len(steps) - _MOST_WAYS} more ways; --format json has them all")
    if found.inferred_kinds or broader:
        lines.append("")
    if broader:
        lines += _hanging("It also has: ", "; ".join(step.sentence for step in broader) + ".", width)
    if found.inferred_kinds:
        lines += _hanging("It is also: ", ", ".join(found.inferred_kinds) + ".", width)
    if found.facts:
        lines += ["", _title(f"Facts ({len(found.facts)})")]
        for fact in found.facts[:_MOST_FACTS]:
            lines += _hanging("  ", fact.statement, width)
            lines.append(click.style(f"    {shorten(fact.iri)}", dim=True))
        if len(found.facts) > _MOST_FACTS:
            lines.append(f"  … and {len(found.facts) - _MOST_FACTS} more; --format json has them all")
    if found.documents and found.kind in {"agent", "office", "thing"}:
        lines += ["", _title("Documents")]
        for document in found.documents:
            lines += _hanging("  ", document, width)
    if not found.reasoned and found.kind in {"act", "tenure", "agent"}:
        lines += ["", *textwrap.wrap("Nothing was inferred yet: 'legation reason' adds what follows.", width)]
    if found.kind == "act" and any(quote.loader and quote.line is not None for quote in found.quotes):
        name = shorten(found.iri).removeprefix("id:")
        lines += ["", *textwrap.wrap(f"'legation explain {name}' shows how it was read.", width)]
    return lines


def _judgements(found: Explanation, width: int) -> Iterator[str]:
    from legation.wording import shorten

    for said in found.judgements:
        yield from _hanging("  ", f"{said.sentence} ({shorten(said.iri)}).", width)
        if said.other is not None:
            what = "read as" if found.standing == "correction" else "corrected to"
            yield from _hanging("    ", f"{what}: {said.other_statement} ({shorten(said.other)})", width)


def _title(text: str) -> str:
    return click.style(text, fg="cyan", bold=True)


def _hanging(first: str, text: str, width: int) -> list[str]:
    rest = " " * len(first) if first.isspace() or first.endswith("  ") else "  "
    return textwrap.wrap(text, width, initial_indent=first, subsequent_indent=rest) or [first.rstrip()]


def _quote(quote: Quote, width: int) -> Iterator[str]:
    about = ", ".join(part for part in (quote.publication, quote.date) if part)
    place = (
        f"{quote.document}" + (f", “{quote.title}”" if quote.title else "") + (f" ({about})" if about else "")
    )
    yield from _hanging("  ", place, width)
    yield from _marked(f"{quote.before}«{' '.join(quote.text.split())}»{quote.after}", "    ", width)
    where = [f"line {quote.line}"] if quote.line is not None else []
    if quote.start is not None and quote.end is not None:
        where.append(f"characters {quote.start} to {quote.end}")
    if quote.citation:
        where.append(f"citing {quote.citation}")
    if quote.loader:
        where.append(f"read by the loader {quote.loader} {quote.version or ''}".rstrip())
    for line in textwrap.wrap("; ".join(where), width, initial_indent="    ", subsequent_indent="    "):
        yield click.style(line, dim=True)


def _marked(text: str, indent: str, width: int) -> Iterator[str]:
    """Wrap a sentence and set the words between « and » in bold, also where they run over several lines."""
    inside = False
    for line in textwrap.wrap(text, width, initial_indent=indent, subsequent_indent=indent):
        body = line[len(indent) :]
        parts = []
        while body:
            mark = body.find("»" if inside else "«")
            cut = len(body) if mark < 0 else mark + (1 if inside else 0)
            parts.append(click.style(body[:cut], bold=True, fg="yellow") if inside else body[:cut])
            body = body[cut:]
            inside = inside if mark < 0 else not inside
        yield indent + "".join(parts)


def _tree(step: Step, first: str, rest: str, width: int, skip: list[Quote]) -> Iterator[str]:
    sentence = step.sentence
    if step.rule:
        sentence += f", because {step.rule}:"
    elif step.stated_in:
        sentence += f" (stated in {', '.join(dict.fromkeys(step.stated_in))})"
    yield from textwrap.wrap(sentence, width, initial_indent=first, subsequent_indent=rest)
    children = len(step.premises)
    for quote in step.quotes:
        if quote not in skip:
            text = f"«{' '.join(quote.text.split())}» ({quote.place})"
            yield from _marked(text, rest + ("│  " if children else "   "), width)
    for i, premise in enumerate(step.premises):
        last = i == children - 1
        yield from _tree(
            premise, rest + ("└─ " if last else "├─ "), rest + ("   " if last else "│  "), width, skip
        )
