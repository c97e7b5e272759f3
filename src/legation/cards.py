"""Facts as a reader meets them beside their sentence: what they are called, who, when, and how they were read.

Facts of one sentence that differ only in the target, or only in the actor, are told on one card.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations, pairwise
from typing import Final

from legation.glossary import Term, glossary
from legation.passages import antecedents, linked
from legation.records import Act, Agent, Document, Fact, Flow, Naming, Tenure
from legation.registry import registry
from legation.statements import date_words, number_words

OFFICES: Final = Term("office", "offices", "Who held which office, of what, and when.")
TRADE: Final = Term("trade", "trade", "Trade, investment, aid in kind or dependence between two states.")
OTHER: Final = Term("other", "other acts", "Acts of a type that the code list does not place.")
_STANCES: Final = {"denies": "denied by", "suggests": "suggested by", "predicts": "predicted by"}


@dataclass(slots=True)
class Card:
    """One or more facts of a sentence, in words.

    `places` are their places in `Document.facts`. `group` is what colours them: a quad of acts, offices or trade;
    `kind` what they are filtered by: the class of act, or the group again. `left`, `arrow` and `right` say who does
    it to whom; `right` may be empty. `badge` is a status other than the ordinary one.
    """

    places: tuple[int, ...]
    group: Term
    kind: Term
    code: str
    left: str
    arrow: str
    right: str
    date: str | None = None
    badge: Term | None = None
    notes: list[str] = field(default_factory=list)
    details: list[tuple[str, str]] = field(default_factory=list)

    @property
    def label(self) -> str:
        """What it is called: the class of the act, "office", or the measure of a flow."""
        return self.code if self.kind in (OFFICES, TRADE) else self.kind.label

    @property
    def about(self) -> str:
        """What that is: its definition, and an act's type."""
        type_ = f" ({self.code}: {self.group.label})" if self.kind not in (OFFICES, TRADE) else ""
        return (self.kind.definition or self.label) + type_

    @property
    def who(self) -> str:
        """Who, to whom, on one line."""
        return f"{self.left} {self.arrow} {self.right}" if self.right else self.left


def cards(document: Document, places: Sequence[int]) -> list[Card]:
    """Return the cards of facts, given by their places in `document.facts`: acts, then offices, then trade."""
    facts = [(place, document.facts[place]) for place in places]
    acts = [(place, fact) for place, fact in facts if isinstance(fact, Act)]
    found = [_act_card(group) for group in _grouped(acts)]
    # In the order of the text, where it is known which words state them.
    found.sort(key=lambda card: _trigger(document.facts[card.places[0]]))
    found += [_tenure_card(place, fact) for place, fact in facts if isinstance(fact, Tenure)]
    found += [_flow_card(place, fact) for place, fact in facts if isinstance(fact, Flow)]
    return found


def day(date: str) -> str:
    """Return a date as people write it: "2024-05-03" -> "3 May 2024".

    >>> day("2024-05"), day("2024")
    ('May 2024', '2024')
    """
    return date_words(date).split(" ", 1)[1]


def listed(names: Iterable[str]) -> str:
    """Return names as a list in words, each once.

    >>> listed(["Chad", "Mali", "Niger"])
    'Chad, Mali and Niger'
    """
    *most, last = dict.fromkeys(names)
    return f"{', '.join(most)} and {last}" if most else last


def agent_name(iri: str) -> str:
    """Return the name of an agent of the code lists, or the last part of its IRI."""
    entry = registry().entry(iri)
    return entry.label if entry else iri.rsplit("/", 1)[-1].replace("-", " ")


def _trigger(fact: Fact) -> int:
    return fact.trace.trigger.start if isinstance(fact, Act) and fact.trace else 0


