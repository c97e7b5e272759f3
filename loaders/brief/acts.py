"""Who did what to whom: triggers of the lexicon, their actors and targets, and what the words above make of them."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from spacy.tokens import Span, Token

from legation.records import Act, Agent, Stance, Tenure

from .agents import Agents, Ref, unique
from .dates import Calendar, When, nearest
from .discourse import Discourse, Page
from .grammar import (
    by_agents,
    coordinated,
    direct_objects,
    is_passive,
    is_verb,
    near_words,
    prepositions,
    surface_subjects,
)
from .lexicon import Lexicon, NounPattern, VerbPattern
from .speech import attribution
from .status import Standing, standing

# A type of event that does its target good, or needs its consent: to intend it is to agree to it.
_FRIENDLY = frozenset({"AGREE", "CONSULT", "SUPPORT", "COOPERATE", "AID", "CONCEDE", "RETREAT"})
_HOSTILE = frozenset({"REJECT", "SANCTION", "COERCE", "ASSAULT", "MOBILIZE", "ACCUSE", "PROTEST", "THREATEN"})
_SUBJECT_PHRASES = ("by", "of", "from", "in", "for")
_LAST_RESORT = (
    "against",
    "on",
    "upon",
    "with",
    "to",
    "toward",
    "towards",
    "at",
    "from",
    "into",
    "over",
    "for",
    "in",
)
_REASONS = frozenset("because_of over for due_to in_response_to in_retaliation_for following".split())
_WHILE = frozenset("during after at following in before amid for on with upon".split())
# What states do to their own people is told too where it is force; what they say to them is domestic politics.
_HAPPEN = frozenset(
    "take begin start open end conclude resume continue last occur hold follow fail collapse".split()
)
_DUTY = frozenset({"must", "should", "ought"})
_AT_HOME = frozenset({"PROTEST", "ASSAULT", "COERCE"})
# Types of act that are worth telling without a target: "agreed to resign", "refused", "mobilised".
_ALONE = frozenset({"AGREE", "PROTEST", "REJECT", "MOBILIZE", "THREATEN", "COERCE", "CONCEDE", "RETREAT"})
_MATERIAL = frozenset({"State", "FormerState", "Territory", "ArmedForce", "GovernmentBody", "Group", "Bloc",
                       "IntergovernmentalOrganisation"})  # fmt: skip


@dataclass(slots=True)
class Candidate:
    """One act found: a trigger with its class, actors and targets."""

    page: Page
    trigger: Token
    act_class: str
    event_type: str
    actors: list[Ref]
    targets: list[Ref]
    mutual: bool = False
    standing: Standing = field(default_factory=Standing)
    outer: bool = False


class ActReader:
    """Reads the acts of one brief."""

    def __init__(self, discourse: Discourse, agents: Agents, words: Lexicon, calendar: Calendar) -> None:
        self.discourse = discourse
        self.calendar = calendar
        self.agents = agents
        self.words = words
        self._mutual_classes = {p.act_class for ps in words.verbs.values() for p in ps if p.mutual}

    def read(self, page: Page, sentence: Span, dates: list[When]) -> Iterator[Act]:
        """Yield the acts of a sentence, one for each actor-target pair, none twice."""
        seen: set[tuple[str, str, str]] = set()
        citation, cited = self.calendar.citation(sentence.text)
        for candidate in self._candidates(page, sentence):
            settled = self._settle(candidate)
            if settled is None:
                continue
            when = nearest(settled.trigger, sentence, dates)
            said = attribution(page, settled.trigger, self.agents, self.words)
            for actor, target in self._pairs(settled):
                key = (settled.event_type, actor.power, target.power if target else "")
                back = (settled.event_type, key[2], key[1])
                if key in seen or (settled.mutual and back in seen):
                    continue
                seen.add(key)
                yield self._act(settled, actor, target, when, said, citation, cited)

    # From candidate to facts ------------------------------------------------------------------------------------

    def _act(
        self,
        found: Candidate,
        actor: Ref,
        target: Ref | None,
        when: When | None,
        said: tuple[Agent, Stance] | None,
        citation: str | None,
        cited: str | None,
    ) -> Act:
        speaker, stance = said or (None, "asserts")
        # A minister who says what his own state does speaks for the actor; nobody else asserts it.
        if speaker is not None and (speaker.belongs_to or speaker.iri) == actor.power:
            speaker, stance = None, "asserts"
        occurred = found.standing.status == "occurred"
        date = when.value if when else (cited or self.calendar.year) if occurred else None
        doer, its_tenure = self._in_office(actor, date)
        other, other_tenure = self._in_office(target, date) if target else (None, None)
        return Act(
            act_class=found.act_class,
            event_type=found.event_type,
            actor=doer,
            target=other,
            evidence=found.page.quote(found.trigger.sent, citation),
            status=found.standing.status,
            date=date,
            mutual=found.mutual and target is not None,
            speaker=speaker,
            stance=stance,
            reason=self._reason(found.trigger),
            actor_tenure=its_tenure,
            target_tenure=other_tenure,
            first_ever=self._first_ever(found.trigger),
        )

    def _in_office(self, ref: Ref, date: str | None) -> tuple[Agent, Tenure | None]:
        """Return an agent and the tenure it acted in; a tenure says whom somebody belongs to, so the agent need not."""
        tenure = self.agents.tenure(ref.person, date)
        return (replace(ref.agent, belongs_to=None) if tenure else ref.agent), tenure

    @staticmethod
    def _reason(trigger: Token) -> str | None:
        for name, inner in prepositions(trigger):
            if name in _REASONS and is_verb(trigger) and name not in ("for", "following"):
                words = "".join(t.text_with_ws for t in inner.subtree)
                text = " ".join(words.split())
                return text[:200] or None
        return None

    @staticmethod
    def _first_ever(trigger: Token) -> bool:
        forms = {t.lower_ for t in trigger.subtree if t.i < trigger.i}
        return "first" in forms and ("ever" in forms or trigger.pos_ == "NOUN")

    def _pairs(self, found: Candidate) -> Iterator[tuple[Ref, Ref | None]]:
        actors, targets = found.actors, found.targets
        if found.mutual and not targets:
            for i, actor in enumerate(actors):
                for target in actors[i + 1 :]:
                    if actor.power != target.power:
                        yield actor, target
            return
        for actor in actors:
            others = [t for t in targets if t.power != actor.power]
            if others:
                for target in others:
                    yield actor, target
            elif targets and self._domestic(found):
                yield actor, targets[0]
            elif not targets and found.event_type == "PROTEST" and self._state(actor):
                # Who marches against nobody in particular marches against their own government.
                yield actor, self._state(actor)
            elif not targets and found.event_type in _ALONE:
                yield actor, None

    def _state(self, ref: Ref) -> Ref | None:
        entry = self.discourse.registry.entry(ref.power)
        return Ref(entry.agent(), ref.token) if entry is not None and entry.kind != "Person" else None

    @staticmethod
    def _domestic(found: Candidate) -> bool:
        return found.event_type in _AT_HOME

    def _settle(self, found: Candidate) -> Candidate | None:
        """Apply what the words above say: a promise to help is an agreement, an announced boycott a threat."""
        state = standing(found.trigger, self.words)
        found.standing = state
        if state.dropped or not found.actors:
            return None
        if state.condition:
            # "unless Baghdad accepted": a condition of what is told, not told itself.
            return None
        if found.mutual and not found.targets and len({ref.power for ref in found.actors}) < 2:
            return None
        if found.outer:
            # What is promised is the operator's own business; the promise itself is as real as its verb says.
            return found
        if state.negated and state.future and found.event_type in _FRIENDLY and self._own_word(found):
            # "said it would not meet"
            state.status = "occurred"
            return replace(found, act_class="Refusal", event_type="REJECT")
        if state.status == "planned" and found.event_type in _FRIENDLY - {"AGREE"}:
            if any(operator.act_class for operator, _ in state.operators):
                return None
            return replace(found, act_class="PlanAnnouncement", event_type="AGREE")
        if (
            state.status == "planned"
            and state.future
            and found.event_type in _HOSTILE - {"THREATEN", "ACCUSE"}
        ) and self._own_word(found):
            state.status = "occurred"
            return replace(found, act_class="Threat", event_type="THREATEN")
        return found

    def _own_word(self, found: Candidate) -> bool:
        """Tell whether the actor announces the act: "said it would boycott"."""
        said = attribution(found.page, found.trigger, self.agents, self.words)
        return said is not None and any(
            (said[0].belongs_to or said[0].iri) == ref.power for ref in found.actors
        )

    # Triggers ---------------------------------------------------------------------------------------------------

    def _candidates(self, page: Page, sentence: Span) -> list[Candidate]:
        found: list[Candidate] = []
        consumed: set[int] = set()
        for token in sentence:
            if token.pos_ in ("VERB", "AUX") or (
                token.pos_ == "NOUN" and token.dep_ in ("ROOT", "ccomp", "advcl")
            ):
                candidate = self._verb(page, token, consumed)
                if candidate is not None:
                    found.append(candidate)
        for token in sentence:
            if token.i not in consumed and token.pos_ in ("NOUN", "PROPN", "VERB"):
                candidate = self._noun(page, token)
                if candidate is not None:
                    found.append(candidate)
        return found

    def _verb(self, page: Page, verb: Token, consumed: set[int]) -> Candidate | None:
        lemma = verb.lemma_.lower()
        patterns = self.words.verbs.get(lemma, ())
        operator = self._outer(page, verb)
        if operator is None:
            operator = self._must(page, verb)
        if not patterns and operator is None:
            return None
        near = near_words(verb)
        moved = self._moved_object(verb)
        if moved is not None:
            near |= {moved.lemma_.lower(), moved.lower_}
        for pattern in patterns:
            if operator is not None and not pattern.words:
                break
            candidate = self._match(page, verb, pattern, near, moved)
            if candidate is not None:
                for token in verb.subtree:
                    wanted = any(self._is(token, words) for words in pattern.words)
                    if wanted and token.i != verb.i:
                        consumed.add(token.i)
                return candidate
        return operator

    @staticmethod
    def _is(token: Token, words: frozenset[str]) -> bool:
        return token.lemma_.lower() in words or token.lower_ in words

    @staticmethod
    def _there(words: frozenset[str], near: set[str]) -> bool:
        return any(all(part in near for part in word.split("_")) for word in words)

    @staticmethod
    def _moved_object(verb: Token) -> Token | None:
        """Return the subject that is what was done something to: "The embassy reopened", "relations were restored"."""
        if by_agents(verb) or (not is_passive(verb) and direct_objects(verb)):
            return None
        return next((t for t in surface_subjects(verb) if t.pos_ == "NOUN" or t.pos_ == "PROPN"), None)

    def _match(
        self, page: Page, verb: Token, pattern: VerbPattern, near: set[str], moved: Token | None
    ) -> Candidate | None:
        if not all(self._there(words, near) for words in pattern.words) or pattern.unless & near:
            return None
        if pattern.within and not pattern.within & near:
            return None
        if pattern.infinitive and not self._complement(verb, "to"):
            return None
        passive = is_passive(verb)
        subjects = surface_subjects(verb)
        objects = subjects if passive else direct_objects(verb)
        actor_tokens = by_agents(verb) if passive else subjects
        if moved is not None and any(self._is(moved, words) for words in pattern.words):
            return self._undergone(page, verb, pattern, moved)
        actors = self._actors(page, actor_tokens)
        slots: list[Token] = []
        if pattern.target == "object":
            slots = objects
            if not slots:
                return None
        elif pattern.target == "preposition":
            slots = self._prepositional(verb, pattern)
            if not slots and pattern.optional_preposition:
                slots = objects
            if not slots and not pattern.words:
                return None
        elif pattern.target == "clause":
            clause = self._complement(verb, "that")
            slots = surface_subjects(clause) if clause is not None else []
            if not slots:
                return None
        if pattern.mutual:
            if len({ref.power for ref in actors}) < 2:
                return None
            return Candidate(page, verb, pattern.act_class, pattern.event_type, actors, [], True)
        if pattern.needs == "force" and not any(ref.agent.kind in _MATERIAL for ref in actors):
            return None
        if pattern.needs == "troops" and not any(ref.agent.kind == "ArmedForce" for ref in actors):
            return None
        if pattern.needs == "people" and not any(ref.agent.kind in ("Group", "Person") for ref in actors):
            return None
        if pattern.needs == "person" and all(ref.agent.kind == "ArmedForce" for ref in actors):
            return None
        if pattern.needs == "state" and not any(
            ref.agent.kind not in ("ArmedForce", "Group") for ref in actors
        ):
            return None
        if passive and not actors and pattern.target != "object":
            # "relations were restored": nobody is said to have done it.
            return None
        if not actors:
            return None
        several = pattern.act_class in self._mutual_classes and len({r.power for r in actors}) > 1
        if several and not slots:
            return Candidate(page, verb, pattern.act_class, pattern.event_type, actors, [], True)
        targets = self._targets(page, verb, slots, actors, pattern, objects)
        mutual = several and not targets
        if not targets and passive and pattern.event_type == "CONSULT" and pattern.target == "object":
            # "The negotiations were brokered by Roosevelt": those spoken of are the ones who negotiated.
            targets = [
                ref for ref in self.agents.pair(page, verb) if all(ref.power != a.power for a in actors)
            ]
        return Candidate(page, verb, pattern.act_class, pattern.event_type, actors, targets, mutual)

    def _actors(self, page: Page, tokens: list[Token]) -> list[Ref]:
        found: list[Ref] = []
        for token in tokens:
            refs = self.agents.refs(page, token) or self.agents.inside(page, token, order=_SUBJECT_PHRASES)
            if len(refs) == 1 and any(child.lower_ == "both" for child in token.children):
                refs = [*self.agents.joined_before(page, token), *refs]
            found.extend(refs)
        return unique(found)

    def _undergone(self, page: Page, verb: Token, pattern: VerbPattern, moved: Token) -> Candidate | None:
        """Return an act told by what it was done to: "the American Legation in Phnom Penh opened", "ties were cut".

        Who did it is who owns the thing; of things between two, it is both, those the text speaks of if it names none.
        """
        actors = unique(self._named_by(page, moved))
        several = pattern.mutual or pattern.act_class in self._mutual_classes
        targets: list[Ref] = []
        if len({ref.power for ref in actors}) < 2:
            own = {ref.power for ref in actors}
            for head in (moved, verb):
                for name, inner in prepositions(head):
                    fits = name in pattern.prepositions or name in (
                        "with",
                        "between",
                        "in",
                        "on",
                        "against",
                        "to",
                    )
                    if fits and not targets:
                        targets = [r for r in self.agents.any(page, inner) if r.power not in own]
        if several and not actors:
            both = targets if len({ref.power for ref in targets}) > 1 else []
            if not both and not targets:
                both = self.agents.pair(page, moved)
            actors, targets = both, []
        if not actors or not (targets or len({ref.power for ref in actors}) > 1):
            return None
        mutual = several and not targets
        if not mutual and not targets:
            return None
        return Candidate(page, verb, pattern.act_class, pattern.event_type, actors, targets, mutual)

    def _named_by(self, page: Page, noun: Token) -> list[Ref]:
        for child in noun.children:
            if child.dep_ == "poss":
                refs = self.agents.any(page, child)
                if refs:
                    return refs
        return self.agents.modifiers(page, noun)

    def _prepositional(self, verb: Token, pattern: VerbPattern) -> list[Token]:
        found = [token for name, token in prepositions(verb) if name in pattern.prepositions]
        if found:
            return found
        # The phrase may hang on the object or on a word of the pattern: "expressed condemnation of".
        for token in verb.subtree:
            depth_one = token.head.i == verb.i or token.head.head.i == verb.i
            if (
                depth_one
                and token.pos_ in ("NOUN", "ADJ", "PROPN", "ADV", "VERB")
                and token.dep_ not in ("nsubj",)
            ):
                found = [inner for name, inner in prepositions(token) if name in pattern.prepositions]
                if found:
                    return found
        return []

    def _targets(
        self,
        page: Page,
        verb: Token,
        slots: list[Token],
        actors: list[Ref],
        pattern: VerbPattern | None,
        objects: list[Token],
    ) -> list[Ref]:
        own = {ref.power for ref in actors}

        def foreign(refs: list[Ref]) -> list[Ref]:
            return [ref for ref in refs if ref.power not in own]

        home: list[Ref] = []
        for token in slots:
            refs = [
                r
                for part in coordinated(token)
                for r in (self.agents.refs(page, part) or self.agents.inside(page, part))
            ]
            if foreign(refs):
                return unique(foreign(refs))
            home.extend(refs)
        for token in objects:
            refs = self.agents.inside(page, token)
            if foreign(refs):
                return foreign(refs)
            home.extend(refs)
        clause = self._complement(verb, "any")
        if clause is not None:
            refs = self._in_clause(page, clause, own)
            if refs:
                return refs
        phrases = list(prepositions(verb))
        for wanted in _LAST_RESORT:
            for name, inner in phrases:
                if name == wanted:
                    refs = foreign(self.agents.any(page, inner))
                    if refs:
                        return refs
        return unique(home)

    def _in_clause(self, page: Page, clause: Token, own: set[str], depth: int = 0) -> list[Ref]:
        """Return the agents of a complement clause: its subject if that is another, else whom its verb concerns."""
        for token in surface_subjects(clause):
            refs = [r for r in self.agents.any(page, token) if r.power not in own]
            if refs:
                return refs
        tokens = [*direct_objects(clause), *by_agents(clause)]
        phrases = list(prepositions(clause))
        tokens.extend(inner for wanted in _LAST_RESORT for name, inner in phrases if name == wanted)
        for token in tokens:
            refs = [r for r in self.agents.any(page, token) if r.power not in own]
            if refs:
                return refs
        deeper = self._complement(clause, "any")
        return self._in_clause(page, deeper, own, depth + 1) if deeper is not None and depth < 2 else []

    @staticmethod
    def _complement(verb: Token, how: str) -> Token | None:
        for child in verb.children:
            if child.dep_ not in ("xcomp", "ccomp", "advcl", "pcomp") or not is_verb(child):
                continue
            infinitive = any(c.lower_ == "to" and c.dep_ == "aux" for c in child.children)
            if how == "to" and infinitive and child.dep_ != "advcl":
                return child
            if how == "to" and infinitive and child.dep_ == "advcl" and child.i - verb.i < 6:
                return child
            if how == "that" and child.dep_ in ("ccomp", "xcomp"):
                return child
            if how == "any" and child.dep_ in ("xcomp", "ccomp"):
                return child
        for child in verb.children:
            if child.dep_ == "prep" and how == "any":
                for inner in child.children:
                    if inner.dep_ == "pcomp" and is_verb(inner):
                        return inner
        return None

    # Words that embed an act ------------------------------------------------------------------------------------

    def _outer(self, page: Page, verb: Token) -> Candidate | None:
        """Return the act that an embedding verb itself is: "agreed to withdraw", "demanded that Iraq comply"."""
        for operator in self.words.operators.get(verb.lemma_.lower(), ()):
            if operator.act_class is None:
                continue
            clause = self._complement(verb, operator.complement)
            objects = direct_objects(verb)
            if clause is None and (operator.complement != "any" or not objects):
                continue
            if operator.words:
                near = near_words(verb)
                if not all(self._there(words, near) for words in operator.words):
                    continue
            event_type = self.words.types.get(operator.act_class)
            if event_type is None:
                continue
            passive = is_passive(verb)
            actors = self._actors(page, by_agents(verb) if passive else surface_subjects(verb))
            if not actors:
                return None
            if event_type == "AGREE" and clause is not None and self._is_hostile(clause):
                # "promised to impose a tariff": the tariff is what matters, and it stays planned.
                return None
            own = {ref.power for ref in actors}
            targets: list[Ref] = []
            for token in surface_subjects(verb) if passive else objects:
                targets.extend(r for r in self.agents.any(page, token) if r.power not in own)
            for name, inner in prepositions(verb):
                if not targets and name in ("on", "upon", "to", "with", "against"):
                    targets.extend(r for r in self.agents.any(page, inner) if r.power not in own)
            if not targets and clause is not None:
                targets = self._in_clause(page, clause, own)
            mutual = not targets and operator.act_class in self._mutual_classes and len(own) > 1
            return Candidate(
                page, verb, operator.act_class, event_type, actors, unique(targets), mutual, outer=True
            )
        return None

    def _must(self, page: Page, verb: Token) -> Candidate | None:
        """Return the demand in "said that China must drop barriers"."""
        if verb.lemma_.lower() not in self.words.speech_verbs:
            return None
        clause = self._complement(verb, "that")
        duty = (
            [c for c in clause.children if c.dep_ == "aux" and c.lower_ in _DUTY]
            if clause is not None
            else []
        )
        if clause is None or not duty:
            return None
        actors = self._actors(page, surface_subjects(verb))
        own = {ref.power for ref in actors}
        targets = [
            r for t in surface_subjects(clause) for r in self.agents.refs(page, t) if r.power not in own
        ]
        if not actors or not targets:
            return None
        name = "Demand" if duty[0].lower_ == "must" else "Appeal"
        return Candidate(
            page, verb, name, self.words.types.get(name, "REQUEST"), actors, unique(targets), outer=True
        )

    def _is_hostile(self, clause: Token) -> bool:
        near = near_words(clause)
        for pattern in self.words.verbs.get(clause.lemma_.lower(), ()):
            if all(self._there(words, near) for words in pattern.words):
                return pattern.event_type in _HOSTILE
        return False

    # Nouns ------------------------------------------------------------------------------------------------------

    def _noun(self, page: Page, noun: Token) -> Candidate | None:
        lemma = noun.lemma_.lower()
        for key in (lemma, noun.lower_):
            for pattern in self.words.nouns.get(key, ()):
                candidate = self._nominal(page, noun, pattern)
                if candidate is not None:
                    return candidate
        for child in noun.children:
            if child.dep_ in ("compound", "amod"):
                for pattern in self.words.nouns.get(f"{child.lower_}_{lemma}", ()):
                    candidate = self._nominal(page, noun, pattern)
                    if candidate is not None:
                        return candidate
        return None

    def _nominal(self, page: Page, noun: Token, pattern: NounPattern) -> Candidate | None:
        around: set[str] = set()
        if pattern.unless or pattern.within:
            around = {t.lower_ for t in noun.subtree} | {t.lemma_.lower() for t in noun.subtree}
        if pattern.unless & around or (pattern.within and not pattern.within & around):
            return None
        roles: dict[str, list[Ref]] = {"actor": [], "target": [], "both": []}
        for child in noun.children:
            if child.dep_ == "poss":
                roles[pattern.possessor].extend(self.agents.any(page, child))
        adjectives = self.agents.modifiers(page, noun)
        mutual_noun = pattern.mutual
        if len(adjectives) > 1 and mutual_noun:
            roles["both"].extend(adjectives)
        elif adjectives and not roles[pattern.possessor]:
            roles[pattern.possessor].extend(adjectives)
        verb = self._carrier(noun)
        phrases = list(prepositions(noun))
        # "the visit of a president to Ukraine": the second phrase hangs on the first.
        named = {name for name, _ in phrases}
        for _, inner in list(phrases):
            phrases.extend(
                (name, deeper) for name, deeper in prepositions(inner) if name not in named and name != "of"
            )
        light = verb is not None and verb.lemma_.lower() in self.words.light_verbs
        if verb is not None and light:
            phrases.extend((name, inner) for name, inner in prepositions(verb) if name != "by")
        for name, inner in phrases:
            role = pattern.role(name)
            if role is not None:
                roles[role].extend(self.agents.any(page, inner))
        if verb is not None and light and not roles["actor"]:
            tokens = by_agents(verb) if is_passive(verb) else surface_subjects(verb)
            roles["actor"].extend(self._actors(page, [t for t in tokens if t.i != noun.i]))
        actors, targets = unique(roles["actor"]), unique(roles["target"])
        if roles["both"]:
            both = unique([*roles["both"]])
            if len({ref.power for ref in both}) > 1 and not actors:
                return Candidate(page, noun, pattern.act_class, pattern.event_type, both, [], True)
            targets = unique([*targets, *both])
        if not actors and targets:
            actors = self._bystander(page, noun, pattern.event_type == "CONSULT")
        if (
            not actors
            and not targets
            and mutual_noun
            and pattern.event_type == "CONSULT"
            and self._took_place(noun)
        ):
            return Candidate(
                page, noun, pattern.act_class, pattern.event_type, self.agents.pair(page, noun), [], True
            )
        own = {ref.power for ref in actors}
        if not actors:
            return None
        if len(own) > 1 and not targets and mutual_noun:
            return Candidate(page, noun, pattern.act_class, pattern.event_type, actors, [], True)
        if not any(ref.power not in own for ref in targets) and not light:
            return None
        return Candidate(
            page, noun, pattern.act_class, pattern.event_type, actors, targets, mutual_noun and not targets
        )

    @staticmethod
    def _took_place(noun: Token) -> bool:
        """Tell whether a noun is "the negotiations" that took place, began or ended, between those spoken of."""
        definite = any(child.lower_ in ("the", "these", "those") for child in noun.children)
        return definite and noun.dep_ in ("nsubj", "nsubjpass") and noun.head.lemma_ in _HAPPEN

    @staticmethod
    def _carrier(noun: Token) -> Token | None:
        """Return the verb that a noun is object (or passive subject) of, directly or through "a series of"."""
        token = noun
        while token.dep_ == "pobj" and token.head.dep_ == "prep" and token.head.lower_ == "of":
            token = token.head.head
        while token.dep_ == "conj":
            token = token.head
        if token.dep_ in ("dobj", "nsubjpass", "attr") and token.head.pos_ in ("VERB", "AUX"):
            return token.head
        if token.dep_ == "pobj" and token.head.lower_ in ("in", "into") and token.head.head.pos_ == "VERB":
            return token.head.head
        for child in noun.children:
            if child.dep_ in ("acl", "relcl") and child.pos_ == "VERB":
                return child
        return None

    def _bystander(self, page: Page, noun: Token, meeting: bool) -> list[Ref]:
        """Return the subject of the clause beside which something happens.

        "during talks with X" for a meeting; "relations marked by condemnations of X" for anything.
        """
        while noun.dep_ == "conj":
            noun = noun.head
        if noun.dep_ != "pobj":
            return []
        preposition, above = noun.head, noun.head.head
        if meeting and preposition.lower_ in _WHILE and above.pos_ in ("VERB", "AUX"):
            return self._actors(page, surface_subjects(above))
        if (
            preposition.lower_ in ("by", "with")
            and above.dep_ in ("acl", "advcl", "relcl")
            and above.tag_ == "VBN"
        ):
            for ancestor in above.ancestors:
                if ancestor.pos_ in ("VERB", "AUX"):
                    return self._actors(page, surface_subjects(ancestor))
        return []
