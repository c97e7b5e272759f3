"""RDF formats: which one a file is in, by its name and then by how it begins; and reading it."""

from __future__ import annotations

import os

import pyoxigraph as ox

from legation.errors import LegationError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path
    from typing import Final

SUFFIXES: Final = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".trig": ox.RdfFormat.TRIG,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS,
    ".jsonld": ox.RdfFormat.JSON_LD,
    ".json": ox.RdfFormat.JSON_LD,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".owl": ox.RdfFormat.RDF_XML,
    ".xml": ox.RdfFormat.RDF_XML,
}
"""File name suffix -> format."""


def guess(name: str, data: bytes) -> ox.RdfFormat:
    """Return the format of `data`: by the suffix of `name` where it is known, by how it begins if not."""
    known = SUFFIXES.get(os.path.splitext(name)[1].lower())  # noqa: PTH122
    if known is not None:
        return known
    start = data[:200].lstrip()
    if start.startswith((b"{", b"[{", b"[\n")):
        return ox.RdfFormat.JSON_LD
    if start.startswith((b"<?xml", b"<rdf:", b"<!DOCTYPE rdf")):
        return ox.RdfFormat.RDF_XML
    # TriG reads Turtle and N-Triples too.
    return ox.RdfFormat.TRIG


def parse_rdf(path: Path) -> list[ox.Quad]:
    """Read an RDF file whole; blank nodes get labels of their own.

    Raises:
        LegationError: the file is not there, or not RDF; the message names file and line.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise LegationError(f"{path} cannot be read: {error.strerror or error}; check its name") from error
    return parse_bytes(data, str(path))


def parse_bytes(data: bytes, name: str) -> list[ox.Quad]:
    """Read RDF that came as bytes; `name` gives the suffix, and stands in messages.

    Raises:
        LegationError: `data` is not RDF of the format that its name or beginning promises.
    """
    data = data.removeprefix(b"\xef\xbb\xbf")
    form = guess(name, data)
    try:
        return list(ox.parse(data, format=form, rename_blank_nodes=True))
    except (SyntaxError, ValueError, RuntimeError) as error:
        line = getattr(error, "lineno", None)
        where = f"{name}, line {line}" if line else name
        what = " ".join(str(getattr(error, "msg", None) or error).split()).rstrip(".")
        raise LegationError(f"{where}: this is not {form.name}: {what}; correct it") from error
