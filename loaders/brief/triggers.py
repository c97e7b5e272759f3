"""Verbs that tell an act, by the lexicon's verb patterns."""

from spacy.tokens import Token

from .agents import Agents
from .candidates import FRIENDLY, HOSTILE, OF_THE_PLACE, Candidate
from .discourse import Page
from .embeddings import Embeddings
from .grammar import (
    are_there,
    by_agents,
    complement,
    direct_objects,
    is_passive,
    is_reciprocal,
    is_verb,
    joined_in,
    near_words,
    prepositions,
    surface_subjects,
)
from .lexicon import NUMBER, Lexicon, VerbPattern
from .refs import BLOCS, STATES, Ref, foreign, powers, unique
from .targets import find_prepositional, find_targets, find_warned

# Where the other side of what was opened, cut or restored stands: "ties with X were cut", "the embassy in X opened".
_OTHER_SIDE = frozenset({"with", "between", "in", "on", "against", "to"})
# What is done to somebody's words and deeds, which is not done by whose they are.
_UTTERED = frozenset({"SUPPORT", "ACCUSE", "REJECT", "AGREE"})
# Which phrase tells who did what nobody is named for: "was arrested in Lima", "were expelled from Chad".
_BY_PLACE = {
    "COERCE": ("in", "from"),
    "ASSAULT": ("in", "near", "outside", "outside_of"),
    "SANCTION": ("from",),
    "CONSULT": ("in",),
    "SUPPORT": ("to", "into"),
}
# What leads from those who were hit to what they were hit in.
_IN_EVENT = frozenset({"in", "during", "by", "after", "following"})
# Who is somewhere on behalf of somebody else.
_ENVOYS = frozenset(
    {"ambassador", "attaché", "consul", "delegate", "diplomat", "envoy", "nuncio", "emissary"}
)
# Kinds of agent that have soldiers, police or stones: what the lexicon's `needs: force` asks for.
_MATERIAL = frozenset({"State", "FormerState", "Territory", "ArmedForce", "GovernmentBody", "Group", "Bloc",
                       "IntergovernmentalOrganisation"})  # fmt: skip


