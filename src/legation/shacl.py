"""The terms of SHACL, and those in shapes that are none: engines pass over them, and the constraint with them."""

from difflib import get_close_matches
from typing import Final

import pyoxigraph as ox

from legation.terms import SH

TERMS: Final = frozenset(
    """
    NodeShape PropertyShape Shape Parameterizable ConstraintComponent Parameter NodeKind Severity ValidationReport
    ValidationResult AbstractResult ResultAnnotation PrefixDeclaration SPARQLExecutable SPARQLAskExecutable
    SPARQLSelectExecutable SPARQLConstructExecutable SPARQLUpdateExecutable SPARQLConstraint SPARQLAskValidator
    SPARQLSelectValidator Validator PropertyGroup Rule TripleRule SPARQLRule JSLibrary JSExecutable Function
    SPARQLFunction SPARQLValuesDeriver Target TargetType SPARQLTarget SPARQLTargetType SPARQLTargetTypes
    targetClass targetNode targetObjectsOf targetSubjectsOf target deactivated message severity Info Warning Violation
    path inversePath alternativePath zeroOrMorePath oneOrMorePath zeroOrOnePath
    class datatype nodeKind BlankNode IRI Literal BlankNodeOrIRI BlankNodeOrLiteral IRIOrLiteral minCount maxCount
    minExclusive minInclusive maxExclusive maxInclusive minLength maxLength pattern flags languageIn uniqueLang equals
    disjoint lessThan lessThanOrEquals not and or xone node property qualifiedValueShape qualifiedMinCount
    qualifiedMaxCount qualifiedValueShapesDisjoint closed ignoredProperties hasValue in name description order group
    defaultValue sparql select ask construct update prefixes declare prefix namespace parameter optional
    labelTemplate nodeValidator propertyValidator validator annotationProperty annotationVarName annotationValue
    resultAnnotation shapesGraph entailment suggestedShapesGraph shapesGraphWellFormed conforms result focusNode
    resultPath resultSeverity resultMessage value sourceShape sourceConstraint sourceConstraintComponent detail
    rule condition subject predicate object expression filterShape nodes intersection union this returnType values
    js jsFunctionName jsLibrary jsLibraryURL
    """.split()
)
"""Local names of what shapes are written in: SHACL, W3C Recommendation 20 July 2017, and its Advanced Features."""


def unknown(shapes: bytes) -> list[str]:
    """Return a sentence for each term in the namespace of SHACL that does not exist, with the nearest that does.

    Args:
        shapes: Turtle or N-Triples.

    Raises:
        SyntaxError: it is neither.
    """
    used: set[str] = set()
    for quad in ox.parse(shapes, format=ox.RdfFormat.TURTLE):
        used.update(
            term.value.removeprefix(SH)
            for term in (quad.predicate, quad.object)
            if isinstance(term, ox.NamedNode) and term.value.startswith(SH)
        )
    return [_sentence(name) for name in sorted(used - TERMS) if not name.endswith("ConstraintComponent")]


def _sentence(name: str) -> str:
    near = get_close_matches(name, sorted(TERMS), 1, 0.6)
    meant = f"did you mean sh:{near[0]}?" if near else "correct it, or give it a namespace of its own"
    return f"SHACL has no term sh:{name}, so what it says is not checked; {meant}"
