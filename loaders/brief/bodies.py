"""Agents that are told by what they are: "the British and French Governments", "Russian troops", "the president"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legation.records import Agent
from legation.registry import Entry
from legation.terms import ID, digest, slug

from .discourse import Page, Person
from .gazetteer import Mention
from .grammar import is_definite
from .refs import STATES, Ref

if TYPE_CHECKING:
    from spacy.tokens import Token

    from .agents import Agents

# "The government" is that of the state spoken of; "the army" may be anybody's.
_GOVERNMENT_NOUNS = frozenset({"government", "authority", "administration"})
_ADJECTIVAL = ("an", "ese", "ish", "ch", "ic", "i", "ss", "ine", "ek")
# Only a state has one of these, so that "the president" leads to the state spoken of.
_STATE_OFFICES = frozenset({"president", "prime minister"})


class Bodies:
    """Resolves nouns for bodies, offices and groups of people, given the agents of the phrases around them."""

    def __init__(self, agents: Agents) -> None:
        self._agents = agents
        self._words = agents.words

    def resolve(self, page: Page, token: Token, depth: int) -> list[Ref]:
        """Return the agents that a noun names by what they are; nothing if it is no such noun, or nobody's."""
        office = self._office(page, token)
        if office is not None:
            return self._holder(page, token, office, depth)
        lemma = token.lemma_.lower()
        if lemma in self._words.groups:
            return self._group(page, token, lemma, depth)
        return []

    def _owners(self, page: Page, token: Token, depth: int) -> list[Ref]:
        """Return the states (or persons, organisations) that a body or a group of people belongs to."""
        own = self._agents.owners(page, token, depth)
        if own:
            return own
        # "a Bauer administration", "Bauer advisers"
        own = [
            self._agents.person_ref(page.persons[child.i], child)
            for child in token.children
            if child.dep_ == "compound" and child.i in page.persons
        ]
        if own:
            return own
        if token.dep_ == "compound" and token.head.i > token.i:
            return self._agents.modifiers(page, token.head)
        return self._agents.complements(page, token, depth)

    # Groups -----------------------------------------------------------------------------------------------------

    def _group(self, page: Page, token: Token, lemma: str, depth: int) -> list[Ref]:
        _, acts_for = self._words.groups[lemma]
        owners = self._owners(page, token, depth)
        if not owners and acts_for and is_definite(token) and lemma in _GOVERNMENT_NOUNS:
            owners = self._agents.reference.salient(page, token, STATES)
        return self._belonging(token, owners)

    def local(self, token: Token, places: list[Ref]) -> list[Ref]:
        """Return the people that a noun names as those of where they are: "protesters" of "marched in Lima"."""
        return self._belonging(token, [place for place in places if place.agent.kind in STATES])

    def joined(self, page: Page, token: Token, mention: Mention) -> list[Ref]:
        """Return whose else a body is than the name says: the Indian one of "Indian and Chinese troops"."""
        if token.lemma_.lower() not in self._words.groups:
            return []
        named = mention.entry.belongs_to
        owners = [
            ref for ref in self._agents.modifiers(page, token) if ref.power not in (named, mention.entry.iri)
        ]
        return self._belonging(token, [ref for ref in owners if ref.agent.kind in STATES])

    def _belonging(self, token: Token, owners: list[Ref]) -> list[Ref]:
        lemma = token.lemma_.lower()
        kind, acts_for = self._words.groups.get(lemma, ("Group", False))
        name = token.text if len(token.text) > 1 else lemma
        found = []
        for owner in owners:
            entry = self._agents.discourse.registry.entry(owner.power)
            if entry is None:
                continue
            if owner.agent.kind == "Person":
                label = f"{owner.agent.label} {name}"
            elif entry.demonyms and entry.kind in STATES:
                label = f"{_adjective(entry)} {name}"
            else:
                label = f"{entry.label} {name}"
            iri = _iri("body" if acts_for else "group", entry, label)
            found.append(Ref(Agent(iri, kind if kind != "Person" else "Group", label, entry.iri), token))
        return found

    # Offices ----------------------------------------------------------------------------------------------------

    def _office(self, page: Page, token: Token) -> str | None:
        """Return the usual name of the office that a noun heads, looking at the words before it."""
        offices = self._words.offices
        for length in (4, 3, 2, 1):
            start = token.i - length + 1
            if start < 0:
                continue
            form = page.doc[start : token.i + 1].text.casefold()
            if form in offices:
                return offices[form]
        return offices.get(token.lemma_.casefold())

    def _holder(self, page: Page, token: Token, office: str, depth: int) -> list[Ref]:
        """Return who "the Russian president" is: somebody the brief names, else whoever holds the office."""
        owners = self._owners(page, token, depth)
        if not owners:
            if not is_definite(token):
                return []
            person = self._last_holder(page, token, office)
            if person is not None:
                return [self._agents.person_ref(person, token)]
            if office in _STATE_OFFICES:
                owners = self._agents.reference.salient(page, token, STATES)
        plural = token.tag_ in ("NNS", "NNPS")
        found: list[Ref] = []
        for owner in owners:
            # "the Russian ministers" are more than the one whom the brief names.
            person = None if plural and len(owners) < 2 else self._known_holder(office, owner.power)
            if person is not None:
                found.append(self._agents.person_ref(person, token))
                continue
            entry = self._agents.discourse.registry.entry(owner.power)
            if entry is not None:
                label = f"{token.text.lower() if plural else office} of {entry.label}"
                found.append(
                    Ref(Agent(_iri("body", entry, office), "GovernmentBody", label, entry.iri), token)
                )
        return found

    def _last_holder(self, page: Page, token: Token, office: str) -> Person | None:
        """Return who "the president" is, or "the Minister" of a paper that is about one minister above all."""
        found: list[Person] = []
        for what, _ in self._agents.discourse.before(page.position(token), lambda *_: True):
            if isinstance(what, Person):
                if any(t.office == office for t in what.tenures):
                    return what
                if any(t.office.startswith(f"{office} of ") for t in what.tenures):
                    found.append(what)
        titled = token.text[:1].isupper() and not token.is_sent_start
        named = self._agents.discourse.named
        return max(found, key=lambda person: named(person) if titled else 0, default=None)

    def _known_holder(self, office: str, owner: str) -> Person | None:
        for person in self._agents.discourse.persons:
            if any(t.office == office and t.office_of == owner for t in person.tenures):
                return person
        return None


def _iri(sort: str, owner: Entry, name: str) -> str:
    return f"{ID}{sort}/{owner.code or digest(owner.iri)}/{slug(name)}"


def _shared(one: str, other: str) -> int:
    """Return how many letters two words begin with alike."""
    return next(
        (i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


def _adjective(entry: Entry) -> str:
    """Return the demonym that works as an adjective: "British", not "Britons"; "Serbian" rather than "Serb"."""
    return min(
        entry.demonyms,
        key=lambda d: (not d.endswith(_ADJECTIVAL), -_shared(d, entry.label), len(d), d),
    )