def triggers(act: Act) -> str:
    """Return the words that signal an act, in the order of the text: "“recalled … ambassador”"."""
    if act.trace is None:
        return ""
    words = sorted({act.trace.trigger, *act.trace.beside}, key=lambda words: words.start)
    told = words[0].text
    for before, word in pairwise(words):
        told += f"{' ' if word.start <= before.end + 1 else ' … '}{word.text}"
    return f"“{told}”"


_Acts = list[tuple[int, Act]]


def _grouped(acts: _Acts) -> Iterator[_Acts]:
    """Yield acts that are one to a reader: the same deed to several, by several, or of several with each other."""
    alike: dict[tuple[object, ...], _Acts] = {}
    for place, act in acts:
        alike.setdefault(_likeness(act), []).append((place, act))
    for group in alike.values():
        if group[0][1].mutual and _all_with_all(group):
            yield group
            continue
        by_actor: dict[str, _Acts] = {}
        for place, act in group:
            by_actor.setdefault(act.actor.iri, []).append((place, act))
        same_targets: dict[tuple[str, ...], _Acts] = {}
        for some in by_actor.values():
            targets = tuple(sorted(act.target.iri for _, act in some if act.target))
            mutual = (some[0][1].actor.iri,) if some[0][1].mutual else ()
            same_targets.setdefault((*mutual, *targets), []).extend(some)
        yield from same_targets.values()


def _likeness(act: Act) -> tuple[object, ...]:
    trigger = (act.trace.trigger, act.trace.status) if act.trace else None
    said = (act.status, act.date, act.mutual, act.speaker, act.stance, act.place, act.instrument, act.reason)
    return act.act_class, act.event_type, act.evidence, act.target is None, act.first_ever, trigger, *said


def _parties(acts: _Acts) -> list[str]:
    agents = [agent for _, act in acts for agent in (act.actor, act.target) if agent is not None]
    return list(dict.fromkeys(agent.iri for agent in agents))


def _all_with_all(acts: _Acts) -> bool:
    pairs = {frozenset((act.actor.iri, act.target.iri)) for _, act in acts if act.target}
    return pairs == {frozenset(pair) for pair in combinations(_parties(acts), 2)}


def _act_card(acts: _Acts) -> Card:
    first = acts[0][1]
    words = glossary()
    actors = [act.actor for _, act in acts]
    targets = [act.target for _, act in acts if act.target is not None]
    left, right = _names(actors), _names(targets) if targets else ""
    if first.mutual and len(acts) > 1 and _all_with_all(acts):
        left, right = _names([agent for pair in zip(actors, targets, strict=True) for agent in pair]), ""
    card = Card(
        tuple(place for place, _ in acts),
        group=words.quad(first.event_type) or OTHER,
        kind=words.act(first.act_class),
        code=first.event_type,
        left=left,
        arrow="↔" if first.mutual else "→",
        right=right,
        date=first.date,
        badge=words.code("status", first.status) if first.status != "occurred" else None,
        notes=_notes(first),
    )
    card.details = _pairs(_act_details([act for _, act in acts]))
    return card


def _names(agents: Iterable[Agent]) -> str:
    return listed(agent.label for agent in agents)


def _notes(fact: Act | Flow) -> list[str]:
    found = []
    if fact.speaker is not None:
        found.append(f"{_STANCES.get(fact.stance, 'according to')} {fact.speaker.label}")
    if isinstance(fact, Act):
        found += [f"in {fact.place.label}"] if fact.place else []
        found += [f"by means of “{fact.instrument}”"] if fact.instrument else []
        found += ["the first ever"] if fact.first_ever else []
    return found


