"""Proofs: from a triple back to what is stated, step by step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from legation import axioms as axioms_of
from legation import reasoning
from legation.axioms import EXPRESSION, Axioms

_DEEPEST: Final = 8
_ALTERNATIVES: Final = 3
"""Other proofs are sought no deeper than this once there is one."""


@dataclass(frozen=True, slots=True)
class Proof:
    """Why a triple holds: the graphs that state it, or else the rule and the proofs of its premises."""

    triple: ox.Triple
    graphs: tuple[ox.NamedNode, ...] = ()
    derivation: reasoning.Derivation | None = None
    premises: tuple[Proof, ...] = ()

    @property
    def hidden(self) -> bool:
        """Whether it only says that something is of a class that has no name."""
        return isinstance(self.triple.object, ox.NamedNode) and self.triple.object.value.startswith(
            EXPRESSION
        )


def proofs(store: ox.Store, triple: ox.Triple, axioms: Axioms | None = None) -> list[Proof]:
    """Return for each last step that leads to a triple its shortest proof, the shortest first.

    A stated triple has one proof: that it is stated. One that neither is stated nor follows has none. The
    store's inferred graph must be up to date: steps on the way are looked up there.
    """
    graphs = reasoning.stated_in(store, triple)
    if graphs:
        return [Proof(triple, tuple(graphs))]
    ontology = axioms or axioms_of.read()
    derivations = {triple: reasoning.premises(store, triple, ontology)}
    found: dict[reasoning.Derivation, Proof] = {}
    # Deepening step by step finds the shortest proof, and none that goes in circles.
    for depth in range(_DEEPEST):
        for derivation in derivations[triple]:
            if derivation not in found:
                steps = _steps(store, ontology, derivation, depth, frozenset({triple}), derivations)
                if steps is not None:
                    found[derivation] = Proof(triple, (), derivation, steps)
        if len(found) == len(derivations[triple]) or (found and depth >= _ALTERNATIVES):
            break
    return list(found.values())


def _steps(
    store: ox.Store,
    axioms: Axioms,
    derivation: reasoning.Derivation,
    depth: int,
    pending: frozenset[ox.Triple],
    derivations: dict[ox.Triple, list[reasoning.Derivation]],
) -> tuple[Proof, ...] | None:
    steps = []
    for premise in derivation.premises:
        step = _prove(store, axioms, premise, depth, pending, derivations)
        if step is None:
            return None
        steps.append(step)
    return tuple(steps)


def _prove(
    store: ox.Store,
    axioms: Axioms,
    triple: ox.Triple,
    depth: int,
    pending: frozenset[ox.Triple],
    derivations: dict[ox.Triple, list[reasoning.Derivation]],
) -> Proof | None:
    graphs = reasoning.stated_in(store, triple)
    if graphs:
        return Proof(triple, tuple(graphs))
    if depth == 0 or triple in pending:
        return None
    if triple not in derivations:
        derivations[triple] = reasoning.premises(store, triple, axioms)
    for derivation in derivations[triple]:
        steps = _steps(store, axioms, derivation, depth - 1, pending | {triple}, derivations)
        if steps is not None:
            return Proof(triple, (), derivation, steps)
    return None
