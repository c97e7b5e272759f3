"""A stored query from the shell, process start included, against a bare import of the store's library."""

import shutil
import sys
from itertools import product

from common import compare, copies, legation, process, report, store

from legation.answers import FOLDER


def main() -> None:
    """Print the ratio for a table and for CSV, when a question is asked first and when it is asked again."""
    with store(copies()) as path:
        for name, form, when in product(("acts", "years"), ("csv", "table"), ("first", "again")):

            def ask(name: str = name, form: str = form, when: str = when) -> None:
                if when == "first":
                    shutil.rmtree(path / FOLDER, ignore_errors=True)
                legation("query", name, "--store", str(path), "--format", form)

            bare = ("-c", "import pyoxigraph")
            ours, theirs = compare(ask, lambda bare=bare: process(sys.executable, *bare), runs=15)
            report(
                f"legation query {name} --format {form}, asked {when} / python -c 'import pyoxigraph'",
                ours,
                theirs,
            )


if __name__ == "__main__":
    main()
