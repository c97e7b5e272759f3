"""What a text says and what was read in it, fact against fact.

The scheme is that of `tests/bed/briefs`. A found fact is right where an annotated one agrees with it and their quotes
overlap. Each annotated fact is found once; what says a found one again, or is marked `"one"` (annotators did not agree
on it), counts neither way.

Acts agree on who, what and whom:

- a mutual act may be told either way round;
- RETREAT and CONCEDE, of older lists of types, are YIELD;
- sanctions, tariffs, embargoes, bans and frozen assets are SANCTION, but a reader that calls them COERCE is right:
  the lists of types have put them under either;
- a code that is no state's and no organisation's of the code lists stands for a group; the readers' code for it may be
  any that is not a state's, or none; an organ stands for its organisation (the Security Council for the UN).

Tenures agree on person (one name may be a part of the other), office (where or for what, "to Chile", may be left away),
state and status; flows on exporter, importer,
measure, goods (one name may be a part of the other), value and unit.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from legation.records import Act, Agent, Fact, Flow, Tenure
from legation.registry import registry

COLUMNS = ("status", "date", "speaker")
TYPES = {"RETREAT": "YIELD", "CONCEDE": "YIELD"}
_MEASURES = re.compile(
    r"\b(sanction|tariff|embargo|boycott|blacklist|(export|import) (ban|control|restriction)|frozen?\b|freez|froze\b"
    r"|bann?(ed|ing|s)?\b|dut(y|ies)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Told:
    """A fact in the columns of the stored queries, annotated or read.

    `kind` is act, tenure or trade; `values` has its columns, codes for agents; `start` and `end` are the offsets of
    its quote. `optional`: it counts neither way.
    """

    kind: str
    values: dict[str, Any]
    quote: str
    start: int
    end: int
    optional: bool = False

    def __str__(self) -> str:
        return " ".join(self._words())

    def _words(self) -> Iterator[str]:
        get = self.values.get
        if self.kind == "act":
            yield f"{get('actor') or '-'} {get('type')} {get('target') or '-'} {get('status') or ''}".strip()
            yield from (f"{name}={get(name)}" for name in ("date", "speaker") if get(name))
            if get("mutual"):
                yield "mutual"
        elif self.kind == "tenure":
            yield f"{get('person')}, {get('office')}, {get('holder_of')}, {get('status')}"
        else:
            yield f"{get('exporter')}>{get('importer')} {get('measure')}"
            yield from (
                f"{name}={get(name)}"
                for name in ("commodity", "value", "unit", "year")
                if get(name) is not None
            )


Agrees = Callable[[Told, Told], bool]
"""Whether what is wanted (first) agrees with what was found (second)."""


@dataclass(slots=True)
class Count:
    """How many were wanted, how many read, and how many of them right."""

    wanted: int = 0
    read: int = 0
    right: int = 0

    def __iadd__(self, other: "Count") -> "Count":
        self.wanted += other.wanted
        self.read += other.read
        self.right += other.right
        return self

    def figures(self) -> dict[str, float]:
        """Return precision, recall and F1, from 0 to 1; 0 where nothing was read or wanted."""
        precision = self.right / self.read if self.read else 0.0
        recall = self.right / self.wanted if self.wanted else 0.0
        f1 = 2 * self.right / (self.read + self.wanted) if self.read + self.wanted else 0.0
        return {"precision": precision, "recall": recall, "f1": f1}


@dataclass(slots=True)
class Match:
    """The pairs that agree, what was missed, and what was read and is not there."""

    pairs: list[tuple[Told, Told]] = field(default_factory=list)
    missed: list[Told] = field(default_factory=list)
    false: list[Told] = field(default_factory=list)

    @property
    def count(self) -> Count:
        """The numbers."""
        right = len(self.pairs)
        return Count(right + len(self.missed), right + len(self.false), right)


def match(wanted: Sequence[Told], found: Sequence[Told], agrees: Agrees) -> Match:
    """Pair what is wanted with what was found, the pairs that agree in most columns first."""
    close = [
        (_closeness(w, f), -i, -j)
        for i, w in enumerate(wanted)
        for j, f in enumerate(found)
        if w.start < f.end and f.start < w.end and agrees(w, f)
    ]
    mine: dict[int, int] = {}
    theirs: set[int] = set()
    for _, i, j in sorted(close, reverse=True):
        if -i not in mine and -j not in theirs:
            mine[-i] = -j
            theirs.add(-j)
    result = Match()
    for i, one in enumerate(wanted):
        if one.optional:
            continue
        if i in mine:
            result.pairs.append((one, found[mine[i]]))
        else:
            result.missed.append(one)
    met = [wanted[i] for i in mine] + [one for one in wanted if one.optional]
    result.false = [f for j, f in enumerate(found) if j not in theirs and not any(agrees(w, f) for w in met)]
    return result


def _closeness(wanted: Told, found: Told) -> int:
    same = sum(bool(found.values.get(name) == value) for name, value in wanted.values.items())
    return 2 * same - wanted.optional


def triple(wanted: Told, found: Told) -> bool:
    """Tell whether two acts agree on who, what and whom."""
    return same_type(wanted, found) and dyad(wanted, found)


def dyad(wanted: Told, found: Told) -> bool:
    """Tell whether two acts agree on who and whom."""
    one, other = wanted.values, found.values
    if same_code(one["actor"], other["actor"]) and same_code(one["target"], other["target"]):
        return True
    mutual = one.get("mutual") or other.get("mutual")
    return bool(
        mutual and same_code(one["actor"], other["target"]) and same_code(one["target"], other["actor"])
    )


def same_type(wanted: Told, found: Told) -> bool:
    """Tell whether two acts agree on their type."""
    one, other = wanted.values["type"], found.values["type"]
    return one == other or ({one, other} == {"SANCTION", "COERCE"} and bool(_MEASURES.search(wanted.quote)))


def same_code(wanted: str | None, found: str | None) -> bool:
    """Tell whether a code is the one wanted or that of an organ of it; for a group, whether it is no state's."""
    if wanted == found or wanted is None:
        return wanted == found
    if wanted not in _codes():
        return found not in _codes("State", "FormerState")
    return wanted == _organs().get(found or "")


