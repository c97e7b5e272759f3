"""Briefs in prose: plain text, Markdown with YAML front matter, HTML, and JSON Lines of short texts.

Offsets of quotes count code points of the text as given; of an HTML page, those of the text that was extracted, which
is kept with the document.
"""

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from legation.errors import LegationError
from legation.packing import unpacked_name
from legation.records import Account, Act, Document
from legation.sources import OWN_PAGE

from . import layout

if TYPE_CHECKING:
    from legation.loaders import Options, Sample, Source

NAME = "brief"
VERSION = "0.1.0"

_MARKDOWN = {".md", ".markdown"}
_PROSE = {"", ".txt", ".text"} | _MARKDOWN
_HTML = {".html", ".htm", ".xhtml"}
_RECORDS = {".jsonl", ".ndjson"}
# What is there is data or a program, however much of it is words.
_DATA = set(
    ".csv .tsv .tab .json .jsonld .geojson .xml .rdf .owl .ttl .trig .nt .nq .n3 .yaml .yml .toml .ini .cfg .sql "
    ".rq .ru .py .js .ts .css .r .sh .c .h .java .tex .bib .log".split()
)
_TEXT_FIELD = re.compile(r'"text"\s*:\s*"')
# Page breaks of a scan and the like end lines; other control characters mean nothing, and XML has no way to write them.
_CONTROL = {code: " " for code in (*range(0x20), 0xFFFE, 0xFFFF) if chr(code) not in "\t\n\r"}
_CONTROL |= dict.fromkeys((0x0B, 0x0C, 0x1C, 0x1D, 0x1E), "\n")
_NO_CHARACTER = re.compile("[\\ud800-\\udfff\\0]")


def recognises(sample: "Sample") -> bool:
    """Tell whether a source is prose: words and sentences, a page of them, or a record of them a line."""
    text = sample.text
    if text is None:
        return False
    head = text.lstrip("\ufeff \t\r\n")
    if not head:
        return sample.suffix in _PROSE | _HTML | _RECORDS
    if sample.suffix in _RECORDS:
        return _has_record(head)
    if sample.suffix in _HTML or _is_page(head):
        return OWN_PAGE not in head
    if sample.suffix in _MARKDOWN:
        return True
    if head.startswith("{"):
        return sample.suffix not in _DATA and _has_record(head.split("\n", 1)[0])
    if head.startswith(("<?xml", "<rdf:", "@prefix", "@base", "PREFIX ", "BASE <", "[{", "[]", "<http")):
        return False
    if sample.suffix in _PROSE - {""}:
        return True
    return sample.suffix not in _DATA and _reads_like_prose(head)


def _is_page(text: str) -> bool:
    start = text[:500].lower()
    return start.startswith(("<!doctype html", "<html")) or (start.startswith("<?xml") and "<html" in start)


def _has_record(head: str) -> bool:
    """Tell whether one of the lines is a record with a text, be the others broken; the last may be cut off."""
    for line in head.splitlines():
        try:
            record = json.loads(line)
        except (ValueError, RecursionError):
            if line.lstrip().startswith("{") and _TEXT_FIELD.search(line):
                return True
            continue
        if isinstance(record, dict) and isinstance(record.get("text"), str):
            return True
    return False


def _reads_like_prose(text: str) -> bool:
    letters = sum(character.isalpha() or character.isspace() for character in text)
    return letters > 0.8 * len(text) and len(text.split()) >= 3 and not _is_table(text)


def _is_table(text: str) -> bool:
    """Tell rows of fields from sentences: each line has as many tabs, commas or the like, and few words between."""
    lines = [line for line in text.splitlines() if line.strip()][:20]
    for mark in "\t,;|":
        counts = {line.count(mark) for line in lines}
        words = sum(len(line.split()) for line in lines)
        if len(lines) > 1 and len(counts) == 1 and 0 not in counts:
            return words < 4 * sum(line.count(mark) + 1 for line in lines)
    return False


def documents(source: "Source", options: "Options") -> Iterator[Document]:
    """Yield the documents of a source as they are read.

    Raises:
        LegationError: a line of a JSON Lines file is no record, or a brief's metadata are broken; the message names
            file and line.
    """
    yield from fill(((page, doc) for page, doc in lay_out(source) if options.wanted(doc)), options)


def lay_out(source: "Source") -> Iterator[tuple[layout.Layout, Document]]:
    """Yield the documents of a source without their facts, each with its layout.

    Raises:
        LegationError: as `documents`.
    """
    if _is_records(source):
        for _ in _records(source):
            pass  # a broken line is found before anything of the file is loaded
    yield from _pages(source)


