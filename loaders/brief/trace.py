"""How an act was read, told after the fact: from its trigger, the pattern that matched, and the parse between them."""

from collections.abc import Iterable

from spacy.tokens import Token

from legation.records import Act, Miss, Naming, Trace, Words

from .agents import Agents
from .candidates import Candidate
from .dates import When
from .discourse import Discourse, Page
from .grammar import prepositions
from .lexicon import Lexicon, NounPattern, Operator, VerbPattern
from .misses import Misses
from .namings import Namings
from .paths import distance, place
from .refs import Ref
from .status import Standing

_NO = frozenset("not n't n’t never no neither nor without nothing none nobody longer yet".split())


class Tracer:
    """Tells of the acts of one brief how they were read."""

    def __init__(self, discourse: Discourse, agents: Agents, words: Lexicon) -> None:
        self.namings = Namings(discourse, agents, words)
        self._discourse = discourse
        self._agents = agents
        self._words = words
        self._written = discourse.date

    def names(self) -> list[Naming]:
        """Return who is named in the brief, in the order of the text."""
        return self.namings.all()

    def misses(self, acts: Iterable[Act]) -> list[Miss]:
        """Return what came close to an act in the sentences that state none of the given ones."""
        told = [act.evidence.start for act in acts]
        finder = Misses(self._agents, self._words, self.namings)
        return [
            miss
            for page in self._discourse.pages
            for sentence in page.doc.sents
            if page.quote(sentence).start not in told
            for miss in finder.find(page, sentence)
        ]

    def trace(
        self,
        found: Candidate,
        actor: Ref,
        target: Ref | None,
        status: Standing,
        when: When | None,
        act: Act,
    ) -> Trace:
        """Return how an act was read.

        Args:
            found: what matched, with the class that it had then.
            actor: who acts.
            target: to whom, if anybody.
            status: what the words above make of it.
            when: the date in its sentence that it got, if it did.
            act: what became of it.
        """
        page, trigger = found.page, found.trigger
        entry, file = self._entry(found)
        causes = self._causes(status)
        doer = self.namings.spoken(page, actor, trigger)
        other, other_rule = None, None
        if target is not None and act.target is not None:
            if target.token.i == actor.token.i and act.event_type == "PROTEST" and not found.targets:
                other = self.namings.naming(page, actor, doer, act.target)
                other_rule = "whose people protest, and against nobody else"
            else:
                token = self.namings.spoken(page, target, trigger)
                other = self.namings.naming(page, target, token, act.target)
                other_rule = place(token, trigger)
        date, date_rule = self._date(found, when, act)
        if not causes and act.status == "planned" and date is not None:
            causes = (f"'{date.text}', which was still to come",)
        speaker, speaker_rule = self._speaker(page, trigger, act)
        return Trace(
            trigger=self._word(page, trigger),
            entry=entry,
            entry_file=file,
            beside=tuple(self._beside(found)),
            changed=_changed(found, act, causes),
            actor=self.namings.naming(page, actor, doer, act.actor),
            actor_rule=place(doer, trigger),
            target=other,
            target_rule=other_rule,
            status=() if act.status == "occurred" else causes,
            date=date,
            date_rule=date_rule,
            speaker=speaker,
            speaker_rule=speaker_rule,
        )

    def _word(self, page: Page, token: Token) -> Words:
        return self.namings.words(page, token.i, token.i + 1)

    # What matched -----------------------------------------------------------------------------------------------

    def _entry(self, found: Candidate) -> tuple[str, str]:
        entry = found.entry
        if entry is None:
            return found.trigger.lemma_.lower(), "speech.yaml"
        if isinstance(entry, NounPattern) and entry.parts:
            # Several lines were joined: the one whose prepositions the text has.
            noun = found.trigger
            names = {name for head in (noun, noun.head, noun.head.head) for name, _ in prepositions(head)}
            entry = max(entry.parts, key=lambda part: sum(name in names for name, _ in part.roles))
        return entry.source, entry.file

    def _beside(self, found: Candidate) -> Iterable[Words]:
        """Yield the words beside the trigger that its entry asks for, in the order of the entry."""
        entry, trigger = found.entry, found.trigger
        wanted: list[frozenset[str]] = []
        if isinstance(entry, VerbPattern | Operator):
            wanted.extend(entry.words)
        if isinstance(entry, NounPattern) and entry.modifiers:
            wanted.append(entry.modifiers)
        if isinstance(entry, VerbPattern | NounPattern) and entry.within:
            wanted.append(entry.within)
        for words in wanted:
            parts = words | {part for word in words for part in word.split("_")}
            near = [t for t in trigger.subtree if t.i != trigger.i and {t.lower_, t.lemma_.lower()} & parts]
            if near:
                yield self._word(found.page, min(near, key=lambda token: distance(token, trigger)))

    # What the words around it say -------------------------------------------------------------------------------

    def _causes(self, status: Standing) -> tuple[str, ...]:
        operators = {token.i: operator for operator, token in status.operators}
        found: dict[str, None] = {}
        for word in status.causes:
            if word.i in operators:
                operator = operators[word.i]
                found[f"'{word.text}' ({operator.file}: {operator.source})"] = None
            elif word.tag_ == "MD":
                found[f"'{word.text}' (operators.yaml: modal {word.lower_})"] = None
            elif word.lower_ in _NO or word.dep_ == "neg":
                found[f"'{word.text}', which says no"] = None
            elif word.dep_ == "mark":
                found[f"'{word.text}', which makes it a condition"] = None
            elif word.dep_ == "ROOT":
                found[f"'{word.text}' in a question"] = None
            else:
                found[f"'{word.text}' beside '{word.head.text}'"] = None
        return tuple(found)

    def _date(self, found: Candidate, when: When | None, act: Act) -> tuple[Words | None, str | None]:
        page, sentence = found.page, found.trigger.sent
        if act.date is None:
            return None, None
        if when is not None:
            start = page.offset + sentence.start_char + when.start
            end = start + when.end - when.start
            words = Words(page.source[start:end], start, end)
            known = "" if when.value[:4] in words.text else ", reckoned from the dates around it"
            return words, f"date that belongs to '{found.trigger.text}'{known}"
        told = act.evidence.start
        citation = act.evidence.citation
        if citation:
            start = page.source.find(citation, told)
            return Words(citation, start, start + len(citation)), "date of the source that the sentence names"
        at = page.source.rfind(act.date, page.offset, told)
        if at >= 0:
            return Words(act.date, at, at + len(act.date)), "date that the sentences before it tell of"
        if act.date == self._written:
            return None, "date of the document"
        return None, "date that the sentences before it, their heading or the title tell of"

    def _speaker(self, page: Page, trigger: Token, act: Act) -> tuple[Naming | None, str | None]:
        if act.speaker is None:
            return None, None
        best: tuple[tuple[bool, int], Token, Ref | None] | None = None
        for token in trigger.sent:
            refs = self._agents.refs(page, token) if token.pos_ in ("NOUN", "PROPN", "PRON") else []
            named = bool(refs) and refs[0].agent.iri == act.speaker.iri
            label = act.speaker.label.split()
            calls = token.pos_ in ("NOUN", "PROPN") and token.text in label and token.head.text not in label
            if not named and not calls:
                continue
            said = token.dep_ in ("nsubj", "nsubjpass", "agent") and self._stance(token.head) is not None
            rank = (not said, distance(token, trigger))
            if best is None or rank < best[0]:
                best = rank, token, refs[0] if named else None
        if best is None:
            return None, None
        (unsaid, _), token, ref = best
        if ref is not None:
            naming = self.namings.naming(
                page, ref, self.namings.spoken(page, ref, token.head if not unsaid else token), act.speaker
            )
        else:
            naming = Naming(act.speaker, self._word(page, token), "somebody whom the code lists do not know")
        if unsaid:
            lowered = trigger.sent.text.lower()
            phrase = next((p for p in self._words.speech_phrases if p.lower() in lowered), None)
            return naming, f"after '{phrase}' (speech.yaml: {act.stance})" if phrase else None
        verb = token.head
        return naming, f"{place(token, verb)} (speech.yaml: {verb.lemma_.lower()}: {act.stance})"

    def _stance(self, verb: Token) -> str | None:
        return self._words.speech_verbs.get(verb.lemma_.lower())


def _changed(found: Candidate, act: Act, causes: tuple[str, ...]) -> str | None:
    """Return why the class is another than that of the entry, or how a class without an entry came about."""
    if found.entry is None:
        duty = next(
            (t.text for t in found.trigger.subtree if t.lower_ in ("must", "should", "ought")), "must"
        )
        return f"to say that somebody '{duty}' do something is {_a(act.act_class)}"
    if act.act_class == found.act_class:
        return None
    why = " and ".join(causes) or "its future"
    told = {
        "PlanAnnouncement": "since it is only planned, what is told is the announcement",
        "Refusal": "since the actor says that it will not be done, what is told is the refusal",
        "Threat": "since the actor announces it, what is told is the threat",
    }.get(act.act_class, "the words above make it another act")
    return f"the entry tells of {_a(found.act_class)}; {told} ({act.act_class}), because of {why}"


def _a(name: str) -> str:
    return f"{'an' if name[0] in 'AEIOU' else 'a'} {name}"
