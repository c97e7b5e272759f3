"""Nouns that tell an act: "Russia's condemnation of", "talks between", "carried out an attack on"."""

from dataclasses import replace

from spacy.tokens import Token

from .agents import Agents
from .candidates import OF_THE_PLACE, Candidate
from .discourse import Page
from .grammar import by_agents, is_passive, prepositions, surface_subjects
from .lexicon import Lexicon, NounPattern, Role
from .refs import Ref, foreign, powers, unique

# Prepositions that put a meeting beside what its participants do meanwhile: "during talks with X".
_WHILE = frozenset("during after at following in before amid for on with upon".split())
# What talks do that took place.
_HAPPEN = frozenset(
    "take begin start open end conclude resume continue last occur hold follow fail collapse break erupt flare rage "
    "intensify escalate happen reopen ensue arise".split()
)
# Where the sides of what happens stand beside the verb: "Fighting broke out between".
_SIDES = frozenset({"between", "with", "against"})
# By whom is done what somebody receives; "of" only of kind words: "won the praise of", but "gained control of".
_SOURCES = frozenset({"from", "by"})
_GOODWILL = frozenset({"SUPPORT", "AID", "AGREE"})


# Acts of speech that somebody answers, and the verbs that tell the answer: "turned down Peru's request".
_ANSWERED = frozenset({"REQUEST", "AGREE"})
_ANSWERS = frozenset(
    "accept answer consider decline defy deny dismiss grant heed honour honor ignore meet oppose rebuff refuse reject "
    "spurn throw turn welcome".split()
)


class Nominals:
    """Finds the acts that nouns tell."""

    def __init__(self, agents: Agents, words: Lexicon) -> None:
        self._agents = agents
        self._words = words

    def find(self, page: Page, noun: Token) -> Candidate | None:
        """Return the act that a noun tells, or None."""
        lemma = noun.lemma_.lower()
        keys = [lemma, noun.lower_]
        keys += [f"{c.lower_}_{lemma}" for c in noun.children if c.dep_ in ("compound", "amod")]
        for key in keys:
            for pattern in self._words.nouns.get(key, ()):
                candidate = self._match(page, noun, pattern)
                if candidate is not None:
                    return candidate
        return None

    def _match(self, page: Page, noun: Token, pattern: NounPattern) -> Candidate | None:
        if not _fits(noun, pattern):
            return None
        verb = carrier(noun)
        light = verb if verb is not None and verb.lemma_.lower() in self._words.light_verbs else None
        roles = self._received(page, noun, pattern, light) or self.roles(page, noun, pattern, light)
        actors, targets = unique(roles["actor"]), unique(roles["target"])
        if roles["both"]:
            both = unique(roles["both"])
            if len(powers(both)) > 1 and not actors:
                return Candidate.of(pattern, page, noun, both, [], mutual=True)
            targets = unique([*targets, *both])
        meeting = pattern.event_type == "CONSULT"
        if not actors and targets:
            actors = self._bystander(page, noun, meeting)
        elif not actors and pattern.mutual and meeting and _took_place(noun):
            pair = self._agents.reference.pair(page, noun)
            return Candidate.of(pattern, page, noun, pair, [], mutual=True)
        if not actors:
            return None
        own = powers(actors)
        if not targets and light is None and verb is not None and pattern.event_type in _ANSWERED:
            targets = self._answering(page, noun, verb, own)
            if targets:
                return replace(Candidate.of(pattern, page, noun, actors, targets), answered=True)
        if len(own) > 1 and not targets and pattern.mutual:
            return Candidate.of(pattern, page, noun, actors, [], mutual=True)
        if light is None and not foreign(targets, own):
            return None
        return Candidate.of(pattern, page, noun, actors, targets, pattern.mutual and not targets)

    def roles(
        self, page: Page, noun: Token, pattern: NounPattern, light: Token | None
    ) -> dict[Role, list[Ref]]:
        """Return who stands in which role of a noun, and of the light verb that carries it."""
        roles: dict[Role, list[Ref]] = {"actor": [], "target": [], "both": []}
        for child in noun.children:
            if child.dep_ == "poss":
                roles[pattern.possessor].extend(self._agents.any(page, child))
        adjectives = self._agents.modifiers(page, noun)
        if len(adjectives) > 1 and pattern.mutual:
            roles["both"].extend(adjectives)
        elif adjectives and not roles[pattern.possessor]:
            roles[pattern.possessor].extend(adjectives)
        phrases = list(prepositions(noun))
        # "the visit of a president to Ukraine": the second phrase hangs on the first.
        named = {name for name, _ in phrases}
        for _, inner in list(phrases):
            phrases.extend(
                (name, deeper) for name, deeper in prepositions(inner) if name not in named and name != "of"
            )
        if light is not None:
            phrases.extend((name, inner) for name, inner in prepositions(light) if name != "by")
        elif noun.dep_ == "nsubj" and noun.head.lemma_.lower() in _HAPPEN:
            # "ended with an appeal to Chad" is none with Chad.
            beside = [(name, inner) for name, inner in prepositions(noun.head) if name in _SIDES]
            phrases.extend((name, inner) for name, inner in beside if self._agents.refs(page, inner))
        for name, inner in phrases:
            role = pattern.role(name)
            if role is not None:
                roles[role].extend(self._agents.any(page, inner))
        if light is not None and not roles["actor"]:
            tokens = by_agents(light) if is_passive(light) else surface_subjects(light)
            tokens = [t for t in tokens if t.i != noun.i]
            roles["actor"].extend(self._agents.doers(page, tokens))
            if not roles["actor"] and pattern.event_type in OF_THE_PLACE:
                roles["actor"].extend(self._agents.local(page, light, tokens))
        return roles

    def _received(
        self, page: Page, noun: Token, pattern: NounPattern, light: Token | None
    ) -> dict[Role, list[Ref]] | None:
        """Return who stands in which role of what a light verb's subject undergoes: "drew criticism from".

        None where the subject is the one who acts.
        """
        how = self._words.receiving.get(light.lemma_.lower()) if light is not None else None
        if light is None or how is None or is_passive(light) or not _is_borne(noun):
            return None
        actors = self._agents.owners(page, noun, 0)
        for head in (noun, light) if not actors else ():
            for name, inner in prepositions(head):
                kind = name == "of" and pattern.event_type in _GOODWILL
                if not actors and (name in _SOURCES or kind):
                    actors = self._agents.any(page, inner)
        targets = self._agents.doers(page, surface_subjects(light))
        if not actors or not targets:
            return {"actor": [], "target": [], "both": []} if how == "target" else None
        return {"actor": actors, "target": targets, "both": []}

    def _answering(self, page: Page, noun: Token, verb: Token, own: set[str]) -> list[Ref]:
        """Return whom a request or offer was made to: those who granted or refused it."""
        if verb.lemma_.lower() not in _ANSWERS:
            return []
        tokens = by_agents(verb) if is_passive(verb) else surface_subjects(verb)
        return foreign(self._agents.doers(page, [t for t in tokens if t.i != noun.i]), own)

    def _bystander(self, page: Page, noun: Token, meeting: bool) -> list[Ref]:
        """Return the subject of the clause beside which something happens.

        "during talks with X" for a meeting; "relations marked by condemnations of X" for anything.
        """
        noun = _counted(noun)
        if noun.dep_ != "pobj":
            return []
        preposition, above = noun.head, noun.head.head
        if meeting and preposition.lower_ in _WHILE and above.pos_ in ("VERB", "AUX"):
            return self._agents.doers(page, surface_subjects(above))
        participle = above.dep_ in ("acl", "advcl", "relcl") and above.tag_ == "VBN"
        if participle and preposition.lower_ in ("by", "with"):
            for ancestor in above.ancestors:
                if ancestor.pos_ in ("VERB", "AUX"):
                    return self._agents.doers(page, surface_subjects(ancestor))
        return []


