"""What a validation found: results that read as sentences, as JSON, and as a SHACL report."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Final, Literal

from legation.terms import RDF, SH
from legation.wording import shorten

Severity = Literal["violation", "warning", "info"]
SEVERITIES: Final[tuple[Severity, ...]] = ("violation", "warning", "info")
SHAPES: Final = "https://w3id.org/legation/shapes#"
_PLURALS: Final = {"violation": "violations", "warning": "warnings", "info": "hints"}
_SINGULARS: Final = {"violation": "violation", "warning": "warning", "info": "hint"}


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
    advice: str = ""
    """What to do about it."""

    @property
    def name(self) -> str:
        """The constraint's short name: `ActEvidence`."""
        return self.shape.removeprefix(SHAPES)

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
        body += [f" ;\n    sh:result [\n{_turtle_result(result)} ]" for result in self.results]
        return head + "".join(body) + " .\n"


def _turtle_result(result: Result) -> str:
    pairs = [
        ("a", "sh:ValidationResult"),
        ("sh:focusNode", _node(result.focus)),
        ("sh:resultMessage", f"{_quote(result.message)}@en"),
        ("sh:resultSeverity", f"sh:{result.severity.capitalize()}"),
        ("sh:sourceConstraintComponent", f"<{result.source_constraint}>"),
        ("sh:sourceShape", f"<{result.shape}>"),
    ]
    if result.path:
        pairs.insert(3, ("sh:resultPath", _turtle_path(result.path)))
    if result.value:
        pairs.append(("sh:value", result.value))
    return " ;\n".join(f"        {predicate} {term}" for predicate, term in pairs)


def _turtle_path(path: str) -> str:
    if path.startswith("^"):
        return f"[ sh:inversePath {path[1:]} ]"
    if "|" in path:
        return f"[ sh:alternativePath ( {path.replace('|', ' ')} ) ]"
    return f"<{path}>"


def _node(focus: str) -> str:
    return focus if focus.startswith("_:") else f"<{focus}>"


def _quote(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")


def shorten_path(path: str) -> str:
    """Return a path with prefixes: `^leg:evidence`, `leg:inTenure|leg:targetTenure`."""
    if path.startswith("^"):
        return "^" + shorten(path[2:-1])
    return "|".join(shorten(step.strip("<>")) for step in path.split("|"))


def parse_results(report: bytes) -> Iterable[dict[str, object]]:
    """Read a SHACL report (N-Triples or Turtle) and yield for each `sh:result` its properties by local name.

    Only what hangs on `sh:result` counts: `sh:detail` entries have the same type. A path that is not one
    property is yielded as a SPARQL path.
    """
    import pyoxigraph as ox

    nodes: dict[object, dict[str, object]] = {}
    results: list[object] = []
    for quad in ox.parse(report, format=ox.RdfFormat.TURTLE):
        if quad.predicate.value == SH + "result":
            results.append(quad.object)
        nodes.setdefault(quad.subject, {})[quad.predicate.value] = quad.object
    for result in results:
        found = {key.removeprefix(SH): value for key, value in nodes.get(result, {}).items()}
        found.pop(RDF + "type", None)
        path = found.get("resultPath")
        if isinstance(path, ox.BlankNode):
            found["resultPath"] = _sparql_path(path, nodes)
        elif isinstance(path, ox.NamedNode):
            found["resultPath"] = path.value
        yield found


def _sparql_path(path: object, nodes: dict[object, dict[str, object]]) -> str:
    node = nodes.get(path, {})
    if SH + "inversePath" in node:
        return f"^{node[SH + 'inversePath']}"
    steps: list[str] = []
    rest = node.get(SH + "alternativePath")
    while rest in nodes:
        steps.append(str(nodes[rest][RDF + "first"]))
        rest = nodes[rest].get(RDF + "rest")
    return "|".join(steps)
