"""Facts read from a store as numbers: only of those properties and classes that can take part in a rule."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

import numpy as np
import pyoxigraph as ox

from legation.reasoning_rules import LISTED
from legation.relations import Numbers, Terms, pair
from legation.terms import INFERRED_GRAPH, OWL, RDF
from legation.wording import Term

TYPE: Final = ox.NamedNode(RDF + "type")
INFERRED: Final = ox.NamedNode(INFERRED_GRAPH)

_LISTS: Final = (
    f"?s a <{OWL}AllDifferent> ; <{OWL}distinctMembers>|<{OWL}members> ?l . ?l <{RDF}rest>*/<{RDF}first> ?o"
)


class Intake:
    """Reads what all graphs of a store state but that of inferred facts, and that one by itself.

    SPARQL is asked for single columns where it will do: terms are looked up on disk one by one, and most of the time
    goes there.
    """

    def __init__(self, store: ox.Store, terms: Terms) -> None:
        self._store = store
        self._terms = terms
        self._had = next(store.quads_for_pattern(None, None, None, INFERRED), None) is not None

    def pairs(self, prop: ox.NamedNode) -> Numbers:
        """Return the pairs that a property holds between, in no order."""
        if prop.value == LISTED:
            return self._pairs(f"SELECT ?s ?o WHERE {{ {_LISTS} }}", union=True)
        if not self._had:  # No query to plan: of many small properties that is most of the work.
            number = self._terms.number
            quads = self._store.quads_for_pattern(None, prop, None, None)
            return np.fromiter((number(q.subject) << 32 | number(q.object) for q in quads), np.int64)
        return self._pairs(f"SELECT ?s ?o WHERE {{ {self._stated(f'?s {prop} ?o')} }}")

    def subjects(self, prop: ox.NamedNode) -> Numbers:
        """Return what has a property."""
        return self._column(f"SELECT DISTINCT ?s WHERE {{ {self._stated(f'?s {prop} ?o')} }}")

    def objects(self, prop: ox.NamedNode) -> Numbers:
        """Return what a property points at."""
        return self._column(f"SELECT DISTINCT ?o WHERE {{ {self._stated(f'?s {prop} ?o')} }}")

    def instances(self, cls: ox.NamedNode) -> Numbers:
        """Return what is stated to be of a class."""
        if not self._had:
            return self._terms.numbers(
                q.subject for q in self._store.quads_for_pattern(None, TYPE, cls, None)
            )
        return self._column(f"SELECT ?s WHERE {{ {self._stated(f'?s {TYPE} {cls}')} }}")

    def terms(self, pattern: str) -> list[Term]:
        """Return what `?o` stands for in a pattern, each once."""
        rows = self._rows(f"SELECT DISTINCT ?o WHERE {{ {self._stated(pattern)} }}")
        return [row[0] for row in rows]

    def about(self, node: Term, most: int | None = None) -> Iterator[ox.Triple]:
        """Yield the stated triples that have a term as subject, and those that have it as object; `most` of each."""
        found = (
            [] if isinstance(node, ox.Literal) else [self._store.quads_for_pattern(node, None, None, None)]
        )
        found.append(self._store.quads_for_pattern(None, None, node, None))
        for quads in found:
            for quad in islice(quads, most):
                if quad.graph_name != INFERRED:
                    yield ox.Triple(quad.subject, quad.predicate, quad.object)

    def inferred(self) -> Iterator[tuple[ox.NamedNode, Term | None, Numbers]]:
        """Yield what the graph of inferred facts holds: property, None and pairs; or rdf:type, class and instances."""
        if not self._had:
            return
        for row in self._rows(f"SELECT DISTINCT ?p WHERE {{ GRAPH {INFERRED} {{ ?s ?p ?o }} }}"):
            prop = row[0]
            where = f"GRAPH {INFERRED} {{ ?s {prop} ?o }}"
            if prop != TYPE:
                yield prop, None, self._pairs(f"SELECT ?s ?o WHERE {{ {where} }}")
                continue
            for one in self._rows(f"SELECT DISTINCT ?o WHERE {{ {where} }}"):
                instances = f"SELECT ?s WHERE {{ GRAPH {INFERRED} {{ ?s {TYPE} {one[0]} }} }}"
                yield TYPE, one[0], self._column(instances)

    def _stated(self, pattern: str) -> str:
        but = f" FILTER(?g != {INFERRED})" if self._had else ""
        return f"{{ {pattern} }} UNION {{ GRAPH ?g {{ {pattern} }}{but} }}"

    def _rows(self, query: str, *, union: bool = False) -> Iterable[ox.QuerySolution]:
        return self._store.query(query, use_default_graph_as_union=union)  # type: ignore[return-value]

    def _column(self, query: str) -> Numbers:
        return self._terms.numbers(row[0] for row in self._rows(query))

    def _pairs(self, query: str, *, union: bool = False) -> Numbers:
        number = self._terms.number
        keys = (number(row[0]) << 32 | number(row[1]) for row in self._rows(query, union=union))
        return np.fromiter(keys, np.int64)


def keyed(terms: Terms, triple: ox.Triple) -> Numbers:
    """Return one triple's subject and object as a key."""
    return pair(terms.numbers([triple.subject]), terms.numbers([triple.object]))
