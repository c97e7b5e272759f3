"""Render the reference of the ontology: one HTML page with every class and property, made by pyLODE.

python scripts/reference.py [FILE]          # default: build/reference.html
"""

import argparse
import logging
import sys
from pathlib import Path

from rdflib import OWL, RDF, Graph, URIRef

ROOT = Path(__file__).resolve().parents[1]
ONTOLOGY = URIRef("https://w3id.org/legation/ontology")


def merged() -> Graph:
    """Return all modules as one ontology: the header of legation.ttl, and the terms and axioms of all."""
    graph = Graph()
    for path in sorted((ROOT / "ontology").glob("*.ttl")):
        graph.parse(path)
    for module in set(graph.subjects(RDF.type, OWL.Ontology)) - {ONTOLOGY}:
        graph.remove((module, None, None))
    graph.remove((ONTOLOGY, OWL.imports, None))
    return graph


def render() -> str:
    """Return the reference as HTML.

    Raises:
        ImportError: pyLODE is not installed; it is in the `dev` group of pyproject.toml.
    """
    from pylode import OntPub

    html = OntPub(ontology=merged()).make_html()
    return html if isinstance(html, str) else html.decode()


def main() -> int:
    """Write the page; return the exit status."""
    parser = argparse.ArgumentParser(description="Render the reference of the ontology.")
    parser.add_argument("file", nargs="?", type=Path, default=ROOT / "build" / "reference.html")
    path: Path = parser.parse_args().file
    logging.disable(logging.INFO)  # pyLODE tells the root logger about every step
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(render(), encoding="utf-8")
    print(f"wrote {path}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
