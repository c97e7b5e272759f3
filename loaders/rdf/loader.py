"""RDF in any of its formats, parsed by Oxigraph.

Blank nodes get IRIs, since facts must be named to be explained. Relative IRIs are resolved against one made of the
document's key. A named graph of ours, as `legation export` writes it, is the document it was; everything else in
the file is one document. Judgements, in whatever graph, are a document of their own that comes last: it is about
the others.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pyoxigraph as ox

from legation.blank import named
from legation.formats import by_content, by_suffix
from legation.judgements import parted
from legation.rdf import parse
from legation.records import Document
from legation.terms import DCTERMS, GRAPH, INFERRED_GRAPH, LEG, ONTOLOGY_GRAPH
from legation.triples import document_token

if TYPE_CHECKING:
    from legation.loaders import Options, Sample, Source

NAME = "rdf"
VERSION = "0.1.0"


def recognises(sample: "Sample") -> bool:
    """Tell whether a source is RDF: by a suffix that nothing else uses, or by how it begins."""
    if by_suffix(sample.name) is not None:
        return True
    return sample.text is not None and by_content(sample.text) is not None


def documents(source: "Source", options: "Options") -> Iterator[Document]:
    """Yield a file's documents; the whole file is parsed before the first.

    Raises:
        LegationError: it is not what its suffix says, or is not well-formed; the message names file and line.
    """
    text = source.text()
    name = by_suffix(source.name) or by_content(text[:65536]) or "turtle"
    quads = parse(text, name, str(source.path), source.key)
    facts, judged = parted(quads)
    parts = _parts(facts, source) if facts or not judged else {}
    for (key, title), part in sorted(parts.items()):
        rdf = "\n".join(sorted({f"{q.triple} ." for q in named(part, key)}))
        document = Document(key, title, NAME, VERSION, rdf=(rdf + "\n").encode() if rdf else b"")
        if options.wanted(document):
            yield document
    if judged:
        rdf = "".join(sorted({f"{q.triple} .\n" for q in named(judged, source.key)}))
        yield Document(
            f"{source.key}#judgements", source.name, NAME, VERSION, rdf=rdf.encode(), judgements=True
        )


def _parts(quads: list[ox.Quad], source: "Source") -> dict[tuple[str, str], list[ox.Quad]]:
    """Sort quads by document: (key, name) -> quads."""
    graphs: dict[str, list[ox.Quad]] = defaultdict(list)
    for quad in quads:
        graph = quad.graph_name
        graphs[graph.value if isinstance(graph, ox.NamedNode) else ""].append(quad)
    parts: dict[tuple[str, str], list[ox.Quad]] = defaultdict(list)
    for iri, part in graphs.items():
        if iri in (ONTOLOGY_GRAPH, INFERRED_GRAPH):
            continue  # this store has, or makes, its own
        parts[_identity(iri, part) or (source.key, source.name)] += [
            quad for quad in part if not _is_note(quad, iri)
        ]
    return parts or {(source.key, source.name): []}


def _identity(graph: str, quads: list[ox.Quad]) -> tuple[str, str] | None:
    """Return key and name of the document whose graph of ours this is, or None."""
    if not graph.startswith(GRAPH):
        return None
    wanted = graph.removeprefix(GRAPH)
    values: dict[str, dict[str, str]] = defaultdict(dict)
    for quad in quads:
        values[str(quad.subject)][quad.predicate.value] = getattr(quad.object, "value", "")
    for found in values.values():
        for key, name in (
            (LEG + "documentKey", LEG + "documentName"),
            (DCTERMS + "identifier", LEG + "documentName"),
        ):
            if key in found and document_token(found[key]) == wanted:
                return found[key], found.get(name, found[key].rpartition("/")[2])
    return None


def _is_note(quad: ox.Quad, graph: str) -> bool:
    """What a store wrote about the graph itself; the store that loads it writes its own."""
    return bool(graph) and graph.startswith(GRAPH) and str(quad.subject) == f"<{graph}>"