class Triggers:
    """Finds the acts that verbs tell."""

    def __init__(self, agents: Agents, words: Lexicon) -> None:
        self._agents = agents
        self._words = words
        self._embeddings = Embeddings(agents, words)

    def find(self, page: Page, verb: Token, consumed: set[int]) -> Candidate | None:
        """Return the act that a verb tells, or None.

        Args:
            page: the paragraph.
            verb: the verb.
            consumed: gets the indices of the tokens that were needed beside the verb: they tell no act of their own.
        """
        if joined_in(verb) is not None:
            return None
        patterns = self._words.verbs.get(verb.lemma_.lower(), ())
        if verb.tag_ == "VBN" and is_passive(verb) and not by_agents(verb):
            # "is opposed to": a participle that says how the subject stands, entered as "be opposed to".
            states = [
                p for p in self._words.verbs.get("be", ()) if any(verb.lower_ in words for words in p.words)
            ]
            for pattern in states:
                candidate = self._standing(page, verb, pattern)
                if candidate is not None:
                    return candidate
        operator = self._embeddings.verb(page, verb)
        if not patterns:
            return operator
        near = near_words(verb)
        if any(child.dep_ == "nummod" for token in direct_objects(verb) for child in token.children):
            near.add(NUMBER)
        moved = _moved_object(verb)
        if moved is not None:
            near |= {moved.lemma_.lower(), moved.lower_}
        best: tuple[Candidate, VerbPattern] | None = None
        for pattern in patterns:
            if operator is not None and not pattern.words:
                break
            if not _fits(pattern, near):
                continue
            candidate = self._match(page, verb, pattern, moved)
            if candidate is None:
                continue
            # A pattern that asks for more words wins, unless only one that asks for fewer finds whom the act was
            # done to: "condemned Kabul over the attack".
            if best is None or (candidate.reaches and not best[0].reaches):
                best = candidate, pattern
            if candidate.reaches:
                break
        if best is None or (operator is not None and operator.reaches and not best[0].reaches):
            return operator
        for token in verb.subtree:
            if token.i != verb.i and any(_is_one_of(token, words) for words in best[1].words):
                consumed.add(token.i)
        return best[0]

    # Patterns ---------------------------------------------------------------------------------------------------

    def _match(self, page: Page, verb: Token, pattern: VerbPattern, moved: Token | None) -> Candidate | None:
        if pattern.infinitive and not complement(verb, "to"):
            return None
        if pattern.subject and not _is_subject(verb, pattern.subject):
            return None
        if pattern.sources:
            return self._received(page, verb, pattern)
        if moved is not None and any(_is_one_of(moved, words) for words in pattern.words):
            return self._undergone(page, verb, pattern, moved)
        passive = is_passive(verb)
        subjects = surface_subjects(verb)
        objects = subjects if passive else direct_objects(verb)
        slots = slots_of(verb, pattern, objects)
        if slots is None:
            return None
        doers = by_agents(verb) if passive else subjects
        actors = self._agents.doers(page, doers)
        if not actors and passive and pattern.event_type == "ASSAULT":
            actors = self._strikers(page, verb, subjects)
        if not actors and pattern.event_type in OF_THE_PLACE:
            actors = self._agents.local(page, verb, doers)
        if not actors and passive:
            actors = self._authorities(page, verb, pattern, subjects)
        if not actors:
            # "relations were restored": nobody is said to have done it.
            return None
        several = len(powers(actors)) > 1
        if pattern.mutual:
            return Candidate.of(pattern, page, verb, actors, [], mutual=True) if several else None
        if not can_act(actors, pattern.needs):
            return None
        if several and slots and any(is_reciprocal(slot) for slot in slots):
            return Candidate.of(pattern, page, verb, actors, [], mutual=True)
        # Two who land troops do not land them on each other; two who sign do it with each other.
        several = (
            several and pattern.event_type in FRIENDLY and pattern.act_class in self._words.mutual_classes
        )
        if several and not slots:
            return Candidate.of(pattern, page, verb, actors, [], mutual=True)
        aid = pattern.event_type == "AID"
        targets = find_targets(
            self._agents, page, verb, slots, actors, objects, aid, pattern.event_type in _UTTERED
        )
        if (
            targets
            and pattern.event_type in HOSTILE
            and powers(targets) <= powers(actors)
            and _is_anothers(verb)
        ):
            targets = self._above(page, verb, powers(actors)) or targets
        if not targets and verb.dep_ == "ccomp" and verb.head.lemma_.lower() in self._words.speech_verbs:
            # "told the Chadian minister that aid would be resumed"
            targets = self._told_to(page, verb.head, powers(actors))
        if not targets and pattern.event_type == "THREATEN":
            targets = find_warned(self._agents, page, verb, powers(actors))
        told = passive and pattern.event_type == "CONSULT" and pattern.target == "object"
        if not targets and (told or pattern.act_class == "Mediation"):
            # "The talks were brokered by Norway": those spoken of are the ones who negotiated.
            targets = foreign(self._agents.reference.pair(page, verb), powers(actors))
        # "A and B signed a treaty with C": so did A with B.
        mutual = several and (not targets or pattern.act_class == "TreatySigning")
        return Candidate.of(pattern, page, verb, actors, targets, mutual)

    def _told_to(self, page: Page, verb: Token, own: set[str]) -> list[Ref]:
        """Return to whom somebody speaks."""
        heard = [*direct_objects(verb), *(inner for name, inner in prepositions(verb) if name == "to")]
        return [ref for token in heard for ref in foreign(self._agents.refs(page, token), own)]

    def _above(self, page: Page, verb: Token, own: set[str]) -> list[Ref]:
        """Return who else is in the clauses above: Chad of "apologised to Chad for firing at its ships"."""
        for above in verb.ancestors:
            if not is_verb(above):
                continue
            phrases = [inner for name, inner in prepositions(above) if name in ("to", "with", "against")]
            for token in (*surface_subjects(above), *by_agents(above), *direct_objects(above), *phrases):
                others = foreign(self._agents.refs(page, token), own)
                if others:
                    return others[:1]
        return []

    def _received(self, page: Page, verb: Token, pattern: VerbPattern) -> Candidate | None:
        """Return an act whose subject is whom it was done to: "Chad received rice from Niger"."""
        targets = [] if is_passive(verb) else self._agents.doers(page, surface_subjects(verb))
        own = powers(targets)
        actors = [
            ref
            for token in find_prepositional(verb, pattern.sources)
            for ref in foreign(self._agents.any(page, token), own)
        ]
        if not targets or not actors or not can_act(actors, pattern.needs):
            return None
        return Candidate.of(pattern, page, verb, unique(actors), targets)

    def _standing(self, page: Page, verb: Token, pattern: VerbPattern) -> Candidate | None:
        slots = find_prepositional(verb, pattern.prepositions) if pattern.target == "preposition" else []
        actors = self._agents.doers(page, surface_subjects(verb))
        if not actors or not slots or not _fits(pattern, near_words(verb) | {verb.lower_}):
            return None
        targets = find_targets(self._agents, page, verb, slots, actors, [])
        return (
            Candidate.of(pattern, page, verb, actors, targets) if foreign(targets, powers(actors)) else None
        )

    def _strikers(self, page: Page, verb: Token, subjects: list[Token]) -> list[Ref]:
        """Return who did what somebody was killed in: "were killed in an American air strike"."""
        found: list[Ref] = []
        for name, inner in prepositions(verb):
            entries = self._words.nouns.get(inner.lemma_.lower(), ())
            if name in _IN_EVENT and any(entry.event_type == "ASSAULT" for entry in entries):
                found.extend(self._agents.possessors(page, inner))
                found.extend(
                    ref
                    for by, doer in prepositions(inner)
                    if by in ("by", "with")
                    for ref in self._agents.refs(page, doer)
                )
        return foreign(unique(found), powers(self._agents.doers(page, subjects)))

    def _authorities(self, page: Page, verb: Token, pattern: VerbPattern, subjects: list[Token]) -> list[Ref]:
        """Return the state where a foreigner was arrested or received, or from where they were expelled."""
        wanted = _BY_PLACE.get(pattern.event_type)
        if (
            wanted is None
            or pattern.target != "object"
            or (by_agents(verb) and pattern.event_type != "ASSAULT")
        ):
            return []
        # One is suspended from a bloc and admitted to it.
        kinds = STATES | BLOCS if pattern.event_type == "SANCTION" else STATES
        places = [
            ref
            for name, inner in prepositions(verb)
            if name in wanted and inner.ent_type_
            for ref in self._agents.any(page, inner)
            if ref.agent.kind in (BLOCS if pattern.event_type == "SUPPORT" else kinds)
        ]
        own = powers(self._agents.doers(page, subjects))
        return places[:1] if own and foreign(places[:1], own) else []

    def _undergone(self, page: Page, verb: Token, pattern: VerbPattern, moved: Token) -> Candidate | None:
        """Return an act told by what it was done to: "the Danish consulate in Lima opened", "ties were cut".

        Who did it is who owns the thing; of things between two, it is both, those the text speaks of if it names none.
        """
        actors = unique(self._agents.possessors(page, moved))
        own = powers(actors)
        targets: list[Ref] = []
        if pattern.event_type == "ASSAULT":
            # "Chadian soldiers were killed": whose they are is to whom it was done.
            doers = self._strikers(page, verb, [moved])
            return Candidate.of(pattern, page, verb, doers, actors) if doers else None
        kind = moved.lemma_.lower()
        sent = moved.i in page.persons or kind in self._words.offices or kind in _ENVOYS
        if sent and "of" in pattern.prepositions:
            # "Peru's ambassador in Quito was summoned": by those where the ambassador is.
            places = [
                inner for head in (moved, verb) for name, inner in prepositions(head) if name in ("in", "to")
            ]
            hosts = [ref for inner in places for ref in foreign(self._agents.refs(page, inner), own)][:1]
            if hosts and actors:
                return Candidate.of(pattern, page, verb, hosts, actors)
        if "of" in pattern.prepositions and pattern.event_type in _UTTERED and is_passive(verb):
            # "Peru's proposal was welcomed": whose it is did not do it, and nobody is said to have.
            return None
        if len(own) < 2:
            for head in (moved, verb):
                for name, inner in prepositions(head):
                    if not targets and (name in pattern.prepositions or name in _OTHER_SIDE):
                        targets = foreign(self._agents.any(page, inner), own)
        several = pattern.mutual or pattern.act_class in self._words.mutual_classes
        if several and not actors:
            both = targets if len(powers(targets)) > 1 else []
            if not targets:
                both = self._agents.reference.pair(page, moved)
            actors, targets = both, []
        if not actors or not (targets or (several and len(powers(actors)) > 1)):
            return None
        return Candidate.of(pattern, page, verb, actors, targets, several and not targets)


