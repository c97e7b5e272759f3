"""Judgements: who accepted, rejected or corrected a fact that was read, when and why.

They lie in a graph of their own, which no load of a document touches. Of several about one fact the latest is in
force. What a judgement does to the facts is settled in `settling`, and how one is made is told in `judging`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, Literal

import pyoxigraph as ox

from legation import terms
from legation.errors import LegationError
from legation.terms import FOAF, ID, JUDGEMENTS_GRAPH, LEG, PROV, RDF

Verdict = Literal["accepted", "rejected", "corrected"]

GRAPH: Final = ox.NamedNode(JUDGEMENTS_GRAPH)
TYPE: Final = ox.NamedNode(RDF + "type")
JUDGEMENT: Final = ox.NamedNode(LEG + "Judgement")
REVISION: Final = ox.NamedNode(PROV + "wasRevisionOf")
CLAIMS: Final = ox.NamedNode(LEG + "claims")
NONE: Final = "none"
"""The value of a correction that takes a value away."""

_JUDGES: Final = f"{ID}judge/"
_VERDICTS: Final = f"{ID}verdict/"


@dataclass(frozen=True, slots=True)
class Judgement:
    """One judgement.

    `fact` is the IRI of the act, tenure, flow or claim as it was read; `at` is UTC to the second; `changes` are pairs
    of a property's local name (`class`, `actor`, `date`, ...) and an IRI, a date or "none". `document`, `quote` and
    `statement` tell what was judged, also when it has gone; `evidence` are the IRIs of the words. `as_read` holds
    what was taken out of the documents' graphs.
    """

    fact: str
    verdict: Verdict
    by: str
    at: str
    because: str | None = None
    changes: tuple[tuple[str, str], ...] = ()
    document: str | None = None
    quote: str | None = None
    statement: str = ""
    evidence: tuple[str, ...] = ()
    as_read: frozenset[ox.Quad] = field(default=frozenset(), compare=False)

    @property
    def iri(self) -> str:
        """IRI made from who judged what, when, how and why."""
        changes = [f"{name} {value}" for name, value in self.changes]
        return terms.mint(
            "judgement", self.fact, self.verdict, self.by, self.at, self.because or "", *changes
        )

    @property
    def judge(self) -> str:
        """IRI of who judged."""
        return f"{_JUDGES}{terms.slug(self.by) or 'somebody'}-{terms.digest(self.by)[:8]}"

    @property
    def revision(self) -> str:
        """IRI of the corrected act."""
        return terms.mint("act", self.iri)

    @property
    def withdraws(self) -> bool:
        """Whether the fact as it was read does not stand."""
        return self.verdict != "accepted"

    @property
    def order(self) -> tuple[str, str]:
        """Sorts judgements by time; those of one moment always the same way."""
        return self.at, self.iri


def read(store: ox.Store, graph: ox.NamedNode | None = GRAPH) -> list[Judgement]:
    """Return the judgements in a graph (in all, for None), the oldest first; what is no whole one is left out."""
    nodes = {quad.subject for quad in store.quads_for_pattern(None, TYPE, JUDGEMENT, graph)}
    found = (_read(store, node, graph) for node in nodes)
    return sorted((one for one in found if one is not None), key=lambda one: one.order)


def _read(store: ox.Store, node: object, graph: ox.NamedNode | None) -> Judgement | None:
    values: dict[str, list[str]] = {}
    for quad in store.quads_for_pattern(node, None, None, graph):  # type: ignore[arg-type]
        if isinstance(quad.object, ox.NamedNode | ox.Literal):
            values.setdefault(quad.predicate.value, []).append(quad.object.value)

    def first(iri: str) -> str | None:
        return min(values.get(iri, ()), default=None)

    fact, verdict, at = (first(iri) for iri in (LEG + "judges", LEG + "verdict", PROV + "endedAtTime"))
    judge = first(PROV + "wasAssociatedWith")
    names = (
        store.quads_for_pattern(ox.NamedNode(judge), ox.NamedNode(FOAF + "name"), None, graph)
        if judge
        else ()
    )
    by = min((quad.object.value for quad in names if isinstance(quad.object, ox.Literal)), default=None)
    if fact is None or verdict is None or at is None or by is None:
        return None
    changes = sorted(text.partition(" ")[::2] for text in values.get(LEG + "correction", ()))
    return Judgement(
        fact,
        verdict.removeprefix(_VERDICTS),  # type: ignore[arg-type]
        by,
        at,
        first(LEG + "because"),
        tuple(changes),
        first(LEG + "judgedDocument"),
        first(LEG + "judgedQuote"),
        first(LEG + "judgedStatement") or "",
        tuple(sorted(values.get(PROV + "used", ()))),
        frozenset(_quads(str(node), values.get(LEG + "asRead", ()))),
    )


def _quads(name: str, texts: Iterable[str]) -> Iterable[ox.Quad]:
    try:
        return [quad for text in texts for quad in ox.parse(text, ox.RdfFormat.N_QUADS)]
    except SyntaxError as error:
        raise LegationError(
            f"what the judgement {name} keeps (leg:asRead) is not N-Quads: {error}"
        ) from error


def in_force(judgements: Iterable[Judgement]) -> dict[str, Judgement]:
    """Return the judgement in force on each fact that was judged: the latest."""
    return {one.fact: one for one in sorted(judgements, key=lambda one: one.order)}


def described(one: Judgement) -> list[ox.Triple]:
    """Return a judgement, and who made it, as triples."""
    node, judge = ox.NamedNode(one.iri), ox.NamedNode(one.judge)
    iris = [
        (RDF + "type", JUDGEMENT.value),
        (LEG + "judges", one.fact),
        (LEG + "verdict", _VERDICTS + one.verdict),
        (PROV + "wasAssociatedWith", one.judge),
        *((PROV + "used", evidence) for evidence in one.evidence),
    ]
    read_lines = "".join(sorted(f"{quad} .\n" for quad in one.as_read))
    texts = [
        (LEG + "because", one.because),
        *((LEG + "correction", f"{name} {value}") for name, value in one.changes),
        (LEG + "judgedDocument", one.document),
        (LEG + "judgedQuote", one.quote),
        (LEG + "judgedStatement", one.statement),
        (LEG + "asRead", read_lines),
    ]
    moment = ox.Literal(one.at, datatype=ox.NamedNode(terms.XSD + "dateTime"))
    return [
        *(ox.Triple(node, ox.NamedNode(name), ox.NamedNode(value)) for name, value in iris),
        *(ox.Triple(node, ox.NamedNode(name), ox.Literal(value)) for name, value in texts if value),
        ox.Triple(node, ox.NamedNode(PROV + "endedAtTime"), moment),
        ox.Triple(judge, TYPE, ox.NamedNode(PROV + "Agent")),
        ox.Triple(judge, ox.NamedNode(FOAF + "name"), ox.Literal(one.by)),
    ]


def agents_named(judgements: Iterable[Judgement]) -> set[str]:
    """Return the IRIs of the agents that corrections name."""
    return {
        value
        for one in judgements
        for name, value in one.changes
        if name in {"actor", "target", "speaker"} and value != NONE
    }


def is_read(store: ox.Store, one: Judgement) -> bool:
    """Whether the fact that a judgement in force is about is still read in some document."""
    if one.withdraws:
        return bool(one.as_read)
    fact = ox.NamedNode(one.fact)
    return next(store.quads_for_pattern(fact, TYPE, None, None), None) is not None


def withdrawn(store: ox.Store, node: ox.NamedNode) -> Judgement | None:
    """Return the judgement for which a node does not stand as it was read, or by which it was corrected."""
    force = in_force(read(store)).values()
    return next((one for one in force if one.as_read and node.value in (one.fact, one.revision)), None)


def unread(store: ox.Store) -> list[Judgement]:
    """Return the judgements in force whose fact is no longer read."""
    return [one for one in in_force(read(store)).values() if not is_read(store, one)]


def parted(quads: Iterable[ox.Quad]) -> tuple[list[ox.Quad], list[ox.Quad]]:
    """Part the facts of documents from judgements.

    Corrected acts are in neither part: they follow from the judgement and what was read.
    """
    given = list(quads)
    judgements = {quad.subject for quad in given if quad.predicate == TYPE and quad.object == JUDGEMENT}
    judges = {
        quad.object
        for quad in given
        if quad.subject in judgements and quad.predicate.value == PROV + "wasAssociatedWith"
    }
    revisions = {quad.subject for quad in given if quad.predicate == REVISION}
    revisions |= {quad.subject for quad in given if quad.predicate == CLAIMS and quad.object in revisions}
    facts, about = [], []
    for quad in given:
        if quad.subject in judgements or quad.subject in judges or quad.graph_name == GRAPH:
            if quad.subject not in revisions:
                about.append(quad)
        elif quad.subject not in revisions:
            facts.append(quad)
    return facts, about


def quads_about(store: ox.Store, key: str) -> list[ox.Quad]:
    """Return the quads of the judgements on facts of one document, and of the acts that were corrected."""
    chosen = [one for one in read(store) if one.document == key]
    wanted = {iri for one in chosen for iri in (one.iri, one.judge, one.revision)} | agents_named(chosen)
    claims = [quad for one in chosen for quad in _claims_on(store, one)]
    wanted |= {quad.subject.value for quad in claims if isinstance(quad.subject, ox.NamedNode)}
    return [
        quad
        for iri in sorted(wanted)
        for quad in store.quads_for_pattern(ox.NamedNode(iri), None, None, GRAPH)
    ]


def _claims_on(store: ox.Store, one: Judgement) -> Iterable[ox.Quad]:
    return store.quads_for_pattern(None, CLAIMS, ox.NamedNode(one.revision), GRAPH)
