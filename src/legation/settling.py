"""What judgements do to the facts, as one update of the store.

A fact that was rejected or corrected is taken out of its document's graph and kept as text with the judgement that
did it, so that no query, here or in another store, takes it for a fact. A corrected act is made anew from what was
read and the corrections, in the judgements' graph. All of this follows from the judgements and from what the
documents say, so it is worked out again whenever either changes: nothing can go stale.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from legation import terms
from legation.judgements import CLAIMS, GRAPH, NONE, REVISION, TYPE, agents_named, described, in_force, read
from legation.terms import INFERRED_GRAPH, LEG, ONTOLOGY_GRAPH, PROV, RDF, RDFS, XSD
from legation.triples import date_type, interval

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from legation.judgements import Judgement

    _Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

_INFERRED: Final = ox.NamedNode(INFERRED_GRAPH)
_APART: Final = {ox.NamedNode(ONTOLOGY_GRAPH), _INFERRED, GRAPH}
_EVIDENCE: Final = ox.NamedNode(LEG + "evidence")
_SPEAKER: Final = ox.NamedNode(LEG + "speaker")
_STANCE: Final = ox.NamedNode(LEG + "stance")
_DESCRIBING: Final = {RDF + "type", RDFS + "label", LEG + "belongsTo"}
_PROPERTIES: Final = {
    "class": ("rdf:type",),
    "type": ("eventType",),
    "actor": ("actor", "inTenure"),
    "target": ("target", "targetTenure"),
    "date": ("date", "earliest", "latest"),
    "status": ("status",),
}
"""What is corrected -> the properties that go with the old value: a tenure is that of the agent who was wrong."""


@dataclass(frozen=True, slots=True)
class Settled:
    """What is to be done.

    `standing` are the triples of the document that stand; `update` is SPARQL for all other graphs, or empty; `judged`
    is what the judgements' graph is to hold, `touched` what the update adds or takes away.
    """

    standing: list[ox.Triple]
    update: str
    judged: frozenset[ox.Triple]
    touched: frozenset[ox.Quad]


def concerned(store: ox.Store, graph: str, ntriples: bytes) -> bool:
    """Whether there are judgements on what a graph holds, or on what is to be put in its place."""
    node = ox.NamedNode(graph)
    return any(
        one.withdraws
        and (f"<{one.fact}>".encode() in ntriples or any(quad.graph_name == node for quad in one.as_read))
        for one in read(store)
    )


def settle(
    store: ox.Store,
    judgements: Iterable[Judgement] | None = None,
    graph: str | None = None,
    incoming: Iterable[ox.Triple] = (),
) -> Settled:
    """Work out what follows from judgements.

    Args:
        store: as it is now.
        judgements: all there are to be; those in the store if not given.
        graph: of a document that is to be replaced or removed, if one is.
        incoming: what is to be put in its place.
    """
    return _Settling(store, judgements, graph, incoming).settled()


class _Settling:
    def __init__(
        self,
        store: ox.Store,
        judgements: Iterable[Judgement] | None,
        graph: str | None,
        incoming: Iterable[ox.Triple],
    ) -> None:
        self.store = store
        self.before = read(store)
        self.after = self.before if judgements is None else list(judgements)
        self.replaced = ox.NamedNode(graph) if graph is not None else None
        self.incoming = (
            [ox.Quad(t.subject, t.predicate, t.object, self.replaced) for t in incoming]
            if self.replaced
            else []
        )
        self.by_node: dict[object, list[ox.Quad]] = defaultdict(list)
        # What was taken out before still counts as read, unless its document is being replaced.
        was = {quad for one in self.before for quad in one.as_read}
        self.out = {quad for quad in was if quad.graph_name != self.replaced} | set(self._brought(was))
        for quad in (*self.out, *self.incoming):
            self.by_node[quad.subject].append(quad)
            if quad.object != quad.subject:
                self.by_node[quad.object].append(quad)

    def _brought(self, known: set[ox.Quad]) -> Iterator[ox.Quad]:
        """Yield what came with judgements from another store, in the graph here that has the words it rests on.

        Where these words are not in the same place of the same document, nothing of it is read here.
        """
        for one in self.after:
            brought = one.as_read - known
            graphs = self._graphs_of(one.evidence) if brought else set()
            for quad in brought:
                graph = quad.graph_name if quad.graph_name in graphs else min(graphs, key=str, default=None)
                if graph is not None:
                    yield ox.Quad(quad.subject, quad.predicate, quad.object, graph)

    def _graphs_of(self, evidence: Iterable[str]) -> set[ox.NamedNode]:
        """Return the documents' graphs that describe one of these pieces of evidence."""
        nodes = [ox.NamedNode(iri) for iri in evidence]
        found = {q.graph_name for node in nodes for q in self.store.quads_for_pattern(node, TYPE, None, None)}
        return {graph for graph in found - _APART if isinstance(graph, ox.NamedNode)}

    def _has(self, graph: object) -> bool:
        return next(self.store.quads_for_pattern(None, None, None, graph), None) is not None  # type: ignore[arg-type]

    def settled(self) -> Settled:
        force = in_force(self.after)
        lines = {one: self._read_of(ox.NamedNode(one.fact)) for one in force.values() if one.withdraws}
        out = {quad for quads in lines.values() for quad in quads}
        after = [replace(one, as_read=frozenset(lines.get(one, ()))) for one in self.after]
        wanted = {triple for one in after for triple in described(one)}
        wanted |= set(self._agents(after))
        withdrawn = {ox.NamedNode(one.fact) for one in lines}
        revised = {triple for one in lines for triple in self._revision(one, lines[one], withdrawn)}
        wanted |= revised
        present = {_triple(quad) for quad in self.store.quads_for_pattern(None, None, None, GRAPH)}
        old = {triple.subject for triple in present if triple.predicate in (REVISION, CLAIMS)}
        gone = withdrawn | {quad.subject for quad in out if quad.predicate == CLAIMS}
        gone |= old - {triple.subject for triple in revised}
        shown = {quad for quad in out if quad.graph_name != self.replaced and quad in self.store}
        back = {quad for quad in self.out - out if self._has(quad.graph_name)}
        stale = {quad for node in gone for quad in _touching(self.store, node, _INFERRED)}
        delete = shown | stale | {_in_graph(triple) for triple in present - wanted}
        insert = back | {_in_graph(triple) for triple in wanted - present}
        blocks = [_block("DELETE", delete), _block("INSERT", insert)]
        standing = [_triple(quad) for quad in self.incoming if quad not in out]
        update = " ; ".join(block for block in blocks if block)
        return Settled(standing, update, frozenset(wanted), frozenset(delete | insert))

    def _read_of(self, fact: ox.NamedNode) -> set[ox.Quad]:
        """Return what the documents say of a fact: its triples, those that point at it, and claims about it."""
        quads = self._around(fact)
        if not any(quad.subject == fact for quad in quads):
            return set()  # what points at nothing is left of a document that has gone
        seen, claims = {fact}, _claiming(quads, {fact})
        while claims:  # of claims about claims, too
            seen |= claims
            quads = quads.union(*(self._around(claim) for claim in claims))
            claims = _claiming(quads, claims) - seen
        return quads

    def _around(self, node: object) -> set[ox.Quad]:
        found = set(self.by_node.get(node, ()))
        for quad in _touching(self.store, node):
            if quad.graph_name not in _APART and quad.graph_name != self.replaced:
                found.add(quad)
        return found

    def _agents(self, after: Sequence[Judgement]) -> Iterator[ox.Triple]:
        """Yield what is said of agents that corrections name: it must last, whatever becomes of the documents."""
        listed = ox.NamedNode(ONTOLOGY_GRAPH)
        for iri in agents_named(after):
            node = ox.NamedNode(iri)
            if next(self.store.quads_for_pattern(node, None, None, listed), None) is None:
                for quad in self.store.quads_for_pattern(node, None, None, None):
                    if quad.predicate.value in _DESCRIBING and quad.graph_name != _INFERRED:
                        yield _triple(quad)

    def _revision(
        self, one: Judgement, lines: set[ox.Quad], withdrawn: set[ox.NamedNode]
    ) -> Iterator[ox.Triple]:
        """Yield the triples of a corrected act, and of the claims about it."""
        fact, act = ox.NamedNode(one.fact), ox.NamedNode(one.revision)
        own = [quad for quad in lines if quad.subject == fact and quad.object not in withdrawn]
        if one.verdict != "corrected" or not own:
            return
        changes = dict(one.changes)
        dropped = {_property(name) for change in changes for name in _PROPERTIES.get(change, ())}
        if changes.get("target") == NONE:
            dropped.add(_property("mutual"))
        for quad in own:
            if quad.predicate not in dropped:
                yield ox.Triple(act, quad.predicate, quad.object)
        for name, value in changes.items():
            yield from (ox.Triple(act, _property(key), term) for key, term in _values(name, value))
        yield ox.Triple(act, REVISION, fact)
        yield ox.Triple(act, ox.NamedNode(PROV + "wasGeneratedBy"), ox.NamedNode(one.iri))
        yield ox.Triple(act, ox.NamedNode(PROV + "wasAttributedTo"), ox.NamedNode(one.judge))
        claims = [
            {other.predicate: other.object for other in lines if other.subject == quad.subject}
            for quad in lines
            if quad.predicate == CLAIMS and quad.object == fact and quad.subject not in withdrawn
        ]
        if changes.get("speaker") == NONE:
            return
        if "speaker" in changes:
            stances = [claim[_STANCE] for claim in claims if _STANCE in claim]
            told = {
                _SPEAKER: ox.NamedNode(changes["speaker"]),
                _STANCE: min(stances, key=str, default=ox.NamedNode(f"{terms.ID}stance/asserts")),
                _EVIDENCE: min((quad.object for quad in own if quad.predicate == _EVIDENCE), key=str),
            }
            claims = [told]
        for claim in claims:
            yield from _claimed(act, claim)


