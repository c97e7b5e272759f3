"""Reading documents without a store: as `legation load` reads them, with how each fact was read."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from legation import loaders
from legation.errors import LegationError
from legation.records import Document
from legation.sources import Options, sources


def read(
    inputs: Iterable[str | os.PathLike[str]],
    failed: list[str],
    *,
    loader: str | None = None,
    model: str | None = None,
    name: str | None = None,
) -> Iterator[Document]:
    """Yield the documents of files and folders, read with traces where their loader can tell.

    Args:
        inputs: files, folders, or "-" for standard input.
        failed: gets a sentence for each source that cannot be read; the others go on.
        loader: name of the loader to read them with; found by looking at each file if not given.
        model: language pipeline for prose; the loader's own choice if not given.
        name: what standard input, or the one file, is called.

    Raises:
        LegationError: there is no such input or loader.
    """
    chosen = loaders.find(loader) if loader else None
    options = Options(model, trace=True)
    for source in sources(inputs, name):
        try:
            reader = loaders.reader(source, chosen)
            if reader is None:
                continue
            for document in loaders.documents(source, reader, options):
                if document.rdf is None:
                    yield document
                elif source.asked_for:
                    raise LegationError(f"'{source.path}' is data, not prose; ask it with 'legation load'")
        except LegationError as error:
            failed.append(str(error))
