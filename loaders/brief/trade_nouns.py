"""Nouns of trade: exports and imports, trade between two, suppliers and buyers with their rank."""

import re
from collections.abc import Iterator
from dataclasses import replace

from spacy.tokens import Token

from legation.records import Flow, Measure

from .flows import Sentence
from .grammar import coordinated, is_verb, prepositions, surface_subjects
from .refs import BLOCS, STATES, Ref, foreign, powers, unique

FLOWS = frozenset("export import investment fdi purchase shipment sale supply delivery".split())
PARTNERS = frozenset("importer exporter supplier buyer customer seller producer market destination source partner "
                     "investor provider consumer purchaser".split())  # fmt: skip
TRANSFERS = frozenset({"transfer", "donation", "provision"})
EXCHANGE = frozenset({"trade", "turnover", "commerce", "volume", "link", "tie"})
_RECEIVERS = frozenset({"importer", "buyer", "customer", "market", "destination", "consumer", "purchaser"})
_EXCEED = frozenset("exceed surpass outstrip top outweigh".split())
# Trade that these are said of has taken place.
_CHANGES = frozenset("reach grow rise increase fall decline drop double triple quadruple expand surge soar plummet "
                     "collapse total amount exceed surpass stand jump shrink hit decrease climb boom flourish plunge "
                     "balloon near approach top slump value".split())  # fmt: skip
_EXTENSIVE = frozenset({"extensive", "substantial", "considerable", "large", "vast", "heavy", "massive"})
_COMMERCIAL = frozenset({"trade", "commercial", "trading"})
_PARTNERED = frozenset({"trade", "trading", "export", "import", "commercial"})
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
_MUTUAL = frozenset({"bilateral", "mutual", "way", "reciprocal"})
_PERMIT = frozenset(
    "approve authorize authorise clear announce begin resume increase expand make complete".split()
)
_COPULAS = frozenset("be remain become stay represent".split())
_AS = frozenset("replace overtake serve act emerge displace surpass rank describe pass".split())
_MISTAGGED = {"exports": "to", "imports": "from", "ships": "to", "supplies": "to"}


