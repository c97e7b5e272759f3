"""Documents for a terminal: the text in paragraphs, and below each sentence what it states.

Words that facts rest on are coloured where colours are wanted; elsewhere *words of acts* and _agents_ are marked with
signs. Control characters of a text never reach the terminal.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from itertools import groupby
from typing import Any, Final

from legation.cards import Card, cards, day, triggers
from legation.passages import Paragraph, Sentence, Stretch, paragraphs
from legation.records import Act, Document, Tenure
from legation.summaries import source_of
from legation.tables import width, wrap

_COLOURS: Final = {
    "verbal-cooperation": "36",
    "material-cooperation": "32",
    "verbal-conflict": "33",
    "material-conflict": "31",
    "trade": "35",
}
_BOLD, _DIM, _UNDERLINE = "1", "2", "4"
_CONTROL: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_INDENT: Final = "    "

_Run = tuple[str, str]
"""Text, and the codes of its style ("1;36"), or none."""


def transcript(
    document: Document, columns: int, *, colour: bool = False, facts_only: bool = False, trace: bool = False
) -> Iterator[str]:
    """Yield the lines of a document.

    Args:
        document: what was read.
        columns: how wide lines may be.
        colour: mark words with escape codes for colours, not with signs.
        facts_only: leave out sentences that state nothing.
        trace: tell under each fact how it was read.
    """
    writer = _Writer(document, max(columns, 20), colour, facts_only, trace)
    yield from writer.lines()


class _Writer:
    def __init__(self, document: Document, columns: int, colour: bool, facts_only: bool, trace: bool) -> None:
        self._document = document
        self._columns = columns
        self._colour = colour
        self._facts_only = facts_only
        self._trace = trace

    def lines(self) -> Iterator[str]:
        document = self._document
        yield from self._wrapped([(document.title or document.name, _BOLD)])
        about = " · ".join([*source_of(document), document.name])
        yield from self._wrapped([(about, _DIM)])
        for number, paragraph in enumerate(paragraphs(document)):
            facts = any(sentence.facts for sentence in paragraph.sentences)
            # The title stands above already.
            if facts or not (self._facts_only or (paragraph.kind == "title" and number == 0)):
                yield ""
                yield from self._paragraph(paragraph)

    def _paragraph(self, paragraph: Paragraph) -> Iterator[str]:
        waiting: list[_Run] = []
        for sentence in paragraph.sentences:
            if not sentence.facts and self._facts_only:
                continue
            if paragraph.kind == "table":
                yield self._styled(_clean(sentence.text), _DIM)
                continue
            plain = _BOLD if paragraph.kind in {"heading", "title"} else "" if sentence.facts else _DIM
            waiting += [(" ", "")] if waiting else []
            waiting += self._runs(sentence, plain)
            misses = self._misses(sentence) if self._trace else []
            if sentence.facts or misses:
                yield from self._wrapped(waiting)
                waiting = []
                yield from self._facts(cards(self._document, sentence.facts))
                for miss in misses:
                    yield from self._wrapped([("▫ ", _DIM), (miss, _DIM)], _INDENT)
        yield from self._wrapped(waiting)

    def _misses(self, sentence: Sentence) -> list[str]:
        told = [
            f"“{stretch.text.strip()}” was {mark.about}"
            for stretch in sentence.stretches
            for mark in stretch.marks
            if mark.role == "miss"
        ]
        return list(dict.fromkeys(told))

    def _runs(self, sentence: Sentence, plain: str) -> Iterator[_Run]:
        for (sign, style), group in groupby(sentence.stretches, self._look):
            text = "".join(stretch.text for stretch in group)
            if self._colour or not sign:
                yield text, style or plain
                continue
            bare = text.strip()
            before, _, after = text.partition(bare)
            yield f"{before}{sign}{bare}{sign}{after}" if bare else text, ""

    def _look(self, stretch: Stretch) -> tuple[str, str]:
        """Return the sign and the style of words."""
        roles = {mark.role for mark in stretch.marks if mark.fact is not None}
        for mark in stretch.marks:
            if mark.role == "trigger" and mark.fact is not None:
                group = cards(self._document, [mark.fact])[0].group.local
                return "*", f"{_BOLD};{_COLOURS.get(group, '39')}"
        return ("_", _UNDERLINE) if "agent" in roles else ("", "")

    def _facts(self, found: list[Card]) -> Iterator[str]:
        room = min(max((width(card.label) for card in found), default=0), self._columns // 3)
        for card in found:
            style = _COLOURS.get(card.group.local, _DIM)
            rest: list[_Run] = [(card.who, "")]
            rest += [(f" [{card.badge.label}]", style)] if card.badge else []
            said = [day(card.date)] if card.date else []
            fact = self._document.facts[card.places[0]]
            said += [*card.notes, *([triggers(fact)] if isinstance(fact, Act) and fact.trace else [])]
            rest += [("".join(f" · {note}" for note in said), _DIM)]
            head: list[_Run] = [("▪ ", style), (card.label + " " * (room - width(card.label)) + "  ", style)]
            hang = " " * (len(_INDENT) + 2 + room + 2)
            lines = list(self._wrapped(rest, hang)) or [hang]
            yield _INDENT + "".join(self._styled(*run) for run in head) + lines[0][len(hang) :]
            yield from lines[1:]
            if self._trace:
                yield from self._details(card)

    def _details(self, card: Card) -> Iterator[str]:
        column = max((len(name) for name, _ in card.details), default=0)
        indent = _INDENT + "  "
        for name, text in card.details:
            hang = indent + " " * (column + 2)
            for number, line in enumerate(wrap(_clean(text), max(self._columns - len(hang), 10))):
                lead = f"{indent}{name:<{column}}  " if number == 0 else hang
                yield self._styled(lead + line, _DIM)

    def _wrapped(self, runs: Iterable[_Run], indent: str = "") -> Iterator[str]:
        """Break runs at their spaces; a word that begins in one run may end in the next."""
        room = max(self._columns - len(indent), 10)
        line: list[_Run] = []
        used = 0
        for word in _words(runs):
            # A word that fits on no line is cut.
            for piece in _cut(word, room):
                long = sum(width(text) for text, _ in piece)
                if line and used + 1 + long > room:
                    yield indent + self._joined(line)
                    line, used = [], 0
                if line:
                    line.append((" ", line[-1][1] if line[-1][1] == piece[0][1] else ""))
                    used += 1
                line += piece
                used += long
        if line:
            yield indent + self._joined(line)

    def _joined(self, runs: Iterable[_Run]) -> str:
        merged: list[_Run] = []
        for text, style in runs:
            if merged and merged[-1][1] == style:
                merged[-1] = (merged[-1][0] + text, style)
            else:
                merged.append((text, style))
        return "".join(self._styled(*run) for run in merged)

    def _styled(self, text: str, style: str) -> str:
        return f"\x1b[{style}m{text}\x1b[0m" if style and self._colour else text


def _words(runs: Iterable[_Run]) -> Iterator[list[_Run]]:
    word: list[_Run] = []
    for text, style in runs:
        for part in re.split(r"(\s+)", _clean(text)):
            if part.isspace():
                if word:
                    yield word
                word = []
            elif part:
                word.append((part, style))
    if word:
        yield word


def _cut(word: list[_Run], room: int) -> Iterator[list[_Run]]:
    if sum(width(text) for text, _ in word) <= room:
        yield word
        return
    for text, style in word:
        yield from ([(piece, style)] for piece in wrap(text, room))


def _clean(text: str) -> str:
    return _CONTROL.sub("\ufffd", text)


def as_json(documents: Iterable[Document]) -> str:
    """Return documents as a JSON array: each with its sentences, and these with their facts as they were read."""
    return json.dumps([_document(document) for document in documents], ensure_ascii=False, indent=2) + "\n"


def _document(document: Document) -> dict[str, Any]:
    about = (
        "key",
        "name",
        "title",
        "publication",
        "volume",
        "issue",
        "date",
        "language",
        "loader",
        "version",
    )
    return {
        **{name: getattr(document, name) for name in about},
        "sentences": [
            {
                "start": sentence.start,
                "end": sentence.end,
                "text": sentence.text,
                "facts": [
                    {"kind": _kind(document.facts[place]), **asdict(document.facts[place])}
                    for place in sentence.facts
                ],
            }
            for paragraph in paragraphs(document)
            for sentence in paragraph.sentences
        ],
    }


def _kind(fact: object) -> str:
    return "act" if isinstance(fact, Act) else "tenure" if isinstance(fact, Tenure) else "flow"
