"""Commodities that a phrase names: "oil exports", "exports of mineral fertilizers", "(metals, chemicals)"."""

from collections.abc import Iterator

from spacy.tokens import Span, Token

from .agents import Agents
from .discourse import Page
from .gazetteer import span_text
from .grammar import coordinated, prepositions

# Nouns that say nothing of what the goods are: they are in "of ...", if anywhere.
EMPTY_NOUNS = frozenset(
    "good goods product products item items commodity commodities volume value amount quantity total size share bulk "
    "trade percent percentage part half third quarter majority ton tonne barrel metre meter most much all some more "
    "dose dos doses litre liter gallon megawatt mw gw gwh kilogram kg lot shipment consignment batch load delivery "
    "million billion thousand hundred dozen score fifth tenth sixth eighth bushel unit piece worth % supply bcm".split()
)
_PRODUCTS = frozenset({"product", "good", "goods", "products"})
# Nouns that stand in the same places and are no goods.
_NO_GOODS = frozenset(
    "revolution democracy terrorism ideology instability market company firm state country nation people influence "
    "control model value conflict problem crisis idea culture power import export trade year month week day time way "
    "need demand list range variety number dollar euro ruble yuan pound need".split()
)
# Words that say which kind of goods it is, rather than how many or how good.
_KINDS = frozenset(
    "crude raw refined frozen fresh dried precious rare nuclear solar enriched processed scrap spare used "
    "liquefied armoured armored natural mineral".split()
)
_NO_KINDS = frozenset(
    "critical essential vital crucial historic annual total initial special bilateral traditional typical local "
    "regional global international national federal economic illegal real additional official several substantial "
    "public basic principal domestic commercial final actual global diplomatic strategic historical".split()
)


class Goods:
    """Finds the commodities in the phrases of one paragraph."""

    def __init__(self, page: Page, agents: Agents) -> None:
        self._page = page
        self._agents = agents
        self._codes = agents.discourse.registry.commodities

    def of(self, noun: Token) -> list[str]:
        """Return the commodities of a noun such as "exports": before it, in its phrases, in brackets after it."""
        found = self.before(noun)
        for name, inner in prepositions(noun):
            if name in ("of", "in", "for"):
                found.extend(self.named(inner))
            elif name == "to":
                # "exports to Peru (tin, salt)": the brackets hang on the country.
                for child in inner.children:
                    if child.dep_ == "appos" and child.doc[child.left_edge.i - 1].text == "(":
                        found.extend(self._listed(child))
        for child in noun.children:
            if child.dep_ == "appos" and not self._agents.refs(self._page, child):
                found.extend(self._listed(child))
        return list(dict.fromkeys(found))

    def before(self, noun: Token) -> list[str]:
        """Return the commodities that modify a noun: "crude oil" of "crude oil exports"."""
        found = []
        for child in noun.children:
            if child.dep_ in ("compound", "amod", "nmod") and child.i not in self._page.mentions:
                words = [*(c for c in child.lefts if c.dep_ in ("compound", "amod")), child]
                text = span_text(words).lower()
                if self.code(text) is not None:
                    found.append(text)
        return found

    def named(self, token: Token, listed: bool = False) -> list[str]:
        """Return the commodities that a noun and what is joined to it name.

        Args:
            token: the head of the phrase.
            listed: also take words that the code lists do not know.
        """
        return [name for part in coordinated(token) for name in self._commodity(part, listed)]

    def one(self, token: Token, listed: bool = False) -> list[str]:
        """Return the commodity that a noun names, without what is joined to it."""
        return self._commodity(token, listed)

    def within(self, token: Token) -> list[Token]:
        """Return the heads of what a quantity is of: "wheat" of "80 percent of its wheat"."""
        if token.lemma_.lower() not in EMPTY_NOUNS and not token.like_num:
            return []
        found = [inner for name, inner in prepositions(token) if name in ("of", "in")]
        return [part for inner in found for part in (inner, *self.within(inner))]

    def only_one(self, sentence: Span) -> list[str]:
        """Return the one commodity that a sentence names, if it names one only."""
        found = {name for token in sentence if token.pos_ == "NOUN" for name in self._commodity(token)}
        return sorted(found) if len(found) == 1 else []

    def code(self, name: str | None) -> str | None:
        """Return the HS code of a commodity, or None if the code lists do not know its name."""
        if not name:
            return None
        low = name.casefold()
        for form in (low, low.removesuffix("s"), low + "s"):
            code = self._codes.get(form)
            if code:
                return code
        return None

    def _listed(self, token: Token) -> list[str]:
        return [name for part in _items(token) for name in self._commodity(part, listed=True)]

    def _commodity(self, token: Token, listed: bool = False) -> list[str]:
        """Return a noun with what narrows it: "mineral fertilizers"; nothing for states, people and empty words.

        Only in a list is a word taken for a commodity that the code lists do not know.
        """
        page = self._page
        if token.i in page.mentions or token.i in page.persons:
            return []
        if token.lemma_.lower() in EMPTY_NOUNS or token.like_num:
            found = [
                good for name, t in prepositions(token) if name == "of" for good in self.named(t, listed)
            ]
            # "vaccine doses"
            if found or token.lemma_.lower() not in _PRODUCTS:
                return found or self.before(token)
            # "petroleum products"
            kinds = [c for c in token.lefts if c.dep_ in ("compound", "amod") and c.i not in page.mentions]
            return [span_text([*kinds, token]).lower()] if kinds and self.before(token) else []
        if token.pos_ not in ("NOUN", "PROPN", "ADJ"):
            return []
        before = [
            child
            for child in token.lefts
            if child.dep_ in ("compound", "amod")
            and child.i not in page.mentions
            and child.pos_ != "NUM"
            and child.lemma_ not in ("export", "import")
        ]
        full = span_text([*before, token]).lower()
        if self.code(full) is not None:
            return [full]
        kinds = [child for child in before if _is_kind(child)]
        narrowed = span_text([*kinds, token]).lower()
        bare = token.text.lower()
        unknown = listed and token.pos_ != "ADJ" and token.lemma_.lower() not in _NO_GOODS
        if self.code(bare) is not None or unknown:
            return [narrowed]
        return []


def _is_kind(token: Token) -> bool:
    """Tell whether a word says what kind of goods it is: "ballistic", "fighter", but not "cheap" or "more"."""
    low = token.lower_
    if token.dep_ == "compound":
        return token.lemma_.lower() not in EMPTY_NOUNS and not token.like_num
    return low in _KINDS or (low.endswith(("ic", "al", "ary")) and low not in _NO_KINDS)


def _items(token: Token) -> Iterator[Token]:
    """Yield the nouns of a list in brackets, which the parser joins as conjuncts or appositions."""
    for part in coordinated(token):
        yield part
        for child in part.children:
            if child.dep_ == "appos":
                yield from _items(child)
