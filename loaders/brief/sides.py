"""Between whom an act is: each actor with each target, and whom it is towards where its own words do not say."""

from collections.abc import Iterator

from .candidates import FRIENDLY, Candidate
from .discourse import Discourse
from .grammar import complement, direct_objects, is_infinitive, is_passive, is_verb, surface_subjects
from .lexicon import Lexicon
from .refs import Ref, foreign, powers

# What states do to their own people is told too where it is force; what they say to them is domestic politics.
_AT_HOME = frozenset({"PROTEST", "ASSAULT", "COERCE"})
# Types of act that are worth telling without a target: "agreed to resign", "refused", "mobilised".
_ALONE = frozenset({"AGREE", "PROTEST", "REJECT", "MOBILIZE", "THREATEN", "COERCE", "CONCEDE", "RETREAT"})
# Types whose target may be whom the sentences before are about.
_TOWARDS = frozenset(
    {
        "AGREE",
        "REJECT",
        "THREATEN",
        "ACCUSE",
        "REQUEST",
        "SANCTION",
        "CONCEDE",
        "RETREAT",
        "SUPPORT",
        "CONSULT",
    }
)
# Nouns for those whom an act is towards, besides the lexicon's groups: where they stand nobody else is meant.
_PARTIES = frozenset(
    "adversary ally company corporation country critic enemy firm foe nation neighbor neighbour opponent producer "
    "region rival state supplier".split()
)
# Types of act that are done to whom the verb names.
_ADDRESSED = frozenset({"ACCUSE", "CONSULT", "REQUEST", "SANCTION", "SUPPORT", "THREATEN"})
# How far back, in characters.
_NEARBY = 500


class Sides:
    """Tells the sides of the acts of one brief."""

    def __init__(self, discourse: Discourse, words: Lexicon) -> None:
        self._people = frozenset(words.groups) | _PARTIES
        self._registry = discourse.registry
        self._alone = len(discourse.powers()) == 1
        self._topics = discourse.topics
        self._told: list[tuple[int, list[Ref]]] = []
        """Where acts were told so far, and between whom."""

    def note(self, found: Candidate, actor: Ref, target: Ref | None) -> None:
        """Remember between whom an act was told."""
        if target is not None:
            self._told.append((found.page.position(found.trigger), [actor, target]))

    def pairs(self, found: Candidate) -> Iterator[tuple[Ref, Ref | None]]:
        """Yield (actor, target) for each pair an act is between; the target is None where nobody can be told."""
        actors, targets = found.actors, found.targets
        if found.mutual:
            yield from _joined(actors)
            if not targets:
                return
        if len(actors) > 1 and powers(targets) <= powers(actors):
            # "Chad and Niger closed their consulates": not each other's.
            targets = []
        for actor in actors:
            others = foreign(targets, {actor.power})
            if others:
                for target in others:
                    yield actor, target
            elif targets:
                if found.event_type in _AT_HOME and not _is_property(found, targets[0]):
                    yield actor, targets[0]
            else:
                towards = self._towards(actor, found)
                if towards is not None or (found.event_type in _ALONE and not _is_aside(found)):
                    yield actor, towards

    def _towards(self, actor: Ref, found: Candidate) -> Ref | None:
        if found.event_type == "PROTEST" or (self._alone and found.event_type in _ALONE):
            # Who marches against nobody in particular marches against their own government, and a text that names one
            # state only tells what happens inside it.
            return self._home(actor)
        if found.event_type not in _TOWARDS:
            return None
        if _is_purpose(found) or self._is_aimed(found):
            return None
        return self._other_side(actor, found) or self._topic(actor, found)

    def _is_aimed(self, found: Candidate) -> bool:
        """Tell whether an act is said to be towards somebody who is nobody known: "criticised oil firms"."""
        verb = found.trigger
        if not is_verb(verb) or found.event_type not in _ADDRESSED:
            return False
        clause = complement(verb, "that") if found.event_type == "REQUEST" else None
        aims = surface_subjects(verb) if is_passive(verb) else direct_objects(verb)
        aims = [*aims, *(surface_subjects(clause) if clause is not None else ())]
        return any(aim.tag_ == "NNS" and aim.lemma_.lower() in self._people for aim in aims)

    def _topic(self, actor: Ref, found: Candidate) -> Ref | None:
        """Return whom the brief is about, where an act of somebody else is towards nobody named."""
        for iri in self._topics:
            entry = self._registry.entry(iri)
            if iri != actor.power and entry is not None:
                return Ref(entry.agent(), found.trigger)
        return None

    def _other_side(self, actor: Ref, found: Candidate) -> Ref | None:
        """Return whom the acts just told were between besides an actor: "Chad accepted" what Niger asked."""
        for position, sides in reversed(self._told):
            if found.page.position(found.trigger) - position > _NEARBY:
                return None
            if actor.power in powers(sides):
                # Two who condemn something together do not condemn each other.
                own = {actor.power} if found.event_type in FRIENDLY else powers(found.actors)
                others = foreign(sides, own)
                if others:
                    return Ref(others[0].agent, found.trigger, others[0].person)
        return None

    def _home(self, ref: Ref) -> Ref | None:
        entry = self._registry.entry(ref.power)
        return Ref(entry.agent(), ref.token) if entry is not None and entry.kind != "Person" else None


def _is_property(found: Candidate, target: Ref) -> bool:
    """Tell what a state does with something of its own rather than to its people: "revoked Chadian citizenship"."""
    noun = target.token.head
    return found.event_type == "COERCE" and target.token.dep_ == "amod" and noun.pos_ == "NOUN"


def _is_aside(found: Candidate) -> bool:
    """Tell whether an act stands in a clause that only describes something."""
    return any(token.dep_ in ("relcl", "acl", "advcl") for token in (found.trigger, *found.trigger.ancestors))


def _is_purpose(found: Candidate) -> bool:
    """Tell whether an act is only what another was for: "arrived to sign"."""
    return found.trigger.dep_ == "advcl" and is_infinitive(found.trigger)


def _joined(actors: list[Ref]) -> Iterator[tuple[Ref, Ref]]:
    for i, actor in enumerate(actors):
        for other in foreign(actors[i + 1 :], {actor.power}):
            yield actor, other
