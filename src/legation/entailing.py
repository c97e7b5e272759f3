"""What follows from files by anybody's ontology, without a store."""

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from legation import axioms as axioms_of
from legation.closing import Closure
from legation.errors import LegationError
from legation.formats import by_content, by_suffix
from legation.rdf import base_iri, iterate
from legation.reasoning import Summary, summarise
from legation.sources import Source, sources
from legation.terms import OWL, RDF
from legation.wording import shorten

_BEYOND: Final = {
    OWL + name
    for name in (
        "minCardinality",
        "minQualifiedCardinality",
        "cardinality",
        "qualifiedCardinality",
        "disjointUnionOf",
        "hasSelf",
        "withRestrictions",
        "datatypeComplementOf",
        "ReflexiveProperty",
        "imports",
    )
}
_AT_MOST: Final = {OWL + "maxCardinality", OWL + "maxQualifiedCardinality"}


@dataclass(frozen=True, slots=True)
class Entailment:
    """What follows from files.

    Attributes:
        summary: counts by rule, and what contradicts.
        quads: what was asked for, in no order; empty where facts contradict.
        ignored: what the ontology says that is not in OWL 2 RL, such as "owl:hasSelf" -> how often.
    """

    summary: Summary
    quads: list[ox.Quad]
    ignored: dict[str, int]


def entail(
    data: Iterable[str | os.PathLike[str]],
    ontology: Iterable[str | os.PathLike[str]],
    *,
    stated: bool = False,
) -> Entailment:
    """Infer what follows from RDF files.

    What the ontology's files say of individuals counts as facts too.

    Args:
        data: files, folders of files, or "-", in any RDF format.
        ontology: files with the axioms, in any RDF format.
        stated: give what the data states too, in the graphs that state it.

    Raises:
        LegationError: a file cannot be read, or is no RDF.
    """
    terms = [(source, list(_quads(source, form))) for source, form in _found(ontology)]
    axioms = axioms_of.closed((str(source.path), source.data(), _triples(quads)) for source, quads in terms)
    store = ox.Store()
    graphs: dict[str, ox.NamedNode] = {}
    for source, quads in terms:
        store.bulk_extend(_named(quads, graphs.setdefault(source.key, _graph(source))))
    of_data = set()
    for source, form in _found(data):
        of_data.add(_graph(source))
        store.bulk_extend(_named(_quads(source, form), _graph(source)))
    closure = Closure(store, axioms)
    summary = summarise(closure, store, axioms)
    found = []
    if summary.consistent:
        batches = closure.derived()
        found = [ox.Quad(t.subject, t.predicate, t.object) for b in batches for t in closure.triples(*b)]
        summary.inferred = summary.added = len(found)
        if stated:
            own = set(graphs.values()) - of_data
            found += (_unnamed(quad, of_data) for quad in store if quad.graph_name not in own)
    return Entailment(summary, found, _ignored(quad for _, quads in terms for quad in quads))


def _found(paths: Iterable[str | os.PathLike[str]]) -> Iterator[tuple[Source, str]]:
    """Yield each file that is RDF, with its format; one that was asked for by name must be."""
    for source in sources(paths):
        form = by_suffix(source.name) or by_content(source.sample().text or "")
        if form:
            yield source, form
        elif source.asked_for:
            raise LegationError(f"'{source.path}' is not RDF in a format that is known; convert it first")


def _quads(source: Source, form: str) -> Iterator[ox.Quad]:
    return iterate(source.text(), form, str(source.path), source.key, rename=True)


def _graph(source: Source) -> ox.NamedNode:
    """Return the graph that stands for a file: sentences say that a fact is stated there."""
    return ox.NamedNode(
        base_iri(source.key) if source.content is not None else source.path.resolve().as_uri()
    )


def _named(quads: Iterable[ox.Quad], graph: ox.NamedNode) -> Iterator[ox.Quad]:
    for quad in quads:
        unnamed = isinstance(quad.graph_name, ox.DefaultGraph)
        yield ox.Quad(quad.subject, quad.predicate, quad.object, graph) if unnamed else quad


def _unnamed(quad: ox.Quad, files: set[ox.NamedNode]) -> ox.Quad:
    return ox.Quad(quad.subject, quad.predicate, quad.object) if quad.graph_name in files else quad


def _triples(quads: Iterable[ox.Quad]) -> bytes:
    return ox.serialize((quad.triple for quad in quads), format=ox.RdfFormat.N_TRIPLES) or b""


def _ignored(quads: Iterable[ox.Quad]) -> dict[str, int]:
    """Count what an ontology says that no rule of OWL 2 RL speaks of."""
    found: Counter[str] = Counter()
    for quad in quads:
        term = quad.object if quad.predicate.value == RDF + "type" else quad.predicate
        many = quad.predicate.value in _AT_MOST and quad.object.value not in ("0", "1")  # type: ignore[union-attr]
        if isinstance(term, ox.NamedNode) and (term.value in _BEYOND or many):
            found[shorten(term.value) + (" of more than 1" if many else "")] += 1
    return dict(sorted(found.items()))
