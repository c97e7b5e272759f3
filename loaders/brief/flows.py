"""What the constructions of trade have in common: the agents and goods around a word, amounts, and the flows made."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from spacy.tokens import Span, Token

from legation.records import Flow, Measure

from .agents import Agents
from .amounts import Amount, amounts
from .dates import When
from .discourse import Page
from .goods import Goods
from .grammar import is_verb, prepositions, surface_subjects
from .lexicon import Lexicon
from .refs import BLOCS, STATES, Ref, unique
from .speech import attribution
from .timing import nearest

# Clauses and further flows within a phrase have phrases of their own.
_CLOSED = frozenset({"relcl", "advcl", "ccomp", "acl", "parataxis"})
TRADE_NOUNS = frozenset(
    "export import investment purchase shipment sale supply delivery trade transfer".split()
)
# Verbs of trade under these are no trade that took place, ...
_UNDONE = frozenset("stop cease halt refuse fail want hope seek plan wish aim try consider offer ban prohibit suspend "
                    "block forbid threaten intend decline restrict decide propose promise avoid "
                    "prevent".split())  # fmt: skip
# ... nor are nouns of trade that are objects of these, ...
_STOPPED = frozenset("ban halt stop suspend block prohibit restrict end cancel embargo target outlaw freeze sanction "
                     "forbid tax limit curb boycott cut discuss negotiate".split())  # fmt: skip
# ... or stand in a phrase of these.
_BARRIERS = frozenset("tariff ban embargo duty restriction sanction boycott moratorium quota tax curb cap levy limit "
                      "decision plan proposal offer talk negotiation".split())  # fmt: skip
_ABOUT = frozenset("about some around nearly almost over only just".split())
_OTHERS = frozenset("ally neighbor neighbour rival opponent adversary enemy supporter".split())
_UNREAL = frozenset({"could", "may", "might", "would", "should", "can", "must"})
_GROWTH = frozenset("grow rise increase fall decline drop decrease shrink jump surge climb slump plunge soar exceed "
                    "surpass expand plummet".split())  # fmt: skip


# "up from $3 billion a year earlier"
_EARLIER = re.compile(
    r"\b(?:from|against|compared (?:with|to)) ([^,;]{2,30}?) (?:a year|the year|one year|the previous year) "
    r"(?:earlier|before|previously)"
)


class Sentence:
    """One sentence under reading for trade."""

    def __init__(self, page: Page, sentence: Span, dates: list[When], agents: Agents, words: Lexicon) -> None:
        self.page, self.sentence, self.dates = page, sentence, dates
        self.agents, self.words = agents, words
        self.amounts = amounts(sentence.text)
        self.goods = Goods(page, agents)

    # Agents -------------------------------------------------------------------------------------------------------

    def subjects(self, verb: Token) -> list[Ref]:
        """Return the agents that are or are in a verb's subject."""
        if verb.dep_ == "acl" and verb.tag_ == "VBD":
            # The parser takes the main verb of "Norwegian firms invested" for a participle.
            return self.named([verb.head])
        return self.named(surface_subjects(verb))

    def named(self, tokens: Iterable[Token]) -> list[Ref]:
        """Return the agents that phrases name or else contain, given their heads."""
        found: list[Ref] = []
        for token in tokens:
            if token.lemma_ in _OTHERS:
                # "Chad's allies within NATO" are not Chad
                found.extend(self.phrases(token, "within", "in", "from"))
            else:
                found.extend(self.agents.any(self.page, token))
        return unique(found)

    def phrases(self, head: Token, *names: str) -> list[Ref]:
        """Return the agents in a word's phrases with one of some prepositions."""
        return unique(
            ref
            for name, inner in prepositions(head)
            if name in names and inner.head.head.lower_ != "ahead"
            for ref in self.agents.refs(self.page, inner)
        )

    def reached(self, head: Token, *names: str) -> list[Ref]:
        """Return the agents of the phrases with one of some prepositions behind a word, on whatever they hang.

        The parser hangs "to China" of "exports of beef to China" on the exports or on the beef.
        """
        own = self.phrases(head, *names)
        if own:
            return own
        found: list[Ref] = []
        for token in self._behind(head):
            if token.head.lower_ == "ahead":
                continue
            if token.pos_ in ("ADP", "SCONJ") and token.lower_ in names and not found:
                for child in token.children:
                    if child.dep_ == "pobj":
                        found = self.agents.refs(self.page, child)
        return [ref for ref in found if ref.agent.kind in STATES | BLOCS or ref.agent.belongs_to]

    def _behind(self, head: Token) -> Iterator[Token]:
        for child in head.children:
            if child.i < head.i or child.dep_ in _CLOSED:
                continue
            if child.dep_ == "conj" and (is_verb(child) or child.lemma_ in TRADE_NOUNS):
                continue
            if child.dep_ in ("nsubj", "nsubjpass"):
                continue
            yield child
            yield from self._behind(child)

    def makers(self, tokens: Iterable[Token]) -> list[Ref]:
        """Return whose goods are: "Russian" of "Russian oil", also within "a lot of Russian oil"."""
        found: list[Ref] = []
        for token in tokens:
            for part in (token, *self.goods.within(token)):
                found.extend(self.agents.possessors(self.page, part))
        return [ref for ref in unique(found) if ref.agent.kind in STATES | BLOCS]

    def sides(self, token: Token) -> list[Ref]:
        """Return the agents of "between A and B" behind a word."""
        for other in (token, *self._behind(token)):
            for name, inner in prepositions(other):
                if name == "between":
                    return self.agents.refs(self.page, inner)
        following = self.page.doc[token.i + 1 : token.i + 4]
        for other in following:
            if other.lower_ == "between":
                return [
                    ref for c in other.children if c.dep_ == "pobj" for ref in self.agents.refs(self.page, c)
                ]
        return []

    def subject(self, token: Token) -> list[Ref]:
        """Return the one state that the brief is about, as what a token leaves unsaid."""
        iri = self.agents.discourse.subject()
        entry = self.agents.discourse.registry.entry(iri) if iri else None
        return [Ref(entry.agent(), token)] if entry is not None else []

    # Whether it took place ------------------------------------------------------------------------------------------

    def is_real(self, word: Token) -> bool:
        """Tell whether a verb or noun of trade speaks of trade that takes place: not refused, wished for or banned."""
        if is_verb(word) or word.pos_ == "VERB":
            return self._is_done(word)
        walk = word
        while walk.dep_ in ("pobj", "prep", "conj", "appos", "compound") and walk.head.i != walk.i:
            walk = walk.head
            if walk.lemma_ in _BARRIERS and walk.pos_ == "NOUN":
                return False
        verb = walk.head
        if any(child.lemma_ in _BARRIERS for child in [walk, *word.children] if child.pos_ == "NOUN"):
            return False
        if word.i + 1 < len(word.doc) and word.nbor(1).lemma_ in _BARRIERS:
            return False
        affected = walk.dep_ in ("dobj", "nsubjpass") or (walk.dep_ == "pobj" and is_verb(verb))
        return not (affected and verb.lemma_ in _STOPPED)

    def _is_done(self, verb: Token) -> bool:
        for child in verb.children:
            if (
                child.dep_ == "neg"
                or child.lower_ == "longer"
                or (child.dep_ == "aux" and child.lower_ in _UNREAL)
            ):
                return False
        walk = verb
        while walk.dep_ in ("xcomp", "ccomp", "pcomp", "prep", "acl", "conj") and walk.head.i != walk.i:
            linked = walk.dep_
            walk = walk.head
            if linked != "conj" and walk.lemma_ in _UNDONE | _BARRIERS:
                return False
            if linked == "xcomp" and any(c.dep_ == "neg" or c.lower_ in _UNREAL for c in walk.children):
                return False
            if linked == "conj" and walk.tag_ not in ("VB", "VBG"):
                break
        return True

    # Flows ----------------------------------------------------------------------------------------------------------

    def make(
        self,
        sources: list[Ref],
        ends: list[Ref],
        measure: Measure,
        goods: list[str],
        word: Token,
        with_amount: bool = True,
    ) -> Iterator[Flow]:
        """Yield a flow for each pair of states and commodity; without goods, one of whatever it was."""
        if not sources or not ends or not self.is_real(word):
            return
        when = nearest(word, self.sentence, self.dates)
        close = self.amounts_of(word) if with_amount else []
        amount = self.nearest(close, word)
        apiece = len(sources) * len(ends) == len(close) > 1 and len({a.unit for a in close}) == 1
        said = attribution(self.page, word, self.agents, self.words)
        registry = self.agents.discourse.registry
        for index, source in enumerate(sources):
            for place, end in enumerate(ends):
                if apiece:
                    # "8 million tonnes to China and 6 million to Spain"
                    amount = close[index * len(ends) + place]
                exporter, importer = registry.entry(source.power), registry.entry(end.power)
                if exporter is None or importer is None or exporter is importer:
                    continue
                if "Person" in (exporter.kind, importer.kind) or "WORLD" in (exporter.code, importer.code):
                    continue
                # "exports (metals, chemicals) are five times greater": the ratio is that of the whole.
                together = amount if amount and amount.unit == "ratio" and len(goods) > 1 else None
                for name in [*goods, None] if together or not goods else goods:
                    number = amount if together is None or name is None else None
                    yield Flow(
                        exporter.agent(),
                        importer.agent(),
                        measure,
                        self.page.quote(self.sentence),
                        commodity=name,
                        commodity_code=self.goods.code(name),
                        value=number.value if number else None,
                        unit=number.unit if number else None,
                        year=when.value[:4] if when else None,
                        speaker=said[0] if said else None,
                        stance=said[1] if said else "asserts",
                    )

    def also(self, flow: Flow) -> Iterator[Flow]:
        """Yield a flow, and those told of it in passing: other sellers' shares, and what it was a year earlier."""
        yield flow
        text, start = self.sentence.text, self.sentence.start_char
        if flow.unit == "percent":
            for mention in {m.start: m for m in self.page.mentions.values()}.values():
                end = self.page.doc[mention.end - 1]
                at = end.idx + len(end) - start
                share = next((a for a in self.amounts if a.unit == "percent" and a.start == at + 1), None)
                partner = mention.entry.kind in STATES and mention.entry.iri not in (
                    flow.exporter.iri,
                    flow.importer.iri,
                )
                if share is not None and partner and flow.measure == "export":
                    # "Peru sold 58 percent of it, Chile 17 percent"
                    yield replace(flow, exporter=mention.entry.agent(), value=share.value)
        elif flow.value is not None and flow.year is not None:
            for match in _EARLIER.finditer(text):
                before = next((a for a in self.amounts if match.start(1) <= a.start < match.end(1)), None)
                if before is not None and before.unit == flow.unit:
                    yield replace(flow, value=before.value, year=str(int(flow.year) - 1))

    def amounts_of(self, word: Token) -> list[Amount]:
        """Return the amounts in the clause of a word, in its order; no change ("by 5 percent", "from 3")."""
        clause = word if is_verb(word) else next((a for a in word.ancestors if is_verb(a)), word.head)
        inside = {t.i for t in clause.subtree}
        close = []
        for amount in self.amounts:
            span = self.page.doc.char_span(
                self.sentence.start_char + amount.start,
                self.sentence.start_char + amount.start + 1,
                alignment_mode="expand",
            )
            if span is None or span[0].i not in inside or self._is_change(amount, span[0], clause):
                continue
            close.append(amount)
        return close

    def nearest(self, found: list[Amount], word: Token) -> Amount | None:
        """Return the amount nearest to a word."""
        at = word.idx - self.sentence.start_char
        return min(found, key=lambda a: (abs(a.start - at), a.start)) if found else None

    def _is_change(self, amount: Amount, first: Token, clause: Token) -> bool:
        i = first.i - 1
        while i > 0 and self.page.doc[i].lower_ in _ABOUT:
            i -= 1
        before = self.page.doc[i].lower_ if i >= 0 else ""
        grows = clause.lemma_ in _GROWTH
        if before in ("by", "from") or (before == "than" and grows):
            return True
        return grows and amount.unit == "percent" and before not in ("to", "for")
