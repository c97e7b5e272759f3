"""From a noun phrase to the agents it stands for: names, and what is said by bodies, offices and words that refer."""

from collections.abc import Callable
from itertools import pairwise

from spacy.tokens import Token

from legation.records import Agent
from legation.terms import ID, digest, slug
from legation.triples import person_iri

from .bodies import Bodies
from .discourse import Discourse, Page, Person
from .gazetteer import Mention
from .grammar import antecedent, coordinated, direct_objects, prepositions
from .lexicon import Lexicon
from .reference import Reference
from .refs import STATES, Ref, unique

# Where the agents of "the war of X against Y", "talks with X" are looked for when a head noun is no agent itself.
_INSIDE = ("against", "of", "on", "upon", "with", "to", "toward", "towards", "from", "by", "in", "between", "for",
           "over", "among", "into", "at", "about")  # fmt: skip
# The same for a subject: who "the decision by X", "the army of X" is.
_INSIDE_SUBJECT = ("by", "of", "from", "in", "for")
# "the members of X", "officials from X", "the government in X".
_COMPLEMENTS = ("of", "from", "in", "including", "for", "within", "to")
# Who stands in some relation to somebody: "the American allies" are not America.
_RELATED = frozenset(
    "adversary ally antagonist arch-rival archrival backer enemy foe neighbor neighbour opponent rival".split()
)
# What says who they are: "allies within X", "neighbours such as X".
_NAMELY = ("in", "within", "inside", "from", "including", "like", "such_as")
# Words that count people: "hundreds of students".
_NUMBERS = frozenset(
    "hundred thousand million dozen score ten group crowd number handful majority half third lot band".split()
)
# Where people are who are named by nothing else.
_PLACES = frozenset({"in", "throughout", "across", "outside", "inside", "near", "at", "around"})
_FLEEING = frozenset({"flee", "escape"})
_MODIFIERS = frozenset({"amod", "compound", "nmod", "npadvmod", "quantmod", "appos", "punct"})


