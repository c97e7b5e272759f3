"""What follows, kept up to date: what a change brings and what it takes away, at the cost of the change.

New facts are closed against the store semi-naively: each new fact is tried in each place of each clause, and the rest
of the clause is looked up in the store's indexes. Facts that are gone take along whatever may rest on them, and of that
comes back what follows in another way too (delete and rederive: Gupta, Mumick and Subrahmanian, "Maintaining views
incrementally", 1993). Types by class expressions are in no graph: where one is needed it is proved backwards.

Some changes are left to a full run (`Unsure`): those about nodes without a name, and those that contradict something,
for a full run explains it.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

import pyoxigraph as ox

from legation.axioms import EXPRESSION, Axioms
from legation.changes import Change
from legation.clauses import Atom, Clause, check_clauses, rule_clauses
from legation.closing import conjuncts, holds
from legation.intake import INFERRED, TYPE
from legation.matching import Bindings
from legation.reasoning_rules import LISTED, REPLACEMENTS
from legation.terms import INFERRED_GRAPH, OWL
from legation.wording import Term

_SAME: Final = ox.NamedNode(OWL + "sameAs")
_THING: Final = ox.NamedNode(OWL + "Thing")
_ASSERTION: Final = ox.NamedNode(OWL + "assertionProperty")
_MOST: Final = 200_000
"""Facts touched from which a full run is faster."""
_DEEPEST: Final = 12

Key = tuple[Term, Term | None]


class Unsure(Exception):
    """Only a full run can tell."""


@dataclass(slots=True)
class Outcome:
    """What is to be written to the graph of inferred facts, and how many facts each rule was first to infer."""

    insert: set[ox.Triple] = field(default_factory=set)
    delete: set[ox.Triple] = field(default_factory=set)
    by_rule: Counter[str] = field(default_factory=Counter)


def increment(store: ox.Store, axioms: Axioms, changes: Iterable[Change]) -> Outcome:
    """Tell what a change of the stated facts means for the inferred ones, which were up to date before it.

    Args:
        store: as it is after the change, but for its graph of inferred facts.
        axioms: the closed ontology.
        changes: all that may have been added or taken away.

    Raises:
        Unsure: only a full run can tell.
    """
    return _Increment(store, axioms, changes).outcome()


class _Increment:
    def __init__(self, store: ox.Store, axioms: Axioms, changes: Iterable[Change]) -> None:
        self._store = store
        rules = rule_clauses(axioms)
        self._clauses = _indexed((clause, atom) for clause in rules for atom in clause.body)
        self._heads = _indexed((clause, clause.head) for clause in rules if clause.head is not None)
        negated = {q.object for q in store.quads_for_pattern(None, _ASSERTION, None, None)}
        checks = check_clauses(axioms, [p for p in negated if isinstance(p, ox.NamedNode)])
        self._checks = _indexed((clause, atom) for clause in checks for atom in clause.body)
        # What was stated before, and is no more; then also what may rest on that.
        self._gone: set[ox.Triple] = set()
        self._past = ox.Store()
        # What follows now and was not known to.
        self._extra = ox.Store()
        self._before = True
        self._equals = next(store.quads_for_pattern(None, _SAME, None, None), None) is not None
        self._by_rule: Counter[str] = Counter()
        self._new: list[ox.Triple] = []
        self._sort(changes)

    def _sort(self, changes: Iterable[Change]) -> None:
        """Tell what is newly stated from what is no longer; what was both before and after is neither."""
        touched: dict[ox.Triple, None] = {}
        graphs = set()
        for graph, ntriples in changes:
            graphs.add(graph)
            for quad in ox.parse(ntriples, ox.RdfFormat.N_TRIPLES):
                touched[quad.triple] = None
            if len(touched) > _MOST:
                raise Unsure
        for triple in touched:
            if isinstance(triple.subject, ox.BlankNode) or isinstance(triple.object, ox.BlankNode):
                raise Unsure
            if triple.predicate.value in (LISTED, OWL + "distinctMembers", OWL + "members"):
                raise Unsure
            where = self._graphs(triple)
            stated = where - {INFERRED_GRAPH}
            if not stated:
                self._let_go(triple)
            elif stated <= graphs:
                self._new.append(triple)
            self._equals = self._equals or triple.predicate == _SAME

    def _let_go(self, triple: ox.Triple) -> None:
        self._gone.add(triple)
        self._past.add(_quad(triple))

    def _graphs(self, triple: ox.Triple) -> set[str]:
        quads = self._store.quads_for_pattern(triple.subject, triple.predicate, triple.object, None)
        return {getattr(quad.graph_name, "value", "") for quad in quads}

    def outcome(self) -> Outcome:
        """Work it out."""
        self._take_away()
        self._before = False
        back = [triple for triple in sorted(self._gone, key=str) if not _is_virtual(triple)]
        back = [triple for triple in back if self._follows(triple, frozenset())]
        fresh = [triple for triple in self._new if not self._was_inferred(triple)]
        for triple in back:
            self._extra.add(_quad(triple))
        self._bring([*fresh, *back])
        found = Outcome(by_rule=self._by_rule)
        for quad in self._extra:
            where = self._graphs(quad.triple)
            if not where and not _is_virtual(quad.triple):
                found.insert.add(quad.triple)
        for triple in self._gone:
            inferred = _quad(triple, INFERRED)
            if inferred in self._store and _quad(triple) not in self._extra:
                found.delete.add(triple)
        found.delete.update(triple for triple in self._new if self._was_inferred(triple))
        return found

    def _was_inferred(self, triple: ox.Triple) -> bool:
        return _quad(triple, INFERRED) in self._store

    # What goes

    def _take_away(self) -> None:
        """Let go whatever may rest on what is gone."""
        pending = deque(sorted(self._gone, key=str))
        while pending:
            if len(self._gone) > _MOST:
                raise Unsure
            for _, head in self._consequences(pending.popleft()):
                if head in self._gone or self._graphs(head) - {INFERRED_GRAPH}:
                    continue
                if _is_virtual(head) or self._was_inferred(head):
                    self._let_go(head)
                    pending.append(head)

    # What comes

    def _bring(self, fresh: Iterable[ox.Triple]) -> None:
        """Find all that follows from new facts and what is known; raise Unsure where something contradicts."""
        pending = deque(fresh)
        while pending:
            triple = pending.popleft()
            for clause, atom in _fitting(self._checks, triple):
                if next(self._solutions(clause, atom, triple), None) is not None:
                    raise Unsure
            if triple.predicate == _SAME and self._listed_as_different():
                raise Unsure
            for rule, head in self._consequences(triple):
                if isinstance(head.subject, ox.BlankNode) or isinstance(head.object, ox.BlankNode):
                    raise Unsure
                if self._is_known(head):
                    continue
                self._extra.add(_quad(head))
                self._by_rule[rule] += 1
                self._equals = self._equals or head.predicate == _SAME
                pending.append(head)
                if len(self._extra) > _MOST:
                    raise Unsure

    def _listed_as_different(self) -> bool:
        different = ox.NamedNode(OWL + "AllDifferent")
        return next(self._store.quads_for_pattern(None, TYPE, different, None), None) is not None

    def _is_known(self, triple: ox.Triple) -> bool:
        return next(self._find(*triple), None) is not None

    # Clauses

    def _consequences(self, triple: ox.Triple) -> Iterator[tuple[str, ox.Triple]]:
        """Yield what follows from a fact and the others, with the name of the rule."""
        for clause, atom in _fitting(self._clauses, triple):
            assert clause.head is not None
            for bindings in list(self._solutions(clause, atom, triple)):
                subject = _term(clause.head.subject, bindings)
                if not isinstance(subject, ox.Literal):
                    head = ox.Triple(subject, clause.head.predicate, _term(clause.head.object, bindings))
                    yield clause.rule.name, head
        if self._equals:
            for name, head in list(self._replacements(triple)):
                yield name, head

    def _replacements(self, triple: ox.Triple) -> Iterator[tuple[str, ox.Triple]]:
        """Yield a fact with equals in the place of equals, and if it says that two are equal, what is told of one."""
        subject, predicate, object_ = triple
        first, second = REPLACEMENTS
        for same in self._find(subject, _SAME, None):
            if same.object != subject and (predicate != _SAME or same.object != object_):
                yield first, ox.Triple(same.object, predicate, object_)  # type: ignore[arg-type]
        if not isinstance(object_, ox.Literal):
            for same in self._find(object_, _SAME, None):
                if same.object != object_ and (predicate != _SAME or same.object != subject):
                    yield second, ox.Triple(subject, predicate, same.object)
        if predicate == _SAME and subject != object_:
            for told in self._find(subject, None, None):
                if told.predicate != _SAME or told.object != object_:
                    yield first, ox.Triple(object_, told.predicate, told.object)
            for told in self._find(None, None, subject):
                if told.predicate != _SAME or told.subject != object_:
                    yield second, ox.Triple(told.subject, told.predicate, object_)

    def _solutions(self, clause: Clause, atom: Atom, triple: ox.Triple) -> Iterator[Bindings]:
        """Yield what a clause's variables are where one of its atoms is a certain fact."""
        bound = _unify(atom, triple, {})
        if bound is not None:
            rest = [other for other in clause.body if other is not atom]
            for bindings in self._solve(rest, bound):
                if _passes(clause.rule.test, bindings):
                    yield bindings

    def _solve(
        self, atoms: list[Atom], bound: Bindings, pending: frozenset[ox.Triple] = frozenset()
    ) -> Iterator[Bindings]:
        if not atoms:
            yield bound
            return
        atom = min(atoms, key=lambda a: (_is_hidden(a), -sum(_is_bound(p, bound) for p in (a[0], a[2]))))
        rest = [other for other in atoms if other is not atom]
        subject, object_ = (_term(part, bound, None) for part in (atom.subject, atom.object))
        if isinstance(subject, ox.Literal):
            return
        if _is_hidden(atom):
            if subject is None:
                raise Unsure
            goal = ox.Triple(subject, atom.predicate, object_)
            # What may have held before is taken to have done so: too much goes, and comes back.
            if self._before or self._is_known(goal) or self._follows(goal, pending):
                yield from self._solve(rest, bound, pending)
            return
        for found in self._find(subject, atom.predicate, object_):
            if isinstance(found.subject, ox.BlankNode) or isinstance(found.object, ox.BlankNode):
                raise Unsure
            more = _unify(atom, found, bound)
            if more is not None:
                yield from self._solve(rest, more, pending)

    def _follows(self, goal: ox.Triple, pending: frozenset[ox.Triple]) -> bool:
        """Tell whether a fact follows in one step from what is known, class expressions apart."""
        if goal in pending or len(pending) > _DEEPEST:
            return False
        inner = pending | {goal}
        for clause, head in _fitting(self._heads, goal):
            bound = _unify(head, goal, {})
            if bound is None:
                continue
            for bindings in self._solve(list(clause.body), bound, inner):
                if _passes(clause.rule.test, bindings) and goal not in _ground(clause, bindings):
                    return True
        return self._equals and self._follows_by_equality(goal, inner)

    def _follows_by_equality(self, goal: ox.Triple, pending: frozenset[ox.Triple]) -> bool:
        subject, predicate, object_ = goal
        for same in self._find(None, _SAME, subject):
            if same.subject != subject and (predicate != _SAME or same.subject != object_):
                other = ox.Triple(same.subject, predicate, object_)
                if self._is_known(other) or (_is_virtual(other) and self._follows(other, pending)):
                    return True
        if isinstance(object_, ox.Literal):
            return False
        for same in self._find(None, _SAME, object_):
            other = ox.Triple(subject, predicate, same.subject)
            trivial = same.subject == object_ or (predicate == _SAME and same.subject == subject)
            if not trivial and self._is_known(other):
                return True
        return False

    # Facts

    def _find(self, subject: object, predicate: object, object_: object) -> Iterator[ox.Triple]:
        """Yield the facts of a pattern: before the change and after it while facts are let go, then those that hold."""
        seen = set()
        for store in (self._store, self._extra, *([self._past] if self._before else [])):
            for quad in store.quads_for_pattern(subject, predicate, object_, None):  # type: ignore[arg-type]
                triple = quad.triple
                past = quad.graph_name == INFERRED and triple in self._gone
                if triple not in seen and (self._before or not past):
                    seen.add(triple)
                    yield triple


