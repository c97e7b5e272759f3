"""What follows from the facts: OWL 2 RL, as a few generic rules run on the store until nothing new comes.

The rules are in `reasoning_rules`, the ontology they rest on in `axioms`. `infer` writes what follows into
the graph of inferred facts; `premises` tells from what, and by which rule, one fact follows.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from legation import axioms as axioms_of
from legation.axioms import EXPRESSION, Axioms
from legation.reasoning_rules import CHECKS, PREFIX_TEXT, Pattern, Rule, pattern_text
from legation.terms import INFERRED_GRAPH, JUDGEMENTS_GRAPH, ONTOLOGY_GRAPH, OWL, PREFIXES, RDF
from legation.wording import Names, Term

_AXIOMS: Final = ox.NamedNode("urn:legation:axioms")
_INFERRED: Final = ox.NamedNode(INFERRED_GRAPH)
_TYPE: Final = ox.NamedNode(RDF + "type")
_THING: Final = ox.NamedNode(OWL + "Thing")
_MOST_DERIVATIONS: Final = 25
_MOST_INCONSISTENCIES: Final = 100

Bindings = dict[str, Term]


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
    """Replace the graph of inferred facts by what follows from all other graphs, in one transaction.

    Args:
        store: an open, writable store.
        ontology: Turtle files of another ontology than the installed one.

    Returns:
        Counts by rule; with inconsistencies the store is unchanged.

    Raises:
        LegationError: the ontology cannot be read.
    """
    axioms = axioms_of.read(ontology)
    work, summary = closure(store, axioms)
    if summary.inconsistencies:
        summary.inconsistencies = [
            replace(found, places=_places(store, work, axioms, found)) for found in summary.inconsistencies
        ]
        return summary
    wanted = {_triple(q) for q in _publishable(work)}
    present = {_triple(q) for q in store.quads_for_pattern(None, None, None, _INFERRED)}
    gone, new = present - wanted, wanted - present
    updates = [
        f"{verb} DATA {{ GRAPH {_INFERRED} {{ {' '.join(f'{t} .' for t in triples)} }} }}"
        for verb, triples in (("DELETE", gone), ("INSERT", new))
        if triples
    ]
    if updates:
        store.update(" ; ".join(updates))
    summary.inferred, summary.added, summary.removed = len(wanted), len(new), len(gone)
    return summary


def closure(store: ox.Store, axioms: Axioms) -> tuple[ox.Store, Summary]:
    """Copy the facts of all graphs but the inferred one into memory and run the rules there to the fixpoint.

    The copy is what makes the replacement of the graph on disk one transaction.

    Returns:
        The working store (facts and what follows in its default graph, what follows alone in INFERRED_GRAPH)
        and the counts.
    """
    work = ox.Store()
    work.bulk_extend(ox.Quad(q.subject, q.predicate, q.object) for q in store if q.graph_name != _INFERRED)
    work.bulk_extend(ox.Quad(q.subject, q.predicate, q.object, _AXIOMS) for q in axioms.triples)
    summary = Summary()
    changed = True
    while changed:
        changed = False
        summary.rounds += 1
        before = 0
        for rule in axioms.rules:
            work.update(_insert(rule, summary.rounds))
            after = _count(work, _news(summary.rounds))
            if after > before:
                changed = True
                summary.by_rule[rule.name] = summary.by_rule.get(rule.name, 0) + after - before
            before = after
        work.remove_graph(_news(summary.rounds - 1))
    summary.inconsistencies = list(_inconsistencies(work, axioms))
    return work, summary


def premises(store: ox.Store, triple: ox.Triple, axioms: Axioms | None = None) -> list[Derivation]:
    """Return the ways in which a triple follows in one step from others, asserted or inferred themselves.

    The rules are matched backwards against the store, so its inferred graph must be up to date. A premise may
    say that something is of a class expression (its IRI begins with `EXPRESSION`); such triples are in no
    graph, and `premises` of them tells from what they follow.
    """
    return list(_derive(store, axioms or axioms_of.read(), triple, frozenset()))


def _news(round_: int) -> ox.NamedNode:
    return ox.NamedNode(f"urn:legation:round:{round_}")


def _count(work: ox.Store, graph: ox.NamedNode) -> int:
    # len(store) would go through all its quads.
    found = next(_solutions(work, f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH {graph} {{ ?s ?p ?o }} }}"))
    return int(found["n"].value)  # type: ignore[union-attr]


def _insert(rule: Rule, round_: int) -> str:
    """Return the rule as SPARQL; after the first round a premise must be news of the round before."""
    head = pattern_text((rule.head,))
    before = f"GRAPH {_AXIOMS} {{ {pattern_text(rule.axioms)} }} " if rule.axioms else ""
    after = (f" FILTER({rule.test})" if rule.test else "") + f" FILTER NOT EXISTS {{ {head} }}"
    bodies = [pattern_text(rule.body)]
    if round_ > 1:
        bodies = [
            f"GRAPH {_news(round_ - 1)} {{ {pattern_text((new,))} }} "
            f"{pattern_text(rule.body[:i] + rule.body[i + 1 :])}"
            for i, new in enumerate(rule.body)
        ]
    insert = f"INSERT {{ {head} . GRAPH {_INFERRED} {{ {head} }} GRAPH {_news(round_)} {{ {head} }} }}"
    return PREFIX_TEXT + " ; ".join(f"{insert} WHERE {{ {before}{body}{after} }}" for body in bodies)


def _publishable(work: ox.Store) -> Iterator[ox.Quad]:
    """Yield the inferred triples about things that have a name: no class expressions, no blank nodes."""
    for quad in work.quads_for_pattern(None, None, None, _INFERRED):
        if isinstance(quad.subject, ox.BlankNode) or isinstance(quad.object, ox.BlankNode):
            continue
        trivial = quad.object == _THING or (
            quad.predicate.value == OWL + "sameAs" and quad.subject == quad.object
        )
        hidden = quad.predicate.value.startswith(EXPRESSION) or (
            isinstance(quad.object, ox.NamedNode) and quad.object.value.startswith(EXPRESSION)
        )
        if not trivial and not hidden:
            yield quad


def _inconsistencies(work: ox.Store, axioms: Axioms) -> Iterator[Inconsistency]:
    names = Names(work, axioms.store)
    for check in CHECKS:
        where = f"GRAPH {_AXIOMS} {{ {pattern_text(check.axioms)} }} " if check.axioms else ""
        where += pattern_text(check.body)
        where += f" FILTER({check.test})" if check.test else ""
        told = set()
        for bindings in _solutions(
            work, f"SELECT DISTINCT * WHERE {{ {where} }} LIMIT {_MOST_INCONSISTENCIES}"
        ):
            sentence = names.fill(check.words, bindings)
            if sentence not in told:
                told.add(sentence)
                yield Inconsistency(check.name, sentence, _triples(check.body, bindings))


def _places(store: ox.Store, work: ox.Store, axioms: Axioms, found: Inconsistency) -> tuple[str, ...]:
    """Follow an inconsistency's premises back to the graphs that state them."""
    names, told = Names(work, axioms.store), []
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
        head = _unify(rule.head, triple)
        if head is None:
            continue
        for bound in _match(axioms.store, rule.axioms, head):
            # Types by class expressions are not stored: they are goals of their own.
            goals = tuple(p for p in rule.body if _is_expression(p, bound))
            stored = tuple(p for p in rule.body if p not in goals)
            for solution in _match(store, stored, bound, rule.test, _MOST_DERIVATIONS):
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