class Agents:
    """Resolves the noun phrases of one brief.

    Attributes:
        reference: resolves pronouns, "the country", "both sides".
    """

    def __init__(self, discourse: Discourse, words: Lexicon) -> None:
        self.discourse = discourse
        self.words = words
        self.reference = Reference(self)
        self._bodies = Bodies(self)

    # Phrases ----------------------------------------------------------------------------------------------------

    def refs(self, page: Page, token: Token, depth: int = 0) -> list[Ref]:
        """Return the agents that a noun phrase names, given its head; nothing if it names none."""
        return unique(
            ref for part in coordinated(antecedent(token)) for ref in self.single(page, part, depth)
        )

    def any(self, page: Page, token: Token) -> list[Ref]:
        """Return the agents that a phrase names or else contains."""
        return unique(
            ref
            for part in coordinated(antecedent(token))
            for ref in self.single(page, part) or self.inside(page, part)
        )

    def doers(self, page: Page, tokens: list[Token]) -> list[Ref]:
        """Return the agents of the heads of a subject or of "by ..."."""
        found: list[Ref] = []
        for token in tokens:
            refs = self.refs(page, token) or self.inside(page, token, order=_INSIDE_SUBJECT)
            if len(refs) == 1 and any(child.lower_ == "both" for child in token.children):
                refs = [*self._joined_before(page, token), *refs]
            found.extend(refs)
        return unique(found)

    def inside(self, page: Page, token: Token, depth: int = 0, order: tuple[str, ...] = _INSIDE) -> list[Ref]:
        """Return the agents within a phrase whose head is none: "Russia" of "Russia's war against Ukraine"."""
        if depth > 3:
            return []
        if token.lemma_.lower() in _RELATED:
            return self._related(page, token, depth)
        refs = self.owners(page, token, depth)
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
            if child.dep_ == "conj" or (
                child.dep_ == "appos" and page.doc[child.left_edge.i - 1].text != "("
            ):
                refs = self.refs(page, child, depth + 1) or self.inside(page, child, depth + 1, order)
                if refs:
                    return refs
        return self._fled(page, token, depth)

    def _fled(self, page: Page, token: Token, depth: int) -> list[Ref]:
        """Return whose people are who flee: "refugees fleeing Chad", "people fleeing the war in Chad"."""
        for child in token.children:
            if child.dep_ == "acl" and child.lemma_.lower() in _FLEEING:
                places = direct_objects(child)
                places += [inner for head in (child, *places) for _, inner in prepositions(head)]
                for place in places:
                    refs = self.refs(page, place, depth + 1)
                    if refs:
                        return refs
        return []

    def _related(self, page: Page, token: Token, depth: int) -> list[Ref]:
        """Return who the allies or rivals of somebody are: "its neighbour, X", "allies within X"."""
        for child in token.children:
            if child.dep_ == "appos":
                refs = self.refs(page, child, depth + 1)
                if refs:
                    return refs
        for name, inner in prepositions(token):
            if name in _NAMELY:
                refs = self.refs(page, inner, depth + 1)
                if refs:
                    return refs
        of_somebody = any(c.dep_ == "poss" for c in token.children) or any(
            name == "of" for name, _ in prepositions(token)
        )
        return [
            ref
            for ref in self.modifiers(page, token)
            if ref.token.dep_ != "poss" and (of_somebody or ref.agent.kind == "Region")
        ]

    def local(self, page: Page, verb: Token, subjects: list[Token]) -> list[Ref]:
        """Return people whom nothing but the place tells: the students of "students marched in Lima"."""
        people = [part for token in subjects for part in _counted(token) if self._are_people(part)]
        if not people:
            return []
        heads = [*people, verb, *direct_objects(verb)]
        places = [
            inner
            for head in heads
            for name, inner in prepositions(head)
            if name in _PLACES and inner.ent_type_
        ]
        for place in places:
            found = self.refs(page, place)
            if found:
                return unique(ref for token in people for ref in self._bodies.local(token, found))
        return []

    def _are_people(self, token: Token) -> bool:
        return token.lemma_.lower() in self.words.groups or (
            token.ent_type_ == "NORP" and token.tag_ == "NNPS"
        )

    # Parts of a phrase ------------------------------------------------------------------------------------------

    def possessors(self, page: Page, noun: Token) -> list[Ref]:
        """Return whose a thing is: the agents in its possessive, or else those that modify it."""
        return self._owned(page, noun, lambda child: self.any(page, child))

    def owners(self, page: Page, noun: Token, depth: int) -> list[Ref]:
        """Return whose a thing is as `possessors` does, but of possessives only agents that they name themselves."""
        return self._owned(page, noun, lambda child: self.refs(page, child, depth + 1) if depth < 4 else [])

    def _owned(self, page: Page, noun: Token, resolve: Callable[[Token], list[Ref]]) -> list[Ref]:
        for child in noun.children:
            if child.dep_ == "poss":
                refs = resolve(child)
                if refs:
                    return refs
        return self.modifiers(page, noun)

    def complements(self, page: Page, token: Token, depth: int) -> list[Ref]:
        """Return the agents of a noun's "of ..." or such a phrase: "France" of "the government of France"."""
        if depth >= 4:
            return []
        phrases = list(prepositions(token))
        for wanted in _COMPLEMENTS:
            for name, inner in phrases:
                if name == wanted:
                    refs = self.refs(page, inner, depth + 1)
                    if refs:
                        return refs
        return []

    def modifiers(self, page: Page, token: Token) -> list[Ref]:
        """Return the states and organisations that modify a noun: both of "the British and French fleets"."""
        found: list[Ref] = []
        for child in token.children:
            if child.dep_ in _MODIFIERS and child.i < token.i:
                for part in (child, *(c for c in child.subtree if c.i < token.i)):
                    mention = page.mentions.get(part.i)
                    if mention is not None and not _in_possessor(part, token) and not _is_sponsor(part):
                        found.append(_mentioned(mention, part))
        found = unique(sorted(found, key=lambda ref: ref.token.i))
        # "U.S. Middle East policy": whose it is comes first, what it is about second.
        subjects = {
            after.agent.iri
            for before, after in pairwise(found)
            if before.agent.kind != "Region"
            and after.agent.kind == "Region"
            and _is_next(page, before, after)
        }
        return [ref for ref in found if ref.agent.iri not in subjects]

    def _joined_before(self, page: Page, subject: Token) -> list[Ref]:
        """Return who stands before a subject's "and", where the parser has cut the list: "A and the B, C, both"."""
        start = subject.left_edge.i
        if start < 2 or page.doc[start - 1].lower_ != "and":
            return []
        before = page.doc[start - 2]
        if before.i in page.persons:
            return [self.person_ref(page.persons[before.i], before)]
        return self.single(page, before, 2)

    # One phrase -------------------------------------------------------------------------------------------------

    def single(self, page: Page, token: Token, depth: int = 0) -> list[Ref]:
        """Return the agents that a noun with what hangs on it names, without those that are joined to it."""
        person = page.persons.get(token.i)
        if person is not None:
            # "A, a citizen of Russia, and B, a citizen of Belarus": B hangs on the citizen or on Russia.
            joined = [
                part
                for child in token.children
                if child.dep_ == "appos"
                for part in child.subtree
                if part.dep_ == "conj" and part.i in page.persons
            ]
            return [self.person_ref(person, token), *(self.person_ref(page.persons[t.i], t) for t in joined)]
        for child in token.children:
            # "the Russian president, Vladimir Putin": the name says more than the office.
            if child.dep_ == "appos" and child.i in page.persons:
                return [
                    self.person_ref(page.persons[part.i], part)
                    for part in coordinated(child)
                    if part.i in page.persons
                ]
        mention = page.mentions.get(token.i)
        if mention is not None and not _is_adjective(token):
            others = self._bodies.joined(page, token, mention)
            if others and mention.end - mention.start == 1:
                # "the Kenyan Senate" is not the one that is called just so.
                return others
            return [*others, _mentioned(mention, token)]
        referred = self.reference.resolve(page, token, depth)
        if referred is not None:
            return referred
        if any(part.i in page.persons for part in token.children if part.dep_ == "conj"):
            # "the envoys of Chad and Niger, Moussa and Issa", which the parser takes for one long list
            return []
        return self._bodies.resolve(page, token, depth)

    def named(self, page: Page, token: Token) -> list[Ref]:
        """Return the agent that a token is part of the name of, if any."""
        mention = page.mentions.get(token.i)
        return [_mentioned(mention, token)] if mention is not None else []

    # Persons ----------------------------------------------------------------------------------------------------

    def person_ref(self, person: Person, token: Token) -> Ref:
        """Return the ref of somebody the brief names."""
        return Ref(self.person_agent(person), token, person)

    def person_agent(self, person: Person) -> Agent:
        """Return the agent that a person is, as far as the brief has told who they are."""
        if person.entry is not None:
            base = person.entry.agent()
            listed = person.entry.tenures[-1].office_of if person.entry.tenures else None
            state = person.state or listed or base.belongs_to
            return Agent(base.iri, "Person", base.label, state, registered=True)
        iri = person_iri(person.name, person.state, self.discourse.key, self.discourse.registry)
        return Agent(iri, "Person", person.name, person.state)


