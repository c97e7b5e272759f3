"""Names of things for sentences: labels where the store has them, the last part of the IRI where not."""

import re
from collections.abc import Mapping

import pyoxigraph as ox

from legation.terms import DCTERMS, LEG, OWL, PREFIXES, RDF, RDFS, SKOS

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

_LABELS = tuple(
    ox.NamedNode(iri)
    for iri in (
        RDFS + "label",
        SKOS + "prefLabel",
        DCTERMS + "title",
        LEG + "documentName",
        SKOS + "notation",
    )
)
_BUILT_IN = {
    RDF + "type": "is of the kind",
    OWL + "sameAs": "is the same as",
    OWL + "differentFrom": "is different from",
    RDFS + "label": "label",
    RDFS + "subClassOf": "is a kind of",
}


def shorten(iri: str) -> str:
    """Return an IRI with its prefix where one is known ("leg:actor"), in angle brackets where not."""
    best = max((base for base in PREFIXES.values() if iri.startswith(base)), key=len, default="")
    if best:
        name = next(prefix for prefix, base in PREFIXES.items() if base == best)
        return f"{name}:{iri[len(best) :]}"
    return f"<{iri}>"


def split_words(local: str) -> str:
    """Return a local name as words: "SummoningOfAmbassador" -> "summoning of ambassador"."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", local).lower()


def article(noun: str) -> str:
    """Return the noun with "a" or "an" before it."""
    lower = noun.lower()
    return f"{'an' if lower[:1] in tuple('aeiou') and not lower.startswith(('uni', 'eu')) else 'a'} {noun}"


class Names:
    """Looks up the names of terms in a store, each once.

    Args:
        store: the store with the labels.
        axioms: the closed ontology, where expressions without a name (`urn:legation:expression:…`) occur.
    """

    def __init__(self, store: ox.Store, axioms: ox.Store | None = None) -> None:
        self._store = store
        self._axioms = axioms
        self._known: dict[str, str] = {}

    def name(self, term: Term) -> str:
        """Return the name of a term, unquoted: a label, a literal's text, or part of its IRI."""
        if isinstance(term, ox.Literal):
            return term.value
        if not isinstance(term, ox.NamedNode):
            return str(term)
        if term.value not in self._known:
            self._known[term.value] = self._find(term)
        return self._known[term.value]

    def prop(self, term: Term) -> str:
        """Return a property's name in quotation marks: “on behalf of”."""
        return f"“{self.name(term)}”"

    def sentence(self, triple: ox.Triple) -> str:
        """Return a triple in words: "Peru is a state", "the Foreign Ministry: “belongs to” Peru"."""
        subject = self.name(triple.subject)
        if triple.predicate.value == RDF + "type":
            return f"{subject} is {article(self.name(triple.object))}"
        return f"{subject}: {self.prop(triple.predicate)} {self.name(triple.object)}"

    def fill(self, words: str, bindings: Mapping[str, Term]) -> str:
        """Fill a rule's words: `{p}` with the name of what `?p` is, `{a c}` with an article before it."""

        def one(match: re.Match[str]) -> str:
            key = match[1].removeprefix("a ").removeprefix("^")
            if key.startswith("<"):
                term: Term = ox.NamedNode(key[1:-1])
            elif key in bindings:
                term = bindings[key]
            else:
                return key
            if match[1].startswith("a "):
                name = self.name(term)
                return name if name.startswith("thing") else article(name)
            return self.prop(term) if key in {"p", "q"} or self._is_property(term) else self.name(term)

        return re.sub(r"\{([^{}]+)\}", one, words)

    def _is_property(self, term: Term) -> bool:
        if not isinstance(term, ox.NamedNode):
            return False
        local = re.split(r"[#/]", term.value)[-1]
        return local[:1].islower() and term.value.startswith(LEG)

    def _find(self, term: ox.NamedNode) -> str:
        if term.value in _BUILT_IN:
            return _BUILT_IN[term.value]
        if term.value.startswith("urn:legation:expression:") and self._axioms is not None:
            return self._expression(term)
        for label in _LABELS:
            values = [q.object for q in self._store.quads_for_pattern(term, label, None, None)]
            texts = [v for v in values if isinstance(v, ox.Literal)]
            if texts:
                return min(texts, key=lambda v: (v.language not in {"en", None}, v.value)).value
        local = re.split(r"[#/]", term.value)[-1] or term.value
        return split_words(local) if term.value.startswith((LEG, OWL)) else shorten(term.value).strip("<>")

    def _expression(self, term: ox.NamedNode) -> str:
        """Tell a class expression: "thing with France as “actor”"."""
        parts: dict[str, Term] = {}
        for quad in (self._axioms or ox.Store()).quads_for_pattern(term, None, None, None):
            parts[quad.predicate.value.removeprefix(OWL)] = quad.object
        prop = self.prop(parts["onProperty"]) if "onProperty" in parts else ""
        if "hasValue" in parts:
            return f"thing with {self.name(parts['hasValue'])} as {prop}"
        if "someValuesFrom" in parts:
            return f"thing with {article(self.name(parts['someValuesFrom']))} as {prop}"
        if "allValuesFrom" in parts:
            return f"thing whose every {prop} is {article(self.name(parts['allValuesFrom']))}"
        for kind in ("maxCardinality", "maxQualifiedCardinality"):
            if kind in parts:
                return f"thing with at most {self.name(parts[kind])} {prop}"
        return "thing the ontology describes"
