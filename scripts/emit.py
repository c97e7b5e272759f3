"""A small Turtle writer for the code lists: subjects and values sorted, so that diffs show what changed."""

import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any, Final

import yaml

from legation.terms import ID, PREFIXES

DATA: Final = Path(__file__).parent / "data"
_LOCAL = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_-])?")
_ORDER = (
    "a",
    "rdfs:label",
    "skos:prefLabel",
    "skos:notation",
    "leg:code",
    "skos:altLabel",
    "skos:definition",
)


def load(name: str) -> Any:
    """Return the content of `scripts/data/<name>.yaml`."""
    return yaml.safe_load((DATA / f"{name}.yaml").read_text(encoding="utf-8"))


def iri(full: str) -> str:
    """Return a prefixed name for a full IRI where one of the project's prefixes fits, else `<full>`."""
    best = ""
    for prefix, namespace in PREFIXES.items():
        if full.startswith(namespace) and _LOCAL.fullmatch(full[len(namespace) :]):
            name = f"{prefix}:{full[len(namespace) :]}"
            if not best or len(name) < len(best):
                best = name
    return best or f"<{full}>"


def text(value: str, language: str = "en") -> str:
    """Return a Turtle literal; with an empty `language` a plain string."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"@{language}' if language else f'"{escaped}"'


def texts(values: Iterable[str], language: str = "en") -> list[str]:
    """Return Turtle literals for `values`."""
    return [text(value, language) for value in values]


def when(value: Any) -> str:
    """Return a date literal as precise as `value`: 1991, "1991-12" or 1991-12-26.

    Raises:
        ValueError: the value is none of these.
    """
    if isinstance(value, date):
        return f'"{value.isoformat()}"^^xsd:date'
    written = str(value)
    for pattern, datatype in (
        (r"\d{4}", "gYear"),
        (r"\d{4}-\d\d", "gYearMonth"),
        (r"\d{4}-\d\d-\d\d", "date"),
    ):
        if re.fullmatch(pattern, written):
            return f'"{written}"^^xsd:{datatype}'
    raise ValueError(f"'{written}' is not a year, a month or a day; write 1991, 1991-12 or 1991-12-26")


def forms(words: Iterable[str]) -> list[str]:
    """Return demonyms with the plural that a final "+" stands for: "Thai+" -> "Thai", "Thais"."""
    out: list[str] = []
    for word in words:
        if word.endswith("+"):
            out += [word[:-1], word[:-1] + "s"]
        else:
            out.append(word)
    return out


class Graph:
    """Statements by subject, written as Turtle in a fixed order."""

    def __init__(self, scheme: str = "", title: str = "") -> None:
        """Start a graph; with `scheme` (a slug) and `title`, that of a concept scheme."""
        self.subjects: dict[str, dict[str, set[str]]] = {}
        self.scheme = iri(f"{ID}scheme/{scheme}") if scheme else ""
        if scheme:
            self.add(self.scheme, "a", "skos:ConceptScheme")
            self.add(self.scheme, "rdfs:label", text(title))
            self.add(self.scheme, "skos:prefLabel", text(title))

    def add(self, subject: str, predicate: str, *values: str) -> None:
        """Add statements; subject, predicate and values are already in Turtle."""
        if values:
            self.subjects.setdefault(subject, {}).setdefault(predicate, set()).update(values)

    def entry(self, subject: str, types: Iterable[str], label: str, notation: str = "") -> None:
        """Add a member of the scheme: its types, label and notation."""
        self.add(subject, "a", *types, "skos:Concept")
        self.add(subject, "rdfs:label", text(label))
        self.add(subject, "skos:prefLabel", text(label))
        self.add(subject, "skos:inScheme", self.scheme)
        if notation:
            self.add(subject, "skos:notation", text(notation, ""))

    def names(self, subject: str, facts: dict[str, Any], label: str, extra: Iterable[str] = ()) -> None:
        """Add what an agent is called: the keys `aliases`, `demonyms`, `capital`, `metonyms`, `secondary`."""
        aliases = dict.fromkeys([*facts.get("aliases", ()), *extra])
        aliases.pop(label, None)
        self.add(subject, "skos:altLabel", *texts(aliases))
        self.add(subject, "skos:hiddenLabel", *texts(facts.get("secondary", ())))
        self.add(subject, "leg:demonym", *texts(forms(facts.get("demonyms", ()))))
        self.add(subject, "leg:capital", *texts(facts.get("capital", ())))
        self.add(subject, "leg:metonym", *texts(facts.get("metonyms", ())))
        if "wikidata" in facts:
            self.add(subject, "skos:exactMatch", f"wd:{facts['wikidata']}")
        for key in ("from", "until"):
            if key in facts:
                self.add(subject, f"leg:{key}", when(facts[key]))

    def turtle(self, note: str) -> str:
        """Return the graph as Turtle, headed by `note` and the prefixes it uses."""
        blocks = []
        for subject in sorted(self.subjects, key=lambda name: (name != self.scheme, name)):
            predicates = self.subjects[subject]
            order = sorted(predicates, key=lambda p: (_ORDER.index(p) if p in _ORDER else len(_ORDER), p))
            lines = [f"    {p} {_values(predicates[p])}" for p in order]
            blocks.append(f"{subject}\n" + " ;\n".join(lines) + " .\n")
        body = "\n".join(blocks)
        used = {name for name in PREFIXES if re.search(rf"(?m)(?<![\w:/\"]){re.escape(name)}:[^/]", body)}
        head = "".join(f"@prefix {name}: <{PREFIXES[name]}> .\n" for name in sorted(used))
        made = "# Made by `python -m scripts.codes`; change scripts/data/ and run it, not this file."
        return f"# {note}\n{made}\n\n{head}\n{body}"


def _values(values: set[str]) -> str:
    """Return the objects of one predicate: one line while it is short, else one a line."""
    ordered = sorted(values, key=lambda value: (not value.startswith("leg:"), value))
    line = " , ".join(ordered)
    return line if len(line) < 90 else " ,\n        ".join(ordered)


def state(code: str) -> str:
    """Return the prefixed IRI of a state."""
    return f"state:{code}"