def _mentioned(mention: Mention, token: Token) -> Ref:
    entry = mention.entry
    plural = token.pos_ in ("NOUN", "PROPN") and token.tag_ in ("NNS", "NNPS")
    if mention.sort == "demonym" and plural and entry.kind in STATES:
        # "Palestinians" are people of a state, not the state.
        iri = f"{ID}group/{entry.code or digest(entry.iri)}/{slug(token.text)}"
        return Ref(Agent(iri, "Group", token.text, entry.iri), token)
    return Ref(entry.agent(), token)


def _counted(token: Token) -> list[Token]:
    """Return what a number counts: the students of "hundreds of students"; the token itself if it is none."""
    if token.pos_ != "NOUN" or token.lemma_.lower() not in _NUMBERS:
        return coordinated(token)
    return [part for name, inner in prepositions(token) if name == "of" for part in _counted(inner)]


def _is_sponsor(token: Token) -> bool:
    """Tell whether a name only says by whom something is backed: "the Iran-backed fighters" are not Iran's."""
    head = token.head
    return (
        token.dep_ == "npadvmod"
        and head.tag_ == "VBN"
        and head.lemma_.lower() != "lead"
        and head.i == token.i + 2
    )


def _is_adjective(token: Token) -> bool:
    """Tell whether a name only modifies: "Russian" of "Russian troops"."""
    return token.dep_ in ("amod", "compound", "nmod") and token.i < token.head.i


def _is_next(page: Page, before: Ref, after: Ref) -> bool:
    """Tell whether a name stands right behind another, with no "and" or hyphen between."""
    return page.mentions[before.token.i].end == page.mentions[after.token.i].start


def _in_possessor(part: Token, top: Token) -> bool:
    walk = part
    while walk.i != top.i and walk.head.i != walk.i:
        if walk.dep_ in ("poss", "pobj"):
            return True
        walk = walk.head
    return False
