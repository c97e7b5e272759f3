"""What came close to an act: words of the lexicon in sentences of which nothing was read, and what they lack."""

from collections.abc import Iterator

from spacy.tokens import Span, Token

from legation.records import Miss

from .agents import Agents
from .candidates import Candidate
from .discourse import Page
from .grammar import (
    are_there,
    by_agents,
    complement,
    direct_objects,
    is_passive,
    is_verb,
    near_words,
    surface_subjects,
)
from .lexicon import Lexicon, NounPattern, Operator, VerbPattern
from .namings import Namings
from .nominals import Nominals, carrier
from .refs import powers
from .status import standing
from .triggers import Triggers, can_act, slots_of

# Words of a set of alternatives that are shown.
_MOST = 4
_NOBODY = "no state, organisation, body or person that it knows"


class Misses:
    """Finds what came close in one brief."""

    def __init__(self, agents: Agents, words: Lexicon, namings: Namings) -> None:
        self._agents = agents
        self._words = words
        self._namings = namings
        self._triggers = Triggers(agents, words)
        self._nominals = Nominals(agents, words)

    def find(self, page: Page, sentence: Span) -> Iterator[Miss]:
        """Yield the words of a sentence that could have told an act, each with its nearest entry and what it lacks."""
        for token in sentence:
            lemma = token.lemma_.lower()
            lacks: list[tuple[int, int, str, VerbPattern | NounPattern | Operator]] = []
            if is_verb(token):
                candidate = self._triggers.find(page, token, set())
                if candidate is not None and candidate.entry is not None:
                    lacks.append((9, 0, self._unsettled(candidate), candidate.entry))
                else:
                    for number, verb in enumerate(self._words.verbs.get(lemma, ())):
                        stage, reason = self._verb(page, token, verb)
                        # "Said" is not "said no to" but for a word: such verbs have much else to do.
                        if stage or not self._is_common(lemma):
                            rank = number if stage else len(verb.words)
                            lacks.append((stage, -rank, reason, verb))
                    for operator in self._words.operators.get(lemma, ()):
                        if operator.act_class:
                            lacks.append((1, 0, self._operator(page, token, operator), operator))
            if token.pos_ in ("NOUN", "PROPN"):
                for number, noun in enumerate(self._words.nouns.get(lemma, ())):
                    stage, reason = self._noun(page, token, noun)
                    lacks.append((stage, -number, reason, noun))
            if lacks:
                _, _, reason, entry = max(lacks, key=lambda lack: lack[:2])
                name = entry.act_class or ""
                word = self._namings.words(page, token.i, token.i + 1)
                yield Miss(word, name, entry.source, entry.file, reason)

    def _is_common(self, lemma: str) -> bool:
        return lemma in self._words.speech_verbs or lemma in self._words.light_verbs

    def _verb(self, page: Page, verb: Token, pattern: VerbPattern) -> tuple[int, str]:
        """Return how far a pattern came, and the first thing that it lacks."""
        near = near_words(verb)
        for words in pattern.words:
            if not are_there((words,), near):
                return 0, f"{_any(words)} is not beside it"
        if excluded := sorted(pattern.unless & near):
            return 2, f"'{excluded[0]}' stands with it, which the entry excludes"
        if pattern.within and pattern.within.isdisjoint(near):
            return 2, f"{_any(pattern.within)} is not beside it"
        if pattern.infinitive and not complement(verb, "to"):
            return 3, "no infinitive follows it"
        passive = is_passive(verb)
        subjects = by_agents(verb) if passive else surface_subjects(verb)
        objects = surface_subjects(verb) if passive else direct_objects(verb)
        slots = slots_of(verb, pattern, objects)
        if slots is None:
            if pattern.target == "preposition":
                return 3, f"no phrase with {_any(pattern.prepositions)} goes with it"
            return 3, "no clause follows it" if pattern.target == "clause" else "it has no object"
        if reason := self._actors(page, subjects):
            return 4, reason
        actors = self._agents.doers(page, subjects)
        if not can_act(actors, pattern.needs):
            return 5, f"'{_phrase(subjects[0])}' is none who can: the entry needs '{pattern.needs}'"
        if pattern.mutual and len(powers(actors)) < 2:
            return 0, "its subject is not two who act on each other"
        return 6, "another entry was taken"

    def _operator(self, page: Page, verb: Token, operator: Operator) -> str:
        if complement(verb, operator.complement) is None and not direct_objects(verb):
            return "nothing follows it that it could speak of"
        return self._actors(page, by_agents(verb) if is_passive(verb) else surface_subjects(verb)) or (
            "its words do not fit the entry"
        )

    def _actors(self, page: Page, subjects: list[Token]) -> str | None:
        """Return why nobody acts; None if somebody does."""
        if not subjects:
            return "nobody is said to have done it"
        if not self._agents.doers(page, subjects):
            return f"'{_phrase(subjects[0])}' is {_NOBODY}"
        return None

    def _noun(self, page: Page, noun: Token, pattern: NounPattern) -> tuple[int, str]:
        around = {form for token in noun.subtree for form in (token.lower_, token.lemma_.lower())}
        if excluded := sorted(pattern.unless & around):
            return 2, f"'{excluded[0]}' stands with it, which the entry excludes"
        if pattern.within and pattern.within.isdisjoint(around):
            return 1, f"{_any(pattern.within)} is not beside it"
        verb = carrier(noun)
        light = verb if verb is not None and verb.lemma_.lower() in self._words.light_verbs else None
        roles = self._nominals.roles(page, noun, pattern, light)
        if not any(roles.values()):
            return 3, f"{_NOBODY} stands with it"
        candidate = self._nominals.find(page, noun)
        if candidate is not None:
            return 9, self._unsettled(candidate)
        if not roles["actor"] and not roles["both"]:
            return (
                4,
                "it is not said whose it is: no possessor, adjective, or subject of a verb that carries it",
            )
        names = [name for name, role in pattern.roles if role in ("target", "both")]
        led = f": no phrase with {_any(frozenset(names))}" if names else ""
        return 4, f"it is not said whom it is done to{led}"

    def _unsettled(self, found: Candidate) -> str:
        """Return why an act that matched was not told."""
        status = standing(found.trigger, self._words)
        if status.dropped:
            words = [token.text for operator, token in status.operators if operator.inner == "drop"]
            return f"'{words[0]}' takes its place" if words else "a word above takes its place"
        if status.condition:
            return "it is a condition of something else"
        if not found.targets:
            return "it is not said whom it is done to, or with"
        labels = ", ".join(dict.fromkeys(ref.agent.label for ref in found.targets))
        if powers(found.targets) <= powers(found.actors):
            return f"it is done to {labels}, which is no other power than the actor"
        return f"what it tells of {labels} is no act of its own here"


def _any(words: frozenset[str]) -> str:
    shown = sorted(words)[:_MOST]
    return " or ".join(f"'{word.replace('_', ' ')}'" for word in shown) + (" …" if len(words) > _MOST else "")


def _phrase(head: Token) -> str:
    return head.doc[head.left_edge.i : head.i + 1].text
