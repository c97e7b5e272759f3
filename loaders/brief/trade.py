"""Trade, investment, aid in kind and dependence between states: amounts, shares, ratios and ranks as told."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from spacy.tokens import Span, Token

from legation.records import Flow, Measure

from .agents import Agents
from .amounts import Amount, amounts
from .dates import When
from .discourse import Page
from .goods import EMPTY_NOUNS, Goods
from .grammar import by_agents, direct_objects, is_passive, is_verb, prepositions, surface_subjects
from .lexicon import Lexicon
from .refs import Ref, foreign, powers, unique
from .speech import attribution
from .timing import nearest

_FLOWS = frozenset("export import investment purchase shipment sale supply delivery".split())
_GOODS_TO = frozenset("export sale shipment supply delivery sell ship deliver".split())
_GOODS_FROM = frozenset("import purchase buy receive".split())
_TRADING = _GOODS_TO | _GOODS_FROM
_PARTNERS = frozenset("importer exporter supplier buyer customer seller producer market destination source partner "
                      "investor provider".split())  # fmt: skip
_RECEIVERS = frozenset({"importer", "buyer", "customer", "market", "destination"})
_EXCEED = frozenset("exceed surpass outstrip top outweigh".split())
_DEPEND = frozenset({"depend", "rely"})
_DOMINATE = frozenset({"monopolise", "monopolize", "dominate"})
_DOMINATED = frozenset({"market", "sector", "import", "trade", "supply"})
_SUPERLATIVES = frozenset("top largest biggest main leading chief principal primary foremost key".split())
_ORDINALS = {
    "second": 2,
    "third": 3,
    "fourth": 4,
    "fifth": 5,
    "sixth": 6,
    "seventh": 7,
    "eighth": 8,
    "ninth": 9,
    "tenth": 10,
}
_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th)$")


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
    reader = _Sentence(page, sentence, dates, agents, words)
    seen: set[tuple[object, ...]] = set()
    for flow in reader.flows():
        key = (flow.exporter.iri, flow.importer.iri, flow.commodity, flow.measure, flow.value, flow.unit)
        if key not in seen:
            seen.add(key)
            yield flow


class _Sentence:
    """One sentence under reading."""

    def __init__(self, page: Page, sentence: Span, dates: list[When], agents: Agents, words: Lexicon) -> None:
        self.page, self.sentence, self.dates = page, sentence, dates
        self.agents, self.words = agents, words
        self.amounts = amounts(sentence.text)
        self.goods = Goods(page, agents)

    def flows(self) -> Iterator[Flow]:
        for token in self.sentence:
            lemma = token.lemma_.lower()
            if token.pos_ in ("NOUN", "PROPN"):
                if lemma in _FLOWS:
                    yield from self._noun(token, lemma)
                elif lemma in _PARTNERS:
                    yield from self._rank(token, lemma)
                elif lemma in ("dependence", "dependency", "reliance"):
                    yield from self._dependence(token, self.agents.possessors(self.page, token))
            elif token.pos_ == "VERB":
                if lemma in _TRADING:
                    yield from self._verb(token, lemma)
                elif lemma == "invest":
                    hosts = self._phrases(token, "in")
                    yield from self._make(self._subjects(token), hosts, "investment", [], token)
                elif lemma in _DEPEND:
                    yield from self._dependence(token, self._subjects(token))
                elif lemma in _DOMINATE:
                    yield from self._dominated(token)
                elif lemma == "account":
                    yield from self._accounted(token)
            elif token.pos_ == "ADJ" and lemma in ("dependent", "reliant"):
                verb = token.head
                if verb.pos_ in ("AUX", "VERB"):
                    yield from self._dependence(token, self._subjects(verb))

    # Kinds of statement -------------------------------------------------------------------------------------------

    def _noun(self, noun: Token, lemma: str) -> Iterator[Flow]:
        """ "Chile's exports to Peru (tin, salt)", "imports of wheat from Ukraine"."""
        own = self.agents.possessors(self.page, noun)
        goods = self.goods.of(noun)
        measure: Measure = "export"
        amount = True
        if lemma == "investment":
            measure, goods = "investment", []
            sources = own or self._phrases(noun, "by", "from", "of")
            ends = self._phrases(noun, "in", "into")
            # "surpassed investments in Mali by $5 million" says nothing of Mali's.
            amount = not (noun.dep_ == "dobj" and noun.head.lemma_ in _EXCEED)
            if ends and not sources:
                sources = self._shared_possessor(noun)
        elif lemma in ("import", "purchase"):
            sources, ends = self._phrases(noun, "from"), own or self._phrases(noun, "by", "to", "into")
        else:
            sources, ends = own or self._phrases(noun, "from", "by", "of"), self._phrases(noun, "to")
            if not ends and noun.dep_ == "pobj" and noun.head.lower_ == "of":
                # "the value of Chile's exports to Peru": the phrase hangs on the quantity.
                ends = self._phrases(noun.head.head, "to")
                goods = goods or self.goods.of(noun.head.head)
            if lemma != "export" and not goods:
                return
        yield from self._make(sources, ends, measure, goods, noun, amount)

    def _rank(self, noun: Token, lemma: str) -> Iterator[Flow]:
        """ "Kenya is Egypt's main buyer of rice", "Oman is Yemen's third largest partner"."""
        rank = _place(noun)
        if lemma == "partner" and not any(c.lemma_ in ("trade", "trading") for c in noun.children):
            return
        if lemma == "market" and rank is None:
            return
        subjects = self._copula_subjects(noun)
        owners = self.agents.possessors(self.page, noun) or self._phrases(noun, "of", "for", "to")
        owners = foreign(owners, powers(subjects))
        goods = self.goods.of(noun)
        if rank is None and not goods:
            return
        sources, ends = (owners, subjects) if lemma in _RECEIVERS else (subjects, owners)
        measure: Measure = "investment" if lemma == "investor" else "export"
        for flow in self._make(sources, ends, measure, goods, noun, with_amount=False):
            yield replace(flow, value=str(rank), unit="rank") if rank else flow

    def _verb(self, verb: Token, lemma: str) -> Iterator[Flow]:
        """ "bought American weapons", "sells oil to India", "wheat was imported from Russia"."""
        passive = is_passive(verb)
        objects = surface_subjects(verb) if passive else direct_objects(verb)
        # Of "35 percent of its oil from Russia" the oil is what was bought.
        inner = [
            token
            for head in objects
            if head.lemma_.lower() in EMPTY_NOUNS
            for name, token in prepositions(head)
            if name == "of"
        ]
        objects = [*objects, *inner]
        goods = list(dict.fromkeys(good for token in objects for good in self.goods.named(token)))
        if not goods:
            return
        doers = self._named(by_agents(verb)) if passive else self._subjects(verb)
        if lemma in _GOODS_FROM:
            makers = unique(ref for token in objects for ref in self.agents.modifiers(self.page, token))
            sources = self._beside(verb, objects, "from") or makers
            yield from self._make(sources, doers, "export", goods, verb)
        else:
            yield from self._make(doers, self._beside(verb, objects, "to"), "export", goods, verb)

    def _dependence(self, word: Token, dependants: list[Ref]) -> Iterator[Flow]:
        """ "Norway's tea trade hangs on Kenya", "dependent on Moscow for gas"."""
        sources = self._phrases(word, "on", "upon")
        goods: list[str] = []
        for name, inner in prepositions(word):
            if name in ("for", "on", "upon"):
                goods.extend(self.goods.named(inner))
            if name in ("on", "upon") and not sources:
                sources = self.agents.inside(self.page, inner)
        verb = word if is_verb(word) else word.head
        if not goods and is_verb(verb):
            goods = [good for subject in surface_subjects(verb) for good in self.goods.before(subject)]
        if goods:
            yield from self._make(sources, dependants, "dependence", goods, word)

    def _accounted(self, verb: Token) -> Iterator[Flow]:
        """ "Russia accounts for 40 percent of Egypt's wheat imports"."""
        for name, inner in prepositions(verb):
            if name == "for":
                for token in inner.subtree:
                    if token.lemma_ in ("import", "supply"):
                        ends = self.agents.possessors(self.page, token) or self._phrases(token, "of", "by")
                        yield from self._make(
                            self._subjects(verb), ends, "export", self.goods.of(token), verb
                        )

    def _dominated(self, verb: Token) -> Iterator[Flow]:
        """ "whose market is monopolised by producers from Ecuador"."""
        passive = is_passive(verb)
        doers = self._named(by_agents(verb)) if passive else self._subjects(verb)
        for market in surface_subjects(verb) if passive else direct_objects(verb):
            if market.lemma_.lower() not in _DOMINATED:
                continue
            ends = self.agents.possessors(self.page, market)
            goods = self.goods.before(market) or self.goods.only_one(self.sentence)
            if goods:
                yield from self._make(doers, ends, "dependence", goods, verb, with_amount=False)

    # Parts ---------------------------------------------------------------------------------------------------------

    def _make(
        self,
        sources: list[Ref],
        ends: list[Ref],
        measure: Measure,
        goods: list[str],
        word: Token,
        with_amount: bool = True,
    ) -> Iterator[Flow]:
        """Yield a flow for each pair of states and commodity; without goods, one of whatever it was."""
        if not sources or not ends:
            return
        when = nearest(word, self.sentence, self.dates)
        amount = self._amount(word) if with_amount else None
        said = attribution(self.page, word, self.agents, self.words)
        registry = self.agents.discourse.registry
        for source in sources:
            for end in ends:
                exporter, importer = registry.entry(source.power), registry.entry(end.power)
                if exporter is None or importer is None or exporter is importer:
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

    def _amount(self, word: Token) -> Amount | None:
        """Return the amount nearest to a word, of those in the same clause."""
        clause = word if is_verb(word) else next((a for a in word.ancestors if is_verb(a)), word.head)
        inside = {t.i for t in clause.subtree}
        close = [
            a
            for a in self.amounts
            if any(
                t.i in inside
                for t in self.sentence
                if t.idx <= self.sentence.start_char + a.start < t.idx + len(t) + 1
            )
        ]
        at = word.idx - self.sentence.start_char
        return min(close, key=lambda a: (abs(a.start - at), a.start)) if close else None

    def _copula_subjects(self, noun: Token) -> list[Ref]:
        """Return what a noun is said of: "Kenya" of "Kenya is the main buyer"."""
        head = noun.head
        if noun.dep_ in ("attr", "oprd", "conj", "dobj", "pobj") and head.pos_ in (
            "AUX",
            "VERB",
            "NOUN",
            "ADP",
        ):
            while head.pos_ not in ("AUX", "VERB") and head.head.i != head.i:
                head = head.head
            if head.lemma_ in ("be", "remain", "become", "stay", "represent"):
                return self._subjects(head)
        return self.agents.refs(self.page, head) if noun.dep_ == "appos" else []

    def _shared_possessor(self, noun: Token) -> list[Ref]:
        """ "Qatar's investments in Mali surpassed investments in Togo": one possessor serves both."""
        for ancestor in noun.ancestors:
            if is_verb(ancestor):
                for subject in surface_subjects(ancestor):
                    if subject.lemma_ == noun.lemma_ and subject.i != noun.i:
                        return self.agents.possessors(self.page, subject)
        return []

    def _subjects(self, verb: Token) -> list[Ref]:
        return self._named(surface_subjects(verb))

    def _named(self, tokens: Iterable[Token]) -> list[Ref]:
        return unique(ref for token in tokens for ref in self.agents.any(self.page, token))

    def _phrases(self, head: Token, *names: str) -> list[Ref]:
        """Return the agents in a word's phrases with one of some prepositions."""
        return unique(
            ref
            for name, inner in prepositions(head)
            if name in names
            for ref in self.agents.refs(self.page, inner)
        )

    def _beside(self, verb: Token, objects: list[Token], name: str) -> list[Ref]:
        """Return the agents of a verb's phrase, which the parser may have hung on its objects."""
        return self._phrases(verb, name) or [ref for token in objects for ref in self._phrases(token, name)]


def _place(noun: Token) -> int | None:
    """Return the rank that a noun's modifiers give: 4 for "fourth largest", 1 for "top"."""
    forms = [token.lower_ for token in noun.subtree if token.i < noun.i]
    for form in forms:
        if form in _ORDINALS:
            return _ORDINALS[form]
        match = _ORDINAL.match(form)
        if match:
            return int(match[1])
    # "one of the largest" is no rank.
    one_of = any(token.lower_ == "one" for token in noun.head.head.children)
    return 1 if not one_of and not _SUPERLATIVES.isdisjoint(forms) else None
