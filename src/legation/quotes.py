"""The words a fact rests on: quotes in their sentences, and the document and loader they came by."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from legation.statements import Facts
from legation.terms import DCTERMS, LEG, OA, PROV, RDFS
from legation.wording import Term

_END: Final = re.compile(r"[.!?…]+[\"”’')\]]*(?=\s+[\"“‘'(\[]*[A-ZÀ-ÞА-Я])")
_ABBREVIATION: Final = re.compile(
    r"(?:\b(?:[A-Z]|[A-Z](?:\.[A-Z])+|Mr|Mrs|Ms|Dr|Gen|Lt|Col|Sgt|Sen|Rep|Gov|Prof|St|vs|Jan|Feb|Mar|Apr|Jun|"
    r"Jul|Aug|Sept?|Oct|Nov|Dec))$"
)
_LONGEST: Final = 600


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a document.

    `before` and `after` are the rest of the sentence around the quote; `start` and `end` are offsets into the
    document's text in code points, `end` excluded; `line` counts from 1.
    """

    text: str
    before: str = ""
    after: str = ""
    start: int | None = None
    end: int | None = None
    line: int | None = None
    citation: str | None = None
    document: str = ""
    document_iri: str = ""
    title: str | None = None
    publication: str | None = None
    date: str | None = None
    loader: str | None = None
    version: str | None = None

    @property
    def place(self) -> str:
        """Where the words are, in short: "a.txt, line 5"."""
        return f"{self.document}, line {self.line}" if self.line is not None else self.document


def quotes_of(facts: Facts, node: Term) -> list[Quote]:
    """Return the quotes a fact rests on, in the order of documents and text."""
    found = [quote_of(facts, evidence) for evidence in facts.values(node, LEG + "evidence")]
    return sorted(found, key=lambda q: (q.document, q.start if q.start is not None else -1, q.text))


def quote_of(facts: Facts, evidence: Term) -> Quote:
    """Return the quote that a piece of evidence points at."""
    document = facts.value(evidence, OA + "hasSource")
    selector = facts.value(evidence, OA + "hasSelector")
    reading = facts.value(evidence, PROV + "wasGeneratedBy")
    loader = facts.value(reading, PROV + "wasAssociatedWith") if reading is not None else None
    text = (facts.text(selector, OA + "exact") if selector is not None else None) or ""
    start, end = (_number(facts, selector, OA + name) for name in ("start", "end"))
    whole = facts.text(document, LEG + "text") if document is not None else None
    before = after = ""
    line = None
    if whole is not None and start is not None and end is not None and whole[start:end] == text:
        first, last = sentence_around(whole, start, end)
        before, after = whole[first:start], whole[end:last]
        line = whole.count("\n", 0, start) + 1
    return Quote(
        text=text,
        before=" ".join(before.split()) + (" " if before[-1:].isspace() else ""),
        after=(" " if after[:1].isspace() else "") + " ".join(after.split()),
        start=start,
        end=end,
        line=line,
        citation=facts.text(evidence, LEG + "citation"),
        document=_document_name(facts, document),
        document_iri=str(document).strip("<>") if document is not None else "",
        title=facts.text(document, DCTERMS + "title") if document is not None else None,
        publication=facts.text(document, LEG + "publication") if document is not None else None,
        date=facts.text(document, DCTERMS + "issued") if document is not None else None,
        loader=facts.text(loader, RDFS + "label") if loader is not None else None,
        version=facts.text(loader, LEG + "version") if loader is not None else None,
    )


def sentence_ends(text: str, start: int, end: int) -> list[int]:
    """Return where sentences end within a paragraph, but for the last one, which ends with it."""
    return [
        m.end() for m in _END.finditer(text, start, end) if not _ABBREVIATION.search(text[start : m.start()])
    ]


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """Return where the sentence, or sentences, around `text[start:end]` begin and end.

    A paragraph's end is a sentence's end; a sentence longer than 600 characters is cut at a blank.

    >>> text = "He left. The U.S. envoy stayed on. She spoke."
    >>> first, last = sentence_around(text, text.index("envoy"), text.index("stayed"))
    >>> text[first:last]
    'The U.S. envoy stayed on.'
    """
    low = text.rfind("\n", 0, start) + 1
    high = text.find("\n", end)
    high = len(text) if high < 0 else high
    ends = sentence_ends(text, low, high)
    first = max((e for e in ends if e <= start), default=low)
    last = min((e for e in ends if e >= end), default=high)
    if start - first > _LONGEST:
        first = text.find(" ", start - _LONGEST, start) + 1 or start
    if last - end > _LONGEST:
        last = max(text.rfind(" ", end, end + _LONGEST), end)
    while first < start and text[first].isspace():
        first += 1
    while last > end and text[last - 1].isspace():
        last -= 1
    return first, last


def _number(facts: Facts, node: Term | None, predicate: str) -> int | None:
    found = facts.text(node, predicate) if node is not None else None
    return int(found) if found is not None and found.isdigit() else None


def _document_name(facts: Facts, document: Term | None) -> str:
    if document is None:
        return "a document that the store does not name"
    return facts.text(document, LEG + "documentName") or facts.names.name(document)
