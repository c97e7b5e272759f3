"""Words that refer to somebody named elsewhere: pronouns, "the country", "both sides", and what sentences are about."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from legation.records import Agent

from .discourse import Page, Person
from .gazetteer import Mention
from .grammar import complement, coordinated, is_definite, prepositions
from .refs import BLOCS, STATES, Ref, powers, unique

if TYPE_CHECKING:
    from spacy.tokens import Token

    from .agents import Agents

_HE = frozenset({"he", "him", "his", "she", "her", "himself", "herself"})
_SHE = frozenset({"she", "her", "herself"})
_LADIES = frozenset("ms mrs miss madam madame lady queen princess".split())
_GENTLEMEN = frozenset("mr sir lord king prince".split())
_IT = frozenset({"it", "its", "itself"})
_THEY = frozenset({"they", "them", "their", "themselves", "each", "both"})
_WE = frozenset({"i", "we", "us", "our", "me", "my", "ourselves"})
_PRONOUNS = _HE | _IT | _THEY | _WE

_COUNTRY_NOUNS = frozenset("country nation republic kingdom state island sultanate emirate monarchy".split())
_BLOC_NOUNS = frozenset("bloc alliance organization organisation union group grouping body council".split())
_MEMBER_NOUNS = frozenset({"member", "members", "partner", "partners"})
_PEOPLE_NOUNS = frozenset({"individual", "man", "woman", "person", "suspect"})
_PAIR_NOUNS = frozenset(
    "country nation state side party leader president minister government official power neighbour neighbor "
    "counterpart delegation capital rival ally people republic force army man".split()
)
# Pairs that can only be of states: no organisation is a country.
_PAIRED_STATES = frozenset("country nation state republic people neighbour neighbor capital army".split())
# Pairs of whom the text means the persons, not their states.
_PAIRED_PERSONS = frozenset({"leader", "president", "minister", "official", "man", "counterpart"})
_PAIR_WORDS = frozenset({"two", "both"})

# Kinds of agent that "he" may be: "the Czech president" is an office where nobody names them.
_ONES = frozenset({"Person", "GovernmentBody"})
_SUBJECTS = ("nsubj", "nsubjpass")
# How long it is remembered who met, in characters.
_MEMORY = 700
# How deep "the country" is looked for in sentences that say "the country" themselves.
_DEEPEST = 3
# How many mentions back a power is looked for: farther where a region narrows the choice.
_NEAR, _FAR = 60, 400


class Reference:
    """Resolves what refers back in one brief."""

    def __init__(self, agents: Agents) -> None:
        self._agents = agents
        self._depth = 0
        self._met: list[tuple[int, Ref, Ref]] = []

    def resolve(self, page: Page, token: Token, depth: int) -> list[Ref] | None:
        """Return whom a pronoun or a noun such as "country" stands for; None if the word does not refer back."""
        lower, lemma = token.lower_, token.lemma_.lower()
        if token.pos_ == "PRON" or lower in _PRONOUNS:
            return self._pronoun(page, token)
        if (
            lemma in _PAIR_NOUNS
            and token.dep_ == "pobj"
            and token.head.lower_ == "between"
            and not is_definite(token)
        ):
            # "talks between senior officials": those of the two that the text speaks of.
            unnamed = token.tag_ == "NNS" and not self._agents.modifiers(page, token)
            if (
                unnamed
                and not list(prepositions(token))
                and not any(c.dep_ in ("conj", "poss") for c in token.children)
            ):
                return self.pair(page, token)
        if lemma in _PEOPLE_NOUNS and is_definite(token) and token.tag_ == "NNS":
            return self._people_before(page, token)
        if lemma in _PAIR_NOUNS and any(child.lower_ in _PAIR_WORDS for child in token.children):
            pair = self.pair(page, token)
            if pair:
                return pair
        if lemma in _MEMBER_NOUNS or lemma in _COUNTRY_NOUNS:
            return self._country(page, token, depth)
        bloc = lemma in _BLOC_NOUNS and lower == lemma and is_definite(token)
        if bloc and not self._agents.modifiers(page, token):
            return self.salient(page, token, BLOCS)
        return None

    # Pronouns ---------------------------------------------------------------------------------------------------

    def _pronoun(self, page: Page, token: Token) -> list[Ref]:
        lower = token.lower_
        if lower in _WE:
            said = page.quoted(token)
            if said is not None:
                return [self._speaking(said, token)]
            author = self._agents.discourse.author
            return [self._agents.person_ref(author, token)] if author else []
        if lower in _HE:
            return self._last_person(page, token)
        if lower in ("both", "each"):
            return self.pair(page, token) or self._last_subject(page, token)
        if lower in _IT or lower in _THEY:
            return self._last_subject(page, token)
        return []

    def _speaking(self, speaker: Agent, token: Token) -> Ref:
        """Return whom the "we" of somebody's words means: the state they act for, if they do."""
        entry = self._agents.discourse.registry.entry(speaker.belongs_to or "")
        own = token.lower_ in ("i", "me", "my") or entry is None
        return Ref(speaker if own or entry is None else entry.agent(), token)

    def _last_person(self, page: Page, token: Token) -> list[Ref]:
        """Return the last person mentioned, but rather one of the last four who is a subject close by."""
        found = [
            (what, mentioned)
            for what, mentioned in self._agents.discourse.before(page.position(token), lambda *_: True)
            if isinstance(what, Person)
        ]
        found = [item for item in found if self._may_be(item[0], token)] or found
        if not found:
            # "The Czech president said he": an official whom nobody names.
            return [ref for ref in self._last_subject(page, token) if ref.agent.kind in _ONES]
        subjects = [(what, mentioned) for what, mentioned in found[:4] if _is_near_subject(mentioned, token)]
        chosen = (subjects or found)[:1]
        holder = self._near_holder(page, token)
        later = (
            not subjects or page.position(subjects[0][1]) < page.position(holder.token) if holder else False
        )
        if holder is not None and later:
            return [Ref(holder.agent, token, holder.person)]
        return [self._agents.person_ref(person, token) for person, _ in chosen]

    def _near_holder(self, page: Page, pronoun: Token) -> Ref | None:
        """Return the last subject close by that is somebody told by office alone: "the Minister"."""
        sentence = pronoun.sent
        start = page.doc[sentence.start - 1].sent.start if sentence.start else 0
        for token in reversed(page.doc[start : pronoun.i]):
            if token.dep_ in _SUBJECTS and token.i not in page.persons and is_definite(token):
                for ref in self._agents.single(page, token, 2):
                    if ref.person is not None and self._may_be(ref.person, pronoun):
                        return ref
        return None

    def _may_be(self, person: Person, pronoun: Token) -> bool:
        """Tell whether a person may be "he" or "she": those who are called "Mr" or "Ms" are only one of these."""
        titles = self._titles.get(id(person), set())
        return not titles or not titles.isdisjoint(_LADIES if pronoun.lower_ in _SHE else _GENTLEMEN)

    @cached_property
    def _titles(self) -> dict[int, set[str]]:
        """The titles that the brief gives to its persons, where they tell women from men."""
        found: dict[int, set[str]] = {}
        for page in self._agents.discourse.pages:
            for i, person in page.persons.items():
                start, _ = page.person_heads[i]
                title = page.doc[start - 1].lower_.rstrip(".") if start else ""
                if title in _LADIES | _GENTLEMEN:
                    found.setdefault(id(person), set()).add(title)
        return found

    def _last_subject(self, page: Page, token: Token) -> list[Ref]:
        """Return the subject before a pronoun: of an earlier clause of its sentence, else of the sentence before.

        A subject that is no agent ("The clash ... but it did engage") leaves the pronoun without one.
        """
        owners = self._announcers(page, token)
        if owners:
            return owners
        sentence = token.sent
        # "Peru urged it to": the object is somebody else than the subject of its own verb.
        asked = token.dep_ == "dative" or (token.dep_ == "dobj" and complement(token.head, "to") is not None)
        other = {t.i for t in token.head.children} if asked else set()
        earlier = [
            t
            for t in page.doc[sentence.start : token.i]
            if t.dep_ in _SUBJECTS and t.pos_ != "PRON" and t.i not in other
        ]
        if not earlier and sentence.start > 0:
            before = page.doc[sentence.start - 1].sent
            earlier = [t for t in before if t.dep_ in _SUBJECTS and t.head.dep_ in ("ROOT", "ccomp", "conj")]
        if not earlier:
            return []
        refs = self._agents.refs(page, earlier[0])
        return [ref for ref in refs if ref.agent.kind != "Person"] or refs

    def _announcers(self, page: Page, token: Token) -> list[Ref]:
        """Return whose words a clause is that a pronoun is the subject of: "Chad's claim that it had withdrawn"."""
        clause = token.head
        if token.dep_ not in _SUBJECTS or clause.dep_ != "acl" or clause.head.pos_ != "NOUN":
            return []
        return self._agents.possessors(page, clause.head)

    def _people_before(self, page: Page, token: Token) -> list[Ref]:
        """Return the persons of the sentence, before "the individuals", "the men"."""
        found: list[Ref] = []
        for i in range(token.sent.start, token.i):
            if i in page.persons and page.person_heads[i][1] == i + 1:
                found.append(self._agents.person_ref(page.persons[i], token))
        return unique(found)[-4:]

    # "The country", "the bloc" ----------------------------------------------------------------------------------

    def _country(self, page: Page, token: Token, depth: int) -> list[Ref]:
        """Return who "the country", "Arab members of OPEC" or "the Central American country" is."""
        own = self._agents.modifiers(page, token)
        completed = self._agents.complements(page, token, depth)
        for refs in (completed, own):
            blocs = [ref for ref in refs if ref.agent.kind in BLOCS]
            if blocs:
                # "Arab members of OPEC" act as members of OPEC.
                return blocs
        own = own or completed
        lemma = token.lemma_.lower()
        if lemma not in _COUNTRY_NOUNS or token.lower_ != lemma or not is_definite(token):
            return own
        if own and all(ref.agent.kind == "Region" for ref in own):
            # "the Central American country" is one of those mentioned before.
            return self.salient(page, token, STATES, within={ref.agent.iri for ref in own})
        return own or self.salient(page, token, STATES)

    def salient(
        self, page: Page, token: Token, kinds: frozenset[str], within: set[str] | None = None
    ) -> list[Ref]:
        """Return the state or organisation that "the country", "the bloc" or "the authorities" means.

        That is a subject of the sentence so far, else what the sentences before are about, else the last one
        mentioned; never one that the same phrase names besides ("the Russian Embassy in the country").

        Args:
            page: the paragraph.
            token: the noun.
            kinds: kinds of agent that it can mean.
            within: IRIs of regions, of which the state must lie in one.
        """
        registry = self._agents.discourse.registry
        besides = self._besides(page, token)

        def fitting(iri: str) -> list[Ref]:
            entry = registry.entry(iri)
            if entry is None or entry.kind not in kinds or iri in besides:
                return []
            if within is not None and not within & registry.regions_of(iri):
                return []
            return [Ref(entry.agent(), token)]

        for iri in self._topics(page, token):
            found = fitting(iri)
            if found:
                return found
        limit = _FAR if within else _NEAR
        for what, _ in self._agents.discourse.before(page.position(token), lambda *_: True, limit):
            found = fitting(what.entry.iri) if isinstance(what, Mention) else []
            if found:
                return found
        return []

    def _besides(self, page: Page, token: Token) -> set[str]:
        """Return who is named in the phrase that a token stands in, so that it means somebody else."""
        found: set[str] = set()
        walk = token
        while walk.dep_ in ("pobj", "prep", "poss", "conj") and walk.head.i != walk.i:
            walk = walk.head
            if walk.pos_ in ("NOUN", "PROPN"):
                found.update(ref.agent.iri for ref in self._agents.modifiers(page, walk))
                for child in walk.children:
                    if child.dep_ == "poss" and child.i in page.mentions and child.i != token.i:
                        found.add(page.mentions[child.i].entry.iri)
        if walk.dep_ == "dobj":
            found.update(self._subject_powers(page, walk.head, token))
        return found

    def _topics(self, page: Page, token: Token) -> Iterator[str]:
        """Yield the powers that sentences are about, nearest first: subjects before the token, then earlier ones."""
        start = token.sent.start
        for before in reversed(page.doc[start : token.i]):
            if before.pos_ in ("VERB", "AUX"):
                yield from self._subject_powers(page, before, token)
        for _ in range(2):
            if start == 0:
                return
            sentence = page.doc[start - 1].sent
            yield from self._subject_powers(page, sentence.root, token)
            start = sentence.start

    def _subject_powers(self, page: Page, verb: Token, token: Token) -> list[str]:
        found: list[str] = []
        if self._depth > _DEEPEST:
            return found
        self._depth += 1
        for child in verb.children:
            if child.dep_ in _SUBJECTS and child.i < token.i:
                found.extend(
                    ref.power for part in coordinated(child) for ref in self._agents.single(page, part, 2)
                )
        self._depth -= 1
        return found

    # "Both sides" -----------------------------------------------------------------------------------------------

    def pair(self, page: Page, token: Token) -> list[Ref]:
        """Return the two that "the two countries", "both leaders" mean.

        They are the two that the sentence has named so far, else of states the two that the brief is about, else those
        of the last meeting told, else the last two of different states.
        """
        persons = token.lemma_.lower() in _PAIRED_PERSONS
        found = self._two(page, token, persons)
        if found or not persons or token.lemma_ == "man" or not is_definite(token):
            return found
        # "The two officials" of "officials of X and Y", whom nobody names.
        return self._two(page, token, False)

    def _two(self, page: Page, token: Token, persons: bool) -> list[Ref]:
        found: list[Ref] = []
        near = 0
        for ref, mentioned in self._sides(page, token, persons):
            if ref.power not in powers(found):
                found.append(ref)
                near += mentioned.doc is token.doc and mentioned.sent.start == token.sent.start
            if near == 2:
                return found[1::-1]
        topics = self._agents.discourse.topics
        ours = [ref for ref in found if ref.power in topics]
        met = self._who_met(page, token, persons) if persons or len(ours) != 2 else []
        if met and (near == 0 or found[0].power in powers(met)):
            return met
        return (ours if len(ours) == 2 else found)[1::-1] if len(found) > 1 else []

    def note_meeting(self, position: int, one: Ref, other: Ref) -> None:
        """Remember who was told to have met, and at which offset."""
        self._met.append((position, one, other))

    def _who_met(self, page: Page, token: Token, persons: bool) -> list[Ref]:
        """Return the two of the last meeting told, where it was told not long before a token."""
        position = page.position(token)
        for at, one, other in reversed(self._met):
            if at >= position:
                continue
            if position - at > _MEMORY:
                break
            if one.power == other.power or (persons and None in (one.person, other.person)):
                break
            registry = self._agents.discourse.registry
            entries = [registry.entry(ref.power) for ref in (one, other)]
            if persons:
                return [Ref(ref.agent, token, ref.person) for ref in (one, other)]
            return [
                Ref(entry.agent(), token) for entry in entries if entry is not None and entry.kind in STATES
            ]
        return []

    def _sides(self, page: Page, token: Token, persons: bool) -> Iterator[tuple[Ref, Token]]:
        """Yield the states, or persons of states, mentioned before a token, the nearest first."""
        kinds = STATES if token.lemma_.lower() in _PAIRED_STATES else STATES | BLOCS
        registry = self._agents.discourse.registry
        for what, mentioned in self._agents.discourse.before(page.position(token), lambda *_: True):
            if isinstance(what, Mention):
                if not persons and what.entry.kind in kinds:
                    yield Ref(what.entry.agent(), token), mentioned
                continue
            ref = self._agents.person_ref(what, token)
            if ref.agent.belongs_to is None:
                continue
            entry = registry.entry(ref.agent.belongs_to)
            if persons:
                yield ref, mentioned
            elif entry is not None and entry.kind in kinds:
                yield Ref(entry.agent(), token), mentioned


def _is_near_subject(mentioned: Token, pronoun: Token) -> bool:
    if mentioned.doc is not pronoun.doc:
        return False
    walk = mentioned
    while walk.dep_ in ("compound", "poss", "amod") and walk.head.i != walk.i:
        if walk.dep_ == "poss":
            return False
        walk = walk.head
    return walk.dep_ in _SUBJECTS and pronoun.sent.start - mentioned.sent.end <= 1
