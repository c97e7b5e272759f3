"""Words that embed an act and are one themselves: "agreed to withdraw", "its refusal to withdraw", "said Chad must"."""

from spacy.tokens import Token

from .agents import Agents
from .candidates import HOSTILE, Candidate
from .discourse import Page
from .grammar import (
    are_there,
    by_agents,
    complement,
    direct_objects,
    is_infinitive,
    is_passive,
    is_verb,
    near_words,
    prepositions,
    surface_subjects,
)
from .lexicon import Lexicon
from .nominals import carrier
from .refs import Ref, foreign, powers, unique
from .targets import find_concerned, find_warned

_DUTY = frozenset({"must", "should", "ought"})
# Where whom a promise, demand or refusal is addressed to stands.
_ADDRESSEE = frozenset({"on", "upon", "to", "with", "against"})
# Where whose promise, demand or refusal it is stands.
_WHOSE = frozenset({"by", "from", "of"})


class Embeddings:
    """Finds the acts that consist in speaking of another act."""

    def __init__(self, agents: Agents, words: Lexicon) -> None:
        self._agents = agents
        self._words = words

    def verb(self, page: Page, verb: Token) -> Candidate | None:
        """Return the act that an embedding verb itself is: "agreed to withdraw", "demanded that Iraq comply"."""
        return self._told(page, verb) or self._duty(page, verb)

    def noun(self, page: Page, noun: Token) -> Candidate | None:
        """Return the act that an embedding noun is: "its refusal to withdraw", "a demand that Iraq comply"."""
        operators = [
            o for o in self._words.operators.get(noun.lemma_.lower(), ()) if o.act_class and not o.words
        ]
        clause = _content(noun)
        if not operators or clause is None:
            return None
        if is_infinitive(clause):
            how = "to"
        elif any(c.dep_ == "mark" and c.lower_ == "that" for c in clause.children):
            how = "that"
        else:
            return None
        operator = next((o for o in operators if o.complement == how), None)
        event_type = self._words.types.get(operator.act_class or "") if operator is not None else None
        if operator is None or operator.act_class is None or event_type is None:
            return None
        if event_type == "AGREE" and self._is_hostile(clause):
            return None
        actors = self._whose(page, noun)
        if not actors:
            return None
        own = powers(actors)
        targets = [
            ref
            for name, inner in prepositions(noun)
            if name in _ADDRESSEE or name == "for"
            for ref in foreign(self._agents.any(page, inner), own)
        ]
        targets = unique(targets or find_concerned(self._agents, page, clause, own))
        return (
            Candidate(page, noun, operator.act_class, event_type, actors, targets, outer=True, entry=operator)
            if targets
            else None
        )

    def _whose(self, page: Page, noun: Token) -> list[Ref]:
        """Return who promises, demands or refuses: whose noun it is, or who is said to make it."""
        actors = unique(self._agents.possessors(page, noun))
        for name, inner in prepositions(noun) if not actors else ():
            if name in _WHOSE and not actors:
                actors = self._agents.refs(page, inner)
        verb = carrier(noun) if not actors else None
        if verb is None or verb.lemma_.lower() not in self._words.light_verbs:
            return actors
        tokens = by_agents(verb) if is_passive(verb) else surface_subjects(verb)
        return self._agents.doers(page, [t for t in tokens if t.i != noun.i])

    def _told(self, page: Page, verb: Token) -> Candidate | None:
        """Return the act that an embedding verb itself is: "agreed to withdraw", "demanded that Iraq comply"."""
        for operator in self._words.operators.get(verb.lemma_.lower(), ()):
            if operator.act_class is None:
                continue
            clause = complement(verb, operator.complement)
            objects = direct_objects(verb)
            if clause is None and (operator.complement != "any" or not objects):
                continue
            if operator.words and not are_there(operator.words, near_words(verb)):
                continue
            event_type = self._words.types.get(operator.act_class)
            if event_type is None:
                continue
            passive = is_passive(verb)
            actors = self._agents.doers(page, by_agents(verb) if passive else surface_subjects(verb))
            if not actors:
                return None
            if event_type == "AGREE" and clause is not None and self._is_hostile(clause):
                # "promised to impose a tariff": the tariff is what matters, and it stays planned.
                return None
            own = powers(actors)
            targets: list[Ref] = []
            for token in surface_subjects(verb) if passive else objects:
                told = self._agents.any(page, token)
                if event_type == "REQUEST" and powers(told) <= own and token.pos_ == "PROPN":
                    # "ordered the former president to appear": what a power tells one of its own.
                    return None
                targets.extend(foreign(told, own))
            for name, inner in prepositions(verb):
                if not targets and name in _ADDRESSEE:
                    targets.extend(foreign(self._agents.any(page, inner), own))
            # "A and B agreed to ask the Pope": they agree with each other.
            together = len(own) > 1 and event_type == "AGREE"
            if not targets and clause is not None and not together:
                targets = find_concerned(self._agents, page, clause, own)
            if not targets and event_type == "THREATEN":
                targets = find_warned(self._agents, page, verb, own)
            targets = unique(targets)
            mutual = not targets and (
                together or (len(own) > 1 and operator.act_class in self._words.mutual_classes)
            )
            return Candidate(
                page,
                verb,
                operator.act_class,
                event_type,
                actors,
                targets,
                mutual,
                outer=True,
                entry=operator,
            )
        return None

    def _duty(self, page: Page, verb: Token) -> Candidate | None:
        """Return the demand in "said that China must drop barriers"."""
        if verb.lemma_.lower() not in self._words.speech_verbs:
            return None
        clause = complement(verb, "that")
        if clause is None:
            return None
        duty = next((c.lower_ for c in clause.children if c.dep_ == "aux" and c.lower_ in _DUTY), None)
        if duty is None:
            return None
        actors = self._agents.doers(page, surface_subjects(verb))
        own = powers(actors)
        targets = [r for t in surface_subjects(clause) for r in foreign(self._agents.refs(page, t), own)]
        if not actors or not targets:
            return None
        name = "Demand" if duty == "must" else "Appeal"
        event_type = self._words.types.get(name, "REQUEST")
        return Candidate(page, verb, name, event_type, actors, unique(targets), outer=True, demanded=clause)

    def _is_hostile(self, clause: Token) -> bool:
        near = near_words(clause)
        for pattern in self._words.verbs.get(clause.lemma_.lower(), ()):
            if are_there(pattern.words, near):
                return pattern.event_type in HOSTILE
        return False


def _content(noun: Token) -> Token | None:
    """Return the verb of the clause that says what is promised or refused, also where it hangs on the verb above."""
    within = next((c for c in noun.children if c.dep_ in ("acl", "ccomp", "relcl") and is_verb(c)), None)
    if within is not None or noun.dep_ != "dobj":
        return within
    beside = (c for c in noun.head.children if c.dep_ in ("advcl", "ccomp") and c.i > noun.i)
    return next((c for c in beside if is_infinitive(c)), None)
