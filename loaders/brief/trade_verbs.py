"""Verbs of trade: who sells, buys, gives, invests in, depends on and dominates what."""

from collections.abc import Iterator

from spacy.tokens import Token

from legation.records import Flow, Measure

from .flows import TRADE_NOUNS, Sentence
from .grammar import by_agents, direct_objects, is_passive, is_verb, prepositions, surface_subjects
from .refs import Ref, foreign, powers

SELL = frozenset("export sell ship deliver supply provide transfer".split())
GIVE = frozenset({"donate", "give", "send", "grant"})
BUY = frozenset("import purchase buy receive get obtain source procure acquire".split())
# "wheat comes from Russia", "copper goes to China"
MOVE = frozenset({"come", "go", "flow", "originate", "arrive"})
TAKE = frozenset({"take", "absorb"})
INVEST = frozenset({"invest"})
# "pours $3 billion into Serbia"
PUT = frozenset({"put", "pour", "pump", "plough", "plow", "sink", "inject"})
PAY = frozenset({"pay", "cost"})
DEPEND = frozenset({"depend", "rely"})
DOMINATE = frozenset({"monopolise", "monopolize", "dominate"})
MAKE_UP = frozenset("account make constitute comprise represent meet cover satisfy".split())
_DOMINATED = frozenset({"market", "sector", "import", "trade", "supply"})
_NEEDS = frozenset({"need", "demand", "consumption", "requirement"})
# Only these say by themselves that goods are for sale, whatever the goods are.
_STRONG = frozenset({"export", "import"})
_ARMS = frozenset("weapon weapons arms missile missiles tank tanks drone drones ammunition artillery shells shell "
                  "howitzers launchers munitions jets aircraft rifles".split())  # fmt: skip
_UNITS = frozenset({"t", "dose", "l"})


