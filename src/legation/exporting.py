"""Facts out of a store, in any RDF format, the same bytes for the same facts."""

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from legation import lines, turtle
from legation.blank import relabelled
from legation.errors import LegationError
from legation.formats import DATASETS, FORMATS
from legation.judgements import quads_about
from legation.rdf import check_xml
from legation.store import Store
from legation.terms import INFERRED_GRAPH, JUDGEMENTS_GRAPH, ONTOLOGY_GRAPH, PREFIXES


def facts(
    store: Store, document: str | None = None, *, inferred: bool = False, ontology: bool = False
) -> list[ox.Quad]:
    """Return what a store holds, with the graph that each fact is in; what people judged of it, too.

    Args:
        store: an open store.
        document: key, name or graph IRI of one document; all if not given.
        inferred: what was inferred, too.
        ontology: the store's copy of the ontology, too.

    Raises:
        LegationError: there is no such document, or several have that name.
    """
    graphs = [*store.graphs(), JUDGEMENTS_GRAPH] if document is None else [_graph(store, document)]
    judged = [] if document is None else quads_about(store.inner, store.documents()[graphs[0]][0])
    graphs += [INFERRED_GRAPH] * inferred + [ONTOLOGY_GRAPH] * ontology
    return [quad for graph in graphs for quad in store.quads(graph)] + judged


def exported(
    store: Store, form: str, document: str | None = None, *, inferred: bool = False, ontology: bool = False
) -> Iterator[bytes]:
    """Yield what a store holds in a format, piece by piece: the bytes that `serialised` makes of `facts`, but fast.

    Args:
        store: an open store.
        form: a key of `formats.FORMATS`.
        document: key, name or graph IRI of one document; all if not given.
        inferred: what was inferred, too.
        ontology: the store's copy of the ontology, too.

    Raises:
        LegationError: there is no such document, several have that name, or the format cannot express these facts.
    """
    given = None if document is not None or ontology else _lines_of(store, form, inferred)
    if given is None:
        yield serialised(facts(store, document, inferred=inferred, ontology=ontology), form)
    elif form == "turtle":
        yield from turtle.turtle_of(given[""])
    elif form == "trig":
        yield from turtle.trig_of(given.items())
    elif form == "nt":
        yield from lines.joined(given[""])
    else:
        every = [line + b" " + name.encode() for name, part in given.items() for line in part]
        yield from lines.joined(lines.ordered(every))


def _lines_of(store: Store, form: str, inferred: bool) -> dict[str, list[bytes]] | None:
    """Return graph -> lines, the union as that of no name; None for other formats and where there are blank nodes."""
    without = [ONTOLOGY_GRAPH] if inferred else [ONTOLOGY_GRAPH, INFERRED_GRAPH]
    if form in ("turtle", "nt"):
        found = {"": lines.union(store, without)}
    elif form in ("trig", "nq"):
        graphs = {str(graph.value) for graph in store.inner.named_graphs()}.difference(without)
        found = {str(ox.NamedNode(graph)): lines.graph(store, graph) for graph in sorted(graphs)}
    else:
        return None
    blank = any(map(lines.has_blank, found.values()))
    return None if blank else found


def _graph(store: Store, document: str) -> str:
    known = store.documents()
    if document in known:
        return document
    found = [graph for graph, (key, _) in known.items() if key == document]
    found = found or [graph for graph, (_, name) in known.items() if name == document]
    if not found:
        raise LegationError(
            f"there is no document '{document}' in the store '{store.path}'; see 'legation stats'"
        )
    if len(found) > 1:
        keys = ", ".join(f"'{known[graph][0]}'" for graph in found)
        raise LegationError(f"several documents are called '{document}': say which of {keys}")
    return found[0]


def serialised(quads: Iterable[ox.Quad], form: str) -> bytes:
    """Write facts in a format; those that cannot name graphs get the union.

    Args:
        quads: without triple terms.
        form: a key of `formats.FORMATS`.

    Raises:
        LegationError: the format cannot express these facts.
    """
    if form == "turtle":
        return turtle.turtle(quads)
    if form == "trig":
        return turtle.trig(quads)
    known = relabelled(list(quads))
    if form == "nt":
        return b"".join(lines.joined(lines.of_quads(known)))
    if form == "nq":
        return _lines(f"{quad} ." for quad in known)
    data = ox.serialize(
        sorted(set(known), key=str) if form in DATASETS else _triples(known),
        format=FORMATS[form],
        prefixes=PREFIXES,
    )
    written = bytes(data or b"")
    if form == "rdfxml":
        # Oxigraph leaves carriage returns as they are; to XML parsers they are line ends like any other.
        written = written.replace(b"\r", b"&#13;")
        _check(written, known)
    return written + b"\n"


def _lines(lines: Iterable[str]) -> bytes:
    return "".join(f"{line}\n" for line in sorted(set(lines))).encode()


def _triples(quads: Iterable[ox.Quad]) -> list[ox.Triple]:
    ordered = sorted({str(quad.triple): quad.triple for quad in quads}.items())
    return [triple for _, triple in ordered]


def _check(data: bytes, quads: list[ox.Quad]) -> None:
    """XML has no way to write some characters and some predicates; say so rather than lose a fact."""
    try:
        check_xml(data, "what Oxigraph wrote")  # it writes characters that XML does not have
        back = {str(quad.triple) for quad in ox.parse(data, ox.RdfFormat.RDF_XML)}
    except (LegationError, SyntaxError, ValueError) as error:
        raise LegationError(f"RDF/XML cannot express these facts ({error}); choose another format") from error
    for quad in quads:
        plain = not any(isinstance(end, ox.BlankNode) for end in (quad.subject, quad.object))
        if plain and str(quad.triple) not in back:
            raise LegationError(
                f"RDF/XML cannot express what is said of {quad.subject}; choose another format"
            )
