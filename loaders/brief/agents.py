"""From a noun phrase to the agents it stands for: names, "the British and French Governments", "he", "both"."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from spacy.tokens import Token

from legation.records import Agent, Tenure
from legation.registry import ListedTenure
from legation.terms import ID, digest, slug
from legation.triples import person_iri

from .discourse import Discourse, Page, Person
from .gazetteer import Mention, span_text
from .grammar import antecedent, coordinated, prepositions
from .lexicon import Lexicon

_COUNTRY_NOUNS = frozenset("country nation republic kingdom state island sultanate emirate monarchy".split())
_BLOC_NOUNS = frozenset("bloc alliance organization organisation union group grouping body council".split())
_PAIR_NOUNS = frozenset(
    "country nation state side party leader president minister government official power neighbour neighbor "
    "counterpart delegation capital rival ally people republic force army man".split()
)
_PAIR_WORDS = frozenset({"two", "both"})
_HE = frozenset({"he", "him", "his", "she", "her", "himself", "herself"})
_IT = frozenset({"it", "its", "itself"})
_THEY = frozenset({"they", "them", "their", "themselves", "each", "both"})
_WE = frozenset({"i", "we", "us", "our", "me", "my", "ourselves"})
_MEMBERS = frozenset("member members partner partners".split())
_PEOPLE = frozenset({"individual", "man", "woman", "person", "suspect"})
_BLOCS = frozenset({"IntergovernmentalOrganisation", "Bloc", "Organisation"})
_STATES = frozenset({"State", "FormerState", "Territory"})
_POWERS = _STATES | {"IntergovernmentalOrganisation", "Bloc", "Organisation", "Region"}

# Where the agents of "the war of X against Y", "talks with X" are looked for when a head noun is no agent itself.
_INSIDE = ("against", "of", "on", "upon", "with", "to", "toward", "towards", "from", "by", "in", "between", "for",
           "over", "among", "into", "at", "about")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ref:
    """An agent and the token of the text that stands for it."""

    agent: Agent
    token: Token
    person: Person | None = None
    """Who it is, where that is somebody the brief names."""

    @property
    def power(self) -> str:
        """IRI of the state or organisation that the agent is or acts for; the agent's own where there is none."""
        return self.agent.belongs_to or self.agent.iri


def unique(refs: Iterable[Ref]) -> list[Ref]:
    """Return the refs without repetitions of an agent, in their order."""
    found: dict[str, Ref] = {}
    for ref in refs:
        found.setdefault(ref.agent.iri, ref)
    return list(found.values())


