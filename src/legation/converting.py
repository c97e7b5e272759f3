"""A file to RDF in another format, without a store."""

import os

import pyoxigraph as ox

from legation import loaders
from legation.errors import LegationError
from legation.exporting import serialised
from legation.formats import by_content, by_suffix
from legation.rdf import parse
from legation.sources import Options, Source, sources
from legation.triples import graph_iri, ntriples


def converted(
    path: str | os.PathLike[str],
    form: str,
    *,
    given: str | None = None,
    loader: str | None = None,
    model: str | None = None,
    name: str | None = None,
) -> bytes:
    """Return what a file says in the format `form`.

    Args:
        path: RDF, or what a loader reads; "-" for standard input.
        form: a key of `formats.FORMATS`.
        given: the format `path` is in, where neither its suffix nor its content tells.
        loader: the loader to read it with.
        model: language pipeline for prose.
        name: what standard input, or the one file, is called.

    Raises:
        LegationError: it cannot be read, or `form` cannot express what it says.
    """
    found = sources([path], name)
    if len(found) != 1 or not found[0].asked_for:
        raise LegationError(f"'{path}' is a folder; convert one file at a time")
    (source,) = found
    if loader is None:
        known = given or by_suffix(source.name) or by_content(source.sample().text or "")
        if known:
            return serialised(parse(source.text(), known, str(source.path), source.key), form)
    return serialised(_read(source, loader, model), form)


def _read(source: Source, loader: str | None, model: str | None) -> list[ox.Quad]:
    reader = loaders.find(loader) if loader else loaders.recognise(source)
    if reader is None:
        raise LegationError(
            f"no loader recognises '{source.path}'; name one with --as, or its format with --from"
        )
    quads = []
    for document in reader.module.documents(source, Options(model)):
        graph = ox.NamedNode(graph_iri(document))
        for quad in ox.parse(ntriples(document), ox.RdfFormat.N_TRIPLES):
            quads.append(ox.Quad(quad.subject, quad.predicate, quad.object, graph))
    return quads