def _indexed(pairs: Iterable[tuple[Clause, Atom]]) -> dict[Key, list[tuple[Clause, Atom]]]:
    """Index atoms by predicate, those of types by their class too."""
    found: dict[Key, list[tuple[Clause, Atom]]] = defaultdict(list)
    for clause, atom in pairs:
        cls = atom.object if atom.predicate == TYPE and not isinstance(atom.object, str) else None
        found[atom.predicate, cls].append((clause, atom))
    return found


def _fitting(index: dict[Key, list[tuple[Clause, Atom]]], triple: ox.Triple) -> Iterator[tuple[Clause, Atom]]:
    yield from index.get((triple.predicate, None), ())
    if triple.predicate == TYPE:
        yield from index.get((TYPE, triple.object), ())


def _quad(triple: ox.Triple, graph: ox.NamedNode | None = None) -> ox.Quad:
    return ox.Quad(triple.subject, triple.predicate, triple.object, graph or ox.DefaultGraph())


def _passes(test: str, bindings: Bindings) -> bool:
    """Tell whether a solution passes a rule's test."""
    for part in conjuncts(test):
        if part["kind"]:
            wanted = ox.Literal if part["kind"] == "isLiteral" else ox.NamedNode
            if not isinstance(bindings[part["of"]], wanted):
                return False
        elif part["one"] and bindings[part["one"]] == bindings[part["other"]]:
            return False
    return holds(test, bindings)


