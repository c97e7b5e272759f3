"""What a validation found: results that read as sentences, as JSON, and as a SHACL report."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final, Literal

import pyoxigraph as ox

from legation.shacl_paths import Node, Path, Values, read, shorten_path, turtle
from legation.terms import RDF, SH
from legation.wording import shorten

Severity = Literal["violation", "warning", "info"]
SEVERITIES: Final[tuple[Severity, ...]] = ("violation", "warning", "info")
SHAPES: Final = "https://w3id.org/legation/shapes#"
_PLURALS: Final = {"violation": "violations", "warning": "warnings", "info": "hints"}
_SINGULARS: Final = {"violation": "violation", "warning": "warning", "info": "hint"}


@dataclass(frozen=True, slots=True)
class Finding:
    """A validation result in RDF terms, as SHACL, section 3.6.2, describes it."""

    focus: Node
    shape: Node
    component: Node
    severity: Node
    path: Path | None = None
    value: Node | None = None
    messages: tuple[ox.Literal, ...] = ()
    """In the order of language and text."""


@dataclass(frozen=True, slots=True)
class Result:
    """One thing that is wrong, or looks wrong."""

    severity: Severity
    """violation: rejected; warning: kept and reported; info: a hint."""
    focus: str
    """IRI of the node (of a blank node: `_:` and its label)."""
    about: str
    """What the node is, in words: `Condemnation “They condemned …”`."""
    path: str | None
    """Property IRI, or a SPARQL property path with IRIs in angle brackets."""
    value: str | None
    """The value found, as an N-Triples term."""
    message: str
    """One sentence that names the value."""
    shape: str
    """IRI of the constraint: each constraint of ours is a shape of its own."""
    source_constraint: str
    """IRI of the SHACL constraint component."""
    finding: Finding = field(compare=False, repr=False)
    """The same in RDF terms."""
    advice: str = ""
    """What to do about it."""

    @property
    def name(self) -> str:
        """The constraint's short name: `ActEvidence`; of a shape without an IRI, its constraint component's."""
        if self.shape.startswith("_:"):
            return self.source_constraint.removeprefix(SH).removesuffix("ConstraintComponent")
        return (
            shorten(self.shape).strip("<>")
            if not self.shape.startswith(SHAPES)
            else self.shape[len(SHAPES) :]
        )

    @property
    def order(self) -> tuple[int, str, str, str, str, str]:
        """Sorting key: the gravest first, then by constraint and node."""
        rank = SEVERITIES.index(self.severity)
        return rank, self.shape, self.focus, self.path or "", self.value or "", self.message


@dataclass(frozen=True, slots=True)
class Report:
    """All results of one validation, in an order that depends on the data only."""

    results: tuple[Result, ...]
    facts: int = 0
    """Nodes of the ontology's classes in the data; zero means that there was nothing to check."""

    @property
    def conforms(self) -> bool:
        """Whether nothing has to be rejected: warnings and hints may be there."""
        return not any(result.severity == "violation" for result in self.results)

    @property
    def counts(self) -> dict[Severity, int]:
        """Number of results of each severity."""
        found = Counter(result.severity for result in self.results)
        return {severity: found[severity] for severity in SEVERITIES}

    def summary(self) -> str:
        """Return one line: "does not conform: 2 violations, 1 warning, 0 hints in 35 nodes"."""
        parts = [
            f"{number} {(_SINGULARS if number == 1 else _PLURALS)[severity]}"
            for severity, number in self.counts.items()
        ]
        verdict = "conforms" if self.conforms else "does not conform"
        return f"{verdict}: {', '.join(parts)} in {self.facts} node{'s' * (self.facts != 1)}"

    def text(self) -> str:
        """Return a report to read: grouped by constraint, with what to do."""
        lines = [self.summary()]
        for (severity, name, advice), group in groupby(
            self.results, key=lambda result: (result.severity, result.name, result.advice)
        ):
            lines += ["", f"{severity} {name}"]
            for result in group:
                path = f" {shorten_path(result.path)}" if result.path else ""
                lines += [f"  {result.message}", f"    in {result.about}{path}"]
            if advice:
                lines.append(f"  -> {advice}")
        return "\n".join(lines) + "\n"

    def json(self) -> str:
        """Return the report as a JSON object with `conforms`, `counts`, `nodes` and `results`."""
        document = {
            "conforms": self.conforms,
            "counts": self.counts,
            "nodes": self.facts,
            "results": [
                {
                    "severity": result.severity,
                    "constraint": result.name,
                    "shape": result.shape,
                    "component": result.source_constraint,
                    "focus": result.focus,
                    "about": result.about,
                    "path": result.path,
                    "value": result.value,
                    "message": result.message,
                    "advice": result.advice,
                }
                for result in self.results
            ],
        }
        return json.dumps(document, ensure_ascii=False, indent=2) + "\n"

    def turtle(self) -> str:
        """Return the report in SHACL's own vocabulary, as Turtle; the same results give the same bytes."""
        head = f"@prefix sh: <{SH}> .\n\n"
        conforms = "true" if not self.results else "false"
        # In SHACL a report with any result, hints included, does not conform.
        body = [f"[] a sh:ValidationReport ;\n    sh:conforms {conforms}"]
        body += [f" ;\n    sh:result [\n{_turtle_result(result.finding)} ]" for result in self.results]
        return head + "".join(body) + " .\n"


