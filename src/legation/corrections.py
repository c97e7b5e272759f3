"""What may be corrected in an act, and from what a user gives to what is stored."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date as day
from difflib import get_close_matches
from typing import Final

import pyoxigraph as ox

from legation import lookup
from legation.errors import LegationError
from legation.judgements import NONE
from legation.terms import ID, LEG, PREFIXES, RDF
from legation.wording import shorten

CORRECTABLE: Final = {
    "actor": LEG + "actor",
    "target": LEG + "target",
    "class": RDF + "type",
    "date": LEG + "date",
    "status": LEG + "status",
    "speaker": LEG + "speaker",
}
"""Name -> the property it stands for."""
STATUSES: Final = ("occurred", "planned", "negated", "hypothetical")

_MAY_BE_MISSING: Final = {"target", "date", "speaker"}
_CLASSES: Final = """
    SELECT DISTINCT ?class ?label ?type WHERE {
      ?class rdfs:subClassOf+ leg:DiplomaticAct ; rdfs:label ?label ; rdfs:subClassOf* ?wider .
      ?wider rdfs:subClassOf ?restriction .
      ?restriction owl:onProperty leg:eventType ; owl:hasValue ?type
    } ORDER BY ?class"""


def changes_of(
    store: ox.Store, given: Mapping[str, str], earlier: Mapping[str, str], as_read: Mapping[str, set[str]]
) -> tuple[tuple[str, str], ...]:
    """Return what is changed in an act: sorted pairs of a name and an IRI, a date or "none".

    Args:
        store: where states, persons and classes are looked up.
        given: name of `CORRECTABLE` -> what the user gave.
        earlier: the changes of the correction that is corrected further.
        as_read: property IRI -> values of the act as it was read.

    Raises:
        LegationError: a value is not known, or may not be missing.
    """
    changes = dict(earlier)
    for name, value in given.items():
        if value.strip().lower() == NONE:
            if name not in _MAY_BE_MISSING:
                raise LegationError(f"an act has {_with_article(name)}: --{name} cannot be none")
            changes[name] = NONE
        elif name == "class":
            changes[name], changes["type"] = _class(store, value)
        elif name == "status":
            changes[name] = _status(value)
        elif name == "date":
            changes[name] = _date(value)
        else:
            changes[name] = lookup.resolve(store, value, "leg:Agent").value
    types = {"type": LEG + "eventType", **CORRECTABLE}
    kept = {name: value for name, value in changes.items() if as_read.get(types[name], {NONE}) != {value}}
    return tuple(sorted(kept.items()))


def _with_article(name: str) -> str:
    return f"an {name}" if name.startswith("a") else f"a {name}"


def _class(store: ox.Store, value: str) -> tuple[str, str]:
    """Return the IRIs of a class of acts and of its event type."""
    rows = store.query(_CLASSES, prefixes=dict(PREFIXES), use_default_graph_as_union=True)
    known: dict[str, tuple[str, str]] = {}
    for row in rows:  # type: ignore[union-attr]
        pair = (row["class"].value, row["type"].value)
        known[row["class"].value.removeprefix(LEG).lower()] = pair
        known[row["label"].value.lower()] = pair
    name = value.strip().removeprefix(LEG).removeprefix("leg:").lower()
    if name in known:
        return known[name]
    near = get_close_matches(name, known, 6, 0.5)
    meant = list(dict.fromkeys(shorten(known[n][0]).removeprefix("leg:") for n in near))[:3]
    advice = f"did you mean {' or '.join(meant)}?" if meant else "the ontology's reference lists them"
    raise LegationError(f"there is no class of acts '{value}'; {advice}")


def _status(value: str) -> str:
    name = value.strip().lower()
    if name not in STATUSES:
        raise LegationError(f"'{value}' is no status; it is one of {', '.join(STATUSES)}")
    return f"{ID}status/{name}"


def _date(value: str) -> str:
    """Return a date of year, month or day precision, once it is known to be one."""
    text = value.strip()
    parts = text.split("-")
    shape = [len(part) for part in parts]
    try:
        if shape not in ([4], [4, 2], [4, 2, 2]) or not all(p.isascii() and p.isdigit() for p in parts):
            raise ValueError
        day(int(parts[0]), *(int(part) for part in [*parts[1:], "01", "01"][:2]))
    except ValueError:
        raise LegationError(f"'{value}' is no date; write it as in 2024, 2024-05 or 2024-05-03") from None
    return text
