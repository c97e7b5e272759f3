"""Turtle and TriG to read in a diff: the same facts give the same bytes, in whatever order they came.

Subjects are sorted by kind (documents, acts, tenures, ..., agents), then by name; `a` comes first, then the other
predicates in order. Only the prefixes that are used are declared.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

import pyoxigraph as ox

from legation.blank import relabelled
from legation.terms import ID, PREFIXES, RDF, XSD

_KINDS: Final = (
    *("document", "section", "dataset", "act", "tenure", "flow", "claim", "evidence", "selector"),
    *("person", "office", "reading", "loader"),
)
"""Kinds of data in the order in which they are written; what is of no kind comes before persons."""
_OTHER: Final = _KINDS.index("person") - 0.5

_NAMESPACES: Final = {
    **PREFIXES,
    **{kind: f"{ID}{kind}/" for kind in _KINDS},
    "graph": f"{ID}graph/",
    "group": f"{ID}group/",
}
_LOCAL: Final = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?$")
# Only as numbers are usually written: some parsers read 01 as 1.
_BARE: Final = {
    XSD + "integer": re.compile(r"-?(?:0|[1-9][0-9]*)$"),
    XSD + "decimal": re.compile(r"-?(?:0|[1-9][0-9]*)\.[0-9]+$"),
    XSD + "boolean": re.compile(r"(?:true|false)$"),
}
_ESCAPES: Final = {
    **{code: f"\\u{code:04X}" for code in (*range(0x20), 0x7F, 0xFFFE, 0xFFFF)},
    0x08: "\\b",
    0x09: "\\t",
    0x0A: "\\n",
    0x0C: "\\f",
    0x0D: "\\r",
    0x22: '\\"',
    0x5C: "\\\\",
}
_LONG_ESCAPES: Final = {code: text for code, text in _ESCAPES.items() if code not in (0x0A, 0x22)}

_QUOTES: Final = re.compile(r'"(?="|\Z)')


def turtle(quads: Iterable[ox.Quad], prefixes: Mapping[str, str] | None = None) -> bytes:
    """Write facts as Turtle; which graph they are in is lost.

    Args:
        quads: without triple terms.
        prefixes: prefix -> namespace; the project's if not given.
    """
    writer = _Writer(_NAMESPACES if prefixes is None else prefixes)
    body = writer.blocks(relabelled(list(quads)), "")
    return writer.document([body])


def trig(quads: Iterable[ox.Quad], prefixes: Mapping[str, str] | None = None) -> bytes:
    """Write facts as TriG: the default graph first, then the named ones in order.

    Args:
        quads: without triple terms.
        prefixes: prefix -> namespace; the project's if not given.
    """
    writer = _Writer(_NAMESPACES if prefixes is None else prefixes)
    graphs: dict[str, list[ox.Quad]] = defaultdict(list)
    for quad in relabelled(list(quads)):
        graph = quad.graph_name
        graphs["" if isinstance(graph, ox.DefaultGraph) else writer.term(graph)].append(quad)
    parts = []
    for name in sorted(graphs):
        body = writer.blocks(graphs[name], "    " if name else "")
        parts.append(f"{name} {{\n{body}}}\n" if name else body)
    return writer.document(parts)


class _Writer:
    def __init__(self, prefixes: Mapping[str, str]) -> None:
        # The longest namespace that fits: id:act/ before id:.
        self._namespaces = sorted(
            ((iri, name) for name, iri in prefixes.items()), key=lambda n: (-len(n[0]), n)
        )
        self._by_start = dict(reversed(self._namespaces))
        self._lengths = sorted({len(iri) for iri in self._by_start}, reverse=True)
        self._used: dict[str, str] = {}

    def document(self, parts: list[str]) -> bytes:
        head = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in sorted(self._used.items()))
        return "\n".join(part for part in (head, *parts) if part).encode()

    def blocks(self, quads: Iterable[ox.Quad], indent: str) -> str:
        subjects: dict[ox.NamedNode | ox.BlankNode, list[ox.Quad]] = defaultdict(list)
        for quad in quads:
            subjects[quad.subject].append(quad)  # type: ignore[index]
        ordered = sorted(subjects, key=_rank)
        return "\n".join(self._block(subject, subjects[subject], indent) for subject in ordered)

    def _block(self, subject: ox.NamedNode | ox.BlankNode, quads: list[ox.Quad], indent: str) -> str:
        objects: dict[str, set[str]] = defaultdict(set)
        for quad in quads:
            objects[quad.predicate.value].add(self.term(quad.object, indent))
        lines = []
        for predicate in sorted(objects, key=lambda iri: (iri != RDF + "type", iri)):
            verb = "a" if predicate == RDF + "type" else self._iri(predicate)
            lines.append(f"{verb} {', '.join(sorted(objects[predicate]))}")
        return f"{indent}{self.term(subject)} " + f" ;\n{indent}    ".join(lines) + " .\n"

    def term(self, term: object, indent: str = "") -> str:
        if isinstance(term, ox.NamedNode):
            return self._iri(term.value)
        if isinstance(term, ox.Literal):
            return self._literal(term)
        return str(term)

    def _iri(self, iri: str) -> str:
        for length in self._lengths:
            name = self._by_start.get(iri[:length]) if length < len(iri) else None
            if name is not None:
                if not _LOCAL.match(iri, length):
                    continue  # a longer name than a prefix can shorten
                self._used[name] = iri[:length]
                return f"{name}:{iri[length:]}"
        return str(ox.NamedNode(iri))

    def _literal(self, literal: ox.Literal) -> str:
        value, datatype = literal.value, literal.datatype.value
        if datatype in _BARE and _BARE[datatype].match(value):
            return value
        if "\n" in value:
            # No three quotation marks in a row, none at the end.
            text = _QUOTES.sub(r'\\"', value.translate(_LONG_ESCAPES))
            quoted = f'"""{text}"""'
        else:
            quoted = f'"{value.translate(_ESCAPES)}"'
        if literal.language:
            return f"{quoted}@{literal.language}"
        return quoted if datatype == XSD + "string" else f"{quoted}^^{self._iri(datatype)}"


def _rank(subject: ox.NamedNode | ox.BlankNode) -> tuple[float, str]:
    if isinstance(subject, ox.BlankNode):
        return float(len(_KINDS)), subject.value
    kind = subject.value.removeprefix(ID).partition("/")[0] if subject.value.startswith(ID) else ""
    return float(_KINDS.index(kind)) if kind in _KINDS else _OTHER, subject.value
