"""The loaders: finding them, recognising which one reads a source, and importing it.

Each folder in `loaders/` that has a `loader.py` is a loader; all of them are imported as parts of one synthetic
package, `legation_loaders`, so that relative imports inside a loader work wherever legation is installed. Other
packages add loaders by the entry point group `legation.loaders`, whose value is a module like a `loader.py`.
"""

import importlib
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, Final, Protocol, TypeVar, cast

from legation.errors import LegationError
from legation.records import Account, Document
from legation.resources import folder
from legation.sources import Options, Sample, Source

__all__ = [
    "Loader",
    "Module",
    "Options",
    "Sample",
    "Source",
    "describe",
    "documents",
    "fill",
    "find",
    "lay_out",
    "loaders",
    "reader",
    "recognise",
    "splits",
]

PACKAGE: Final = "legation_loaders"
GROUP: Final = "legation.loaders"

_Item = TypeVar("_Item")


class Module(Protocol):
    """What a `loader.py` has.

    One whose reading is slow may have two functions more, so that several processes share it:
    `lay_out(source: Source) -> Iterator[tuple[Any, Document]]` yields each document without its facts, and with it
    whatever is needed to read it, which can be pickled; `fill(pages: Iterable[tuple[Any, Document]], options: Options)
    -> Iterator[Document]` yields these documents, read, in their order.
    """

    NAME: str
    VERSION: str

    def recognises(self, sample: Sample) -> bool:
        """Tell whether this loader reads such a source; what is in it decides, not only its name."""

    def documents(self, source: Source, options: Options) -> Iterator[Document]:
        """Yield the source's documents; raise LegationError where it cannot be read."""


@dataclass(frozen=True, slots=True)
class Loader:
    """A loader and its metadata (`loader.yaml`).

    Loaders with a lower `order` are asked first whether they recognise a source.
    """

    name: str
    version: str
    title: str
    layouts: tuple[str, ...]
    reads: str
    licence: str
    order: int
    module: Module


@cache
def loaders() -> dict[str, Loader]:
    """Return all loaders by name, in the order in which they are asked.

    Raises:
        LegationError: a loader is broken; the message says which.
    """
    modules = [*_own(), *_others()]
    found: dict[str, Loader] = {}
    for loader in sorted(map(_loader, modules), key=lambda known: (known.order, known.name)):
        if loader.name in found:
            raise LegationError(
                f"two loaders are called '{loader.name}'; uninstall the package that brings one"
            )
        found[loader.name] = loader
    return found


def find(name: str) -> Loader:
    """Return the loader called `name`.

    Raises:
        LegationError: there is none; the message lists those there are.
    """
    try:
        return loaders()[name]
    except KeyError:
        raise LegationError(f"there is no loader '{name}'; the loaders are {', '.join(loaders())}") from None


def recognise(source: Source) -> Loader | None:
    """Return the loader that recognises what is in a source, or None."""
    sample = source.sample()
    return next((loader for loader in loaders().values() if loader.module.recognises(sample)), None)


def splits(loader: Loader) -> bool:
    """Tell whether a loader's documents can be read apart from their source (`lay_out` and `fill`)."""
    return hasattr(loader.module, "lay_out") and hasattr(loader.module, "fill")


def lay_out(loader: Loader, source: Source) -> Iterator[tuple[Any, Document]]:
    """Yield the documents of a source without their facts, each with what `fill` needs; the loader must split.

    Raises:
        LegationError: the source cannot be read on.
    """
    return _guarded(loader.module.lay_out(source), loader, source.path)  # type: ignore[attr-defined]


def fill(
    loader: Loader, pages: Iterable[tuple[Any, Document]], path: os.PathLike[str], options: Options
) -> Iterator[Document]:
    """Yield the documents that were laid out of the source at `path`, with their facts; the loader must split.

    Raises:
        LegationError: they cannot be read on.
    """
    return _guarded(loader.module.fill(pages, options), loader, path)  # type: ignore[attr-defined]


