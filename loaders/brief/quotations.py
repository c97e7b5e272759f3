"""Direct speech: the stretches between quotation marks, and who speaks them."""

from collections.abc import Iterator

from spacy.tokens import Span, Token

from legation.records import Agent

from .agents import Agents
from .discourse import Page, Quotation
from .grammar import is_verb
from .lexicon import Lexicon
from .speakers import named_by, speaker_of

_OPENING = frozenset({"“", "„", "«"})
_CLOSING = frozenset({"”", "»"})
_STRAIGHT = frozenset({'"', "``", "''"})
# Words between a quotation mark and the verb of saying, at most: '..., the minister of defence said'.
_NEAR = 14
# Shorter ones are names and turns of phrase.
_SHORTEST = 4


def quotations(page: Page, agents: Agents, words: Lexicon) -> list[Quotation]:
    """Return the quotations of a paragraph; one that stands alone and names nobody is the last speaker's."""
    found: list[Quotation] = []
    for start, end in _stretches(page):
        inside = page.doc[start:end]
        if end - start <= _SHORTEST or not any(is_verb(token) for token in inside):
            continue
        speaker = _outside(page, inside, agents, words)
        if speaker is None and _is_whole(page, inside):
            speaker = found[-1].speaker if found else _before(page, start, agents, words)
        found.append(Quotation(start, end, speaker))
    return found


def _stretches(page: Page) -> Iterator[tuple[int, int]]:
    """Yield the first and last token of what stands between marks; what is not closed goes on to the end."""
    start: int | None = None
    for token in page.doc:
        mark = token.text
        if start is None and (mark in _OPENING or mark in _STRAIGHT):
            start = token.i
        elif start is not None and (mark in _CLOSING or mark in _STRAIGHT):
            yield start, token.i
            start = None
    if start is not None and page.doc[start].text in _OPENING:
        yield start, len(page.doc)


def _outside(page: Page, inside: Span, agents: Agents, words: Lexicon) -> Agent | None:
    """Return the speaker named beside a quotation: '..., X said', 'X said: ...', 'X: ...'."""
    doc = page.doc
    first, last = inside[0].sent, inside[-1].sent
    behind = [t for t in doc[inside.end + 1 : inside.end + 1 + _NEAR] if t.i < _end_of(last, inside)]
    before = list(doc[max(first.start, inside.start - _NEAR) : inside.start])[::-1]
    for stretch in (behind, before):
        for token in stretch:
            if token.text in _OPENING | _CLOSING | _STRAIGHT:
                break
            if token.lemma_.lower() in words.speech_verbs and is_verb(token):
                speaker = speaker_of(page, token, agents)
                if speaker is not None:
                    return speaker
    if len(before) > 1 and before[0].text == ":" and not any(is_verb(token) for token in before):
        return named_by(page, doc[first.start : inside.start - 1].root, agents)
    return None


def _end_of(sentence: Span, inside: Span) -> int:
    """Return where the sentence that a quotation ends in is over: the parser may cut it at the mark."""
    if sentence.end > inside.end + 1 or inside.end + 1 >= len(inside.doc):
        return sentence.end
    following = inside.doc[inside.end + 1]
    told = inside[-1].text in (",", "?", "!")
    return following.sent.end if told else sentence.end


def _is_whole(page: Page, inside: Span) -> bool:
    """Tell whether a quotation is all of its sentences: nothing is said around it."""
    before = page.doc[inside[0].sent.start : inside.start]
    behind = page.doc[inside.end + 1 : inside[-1].sent.end]
    return not any(token.is_alpha for part in (before, behind) for token in part)


def _before(page: Page, start: int, agents: Agents, words: Lexicon) -> Agent | None:
    """Return who spoke last before a quotation: in the sentence before it, or in the paragraph before."""
    opening = page.doc[start].sent.start if page.doc[start].is_sent_start else start
    if opening > 0:
        root: Token = page.doc[opening - 1].sent.root
        return speaker_of(page, root, agents) if root.lemma_.lower() in words.speech_verbs else None
    pages = agents.discourse.pages
    at = next((i for i, known in enumerate(pages) if known is page), 0)
    earlier = pages[at - 1].quotations if at else None
    return earlier[-1].speaker if earlier else None