def same_tenure(wanted: Told, found: Told) -> bool:
    """Tell whether two tenures agree on all they say."""
    one, other = wanted.values, found.values
    return (
        within(one["person"], other["person"])
        and same_office(one["office"], other["office"])
        and same_code(one["holder_of"], other["holder_of"])
        and one["status"] == other["status"]
    )


def same_office(wanted: str, found: str) -> bool:
    """Tell whether two offices are one; where to or for whom it is held need not be said."""
    one, other = fold(wanted), fold(found)
    return one == other or other == fold(re.split(r" (?:to|in|for) ", wanted)[0])


def same_flow(wanted: Told, found: Told) -> bool:
    """Tell whether two flows agree on exporter, importer and measure."""
    one, other = wanted.values, found.values
    return (
        same_code(one["exporter"], other["exporter"])
        and same_code(one["importer"], other["importer"])
        and one["measure"] == other["measure"]
    )


def same_trade(wanted: Told, found: Told) -> bool:
    """Tell whether two flows agree on goods, value and unit too."""
    one, other = wanted.values, found.values
    goods = within(one["commodity"] or "", other["commodity"] or "")
    return (
        same_flow(wanted, found) and goods and one["value"] == other["value"] and one["unit"] == other["unit"]
    )


def within(one: str, other: str) -> bool:
    """Tell whether the words of a name are among those of the other; plurals and articles aside."""
    first, second = set(fold(one).split()), set(fold(other).split())
    return bool(first) == bool(second) and (first <= second or second <= first)


