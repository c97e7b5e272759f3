"""Why a fact is in the store: the sentence it was read from, or the rule and facts it follows from."""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Final

import pyoxigraph as ox

from legation import axioms as axioms_of
from legation import judged
from legation.axioms import Axioms
from legation.errors import LegationError
from legation.judged import Said
from legation.proofs import Proof, proofs
from legation.quotes import Quote, quote_of, quotes_of
from legation.reasoning import graph_name
from legation.statements import Facts, document_line
from legation.terms import ID, INFERRED_GRAPH, LEG, OA, OWL, PREFIXES, PROV, RDF, RDFS, SKOS
from legation.wording import Names, Term, shorten

_ABOUT: Final = (
    "actor",
    "target",
    "place",
    "holder",
    "exporter",
    "importer",
    "speaker",
    "onBehalfOf",
    "towards",
)
_TENURES: Final = {LEG + "inTenure", LEG + "targetTenure"}
_MOST_NEIGHBOURS: Final = 20_000


@dataclass(slots=True)
class Step:
    """A triple in words, and why it holds.

    `rule` is the rule in words where it was inferred (`rule_name` its short name), with the steps it rests on
    as `premises`; `stated_in` names the documents where it was not. `quotes` are the words behind a stated
    triple.
    """

    sentence: str
    rule_name: str | None = None
    rule: str | None = None
    stated_in: list[str] = field(default_factory=list)
    quotes: list[Quote] = field(default_factory=list)
    premises: list[Step] = field(default_factory=list)

    def words(self) -> set[tuple[str, int | None]]:
        """Return the quotes, by document and offset, that the whole tree rests on."""
        own = {(quote.document_iri, quote.start) for quote in self.quotes}
        return own.union(*(premise.words() for premise in self.premises))


@dataclass(slots=True)
class Fact:
    """A fact in one sentence."""

    iri: str
    statement: str


@dataclass(slots=True)
class Explanation:
    """What is known of a node or triple: what it states, the words behind it, and what follows from it.

    `kind` is act, tenure, flow, claim, evidence, office, judgement, document, term, agent, thing, triple, or
    fact where it has gone. `details` are pairs of a name and a text; `facts` are those about an agent or
    document, or that rest on the evidence; `reasoned` tells whether the store has inferred triples at all.
    `standing` is accepted, rejected, corrected, correction (of another act) or "no longer read" where
    somebody judged it; `judgements` tell who did.
    """

    iri: str
    kind: str
    statement: str
    details: list[tuple[str, str]] = field(default_factory=list)
    quotes: list[Quote] = field(default_factory=list)
    claims: list[Fact] = field(default_factory=list)
    inferred: list[Step] = field(default_factory=list)
    inferred_kinds: list[str] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    documents: list[str] = field(default_factory=list)
    reasoned: bool = False
    standing: str = ""
    judgements: list[Said] = field(default_factory=list)


def why(store: ox.Store, what: str) -> Explanation:
    """Explain a node or a triple.

    Args:
        store: an open store.
        what: an IRI; a prefixed name; a name without its prefix (`act/1a2b…`, or its first digits); the name
            of a state or person; or a triple: subject, predicate and object with blanks between.

    Raises:
        LegationError: nothing in the store is called so; the message has the nearest that is.
    """
    words = what.split(None, 2)
    if len(words) == 3 and _is_predicate(words[1]):
        return _Explainer(store).triple(*words)
    return _Explainer(store).node(find(store, what))


def find(store: ox.Store, what: str) -> ox.NamedNode:
    """Return the node that is called `what`.

    Raises:
        LegationError: nothing, or more than one thing, is called so.
    """
    from legation import lookup

    name = what.strip()
    if not name:
        raise LegationError(
            "nothing was asked for; give an IRI of the store: 'legation query acts' shows some"
        )
    for iri in _readings(name):
        try:
            node = ox.NamedNode(iri)
        except ValueError:
            continue
        if _occurs(store, node):
            return node
    begun = _beginning(store, name)
    if len(begun) == 1:
        return ox.NamedNode(begun[0])
    if begun:
        some = ", ".join(shorten(iri) for iri in begun[:5])
        raise LegationError(f"'{name}' is the beginning of several: {some}; give more of it")
    if ":" not in name and "/" not in name:
        return lookup.resolve(store, name)
    near = _nearest(store, name)
    advice = f"did you mean {near}?" if near else "'legation query acts' shows the acts it holds"
    raise LegationError(f"the store knows nothing of '{name}'; {advice}")


