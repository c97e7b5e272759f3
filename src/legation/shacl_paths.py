"""Property paths of SHACL: read from shapes, written as SPARQL, as Turtle and with prefixes."""

import re
from collections.abc import Callable
from typing import Final

import pyoxigraph as ox

from legation.terms import RDF, SH
from legation.wording import shorten

Node = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Values = Callable[[Node, str], list[Node]]
"""The objects of a node's property, which is given by its IRI."""

Path = ox.NamedNode | tuple[str, tuple["Path", ...]]
"""A property, or a sign and what it joins: `/` and `|` two or more paths, `^`, `*`, `+` and `?` one."""

_SIGNS: Final = {"inversePath": "^", "zeroOrMorePath": "*", "oneOrMorePath": "+", "zeroOrOnePath": "?"}
_NAMES: Final = {sign: name for name, sign in _SIGNS.items()}
_NIL: Final = ox.NamedNode(RDF + "nil")


def members(node: Node, values: Values) -> list[Node]:
    """Return the members of an RDF list; one that bites its own tail ends there."""
    found: list[Node] = []
    seen: set[Node] = set()
    while node != _NIL and node not in seen:
        seen.add(node)
        found += values(node, RDF + "first")[:1]
        rest = values(node, RDF + "rest")
        if not rest:
            break
        node = rest[0]
    return found


def read(node: Node, values: Values) -> Path | None:
    """Return the path that a node stands for, or None where it stands for none.

    Method: SHACL, section 2.3.1.
    """
    return _read(node, values, ())


def _read(node: Node, values: Values, above: tuple[Node, ...]) -> Path | None:
    if isinstance(node, ox.NamedNode):
        return node
    if node in above:
        return None
    sign = "/"
    first: Node = node
    # A list is a sequence, whatever else is said of its node.
    if not values(node, RDF + "first"):
        for name, one_sign in _SIGNS.items():
            for below in values(node, SH + name):
                inner = _read(below, values, (*above, node))
                return None if inner is None else (one_sign, (inner,))
        for below in values(node, SH + "alternativePath"):
            sign, first = "|", below
    parts = [_read(member, values, (*above, node)) for member in members(first, values)]
    known = tuple(part for part in parts if part is not None)
    return (sign, known) if known and len(known) == len(parts) else None


def sparql(path: Path) -> str:
    """Return a path in SPARQL with full IRIs: `^<p>/(<q>|<r>)*`."""
    return _joined(path, str)


def short(path: Path) -> str:
    """Return a path with prefixes: `^leg:evidence`, `leg:inTenure|leg:targetTenure`."""
    return _joined(path, lambda property_: shorten(property_.value))


def _joined(path: Path, name: Callable[[ox.NamedNode], str], within: str = "|") -> str:
    if isinstance(path, ox.NamedNode):
        return name(path)
    sign, parts = path
    if sign in "/|":
        text = sign.join(_joined(part, name, sign) for part in parts)
        return f"({text})" if within in "^*+?" or (sign, within) in {("|", "/"), ("/", "/")} else text
    inner = _joined(parts[0], name, sign)
    text = f"^{inner}" if sign == "^" else f"{inner}{sign}"
    return f"({text})" if within in "^*+?" else text


def turtle(path: Path) -> str:
    """Return a path as RDF in Turtle; `sh` is a prefix there.

    >>> turtle(("^", (ox.NamedNode("https://example.org/p"),)))
    '[ sh:inversePath <https://example.org/p> ]'
    """
    if isinstance(path, ox.NamedNode):
        return str(path)
    sign, parts = path
    if sign in _NAMES:
        return f"[ sh:{_NAMES[sign]} {turtle(parts[0])} ]"
    joined = f"( {' '.join(turtle(part) for part in parts)} )"
    return f"[ sh:alternativePath {joined} ]" if sign == "|" else joined


def shorten_path(path: str) -> str:
    """Return a path that `sparql` wrote, or the IRI of a property, with prefixes."""
    return re.sub(r"<([^>]*)>", lambda match: shorten(match[1]), path) if "<" in path else shorten(path)
