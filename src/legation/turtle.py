"""Turtle and TriG to read in a diff: the same facts give the same bytes, in whatever order they came.

Subjects are sorted by kind (documents, acts, tenures, ..., agents), then by name; `a` comes first, then the other
predicates in order. Only the prefixes that are used are declared.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import pyoxigraph as ox

from legation.blank import relabelled
from legation.lines import of_quads
from legation.terms import ID, PREFIXES, RDF, XSD

_KINDS: Final = (
    *("document", "section", "dataset", "act", "tenure", "flow", "claim", "evidence", "selector"),
    *("person", "office", "reading", "loader"),
)
"""Kinds of data in the order in which they are written; what is of no kind comes before persons."""
_RANKS: Final = {kind.encode(): float(rank) for rank, kind in enumerate(_KINDS)}
_OTHER: Final = _KINDS.index("person") - 0.5
_OURS: Final = f"<{ID}".encode()
_KIND: Final = len(_OURS)

_NAMESPACES: Final = {
    **PREFIXES,
    **{kind: f"{ID}{kind}/" for kind in _KINDS},
    "graph": f"{ID}graph/",
    "group": f"{ID}group/",
}
_LOCAL: Final = re.compile(rb"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?$")
# Only as numbers are usually written: some parsers read 01 as 1.
_BARE: Final = {
    f"<{XSD}integer>".encode(): re.compile(rb"-?(?:0|[1-9][0-9]*)$"),
    f"<{XSD}decimal>".encode(): re.compile(rb"-?(?:0|[1-9][0-9]*)\.[0-9]+$"),
    f"<{XSD}boolean>".encode(): re.compile(rb"(?:true|false)$"),
}
_ESCAPE: Final = re.compile(rb'\\(.)|"')
_QUOTES: Final = re.compile(rb'"(?="|\Z)')
_TYPE: Final = f"<{RDF}type>".encode()
_MANY: Final = 20_000
"""Subjects that are written at a time."""


def turtle(quads: Iterable[ox.Quad], prefixes: Mapping[str, str] | None = None) -> bytes:
    """Write facts as Turtle; which graph they are in is lost.

    Args:
        quads: without triple terms.
        prefixes: prefix -> namespace; the project's if not given.
    """
    return b"".join(turtle_of(of_quads(relabelled(list(quads))), prefixes))


def trig(quads: Iterable[ox.Quad], prefixes: Mapping[str, str] | None = None) -> bytes:
    """Write facts as TriG: the default graph first, then the named ones in order.

    Args:
        quads: without triple terms.
        prefixes: prefix -> namespace; the project's if not given.
    """
    graphs: dict[str, list[ox.Quad]] = defaultdict(list)
    for quad in relabelled(list(quads)):
        graph = quad.graph_name
        graphs["" if isinstance(graph, ox.DefaultGraph) else str(graph)].append(quad)
    return b"".join(trig_of(((name, of_quads(part)) for name, part in graphs.items()), prefixes))


def turtle_of(lines: Iterable[bytes], prefixes: Mapping[str, str] | None = None) -> Iterator[bytes]:
    """Yield Turtle, some thousand subjects at a time.

    Args:
        lines: sorted, each once, as `lines` has them.
        prefixes: prefix -> namespace; the project's if not given.
    """
    writer = _Writer(_NAMESPACES if prefixes is None else prefixes)
    return writer.document([writer.blocks(lines, b"")])


def trig_of(
    graphs: Iterable[tuple[str, Iterable[bytes]]], prefixes: Mapping[str, str] | None = None
) -> Iterator[bytes]:
    """Yield TriG: the default graph first, then the named ones in order.

    Args:
        graphs: name as N-Triples have it, empty for the default graph -> its lines, sorted, each once.
        prefixes: prefix -> namespace; the project's if not given.
    """
    writer = _Writer(_NAMESPACES if prefixes is None else prefixes)
    parts = {}
    for graph, lines in graphs:
        if graph:
            name = writer.term(graph.encode())
            parts[name] = [name + b" {\n", *writer.blocks(lines, b"    "), b"}\n"]
        else:
            parts[b""] = writer.blocks(lines, b"")
    return writer.document([part for _, part in sorted(parts.items())])


class _Writer:
    """Terms in short, and the prefixes that were used for it."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self._by_start = {iri.encode(): name.encode() for name, iri in sorted(prefixes.items(), reverse=True)}
        self._lengths = sorted({len(iri) for iri in self._by_start}, reverse=True)
        self._used: dict[bytes, bytes] = {}
        self._known: dict[bytes, bytes] = {}
        self._shapes: dict[tuple[bytes, ...], list[tuple[bytes, bytes]]] = {}

    def document(self, parts: list[list[bytes]]) -> Iterator[bytes]:
        head = b"".join(b"@prefix %b: <%b> .\n" % entry for entry in sorted(self._used.items()))
        between = b""
        for part in ([head] if head else [], *parts):
            if part:
                yield between
                yield from part
                between = b"\n"

    def blocks(self, lines: Iterable[bytes], indent: bytes) -> list[bytes]:
        """Return what is said of each subject, some thousand subjects in one piece."""
        found: list[tuple[float, bytes, bytes]] = []
        subject, verbs = b"", dict[bytes, list[bytes]]()
        for line in lines:
            of, verb, thing = line.split(b" ", 2)
            if of != subject:
                if verbs:
                    found.append(self._block(subject, verbs, indent))
                subject, verbs = of, {}
            if verb in verbs:
                verbs[verb].append(thing)
            else:
                verbs[verb] = [thing]
        if verbs:
            found.append(self._block(subject, verbs, indent))
        found.sort()
        starts = range(0, len(found), _MANY)
        pieces = [b"\n".join([block for _, _, block in found[at : at + _MANY]]) for at in starts]
        return [piece + b"\n" for piece in pieces[:-1]] + pieces[-1:]

    def _block(
        self, subject: bytes, verbs: dict[bytes, list[bytes]], indent: bytes
    ) -> tuple[float, bytes, bytes]:
        known, parts = self._known, []
        shape = tuple(verbs)
        # Subjects of a kind have the same predicates: these are put in order once.
        for verb, short in self._shapes.get(shape) or self._shape(shape):
            things = verbs[verb]
            if len(things) == 1:
                (thing,) = things
                parts.append(short + (known.get(thing) or self.term(thing)))
            else:
                parts.append(short + b", ".join(sorted([self.term(thing) for thing in things])))
        told = (b" ;\n" + indent + b"    ").join(parts)
        return *_rank(subject), indent + (known.get(subject) or self.term(subject)) + b" " + told + b" .\n"

    def _shape(self, verbs: tuple[bytes, ...]) -> list[tuple[bytes, bytes]]:
        """Return predicates in the order in which they are written, and how each is, with a space."""
        inner = sorted(verbs, key=lambda verb: (verb != _TYPE, verb[1:-1]))
        self._shapes[verbs] = [(v, b"a " if v == _TYPE else self.term(v) + b" ") for v in inner]
        return self._shapes[verbs]

    def term(self, term: bytes) -> bytes:
        """Return a term of N-Triples in short."""
        if term.startswith(b'"'):
            return self._literal(term)
        if term not in self._known:
            self._known[term] = self._iri(term) if term.startswith(b"<") else term
        return self._known[term]

    def _iri(self, term: bytes) -> bytes:
        iri = term[1:-1]
        for length in self._lengths:
            name = self._by_start.get(iri[:length]) if length < len(iri) else None
            if name is not None:
                if not _LOCAL.match(iri, length):
                    continue  # a longer name than a prefix can shorten
                self._used[name] = iri[:length]
                return name + b":" + iri[length:]
        return term

    def _literal(self, term: bytes) -> bytes:
        end = term.rindex(b'"')
        if b"\\n" in term:
            term = _long(term[1:end]) + term[end + 1 :]
            end = term.rindex(b'"')
        if not term.startswith(b"^^", end + 1):
            return term
        datatype = term[end + 3 :]
        if datatype in _BARE and _BARE[datatype].match(term, 1, end):
            return term[1:end]
        return term[: end + 3] + self.term(datatype)


def _long(text: bytes) -> bytes:
    """Return a literal's escaped text as one of several lines, if there is a line end in it."""
    lines = _ESCAPE.sub(lambda found: {b"n": b"\n", b'"': b'"'}.get(found[1], found[0]), text)
    # No three quotation marks in a row, none at the end.
    return b'"""%b"""' % _QUOTES.sub(rb'\\"', lines) if b"\n" in lines else b'"%b"' % text


def _rank(subject: bytes) -> tuple[float, bytes]:
    if subject.startswith(b"_"):
        return float(len(_KINDS)), subject[2:]
    kind = subject[_KIND:].partition(b"/")[0] if subject.startswith(_OURS) else b""
    return _RANKS.get(kind, _OTHER), subject[1:-1]
