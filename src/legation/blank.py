"""Names for blank nodes, the same for the same data whatever their labels were and in whatever order it stood.

Method: colour refinement (Weisfeiler and Leman, 1968) with individualisation, on the triples that touch a blank
node. RDFC-1.0 would do the same, but takes exponential time on data made to that end. Nodes that refinement cannot
tell apart after `_ROUNDS` rounds are taken in the order of the file.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from typing import Final

import pyoxigraph as ox

from legation.terms import mint

_ROUNDS: Final = 64

Node = ox.NamedNode | ox.BlankNode
Edge = tuple[str, str, ox.BlankNode | str]


def named(quads: Sequence[ox.Quad], key: str) -> list[ox.Quad]:
    """Return the quads with an IRI in place of each blank node.

    Args:
        quads: without triple terms.
        key: the document's key; equal blank nodes of two documents stay two.
    """
    return _replaced(
        quads,
        {node: ox.NamedNode(mint(".well-known/genid", key, label)) for node, label in labels(quads).items()},
    )


def relabelled(quads: Sequence[ox.Quad]) -> list[ox.Quad]:
    """Return the quads with labels of blank nodes that depend on the data only."""
    return _replaced(quads, {node: ox.BlankNode(f"b{label}") for node, label in labels(quads).items()})


def _replaced(
    quads: Sequence[ox.Quad], names: Mapping[ox.BlankNode, ox.NamedNode] | Mapping[ox.BlankNode, ox.BlankNode]
) -> list[ox.Quad]:
    if not names:
        return list(quads)

    def known(term: object) -> object:
        return names[term] if isinstance(term, ox.BlankNode) else term

    return [
        ox.Quad(known(q.subject), q.predicate, known(q.object), known(q.graph_name))  # type: ignore[arg-type]
        for q in quads
    ]


def labels(quads: Iterable[ox.Quad]) -> dict[ox.BlankNode, str]:
    """Return a label for each blank node, of hexadecimal digits, that depends on the data only."""
    edges = _edges(quads)
    if not edges:
        return {}
    colours = _refined(dict.fromkeys(edges, ""), edges)
    for round_number in range(_ROUNDS):
        groups: dict[str, list[ox.BlankNode]] = defaultdict(list)
        for node, colour in colours.items():
            groups[colour].append(node)
        tied = min((colour for colour, nodes in groups.items() if len(nodes) > 1), default=None)
        if tied is None:
            break
        chosen = groups[tied][0]
        colours = _refined(colours | {chosen: _hash(tied, f"chosen {round_number}")}, edges)
    seen: dict[str, int] = defaultdict(int)
    names = {}
    for node, colour in colours.items():
        names[node] = _hash(colour, str(seen[colour]))[:16]
        seen[colour] += 1
    return names


def _edges(quads: Iterable[ox.Quad]) -> dict[ox.BlankNode, list[Edge]]:
    """Blank node -> what stands around it: role and predicate, graph, and the other end."""
    edges: dict[ox.BlankNode, list[Edge]] = {}
    for quad in quads:
        ends = (quad.subject, quad.object, quad.graph_name)
        for role, end in enumerate(ends):
            if isinstance(end, ox.BlankNode):
                around = edges.setdefault(end, [])
                for other_role, other in enumerate(ends):
                    if other_role != role:
                        label = other if isinstance(other, ox.BlankNode) else str(other)
                        around.append((f"{role}{other_role}", quad.predicate.value, label))
    return edges


def _refined(
    colours: dict[ox.BlankNode, str], edges: dict[ox.BlankNode, list[Edge]]
) -> dict[ox.BlankNode, str]:
    number = len(set(colours.values()))
    while True:
        colours = {
            node: _hash(
                colours[node],
                *sorted(
                    "\x1f".join((role, predicate, colours[o] if isinstance(o, ox.BlankNode) else o))
                    for role, predicate, o in edges[node]
                ),
            )
            for node in edges
        }
        found = len(set(colours.values()))
        # It ends where a round tells no more nodes apart; one node more than before is a new round.
        if found == number or found == len(edges):
            return colours
        number = found


def _hash(*parts: str) -> str:
    return blake2b("\x1e".join(parts).encode(), digest_size=16).hexdigest()