def _unify(pattern: Pattern, triple: ox.Triple) -> Bindings | None:
    bindings: Bindings = {}
    for part, term in zip(pattern, (triple.subject, triple.predicate, triple.object), strict=True):
        if part.startswith("?"):
            if bindings.setdefault(part[1:], term) != term:
                return None
        elif _constant(part) != term:
            return None
    return bindings


def _constant(text: str) -> ox.NamedNode:
    if text.startswith("<"):
        return ox.NamedNode(text[1:-1])
    prefix, _, local = text.partition(":")
    return ox.NamedNode(PREFIXES[prefix] + local)


def _match(
    store: ox.Store, wanted: tuple[Pattern, ...], bound: Bindings, test: str = "", most: int = 0
) -> Iterator[Bindings]:
    """Yield `bound` with what the patterns add to it in the union of the store's graphs."""
    if any(isinstance(bound.get(p[0][1:]), ox.Literal) for p in wanted):
        return
    if not wanted:
        yield bound
        return
    values = " ".join(f"BIND({term} AS ?{name})" for name, term in bound.items() if test)
    limit = f"LIMIT {most}" if most else ""
    lines = [" ".join(_substitute(part, bound) for part in pattern) for pattern in wanted]
    where = " . ".join(lines) + (f" {values} FILTER({test})" if test else "")
    for solution in _solutions(store, f"SELECT DISTINCT * WHERE {{ {where} }} {limit}"):
        yield {**solution, **bound}


def _substitute(part: str, bound: Bindings) -> str:
    return str(bound[part[1:]]) if part.startswith("?") and part[1:] in bound else part


def _solutions(store: ox.Store, query: str, *, union: bool = True) -> Iterator[Bindings]:
    found = store.query(PREFIX_TEXT + query, use_default_graph_as_union=union)
    names = [v.value for v in found.variables]  # type: ignore[union-attr]
    for solution in found:  # type: ignore[union-attr]
        yield {name: solution[name] for name in names if solution[name] is not None}


def _triple(quad: ox.Quad) -> ox.Triple:
    return ox.Triple(quad.subject, quad.predicate, quad.object)


def _triples(body: tuple[Pattern, ...], bindings: Bindings) -> tuple[ox.Triple, ...]:
    """Return the body's patterns as triples; those with a path, which stand for several, are left out."""
    found = []
    for s, p, o in body:
        if "|" in p or "/" in p.split("<")[0]:
            continue
        if p.startswith("^"):
            s, p, o = o, p[1:], s
        terms = [bindings[t[1:]] if t.startswith("?") else _constant(t) for t in (s, p, o)]
        found.append(ox.Triple(*terms))  # type: ignore[arg-type]
    return tuple(found)
