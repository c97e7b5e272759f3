"""An invented world for `generate.py`: who holds which office when, and what briefs say that they do to each other."""

from datetime import date, timedelta
from functools import cached_property, lru_cache
from itertools import accumulate
from random import Random
from typing import Generic, NamedTuple, TypeVar

import pyoxigraph as ox

from legation.records import Act, Agent, Document, Flow, Measure, Span, Stance, Tenure
from legation.registry import Entry, registry
from legation.resources import folder
from legation.terms import ID, LEG, PREFIXES, slug
from legation.triples import person_iri

T = TypeVar("T")
OFFICES = (
    "minister of foreign affairs",
    "ambassador",
    "minister of defence",
    "minister of trade",
    "spokesperson of the foreign ministry",
    "deputy minister of foreign affairs",
)
MINISTRIES = ("ministry of foreign affairs", "ministry of defence", "ministry of trade", "customs service")
FIRST, LAST = date(1990, 1, 1), date(2024, 12, 31)
MUTUAL = {"AGREE", "CONSULT", "COOPERATE"}
REASONS = ("a broken promise", "the border incident", "the failed talks", "the coming elections")
INSTRUMENTS = ("joint declaration", "framework agreement", "decree", "note verbale")
SYLLABLES = "ba be bo da de do fa ka ke ko la le lo ma me mi mo na ne no ra re ri ro sa se so ta te to va ve vo".split()
CLASSES = """
    SELECT DISTINCT ?class ?label ?type WHERE {
      ?class rdfs:subClassOf+ leg:DiplomaticAct ; rdfs:label ?label ; rdfs:subClassOf* ?wider .
      ?wider rdfs:subClassOf ?restriction . ?restriction owl:onProperty leg:eventType ; owl:hasValue ?type
    } ORDER BY ?class"""


class Kind(NamedTuple):
    """A class of acts: its local name, its label and its PLOVER type."""

    name: str
    label: str
    event_type: str


class Spell(NamedTuple):
    """An invented person's time in an office."""

    person: Agent
    office: str
    since: date
    until: date


class Side(NamedTuple):
    """One party of an act, and how the text calls it."""

    agent: Agent
    words: str
    spell: Spell | None = None


class Ranked(Generic[T]):
    """Things of which the first is drawn most often, the second half as often, the third a third as often, ..."""

    def __init__(self, things: list[T], rng: Random) -> None:
        self.things = rng.sample(things, len(things))
        self.weights = list(accumulate(1 / rank for rank in range(1, len(things) + 1)))

    def draw(self, rng: Random) -> T:
        return rng.choices(self.things, cum_weights=self.weights)[0]