class _Explainer:
    def __init__(self, store: ox.Store) -> None:
        self.store = store
        self.axioms: Axioms = axioms_of.read()
        self.facts = Facts(store, Names(store, self.axioms.store))
        self.names = self.facts.names

    def node(self, node: ox.NamedNode) -> Explanation:
        kind = self.facts.kind(node)
        found = Explanation(node.value, kind, self.facts.state(node), quotes=quotes_of(self.facts, node))
        found.reasoned = self._graph_exists(INFERRED_GRAPH)
        if kind in {"act", "flow", "tenure"}:
            found.claims = self._facts(self.facts.subjects(LEG + "claims", node))
            self._add_details(found, node)
        elif kind == "claim":
            claimed = self.facts.value(node, LEG + "claims")
            if isinstance(claimed, ox.NamedNode):
                found.details.append(("about", shorten(claimed.value)))
        elif kind == "evidence":
            found.quotes = [quote_of(self.facts, node)]
            found.statement = "Words that facts rest on."
            found.facts = self._facts(self.facts.subjects(LEG + "evidence", node))
        elif kind == "document":
            found.statement = f"{document_line(self.facts, node)}."
            evidence = self.facts.subjects(OA + "hasSource", node)
            found.facts = self._facts([f for e in evidence for f in self.facts.subjects(LEG + "evidence", e)])
            self._add_reading(found, node)
        elif kind == "term" or self.facts.value(node, SKOS + "definition") is not None:
            self._add_term(found, node)
        elif kind == "judgement":
            judged.tell(found, self.facts, node)
        judged.add(found, self.facts, node)
        if found.kind in {"agent", "office", "thing"}:
            self._add_about(found, node)
        found.documents = self._documents(found)
        self._add_inferred(found, node)
        return found

    def triple(self, subject: str, predicate: str, object_: str) -> Explanation:
        """Explain one triple."""
        s, p = find(self.store, subject), self._predicate(predicate)
        o = self._object(object_)
        triple = ox.Triple(s, p, o)
        steps = self._steps(triple, None)
        sentence = self.facts.sentence(triple)
        if not steps:
            others = [self.facts.describe(value) for value in self.facts.values(s, p.value)]
            instead = f"; what it has there is {', '.join(others[:5])}" if others else ""
            raise LegationError(f"the store neither states nor infers “{sentence}”{instead}")
        found = Explanation(str(triple), "triple", f"{sentence}.", inferred=steps)
        found.reasoned = self._graph_exists(INFERRED_GRAPH)
        lines = {
            document_line(self.facts, ox.NamedNode(iri)) for step in steps for iri, _ in step.words() if iri
        }
        found.documents = sorted(lines)
        return found

    def _steps(self, triple: ox.Triple, about: Term | None) -> list[Step]:
        """Return the ways in which a triple holds, the most telling first.

        These are by the class; by the tenure, which is of the time of the act; by what has most quotes.
        """
        steps = [
            (all(premise.triple.predicate.value not in _TENURES for premise in proof.premises), step)
            for proof in proofs(self.store, triple, self.axioms)
            for step in [self._step(proof, about)]
        ]
        steps.sort(key=lambda pair: (pair[1].rule_name != "subclass", pair[0], -len(pair[1].words())))
        return [step for _, step in steps]

    def _step(self, proof: Proof, about: Term | None) -> Step:
        step = Step(self.facts.sentence(proof.triple, about))
        if proof.derivation is None:
            step.stated_in = [graph_name(self.names, graph) for graph in proof.graphs]
            step.quotes = quotes_of(self.facts, proof.triple.subject)
            if not step.quotes and proof.triple.predicate.value in {LEG + "evidence", LEG + "speaker"}:
                step.quotes = quotes_of(self.facts, proof.triple.object)
            return step
        step.rule_name = proof.derivation.rule
        step.rule = self.names.fill(proof.derivation.words, proof.derivation.bindings)
        premises = list(proof.premises)
        while any(premise.hidden for premise in premises):
            # “It is a thing with ACCUSE as event type” says nothing to a reader: tell from what that follows.
            i = next(i for i, premise in enumerate(premises) if premise.hidden)
            inner = premises[i]
            if inner.derivation is not None:
                told = self.names.fill(inner.derivation.words, inner.derivation.bindings)
                step.rule = f"{told}; {step.rule}"
            premises[i : i + 1] = inner.premises
        step.premises = [self._step(premise, about) for premise in premises]
        return step

    def _add_inferred(self, found: Explanation, node: ox.NamedNode) -> None:
        graph = ox.NamedNode(INFERRED_GRAPH)
        triples = sorted(
            {
                ox.Triple(q.subject, q.predicate, q.object)
                for q in self.store.quads_for_pattern(node, None, None, graph)
                if isinstance(q.subject, ox.NamedNode)
            },
            key=str,
        )
        for triple in triples:
            if triple.predicate.value == RDF + "type":
                if isinstance(triple.object, ox.NamedNode) and triple.object.value.startswith(LEG):
                    found.inferred_kinds.append(self.names.name(triple.object))
            elif triple.predicate.value.startswith((LEG, OWL)) and triple.predicate.value != LEG + "statedIn":
                found.inferred += self._steps(triple, node)[:1]

    def _add_details(self, found: Explanation, node: ox.NamedNode) -> None:
        for name in (
            "actor",
            "target",
            "inTenure",
            "targetTenure",
            "holder",
            "office",
            "exporter",
            "importer",
        ):
            value = self.facts.value(node, LEG + name)
            if isinstance(value, ox.NamedNode):
                label = self.names.name(ox.NamedNode(LEG + name))
                found.details.append((label, f"{self.facts.describe(value)} ({shorten(value.value)})"))

    def _add_reading(self, found: Explanation, document: ox.NamedNode) -> None:
        for reading in self.facts.subjects(PROV + "used", document):
            loader = self.facts.value(reading, PROV + "wasAssociatedWith")
            if loader is not None:
                version = self.facts.text(loader, LEG + "version") or ""
                found.details.append(("read by", f"loader {self.names.name(loader)} {version}".rstrip()))

    def _add_term(self, found: Explanation, node: ox.NamedNode) -> None:
        if definition := self.facts.text(node, SKOS + "definition"):
            found.statement = f"{self.names.name(node)}: {definition}"
        for predicate, name in ((RDFS + "subClassOf", "a kind of"), (SKOS + "example", "example")):
            for value in self.facts.values(node, predicate):
                if not isinstance(value, ox.BlankNode):
                    found.details.append((name, self.names.name(value)))

    def _add_about(self, found: Explanation, node: ox.NamedNode) -> None:
        direct = "|".join(f"leg:{name}" for name in _ABOUT)
        query = f"""
            SELECT DISTINCT ?fact ?when WHERE {{
              {{ ?fact {direct} {node} }}
              UNION {{ ?fact leg:inTenure/leg:office/leg:officeOf {node} }}
              UNION {{ ?fact leg:targetTenure/leg:office/leg:officeOf {node} }}
              UNION {{ ?fact leg:office|(leg:office/leg:officeOf) {node} }}
              UNION {{ ?agent leg:belongsTo {node} . ?fact leg:actor|leg:target|leg:speaker ?agent }}
              OPTIONAL {{ ?fact leg:earliest|leg:from|leg:year ?when }}
            }}"""
        rows = self.store.query(query, prefixes=dict(PREFIXES), use_default_graph_as_union=True)
        dated: dict[ox.NamedNode, str] = {}
        for row in rows:  # type: ignore[union-attr]
            fact, when = row["fact"], row["when"]
            if isinstance(fact, ox.NamedNode):
                dated[fact] = min(dated.get(fact, "9999"), when.value if when is not None else "9999")
        # What a document says goes before what the code lists know of everybody.
        listed = {fact: self.facts.value(fact, LEG + "evidence") is None for fact in dated}
        found.facts = self._facts(sorted(dated, key=lambda fact: (listed[fact], dated[fact], fact.value)))

    def _facts(self, nodes: list[ox.NamedNode]) -> list[Fact]:
        return [Fact(node.value, self.facts.state(node)) for node in dict.fromkeys(nodes)]

    def _documents(self, found: Explanation) -> list[str]:
        documents: set[Term] = {
            ox.NamedNode(quote.document_iri) for quote in found.quotes if quote.document_iri
        }
        for fact in found.facts:
            for evidence in self.facts.values(ox.NamedNode(fact.iri), LEG + "evidence"):
                documents.update(self.facts.values(evidence, OA + "hasSource"))
        return sorted(document_line(self.facts, document) for document in documents)

    def _predicate(self, text: str) -> ox.NamedNode:
        if text == "a":
            return ox.NamedNode(RDF + "type")
        node = next((ox.NamedNode(iri) for iri in _readings(text) if iri.startswith(("http", "urn"))), None)
        for iri in _readings(text):
            if _occurs(self.store, ox.NamedNode(iri)) or self._is_used(iri):
                return ox.NamedNode(iri)
        if node is None or text.partition(":")[0] not in PREFIXES:
            raise LegationError(f"'{text}' is no property; give one as in 'leg:onBehalfOf'")
        return node

    def _is_used(self, iri: str) -> bool:
        return next(self.store.quads_for_pattern(None, ox.NamedNode(iri), None, None), None) is not None

    def _object(self, text: str) -> Term:
        if text[:1] in {'"', "'"} or text[:1].isdigit() or text in {"true", "false"}:
            prefixes = "".join(f"@prefix {name}: <{base}> .\n" for name, base in PREFIXES.items())
            try:
                parsed = ox.parse(f"{prefixes}<urn:s> <urn:p> {text} .", format=ox.RdfFormat.TURTLE)
                literal: Term = next(iter(parsed)).object
                return literal
            except SyntaxError as error:
                raise LegationError(
                    f"{text} is no literal; write it as in Turtle: '\"2022\"^^xsd:gYear'"
                ) from error
        return find(self.store, text)

    def _graph_exists(self, graph: str) -> bool:
        return next(self.store.quads_for_pattern(None, None, None, ox.NamedNode(graph)), None) is not None


