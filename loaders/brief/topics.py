"""What a passage is about, where the names of states stand for something else: their teams."""

import re
from collections.abc import Iterable

from spacy.tokens import Span, Token

from .discourse import Page
from .lexicon import Topic

_SCORE = re.compile(r"\b(?<![-–.,])\d{1,3}[-–]\d{1,3}\b(?![-–]|[.,]\d)")
_MONTH = "(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*[.]?"
# "June 24-25" is no score, and neither is "20-30 percent".
_RANGE = re.compile(
    rf"{_MONTH}\s+\d+[-–]\d+|\d+[-–]\d+\s*(?:{_MONTH}|%|percent|per cent|years?|days?|million|billion)"
)
# What a word counts: one that belongs to the topic alone is as good as two that may, and so is a score ("2-1").
_SURE = 2
# From here on a sentence is about the topic, and a paragraph.
_ENOUGH, _PARAGRAPH = 3, 8
# A document is if it has so many different words, and they count so much for each word of it.
_DIFFERENT = 6
_DENSE = 0.03


class Passages:
    """Tells which sentences of a brief are about a topic."""

    def __init__(self, topic: Topic, pages: Iterable[Page]) -> None:
        self._topic = topic
        tokens = [token for page in pages for token in page.doc]
        sure, maybe = self._found(tokens)
        weight = _SURE * len(sure) + len(maybe)
        several = len({*sure, *maybe}) >= _DIFFERENT
        self._throughout = bool(sure) and several and weight >= _DENSE * len(tokens)

    def tells(self, sentence: Span) -> bool:
        """Tell whether a sentence is about the topic, by its own words and those of its paragraph and document."""
        if any(_forms(token) & self._topic.despite for token in sentence):
            return False
        sure, weight = self._weigh(sentence)
        if sure and weight >= _ENOUGH:
            return True
        around, more = self._weigh(sentence.doc[:])
        return more > 0 and (self._throughout or (weight > 0 and around > 1 and more >= _PARAGRAPH))

    def _weigh(self, span: Span) -> tuple[int, int]:
        """Return how many different sure words a stretch has, and what all its different words count."""
        sure, maybe = (set(words) for words in self._found(span))
        count = len(sure) + bool(_SCORE.search(_RANGE.sub("", span.text)))
        return count, _SURE * count + len(maybe)

    def _found(self, tokens: Iterable[Token]) -> tuple[list[str], list[str]]:
        """Return the lemmas of the words of the topic: those that belong to it alone, and those that may."""
        sure: list[str] = []
        maybe: list[str] = []
        for token in tokens:
            forms = _forms(token)
            if forms & self._topic.sure:
                sure.append(token.lemma_.lower())
            elif forms & self._topic.maybe:
                maybe.append(token.lemma_.lower())
        return sure, maybe


def _forms(token: Token) -> set[str]:
    """Return what may be looked up: the word, its lemma, and the word with the next: "semi-final", "world-cup"."""
    forms = {token.lemma_.lower(), token.lower_}
    following = [t for t in token.doc[token.i + 1 : token.i + 3] if t.text != "-"]
    if following:
        forms.add(f"{token.lower_}-{following[0].lower_}")
    return forms
