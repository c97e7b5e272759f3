"""What follows from the facts: OWL 2 RL, as a few generic rules applied until nothing new comes.

The rules are in `reasoning_rules`, the ontology they rest on in `axioms`; `closing` applies them. `infer` writes what
follows into the graph of inferred facts; `premises` tells from what, and by which rule, one fact follows.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from legation import axioms as axioms_of
from legation.axioms import EXPRESSION, Axioms
from legation.matching import Bindings, constant, match, unify
from legation.reasoning_rules import LISTED, Pattern
from legation.terms import INFERRED_GRAPH, JUDGEMENTS_GRAPH, ONTOLOGY_GRAPH
from legation.wording import Names

if TYPE_CHECKING:
    from legation.closing import Closure

_INFERRED: Final = ox.NamedNode(INFERRED_GRAPH)
_MOST_DERIVATIONS: Final = 25


@dataclass(frozen=True, slots=True)
class Inconsistency:
    """Facts that cannot all be true.

    `places` tells for each of the premises where it is stated, or from what it follows, in words.
    """

    rule: str
    sentence: str
    premises: tuple[ox.Triple, ...]
    places: tuple[str, ...] = ()


@dataclass(slots=True)
class Summary:
    """What a run of the rules did.

    `by_rule` counts the triples that each rule was first to infer; `inferred` is how many the graph of
    inferred facts now has. Where there are inconsistencies, that graph was left as it was.
    """

    by_rule: dict[str, int] = field(default_factory=dict)
    inferred: int = 0
    added: int = 0
    removed: int = 0
    rounds: int = 0
    inconsistencies: list[Inconsistency] = field(default_factory=list)
    incremental: bool = False
    """Only what changed was looked at: `inferred` is not counted, and `rounds` is 0."""

    @property
    def consistent(self) -> bool:
        """Whether nothing contradicts the ontology."""
        return not self.inconsistencies


@dataclass(frozen=True, slots=True)
class Derivation:
    """One way in which a triple follows: the rule, what its variables are, and the triples it rests on."""

    rule: str
    words: str
    bindings: Bindings
    premises: tuple[ox.Triple, ...]

    def __hash__(self) -> int:
        return hash((self.rule, self.premises))


def infer(store: ox.Store, ontology: Iterable[Path] | None = None) -> Summary:
    """Replace the graph of inferred facts by what follows from all other graphs.

    The graph never holds what does not follow; see `publishing.publish` for when the change is one transaction.

    Args:
        store: an open, writable store.
        ontology: Turtle files of another ontology than the installed one.

    Returns:
        Counts by rule; with inconsistencies the store is unchanged.

    Raises:
        LegationError: the ontology cannot be read.
    """
    from legation.closing import Closure
    from legation.publishing import publish

    axioms = axioms_of.read(ontology)
    closure = Closure(store, axioms)
    summary = summarise(closure, store, axioms)
    if summary.consistent:
        summary.inferred, summary.added, summary.removed = publish(closure, store)
    return summary


def summarise(closure: "Closure", store: ox.Store, axioms: Axioms) -> Summary:
    """Return what a closure came to, and what contradicts; nothing is written."""
    summary = Summary(by_rule=closure.by_rule, rounds=closure.rounds)
    names = Names(store, axioms.store)
    told = set()
    for clause, bindings in closure.contradictions():
        sentence = names.fill(clause.rule.words, bindings)
        if (clause.rule.name, sentence) in told:
            continue
        told.add((clause.rule.name, sentence))
        stated = tuple(atom.ground(bindings) for atom in clause.body if atom.predicate.value != LISTED)
        work = closure.around(stated)
        found = Inconsistency(clause.rule.name, sentence, stated)
        summary.inconsistencies.append(replace(found, places=_places(store, work, axioms, found)))
    return summary


def premises(store: ox.Store, triple: ox.Triple, axioms: Axioms | None = None) -> list[Derivation]:
    """Return the ways in which a triple follows in one step from others, asserted or inferred themselves.

    The rules are matched backwards against the store, so its inferred graph must be up to date. A premise may
    say that something is of a class expression (its IRI begins with `EXPRESSION`); such triples are in no
    graph, and `premises` of them tells from what they follow.
    """
    return list(_derive(store, axioms or axioms_of.read(), triple, frozenset()))


def _places(store: ox.Store, work: ox.Store, axioms: Axioms, found: Inconsistency) -> tuple[str, ...]:
    """Follow an inconsistency's premises back to the graphs that state them."""
    names, told = Names(store, axioms.store), []
    pending, seen = list(found.premises), set(found.premises)
    while pending:
        triple = pending.pop(0)
        graphs = stated_in(store, triple)
        if graphs:
            where = " and ".join(graph_name(names, graph) for graph in graphs)
            told.append(f"{names.sentence(triple)} (stated in {where})")
            continue
        derivation = next(_derive(work, axioms, triple, frozenset()), None)
        if derivation is not None:
            if not any(EXPRESSION in str(triple) for triple in (triple, *derivation.premises)):
                told.append(
                    f"{names.sentence(triple)} (because {names.fill(derivation.words, derivation.bindings)})"
                )
            fresh = [premise for premise in derivation.premises if premise not in seen]
            seen.update(fresh)
            pending += fresh
    return tuple(told)


