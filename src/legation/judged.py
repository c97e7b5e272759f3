"""What people have said of a fact, for `why`: each judgement on it, and what it was before or after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from legation.judgements import in_force, is_read, read
from legation.quotes import Quote, quote_of
from legation.statements import date_words
from legation.terms import LEG
from legation.wording import shorten

if TYPE_CHECKING:
    from collections.abc import Iterable

    from legation.judgements import Judgement
    from legation.statements import Facts
    from legation.why import Explanation

_KINDS: Final = {"actor": "act", "holder": "tenure", "exporter": "flow", "claims": "claim"}


@dataclass(frozen=True, slots=True)
class Said:
    """One judgement in words.

    `standing` is "in force", "superseded" by a later one, or "no longer read". Of a corrected act, `other` and
    `other_statement` are the act as it was read; of what was read, the corrected act, where it stands.
    """

    iri: str
    verdict: str
    by: str
    at: str
    because: str | None
    standing: str
    changes: list[str]
    other: str | None = None
    other_statement: str | None = None

    @property
    def sentence(self) -> str:
        """Return who said what when, and why: "Rejected by Ana Ruiz on 3 May 2024: the actor is wrong"."""
        told = f"{self.verdict.capitalize()} by {self.by} {date_words(self.at[:10])}"
        if self.standing != "in force":
            told += f" ({self.standing})"
        what = "; ".join(part for part in (", ".join(self.changes), self.because or "") if part)
        return f"{told}: {what}" if what else told


def add(found: Explanation, facts: Facts, node: ox.NamedNode) -> None:
    """Add to an explanation what was judged of its node; tell what it was, where it does not stand."""
    known = read(facts.store)
    on = [one for one in known if one.fact == node.value]
    latest = in_force(on).get(node.value)
    made_by = [one for one in known if one.revision == node.value]
    found.judgements = [_said(facts, one, latest) for one in on]
    found.judgements += [_said(facts, one, one, revised=True) for one in made_by]
    if latest is not None:
        found.standing = latest.verdict if is_read(facts.store, latest) else "no longer read"
    elif made_by:
        found.standing = "correction" if found.kind == "act" else "no longer read"
    if latest is not None and found.kind == "thing":
        found.statement = latest.statement
        found.kind = _kind(latest)
        found.quotes = _quotes(facts, latest)
    elif made_by and found.kind == "thing":
        found.statement = "A corrected act that does not stand."
        found.kind = "act"


def tell(found: Explanation, facts: Facts, node: ox.NamedNode) -> None:
    """Explain a judgement itself."""
    known = read(facts.store)
    for one in known:
        if one.iri == node.value:
            said = _said(facts, one, in_force(known)[one.fact])
            found.statement = f"{said.sentence}."
            found.standing = said.standing
            found.details.append(("about", f"{one.statement} ({shorten(one.fact)})"))
            if said.other is not None:
                found.details.append(("now", f"{said.other_statement} ({shorten(said.other)})"))
            found.quotes = _quotes(facts, one)


def _said(facts: Facts, one: Judgement, latest: Judgement | None, revised: bool = False) -> Said:
    if latest is not None and latest.iri != one.iri:
        standing = "superseded"
    else:
        standing = "in force" if is_read(facts.store, one) else "no longer read"
    other = other_statement = None
    if revised:
        other, other_statement = one.fact, one.statement
    elif one.verdict == "corrected" and facts.kind(ox.NamedNode(one.revision)) == "act":
        other, other_statement = one.revision, facts.state(ox.NamedNode(one.revision))
    changes = [f"{name} {_value(facts, value)}" for name, value in one.changes if name != "type"]
    return Said(one.iri, one.verdict, one.by, one.at, one.because, standing, changes, other, other_statement)


def _value(facts: Facts, value: str) -> str:
    return facts.names.name(ox.NamedNode(value)) if "://" in value else value


def _kind(one: Judgement) -> str:
    fact = ox.NamedNode(one.fact)
    own = {quad.predicate.value.removeprefix(LEG) for quad in one.as_read if quad.subject == fact}
    return next((kind for name, kind in _KINDS.items() if name in own), "fact")


def _quotes(facts: Facts, one: Judgement) -> list[Quote]:
    """Return the words that a fact rests on, or rested on where its document has gone or changed."""
    found = list(_present(facts, one.evidence))
    if found or one.quote is None:
        return found
    return [Quote(one.quote, document=one.document or "")]


def _present(facts: Facts, evidence: Iterable[str]) -> Iterable[Quote]:
    for iri in evidence:
        node = ox.NamedNode(iri)
        if facts.kind(node) == "evidence":
            yield quote_of(facts, node)