def _unify(atom: Atom, triple: ox.Triple, bound: Bindings) -> Bindings | None:
    found = dict(bound)
    for part, term in ((atom.subject, triple.subject), (atom.object, triple.object)):
        known = found.setdefault(part, term) if isinstance(part, str) else part
        if known != term:
            return None
    return found


def _term(part: object, bindings: Bindings, default: object = ...) -> Term:
    if not isinstance(part, str):
        return part  # type: ignore[return-value]
    return bindings[part] if default is ... else bindings.get(part, default)  # type: ignore[arg-type]


def _ground(clause: Clause, bindings: Bindings) -> list[ox.Triple]:
    return [
        ox.Triple(_term(a.subject, bindings), a.predicate, _term(a.object, bindings))  # type: ignore[arg-type]
        for a in clause.body
    ]


def _is_bound(part: object, bindings: Bindings) -> bool:
    return not isinstance(part, str) or part in bindings


def _is_hidden(atom: Atom) -> bool:
    return _is_unwritten(atom.predicate, atom.object)


def _is_virtual(triple: ox.Triple) -> bool:
    """Tell a fact that is in no graph though it follows."""
    return _is_unwritten(triple.predicate, triple.object) or (
        triple.predicate == _SAME and triple.subject == triple.object
    )


def _is_unwritten(predicate: ox.NamedNode, object_: object) -> bool:
    hidden = isinstance(object_, ox.NamedNode) and (object_ == _THING or object_.value.startswith(EXPRESSION))
    return hidden or predicate.value.startswith(EXPRESSION)
