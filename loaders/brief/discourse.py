"""A brief under reading: its paragraphs as parsed, the names found in them, and what was mentioned before what."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from spacy.tokens import Doc, Span, Token

from legation.records import Agent, Tenure
from legation.records import Span as Quote
from legation.registry import Entry, Registry

from .gazetteer import Mention

# A brief that names fewer is too short to have a topic.
_FEWEST = 12
_LONGEST_HEADLINE = 25
_STATES = frozenset({"State", "FormerState", "Territory"})


@dataclass(slots=True)
class Person:
    """Somebody the brief names, with what it says of their office and country."""

    name: str
    entry: Entry | None = None
    state: str | None = None
    """IRI of the state or organisation they act for or belong to."""
    tenures: list[Tenure] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Office:
    """An office that a paragraph names, and the tokens `start:end` that name it."""

    start: int
    end: int
    name: str


@dataclass(frozen=True, slots=True)
class Quotation:
    """Direct speech: the tokens of its marks, and who speaks, if that is said."""

    start: int
    end: int
    speaker: Agent | None


@dataclass(slots=True)
class Page:
    """One paragraph: its parse, where it begins in the document, and the names in it by token."""

    doc: Doc
    offset: int
    source: str = ""
    """The whole document's text, from which quotes are taken; what was parsed has spaces for line ends and markup."""
    mentions: dict[int, Mention] = field(default_factory=dict)
    persons: dict[int, Person] = field(default_factory=dict)
    person_heads: dict[int, tuple[int, int]] = field(default_factory=dict)
    """Token -> the stretch of tokens of the person's name that it stands in."""
    offices: list[Office] = field(default_factory=list)
    quotations: list[Quotation] = field(default_factory=list)
    """Its direct speech."""

    def quoted(self, token: Token) -> Agent | None:
        """Return who speaks a word, where it stands in direct speech."""
        for quotation in self.quotations:
            if quotation.start < token.i < quotation.end:
                return quotation.speaker
        return None

    def position(self, token: Token) -> int:
        """Return a token's offset in the document's text."""
        return self.offset + token.idx

    def quote(self, sentence: Span, citation: str | None = None) -> Quote:
        """Return a sentence as evidence, without the white space around it."""
        text = sentence.text
        start = self.offset + sentence.start_char + (len(text) - len(text.lstrip()))
        end = start + len(text.strip())
        if not self.source:
            return Quote(text.strip(), start, end, citation)
        at = text.find(citation) if citation else -1
        if citation and at >= 0:
            at += self.offset + sentence.start_char
            citation = self.source[at : at + len(citation)]
        return Quote(self.source[start:end], start, end, citation)


@dataclass(slots=True)
class Discourse:
    """What is known of the whole brief while its sentences are read."""

    key: str
    date: str | None
    registry: Registry
    pages: list[Page] = field(default_factory=list)
    persons: list[Person] = field(default_factory=list)
    author: Person | None = None
    """Who speaks as "I" or "we", where the document is somebody's statement."""
    topics: list[str] = field(default_factory=list)
    """IRIs of the one or two states or organisations that the brief is about: each is a sixth of all it names."""
    _positions: list[int] = field(default_factory=list)
    _mentioned: list[tuple[Mention | Person, Token]] = field(default_factory=list)

    def index(self) -> None:
        """Put everything mentioned into the order of the text; call it when the pages' names are complete."""
        found: list[tuple[int, Mention | Person, Token]] = []
        for page in self.pages:
            seen: set[int] = set()
            for i, mention in page.mentions.items():
                if i == mention.start:
                    found.append((page.position(page.doc[i]), mention, page.doc[i]))
            for i, person in page.persons.items():
                start, _ = page.person_heads[i]
                if start not in seen:
                    seen.add(start)
                    found.append((page.position(page.doc[start]), person, page.doc[start]))
        found.sort(key=lambda item: item[0])
        self._positions = [position for position, _, _ in found]
        self._mentioned = [(what, token) for _, what, token in found]
        named = self.powers()
        total = sum(named.values())
        if total >= _FEWEST:
            self.topics = [iri for iri, count in named.most_common(2) if count >= total / 6]

    def named(self, person: Person) -> int:
        """Return how often the brief names a person."""
        return sum(what is person for what, _ in self._mentioned)

    def powers(self) -> Counter[str]:
        """Return how often the brief names each state or organisation, or somebody of it, by IRI."""
        found: Counter[str] = Counter()
        for what, _ in self._mentioned:
            iri = what.entry.belongs_to or what.entry.iri if isinstance(what, Mention) else what.state
            if iri is not None:
                found[iri] += 1
        return found

    def subject(self) -> str | None:
        """Return the one state that the brief is about, by IRI: named in its headline, or else most often by far."""
        states = [
            (iri, n)
            for iri, n in self.powers().most_common()
            if (e := self.registry.entry(iri)) and e.kind in _STATES
        ]
        if not self.topics or not states:
            return None
        head = self.pages[0]
        titled = {m.entry.iri for m in head.mentions.values() if m.entry.kind in _STATES}
        short = len(head.doc) <= _LONGEST_HEADLINE and head.doc[-1].text not in (".", "!", "?")
        if short and titled:
            return states[0][0] if titled == {states[0][0]} else None
        leads = len(states) == 1 or states[0][1] >= 2 * states[1][1]
        return states[0][0] if leads else None

    def before(
        self, position: int, wanted: Callable[[Mention | Person, Token], bool], limit: int = 60
    ) -> list[tuple[Mention | Person, Token]]:
        """Return what was mentioned before an offset and is wanted, the nearest first."""
        last = bisect_left(self._positions, position)
        found = []
        for what, token in reversed(self._mentioned[max(0, last - limit) : last]):
            if wanted(what, token):
                found.append((what, token))
        return found
