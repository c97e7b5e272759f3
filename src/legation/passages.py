"""A document taken apart to be read: paragraphs, their sentences, and in these the stretches that facts rest on.

Both the terminal and the page are made from these. All offsets count characters of `Document.text`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

from legation.glossary import glossary
from legation.quotes import sentence_ends
from legation.records import Act, Document, Naming, Span, Words

Kind = Literal["title", "heading", "text", "item", "table", "note"]
Role = Literal["trigger", "agent", "date", "named", "miss"]

_OPEN: Final = re.compile(r"^\W*\d{1,3}[.)]$|[^.!?…\"”’'»)\]]$")
"""What is no whole sentence: "2.", "May 19, 2020:"."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Words that a fact rests on.

    `fact` is the fact's place in `Document.facts`, and None for words that no fact rests on: agents named in passing,
    and words of the lexicon that were not read as an act (`miss`). `about` says in words what they were taken for and
    why. `named` are the words that a pronoun stands for.
    """

    start: int
    end: int
    role: Role
    fact: int | None
    about: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of text with the same marks throughout; marks that overlap are cut where the other begins or ends."""

    text: str
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, counted from 1 through the document, with the places in `Document.facts` of what it states."""

    number: int
    start: int
    end: int
    facts: tuple[int, ...]
    stretches: tuple[Stretch, ...]

    @property
    def text(self) -> str:
        """Its text as it is shown."""
        return "".join(stretch.text for stretch in self.stretches)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, or what stands for itself as one does.

    `note` is a line that was not read: a dateline, a caption. An `item` begins with its bullet.
    """

    kind: Kind
    sentences: tuple[Sentence, ...]


def shown(document: Document) -> str:
    """Return the text as it is shown, of the length of `document.text`: markup, to be left out, is the character 0."""
    return document.text if document.legible is None else document.legible


def paragraphs(document: Document) -> list[Paragraph]:
    """Return the whole text of a document in paragraphs; only white space between sentences is left out."""
    marked = shown(document)
    text = marked.replace("\0", " ")
    evidence = [
        (fact.evidence, place) for place, fact in enumerate(document.facts) if fact.evidence is not None
    ]
    marks = sorted(_marks(document, text), key=_order)
    found: list[Paragraph] = []
    number = 0
    for kind, start, end in _pieces(document, text, [span for span, _ in evidence]):
        sentences = []
        for first, last in _sentences(text, start, end, [span for span, _ in evidence]):
            number += 1
            facts = tuple(place for span, place in evidence if first <= span.start < last)
            within = [mark for mark in marks if mark.start < last and mark.end > first]
            stretches = tuple(stretched(marked, first, last, within))
            sentences.append(Sentence(number, first, last, facts, stretches))
        if kind == "table" and found and found[-1].kind == "table":
            sentences = [*found.pop().sentences, *sentences]
        found.append(Paragraph(kind, tuple(sentences)))
    return found


def stretched(text: str, start: int, end: int, marks: Sequence[Mark]) -> Iterator[Stretch]:
    """Cut `text[start:end]` wherever a mark begins or ends, so that pieces never overlap."""
    cuts = {start, end} | {at for mark in marks for at in (mark.start, mark.end) if start < at < end}
    order = sorted(cuts)
    for first, last in pairwise(order):
        if piece := text[first:last].replace("\0", ""):
            yield Stretch(piece, tuple(m for m in marks if m.start <= first and m.end >= last))


def _pieces(document: Document, text: str, evidence: Sequence[Span]) -> Iterator[tuple[Kind, int, int]]:
    """Yield what is paragraphs to a reader: those that were read, and the lines between them."""
    blocks = _joined(document.paragraphs or _lines(text, 0, len(text)), evidence)
    headings = {start for _, start, _ in document.sections}
    at = 0
    for start, end in [*blocks, (len(text), len(text))]:
        # What stands before a paragraph on its own line is its bullet.
        line = max(at, text.rfind("\n", 0, start) + 1)
        if end == start or not text[line:start].strip():
            line = start
        for first, last in _lines(text, at, line):
            if text[first] == "|":
                yield "table", first, last
            else:
                heading = any(first >= head >= text.rfind("\n", 0, first) for head in headings)
                yield ("heading" if heading else "note"), first, last
        if end > start:
            titled = document.title is not None and _same(text[start:end], document.title) and at == 0
            kind: Kind = "title" if titled else "item" if line < start else "text"
            if start in headings:
                kind = "heading"
            first, last = _stripped(text, line, end)
            if first < last:
                yield kind, first, last
        at = end