class Verbs(Sentence):
    """Reads the verbs of a sentence."""

    def selling(self, verb: Token, lemma: str) -> Iterator[Flow]:
        """ "sells oil to India", "supplies Egypt with wheat", "gave Chad 10,000 tonnes of rice", "was exported by"."""
        passive = is_passive(verb)
        objects = surface_subjects(verb) if passive else self._things(verb)
        ends = self.reached(verb, "to", "into")
        given = [token for token in objects if self._is_receiver(token)]
        if given:
            # "supplied Egypt with wheat", "sold Egypt wheat", "Egypt was supplied with wheat"
            ends = ends or self.named(given)
            objects = [token for token in objects if token not in given]
            objects += [inner for name, inner in prepositions(verb) if name == "with"]
        goods = self._goods(objects, lemma)
        if not goods and not (lemma == "sell" and given and any(a.unit == "ratio" for a in self.amounts)):
            # "sells Egypt twice as much as it buys" is of all goods
            return
        if not ends and lemma != "export":
            # "supplies 80 percent of Egypt's wheat", "all bananas sold in Russia"
            ends = self.makers(objects) or self._sold_in(objects)
        doers = self.named(by_agents(verb)) if passive else self.subjects(verb)
        if passive and not doers:
            doers = (
                self.makers(objects)
                or self.reached(verb, "from")
                or foreign(self.subject(verb), powers(ends))
            )
        measure = self._measure(verb, lemma, goods)
        if lemma in GIVE and measure == "export":
            return
        ends = foreign(ends, powers(doers))
        yield from self.make(doers, ends, measure, goods, verb)

    def buying(self, verb: Token) -> Iterator[Flow]:
        """ "bought American weapons", "imports most of its oil from Iran", "wheat was imported from Russia"."""
        lemma = verb.lemma_.lower()
        passive = is_passive(verb)
        objects = surface_subjects(verb) if passive else self._things(verb)
        goods = self._goods(objects, lemma)
        doers = self.named(by_agents(verb)) if passive else self.subjects(verb)
        makers = foreign(self.makers(objects), powers(doers))
        sources = foreign(self.reached(verb, "from"), powers(doers)) or makers
        if passive and not doers:
            doers = self.reached(verb, "to", "into", "in") or foreign(makers, powers(sources))
        if not goods:
            # "buys 90 percent of Mongolia's exports"
            yield from self.taking(verb)
        if goods:
            yield from self.make(sources, doers, "export", goods, verb)

    def taking(self, verb: Token) -> Iterator[Flow]:
        """ "China takes 90 percent of Mongolia's exports"."""
        for head in direct_objects(verb):
            for token in (head, *self.goods.within(head)):
                if token.lemma_ == "export":
                    sources = self.agents.possessors(self.page, token)
                    yield from self.make(sources, self.subjects(verb), "export", self.goods.of(token), verb)

    def paying(self, verb: Token) -> Iterator[Flow]:
        """ "Spain paid Peru $90 million for copper", "Russian wheat cost Spain $90 million"."""
        named = [token for token in verb.children if token.dep_ in ("dobj", "dative")]
        others = [ref for token in named if token.i in self.page.mentions for ref in self.named([token])]
        if verb.lemma_.lower() == "cost":
            subjects = surface_subjects(verb)
            goods = self._goods(subjects, "sell")
            sources = foreign(self.makers(subjects), powers(others))
            if goods:
                yield from self.make(sources, others, "export", goods, verb)
            return
        goods = [
            good for name, inner in prepositions(verb) if name == "for" for good in self.goods.named(inner)
        ]
        if not goods:
            # The parser may hang "for copper" on the money.
            inner_goods = [t for token in named for name, t in prepositions(token) if name == "for"]
            goods = [good for token in inner_goods for good in self.goods.named(token)]
        doers = self.subjects(verb)
        if goods:
            yield from self.make(foreign(others, powers(doers)), doers, "export", goods, verb)

    def moving(self, verb: Token) -> Iterator[Flow]:
        """ "80 percent of its wheat comes from Russia", "8 million tonnes of grain went from Ukraine to China"."""
        for subject in surface_subjects(verb):
            inner = [subject, *self.goods.within(subject)]
            goods = list(dict.fromkeys(good for token in inner[:1] for good in self.goods.named(token)))
            trade = next((token for token in inner if token.lemma_ in ("export", "import")), None)
            own = self.makers([subject])
            sources = self.reached(verb, "from") or self.phrases(subject, "from")
            ends = foreign(self.reached(verb, "to"), powers(sources))
            if trade is not None:
                goods = self.goods.of(trade)
                own = self.agents.possessors(self.page, trade)
                if trade.lemma_ == "import":
                    yield from self.make(sources, own, "export", goods, verb)
                    continue
            elif not goods:
                continue
            if sources and not ends and verb.lemma_ in ("come", "originate"):
                ends = foreign(own, powers(sources))
            yield from self.make(sources or own, ends, "export", goods, verb)

    def investing(self, verb: Token) -> Iterator[Flow]:
        """ "China invested $3 billion in Serbia", "firms invested in Ghanaian oil"."""
        passive = is_passive(verb)
        doers = self.named(by_agents(verb)) if passive else self.subjects(verb)
        if verb.dep_ == "acl" and verb.head.dep_ == "ROOT":
            # The parser takes the main verb of "Norwegian firms invested in oil" for a participle.
            doers = doers or self.named([verb.head])
        hosts = self.reached(verb, "in", "into")
        if not hosts:
            hosts = [
                ref
                for name, inner in prepositions(verb)
                if name in ("in", "into")
                for ref in self.agents.any(self.page, inner)
            ]
        if not hosts and any(name in ("in", "into") for name, _ in prepositions(verb)):
            # "invested $3 billion in the coast", in a brief about one state
            hosts = self.subject(verb)
        yield from self.make(doers, foreign(hosts, powers(doers)), "investment", [], verb)

    def dependence(self, word: Token, dependants: list[Ref]) -> Iterator[Flow]:
        """ "Norway's tea trade hangs on Kenya", "dependent on Moscow for gas", "reliance on Russian gas"."""
        verb = word if is_verb(word) else word.head
        heads = [word, verb] if is_verb(verb) and verb is not word else [word]
        said = sorted(
            (
                (name, inner)
                for head in heads
                for name, inner in prepositions(head)
                if name in ("on", "upon", "for")
            ),
            key=lambda phrase: phrase[1].i,
        )
        pairs: list[tuple[list[Ref], list[str]]] = []
        early: list[str] = []
        for name, inner in said:
            if name == "for":
                found = self.goods.named(inner)
                if pairs:
                    pairs[-1][1].extend(found)
                elif found:
                    early.extend(found)
                elif word.pos_ == "NOUN" and not dependants:
                    dependants = self.agents.refs(self.page, inner)
                continue
            sources = self.agents.refs(self.page, inner) or self.agents.inside(self.page, inner)
            goods = self.goods.named(inner)
            goods.extend(good for n, t in prepositions(inner) if n == "for" for good in self.goods.named(t))
            pairs.append((sources, goods))
        if not any(ref.agent.kind != "Person" or ref.agent.belongs_to for ref in dependants) and any(
            child.dep_ == "poss" and child.pos_ == "PRON" for child in word.children
        ):
            # "Somebody says that its reliance on Kenya", in a brief about one state
            dependants = self.subject(word)
        for sources, goods in pairs:
            goods = goods or early
            if not goods and is_verb(verb):
                goods = [good for subject in surface_subjects(verb) for good in self.goods.before(subject)]
            traded = any(
                t.lemma_ in TRADE_NOUNS for n, inner in said if n == "for" for t in self.goods.within(inner)
            )
            if goods or traded:
                # "depends on Kenya for half of its imports" is of all goods
                named = list(dict.fromkeys(goods))
                yield from self.make(
                    foreign(sources, powers(dependants)), dependants, "dependence", named, word
                )

    def sharing(self, verb: Token) -> Iterator[Flow]:
        """ "Russia accounts for 40 percent of Egypt's wheat imports", "oil makes up 90 percent of Angola's exports"."""
        shares = [
            inner for name, inner in prepositions(verb) if name in ("for", "up", "of")
        ] + direct_objects(verb)
        # "account for" hangs on nothing else; the parser may take "up" for a preposition.
        subjects = surface_subjects(verb)
        by_trade = list(self._imports_of(subjects))
        for share in shares:
            for token in (share, *self.goods.within(share)):
                lemma = token.lemma_
                own = self.agents.possessors(self.page, token) or self.phrases(token, "of", "by")
                goods = self.goods.of(token)
                said = [good for subject in subjects for good in self.goods.named(subject)]
                if lemma == "export":
                    ends = self.reached(token, "to") or foreign(self.named(subjects), powers(own))
                    yield from self.make(own, ends, "export", goods or said, verb)
                elif lemma in ("import", "supply", "purchase"):
                    sources = self.reached(token, "from") or foreign(self.named(subjects), powers(own))
                    yield from self.make(sources, own, "export", goods or said, verb)
                elif lemma in _NEEDS:
                    for sources, buyers, what in by_trade:
                        needed = buyers or own or self.named(subjects)
                        yield from self.make(
                            sources,
                            foreign(needed, powers(sources)),
                            "export",
                            what or self.goods.before(token),
                            verb,
                        )
        if any(share.lemma_ in _NEEDS or self._needs(share) for share in shares):
            # "Serbia meets 90 percent of its gas needs with imports from Russia"
            needs = [t for share in shares for t in (share, *self.goods.within(share)) if t.lemma_ in _NEEDS]
            goods = [good for token in needs for good in self.goods.before(token)]
            helps = [
                inner
                for head in (verb, *shares, *needs)
                for name, inner in prepositions(head)
                if name in ("with", "by", "through", "from")
            ]
            for sources, _, what in self._imports_of(helps):
                ends = foreign(self.named(subjects), powers(sources))
                yield from self.make(sources, ends, "export", what or goods, verb)

    def dominating(self, verb: Token) -> Iterator[Flow]:
        """ "whose market is monopolised by producers from Ecuador", "bananas from Ecuador dominate the market"."""
        passive = is_passive(verb)
        makers = by_agents(verb) if passive else surface_subjects(verb)
        doers = self.named(makers)
        for market in surface_subjects(verb) if passive else direct_objects(verb):
            if market.lemma_.lower() not in _DOMINATED:
                continue
            ends = foreign(self.agents.possessors(self.page, market), powers(doers))
            sold = [good for token in makers for good in self.goods.named(token)]
            goods = self.goods.before(market) or sold or self.goods.only_one(self.sentence)
            if goods:
                yield from self.make(doers, ends, "dependence", goods, verb, with_amount=False)

    # Parts --------------------------------------------------------------------------------------------------------

    def _things(self, verb: Token) -> list[Token]:
        """Return the heads of what is sold or bought; also "between 2 and 3 million tonnes of gas"."""
        return direct_objects(verb) or [inner for name, inner in prepositions(verb) if name == "between"]

    def _goods(self, objects: list[Token], lemma: str) -> list[str]:
        strong = lemma in _STRONG
        found = [good for token in objects for good in self.goods.named(token, listed=strong)]
        return list(dict.fromkeys(found))

    def _is_receiver(self, token: Token) -> bool:
        """Tell whether an object is to whom something is sold: "Egypt" of "sold Egypt wheat"."""
        if self.goods.named(token):
            return False
        if token.i in self.page.mentions and not self.goods.within(token):
            return True
        return bool(self.agents.refs(self.page, token))

    def _sold_in(self, objects: list[Token]) -> list[Ref]:
        return [
            ref
            for token in objects
            for child in token.children
            if child.dep_ == "acl" and child.lemma_ in ("sell", "consume", "import", "use")
            for ref in self.phrases(child, "in", "by")
        ]

    def _measure(self, verb: Token, lemma: str, goods: list[str]) -> Measure:
        if lemma == "donate":
            return "aid-in-kind"
        after = {token.lower_ for token in verb.subtree}
        if lemma == "send" and not any(word in _ARMS for good in goods for word in good.split()):
            # "sent medicines": nothing is said of a price
            return "aid-in-kind"
        free = not after.isdisjoint({"free", "humanitarian", "gift", "donation", "donated", "aid", "gratis"})
        counted = any(amount.unit in _UNITS for amount in self.amounts)
        if free or (lemma in GIVE and counted):
            return "aid-in-kind"
        armed = any(word in _ARMS for good in goods for word in good.split())
        return "aid-in-kind" if lemma in ("transfer", "provide") and armed else "export"

    def _imports_of(self, tokens: list[Token]) -> Iterator[tuple[list[Ref], list[Ref], list[str]]]:
        """Yield the sources, buyers and goods of "electricity imports from Laos"."""
        for token in tokens:
            if token.lemma_ in ("import", "purchase", "supply", "delivery"):
                yield self.reached(token, "from"), self.phrases(token, "by"), self.goods.of(token)
            elif token.pos_ in ("NOUN", "PROPN"):
                # "Peruvian copper meets half of Spain's demand"
                goods, makers = self.goods.named(token, listed=True), self.makers([token])
                if goods and makers:
                    yield makers, [], goods

    def _needs(self, share: Token) -> bool:
        return any(token.lemma_ in _NEEDS for token in self.goods.within(share))