def _fits(pattern: VerbPattern, near: set[str]) -> bool:
    """Tell whether the words that a pattern asks for stand beside the verb, and none that it excludes."""
    if not are_there(pattern.words, near) or not pattern.unless.isdisjoint(near):
        return False
    return not pattern.within or not pattern.within.isdisjoint(near)


def _is_anothers(verb: Token) -> bool:
    """Tell whether a verb beneath another has a possessive for its object that may mean another than its subject."""
    beneath = verb.dep_ in ("pcomp", "xcomp", "ccomp", "advcl")
    return beneath and any(t.tag_ == "PRP$" and t.dep_ == "poss" and t.i > verb.i for t in verb.subtree)


def _is_subject(verb: Token, words: frozenset[str]) -> bool:
    """Tell whether one of some words is the subject, or stands before it: "food" and "shipment" of "food shipments"."""
    return any(
        _is_one_of(part, words)
        for token in surface_subjects(verb)
        for part in (token, *(c for c in token.children if c.dep_ in ("amod", "compound")))
    )


def _is_one_of(token: Token, words: frozenset[str]) -> bool:
    return token.lemma_.lower() in words or token.lower_ in words


def _moved_object(verb: Token) -> Token | None:
    """Return the subject that is what something was done to: "The embassy reopened", "relations were restored"."""
    if by_agents(verb) or (not is_passive(verb) and direct_objects(verb)):
        return None
    return next((t for t in surface_subjects(verb) if t.pos_ in ("NOUN", "PROPN")), None)


