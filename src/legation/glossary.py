"""What the ontology calls things: labels and definitions of classes and of the small code lists."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import pyoxigraph as ox

from legation.resources import folder
from legation.terms import ID, LEG, SKOS
from legation.wording import Names

_FILES = ("acts.ttl", "trade.ttl", "codes/vocab.ttl")


@dataclass(frozen=True, slots=True)
class Term:
    """A class or concept: the last part of its IRI, its label, and its definition, which may be empty."""

    local: str
    label: str
    definition: str


class Glossary:
    """Looks terms up in the ontology; what it does not have is called by its local name."""

    def __init__(self) -> None:
        """Read the modules on acts and trade, and the small code lists."""
        self._store = ox.Store()
        for name in _FILES:
            self._store.bulk_load(path=str(folder("ontology") / name), format=ox.RdfFormat.TURTLE)
        self._names = Names(self._store)

    def act(self, act_class: str) -> Term:
        """Return a class of acts by its local name."""
        return self._term(ox.NamedNode(LEG + act_class))

    def code(self, scheme: str, code: str) -> Term:
        """Return a concept of a code list: `code("status", "planned")`."""
        return self._term(ox.NamedNode(f"{ID}{scheme}/{code}"))

    def quad(self, event_type: str) -> Term | None:
        """Return what a PLOVER type is a kind of: words or deeds, for or against the target."""
        node = ox.NamedNode(f"{ID}event-type/{event_type}")
        above = self._value(node, "broader")
        return self._term(above) if isinstance(above, ox.NamedNode) else None

    def _term(self, node: ox.NamedNode) -> Term:
        definition = self._value(node, "definition")
        local = node.value.rsplit("#" if "#" in node.value else "/", 1)[1]
        told = definition.value if isinstance(definition, ox.Literal) else ""
        return Term(local, self._names.name(node), told)

    def _value(self, node: ox.NamedNode, name: str) -> object:
        quads = self._store.quads_for_pattern(node, ox.NamedNode(SKOS + name), None, None)
        return min((quad.object for quad in quads), key=str, default=None)


@cache
def glossary() -> Glossary:
    """Return the glossary of the installed ontology, read once a process."""
    return Glossary()
