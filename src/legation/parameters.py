"""Parameters of queries: what a variable's name says about them, and texts checked and turned into literals.

Light on imports, like everything that `legation query` passes through: no `re`, no `datetime`.
"""

from __future__ import annotations

from legation.errors import LegationError
from legation.terms import XSD

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    import pyoxigraph

_TYPES = {
    "integer": "integer",
    "decimal": "decimal",
    "double": "double",
    "boolean": "boolean",
    "date": "date",
}
_TYPES.update(
    {"string": "string", "literal": "string", "number": "decimal", "year": "gYear", "gYear": "gYear"}
)


class Parameter:
    """A parameter of a query, as its variable's name declares it and its header describes it.

    Attributes:
        name: what the user writes: `state`.
        variable: as it stands in the query, without `?`: `_state_iri`.
        optional: two underscores begin the variable.
        kind: `iri`, a language tag such as `en`, or the local name of an XSD datatype.
        label: what it means, from the header.
        of: prefixed name of the class an IRI must belong to, from the header.
        example, default: from the header; empty and None where it says nothing.
    """

    __slots__ = ("default", "example", "kind", "label", "name", "of", "optional", "variable")

    def __init__(self, variable: str, header: Mapping[str, Any] | None = None) -> None:
        self.variable = variable
        self.optional = variable.startswith("__")
        self.name, self.kind = _name_and_kind(variable.lstrip("_"))
        described = ((header or {}).get("params") or {}).get(self.name) or {}
        self.label: str = described.get("label", "")
        self.of: str = described.get("class", "")
        self.example: str = described.get("example", "")
        self.default: str | None = ((header or {}).get("defaults") or {}).get(self.name)

    @property
    def usage(self) -> str:
        """How it is given on the command line, with an example."""
        example = self.example or _EXAMPLES.get(self.kind, "...")
        return f"-p {self.name}='{example}'" if " " in example else f"-p {self.name}={example}"

    @property
    def type_name(self) -> str:
        """What it takes, in words a user knows."""
        if self.kind == "iri":
            return f"{self.of} (name, code or IRI)" if self.of else "name, code or IRI"
        return _EXPECTED.get(self.kind, "text")


_EXPECTED = {
    "integer": "a whole number",
    "decimal": "a number",
    "double": "a number",
    "boolean": "true or false",
    "date": "a date (YYYY-MM-DD, YYYY-MM or YYYY)",
    "gYear": "a year (YYYY)",
    "string": "text",
}
_EXAMPLES = {"integer": "10", "decimal": "0.5", "double": "0.5", "boolean": "true", "date": "2024-01-31"}
_EXAMPLES.update({"iri": "Guatemala", "gYear": "2024"})


def _name_and_kind(plain: str) -> tuple[str, str]:
    """Split a BASIL variable without its underscores: `since_xsd_date` -> (`since`, `date`)."""
    head, _, last = plain.rpartition("_")
    if head and last == "iri":
        return head, "iri"
    if head and last in _TYPES:
        return head.removesuffix("_xsd"), _TYPES[last]
    if head and len(last) == 2 and last.isalpha():
        return head, last
    return plain, "string"


def literal(parameter: Parameter, text: str) -> pyoxigraph.Literal:
    """Return `text` as the literal that `parameter` takes.

    Raises:
        LegationError: it is not of that datatype.
    """
    import pyoxigraph

    kind = parameter.kind
    if len(kind) == 2:
        return pyoxigraph.Literal(text, language=kind)
    if kind == "date":
        # A year or month stands for its first day, or its last where the parameter closes a period.
        text = _whole_date(text, last=parameter.name in ("until", "to", "before"))
    valid = _VALID.get(kind)
    if valid is not None and not valid(text):
        raise LegationError(
            f"the parameter '{parameter.name}' takes {parameter.type_name}, not '{text}'; "
            f"for example {parameter.usage}"
        )
    return pyoxigraph.Literal(text, datatype=pyoxigraph.NamedNode(XSD + kind))


def _whole_date(value: str, last: bool) -> str:
    parts = value.split("-")
    if len(parts) > 2 or not all(part.isascii() and part.isdigit() for part in parts) or len(parts[0]) != 4:
        return value
    month = parts[1] if len(parts) == 2 else ("12" if last else "01")
    if not 1 <= int(month) <= 12:
        return value
    return f"{parts[0]}-{month}-{_month_days(int(parts[0]), int(month)) if last else 1:02d}"


def _month_days(year: int, month: int) -> int:
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def _is_integer(value: str) -> bool:
    return value.isascii() and value.removeprefix("-").isdigit()


def _is_decimal(value: str) -> bool:
    whole, _, fraction = value.removeprefix("-").partition(".")
    return value.isascii() and whole.isdigit() and (fraction.isdigit() or "." not in value)


def _is_date(value: str) -> bool:
    parts = value.split("-")
    if [len(part) for part in parts] != [4, 2, 2] or not all(p.isascii() and p.isdigit() for p in parts):
        return False
    year, month, day = map(int, parts)
    return 1 <= month <= 12 and 1 <= day <= _month_days(year, month)


_VALID: dict[str, Callable[[str], bool]] = {
    "integer": _is_integer,
    "decimal": _is_decimal,
    "double": _is_decimal,
    "date": _is_date,
    "gYear": lambda value: len(value) == 4 and _is_integer(value),
    "boolean": lambda value: value in ("true", "false"),
}
