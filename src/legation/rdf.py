"""RDF text to quads, strictly, with mistakes told as a sentence that names file and line."""

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import quote

import pyoxigraph as ox

from legation.errors import LegationError
from legation.formats import FORMATS
from legation.terms import ID

_PLACE: Final = re.compile(r"^Parser error (?:at|between) line \d+ .*?: (?=[A-Z])")
_HINTS: Final = {
    "Loading remote context": "legation fetches nothing: write the context into the file itself",
    "No LoadDocument": "legation fetches nothing: write the context into the file itself",
}


def base_iri(key: str) -> str:
    """Return the IRI against which a document's relative IRIs are resolved.

    >>> base_iri("data/my trade.ttl")
    'https://w3id.org/legation/id/file/data/my%20trade.ttl'
    """
    return f"{ID}file/{quote(key)}"


def parse(text: str, name: str, where: str, key: str, *, rename: bool = False) -> list[ox.Quad]:
    """Parse a text in the format `name`; see `iterate`."""
    return list(iterate(text, name, where, key, rename=rename))


def iterate(text: str, name: str, where: str, key: str, *, rename: bool = False) -> Iterator[ox.Quad]:
    """Yield the quads of a text in the format `name`, as they are read.

    Args:
        text: RDF.
        name: a key of `formats.FORMATS`.
        where: what messages call it.
        key: the document's key; relative IRIs are resolved against an IRI made of it.
        rename: give blank nodes new labels, so that those of two texts stay apart; else they keep theirs.

    Raises:
        LegationError: it is not well-formed, or uses what legation cannot keep.
    """
    if name == "rdfxml":
        check_xml(text.encode(), where)
    try:
        for quad in ox.parse(text.encode(), FORMATS[name], base_iri=base_iri(key), rename_blank_nodes=rename):
            if isinstance(quad.object, ox.Triple):
                raise LegationError(
                    f"{where} has triples about triples (RDF 1.2), which legation does not keep"
                )
            if isinstance(quad.object, ox.Literal) and quad.object.direction is not None:
                raise LegationError(
                    f"{where} has text with a direction (RDF 1.2), which legation does not keep"
                )
            yield quad
    except SyntaxError as error:
        raise LegationError(_sentence(error, name, where)) from error
    except (ValueError, OSError) as error:
        raise LegationError(f"{where} cannot be read as {name}: {error}") from error


def check_xml(data: bytes, where: str) -> None:
    """Check that `data` is well-formed XML 1.0: Oxigraph takes a file that ends in the middle for a whole one.

    Raises:
        LegationError: it is not; the message names file and line.
    """
    from xml.parsers import expat

    try:
        expat.ParserCreate().Parse(data, True)
    except expat.ExpatError as error:
        problem = expat.ErrorString(error.code)
        raise LegationError(
            f"{where}, line {error.lineno}: this is not well-formed XML: {problem}"
        ) from error


def _sentence(error: SyntaxError, name: str, where: str) -> str:
    problem = _PLACE.sub("", " ".join(str(error.msg).split()))
    line = f", line {error.lineno}" if error.lineno else ""
    for sign, hint in _HINTS.items():
        if sign.lower() in problem.lower():
            return f"{where}{line}: {hint} ({problem})"
    return f"{where}{line}: this is not well-formed {name}: {problem}"
