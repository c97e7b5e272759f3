"""Offices told by kinship: "his Chadian counterpart, X", "her opposite number, X", "succeeded by X"."""

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Span, Token

from legation.records import TenureStatus

from .agents import Agents
from .discourse import Office, Page, Person
from .grammar import by_agents, is_passive, surface_subjects
from .holders import holders, is_plural
from .lexicon import Lexicon
from .owners import Owners
from .refs import STATES
from .slots import SUCCEED

_BEFORE_AND_AFTER: dict[str, TenureStatus] = {"predecessor": "former", "successor": "current"}
_HEADS = frozenset({"head-of-state", "head-of-government", "monarch"})


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody whose office the brief has told so far."""

    page: Page
    sentence: int
    """The first token of the sentence."""
    person: Person
    office: str
    owner: str | None
    """The state or organisation."""


@dataclass(frozen=True, slots=True)
class Relation:
    """Somebody who holds the office that another one holds, elsewhere or at another time."""

    sentence: Span
    person: Person
    office: str
    owner: str
    status: TenureStatus


def relations(
    page: Page, agents: Agents, owners: Owners, words: Lexicon, known: list[Known]
) -> Iterator[Relation]:
    """Yield who holds an office by what they are to somebody known to hold it.

    Args:
        page: the paragraph.
        agents: of the brief.
        owners: of the brief's offices.
        words: the lexicon.
        known: whose offices this paragraph and those before it tell.
    """
    reader = _Relations(page, agents, owners, words, known)
    for token in page.doc:
        lower = token.lower_
        if lower == "counterpart" or (lower == "number" and token.i and token.nbor(-1).lower_ == "opposite"):
            yield from reader.counterparts(token)
        elif lower == "colleague" and any(c.dep_ == "poss" for c in token.children):
            # "her Chadian colleague", not "a colleague"
            if agents.modifiers(page, token):
                yield from reader.counterparts(token)
        elif lower in _BEFORE_AND_AFTER:
            yield from reader.earlier(token, _BEFORE_AND_AFTER[lower])
        elif token.lemma_ in SUCCEED and token.pos_ == "VERB" and is_passive(token):
            yield from reader.succession(token)
        elif lower in ("'s", "’s"):
            yield from reader.listed(token)


class _Relations:
    def __init__(
        self, page: Page, agents: Agents, owners: Owners, words: Lexicon, known: list[Known]
    ) -> None:
        self._page, self._agents, self._owners = page, agents, owners
        self._words, self._known = words, known

    def counterparts(self, token: Token) -> Iterator[Relation]:
        """ "President Campos and his Peruvian counterpart, Rosa Vidal"; of the brief's other state if none is told."""
        sentence = token.sent
        as_such = Office(token.i, token.i + 1, token.lower_)
        found = holders(self._page, as_such)
        principal = self._principal(token, [holder.person for holder in found])
        if principal is None:
            return
        for holder in found:
            owner, _ = self._owners.stated(self._page, as_such, holder, 0)
            if owner is None or owner == principal.owner:
                owner = self._opposite(sentence, principal.owner)
            if owner:
                yield Relation(sentence, holder.person, principal.office, owner, "current")

    def earlier(self, token: Token, status: TenureStatus) -> Iterator[Relation]:
        """ "his predecessor, Rosa Vidal", "her host's predecessor"."""
        possessor = next((child for child in token.children if child.dep_ == "poss"), None)
        if possessor is None:
            return
        principal = self._host(possessor) if possessor.lower_ == "host" else self._held_by(possessor)
        if principal is None or principal.owner is None:
            return
        as_such = Office(token.i, token.i + 1, principal.office)
        for holder in holders(self._page, as_such):
            if holder.person is not principal.person:
                yield Relation(token.sent, holder.person, principal.office, principal.owner, status)

    def succession(self, verb: Token) -> Iterator[Relation]:
        """ "He is succeeded by Rosa Vidal", where the office was told before."""
        come = min((token.i for token in by_agents(verb)), default=verb.i)
        if any(verb.i < office.start < come for office in self._page.offices):
            # "was succeeded as president by": that office, not the one told before.
            return
        gone = next((k for t in surface_subjects(verb) if (k := self._held_by(t)) is not None), None)
        if gone is None or gone.owner is None:
            return
        for token in by_agents(verb):
            person = self._page.persons.get(token.i)
            if person is not None and person is not gone.person:
                yield Relation(verb.sent, person, gone.office, gone.owner, "current")

    def listed(self, token: Token) -> Iterator[Relation]:
        """ "Presidents Rosa Vidal of Peru and Chile's Luis Campos": the office is that of those before in the list."""
        page, doc = self._page, self._page.doc
        named = page.mentions.get(token.i - 1)
        person = page.persons.get(token.i + 1) if named is not None else None
        if named is None or person is None or named.entry.kind not in STATES:
            return
        at = named.start - 1
        at -= doc[at].lower_ == "and" and doc[at - 1].text == ","
        joined = doc[at].lower_ in (",", "and") and at - 1 in page.persons
        same = [k for k in self._known if k.page is page and k.sentence == token.sent.start]
        if not joined or not same or any(k.person is person and k.owner for k in self._known):
            return
        if self._words.office_ranks.get(same[-1].office, "minister") in _HEADS | {"minister"}:
            yield Relation(token.sent, person, same[-1].office, named.entry.iri, "current")

    # Who is meant -------------------------------------------------------------------------------------------------

    def _principal(self, token: Token, others: list[Person]) -> Known | None:
        """Return whose counterpart somebody is: who holds an office in the sentence, else "the Minister" told of."""
        start = token.sent.start
        same = [k for k in self._known if k.page is self._page and k.sentence == start]
        same = [k for k in same if k.person not in others]
        if same:
            return same[-1]
        for office in self._page.offices:
            if start <= office.start < token.i and not is_plural(self._page, office):
                told = [k for k in self._known if office.name.split()[0] in k.office.split()]
                if told:
                    return told[-1] if len({k.owner for k in told}) == 1 else told[0]
        possessor = next((child for child in token.children if child.dep_ == "poss"), None)
        principal = self._held_by(possessor) if possessor is not None else None
        return principal if principal is None or principal.person not in others else None

    def _held_by(self, token: Token) -> Known | None:
        """Return the office last told of whom a name or pronoun means."""
        persons = [ref.person for ref in self._agents.refs(self._page, token) if ref.person is not None]
        return next((k for k in reversed(self._known) if k.person in persons[:1]), None)

    def _host(self, host: Token) -> Known | None:
        """Return who "her host" is: the head of the other state that the brief is about."""
        possessor = next((child for child in host.children if child.dep_ == "poss"), None)
        guest = self._held_by(possessor) if possessor is not None else None
        home = self._owners.other(guest.owner) if guest is not None else None
        heads = [
            k for k in self._known if k.owner == home and self._words.office_ranks.get(k.office) in _HEADS
        ]
        return heads[-1] if home and heads else None

    def _opposite(self, sentence: Span, own: str | None) -> str | None:
        """Return the one state besides one's own that a sentence names up to there, or the brief is about."""
        page = self._page
        topics = self._agents.discourse.topics
        named = {
            m.entry.iri
            for m in page.mentions.values()
            if sentence.start <= m.start < sentence.end and m.entry.kind in STATES and m.entry.iri != own
        }
        if len(named) == 1:
            return named.pop()
        ours = [topic for topic in topics if topic != own and (not named or topic in named)]
        return ours[0] if len(ours) == 1 else None
