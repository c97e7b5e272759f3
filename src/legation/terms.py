"""IRIs of the namespaces legation uses, the prefixes known in every query, and how IRIs of data are made.

Plain strings, so that importing this costs nothing: what only `slug` and `digest` need is imported there.
"""

from __future__ import annotations

TYPE_CHECKING = False  # as in typing, whose import would cost more than this module
if TYPE_CHECKING:
    from typing import Final

LEG: Final = "https://w3id.org/legation/ontology#"
ID: Final = "https://w3id.org/legation/id/"

GRAPH: Final = ID + "graph/"
ONTOLOGY_GRAPH: Final = GRAPH + "ontology"
INFERRED_GRAPH: Final = GRAPH + "inferred"
JUDGEMENTS_GRAPH: Final = GRAPH + "judgements"

RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"
OWL: Final = "http://www.w3.org/2002/07/owl#"
SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
DCTERMS: Final = "http://purl.org/dc/terms/"
PROV: Final = "http://www.w3.org/ns/prov#"
FOAF: Final = "http://xmlns.com/foaf/0.1/"
OA: Final = "http://www.w3.org/ns/oa#"
ORG: Final = "http://www.w3.org/ns/org#"
QB: Final = "http://purl.org/linked-data/cube#"
SH: Final = "http://www.w3.org/ns/shacl#"

PREFIXES: Final[dict[str, str]] = {
    "dcterms": DCTERMS,
    "event-quad": ID + "event-quad/",
    "event-type": ID + "event-type/",
    "foaf": FOAF,
    "hs": ID + "hs/",
    "id": ID,
    "leg": LEG,
    "measure": ID + "measure/",
    "oa": OA,
    "org": ORG,
    "organisation": ID + "organisation/",
    "owl": OWL,
    "prov": PROV,
    "qb": QB,
    "rdf": RDF,
    "rdfs": RDFS,
    "region": ID + "region/",
    "schema": "https://schema.org/",
    "sh": SH,
    "skos": SKOS,
    "state": ID + "state/",
    "status": ID + "status/",
    "tenure-status": ID + "tenure-status/",
    "stance": ID + "stance/",
    "time": "http://www.w3.org/2006/time#",
    "unit": ID + "unit/",
    "verdict": ID + "verdict/",
    "wd": "http://www.wikidata.org/entity/",
    "xsd": XSD,
}


def slug(text: str, limit: int = 60) -> str:
    """Return `text` in lower-case ASCII letters, digits and hyphens: "Mario Búcaro" -> "mario-bucaro"."""
    import re
    import unicodedata

    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_text.lower()).strip("-")[:limit].rstrip("-")


def digest(*parts: str) -> str:
    """Return 16 hexadecimal digits that depend on the parts and their order only."""
    from hashlib import blake2b

    return blake2b("\x1f".join(parts).encode(), digest_size=8).hexdigest()


def mint(kind: str, *parts: str) -> str:
    """Return an IRI made from content: the same parts give the same IRI, so loading twice changes nothing."""
    return f"{ID}{kind}/{digest(*parts)}"