def _fits(noun: Token, pattern: NounPattern) -> bool:
    """Tell whether one of the words that a pattern asks for is in the noun's phrase, and none that it excludes."""
    if not pattern.unless and not pattern.within:
        return True
    around = {form for token in noun.subtree for form in (token.lower_, token.lemma_.lower())}
    if not pattern.unless.isdisjoint(around):
        return False
    return not pattern.within or not pattern.within.isdisjoint(around)


def _is_borne(noun: Token) -> bool:
    """Tell whether a noun is what its verb's subject bears: the object, or behind "under"."""
    token = noun
    while token.dep_ == "conj" or (token.dep_ == "pobj" and token.head.lower_ == "of"):
        token = token.head if token.dep_ == "conj" else token.head.head
    return token.dep_ == "dobj" or (token.dep_ == "pobj" and token.head.lower_ == "under")


def _took_place(noun: Token) -> bool:
    """Tell whether a noun is "the negotiations" that took place, began or ended, between those spoken of."""
    definite = any(child.lower_ in ("the", "these", "those") for child in noun.children)
    return definite and noun.dep_ in ("nsubj", "nsubjpass") and noun.head.lemma_ in _HAPPEN


def carrier(noun: Token) -> Token | None:
    """Return the verb that a noun is object (or passive subject) of, directly or through "a series of"."""
    token = _counted(noun)
    head = token.head
    if token.dep_ in ("dobj", "nsubjpass", "attr") and head.pos_ in ("VERB", "AUX"):
        return head
    if token.dep_ == "pobj" and head.lower_ in ("in", "into", "under") and head.head.pos_ == "VERB":
        return head.head
    for child in noun.children:
        if child.dep_ in ("acl", "relcl") and child.pos_ == "VERB":
            return child
    return None


def _counted(noun: Token) -> Token:
    """Return the word through which a noun hangs in its clause: "series" of "a series of talks"."""
    while noun.dep_ == "pobj" and noun.head.dep_ == "prep" and noun.head.lower_ == "of":
        noun = noun.head.head
    while noun.dep_ == "conj":
        noun = noun.head
    return noun
