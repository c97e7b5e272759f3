"""RDF formats: their names on the command line, their suffixes, and how their content is recognised."""

import re
from pathlib import PurePath
from typing import Final

import pyoxigraph as ox

from legation.errors import LegationError
from legation.packing import unpacked_name

FORMATS: Final[dict[str, ox.RdfFormat]] = {
    "turtle": ox.RdfFormat.TURTLE,
    "trig": ox.RdfFormat.TRIG,
    "nt": ox.RdfFormat.N_TRIPLES,
    "nq": ox.RdfFormat.N_QUADS,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdfxml": ox.RdfFormat.RDF_XML,
}
DATASETS: Final = ("trig", "nq", "jsonld")
"""Formats that can name graphs."""

SUFFIXES: Final = {
    ".ttl": "turtle",
    ".turtle": "turtle",
    ".trig": "trig",
    ".nt": "nt",
    ".ntriples": "nt",
    ".nq": "nq",
    ".nquads": "nq",
    ".jsonld": "jsonld",
    ".json-ld": "jsonld",
    ".rdf": "rdfxml",
    ".owl": "rdfxml",
    ".rdfxml": "rdfxml",
}
_ALIASES: Final = {
    "ttl": "turtle",
    "ntriples": "nt",
    "n-triples": "nt",
    "nquads": "nq",
    "n-quads": "nq",
    "json-ld": "jsonld",
    "rdf": "rdfxml",
    "xml": "rdfxml",
    "rdf/xml": "rdfxml",
}

_TERM: Final = r'(?:<[^<>"{}|^`\\\s]*>|_:\S+|"(?:[^"\\]|\\.)*"(?:@[\w-]+|\^\^<[^>\s]*>)?)'
_STATEMENT: Final = re.compile(rf"\s*{_TERM}\s+<[^<>\s]*>\s+{_TERM}\s*(?P<graph>{_TERM}\s*)?\.\s*(?:#.*)?$")
_DIRECTIVE: Final = re.compile(r"(?:@prefix|@base)\s|(?:prefix\s+[\w.-]*:\s*<|base\s+<)", re.I)
_GRAPH_BLOCK: Final = re.compile(r"^\s*(?:graph\s+)?(?:<[^<>\s]+>|[\w-]*:[\w./-]+)\s*\{|^\s*\{", re.I | re.M)
_SUBJECT: Final = re.compile(
    r"(?:<[^<>\s]+>|[A-Za-z][\w-]*:[\w-]+|\[\s*\])\s+(?:a|<[^<>\s]+>|[A-Za-z][\w-]*:[\w-]+)\s"
)


def format_of(name: str) -> str:
    """Return the format that `name` means: `turtle`, `ttl`, `Turtle` -> `turtle`.

    Raises:
        LegationError: there is none of that name.
    """
    known = name.strip().lower()
    known = _ALIASES.get(known, known)
    if known not in FORMATS:
        raise LegationError(f"there is no RDF format '{name}'; the formats are {', '.join(FORMATS)}")
    return known


def by_suffix(path: str | PurePath) -> str | None:
    """Return the format that a file's suffix stands for, packed or not, or None.

    >>> by_suffix("facts.nt.gz")
    'nt'
    """
    return SUFFIXES.get(PurePath(unpacked_name(path)).suffix.lower())


def by_content(text: str) -> str | None:
    """Return the format that the beginning of a text is in, or None where it does not look like RDF.

    >>> by_content('<https://example.org/a> <https://example.org/b> "c" .')
    'nt'
    >>> by_content("A minister met a minister.")
    """
    head = text.lstrip("\ufeff \t\r\n")
    if head.startswith(("<?xml", "<rdf:", "<!DOCTYPE rdf", "<!--")):
        return "rdfxml" if "<rdf:RDF" in head or "22-rdf-syntax-ns#" in head else None
    if head.startswith(("{", "[")) and re.search(r'"@(?:context|id|graph|type)"\s*:', head):
        return "jsonld"
    lines = [line for line in head.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    if not lines:
        return None
    found = _STATEMENT.match(lines[0])
    if found:
        return "nq" if found["graph"] else "nt"
    if _DIRECTIVE.match(lines[0]) or _SUBJECT.match(lines[0] + " "):
        return "trig" if _GRAPH_BLOCK.search(head) else "turtle"
    return "trig" if re.match(r"(?:graph\s+)?<[^<>\s]+>\s*\{", lines[0], re.I) else None
