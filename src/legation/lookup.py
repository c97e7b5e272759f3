"""From what a user calls a state, person or code to its IRI, as the store knows it."""

from __future__ import annotations

from legation.errors import LegationError
from legation.terms import LEG, ONTOLOGY_GRAPH, PREFIXES, RDFS, SKOS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    import pyoxigraph

_TIERS = (
    (LEG + "code", LEG + "iso2", SKOS + "notation"),
    (RDFS + "label", SKOS + "prefLabel"),
    (SKOS + "altLabel", LEG + "demonym", LEG + "metonym", LEG + "capital"),
)
"""Properties that name something, the surest first: a name is only sought in a tier when those before have
none."""


def resolve(store: pyoxigraph.Store, name: str, of: str = "") -> pyoxigraph.NamedNode:
    """Return the one thing called `name`.

    Args:
        store: what is loaded, with the ontology's code lists.
        name: an IRI, a prefixed name (`state:GTM`), a code (`GTM`, `GT`, `EU`) or a name in any case, with or
            without accents (`guatemala`, `Mario Bucaro`).
        of: prefixed name of the class it must be of, or empty.

    Raises:
        LegationError: nothing is called so, with the nearest names; or several things are, with their IRIs.
    """
    import pyoxigraph

    stripped = name.strip()
    iri = _as_iri(stripped)
    if iri is not None:
        try:
            node = pyoxigraph.NamedNode(iri)
        except ValueError as error:
            raise LegationError(f"'{name}' is not an IRI: {error}") from error
        if "://" in stripped or next(store.quads_for_pattern(node, None, None, None), None) is not None:
            return node
    else:
        for properties in _TIERS:
            found = _of_class(store, _exactly(store, stripped, properties), of)
            if found:
                return _only(store, name, found)
        for properties in _TIERS:
            wanted = _fold(stripped)
            found = [node for label, node in _labels(store, properties, of) if _fold(label) == wanted]
            if found:
                return _only(store, name, sorted(set(found), key=str))
    raise LegationError(_nothing(store, stripped, of))


def short(iri: str) -> str:
    """Return `iri` with the prefix a query would use, where the project has one: `state:GTM`."""
    best = ""
    for prefix, space in PREFIXES.items():
        if iri.startswith(space) and len(space) > len(PREFIXES.get(best, "")):
            best = prefix
    local = iri.removeprefix(PREFIXES[best]) if best else ""
    return f"{best}:{local}" if local else iri


def _as_iri(name: str) -> str | None:
    if name.startswith("<") and name.endswith(">"):
        return name[1:-1]
    prefix, colon, local = name.partition(":")
    if not colon or " " in name:
        return None
    return name if local.startswith("//") else PREFIXES[prefix] + local if prefix in PREFIXES else None


def _exactly(store: pyoxigraph.Store, name: str, properties: Iterable[str]) -> list[pyoxigraph.NamedNode]:
    """Look `name` up in the store's indexes: no scan, so it costs nothing."""
    import pyoxigraph

    found: dict[pyoxigraph.NamedNode, None] = {}
    for prop in properties:
        for text in dict.fromkeys((name, name.upper())):
            for literal in (pyoxigraph.Literal(text), pyoxigraph.Literal(text, language="en")):
                for quad in store.quads_for_pattern(None, pyoxigraph.NamedNode(prop), literal, None):
                    if isinstance(quad.subject, pyoxigraph.NamedNode):
                        found[quad.subject] = None
    return list(found)


def _of_class(
    store: pyoxigraph.Store, nodes: list[pyoxigraph.NamedNode], of: str
) -> list[pyoxigraph.NamedNode]:
    if not of or not nodes:
        return nodes
    within = " ".join(map(str, nodes))
    rows = store.query(
        f"SELECT DISTINCT ?n {{ VALUES ?n {{ {within} }} ?n a/<{RDFS}subClassOf>* {of} }} ORDER BY ?n",
        prefixes=dict(PREFIXES),
        use_default_graph_as_union=True,
    )
    return [row[0] for row in rows]  # type: ignore[union-attr]


def _labels(
    store: pyoxigraph.Store, properties: Iterable[str], of: str
) -> list[tuple[str, pyoxigraph.NamedNode]]:
    if not of:
        # A query with a path of several properties takes seconds for this.
        import pyoxigraph

        found = {
            (quad.object.value, quad.subject)
            for prop in properties
            for quad in store.quads_for_pattern(None, pyoxigraph.NamedNode(prop), None, None)
            if isinstance(quad.subject, pyoxigraph.NamedNode) and isinstance(quad.object, pyoxigraph.Literal)
        }
        return sorted(found, key=lambda pair: (pair[0], pair[1].value))
    kind = f"?n a/<{RDFS}subClassOf>* {of} ."
    path = "|".join(f"<{prop}>" for prop in properties)
    rows = store.query(
        f"SELECT DISTINCT ?label ?n {{ {kind} ?n {path} ?label FILTER(isIRI(?n)) }} ORDER BY ?label ?n",
        prefixes=dict(PREFIXES),
        use_default_graph_as_union=True,
    )
    return [(row[0].value, row[1]) for row in rows]  # type: ignore[union-attr]


def _fold(name: str) -> str:
    import unicodedata

    decomposed = unicodedata.normalize("NFKD", name)
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).casefold().split())


def _only(store: pyoxigraph.Store, name: str, found: list[pyoxigraph.NamedNode]) -> pyoxigraph.NamedNode:
    if len(found) > 1:
        # What the code lists know goes before what a document says.
        graph = _ontology_graph()
        listed = [n for n in found if next(store.quads_for_pattern(n, None, None, graph), None) is not None]
        found = listed if len(listed) == 1 else found
    if len(found) > 1:
        choices = ", ".join(short(node.value) for node in found[:5])
        raise LegationError(f"'{name}' may be any of {choices}; give the one you mean")
    return found[0]


def _ontology_graph() -> pyoxigraph.NamedNode:
    import pyoxigraph

    return pyoxigraph.NamedNode(ONTOLOGY_GRAPH)


def _nothing(store: pyoxigraph.Store, name: str, of: str) -> str:
    from difflib import get_close_matches

    kind = {"leg:State": "state", "leg:Person": "person", "leg:Agent": "state, organisation or person"}.get(
        of, "thing"
    )
    local = name.partition(":")[2] if _as_iri(name) else name
    labels: dict[str, tuple[str, pyoxigraph.NamedNode]] = {}
    for properties in _TIERS:
        for label, node in _labels(store, properties, of):
            labels.setdefault(_fold(label), (label, node))
    near = get_close_matches(_fold(local), labels, 3, 0.6)
    nodes = {labels[n][1]: labels[n][0] for n in reversed(near)}
    meant = " or ".join(f"{label} ({short(node.value)})" for node, label in reversed(nodes.items()))
    advice = f"did you mean {meant}?" if near else "'legation stats' shows what the store holds"
    return f"no {kind} in the store is called '{name}'; {advice}"