def _turtle_result(found: Finding) -> str:
    pairs = [("a", "sh:ValidationResult"), ("sh:focusNode", _term(found.focus))]
    pairs += [("sh:resultMessage", _term(message)) for message in found.messages]
    if found.path is not None:
        pairs.append(("sh:resultPath", turtle(found.path)))
    pairs += [
        ("sh:resultSeverity", _term(found.severity)),
        ("sh:sourceConstraintComponent", _term(found.component)),
        ("sh:sourceShape", _term(found.shape)),
    ]
    if found.value is not None:
        pairs.append(("sh:value", _term(found.value)))
    return " ;\n".join(f"        {predicate} {term}" for predicate, term in pairs)


def _term(term: Node) -> str:
    if isinstance(term, ox.NamedNode) and re.fullmatch(r"\w+", term.value.removeprefix(SH)):
        return f"sh:{term.value.removeprefix(SH)}"
    if isinstance(term, ox.Literal):
        # A literal is written on one line, with the characters that editors show as nothing spelt out.
        return str(term).replace("\x7f", "\\u007F")
    return str(term)


def findings(report: bytes, shapes: Values | None = None) -> Iterator[Finding]:
    """Read a SHACL report (N-Triples or Turtle) and yield its results.

    Only what hangs on `sh:result` counts: `sh:detail` entries have the same type.

    Args:
        report: what an engine wrote.
        shapes: finds the properties of a path that is in the shapes and not in the report.
    """
    nodes: dict[Node, dict[str, list[Node]]] = {}
    results: list[Node] = []
    for quad in ox.parse(report, format=ox.RdfFormat.TURTLE):
        if quad.predicate.value == SH + "result":
            results.append(quad.object)
        nodes.setdefault(quad.subject, {}).setdefault(quad.predicate.value, []).append(quad.object)

    def values(node: Node, iri: str) -> list[Node]:
        own = nodes.get(node)
        return own.get(iri, []) if own is not None else shapes(node, iri) if shapes else []

    def value(node: Node, name: str) -> Node | None:
        return next(iter(values(node, SH + name)), None)

    missing = ox.NamedNode(RDF + "nil")
    for result in results:
        path = value(result, "resultPath")
        messages = [found for found in values(result, SH + "resultMessage") if isinstance(found, ox.Literal)]
        yield Finding(
            focus=value(result, "focusNode") or missing,
            shape=value(result, "sourceShape") or missing,
            component=value(result, "sourceConstraintComponent") or missing,
            severity=value(result, "resultSeverity") or ox.NamedNode(SH + "Violation"),
            path=read(path, values) if path is not None else None,
            value=value(result, "value"),
            messages=tuple(sorted(messages, key=lambda found: (found.language or "", found.value))),
        )