def _pairs(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return list(dict.fromkeys(pair for pair in pairs if pair[1]))


def _act_details(acts: Sequence[Act]) -> Iterator[tuple[str, str]]:
    first = acts[0]
    quad = glossary().quad(first.event_type)
    yield "type", f"{first.event_type}, {quad.label}" if quad else first.event_type
    yield "meaning", glossary().act(first.act_class).definition
    if first.trace is not None:
        yield "words", triggers(first)
        yield "lexicon", f"{first.trace.entry} ({first.trace.entry_file})"
        yield "changed", first.trace.changed or ""
    for act in acts:
        trace = act.trace
        naming, rule = (trace.actor, trace.actor_rule) if trace else (None, None)
        yield "actor", _party(act.actor, act.actor_tenure, naming, rule)
        if act.target is not None:
            naming, rule = (trace.target, trace.target_rule) if trace else (None, None)
            yield "target", _party(act.target, act.target_tenure, naming, rule)
    for reason in first.trace.status if first.trace else ():
        yield "status", f"{first.status}: {reason}"
    if first.trace and first.trace.date:
        rule = f" ({first.trace.date_rule})" if first.trace.date_rule else ""
        yield "date", f"{first.date}: “{first.trace.date.text}”{rule}"
    if first.speaker is not None:
        naming, rule = (first.trace.speaker, first.trace.speaker_rule) if first.trace else (None, None)
        yield "speaker", _party(first.speaker, None, naming, rule)
    if first.reason:
        yield "reason given", f"“{first.reason}”"
    yield from _source(first)


def _party(agent: Agent, tenure: Tenure | None, naming: Naming | None, rule: str | None = None) -> str:
    told = agent.label
    if tenure is not None:
        told += f", {_office(tenure)}"
    elif agent.belongs_to is not None and agent_name(agent.belongs_to) not in told:
        told += f", of {agent_name(agent.belongs_to)}"
    if naming is not None:
        told += f": “{naming.words.text}”, {naming.how}"
        told += "".join(f"; “{earlier.words.text}”, {linked(earlier)}" for earlier in antecedents(naming))
    return f"{told} ({rule})" if rule else told


def _source(fact: Fact) -> Iterator[tuple[str, str]]:
    if fact.evidence is None:
        return
    yield "source named", fact.evidence.citation or ""
    yield "quote", f"characters {fact.evidence.start} to {fact.evidence.end}"


def _tenure_card(place: int, tenure: Tenure) -> Card:
    ordinary = tenure.status == "current"
    card = Card(
        (place,),
        group=OFFICES,
        kind=OFFICES,
        code="office",
        left=tenure.person.label,
        arrow="·",
        right=_office(tenure),
        badge=None if ordinary else glossary().code("tenure-status", tenure.status),
    )
    if tenure.since or tenure.until:
        since = f"from {day(tenure.since)}" if tenure.since else ""
        until = f"until {day(tenure.until)}" if tenure.until else ""
        card.notes.append(f"{since} {until}".strip())
    if tenure.holder_name and tenure.holder_name != tenure.person.label:
        card.details.append(("named", f"“{tenure.holder_name}”"))
    card.details += _pairs(_source(tenure))
    return card


def _office(tenure: Tenure) -> str:
    """Return an office with whose it is, "prime minister of Peru", but "minister of defence, Peru"."""
    return f"{tenure.office}{',' if ' of ' in tenure.office else ' of'} {agent_name(tenure.office_of)}"


def _flow_card(place: int, flow: Flow) -> Card:
    measure = glossary().code("measure", flow.measure)
    card = Card(
        (place,),
        group=TRADE,
        kind=TRADE,
        code=measure.label,
        left=flow.exporter.label,
        arrow="→",
        right=flow.importer.label,
        date=flow.year,
        notes=[note for note in (flow.commodity or "", _amount(flow)) if note] + _notes(flow),
    )
    goods = f"“{flow.commodity}”, HS {flow.commodity_code}" if flow.commodity_code else ""
    card.details = _pairs([("measure", measure.definition), ("commodity", goods), *_source(flow)])
    return card


def _amount(flow: Flow) -> str:
    if flow.value is None:
        return ""
    value = number_words(flow.value)
    if flow.unit == "percent":
        return f"{value}%"
    if flow.unit == "rank":
        return f"rank {value}"
    if flow.unit == "ratio":
        return f"{value} times"
    return f"{value} {flow.unit or ''}".strip()