class Nouns(Sentence):
    """Reads the nouns of a sentence."""

    def flow(self, noun: Token, lemma: str) -> Iterator[Flow]:
        """ "Chile's exports to Peru (tin, salt)", "imports of Russian oil by India"."""
        own = self.agents.possessors(self.page, noun)
        goods = self.goods.of(noun)
        inner = [token for name, token in prepositions(noun) if name == "of"]
        amount = True
        measure: Measure = "export"
        if lemma in ("investment", "fdi"):
            measure, goods = "investment", []
            sources = own or self.phrases(noun, "by", "from", "of")
            ends = self.reached(noun, "in", "into")
            # "surpassed investments in Mali by $5 million" says nothing of Mali's.
            amount = not (noun.dep_ == "dobj" and noun.head.lemma_ in _EXCEED)
            if ends and not sources:
                sources = self._shared_possessor(noun)
            if own and not ends and any(name in ("in", "into") for name, _ in prepositions(noun)):
                ends = foreign(self.subject(noun), powers(own))
        elif lemma in ("import", "purchase"):
            ends = own or self.phrases(noun, "by", "to", "into")
            # "imports of Russian oil"
            sources = self.reached(noun, "from") or foreign(self.makers(inner), powers(ends))
            goods = goods or self._predicated(noun)
            if not ends and not self.makers(inner):
                # "imports from Kenya fell", in a brief about one state
                ends = foreign(self.subject(noun), powers(sources))
        else:
            sources = (
                own or self.phrases(noun, "from", "by") or self.makers(inner) or self.phrases(noun, "of")
            )
            ends = self.reached(noun, "to")
            if not sources:
                sources = self.reached(noun, "from", "by")
            if not sources and noun.dep_ == "dobj" and noun.head.lemma_ in _PERMIT:
                # "Washington approved the sale of missiles to Estonia"
                sources = self.subjects(noun.head)
            if not ends and noun.dep_ == "pobj" and noun.head.lower_ == "of":
                # "the value of Chile's exports to Peru": the phrase hangs on the quantity.
                ends = self.phrases(noun.head.head, "to")
                goods = goods or self.goods.of(noun.head.head)
            if not ends and noun.dep_ == "dobj" and noun.head.lemma_ in _PERMIT:
                ends = self.phrases(noun.head, "to")
            goods = goods or self._predicated(noun)
            if lemma != "export" and not goods:
                return
        yield from self.make(sources, foreign(ends, powers(sources)), measure, goods, noun, amount)

    def transfer(self, noun: Token) -> Iterator[Flow]:
        """ "North Korea's transfer of missiles to Russia"."""
        sources = self.agents.possessors(self.page, noun) or self.phrases(noun, "by", "from")
        if not sources:
            # "the export of troops and the transfer of missiles by A", "A's sale of tanks and transfer of missiles"
            sources = self._shared_possessor(noun) or self._above(noun)
        goods = [
            good for name, inner in prepositions(noun) if name == "of" for good in self.goods.named(inner)
        ]
        if goods:
            yield from self.make(
                sources, foreign(self.reached(noun, "to"), powers(sources)), "aid-in-kind", goods, noun
            )

    def exchange(self, noun: Token) -> Iterator[Flow]:
        """ "trade between Turkey and Israel fell", "India's trade with Russia grew to $65 billion"."""
        if noun.dep_ == "compound":
            return
        modifiers = {child.lower_ for child in noun.children if child.i < noun.i}
        if noun.lemma_ in ("link", "tie") and not (modifiers & _COMMERCIAL and modifiers & _EXTENSIVE):
            return
        if noun.lemma_ == "volume" and not modifiers & _COMMERCIAL:
            return
        verb = next((a for a in noun.ancestors if is_verb(a)), None)
        subject = noun
        while subject.dep_ in ("pobj", "prep") and subject.head.pos_ in ("NOUN", "ADP"):
            subject = subject.head
        changed = verb is not None and verb.lemma_ in _CHANGES and subject.dep_ in ("nsubj", "nsubjpass")
        valued = any(child.lemma_ in ("worth", "value", "total") for child in noun.children)
        if not changed and not valued and not modifiers & _EXTENSIVE and not self._is_worth(noun):
            return
        sides = self.sides(noun)
        own = sorted(self.agents.possessors(self.page, noun), key=lambda ref: ref.token.i)
        if len(sides) < 2:
            sides = unique([*own, *foreign(self.reached(noun, "with"), powers(own))])
        if not sides and modifiers & _MUTUAL:
            # "bilateral trade reached": that of the two spoken of
            sides = self.agents.reference.pair(self.page, noun)
        if len(sides) == 1 and not own and not self.sides(noun):
            # "trade with Kenya", in a brief about one state
            sides = [*foreign(self.subject(noun), powers(sides)), *sides]
        powered = [ref for ref in sides if ref.agent.kind in STATES | BLOCS or ref.agent.belongs_to]
        if len(powered) == 2:
            yield from self.make(powered[:1], powered[1:], "export", self.goods.before(noun), noun)

    def rank(self, noun: Token, lemma: str) -> Iterator[Flow]:
        """ "Kenya is Egypt's main buyer of rice", "Oman is Yemen's third largest partner"."""
        rank = _place(noun)
        if lemma == "partner" and not any(c.lemma_ in _PARTNERED for c in noun.children):
            return
        if lemma in ("market", "source", "destination", "producer", "consumer") and rank is None:
            return
        subjects = self._subjects_of(noun)
        owners = self.agents.possessors(self.page, noun) or self.phrases(noun, "of", "for", "to", "in")
        if not owners:
            inner = [
                t for name, t in prepositions(noun) if name in ("of", "for", "in") and t.head.head.i == noun.i
            ]
            owners = self.makers(inner) or self.reached(noun, "of", "for", "to", "in")
        if not owners and noun.head.lemma_ in _COPULAS:
            owners = self.phrases(noun.head, "to", "for", "in")
        owners = foreign(owners, powers(subjects))
        goods = [good for good in self.goods.of(noun) if good not in ("trade", "export")]
        if rank is None and not goods:
            return
        if noun.tag_ in ("NNS", "NNPS"):
            # "the main partners are" has no first among them
            rank = None
        sources, ends = (owners, subjects) if lemma in _RECEIVERS else (subjects, owners)
        measure: Measure = "investment" if lemma == "investor" else "export"
        for flow in self.make(
            sources, ends, measure, [] if lemma == "investor" else goods, noun, with_amount=False
        ):
            yield replace(flow, value=str(rank), unit="rank") if rank else flow

    def is_mistagged(self, noun: Token) -> bool:
        """Tell whether a verb was taken for a noun: "Ukraine exports wheat, corn and barley to Egypt"."""
        if is_verb(noun) and noun.dep_ != "compound":
            return False
        if noun.lower_ not in _MISTAGGED or noun.i == 0 or noun.i + 1 >= noun.sent.end:
            return False
        mention = self.page.mentions.get(noun.i - 1)
        if (
            mention is None
            or mention.sort not in ("name", "capital", "metonym")
            or noun.dep_ not in ("compound", "ROOT", "nsubj", "nmod")
        ):
            return False
        following = noun.nbor(1)
        return (
            following.pos_ in ("NOUN", "PROPN", "ADJ", "NUM", "DET", "ADV", "SYM")
            and following.i not in self.page.mentions
        )

    def mistagged(self, noun: Token) -> Iterator[Flow]:
        """Read such a verb by the order of the words, up to "to Egypt" or "from Egypt"."""
        doc, wanted = self.page.doc, _MISTAGGED[noun.lower_]
        source = [Ref(self.page.mentions[noun.i - 1].entry.agent(), doc[noun.i - 1])]
        goods: list[str] = []
        for token in doc[noun.i + 1 : noun.sent.end]:
            if token.lower_ == wanted:
                ends = [
                    ref for c in token.children if c.dep_ == "pobj" for ref in self.agents.refs(self.page, c)
                ]
                pair = (source, ends) if wanted == "to" else (ends, source)
                yield from self.make(*pair, "export", list(dict.fromkeys(goods)), noun)
                return
            if is_verb(token) or token.text == ";":
                return
            if token.pos_ in ("NOUN", "PROPN") and token.dep_ != "compound":
                goods.extend(self.goods.one(token, listed=True))

    # Parts --------------------------------------------------------------------------------------------------------

    def _predicated(self, noun: Token) -> list[str]:
        """ "Sudan's main exports to Oman are livestock and gold", "exports included tea"."""
        verb = noun.head
        if noun.dep_ != "nsubj" or verb.lemma_ not in ("be", "include", "comprise", "remain"):
            return []
        found = [c for c in verb.children if c.dep_ in ("attr", "dobj")]
        return [good for token in found for good in self.goods.named(token)]

    def _is_worth(self, noun: Token) -> bool:
        """Tell whether an amount of money stands right behind "trade between A and B"."""
        verb = noun.head
        return (
            noun.dep_ == "nsubj"
            and verb.lemma_ == "be"
            and any(a.unit not in ("percent", "ratio") for a in self.amounts)
        )

    def _subjects_of(self, noun: Token) -> list[Ref]:
        """Return what a noun is said of: "Kenya" of "Kenya is the main buyer", "the main buyer is Kenya"."""
        head = noun.head
        if noun.dep_ == "nsubj" and head.lemma_ in _COPULAS:
            return self.named(c for c in head.children if c.dep_ == "attr")
        if noun.dep_ == "pobj" and head.lower_ == "as" and is_verb(head.head) and head.head.lemma_ in _AS:
            return self.subjects(head.head)
        if noun.dep_ in ("attr", "oprd", "conj", "dobj", "pobj") and head.pos_ in (
            "AUX",
            "VERB",
            "NOUN",
            "ADP",
        ):
            while head.pos_ not in ("AUX", "VERB") and head.head.i != head.i:
                head = head.head
            if head.lemma_ in _COPULAS:
                return self.subjects(head)
        if noun.dep_ == "appos":
            return self.agents.refs(self.page, head)
        for child in noun.children:
            # "Poland's largest trading partner, Germany,"
            if child.dep_ == "appos":
                return self.agents.refs(self.page, child)
        return []

    def _above(self, noun: Token) -> list[Ref]:
        """ "Pakistan's support for Sudan, including the transfer of drones": the possessor of what includes it."""
        walk = noun
        while walk.dep_ in ("conj", "pobj", "prep") and walk.head.i != walk.i:
            walk = walk.head
            if walk.lower_ in ("including", "as") or walk.dep_ == "conj":
                continue
            if walk.pos_ == "NOUN" and walk.i < noun.i:
                owners = self.agents.possessors(self.page, walk)
                if owners:
                    return owners
        return []

    def _shared_possessor(self, noun: Token) -> list[Ref]:
        """ "Qatar's investments in Mali surpassed investments in Togo": one possessor serves both."""
        for ancestor in noun.ancestors:
            if is_verb(ancestor):
                for subject in surface_subjects(ancestor):
                    if subject.lemma_ == noun.lemma_ and subject.i != noun.i:
                        return self.agents.possessors(self.page, subject)
        first = noun
        while first.dep_ == "conj":
            first = first.head
        if first is not noun and noun in coordinated(first):
            return self.agents.possessors(self.page, first)
        return []


def _place(noun: Token) -> int | None:
    """Return the rank that a noun's modifiers give: 4 for "fourth largest", 1 for "top"."""
    forms = [token.lower_ for token in noun.subtree if token.i < noun.i]
    forms = [part for form in forms for part in form.split("-")]
    for form in forms:
        if form in _ORDINALS:
            return _ORDINALS[form]
        match = _ORDINAL.match(form)
        if match:
            return int(match[1])
    # "one of the largest" is no rank.
    one_of = any(token.lower_ == "one" for token in noun.head.head.children)
    return 1 if not one_of and not _SUPERLATIVES.isdisjoint(forms) else None