class Agents:
    """Resolves the noun phrases of one brief."""

    def __init__(self, discourse: Discourse, words: Lexicon) -> None:
        self.discourse = discourse
        self.words = words
        # How deep "the country" is being looked for in sentences that say "the country" themselves.
        self._depth = 0

    def refs(self, page: Page, token: Token, depth: int = 0) -> list[Ref]:
        """Return the agents that a noun phrase names, given its head; nothing if it names none."""
        found: list[Ref] = []
        for part in coordinated(antecedent(token)):
            found.extend(self._single(page, part, depth))
        return unique(found)

    def inside(self, page: Page, token: Token, depth: int = 0, order: tuple[str, ...] = _INSIDE) -> list[Ref]:
        """Return the agents within a noun phrase whose head is none: "Russia" of "Russia's war against Ukraine"."""
        if depth > 3:
            return []
        for child in token.children:
            if child.dep_ == "poss":
                refs = self.refs(page, child, depth + 1)
                if refs:
                    return refs
        refs = self.modifiers(page, token)
        if refs:
            return refs
        phrases = list(prepositions(token))
        event = token.lemma_.lower() in self.words.nouns
        for wanted in order:
            if wanted == "in" and event:
                # "the war in Ukraine": where it is, not whose it is.
                continue
            for name, inner in phrases:
                if name == wanted:
                    refs = self.refs(page, inner, depth + 1) or self.inside(page, inner, depth + 1, order)
                    if refs:
                        return refs
        for child in token.children:
            if child.dep_ in ("conj", "appos"):
                refs = self.refs(page, child, depth + 1) or self.inside(page, child, depth + 1, order)
                if refs:
                    return refs
        return []

    def joined_before(self, page: Page, subject: Token) -> list[Ref]:
        """Return who stands before a subject and its "and", where the parser has cut the list: "A and the B, C"."""
        start = subject.left_edge.i
        if start < 2 or page.doc[start - 1].lower_ != "and":
            return []
        before = page.doc[start - 2]
        if before.i in page.persons:
            return [self.person_ref(page.persons[before.i], before)]
        return self._single(page, before, 2)

    def any(self, page: Page, token: Token) -> list[Ref]:
        """Return the agents that a phrase names or else contains."""
        found: list[Ref] = []
        for part in coordinated(antecedent(token)):
            found.extend(self._single(page, part, 0) or self.inside(page, part))
        return unique(found)

    def modifiers(self, page: Page, token: Token) -> list[Ref]:
        """Return the states and organisations that modify a noun: "British and French" of "the British and French"."""
        found: list[Ref] = []
        for child in token.children:
            if (
                child.dep_ in ("amod", "compound", "nmod", "npadvmod", "quantmod", "appos", "punct")
                and child.i < token.i
            ):
                for part in (child, *(c for c in child.subtree if c.i < token.i)):
                    mention = page.mentions.get(part.i)
                    if mention is not None and not self._in_possessor(part, token):
                        found.append(self._mentioned(mention, part))
        return unique(found)

    @staticmethod
    def _in_possessor(part: Token, top: Token) -> bool:
        walk = part
        while walk.i != top.i and walk.head.i != walk.i:
            if walk.dep_ == "poss" or walk.dep_ == "pobj":
                return True
            walk = walk.head
        return False

    # One phrase -------------------------------------------------------------------------------------------------

    def _single(self, page: Page, token: Token, depth: int) -> list[Ref]:
        person = page.persons.get(token.i)
        if person is not None:
            # "A, a citizen of Russia, and B, a citizen of Belarus": B hangs on the citizen or on Russia.
            joined = [
                t
                for child in token.children
                if child.dep_ == "appos"
                for t in child.subtree
                if self._joins(page, t)
            ]
            return [self.person_ref(person, token), *(self.person_ref(page.persons[t.i], t) for t in joined)]
        lower = token.lower_
        lemma = token.lemma_.lower()
        for child in token.children:
            # "the Russian president, Vladimir Putin": the name says more than the office.
            if child.dep_ == "appos" and child.i in page.persons:
                return [
                    self.person_ref(page.persons[part.i], part)
                    for part in coordinated(child)
                    if part.i in page.persons
                ]
        mention = page.mentions.get(token.i)
        if mention is not None and not self._is_adjective(page, token, mention):
            return [self._mentioned(mention, token)]
        if token.pos_ == "PRON" or lower in _HE | _IT | _THEY | _WE:
            return self._pronoun(page, token)
        if lemma in _PEOPLE and self._definite(token) and token.tag_ == "NNS":
            return self._people_before(page, token)
        if lemma in _PAIR_NOUNS and any(c.lower_ in _PAIR_WORDS for c in token.children):
            pair = self.pair(page, token)
            if pair:
                return pair
        if lemma in _MEMBERS or lemma in _COUNTRY_NOUNS:
            own = self.modifiers(page, token)
            blocs = [r for r in (own, self._of(page, token, depth)) if any(x.agent.kind in _BLOCS for x in r)]
            if blocs:
                # "Arab members of OPEC" act as members of OPEC.
                return [ref for ref in blocs[0] if ref.agent.kind in _BLOCS]
            own = own or self._of(page, token, depth)
            if lemma in _COUNTRY_NOUNS and lower == lemma and self._definite(token):
                if own and all(ref.agent.kind == "Region" for ref in own):
                    # "the Central American country" is one of those mentioned before.
                    return self._salient(page, token, _STATES, within={ref.agent.iri for ref in own})
                return own or self._salient(page, token, _STATES)
            return own
        if (
            lemma in _BLOC_NOUNS
            and lower == lemma
            and self._definite(token)
            and not self.modifiers(page, token)
        ):
            return self._salient(page, token, _POWERS - _STATES - {"Region"})
        if any(part.i in page.persons for part in token.children if part.dep_ == "conj"):
            # "the ministers of Ukraine and Russia, Kuleba and Lavrov", which the parser takes for one long list
            return []
        office = self._office(page, token)
        if office is not None:
            return self._holder(page, token, office, depth)
        if lemma in self.words.groups:
            return self._group(page, token, lemma, depth)
        return []

    @staticmethod
    def _is_adjective(page: Page, token: Token, mention: Mention) -> bool:
        """Tell whether a name only modifies: "Russian" of "Russian troops"."""
        return token.dep_ in ("amod", "compound", "nmod") and token.i < token.head.i

    def _mentioned(self, mention: Mention, token: Token) -> Ref:
        agent = mention.entry.agent()
        named_as_people = mention.sort == "demonym" and token.pos_ in ("NOUN", "PROPN")
        if named_as_people and token.tag_ in ("NNS", "NNPS") and mention.entry.kind in _STATES:
            # "Palestinians" are people of a state, not the state.
            label = token.text
            code = mention.entry.code or digest(mention.entry.iri)
            agent = Agent(f"{ID}group/{code}/{slug(label)}", "Group", label, mention.entry.iri)
        return Ref(agent, token)

    def person_ref(self, person: Person, token: Token) -> Ref:
        """Return the ref of a person, with the tenure in which they act where one is known."""
        return Ref(self.person_agent(person), token, person)

    def tenure(self, person: Person | None, date: str | None) -> Tenure | None:
        """Return the tenure in which somebody acted on a date: a listed one, else one the brief states."""
        if person is None:
            return None
        stated = next(
            (t for t in person.tenures if t.status == "current"),
            person.tenures[0] if person.tenures else None,
        )
        on = date or self.discourse.date
        listed = person.entry.tenures if person.entry is not None else []
        covering = [t for t in listed if on is not None and _covers(t, on)]
        alike = [
            t for t in covering if stated and (t.office, t.office_of) == (stated.office, stated.office_of)
        ]
        if stated is not None and not alike:
            return stated
        chosen = (alike or covering or (listed[-1:] if on is None else []))[:1]
        for spell in chosen:
            agent = self.person_agent(person)
            return Tenure(
                agent, spell.office, spell.office_of, "current", None, spell.since, spell.until, spell.iri
            )
        return None

    def person_agent(self, person: Person) -> Agent:
        """Return the agent that a person is, as far as the brief has told who they are."""
        if person.entry is not None:
            base = person.entry.agent()
            state = person.state or self._listed_state(person)
            return Agent(base.iri, "Person", base.label, state or base.belongs_to, registered=True)
        iri = person_iri(person.name, person.state, self.discourse.key, self.discourse.registry)
        return Agent(iri, "Person", person.name, person.state)

    def _listed_state(self, person: Person) -> str | None:
        if person.entry is None or not person.entry.tenures:
            return None
        return person.entry.tenures[-1].office_of

    def _of(self, page: Page, token: Token, depth: int) -> list[Ref]:
        for wanted in ("of", "from", "in", "including", "for", "within", "to"):
            for name, inner in prepositions(token):
                if name == wanted:
                    refs = self.refs(page, inner, depth + 1) if depth < 4 else []
                    if refs:
                        return refs
        return []

    @staticmethod
    def _joins(page: Page, token: Token) -> bool:
        return token.dep_ == "conj" and token.i in page.persons

    @staticmethod
    def _definite(token: Token) -> bool:
        return any(child.lower_ in ("the", "this", "that") for child in token.children)

    # Bodies, offices, people ------------------------------------------------------------------------------------

    def _owners(self, page: Page, token: Token, depth: int) -> list[Ref]:
        """Return the states (or persons, organisations) that a body or a group of people belongs to."""
        for child in token.children:
            if child.dep_ == "poss":
                refs = self.refs(page, child, depth + 1) if depth < 4 else []
                if refs:
                    return refs
        own = self.modifiers(page, token)
        if own:
            return own
        head = token.head
        if token.dep_ == "compound" and head.i > token.i:
            return self.modifiers(page, head)
        return self._of(page, token, depth)

    def _group(self, page: Page, token: Token, lemma: str, depth: int) -> list[Ref]:
        kind, acts_for = self.words.groups[lemma]
        owners = self._owners(page, token, depth)
        if (
            not owners
            and acts_for
            and self._definite(token)
            and lemma in ("government", "authority", "administration")
        ):
            owners = self._salient(page, token, _STATES)
        found = []
        for owner in owners:
            entry = self.discourse.registry.entry(owner.power)
            if entry is None:
                continue
            name = token.text if len(token.text) > 1 else lemma
            if owner.agent.kind == "Person":
                label = f"{owner.agent.label} {name}"
            elif entry.demonyms and entry.kind in _STATES:
                label = f"{_adjective(entry.demonyms)} {name}"
            else:
                label = f"{entry.label} {name}"
            code = entry.code or digest(entry.iri)
            iri = f"{ID}{'body' if acts_for else 'group'}/{code}/{slug(label)}"
            found.append(Ref(Agent(iri, kind if kind != "Person" else "Group", label, entry.iri), token))
        return found

    def _office(self, page: Page, token: Token) -> str | None:
        """Return the usual name of the office that a noun heads, looking at the words before it."""
        for length in (4, 3, 2, 1):
            start = token.i - length + 1
            if start < 0:
                continue
            form = page.doc[start : token.i + 1].text.casefold()
            if form in self.words.offices:
                return self.words.offices[form]
            if length == 1 and token.lemma_.casefold() in self.words.offices:
                return self.words.offices[token.lemma_.casefold()]
        return None

    def _holder(self, page: Page, token: Token, office: str, depth: int) -> list[Ref]:
        """Return who "the Russian president" is: somebody the brief names, or else the office's unnamed holder."""
        owners = self._owners(page, token, depth)
        position = page.position(token)
        wanted = {owner.power for owner in owners}
        if not owners:
            if not self._definite(token):
                return []

            def same_office(what: object, _: Token) -> bool:
                return isinstance(what, Person) and any(t.office == office for t in what.tenures)

            found = self.discourse.before(position, same_office)
            if found:
                person = found[0][0]
                assert isinstance(person, Person)
                return [self.person_ref(person, token)]
            owners = self._salient(page, token, _STATES) if office in ("president", "prime minister") else []
            wanted = {owner.power for owner in owners}
        plural = token.tag_ in ("NNS", "NNPS")
        found_refs: list[Ref] = []
        for owner_iri in sorted(wanted) if not owners else [o.power for o in owners]:
            person_found = None if plural and len(owners) < 2 else self._known_holder(office, owner_iri)
            if person_found is not None:
                found_refs.append(self.person_ref(person_found, token))
                continue
            entry = self.discourse.registry.entry(owner_iri)
            if entry is not None:
                label = f"{token.text.lower() if plural else office} of {entry.label}"
                code = entry.code or digest(entry.iri)
                iri = f"{ID}body/{code}/{slug(office)}"
                found_refs.append(Ref(Agent(iri, "GovernmentBody", label, entry.iri), token))
        return found_refs

    def _known_holder(self, office: str, owner: str) -> Person | None:
        for person in self.discourse.persons:
            if any(t.office == office and t.office_of == owner for t in person.tenures):
                return person
        return None

    # Reference back ---------------------------------------------------------------------------------------------

    def _pronoun(self, page: Page, token: Token) -> list[Ref]:
        position = page.position(token)
        lower = token.lower_
        if lower in _WE:
            return [self.person_ref(self.discourse.author, token)] if self.discourse.author else []
        if lower in _HE:
            found = self.discourse.before(position, lambda what, _: isinstance(what, Person))
            subjects = [f for f in found[:4] if self._near_subject(f[1], token)]
            for what, _ in (subjects or found)[:1]:
                assert isinstance(what, Person)
                return [self.person_ref(what, token)]
            return []
        if lower in _IT:
            return self._last_subject(page, token)
        if lower in _THEY:
            pair = self.pair(page, token) if lower in ("both", "each") else []
            return pair or self._last_subject(page, token)
        return []

    def _last_subject(self, page: Page, token: Token) -> list[Ref]:
        """Return the subject before a pronoun: of an earlier clause of its sentence, or else of the sentence before.

        A subject that is no agent ("The clash ... but it did engage") leaves the pronoun without one.
        """
        sentence = token.sent
        earlier = [
            t
            for t in page.doc[sentence.start : token.i]
            if t.dep_ in ("nsubj", "nsubjpass") and t.pos_ != "PRON"
        ]
        if not earlier and sentence.start > 0:
            before = page.doc[sentence.start - 1].sent
            earlier = [
                t
                for t in before
                if t.dep_ in ("nsubj", "nsubjpass") and t.head.dep_ in ("ROOT", "ccomp", "conj")
            ][:1]
        for subject in earlier[:1]:
            if subject.pos_ == "PRON" and subject.sent.start == sentence.start:
                return []
            refs = self.refs(page, subject)
            return [r for r in refs if r.agent.kind != "Person"] or refs
        return []

    @staticmethod
    def _near_subject(mentioned: Token, pronoun: Token) -> bool:
        if mentioned.doc is not pronoun.doc:
            return False
        walk = mentioned
        while walk.dep_ in ("compound", "poss", "amod") and walk.head.i != walk.i:
            if walk.dep_ == "poss":
                return False
            walk = walk.head
        return walk.dep_ in ("nsubj", "nsubjpass") and pronoun.sent.start - mentioned.sent.end <= 1

    def _salient(
        self, page: Page, token: Token, kinds: frozenset[str], within: set[str] | None = None
    ) -> list[Ref]:
        """Return the state or organisation that "the country", "the bloc" or "the authorities" means.

        That is a subject of the sentence so far, else what the sentences before are about, else the last one
        mentioned; never one that the same phrase names besides ("the Russian Embassy in the country").
        """
        registry = self.discourse.registry
        besides = self._besides(page, token)

        def fits(iri: str) -> bool:
            entry = registry.entry(iri)
            if entry is None or entry.kind not in kinds or iri in besides:
                return False
            return within is None or bool(within & registry.regions_of(iri))

        for iri in self._topics(page, token):
            if fits(iri):
                entry = registry.entry(iri)
                assert entry is not None
                return [Ref(entry.agent(), token)]

        def wanted(what: object, _: Token) -> bool:
            return isinstance(what, Mention) and fits(what.entry.iri)

        for what, _ in self.discourse.before(page.position(token), wanted, limit=400 if within else 60)[:1]:
            assert isinstance(what, Mention)
            return [Ref(what.entry.agent(), token)]
        return []

    def _people_before(self, page: Page, token: Token) -> list[Ref]:
        """Return the persons of the sentence, before "the individuals", "the men"."""
        found: list[Ref] = []
        for i in range(token.sent.start, token.i):
            if i in page.persons and page.person_heads[i][1] == i + 1:
                found.append(self.person_ref(page.persons[i], token))
        return unique(found)[-4:]

    def _besides(self, page: Page, token: Token) -> set[str]:
        """Return who is named in the phrase that a token stands in, so that it means somebody else."""
        found: set[str] = set()
        walk = token
        while walk.dep_ in ("pobj", "prep", "poss", "conj") and walk.head.i != walk.i:
            walk = walk.head
            if walk.pos_ in ("NOUN", "PROPN"):
                found.update(ref.agent.iri for ref in self.modifiers(page, walk))
                for child in walk.children:
                    if child.dep_ == "poss" and child.i in page.mentions and child.i != token.i:
                        found.add(page.mentions[child.i].entry.iri)
        if walk.dep_ == "dobj":
            found.update(self._subject_powers(page, walk.head, token))
        return found

    def _topics(self, page: Page, token: Token) -> Iterator[str]:
        """Yield the powers that sentences are about, nearest first: subjects before the token, then earlier ones."""
        sentence = token.sent
        for verb in reversed([t for t in page.doc[sentence.start : token.i] if t.pos_ in ("VERB", "AUX")]):
            yield from self._subject_powers(page, verb, token)
        start = sentence.start
        for _ in range(2):
            if start == 0:
                return
            before = page.doc[start - 1].sent
            yield from self._subject_powers(page, before.root, token)
            start = before.start

    def _subject_powers(self, page: Page, verb: Token, token: Token) -> list[str]:
        found: list[str] = []
        if self._depth > 3:
            return found
        self._depth += 1
        for child in verb.children:
            if child.dep_ in ("nsubj", "nsubjpass") and child.i < token.i and child.i != token.i:
                found.extend(ref.power for part in coordinated(child) for ref in self._single(page, part, 2))
        self._depth -= 1
        return found

    def pair(self, page: Page, token: Token) -> list[Ref]:
        """Return the two that "the two countries", "both leaders" or "they" mean: the last two of unlike states."""
        people = token.lemma_.lower() in {"leader", "president", "minister", "official", "man", "counterpart"}
        found: list[Ref] = []
        for what, _ in self.discourse.before(page.position(token), lambda what, _: True):
            if isinstance(what, Person):
                ref = self.person_ref(what, token)
            elif people or what.entry.kind not in _POWERS - {"Region"}:
                continue
            else:
                ref = Ref(what.entry.agent(), token)
            if not people and ref.agent.kind == "Person":
                entry = self.discourse.registry.entry(ref.agent.belongs_to or "")
                if entry is None:
                    continue
                ref = Ref(entry.agent(), token)
            if ref.agent.kind == "Person" and ref.agent.belongs_to is None:
                continue
            if all(ref.power != other.power for other in found):
                found.append(ref)
            if len(found) == 2:
                return found[::-1]
        return []


def _covers(spell: ListedTenure, date: str) -> bool:
    """Tell whether a spell in office and a date, each as precise as it is, can meet."""
    since, until = spell.since or "0000", spell.until or "9999"
    return since[: len(date)] <= date[: len(since)] and date[: len(until)] <= until[: len(date)]


def _adjective(demonyms: list[str]) -> str:
    """Return the demonym that works as an adjective: "British", not "Britons"."""
    return min(demonyms, key=lambda d: (d.endswith(("s", "men", "man")) and not d.endswith("ss"), len(d), d))


__all__ = ["Agents", "Ref", "span_text", "unique"]