def _claiming(quads: set[ox.Quad], facts: set[ox.NamedNode]) -> set[ox.NamedNode]:
    found = {quad.subject for quad in quads if quad.predicate == CLAIMS and quad.object in facts}
    return {node for node in found if isinstance(node, ox.NamedNode)}


def _claimed(act: ox.NamedNode, claim: Mapping[ox.NamedNode, _Term]) -> Iterator[ox.Triple]:
    """Yield a claim about a corrected act, with the speaker, stance and evidence of another one."""
    node = ox.NamedNode(terms.mint("claim", act.value, str(claim.get(_SPEAKER)), str(claim.get(_STANCE))))
    yield ox.Triple(node, TYPE, ox.NamedNode(LEG + "Claim"))
    yield ox.Triple(node, CLAIMS, act)
    for name in (_SPEAKER, _STANCE, _EVIDENCE):
        if name in claim:
            yield ox.Triple(node, name, claim[name])


def _touching(store: ox.Store, node: object, graph: ox.NamedNode | None = None) -> Iterator[ox.Quad]:
    """Yield the quads whose subject or object a node is."""
    if isinstance(node, ox.NamedNode | ox.BlankNode):
        yield from store.quads_for_pattern(node, None, None, graph)
        yield from store.quads_for_pattern(None, None, node, graph)


