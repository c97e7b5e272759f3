"""From laid-out documents to checked triples: the work on a document that needs no store.

It is done here or in a worker process (`crew`); either way the same comes out.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from legation import loaders
from legation.errors import LegationError
from legation.records import Document
from legation.sources import Options
from legation.triples import ntriples
from legation.validation_report import Report

if TYPE_CHECKING:
    from legation.validation import Validator


@dataclass(frozen=True, slots=True)
class Checked:
    """A document's triples (N-Triples), and what the shapes say of them."""

    data: bytes
    report: Report


@dataclass(frozen=True, slots=True)
class Batch:
    """Documents of one source that were laid out: what is read at a time.

    `pages` are pairs from the loader's `lay_out`; `path` is for messages.
    """

    loader: str
    path: Path
    pages: list[tuple[Any, Document]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was read in a batch, in its order; `failed` says why it ends before the last document, if it does."""

    checked: list[Checked]
    failed: str | None = None


@cache
def validator() -> "Validator":
    """Return the installed shapes, made ready once a process."""
    from legation.validation import Validator

    return Validator()


def check(document: Document) -> Checked:
    """Check a document that was read.

    Raises:
        LegationError: its triples or the shapes cannot be read.
    """
    data = ntriples(document)
    return Checked(data, validator().validate(data))


def perform(batch: Batch, model: str | None) -> Outcome:
    """Read and check a batch with language pipeline `model`."""
    reader = loaders.find(batch.loader)
    checked: list[Checked] = []
    try:
        for document in loaders.fill(reader, batch.pages, batch.path, Options(model)):
            checked.append(check(document))
    except LegationError as error:
        return Outcome(checked, str(error))
    return Outcome(checked)
