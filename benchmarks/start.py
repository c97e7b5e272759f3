"""A stored query from the shell, process start included, against a bare import of the store's library."""

import sys

from common import compare, copies, legation, process, report, store


def main() -> None:
    """Print the ratio for a table and for CSV."""
    with store(copies()) as path:
        for form in ("csv", "table"):
            ours, bare = compare(
                lambda form=form: legation("query", "acts", "--store", str(path), "--format", form),
                lambda: process(sys.executable, "-c", "import pyoxigraph"),
                runs=15,
            )
            report(f"legation query acts --format {form} / python -c 'import pyoxigraph'", ours, bare)


if __name__ == "__main__":
    main()