def explain(loader: Loader, document: Document, options: Options) -> Account:
    """Read a document's text anew and tell how, by the loader's own `explain`, which it need not have.

    Raises:
        LegationError: the loader cannot tell, or the text cannot be read.
    """
    known = getattr(loader.module, "explain", None)
    if known is None:
        raise LegationError(
            f"the loader '{loader.name}' takes facts as they are: there is no reading to explain"
        )
    found: Account = known(document, options)
    return found


def reader(source: Source, chosen: Loader | None = None) -> Loader | None:
    """Return the loader to read a source with; None for a file of a folder that is to be passed over.

    Args:
        source: the file, or standard input.
        chosen: the loader that the user named, if any.

    Raises:
        LegationError: it is no text in UTF-8, or the user named the file and no loader recognises it.
    """
    found = chosen or recognise(source)
    if found is None:
        if source.asked_for or not source.sample().binary:
            source.text()  # says what is wrong with it, if it is no text in UTF-8
        if source.asked_for:
            raise LegationError(
                f"no loader recognises '{source.path}'; see 'legation loaders', or name one with --as"
            )
    return found


def documents(source: Source, loader: Loader, options: Options) -> Iterator[Document]:
    """Yield the source's documents; what a loader did not foresee becomes a sentence: other sources go on.

    Raises:
        LegationError: the source cannot be read on.
    """
    return _guarded(loader.module.documents(source, options), loader, source.path)


def _guarded(found: Iterator[_Item], loader: Loader, path: os.PathLike[str]) -> Iterator[_Item]:
    while True:
        try:
            item = next(found)
        except StopIteration:
            return
        except LegationError:
            raise
        except Exception as error:
            if os.environ.get("LEGATION_TRACEBACK"):
                raise
            raise LegationError(
                f"the loader '{loader.name}' failed on '{path}' ({type(error).__name__}: {error}); this is "
                "a mistake in it: please report it, with what LEGATION_TRACEBACK=1 shows"
            ) from error
        yield item


def describe(loader: Loader) -> str:
    """Return what a user wants to know of a loader, as a few lines."""
    lines = [f"{loader.name} {loader.version}: {loader.title}", "", loader.reads.strip(), ""]
    lines += [f"  - {layout}" for layout in loader.layouts]
    return "\n".join([*lines, "", f"Licence: {loader.licence}"]).strip() + "\n"


def _own() -> Iterator[ModuleType]:
    root = folder("loaders")
    if PACKAGE not in sys.modules:
        package = ModuleType(PACKAGE)
        package.__path__ = [str(root)]
        sys.modules[PACKAGE] = package
    for path in sorted(root.glob("*/loader.py")):
        yield importlib.import_module(f"{PACKAGE}.{path.parent.name}.loader")


def _others() -> Iterator[ModuleType]:
    from importlib.metadata import entry_points

    for entry in entry_points(group=GROUP):
        try:
            yield entry.load()
        except Exception as error:
            raise LegationError(
                f"the loader '{entry.name}' of another package cannot be imported ({error}); mend or uninstall it"
            ) from error


def _loader(module: ModuleType) -> Loader:
    missing = [name for name in ("NAME", "VERSION", "recognises", "documents") if not hasattr(module, name)]
    if missing:
        raise LegationError(
            f"the loader {module.__name__} has no {', '.join(missing)}; see loaders/README.md"
        )
    meta = _metadata(module)
    known = cast(Module, module)
    layouts = meta.get("layouts") or ()
    return Loader(
        name=known.NAME,
        version=known.VERSION,
        title=str(meta.get("title") or known.NAME),
        layouts=(layouts,) if isinstance(layouts, str) else tuple(map(str, layouts)),
        reads=" ".join(str(meta.get("reads") or module.__doc__ or "").split()),
        licence=str(meta.get("licence") or "not stated"),
        order=int(meta.get("order") or 50),
        module=known,
    )


def _metadata(module: ModuleType) -> dict[str, Any]:
    import yaml

    file = getattr(module, "__file__", None)
    path = Path(file).with_name("loader.yaml") if file else None
    if path is None or not path.is_file():
        return {}
    try:
        meta = yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)
    except yaml.YAMLError as error:
        raise LegationError(f"{path} is not YAML: {error}") from error
    return meta if isinstance(meta, dict) else {}