def fold(name: str) -> str:
    """Write a name plainly: small letters without accents, articles and plurals."""
    plain = unicodedata.normalize("NFKD", name.replace("’", "'")).casefold()
    words = re.findall(r"[^\W_]+", "".join(c for c in plain if not unicodedata.combining(c)))
    return " ".join(
        re.sub(r"(?<=[^s]{3})s$", "", word) for word in words if word not in ("a", "an", "the", "s")
    )


def told(fact: Fact) -> Told | None:
    """Write a fact that was read in the columns of the stored queries; None where it has no quote."""
    span = fact.evidence
    if span is None:
        return None
    values: dict[str, Any]
    if isinstance(fact, Act):
        kind = "act"
        values = {
            "actor": code(fact.actor, fact.actor_tenure),
            "target": code(fact.target, fact.target_tenure),
            "type": TYPES.get(fact.event_type, fact.event_type),
            "status": fact.status,
            "date": fact.date,
            "speaker": fact.speaker.label if fact.speaker else None,
            "mutual": fact.mutual,
        }
    elif isinstance(fact, Tenure):
        kind = "tenure"
        values = {
            "person": fact.holder_name or fact.person.label,
            "office": fact.office,
            "holder_of": registry().code(fact.office_of),
            "status": fact.status,
        }
    else:
        kind = "trade"
        values = _flow(fact)
    return Told(kind, values, span.quote, span.start, span.end)


def _flow(flow: Flow) -> dict[str, Any]:
    return {
        "exporter": code(flow.exporter),
        "importer": code(flow.importer),
        "commodity": flow.commodity,
        "measure": flow.measure,
        "value": float(flow.value) if flow.value is not None else None,
        "unit": flow.unit,
        "year": int(flow.year) if flow.year is not None else None,
    }


def code(agent: Agent | None, tenure: Tenure | None = None) -> str | None:
    """Return the code of the state or organisation that an agent is or acts for, as the stored queries do."""
    if agent is None:
        return None
    served = registry().code(tenure.office_of) if tenure else None
    return served or registry().code(agent.iri) or registry().code(agent.belongs_to)


def by_type(matched: Iterable[Match]) -> dict[str, Count]:
    """Count the acts of each type."""
    counts: dict[str, Count] = {}
    for one in matched:
        for wanted, _ in one.pairs:
            kind = counts.setdefault(wanted.values["type"], Count())
            kind += Count(1, 1, 1)
        for missed in one.missed:
            counts.setdefault(missed.values["type"], Count()).wanted += 1
        for false in one.false:
            counts.setdefault(false.values["type"], Count()).read += 1
    return dict(sorted(counts.items()))


def columns(matched: Iterable[Match]) -> dict[str, float]:
    """Return the share of the acts found that have the right status, date and speaker; empty where none was found."""
    wrong = [wrong_in(*pair) for one in matched for pair in one.pairs]
    return {name: 1 - sum(name in one for one in wrong) / len(wrong) for name in COLUMNS} if wrong else {}


def wrong_in(wanted: Told, found: Told) -> list[str]:
    """Return which of status, date and speaker of an act are not as wanted; a speaker's name may be a part of it."""
    one, other = wanted.values, found.values
    wrong = [name for name in ("status", "date") if one.get(name) != other[name]]
    if not within(one.get("speaker") or "", other["speaker"] or ""):
        wrong.append("speaker")
    return wrong


@cache
def _organs() -> dict[str, str]:
    """Codes of organisations' organs -> that of their organisation."""
    known = registry()
    organs = [entry for entry in known.entries.values() if entry.code and entry.kind == "Organisation"]
    return {entry.code or "": known.code(entry.belongs_to) or "" for entry in organs if entry.belongs_to}


@cache
def _codes(*kinds: str) -> frozenset[str]:
    """Codes of the entries of these kinds, or of all."""
    entries = registry().entries.values()
    return frozenset(entry.code for entry in entries if entry.code and (not kinds or entry.kind in kinds))
