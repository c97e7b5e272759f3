"""What follows from files by anybody's ontology, without a store."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from legation import axioms as axioms_of
from legation.errors import LegationError
from legation.formats import DATASETS, FORMATS, by_content, by_suffix
from legation.rdf import base_iri, iterate
from legation.sources import Source, sources
from legation.terms import OWL, RDF
from legation.wording import shorten

if TYPE_CHECKING:
    from legation.reasoning import Summary

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
        quads: what was asked for, in no order, to be gone through once; nothing where facts contradict.
        ignored: what the ontology says that is not in OWL 2 RL, such as "owl:hasSelf" -> how often.
    """

    summary: Summary
    quads: Iterable[ox.Quad]
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
    store = ox.Store()
    with ThreadPoolExecutor(1) as beside:
        loading = beside.submit(_loaded, store, ontology, data)
        # Importing numpy takes about as long as loading files of 10,000 triples.
        from legation.closing import Closure
        from legation.reasoning import summarise

        modules, of_data, ignored = loading.result()
    axioms = axioms_of.closed(
        (str(source.path), source.data(), partial(_triples, source, form)) for source, form, _ in modules
    )
    closure = Closure(store, axioms)
    summary = summarise(closure, store, axioms)
    quads: Iterable[ox.Quad] = ()
    if summary.consistent:
        batches = [(prop, cls, keys) for prop, cls, keys in closure.derived() if len(keys)]
        summary.inferred = summary.added = sum(len(keys) for _, _, keys in batches)
        quads = chain.from_iterable(closure.quads(*batch) for batch in batches)
        if stated:
            own = {graph for _, _, graph in modules} - of_data
            given = (_unnamed(quad, of_data) for quad in store if quad.graph_name not in own)
            quads = chain(quads, given)
    return Entailment(summary, quads, ignored)


def _loaded(
    store: ox.Store, ontology: Iterable[str | os.PathLike[str]], data: Iterable[str | os.PathLike[str]]
) -> tuple[list[tuple[Source, str, ox.NamedNode]], set[ox.NamedNode], dict[str, int]]:
    """Load the files; return the modules of the ontology, the graphs of the data, and what is ignored."""
    modules = [(source, form, _load(store, source, form)) for source, form in _found(ontology)]
    ignored = _ignored(store)
    return modules, {_load(store, source, form) for source, form in _found(data)}, ignored


def _found(paths: Iterable[str | os.PathLike[str]]) -> Iterator[tuple[Source, str]]:
    """Yield each file that is RDF, with its format; one that was asked for by name must be."""
    for source in sources(paths):
        form = by_suffix(source.name) or by_content(source.sample().text or "")
        if form:
            yield source, form
        elif source.asked_for:
            raise LegationError(f"'{source.path}' is not RDF in a format that is known; convert it first")


def _load(store: ox.Store, source: Source, form: str) -> ox.NamedNode:
    """Load a file, and return the graph that holds what it says in no graph of its own."""
    graph = _graph(source)
    if form in DATASETS or form == "rdfxml":
        store.bulk_extend(_named(_quads(source, form), graph))
        return graph
    try:
        store.bulk_load(source.text().encode(), FORMATS[form], base_iri=base_iri(source.key), to_graph=graph)
    except SyntaxError:
        deque(_quads(source, form), 0)  # says where, in a sentence
        raise
    return graph


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


def _triples(source: Source, form: str) -> bytes:
    triples = (quad.triple for quad in _quads(source, form))
    return ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""


def _ignored(store: ox.Store) -> dict[str, int]:
    """Count what an ontology says that no rule of OWL 2 RL speaks of."""
    found = {}
    for iri in sorted(_BEYOND):
        term = ox.NamedNode(iri)
        kind = (None, ox.NamedNode(RDF + "type"), term, None)
        count = sum(
            1 for pattern in ((None, term, None, None), kind) for _ in store.quads_for_pattern(*pattern)
        )
        if count:
            found[shorten(iri)] = count
    for iri in sorted(_AT_MOST):
        quads = store.quads_for_pattern(None, ox.NamedNode(iri), None, None)
        count = sum(isinstance(q.object, ox.Literal) and q.object.value not in ("0", "1") for q in quads)
        if count:
            found[f"{shorten(iri)} of more than 1"] = count
    return found
