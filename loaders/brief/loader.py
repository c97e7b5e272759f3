"""Briefs in prose: plain text, Markdown with YAML front matter, HTML, and JSON Lines of short texts.

Offsets of quotes count code points of the text as given; of an HTML page, those of the text that was extracted, which
is kept with the document.
"""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from legation.errors import LegationError
from legation.records import Document

from . import layout

if TYPE_CHECKING:
    from legation.loaders import Options, Sample, Source

NAME = "brief"
VERSION = "0.1.0"

_PROSE = {"", ".txt", ".text", ".md", ".markdown"}
_HTML = {".html", ".htm", ".xhtml"}
_RECORDS = {".jsonl", ".ndjson"}


def recognises(sample: "Sample") -> bool:
    """Tell whether a source is prose: words and sentences, a page of them, or a record of them a line."""
    text = sample.text
    if text is None:
        return False
    head = text.lstrip("\ufeff \t\r\n")
    if not head:
        return sample.suffix in _PROSE | _HTML | _RECORDS
    if sample.suffix in _HTML or head[:15].lower().startswith(("<!doctype html", "<html")):
        return True
    if sample.suffix in _RECORDS or head.startswith("{"):
        return _first_record(head) is not None
    if head.startswith(("<?xml", "<rdf:", "@prefix", "@base", "PREFIX ", "BASE ", "[", "<http")):
        return False
    return sample.suffix in _PROSE or _reads_like_prose(head)


def _first_record(head: str) -> dict[str, Any] | None:
    try:
        record = json.loads(head.splitlines()[0])
    except (ValueError, IndexError):
        return None
    return record if isinstance(record, dict) and isinstance(record.get("text"), str) else None


def _reads_like_prose(text: str) -> bool:
    letters = sum(character.isalpha() or character.isspace() for character in text)
    return letters > 0.8 * len(text) and len(text.split()) >= 3


def documents(source: "Source", options: "Options") -> Iterator[Document]:
    """Yield the documents of a source as they are read.

    Raises:
        LegationError: a line of a JSON Lines file is no record; the message names file and line.
    """
    from .reading import (
        Job,
        read,
    )  # the parser takes a second to import: only when there is something to read

    if source.suffix not in _PROSE | _HTML:
        for _ in _pages(source):
            pass  # a broken line is found before anything of the file is loaded
    wanted = ((page, doc) for page, doc in _pages(source) if options.wanted(doc))
    for job, facts in read((Job(page, doc.key, doc) for page, doc in wanted), options.model):
        document: Document = job.context
        document.facts = facts
        yield document


def _pages(source: "Source") -> Iterator[tuple[layout.Layout, Document]]:
    if source.suffix in _RECORDS or (
        source.suffix not in _PROSE | _HTML and source.text().lstrip().startswith("{")
    ):
        yield from _records(source)
        return
    text = source.text()
    if source.suffix in _HTML or text.lstrip("\ufeff \r\n\t")[:15].lower().startswith(
        ("<!doctype html", "<html")
    ):
        page = layout.html(text)
    else:
        page = layout.front_matter(text, str(source.path))
    yield page, _document(page, source.key, source.name)


def _records(source: "Source") -> Iterator[tuple[layout.Layout, Document]]:
    known: dict[str, int] = {}
    for number, line in enumerate(source.lines(), 1):
        if not line.strip():
            continue
        where = f"{source.path}, line {number}"
        try:
            record = json.loads(line)
        except ValueError as error:
            raise LegationError(
                f"{where}: this is not a JSON record ({error}); write one object a line"
            ) from None
        if not isinstance(record, dict) or not isinstance(record.get("text"), str):
            raise LegationError(
                f'{where}: a record needs a "text"; write {{"id": ..., "text": ..., "date": ...}}'
            )
        name = str(record.get("id") or number)
        if name in known:
            raise LegationError(
                f"{where}: the id '{name}' was used in line {known[name]} already; give each its own"
            )
        known[name] = number
        page = layout.plain(record["text"]) if "\n" in record["text"] else _single(record["text"])
        layout.take_metadata(page, record)
        yield page, _document(page, f"{source.key}#{name}", name)


def _single(text: str) -> layout.Layout:
    """A record of one line is all body: it has no title of its own."""
    return layout.Layout(text, blocks=[(0, len(text))])


def _document(page: layout.Layout, key: str, name: str) -> Document:
    return Document(
        key=key,
        name=name,
        loader=NAME,
        version=VERSION,
        text=page.text,
        title=page.title,
        publication=page.publication,
        volume=page.volume,
        issue=page.issue,
        date=page.date,
        summary=page.summary,
        language=page.language,
        sections=page.sections,
    )
