"""Who did what to whom: from the acts found in a sentence to facts, with status, date, speaker and tenure."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from spacy.tokens import Span, Token

from legation.records import Act, Agent, Stance, Tenure

from .agents import Agents
from .candidates import FRIENDLY, HOSTILE, Candidate
from .dates import Calendar, When
from .discourse import Discourse, Page
from .embeddings import Embeddings
from .grammar import is_verb, prepositions, surface_subjects
from .lexicon import Lexicon
from .nominals import Nominals
from .refs import Ref, powers
from .relevance import Relevance
from .sides import Sides
from .speech import attribution, attributions
from .status import Standing, standing
from .tenures import tenure_on
from .timing import is_main, is_of_another_time, nearest
from .trace import Tracer
from .triggers import Triggers

# What is done by words: a minister who says it does it for his state.
_SPOKEN = frozenset({"AGREE", "SUPPORT", "REQUEST", "ACCUSE", "REJECT", "THREATEN"})
_REASONS = frozenset({"because_of", "over", "due_to", "in_response_to", "in_retaliation_for"})
_REASON_LENGTH = 200


@dataclass(frozen=True, slots=True)
class _Setting:
    """What all acts of a candidate share: when it was, who says so, and the citation its sentence bears."""

    status: Standing
    when: When | None
    said: list[tuple[Agent, Stance]]
    """Who says so, the nearest first."""
    citation: str | None
    cited: str | None
    """Date of the citation."""


class ActReader:
    """Reads the acts of one brief."""

    def __init__(
        self,
        discourse: Discourse,
        agents: Agents,
        words: Lexicon,
        calendar: Calendar,
        tracer: Tracer | None = None,
    ) -> None:
        """Make a reader; with a `tracer` each act says how it was read."""
        self._tracer = tracer
        self._registry = discourse.registry
        self._calendar = calendar
        self._agents = agents
        self._words = words
        self._triggers = Triggers(agents, words)
        self._nominals = Nominals(agents, words)
        self._embeddings = Embeddings(agents, words)
        self._sides = Sides(discourse, words)
        self._relevance = Relevance(discourse, words)

    def read(self, page: Page, sentence: Span, dates: list[When]) -> Iterator[Act]:
        """Yield the acts of a sentence, one for each actor-target pair, none twice.

        Args:
            page: the paragraph.
            sentence: a sentence of it.
            dates: the dates in the sentence, with offsets in its text.
        """
        seen: set[tuple[str, str, str]] = set()
        citation, cited = self._calendar.citation(sentence.text)
        for candidate in self._candidates(page, sentence):
            status = standing(candidate.trigger, self._words)
            when = nearest(candidate.trigger, sentence, dates)
            if when is not None and self._is_ahead(when):
                status.weaken("planned")
            found = self._settle(candidate, status)
            if found is None:
                continue
            said = list(attributions(page, found.trigger, self._agents, self._words))
            setting = _Setting(status, when, said, citation, cited)
            for actor, target in self._sides.pairs(found):
                if not self._relevance.holds(found, actor, target):
                    continue
                there, back = actor.power, target.power if target else ""
                mirrored = found.mutual and (found.event_type, back, there) in seen
                if (found.event_type, there, back) in seen or mirrored:
                    continue
                seen.add((found.event_type, there, back))
                act = self._act(found, actor, target, setting)
                if self._tracer is not None:
                    trace = self._tracer.trace(candidate, actor, target, status, when, act)
                    act = replace(act, trace=trace)
                if not self._is_gone(actor, act.date) and not (target and self._is_gone(target, act.date)):
                    self._sides.note(found, actor, target)
                    if target is not None and found.event_type == "CONSULT":
                        self._agents.reference.note_meeting(page.position(found.trigger), actor, target)
                    yield act

    def _is_ahead(self, when: When) -> bool:
        """Tell whether a date was still to come when the brief was written."""
        today = self._calendar.today
        return when.future or (today is not None and when.value > today.isoformat())

    def _candidates(self, page: Page, sentence: Span) -> list[Candidate]:
        found: list[Candidate] = []
        consumed: set[int] = set()
        for token in sentence:
            # The parser takes some verbs for nouns, but not their place in the sentence.
            if token.pos_ in ("VERB", "AUX") or (
                token.pos_ == "NOUN" and token.dep_ in ("ROOT", "ccomp", "advcl")
            ):
                candidate = self._triggers.find(page, token, consumed)
                if candidate is not None:
                    found.append(candidate)
        for token in sentence:
            if token.pos_ in ("NOUN", "PROPN", "VERB"):
                candidate = self._nominals.find(page, token)
                if candidate is None or not candidate.reaches:
                    candidate = self._embeddings.noun(page, token) or candidate
                # What "turned down Chad's request" is entered with is an act of its own all the same.
                if candidate is not None and (token.i not in consumed or candidate.answered):
                    found.append(candidate)
        demanded = {
            token.i for candidate in found if candidate.demanded for token in candidate.demanded.subtree
        }
        return [c for c in found if c.trigger.i not in demanded or c.event_type in HOSTILE]

    # What the words above make of it ----------------------------------------------------------------------------

    def _settle(self, found: Candidate, status: Standing) -> Candidate | None:
        """Apply what the words above say: a promise to help is an agreement, an announced boycott a threat.

        `status` is changed where the act told is not the one that the trigger names: a refusal to meet has occurred.
        """
        if status.dropped or not found.actors:
            return None
        if status.condition:
            # "unless Baghdad accepted": a condition of what is told, not told itself.
            return None
        if found.mutual and not found.targets and len(powers(found.actors)) < 2:
            return None
        if found.outer:
            # What is promised is the operator's own business; the promise itself is as real as its verb says.
            return found
        friendly = found.event_type in FRIENDLY
        if status.negated and status.future and friendly and self._is_refusing(found):
            # "said it would not meet"
            status.status = "occurred"
            return replace(found, act_class="Refusal", event_type="REJECT")
        if status.status != "planned":
            return found
        if found.event_type == "REQUEST" and any(operator.act_class for operator, _ in status.operators):
            return None
        if friendly and found.event_type != "AGREE":
            if any(operator.act_class for operator, _ in status.operators):
                return None
            if status.future and self._is_own_word(found):
                # "said it would send aid": the promise has been made.
                status.status = "occurred"
            if any(t.dep_ in ("acl", "relcl") for t in (found.trigger, *found.trigger.ancestors)):
                return None
            return replace(found, act_class="PlanAnnouncement", event_type="AGREE")
        hostile = found.event_type in HOSTILE - {"THREATEN", "ACCUSE"}
        if status.future and hostile and self._is_own_word(found):
            status.status = "occurred"
            return replace(found, act_class="Threat", event_type="THREATEN")
        return found

    def _is_refusing(self, found: Candidate) -> bool:
        """Tell whether the actor is said to be unwilling: "would not receive the envoy", "said it will not attend"."""
        own_clause = found.trigger.dep_ in ("ROOT", "conj") and is_verb(found.trigger)
        return own_clause or self._is_own_word(found)

    def _is_own_word(self, found: Candidate) -> bool:
        """Tell whether the actor announces the act: "said it would boycott"."""
        said = attribution(found.page, found.trigger, self._agents, self._words)
        return said is not None and (said[0].belongs_to or said[0].iri) in powers(found.actors)

    # The fact ---------------------------------------------------------------------------------------------------

    def _act(self, found: Candidate, actor: Ref, target: Ref | None, setting: _Setting) -> Act:
        speaker, stance = self._speaker(found, actor, setting)
        date = self._date(found, setting)
        doer, its_tenure = self._in_office(actor, date)
        other, other_tenure = self._in_office(target, date) if target else (None, None)
        return Act(
            act_class=found.act_class,
            event_type=found.event_type,
            actor=doer,
            target=other,
            evidence=found.page.quote(found.trigger.sent, setting.citation),
            status=setting.status.status,
            date=date,
            mutual=found.mutual and target is not None,
            speaker=speaker,
            stance=stance,
            reason=_reason(found.trigger),
            actor_tenure=its_tenure,
            target_tenure=other_tenure,
            first_ever=_is_first_ever(found.trigger),
        )

    @staticmethod
    def _speaker(found: Candidate, actor: Ref, setting: _Setting) -> tuple[Agent | None, Stance]:
        """Return who asserts an act; where the actor's own saying so is the act, who reports that: or the author."""
        for speaker, stance in setting.said:
            # One of those who act together speaks for all of them.
            own = (speaker.belongs_to or speaker.iri) in powers(found.actors)
            itself = speaker.iri in {
                iri for ref in (actor, *found.actors) for iri in (ref.power, ref.agent.iri)
            }
            by_saying_so = found.event_type in _SPOKEN and found.trigger.dep_ != "ROOT"
            if not (own and (itself or by_saying_so or setting.status.status == "planned")):
                return speaker, stance
        return None, "asserts"

    def _date(self, found: Candidate, setting: _Setting) -> str | None:
        """Return when an act was: by its own words, or else by what is told around it."""
        if setting.when is not None:
            return setting.when.value
        if setting.status.status != "occurred" or is_of_another_time(found.trigger):
            return None
        calendar = self._calendar
        if calendar.today is not None and calendar.precision == 10 and _is_said_now(found.trigger):
            return calendar.today.isoformat()
        if calendar.story is not None and calendar.story == calendar.news and not is_main(found.trigger):
            return setting.cited
        return setting.cited or calendar.story

    def _is_gone(self, ref: Ref, date: str | None) -> bool:
        """Tell whether a state had ended before it is said to act: "Soviet weapons" are no act of the Soviet Union."""
        entry = self._registry.entry(ref.power)
        on = date or self._agents.discourse.date
        if entry is None or on is None or entry.until is None or entry.kind != "FormerState":
            return False
        return entry.until[:4] < on[:4]

    def _in_office(self, ref: Ref, date: str | None) -> tuple[Agent, Tenure | None]:
        """Return an agent and the tenure it acted in; that says whom somebody belongs to, so the agent need not."""
        tenure = tenure_on(self._agents, ref.person, date)
        return (replace(ref.agent, belongs_to=None) if tenure else ref.agent), tenure


def _is_said_now(trigger: Token) -> bool:
    """Tell what is done by saying it: "I congratulate", "we condemn"."""
    if not is_verb(trigger) or not any(t.lower_ in ("i", "we") for t in surface_subjects(trigger)):
        return False
    finite = next((t for t in (trigger, *trigger.ancestors) if t.tag_ in ("VBP", "VBZ", "VBD", "MD")), None)
    return finite is not None and finite.tag_ == "VBP" and not any(c.tag_ == "MD" for c in trigger.children)


def _reason(trigger: Token) -> str | None:
    """Return the words that say why: "over its reporting of the war"."""
    if not is_verb(trigger):
        return None
    for name, inner in prepositions(trigger):
        if name in _REASONS:
            words = "".join(token.text_with_ws for token in inner.subtree)
            return " ".join(words.split())[:_REASON_LENGTH] or None
    return None


def _is_first_ever(trigger: Token) -> bool:
    forms = {token.lower_ for token in trigger.subtree if token.i < trigger.i}
    return "first" in forms and ("ever" in forms or trigger.pos_ == "NOUN")
