"""Write the ontology's modules in one form, so that a change shows as a small diff.

    python scripts/format_ontology.py           # rewrite ontology/*.ttl
    python scripts/format_ontology.py --check   # name the files that are not in this form, exit 1

The header comes first, then classes, properties, individuals and axioms, each sorted by name. A comment in a
file is lost: what is worth saying about a term goes into skos:scopeNote.
"""

import argparse
import re
import sys
from pathlib import Path

from rdflib import OWL, RDF, RDFS, SKOS, BNode, Graph, Literal
from rdflib.collection import Collection
from rdflib.term import Node

FOLDER = Path(__file__).resolve().parents[1] / "ontology"
_KINDS = (
    OWL.Ontology,
    OWL.Class,
    OWL.ObjectProperty,
    OWL.DatatypeProperty,
    OWL.AnnotationProperty,
    OWL.NamedIndividual,
)
_FIRST = (RDF.type, RDFS.label, SKOS.definition, SKOS.example, SKOS.scopeNote)
_LAST = (RDFS.isDefinedBy,)
_LOCAL = re.compile(r"[A-Za-z][A-Za-z0-9_-]*|[0-9]+")


class _Writer:
    """Turtle of one graph. Blank nodes are written where they are used and must not be used twice."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.prefixes = sorted(
            ((str(name), str(iri)) for name, iri in graph.namespaces()), key=lambda pair: -len(pair[1])
        )
        self.used: set[str] = set()

    def term(self, node: Node, indent: int) -> str:
        if isinstance(node, BNode):
            return self.blank(node, indent)
        if isinstance(node, Literal):
            return self.literal(node)
        for name, iri in self.prefixes:
            if node.startswith(iri) and _LOCAL.fullmatch(node[len(iri) :]):
                self.used.add(name)
                return f"{name}:{node[len(iri) :]}"
        return f"<{node}>"

    def literal(self, node: Literal) -> str:
        if node.datatype and str(node) in ("true", "false") and node.datatype.endswith("#boolean"):
            return str(node)
        text = str(node).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
        if node.language:
            return f'"{text}"@{node.language}'
        return f'"{text}"' + (f"^^{self.term(node.datatype, 0)}" if node.datatype else "")

    def blank(self, node: BNode, indent: int) -> str:
        if (node, RDF.first, None) in self.graph:
            return "( " + " ".join(self.term(item, indent) for item in Collection(self.graph, node)) + " )"
        pad = " " * (indent + 4)
        return "[\n" + f" ;\n{pad}".join(["", *self.pairs(node, indent + 4)])[3:] + f"\n{' ' * indent}]"

    def pairs(self, subject: Node, indent: int) -> list[str]:
        def place(predicate: Node) -> tuple[int, str]:
            if predicate in _FIRST:
                return _FIRST.index(predicate), ""
            return (99 if predicate in _LAST else 50), str(predicate)

        lines = []
        for predicate in sorted(set(self.graph.predicates(subject)), key=place):
            verb = "a" if predicate == RDF.type else self.term(predicate, indent)
            objects = sorted(self.term(o, indent) for o in self.graph.objects(subject, predicate))
            lines.append(f"{verb} {' , '.join(objects)}")
        return lines

    def subject(self, node: Node) -> str:
        head = "[]" if isinstance(node, BNode) else self.term(node, 0)
        return f"{head} " + " ;\n    ".join(self.pairs(node, 4)) + " ."

    def document(self) -> str:
        def place(node: Node) -> tuple[int, int, str]:
            kinds = [_KINDS.index(t) for t in self.graph.objects(node, RDF.type) if t in _KINDS]
            return min(kinds, default=len(_KINDS)), isinstance(node, BNode), self.subject(node)

        nested = {o for o in self.graph.objects() if isinstance(o, BNode)}
        blocks = [self.subject(s) for s in sorted(set(self.graph.subjects()) - nested, key=place)]
        declared = [f"@prefix {name}: <{iri}> ." for name, iri in self.prefixes if name in self.used]
        return "\n".join(sorted(declared)) + "\n\n" + "\n\n".join(blocks) + "\n"


def formatted(turtle: str) -> str:
    """Return the same triples in the one form; comments are dropped."""
    graph = Graph(bind_namespaces="none")
    graph.parse(data=turtle, format="turtle")
    return _Writer(graph).document()


def main() -> int:
    """Rewrite or check the modules; return the exit status."""
    parser = argparse.ArgumentParser(description="Write ontology/*.ttl in one form.")
    parser.add_argument("--check", action="store_true", help="change nothing; exit 1 if a file would change")
    check = parser.parse_args().check
    status = 0
    for path in sorted(FOLDER.glob("*.ttl")):
        old = path.read_text(encoding="utf-8")
        new = formatted(old)
        if old == new:
            continue
        print(f"{'not formatted' if check else 'formatted'}: ontology/{path.name}", file=sys.stderr)
        if check:
            status = 1
        else:
            path.write_text(new, encoding="utf-8")
    return status


if __name__ == "__main__":
    sys.exit(main())