def slots_of(verb: Token, pattern: VerbPattern, objects: list[Token]) -> list[Token] | None:
    """Return the heads of the phrases where a pattern has its target, or None where one is needed and missing."""
    if pattern.target == "object":
        if not objects and pattern.infinitive:
            # "allowed Chadian grain to pass"
            clause = complement(verb, "that")
            objects = surface_subjects(clause) if clause is not None else []
        return objects or None
    if pattern.target == "preposition":
        slots = find_prepositional(verb, pattern.prepositions)
        if not slots and pattern.optional_preposition:
            slots = objects
        return slots or ([] if pattern.words else None)
    if pattern.target == "clause":
        clause = complement(verb, "that")
        return (surface_subjects(clause) or None) if clause is not None else None
    return []


def can_act(actors: list[Ref], needs: str | None) -> bool:
    """Tell whether the actors are such as a pattern needs: only a force shells, only people demonstrate."""
    kinds = {ref.agent.kind for ref in actors}
    match needs:
        case "force":
            return not kinds.isdisjoint(_MATERIAL)
        case "troops":
            return "ArmedForce" in kinds
        case "people":
            return not kinds.isdisjoint({"Group", "Person"})
        case "person":
            return not kinds <= {"ArmedForce", "State", "FormerState", "Territory", "Bloc"}
        case "state":
            return not kinds <= {"ArmedForce", "Group"}
    return True