def _joined(blocks: Sequence[tuple[int, int]], evidence: Sequence[Span]) -> list[tuple[int, int]]:
    """Return the paragraphs in order, with those made one that a quote runs over."""
    spans = sorted([*blocks, *((span.start, span.end) for span in evidence)])
    found: list[tuple[int, int]] = []
    for start, end in spans:
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _lines(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the lines that say something, without white space around them."""
    lines = ((match.start(), match.end()) for match in re.finditer(r"[^\r\n]+", text[start:end]))
    bare = (_stripped(text, first + start, last + start) for first, last in lines)
    return [(first, last) for first, last in bare if first < last]


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip())


def _same(text: str, title: str) -> bool:
    return " ".join(text.split()).casefold() == " ".join(title.split()).casefold()


def _sentences(text: str, start: int, end: int, evidence: Sequence[Span]) -> list[tuple[int, int]]:
    """Return the sentences of a paragraph: the quotes, and what is between them.

    What is no sentence by itself, such as a bullet or "May 19, 2020:", goes with the next one.
    """
    quotes = _joined([(span.start, span.end) for span in evidence if start <= span.start < end], ())
    pieces: list[tuple[int, int]] = []
    at = start
    for first, last in [*quotes, (end, end)]:
        ends = sentence_ends(text, at, first) if first > at else []
        pieces += zip([at, *ends], [*ends, first], strict=True)
        pieces.append((first, last))
        at = last
    found: list[tuple[int, int]] = []
    for first, last in (_stripped(text, *piece) for piece in pieces):
        if first == last:
            continue
        goes_on = found and _OPEN.search(text[slice(*found[-1])])
        if found and (goes_on or not any(character.isalnum() for character in text[first:last])):
            found[-1] = (found[-1][0], last)
        else:
            found.append((first, last))
    return found


def _order(mark: Mark) -> tuple[int, int, str, int]:
    return mark.start, -mark.end, mark.role, -1 if mark.fact is None else mark.fact


def _marks(document: Document, text: str) -> Iterator[Mark]:
    for naming in document.names:
        yield Mark(naming.words.start, naming.words.end, "agent", None, linked(naming))
    for miss in document.misses:
        kind = f" as {glossary().act(miss.act_class).label}" if miss.act_class else ""
        about = f"not read{kind}: {miss.lacks} (“{miss.entry}”, {miss.entry_file})"
        yield Mark(miss.words.start, miss.words.end, "miss", None, about)
    for place, fact in enumerate(document.facts):
        if not isinstance(fact, Act) or fact.trace is None:
            continue
        trace = fact.trace

        def mark(words: Words, role: Role, about: str, fact: int = place) -> Mark:
            return Mark(words.start, words.end, role, fact, about)

        for start, end in _runs(text, (trace.trigger, *trace.beside)):
            yield Mark(start, end, "trigger", place, f"“{trace.entry}” ({trace.entry_file})")
        for named in (trace.actor, trace.target, trace.speaker):
            if named is not None:
                yield mark(named.words, "agent", linked(named))
                yield from (mark(earlier.words, "named", linked(earlier)) for earlier in antecedents(named))
        if trace.date is not None:
            yield mark(trace.date, "date", f"date: {fact.date}")


def _runs(text: str, words: Sequence[Words]) -> Iterator[tuple[int, int]]:
    """Yield where words stand; those with nothing but a space between them are one run."""
    found: list[tuple[int, int]] = []
    for word in sorted(set(words), key=lambda word: word.start):
        if found and not text[found[-1][1] : word.start].strip():
            found[-1] = (found[-1][0], max(word.end, found[-1][1]))
        else:
            found.append((word.start, word.end))
    yield from found


def antecedents(naming: Naming) -> Iterator[Naming]:
    """Yield the namings that words stand for, the nearest first."""
    while naming.via is not None:
        naming = naming.via
        yield naming


def linked(naming: Naming) -> str:
    """Return what words were linked to and why: "Peru: demonym of Peru"."""
    return f"{naming.agent.label}: {naming.how}"