def stated_in(store: ox.Store, triple: ox.Triple) -> list[ox.NamedNode]:
    """Return the graphs that state a triple, sorted; the graph of inferred facts states nothing."""
    quads = store.quads_for_pattern(triple.subject, triple.predicate, triple.object, None)
    graphs = {q.graph_name for q in quads if isinstance(q.graph_name, ox.NamedNode)} - {_INFERRED}
    return sorted(graphs, key=str)


def graph_name(names: Names, graph: ox.NamedNode) -> str:
    """Return what a user calls a graph: the document's name, the ontology, or the judgements."""
    if graph.value == JUDGEMENTS_GRAPH:
        return "a correction"
    return "the ontology and its code lists" if graph.value == ONTOLOGY_GRAPH else names.name(graph)


def _derive(
    store: ox.Store, axioms: Axioms, triple: ox.Triple, pending: frozenset[ox.Triple]
) -> Iterator[Derivation]:
    """Match every rule's head with the triple, then its axioms, then its body."""
    if triple in pending:
        return
    found = set()
    for rule in axioms.rules:
        head = unify(rule.head, triple)
        if head is None:
            continue
        for bound in match(axioms.store, rule.axioms, head):
            # Types by class expressions are not stored: they are goals of their own.
            goals = tuple(p for p in rule.body if _is_expression(p, bound))
            stored = tuple(p for p in rule.body if p not in goals)
            for solution in match(store, stored, bound, rule.test, _MOST_DERIVATIONS):
                derivation = Derivation(rule.name, rule.words, solution, _triples(rule.body, solution))
                if derivation in found or triple in derivation.premises:
                    continue
                inner = pending | {triple}
                if all(_holds(store, axioms, _triples((goal,), solution)[0], inner) for goal in goals):
                    found.add(derivation)
                    yield derivation


def _holds(store: ox.Store, axioms: Axioms, triple: ox.Triple, pending: frozenset[ox.Triple]) -> bool:
    return next(_derive(store, axioms, triple, pending), None) is not None


def _is_expression(pattern: Pattern, bound: Bindings) -> bool:
    term = bound.get(pattern[2].removeprefix("?"))
    hidden = term.value if isinstance(term, ox.NamedNode) else pattern[2].strip("<>")
    return pattern[1] == "rdf:type" and hidden.startswith(EXPRESSION)


def _triples(body: tuple[Pattern, ...], bindings: Bindings) -> tuple[ox.Triple, ...]:
    """Return the body's patterns as triples; those with a path, which stand for several, are left out."""
    found = []
    for s, p, o in body:
        if "|" in p or "/" in p.split("<")[0]:
            continue
        if p.startswith("^"):
            s, p, o = o, p[1:], s
        terms = [bindings[t[1:]] if t.startswith("?") else constant(t) for t in (s, p, o)]
        found.append(ox.Triple(*terms))  # type: ignore[arg-type]
    return tuple(found)
