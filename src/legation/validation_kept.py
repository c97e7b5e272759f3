"""What the last validation of a store found, kept in a file beside the database.

Whoever cannot make sense of the file does without it, and checks the whole store.
"""

import json
from array import array
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path as File
from typing import Any, Final

import pyoxigraph as ox

from legation.errors import LegationError
from legation.files import written
from legation.shacl_paths import Node, Path
from legation.validation_reads import Reads
from legation.validation_report import Finding

NAME: Final = "validation.state"
_FORMAT: Final = 1

Slip = tuple[ox.Triple, str]
"""A triple with a term that the ontology does not have, and the IRI that was meant."""


@dataclass(slots=True)
class Kept:
    """The outcome of a validation, before it is put in words."""

    fingerprint: str
    """Of all it depends on but the facts: the shapes, the ontology, the engine, legation's version."""
    position: str
    """How far into the journal of changes it goes."""
    findings: list[Finding] = field(default_factory=list)
    slips: list[Slip] = field(default_factory=list)
    facts: "array[int]" = field(default_factory=lambda: array("Q"))
    """Sorted hashes of the nodes of classes of ours: how many there are can only be told by knowing which."""
    reads: Reads | None = None
    """What checking a node reads, once it was worked out."""

    def count(self, node: Node, stated: bool) -> None:
        """Take in that a node is, or is not, of a class of ours."""
        key = hashed(node)
        place = bisect_left(self.facts, key)
        there = place < len(self.facts) and self.facts[place] == key
        if stated and not there:
            self.facts.insert(place, key)
        elif there and not stated:
            del self.facts[place]


def hashed(node: Node) -> int:
    """Return 64 bits of a node."""
    return int.from_bytes(blake2b(str(node).encode(), digest_size=8).digest(), "big")


def hashes(nodes: Iterable[Node]) -> "array[int]":
    """Return the sorted hashes of nodes."""
    return array("Q", sorted({hashed(node) for node in nodes}))


def load(folder: File) -> Kept | None:
    """Return what is kept in a store's folder; None where there is nothing, or nothing that can be read."""
    try:
        head, _, rest = (folder / NAME).read_bytes().partition(b"\n")
        known: dict[str, Any] = json.loads(head)
        if known["format"] != _FORMAT or blake2b(rest).hexdigest() != known["facts"]:
            return None
        facts = array("Q")
        facts.frombytes(rest)
        return Kept(
            str(known["fingerprint"]),
            str(known["position"]),
            [_finding(one) for one in known["findings"]],
            [(ox.Triple(*map(_term, one[:3])), str(one[3])) for one in known["slips"]],
            facts,
            Reads.unpacked(known["reads"]) if known["reads"] else None,
        )
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        return None


def save(folder: File, kept: Kept) -> None:
    """Keep an outcome; where the folder cannot be written, the next run checks the whole store."""
    facts = kept.facts.tobytes()
    known = {
        "format": _FORMAT,
        "fingerprint": kept.fingerprint,
        "position": kept.position,
        "findings": [_packed_finding(one) for one in kept.findings],
        "slips": [[*map(_packed, (t.subject, t.predicate, t.object)), near] for t, near in kept.slips],
        "reads": kept.reads.packed() if kept.reads else None,
        "facts": blake2b(facts).hexdigest(),
    }
    try:
        with written(folder / NAME) as stream:
            stream.write(json.dumps(known, ensure_ascii=True).encode() + b"\n" + facts)
    except LegationError:
        return


def _packed_finding(found: Finding) -> list[Any]:
    terms = [found.focus, found.shape, found.component, found.severity, found.value]
    path = None if found.path is None else _packed_path(found.path)
    return [*map(_packed, terms), path, [_packed(one) for one in found.messages]]


def _finding(packed: list[Any]) -> Finding:
    focus, shape, component, severity, value, path, messages = packed
    return Finding(
        _term(focus),
        _term(shape),
        _term(component),
        _term(severity),
        path=None if path is None else _path(path),
        value=None if value is None else _term(value),
        messages=tuple(_term(one) for one in messages),
    )


def _packed(term: Node | None) -> Any:
    if isinstance(term, ox.NamedNode):
        return term.value
    if isinstance(term, ox.BlankNode):
        return [term.value]
    if isinstance(term, ox.Literal):
        return [term.value, term.language or "", term.datatype.value]
    return None


def _term(packed: Any) -> Any:
    if isinstance(packed, str):
        return ox.NamedNode(packed)
    if len(packed) == 1:
        return ox.BlankNode(packed[0])
    text, language, datatype = packed
    return (
        ox.Literal(text, language=language) if language else ox.Literal(text, datatype=ox.NamedNode(datatype))
    )


def _packed_path(path: Path) -> Any:
    if isinstance(path, ox.NamedNode):
        return path.value
    return [path[0], [_packed_path(part) for part in path[1]]]


def _path(packed: Any) -> Path:
    if isinstance(packed, str):
        return ox.NamedNode(packed)
    return (str(packed[0]), tuple(_path(part) for part in packed[1]))