def fill(pages: Iterable[tuple[layout.Layout, Document]], options: "Options") -> Iterator[Document]:
    """Yield documents that were laid out, with the facts that are read in them."""
    # The parser takes a second to import: only when there is something to read.
    from .reading import Job, read

    jobs = (Job(page, doc.key, doc) for page, doc in pages)
    for job, facts in read(jobs, options.model, options.trace):
        document: Document = job.context
        document.facts = facts
        if job.account is not None:
            document.names = job.account.names()
            document.misses = job.account.misses([fact for fact in facts if isinstance(fact, Act)])
        yield document


def explain(document: Document, options: "Options") -> Account:
    """Read a stored document anew: its text is laid out as it was when it was loaded.

    Args:
        document: as the store has it, without facts.
        options: the pipeline to read with.
    """
    from .reading import Job, read

    job, found = next(read([Job(_layout(document), document.key)], options.model, trace=True))
    document.facts = found
    assert job.account is not None
    acts = [fact for fact in found if isinstance(fact, Act)]
    return Account(document, job.account.names(), job.account.misses(acts))


def _layout(document: Document) -> layout.Layout:
    """Lay out a text that is known already; of an HTML page, the text that was extracted."""
    text, suffix = document.text, PurePath(unpacked_name(document.key)).suffix.lower()
    record = any(f"{kind}#" in document.key.lower() for kind in _RECORDS)
    if not record and suffix in _MARKDOWN:
        page = layout.front_matter(text, document.name, markdown=True)
    elif not record and (suffix in _PROSE | _HTML or "#" not in document.key):
        page = layout.plain(text) if suffix in _HTML else layout.front_matter(text, document.name)
    else:
        page = _record_layout(text, document.title)
    page.title, page.date = document.title or page.title, document.date or page.date
    return page


def _record_layout(text: str, title: str | None) -> layout.Layout:
    return layout.plain(text, title=title) if "\n" in text.strip() else layout.single(text)


def _is_records(source: "Source") -> bool:
    if source.suffix in _RECORDS:
        return True
    return source.suffix not in _PROSE - {""} | _HTML and source.text().lstrip().startswith("{")


def _pages(source: "Source") -> Iterator[tuple[layout.Layout, Document]]:
    if _is_records(source):
        yield from _records(source)
        return
    text = source.text().translate(_CONTROL)  # as long as it was: offsets stay
    if source.suffix in _HTML or _is_page(text.lstrip("\ufeff \r\n\t")):
        page = layout.html(text)
    else:
        page = layout.front_matter(text, str(source.path), markdown=source.suffix in _MARKDOWN)
    yield page, _document(page, source.key, source.name)


def _records(source: "Source") -> Iterator[tuple[layout.Layout, Document]]:
    known: dict[str, int] = {}  # id -> how often it was met
    for number, line in enumerate(source.lines(), 1):
        if not line.strip():
            continue
        where = f"{source.path}, line {number}"
        record = _record(line, where)
        name = str(record["id"]) if record.get("id") not in (None, "") else str(number)
        # Published files do repeat an id: both records are kept, told apart by their order.
        known[name] = known.get(name, 0) + 1
        key = f"{source.key}#{name}" + (f"#{known[name]}" if known[name] > 1 else "")
        text = record["text"]
        title = record.get("title")
        page = _record_layout(text, title if isinstance(title, str) else None)
        layout.take_metadata(page, record, where)
        yield page, _document(page, key, name)


def _record(line: str, where: str) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        problem = (
            f"{error.msg}, column {error.colno}" if isinstance(error, json.JSONDecodeError) else "too deep"
        )
        raise LegationError(
            f"{where}: this is not a JSON record ({problem}); write one object a line"
        ) from None
    if not isinstance(record, dict) or not isinstance(record.get("text"), str):
        raise LegationError(
            f'{where}: a record needs a "text"; write {{"id": ..., "text": ..., "date": ...}}'
        )
    if not isinstance(record.get("id"), str | int | None) or isinstance(record.get("id"), bool):
        raise LegationError(f"{where}: an id is a text or a number, not {json.dumps(record['id'])[:40]}")
    for name, value in record.items():
        # JSON can write what is no character: halves of one, and the one that ends a text in other languages.
        if isinstance(value, str) and (_NO_CHARACTER.search(value)):
            raise LegationError(
                f'{where}: "{name[:40]}" has half a character or a character 0; this is not text'
            )
    return {
        name: value.translate(_CONTROL) if isinstance(value, str) else value for name, value in record.items()
    }


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
        paragraphs=page.blocks,
        legible=page.shown(),
    )
