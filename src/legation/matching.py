"""Patterns of rules matched against a store, or against one triple."""

from collections.abc import Iterator, Mapping

import pyoxigraph as ox

from legation.reasoning_rules import PREFIX_TEXT, Pattern
from legation.terms import PREFIXES
from legation.wording import Term

Bindings = dict[str, Term]
"""Name of a variable, without its question mark -> what it stands for."""


def solutions(
    store: ox.Store, query: str, *, union: bool = True, bound: Mapping[str, Term] | None = None
) -> Iterator[Bindings]:
    """Run a SELECT query and yield the bound variables of each solution; some may be bound from the start."""
    values = {ox.Variable(name): term for name, term in (bound or {}).items()}
    found = store.query(PREFIX_TEXT + query, use_default_graph_as_union=union, substitutions=values)
    names = [v.value for v in found.variables]  # type: ignore[union-attr]
    for solution in found:  # type: ignore[union-attr]
        yield {name: solution[name] for name in names if solution[name] is not None}


def match(
    store: ox.Store, wanted: tuple[Pattern, ...], bound: Bindings, test: str = "", most: int = 0
) -> Iterator[Bindings]:
    """Yield `bound` with what the patterns add to it in the union of the store's graphs."""
    if any(isinstance(bound.get(p[0][1:]), ox.Literal) for p in wanted):
        return
    if not wanted:
        yield bound
        return
    # SPARQL cannot name a blank node.
    used = {part[1:] for pattern in wanted for part in pattern if part.startswith("?")}
    blank = {name: term for name, term in bound.items() if isinstance(term, ox.BlankNode) and name in used}
    named = {name: term for name, term in bound.items() if not isinstance(term, ox.BlankNode)}
    values = " ".join(f"BIND({term} AS ?{name})" for name, term in named.items() if test)
    limit = f"LIMIT {most}" if most else ""
    lines = [" ".join(_substitute(part, named) for part in pattern) for pattern in wanted]
    where = " . ".join(lines) + (f" {values} FILTER({test})" if test else "")
    for solution in solutions(store, f"SELECT DISTINCT * WHERE {{ {where} }} {limit}", bound=blank):
        yield {**solution, **bound}


def unify(pattern: Pattern, triple: ox.Triple) -> Bindings | None:
    """Return what a pattern's variables are if it stands for the triple, or None if it does not."""
    bindings: Bindings = {}
    for part, term in zip(pattern, (triple.subject, triple.predicate, triple.object), strict=True):
        if part.startswith("?"):
            if bindings.setdefault(part[1:], term) != term:
                return None
        elif constant(part) != term:
            return None
    return bindings


def constant(text: str) -> ox.NamedNode:
    """Return what a part of a pattern names: an IRI in brackets, or a prefixed name."""
    if text.startswith("<"):
        return ox.NamedNode(text[1:-1])
    prefix, _, local = text.partition(":")
    return ox.NamedNode(PREFIXES[prefix] + local)


def _substitute(part: str, bound: Mapping[str, object]) -> str:
    return str(bound[part[1:]]) if part.startswith("?") and part[1:] in bound else part
