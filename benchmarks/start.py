"""A stored query from the shell, process start included, against a bare import of the store's library."""

import shutil
import sys
from itertools import product

from common import Row, Table, arguments, briefs, compare, legation, process

from legation.answers import FOLDER


def main() -> None:
    """Measure a table and CSV, when a question is asked first and when it is asked again."""
    given = arguments(__doc__, sizes="0", runs=15)
    with Table(given.json) as table, briefs() as folder:
        path = folder.parent / "bench.kb"
        legation("load", str(folder), "--store", str(path))
        for name, form, when in product(("acts", "years"), ("csv", "table"), ("first", "again")):

            def ask(name: str = name, form: str = form, when: str = when) -> None:
                if when == "first":
                    shutil.rmtree(path / FOLDER, ignore_errors=True)
                legation("query", name, "--store", str(path), "--format", form)

            bare = ("-c", "import pyoxigraph")
            ours, theirs = compare(ask, lambda bare=bare: process(sys.executable, *bare), given.runs)
            what = f"query {name} --format {form}, asked {when}"
            table.add(Row(what, None, ours, {"bare import": theirs}, note="wanted: ratio above 0.33"))


if __name__ == "__main__":
    main()
