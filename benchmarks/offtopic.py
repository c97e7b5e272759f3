"""How many acts are read in prose that tells of none: sport, recipes, novels, what is settled within one state.

Each folder given, and each folder in it, gets a line with the words and the acts of its .txt and .md files. Every act
in such a text is a false one, so no annotation is needed.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from reading import documents
from scoring import Told, told

from legation.errors import LegationError

PROSE = frozenset({".txt", ".md"})


@dataclass(slots=True)
class Genre:
    """The texts of one folder: their words, and the acts read in them."""

    name: str
    words: int = 0
    acts: list[tuple[str, Told]] = field(default_factory=list)
    """Each with the file it is from."""

    def rate(self) -> float:
        """Return the acts per 1,000 words."""
        return 1000 * len(self.acts) / self.words if self.words else 0.0


def genres(folder: Path) -> Iterator[Genre]:
    """Read the prose of a folder, one genre for each folder that has some.

    Raises:
        LegationError: there is no such folder, or no prose in it.
    """
    by_folder: dict[Path, list[Path]] = {}
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in PROSE and path.is_file():
            by_folder.setdefault(path.parent, []).append(path)
    if not by_folder:
        raise LegationError(f"there is no text (.txt or .md) in '{folder}'; give a folder that has some")
    for parent, paths in by_folder.items():
        genre = Genre(str(parent.relative_to(folder.parent)))
        for path in paths:
            read(path, genre)
        yield genre


def read(path: Path, genre: Genre) -> None:
    """Add the words and the acts of a file to a genre."""
    for document in documents(path):
        genre.words += len(document.text.split())
        facts = [fact for fact in map(told, document.facts) if fact is not None]
        genre.acts += [(path.name, fact) for fact in facts if fact.kind == "act"]


def show(genre: Genre) -> None:
    """Print a line of figures."""
    print(f"{genre.name:40} {genre.words:8} {len(genre.acts):6} {genre.rate():9.2f}")


def show_acts(genre: Genre) -> None:
    """Print each act with the sentence it was read in."""
    for name, act in genre.acts:
        print(f"{genre.name}/{name}: {' '.join(act.quote.split())}\n  + {act}")


def figures(genre: Genre) -> dict[str, Any]:
    """Return the figures of a genre, and its acts, as JSON has them."""
    acts = [{"file": name, **asdict(act)} for name, act in genre.acts]
    return {"words": genre.words, "acts": len(acts), "per 1000 words": genre.rate(), "read": acts}


def main() -> int:
    """Print the figures; return 2 where something could not be read."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--show", action="store_true", help="print each act with its sentence first")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    wanted = parser.parse_args()
    try:
        read_genres = [genre for folder in wanted.folders for genre in genres(folder)]
    except LegationError as error:
        print(f"offtopic.py: {error}", file=sys.stderr)
        return 2
    total = Genre("all")
    for genre in read_genres:
        total.words += genre.words
        total.acts += genre.acts
    if wanted.json:
        print(json.dumps({genre.name: figures(genre) for genre in (*read_genres, total)}, indent=1))
        return 0
    if wanted.show:
        for genre in read_genres:
            show_acts(genre)
    print(f"{'':40} {'words':>8} {'acts':>6} {'per 1,000':>9}")
    for genre in (*read_genres, total):
        show(genre)
    return 0


if __name__ == "__main__":
    sys.exit(main())
