"""Lemmas of verbs that the parser cuts one letter too short: "hoped" is of "hope", not of "hop"."""

from functools import lru_cache

from spacy.tokens import Doc

from .lexicon import lexicon

_INFLECTED = frozenset({"VBD", "VBN", "VBG"})


def mend_lemmas(doc: Doc) -> None:
    """Give verbs the lemma that the lexicon knows where the one of the parser is that without its last "e"."""
    known = _known()
    for token in doc:
        if token.tag_ in _INFLECTED:
            lemma = token.lemma_
            if lemma not in known and lemma + "e" in known:
                token.lemma_ = lemma + "e"


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    found = lexicon()
    return frozenset({*found.verbs, *found.operators, *found.speech_verbs, *found.light_verbs})
