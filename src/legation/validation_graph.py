"""The facts of a store as shapes see them: what documents state, and what is known beside them."""

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from legation.shacl_paths import Node
from legation.store import BOOKKEEPING
from legation.terms import INFERRED_GRAPH, ONTOLOGY_GRAPH
from legation.validation_context import FOLLOWED
from legation.validation_words import named, unnamed

GraphName = ox.NamedNode | ox.BlankNode | ox.DefaultGraph

_INFERRED = ox.NamedNode(INFERRED_GRAPH)
_ONTOLOGY = ox.NamedNode(ONTOLOGY_GRAPH)


class Stated:
    """A store without what was inferred and what it notes about its graphs.

    Args:
        inner: the Oxigraph store.
        named: blank nodes of documents have IRIs, as shapes of ours want it.
        ontology: what shapes see of the ontology is there too.
    """

    def __init__(self, inner: ox.Store, named: bool, ontology: bool) -> None:
        self._inner = inner
        self._named = named
        self._ontology = ontology

    def outgoing(self, node: Node, property_: str | None) -> Iterator[ox.Triple]:
        """Yield the triples with this subject."""
        predicate = None if property_ is None else ox.NamedNode(property_)
        yield from self._triples(self._from(node, predicate))

    def incoming(self, node: Node, property_: str | None) -> Iterator[ox.Triple]:
        """Yield the triples with this object."""
        predicate = None if property_ is None else ox.NamedNode(property_)
        yield from self._triples(self._inner.quads_for_pattern(None, predicate, self._own(node), None))

    def values(self, node: Node, predicate: ox.NamedNode) -> Iterable[Node]:
        """Return the objects that documents give a node's property."""
        return [self.known(quad).object for quad in self._from(node, predicate) if self.states(quad)]

    def about(self, node: Node) -> list[ox.Triple]:
        """Return what documents say of a node."""
        return [self.known(quad) for quad in self._from(node, None) if self.states(quad)]

    def describe(self, node: Node) -> bool:
        """Whether documents say anything of a node."""
        return bool(self.about(node))

    def lists(self, node: Node) -> bool:
        """Whether the ontology says anything of a node that shapes see."""
        if not self._ontology or not isinstance(node, ox.NamedNode | ox.BlankNode):
            return False
        quads = self._inner.quads_for_pattern(node, None, None, _ONTOLOGY)
        return any(quad.predicate in FOLLOWED for quad in quads)

    def all(self) -> list[ox.Triple]:
        """Return all that documents state, each triple once."""
        return list(dict.fromkeys(self.known(quad) for quad in self._inner if self.states(quad)))

    def graphs(self, triple: ox.Triple) -> list[GraphName]:
        """Return the graphs that state a triple now."""
        quads = self._from(triple.subject, triple.predicate, self._own(triple.object))
        return [quad.graph_name for quad in quads if self.states(quad) or self._sees(quad)]

    def states(self, quad: ox.Quad) -> bool:
        """Whether a quad is a fact of a document."""
        graph = quad.graph_name
        if graph in (_INFERRED, _ONTOLOGY) or not isinstance(graph, ox.NamedNode):
            return False
        noted = quad.subject == graph and quad.predicate.value in BOOKKEEPING
        return not noted and not isinstance(quad.object, ox.Triple)

    def known(self, quad: ox.Quad) -> ox.Triple:
        """Return a fact with names for its blank nodes, where they are wanted."""
        blank = isinstance(quad.subject, ox.BlankNode) or isinstance(quad.object, ox.BlankNode)
        return named(quad.triple) if self._named and blank else quad.triple

    def _from(
        self, node: Node, predicate: ox.NamedNode | None, value: Node | None = None
    ) -> Iterable[ox.Quad]:
        own = self._own(node)
        if isinstance(own, ox.Literal | ox.Triple):
            return ()
        return self._inner.quads_for_pattern(own, predicate, value, None)

    def _sees(self, quad: ox.Quad) -> bool:
        return self._ontology and quad.graph_name == _ONTOLOGY and quad.predicate in FOLLOWED

    def _triples(self, quads: Iterable[ox.Quad]) -> Iterator[ox.Triple]:
        for quad in quads:
            if self.states(quad):
                yield self.known(quad)
            elif self._sees(quad):
                yield quad.triple

    def _own(self, node: Node) -> Node:
        return unnamed(node) if self._named else node
