"""The page: documents with their facts beside each sentence, as one file of HTML that needs nothing else.

It asks no network for anything, and its policy forbids it to. Without its script it is read all the same; the script
lights up a card with its words, aligns the cards, filters by kind, and switches between light and dark.
"""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from typing import Final

from legation.cards import Card, cards, day
from legation.glossary import Term
from legation.passages import Paragraph, Sentence, Stretch, paragraphs
from legation.records import Document
from legation.sources import OWN_PAGE
from legation.summaries import counted, source_of, tally

_ORDER: Final = (
    *("verbal-cooperation", "material-cooperation", "verbal-conflict", "material-conflict"),
    *("other", "office", "trade"),
)


def page(documents: Sequence[Document]) -> str:
    """Return one page of HTML with all documents. The same documents give the same text."""
    articles = [
        _Article(document, f"d{number}-" if len(documents) > 1 else "", len(documents) > 1)
        for number, document in enumerate(documents, 1)
    ]
    style, script = _asset("page.css"), _asset("page.js")
    policy = (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    several = len(documents) > 1
    title = f"{len(documents)} documents" if several else documents[0].title or documents[0].name
    language = documents[0].language
    parts = [
        f'<!DOCTYPE html>\n<html lang="{escape(language)}">\n<head>\n<meta charset="utf-8">\n',
        f'<meta http-equiv="Content-Security-Policy" content="{escape(policy, quote=False)}">\n',
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
        f"{OWN_PAGE}\n",
        f'<title>{escape(title)}</title>\n<style>{style}</style>\n</head>\n<body>\n<div class="page">\n',
        '<a class="skip" href="#text">To the text</a>\n',
        '<div class="bar"><span>legation: what the text states, beside the text</span>',
        '<button id="theme" type="button" hidden>Dark page</button></div>\n',
    ]
    legend = _legend([card for article in articles for card in article.cards()])
    if several:
        parts.append(
            f'<header class="mast"><h1>{escape(title)}</h1>\n{_contents(articles)}</header>\n{legend}'
        )
        parts.append('<main id="text">\n')
        parts += [article.html("") for article in articles]
    else:
        parts.append('<main id="text">\n')
        parts.append(articles[0].html(legend))
    parts.append(f"</main>\n{_footer(documents)}</div>\n<script>{script}</script>\n</body>\n</html>\n")
    return "".join(parts)


class _Article:
    """One document of the page; `prefix` keeps the anchors of several apart."""

    def __init__(self, document: Document, prefix: str, below: bool) -> None:
        self.document = document
        self.prefix = prefix
        self.level = 2 if below else 1
        self.paragraphs = paragraphs(document)
        self._cards = {
            sentence.number: cards(document, sentence.facts)
            for paragraph in self.paragraphs
            for sentence in paragraph.sentences
        }
        self._by_fact = {place: card for card in self.cards() for place in card.places}

    def cards(self) -> list[Card]:
        return [card for found in self._cards.values() for card in found]

    def html(self, legend: str) -> str:
        document = self.document
        lead = self._lead()
        title = f"<h{self.level}>{escape(document.title or document.name)}</h{self.level}>\n"
        if any(paragraph.kind == "title" for paragraph in self.paragraphs[:lead]):
            title = ""
        said = " ".join(
            sentence.text for paragraph in self.paragraphs[:lead] for sentence in paragraph.sentences
        )
        source = [part for part in source_of(document) if part not in said]
        if document.date and document.date in said:
            source = [part for part in source if part != day(document.date)]
        anchor = self.prefix.rstrip("-") or "d1"
        parts = [f'<article id="{anchor}" lang="{escape(document.language)}">\n<header class="mast">\n']
        # What the text does not say of itself.
        parts.append(f'<p class="kicker">{escape(" · ".join(source))}</p>\n' if source else "")
        parts.append(title)
        parts += [self._paragraph(paragraph) for paragraph in self.paragraphs[:lead]]
        byline = f"{escape(document.name)} · {escape(tally([document]))}"
        parts.append(f'<p class="byline">{byline}</p>\n</header>\n{legend}<div class="text">\n')
        parts += [self._paragraph(paragraph) for paragraph in self.paragraphs[lead:]]
        if not self.paragraphs:
            parts.append('<p class="note">There is no text in this document.</p>\n')
        return "".join(parts) + "</div>\n</article>\n"

    def _lead(self) -> int:
        """Return how many paragraphs belong above the text: the title and lines about the brief."""
        for number, paragraph in enumerate(self.paragraphs):
            if paragraph.kind not in {"title", "note"} or any(s.facts for s in paragraph.sentences):
                titled = paragraph.kind == "title"
                return number + titled
        return len(self.paragraphs)

    def _paragraph(self, paragraph: Paragraph) -> str:
        body = " ".join(self._sentence(sentence) for sentence in paragraph.sentences)
        facts = any(sentence.facts for sentence in paragraph.sentences)
        if paragraph.kind == "title" and not facts:
            tag = f"h{self.level}"
        elif paragraph.kind == "heading" and not facts:
            tag = f"h{self.level + 1}"
        elif paragraph.kind == "table":
            tag, body = "pre", "\n".join(self._sentence(sentence) for sentence in paragraph.sentences)
        else:
            tag = "div"
        return f'<{tag} class="p {paragraph.kind}">{body}</{tag}>\n'

    def _sentence(self, sentence: Sentence) -> str:
        anchor = f"{self.prefix}s{sentence.number}"
        has = " has" if sentence.facts else ""
        body = "".join(self._stretch(stretch) for stretch in sentence.stretches)
        text = f'<span class="s{has}" id="{anchor}">{body}</span>'
        if not sentence.facts:
            return text
        items = "\n".join(self._card(card, anchor) for card in self._cards[sentence.number])
        return f'{text}\n<aside class="facts"><ol>\n{items}\n</ol></aside>\n'

    def _stretch(self, stretch: Stretch) -> str:
        text = escape(stretch.text, quote=False)
        if not stretch.marks:
            return text
        roles = {mark.role for mark in stretch.marks}
        facts = dict.fromkeys(mark.fact for mark in stretch.marks if mark.fact is not None)
        classes = ["t"] if "trigger" in roles else []
        classes += ["a"] if roles & {"agent", "named"} else []
        classes += ["d"] if "date" in roles else []
        classes += ["m"] if roles == {"miss"} else []
        about = "; ".join(dict.fromkeys(mark.about for mark in stretch.marks))
        ids = " ".join(self._anchor(place) for place in facts)
        rest = (f'data-f="{ids}" ' if ids else "") + f'title="{escape(about)}"'
        triggers = [mark.fact for mark in stretch.marks if mark.role == "trigger" and mark.fact is not None]
        triggered = [self._by_fact[place] for place in triggers]
        if not triggered:
            return f'<span class="{" ".join(classes)}" {rest}>{text}</span>'
        classes.append(_group(triggered[0].group))
        kinds = "|".join(dict.fromkeys(card.kind.local for card in triggered))
        return (
            f'<a class="{" ".join(classes)}" href="#{self._anchor(triggers[0])}" data-kind="{escape(kinds)}" {rest}>'
            f"{text}</a>"
        )

    def _anchor(self, place: int) -> str:
        return f"{self.prefix}f{place + 1}"

    def _card(self, card: Card, sentence: str) -> str:
        anchors = [self._anchor(place) for place in card.places]
        more = "".join(f'<span id="{anchor}"></span>' for anchor in anchors[1:])
        badge = ""
        if card.badge:
            badge = f'<span class="badge" title="{escape(card.badge.definition)}">{escape(card.badge.label)}</span>'
        label = card.label
        head = f'<span class="kind" title="{escape(card.about)}">{escape(label)}</span>{badge}'
        head += f'<time datetime="{escape(card.date)}">{escape(day(card.date))}</time>' if card.date else ""
        who = f'{escape(card.left)} <span class="arrow">{card.arrow}</span> {escape(card.right)}'
        if not card.right:
            who = escape(card.left)
        notes = f'<span class="notes">{escape("; ".join(card.notes))}</span>' if card.notes else ""
        details = "".join(f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in card.details)
        return (
            f'<li class="card {_group(card.group)}" id="{anchors[0]}" data-kind="{escape(card.kind.local)}" '
            f'data-f="{" ".join(anchors)}">{more}<details><summary><span class="head">{head}</span>'
            f'<span class="who">{who}</span>{notes}</summary><dl>{details}</dl>'
            f'<p class="back"><a href="#{sentence}">to the sentence</a></p></details></li>'
        )


def _legend(found: Iterable[Card]) -> str:
    groups: dict[str, Term] = {}
    counts: Counter[str] = Counter()
    kinds: Counter[tuple[str, str]] = Counter()
    for card in found:
        key = _group(card.group)
        groups.setdefault(key, card.group)
        counts[key] += len(card.places)
        kinds[card.kind.label, card.kind.local] += len(card.places)
    if not groups:
        return ""
    parts = ['<form class="legend" aria-label="What is shown">\n']
    for key in sorted(groups, key=_ORDER.index):
        term = groups[key]
        parts.append(
            f'<label class="{key}" title="{escape(term.definition)}"><input type="checkbox" id="show-{key}" checked '
            f'autocomplete="off"> <span class="name">{escape(term.label)}</span> '
            f'<span class="count">{counts[key]}</span></label>\n'
        )
    parts.append('<span class="more"><label><input type="checkbox" id="only-facts" autocomplete="off"> ')
    parts.append("only sentences with facts</label>\n")
    parts.append('<label hidden>Kind <select id="kind" autocomplete="off"><option value="">all</option>')
    for (label, local), count in sorted(kinds.items()):
        parts.append(f'<option value="{escape(local)}">{escape(label)} ({count})</option>')
    return "".join(parts) + "</select></label></span>\n</form>\n"


def _contents(articles: Iterable[_Article]) -> str:
    rows = (
        f'<li><a href="#{article.prefix.rstrip("-")}">{escape(article.document.title or article.document.name)}</a> '
        f"<span>{escape(counted(article.document.facts))}</span></li>\n"
        for article in articles
    )
    return f'<nav aria-label="Documents"><ol class="contents">\n{"".join(rows)}</ol></nav>\n'


def _footer(documents: Iterable[Document]) -> str:
    readers = dict.fromkeys(f"{document.loader} {document.version}" for document in documents)
    return (
        f"<footer><p>Read by the loader {escape(', '.join(readers))} of legation, on the grammar of each sentence. A "
        "fact is what the text states; nothing is checked against the world, and the reading can err: judge it by its "
        "sentence. Open a card to see how it was read. Point at underlined words to see what they were taken for, or, "
        "where the line is dashed, why nothing was read.</p></footer>\n"
    )


def _group(term: Term) -> str:
    """Return the class that colours a group."""
    return term.local if term.local in _ORDER else "other"


def _asset(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
