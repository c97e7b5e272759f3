"""Trade, investment, aid in kind and dependence between states: amounts, shares, ratios and ranks as told."""

from collections.abc import Iterator

from spacy.tokens import Span, Token

from legation.records import Flow

from .agents import Agents
from .amounts import CURRENCIES
from .dates import When
from .discourse import Page
from .lexicon import Lexicon
from .trade_nouns import EXCHANGE, FLOWS, PARTNERS, TRANSFERS, Nouns
from .trade_verbs import BUY, DEPEND, DOMINATE, GIVE, INVEST, MAKE_UP, MOVE, PAY, PUT, SELL, TAKE, Verbs


def read_trade(
    page: Page, sentence: Span, dates: list[When], agents: Agents, words: Lexicon
) -> Iterator[Flow]:
    """Yield the flows that a sentence states, one for each commodity and pair of states.

    Args:
        page: the paragraph.
        sentence: a sentence of it.
        dates: the dates in the sentence, with offsets in its text.
        agents: of the brief.
        words: the lexicon.
    """
    if not any(token.lemma_.lower() in _SIGNALS for token in sentence):
        return
    reader = _Sentence(page, sentence, dates, agents, words)
    # A rank and an amount, or those of two years, are two things told of one flow.
    found: dict[tuple[str | None, ...], Flow] = {}
    for read in reader.flows():
        for flow in reader.also(read):
            earlier = flow.year if flow is not read else None
            unit = "rank" if flow.unit == "rank" else None
            same = (flow.exporter.iri, flow.importer.iri, flow.measure, flow.commodity, unit, earlier)
            known = found.get(same)
            if known is None or (known.value is None and flow.value is not None):
                found[same] = flow
    for key, flow in list(found.items()):
        if flow.value is None and (*key[:4], "rank", None) in found:
            del found[key]
    special = {(f.exporter.iri, f.importer.iri, f.value) for f in found.values() if f.commodity is not None}
    for flow in found.values():
        # "Oil makes up 90 percent of Angola's exports": not of all goods as well.
        if flow.commodity is not None or (flow.exporter.iri, flow.importer.iri, flow.value) not in special:
            yield flow


class _Sentence(Nouns, Verbs):
    """One sentence under reading."""

    def flows(self) -> Iterator[Flow]:
        """Yield the flows of each word that may tell one."""
        for token in self.sentence:
            lemma = token.lemma_.lower()
            if lemma not in _SIGNALS:
                continue
            if self.is_mistagged(token):
                yield from self.mistagged(token)
            elif token.pos_ in ("NOUN", "PROPN"):
                yield from self._of_noun(token, lemma)
            elif token.pos_ == "VERB":
                yield from self._of_verb(token, lemma)
            elif token.pos_ == "ADJ" and token.head.pos_ in ("AUX", "VERB"):
                yield from self.dependence(token, self.subjects(token.head))

    def _of_noun(self, noun: Token, lemma: str) -> Iterator[Flow]:
        if lemma in FLOWS:
            yield from self.flow(noun, lemma)
        elif lemma in PARTNERS:
            yield from self.rank(noun, lemma)
        elif lemma in TRANSFERS:
            yield from self.transfer(noun)
        elif lemma in EXCHANGE:
            yield from self.exchange(noun)
        elif lemma in _DEPENDENCE:
            yield from self.dependence(noun, self.agents.possessors(self.page, noun))

    def _of_verb(self, verb: Token, lemma: str) -> Iterator[Flow]:
        if lemma in SELL or lemma in GIVE:
            yield from self.selling(verb, lemma)
        elif lemma in BUY:
            yield from self.buying(verb)
        elif lemma in MOVE:
            yield from self.moving(verb)
        elif lemma in TAKE:
            yield from self.taking(verb)
        elif lemma in INVEST:
            yield from self.investing(verb)
        elif lemma in DEPEND:
            yield from self.dependence(verb, self.subjects(verb))
        elif lemma in DOMINATE:
            yield from self.dominating(verb)
        elif lemma in MAKE_UP:
            yield from self.sharing(verb)
        elif lemma in PAY:
            yield from self.paying(verb)
        elif lemma in PUT and any(a.unit in CURRENCIES for a in self.amounts):
            yield from self.investing(verb)


_DEPENDENCE = frozenset({"dependence", "dependency", "reliance"})
_SIGNALS = frozenset(
    {"dependent", "reliant"}.union(
        _DEPENDENCE,
        FLOWS,
        PARTNERS,
        TRANSFERS,
        EXCHANGE,
        SELL,
        GIVE,
        BUY,
        MOVE,
        TAKE,
        INVEST,
        DEPEND,
        DOMINATE,
        MAKE_UP,
        PAY,
        PUT,
    )
)