def _values(name: str, value: str) -> Iterator[tuple[str, ox.NamedNode | ox.Literal]]:
    if value == NONE or name == "speaker":
        return
    if name == "date":
        yield "date", ox.Literal(value, datatype=ox.NamedNode(XSD + date_type(value)))
        for key, day in zip(("earliest", "latest"), interval(value), strict=True):
            yield key, ox.Literal(day, datatype=ox.NamedNode(XSD + "date"))
    else:
        yield _PROPERTIES[name][0], ox.NamedNode(value)


def _property(name: str) -> ox.NamedNode:
    return TYPE if name == "rdf:type" else ox.NamedNode(LEG + name)


def _triple(quad: ox.Quad) -> ox.Triple:
    return ox.Triple(quad.subject, quad.predicate, quad.object)


def _in_graph(triple: ox.Triple) -> ox.Quad:
    return ox.Quad(triple.subject, triple.predicate, triple.object, GRAPH)


def _block(verb: str, quads: set[ox.Quad]) -> str:
    graphs: dict[str, list[str]] = defaultdict(list)
    for quad in quads:
        graphs[str(quad.graph_name)].append(f"{_triple(quad)} .")
    inner = " ".join(
        f"GRAPH {graph} {{ {' '.join(sorted(lines))} }}" for graph, lines in sorted(graphs.items())
    )
    return f"{verb} DATA {{ {inner} }}" if inner else ""