def _is_predicate(text: str) -> bool:
    return text == "a" or text.startswith("<") or ":" in text


def _readings(name: str) -> list[str]:
    """Return the IRIs that a name can stand for, the likeliest first."""
    if name.startswith("<") and name.endswith(">"):
        return [name[1:-1]]
    if "://" in name:
        return [name]
    prefix, colon, local = name.partition(":")
    if colon and prefix in PREFIXES:
        return [PREFIXES[prefix] + local]
    return [] if " " in name else [ID + name.lstrip("/"), LEG + name]


def _occurs(store: ox.Store, node: ox.NamedNode) -> bool:
    as_subject = next(store.quads_for_pattern(node, None, None, None), None)
    return as_subject is not None or next(store.quads_for_pattern(None, None, node, None), None) is not None


def _subjects(store: ox.Store, begin: str) -> list[str]:
    # What was rejected has no class any more, and can still be asked for.
    named = f"{{ ?s a ?c }} UNION {{ ?j leg:judges ?s }} FILTER(STRSTARTS(STR(?s), {ox.Literal(begin)}))"
    query = f"SELECT DISTINCT ?s WHERE {{ {named} }}"
    rows = store.query(query, prefixes=dict(PREFIXES), use_default_graph_as_union=True)
    found = (row["s"] for row in rows)  # type: ignore[union-attr]
    return sorted(s.value for s in found if isinstance(s, ox.NamedNode))


def _beginning(store: ox.Store, name: str) -> list[str]:
    """Return the nodes whose IRI begins so: the first digits of an act's name will do, as with commits."""
    return [
        iri
        for reading in _readings(name)
        if "/" in reading.removeprefix(ID)
        for iri in _subjects(store, reading)
    ]


def _nearest(store: ox.Store, name: str) -> str | None:
    readings = _readings(name)
    if not readings:
        return None
    wanted = shorten(readings[0])
    begin = readings[0].rpartition("/")[0] + "/" if readings[0].startswith(ID) else LEG
    near = _subjects(store, begin) if begin != ID else []
    names = [
        shorten(iri) for iri in (near or _subjects(store, ID) + _subjects(store, LEG))[:_MOST_NEIGHBOURS]
    ]
    return next(iter(get_close_matches(wanted, names, 1, 0.6)), None)
