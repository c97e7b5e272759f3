"""Trade, investment, aid in kind and dependence between states: amounts, shares, ratios and ranks as told."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from spacy.tokens import Span, Token

from legation.records import Flow, Measure

from .agents import Agents, Ref, unique
from .dates import When, nearest
from .discourse import Page
from .gazetteer import span_text
from .grammar import (
    by_agents,
    coordinated,
    direct_objects,
    is_passive,
    is_verb,
    prepositions,
    surface_subjects,
)
from .lexicon import Lexicon
from .speech import attribution

_GOODS_TO = frozenset("export sale shipment supply delivery sell supply ship deliver".split())
_GOODS_FROM = frozenset("import purchase buy receive".split())
_PARTNERS = frozenset("importer exporter supplier buyer customer seller producer market destination source partner "
                      "investor provider".split())  # fmt: skip
_EXCEED = frozenset("exceed surpass outstrip top outweigh".split())
_DEPEND = frozenset("depend rely".split())
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
_CURRENCIES = {"$": "USD", "US$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "dollar": "USD", "euro": "EUR",
               "pound": "GBP", "yen": "JPY", "yuan": "CNY", "renminbi": "CNY", "ruble": "RUB", "rouble": "RUB",
               "rupee": "INR"}  # fmt: skip
_SCALES = {"thousand": 10**3, "million": 10**6, "m": 10**6, "mn": 10**6, "billion": 10**9, "bn": 10**9,
           "trillion": 10**12, "tn": 10**12}  # fmt: skip
_WORDS = {
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "twelve": 12,
}
_NUMBER = r"(?P<number>\d[\d,]*(?:\.\d+)?)"
_SCALE = r"(?:[\s-]*(?P<scale>thousand|million|billion|trillion|mn|bn|tn|m)\b)?"
_AMOUNTS = (
    ("money", re.compile(r"(?P<sign>US\$|\$|€|£|¥)\s?" + _NUMBER + _SCALE)),
    ("money", re.compile(_NUMBER + _SCALE + r"\s+(?:US\s+|U\.S\.\s+)?"
                         r"(?P<sign>dollar|euro|pound|yen|yuan|ruble|rouble|rupee)s?\b")),
    ("percent", re.compile(_NUMBER + r"\s*(?:percent|per cent|%)")),
    ("t", re.compile(_NUMBER + _SCALE + r"\s+(?:metric\s+)?(?:tons|tonnes)\b")),
    ("bbl", re.compile(_NUMBER + _SCALE + r"\s+barrels\b")),
    ("m3", re.compile(_NUMBER + _SCALE + r"\s+(?:cubic met(?:re|er)s|bcm)\b")),
    ("ratio", re.compile(r"(?P<word>\w+|\d+)\s+times\s+"
                         r"(?:greater|larger|higher|more|bigger|as\s+(?:much|many|large|high))")),
)  # fmt: skip
_EMPTY = frozenset("good goods product products item items commodity commodities volume value amount quantity total "
                   "size share bulk trade percent percentage part half third quarter majority ton tonne barrel metre "
                   "meter".split())  # fmt: skip


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with its unit, and where it stands in the sentence's text."""

    value: str
    unit: str
    start: int


def amounts(text: str) -> list[Amount]:
    """Return the amounts of money, shares, weights and ratios in a text, in its order.

    >>> [(a.value, a.unit) for a in amounts("worth $4.3bn, or 12 percent, five times greater than")]
    [('4300000000', 'USD'), ('12', 'percent'), ('5', 'ratio')]
    """
    found: list[Amount] = []
    for unit, pattern in _AMOUNTS:
        for match in pattern.finditer(text):
            parts = match.groupdict()
            if "word" in parts:
                word = (parts["word"] or "").lower()
                number = str(_WORDS.get(word, word))
                if not number.isdigit():
                    continue
            else:
                number = _scaled(parts["number"] or "0", parts.get("scale"))
            name = _CURRENCIES[parts["sign"] or "$"] if unit == "money" else unit
            found.append(Amount(number, name, match.start()))
    return sorted(found, key=lambda amount: amount.start)


def _scaled(number: str, scale: str | None) -> str:
    digits = number.replace(",", "")
    if not scale:
        return digits
    factor = _SCALES[scale.lower()]
    whole, _, fraction = digits.partition(".")
    zeros = len(str(factor)) - 1
    return str(int(whole + fraction.ljust(zeros, "0")[:zeros]))