class World:
    """Everything that depends on the seed only; `brief` makes any of its briefs, in any order."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.known = registry()
        rng = Random(f"world {seed}")
        present = [entry for entry in self.known.entries.values() if entry.until is None and entry.code]
        self.states = Ranked([entry for entry in present if entry.kind == "State"], rng)
        bodies = {"IntergovernmentalOrganisation", "Bloc"}
        self.organisations = Ranked([entry for entry in present if entry.kind in bodies], rng)
        self.kinds = Ranked(_kinds(), rng)
        self.goods = Ranked(sorted(self.known.commodities.items()), rng)
        self.spells = lru_cache(None)(self._spells)

    def brief(self, number: int, share: float = 1.0) -> tuple[Document, list[str]]:
        """Return brief `number`, and N-Triples lines of its agents that a loader of prose does not write.

        Args:
            number: 0 or more.
            share: how much of its sentences to tell, from the first.
        """
        return _Brief(self, number).write(share)

    def _spells(self, state: str, office: str) -> list[Spell]:
        """Return who held an office, one after the other from before the first brief to after the last."""
        rng = Random(f"spells {self.seed} {state} {office}")
        since, found = FIRST - timedelta(rng.randrange(1500)), []
        while since <= LAST:
            until = since + timedelta(rng.randrange(400, 2500))
            name = f"{_name(rng, 2)} {_name(rng, 3)}"
            iri = person_iri(name, state, "", self.known)
            found.append(Spell(Agent(iri, "Person", name, state), office, since, until))
            since = until
        return found


class _Brief:
    """One brief in the making."""

    def __init__(self, world: World, number: int) -> None:
        self.world = world
        self.rng = Random(f"brief {world.seed} {number}")
        self.issued = FIRST + timedelta(self.rng.randrange((LAST - FIRST).days))
        name = f"brief-{number:07}.txt"
        self.document = Document(
            f"generated-{world.seed}/{name}", name, "generator", "1", date=self.issued.isoformat()
        )
        self.length = 0
        self.sentences: list[str] = []
        self.tenures: dict[str, Tenure] = {}
        self.links: set[str] = set()

    @cached_property
    def subjects(self) -> list[Entry]:
        """Whom the brief is about: two states that are in most of its sentences."""
        return self._distinct(self.issued.year - 2, 2)

    def write(self, share: float) -> tuple[Document, list[str]]:
        sentences = min(60, max(14, int(self.rng.lognormvariate(3.3, 0.4))))
        for _ in range(max(1, round(sentences * share))):
            if self.rng.random() < 0.12:
                self._flow()
            else:
                self._acts()
        self.document.text = " ".join(self.sentences)
        self.document.title = " and ".join(entry.label for entry in self.subjects)
        return self.document, sorted(self.links)

    def _acts(self) -> None:
        rng = self.rng
        when = self.issued - timedelta(int(rng.expovariate(1 / 200)))
        if rng.random() < 0.1:
            when = FIRST + timedelta(rng.randrange((self.issued - FIRST).days + 1))
        status = self._pick(("occurred", 82), ("planned", 6), ("negated", 6), ("hypothetical", 6))
        if status == "planned":
            when = self.issued + timedelta(rng.randrange(1, 200))
        precision = self._pick((10, 75), (7, 15), (4, 5), (0, 5))
        shown = when.isoformat()[:precision] or None
        entries = self._distinct(when.year - 2, self._pick((2, 75), (3, 20), (4, 5)))
        actor, *others = [self._side(entry, when) for entry in entries]
        kind = self.world.kinds.draw(rng)
        reason = rng.choice(REASONS) if rng.random() < 0.15 else None
        instrument = rng.choice(INSTRUMENTS) if rng.random() < 0.1 else None
        speaker = (
            self._side(self._distinct(when.year - 2, 1, entries)[0], when) if rng.random() < 0.15 else None
        )
        words = f"{actor.words} is reported in a case of {kind.label} towards {_listed(others)}"
        words += f" on {shown}" if shown else ""
        words += f" by {instrument}" if instrument else ""
        words += f" because of {reason}" if reason else ""
        words += f", according to {speaker.words}" if speaker else ""
        span = self._say(words, f"(Gazette of {self.issued:%d %B %Y})" if rng.random() < 0.1 else None)
        place = self._distinct(when.year - 2, 1)[0].agent() if rng.random() < 0.08 else None
        targets: list[Side | None] = [*others] if rng.random() < 0.97 else [None]
        mutual = kind.event_type in MUTUAL and rng.random() < 0.6
        stance = self._stance()
        for target in targets:
            act = Act(
                kind.name,
                kind.event_type,
                actor.agent,
                target.agent if target else None,
                span,
                status,
                shown,
                mutual=mutual and target is not None,
                speaker=speaker.agent if speaker else None,
                stance=stance,
                place=place,
                instrument=instrument,
                reason=reason,
                actor_tenure=self._tenure(actor, span),
                target_tenure=self._tenure(target, span) if target else None,
                first_ever=rng.random() < 0.01,
            )
            self.document.facts.append(act)

    def _flow(self) -> None:
        rng = self.rng
        year = self.issued.year - rng.randrange(4)
        exporter, importer = self._distinct(year - 1, 2)
        measure: Measure = self._pick(
            ("export", 70), ("investment", 12), ("aid-in-kind", 8), ("dependence", 10)
        )
        goods, code = self.world.goods.draw(rng)
        value = str(rng.randrange(1, 100) if measure == "dependence" else rng.randrange(1, 9000) * 100_000)
        unit = "percent" if measure == "dependence" else self._pick(("USD", 70), ("EUR", 20), ("CNY", 10))
        span = self._say(
            f"{measure} of {goods} from {exporter.label} to {importer.label}: {value} {unit} in {year}"
        )
        speaker = self._distinct(year - 1, 1)[0].agent() if rng.random() < 0.1 else None
        self.document.facts.append(
            Flow(
                exporter.agent(),
                importer.agent(),
                measure,
                span,
                goods,
                code,
                value,
                unit,
                str(year),
                speaker,
                self._stance(),
            )
        )

    def _stance(self) -> Stance:
        stance: Stance = self._pick(("asserts", 70), ("denies", 10), ("suggests", 12), ("predicts", 8))
        return stance

    def _pick(self, *options: tuple[T, int]) -> T:
        values, weights = zip(*options, strict=True)
        return self.rng.choices(values, weights)[0]

    def _say(self, words: str, citation: str | None = None) -> Span:
        sentence = f"{words[0].upper()}{words[1:]}{f' {citation}' if citation else ''}."
        start = self.length
        self.sentences.append(sentence)
        self.length += len(sentence) + 1
        return Span(sentence, start, start + len(sentence), citation)

    def _distinct(self, year: int, wanted: int, others: list[Entry] | None = None) -> list[Entry]:
        """Return states (and the odd organisation) that are there since before `year`, none of them in `others`."""
        world, found, avoid = self.world, list[Entry](), {entry.iri for entry in others or ()}
        while len(found) < wanted:
            choice = self.rng.random()
            if choice < 0.45 and "subjects" in self.__dict__:
                entry = self.rng.choice(self.subjects)
            else:
                entry = (world.organisations if choice > 0.93 else world.states).draw(self.rng)
            if entry.iri not in avoid and (entry.since or "")[:4] < str(year):
                found.append(entry)
                avoid.add(entry.iri)
        return found

    def _side(self, entry: Entry, when: date) -> Side:
        """Return who acts for a state: itself, one of its officials at that time, or a ministry."""
        choice = self.rng.random()
        if entry.kind != "State" or choice < 0.55:
            return Side(entry.agent(), entry.label)
        if choice < 0.87:
            office = self._pick(*((office, 60 // rank) for rank, office in enumerate(OFFICES, 1)))
            spells = self.world.spells(entry.iri, office)
            spell = next((s for s in spells if s.since <= when < s.until), spells[-1])
            self._link(spell.person.iri, "citizenOf", entry.iri)
            return Side(spell.person, f"{spell.person.label}, {office} of {entry.label}", spell)
        ministry = self.rng.choice(MINISTRIES)
        iri = f"{ID}body/{entry.code}/generated-{slug(ministry)}"
        self._link(iri, "organOf", entry.iri)
        words = f"the {ministry} of {entry.label}"
        return Side(Agent(iri, "GovernmentBody", words[4:], entry.iri), words)

    def _tenure(self, side: Side, span: Span) -> Tenure | None:
        """Return in what tenure somebody acts, told of once in a brief, as current as the brief is old."""
        if side.spell is None:
            return None
        person, office, since, until = side.spell
        key = f"{person.iri} {office}"
        if key not in self.tenures:
            over = until < self.issued
            self.tenures[key] = Tenure(
                person,
                office,
                str(person.belongs_to),
                "former" if over else "current",
                span,
                since.isoformat() if self.rng.random() < 0.4 and since < self.issued else None,
                until.isoformat() if over else None,
                holder_name=person.label,
            )
        return self.tenures[key]

    def _link(self, subject: str, predicate: str, value: str) -> None:
        self.links.add(f"<{subject}> <{LEG}{predicate}> <{value}> .")


def _name(rng: Random, syllables: int) -> str:
    return "".join(rng.choices(SYLLABLES, k=syllables)).capitalize()


def _listed(sides: list[Side]) -> str:
    return " and ".join(side.words for side in sides)


def _kinds() -> list[Kind]:
    """Return every class of acts that has a PLOVER type."""
    store = ox.Store()
    store.bulk_load(path=str(folder("ontology") / "acts.ttl"), format=ox.RdfFormat.TURTLE)
    rows = store.query(CLASSES, prefixes=PREFIXES)
    assert isinstance(rows, ox.QuerySolutions)
    return [
        Kind(row["class"].value.removeprefix(LEG), row["label"].value, row["type"].value.rsplit("/", 1)[1])
        for row in rows
    ]