def read_trade(
    page: Page, sentence: Span, dates: list[When], agents: Agents, words: Lexicon
) -> Iterator[Flow]:
    """Yield the flows that a sentence states, one for each commodity and pair of states."""
    reader = _Sentence(page, sentence, dates, agents, words)
    seen: set[tuple[object, ...]] = set()
    for flow in reader.flows():
        key = (flow.exporter.iri, flow.importer.iri, flow.commodity, flow.measure, flow.value, flow.unit)
        if key not in seen:
            seen.add(key)
            yield flow


def _listed(token: Token) -> list[Token]:
    """Return the nouns of a list in brackets, which the parser joins as conjuncts or appositions."""
    found = []
    for part in coordinated(token):
        found.append(part)
        found.extend(inner for child in part.children if child.dep_ == "appos" for inner in _listed(child))
    return found


class _Sentence:
    def __init__(self, page: Page, sentence: Span, dates: list[When], agents: Agents, words: Lexicon) -> None:
        self.page, self.sentence, self.dates = page, sentence, dates
        self.agents, self.words = agents, words
        self.amounts = amounts(sentence.text)
        self.commodities = agents.discourse.registry.commodities

    def flows(self) -> Iterator[Flow]:
        for token in self.sentence:
            lemma = token.lemma_.lower()
            if token.pos_ in ("NOUN", "PROPN"):
                if lemma in (
                    "export",
                    "import",
                    "investment",
                    "purchase",
                    "shipment",
                    "sale",
                    "supply",
                    "delivery",
                ):
                    yield from self._noun(token, lemma)
                elif lemma in _PARTNERS:
                    yield from self._rank(token, lemma)
                elif lemma in ("dependence", "dependency", "reliance"):
                    yield from self._dependence(token, self._possessor(token))
            elif token.pos_ == "VERB":
                if lemma in _GOODS_TO | _GOODS_FROM | {"export", "import"}:
                    yield from self._verb(token, lemma)
                elif lemma == "invest":
                    hosts = self._phrases(token, ("in",))
                    yield from self._make(self._subjects(token), hosts, "investment", [None], token)
                elif lemma in _DEPEND:
                    yield from self._dependence(token, self._market(token))
                elif lemma in ("monopolise", "monopolize", "dominate", "account"):
                    yield from self._dominated(token, lemma)
            elif (
                token.pos_ == "ADJ"
                and lemma in ("dependent", "reliant")
                and token.head.pos_ in ("AUX", "VERB")
            ):
                yield from self._dependence(token, self._market(token.head))

    # Kinds of statement -------------------------------------------------------------------------------------------

    def _noun(self, noun: Token, lemma: str) -> Iterator[Flow]:
        """ "Russia's exports to Guatemala (metals, chemicals)", "imports of wheat from Ukraine"."""
        own = self._possessor(noun)
        goods: list[str | None] = [*self._goods(noun)]
        measure: Measure = "export"
        amount = True
        if lemma == "investment":
            sources = own or self._phrases(noun, ("by", "from", "of"))
            ends = self._phrases(noun, ("in", "into"))
            measure, goods = "investment", [None]
            if noun.dep_ == "dobj" and noun.head.lemma_ in _EXCEED:
                amount = (
                    False  # "exceeded investments in Argentina by $120 million" says nothing of Argentina's
                )
        elif lemma in ("import", "purchase"):
            sources, ends = self._phrases(noun, ("from",)), own or self._phrases(noun, ("by", "to", "into"))
        else:
            sources, ends = own or self._phrases(noun, ("from", "by", "of")), self._phrases(noun, ("to",))
            if not ends and noun.dep_ == "pobj" and noun.head.lower_ == "of":
                # "the quantity of Russia's exports to Guatemala": the phrase hangs on the quantity.
                ends = self._phrases(noun.head.head, ("to",))
                goods = goods or [*self._goods(noun.head.head)]
            if lemma not in ("export",) and not goods:
                return
        if not ends and not sources:
            return
        if not sources and lemma == "investment":
            sources = self._shared_possessor(noun)
        yield from self._make(sources, ends, measure, goods or [None], noun, amount)

    def _rank(self, noun: Token, lemma: str) -> Iterator[Flow]:
        """ "Guatemala remains Russia's top importer of fertilizers", "China is Brazil's fourth largest partner"."""
        rank = self._place(noun)
        subjects = self._copula_subjects(noun)
        owners = self._possessor(noun) or self._phrases(noun, ("of", "for", "to"))
        owners = [ref for ref in owners if all(ref.power != s.power for s in subjects)]
        goods = [*self._goods(noun)]
        trade_partner = lemma == "partner" and any(c.lemma_ in ("trade", "trading") for c in noun.children)
        if (lemma == "partner" and not trade_partner) or (lemma == "market" and rank is None):
            return
        if not subjects or not owners or (rank is None and not goods):
            return
        sources, ends = (owners, subjects) if lemma in ("importer", "buyer", "customer", "market", "destination") else (
            subjects, owners)  # fmt: skip
        measure: Measure = "investment" if lemma == "investor" else "export"
        value = str(rank) if rank else None
        for flow in self._make(sources, ends, measure, list(goods) or [None], noun, with_amount=False):
            yield replace(flow, value=value, unit="rank" if value else None)

    def _verb(self, verb: Token, lemma: str) -> Iterator[Flow]:
        """ "bought American weapons", "sells oil to India", "wheat was imported from Russia"."""
        passive = is_passive(verb)
        objects = surface_subjects(verb) if passive else direct_objects(verb)
        # Of "35 percent of its oil from Russia" the oil is what was bought.
        objects = [
            *objects,
            *(
                t
                for o in objects
                if o.lemma_.lower() in _EMPTY
                for name, t in prepositions(o)
                if name == "of"
            ),
        ]
        doers = self._refs(by_agents(verb)) if passive else self._subjects(verb)
        goods = [
            *dict.fromkeys(
                g for token in objects for part in coordinated(token) for g in self._commodity(part)
            )
        ]
        if not goods:
            return
        makers = unique(ref for token in objects for ref in self.agents.modifiers(self.page, token))
        if lemma in _GOODS_FROM:
            sources = (
                self._phrases(verb, ("from",))
                or [r for t in objects for r in self._phrases(t, ("from",))]
                or makers
            )
            ends = doers
        else:
            sources = doers
            ends = self._phrases(verb, ("to",)) or [r for t in objects for r in self._phrases(t, ("to",))]
        yield from self._make(sources, ends, "export", list(goods), verb)

    def _dependence(self, word: Token, dependants: list[Ref]) -> Iterator[Flow]:
        """ "Russia's banana market has depended on Ecuador", "dependent on Moscow for gas"."""
        sources = self._phrases(word, ("on", "upon"))
        goods: list[str] = []
        for name, inner in prepositions(word):
            if name == "for":
                goods.extend(g for part in coordinated(inner) for g in self._commodity(part))
            elif name in ("on", "upon"):
                goods.extend(g for part in coordinated(inner) for g in self._commodity(part))
                if not sources:
                    sources = self.agents.inside(self.page, inner)
        if not goods:
            verb = word if is_verb(word) else word.head
            goods = [g for s in surface_subjects(verb) if is_verb(verb) for g in self._compound_goods(s)]
        if goods:
            yield from self._make(sources, dependants, "dependence", list(goods), word)

    def _dominated(self, verb: Token, lemma: str) -> Iterator[Flow]:
        """ "whose market is monopolised by producers from Ecuador", "accounts for 40 percent of Egypt's imports"."""
        if lemma == "account":
            for name, inner in prepositions(verb):
                if name == "for":
                    for token in inner.subtree:
                        if token.lemma_ in ("import", "supply"):
                            ends = self._possessor(token) or self._phrases(token, ("of", "by"))
                            yield from self._make(
                                self._subjects(verb), ends, "export", [*self._goods(token)] or [None], verb
                            )
            return
        passive = is_passive(verb)
        markets = surface_subjects(verb) if passive else direct_objects(verb)
        doers = self._actors_of(by_agents(verb) if passive else surface_subjects(verb))
        for market in markets:
            if market.lemma_.lower() not in ("market", "sector", "import", "trade", "supply"):
                continue
            ends = self._possessor(market)
            goods = self._compound_goods(market) or self._goods_of_sentence()
            if goods:
                yield from self._make(doers, ends, "dependence", list(goods), verb, with_amount=False)

    # Parts ---------------------------------------------------------------------------------------------------------

    def _make(
        self,
        sources: list[Ref],
        ends: list[Ref],
        measure: Measure,
        goods: list[str | None],
        word: Token,
        with_amount: bool = True,
    ) -> Iterator[Flow]:
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
                for name in [*goods, None] if together else goods:
                    number = amount if together is None or name is None else None
                    yield Flow(
                        exporter.agent(),
                        importer.agent(),
                        measure,
                        self.page.quote(self.sentence),
                        commodity=name,
                        commodity_code=self._code(name),
                        value=number.value if number else None,
                        unit=number.unit if number else None,
                        year=when.value[:4] if when else None,
                        speaker=said[0] if said else None,
                        stance=said[1] if said else "asserts",
                    )

    def _amount(self, word: Token) -> Amount | None:
        """The amount nearest to the word, if it stands in the same clause."""
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

    def _place(self, noun: Token) -> int | None:
        forms = [t.lower_ for t in noun.subtree if t.i < noun.i]
        for form in forms:
            if form in _ORDINALS:
                return _ORDINALS[form]
            match = re.match(r"(\d+)(?:st|nd|rd|th)$", form)
            if match:
                return int(match[1])
        return (
            1
            if _SUPERLATIVES & set(forms) and "one" not in [t.lower_ for t in noun.head.head.children]
            else None
        )

    def _copula_subjects(self, noun: Token) -> list[Ref]:
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
        if noun.dep_ == "appos":
            return self.agents.refs(self.page, head)
        return []

    def _market(self, verb: Token) -> list[Ref]:
        return self._subjects(verb)

    def _subjects(self, verb: Token) -> list[Ref]:
        return self._actors_of(surface_subjects(verb))

    def _actors_of(self, tokens: list[Token]) -> list[Ref]:
        return unique(ref for t in tokens for ref in self.agents.any(self.page, t))

    def _refs(self, tokens: list[Token]) -> list[Ref]:
        return self._actors_of(tokens)

    def _phrases(self, head: Token, names: tuple[str, ...]) -> list[Ref]:
        found: list[Ref] = []
        for name, inner in prepositions(head):
            if name in names:
                found.extend(self.agents.refs(self.page, inner))
        return unique(found)

    def _possessor(self, noun: Token) -> list[Ref]:
        for child in noun.children:
            if child.dep_ == "poss":
                refs = self.agents.any(self.page, child)
                if refs:
                    return refs
        return self.agents.modifiers(self.page, noun)

    def _shared_possessor(self, noun: Token) -> list[Ref]:
        """ "Russia's investments in Guatemala exceeded investments in Argentina": one possessor serves both."""
        for ancestor in noun.ancestors:
            if is_verb(ancestor):
                for subject in surface_subjects(ancestor):
                    if subject.lemma_ == noun.lemma_ and subject.i != noun.i:
                        return self._possessor(subject)
        return []

    def _goods(self, noun: Token) -> Iterator[str]:
        """Yield the commodities of a noun: "oil exports", "exports of oil", "exports (oil, gas)"."""
        found = [*self._compound_goods(noun)]
        for name, inner in prepositions(noun):
            if name in ("of", "in", "for"):
                found.extend(g for part in coordinated(inner) for g in self._commodity(part))
            elif name == "to":
                # "exports to Guatemala (metals, chemicals)": the brackets hang on the country.
                for child in inner.children:
                    if child.dep_ == "appos" and child.doc[child.left_edge.i - 1].text == "(":
                        found.extend(g for part in _listed(child) for g in self._commodity(part, listed=True))
        for child in noun.children:
            if child.dep_ == "appos" and not self.agents.refs(self.page, child):
                found.extend(g for part in _listed(child) for g in self._commodity(part, listed=True))
        yield from dict.fromkeys(found)

    def _compound_goods(self, noun: Token) -> list[str]:
        return [
            text
            for child in noun.children
            if child.dep_ in ("compound", "amod", "nmod") and child.i not in self.page.mentions
            for text in (
                span_text([*(c for c in child.lefts if c.dep_ in ("compound", "amod")), child]).lower(),
            )
            if self._code(text) is not None
        ]

    def _commodity(self, token: Token, listed: bool = False) -> list[str]:
        """Return a noun with what narrows it: "mineral fertilizers"; nothing for states, people and empty words."""
        if (
            token.pos_ not in ("NOUN", "PROPN", "ADJ")
            or token.i in self.page.mentions
            or token.i in self.page.persons
        ):
            return []
        if token.lemma_.lower() in _EMPTY:
            return [g for name, t in prepositions(token) if name == "of" for g in self._commodity(t)]
        before = [
            child
            for child in token.lefts
            if child.dep_ in ("compound", "amod")
            and child.i not in self.page.mentions
            and child.pos_ != "NUM"
        ]
        full = span_text([*before, token]).lower()
        if self._code(full) is not None:
            return [full]
        bare = token.text.lower()
        if self._code(bare) is not None or listed:
            return [full if before and all(b.dep_ == "compound" for b in before) else bare]
        return []

    def _goods_of_sentence(self) -> list[str]:
        """The one commodity that the sentence names, if it names one only."""
        found = {g for t in self.sentence if t.pos_ == "NOUN" for g in self._commodity(t)}
        return sorted(found) if len(found) == 1 else []

    def _code(self, name: str | None) -> str | None:
        if not name:
            return None
        low = name.casefold()
        for form in (low, low.removesuffix("s"), low + "s"):
            code = self.commodities.get(form)
            if code:
                return code
        return None
