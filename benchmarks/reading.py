"""How well prose is read: precision, recall and F1 on texts whose facts are written down.

Without --sentences and --briefs it reads the bed, `tests/bed`. What counts as right is told in `scoring.py`.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from scoring import (
    TYPES,
    Agrees,
    Count,
    Match,
    Told,
    by_type,
    columns,
    dyad,
    match,
    same_flow,
    same_tenure,
    same_trade,
    same_type,
    told,
    triple,
    wrong_in,
)

from legation import loaders
from legation.errors import LegationError
from legation.records import Document
from legation.sources import Options, Source

BED = Path(__file__).resolve().parent.parent / "tests" / "bed"
SENTENCES = ("sentences-by-type.jsonl", "sentences-by-construction.jsonl")
MEASURES: dict[str, tuple[str, Agrees]] = {
    "triple": ("act", triple),
    "dyad": ("act", dyad),
    "type": ("act", same_type),
    "tenure": ("tenure", same_tenure),
    "trade": ("trade", same_trade),
    "flow": ("trade", same_flow),
}
"""What is measured -> the kind of fact, and when two of them agree; `flow` is trade without goods and value."""
NEEDED = {"act": ("actor", "type"), "tenure": ("person", "office", "holder_of", "status")}
FLOW = ("exporter", "importer", "measure")


@dataclass(slots=True)
class Text:
    """A sentence or a brief with the facts it states and those that were read."""

    name: str
    content: str
    wanted: list[Told]
    constructions: list[str] = field(default_factory=list)
    found: list[Told] = field(default_factory=list)

    def match(self, measure: str) -> Match:
        """Compare the facts as `measure` has it."""
        kind, agrees = MEASURES[measure]
        wanted = [fact for fact in self.wanted if fact.kind == kind]
        return match(wanted, [fact for fact in self.found if fact.kind == kind], agrees)


def documents(path: Path) -> Iterator[Document]:
    """Read a file as `legation load` does, in a stream."""
    module = loaders.find("brief").module
    return module.documents(source(path), Options())


def source(path: Path) -> Source:
    """Return a file as the loaders take it."""
    return Source(path, path.name, path.name)


def sentences(path: Path) -> list[Text]:
    """Read a JSON Lines file of sentences with their acts.

    Raises:
        LegationError: a line has no text, or an act is not complete.
    """
    texts = []
    for record, where in records(path):
        content = record.get("text")
        if not isinstance(content, str) or not isinstance(record.get("acts"), list):
            raise LegationError(f'{where}: a sentence needs a "text" and a list of "acts"')
        wanted = [annotated({**act, "kind": "act"}, content, where) for act in record["acts"]]
        texts.append(Text(str(record.get("id")), content, wanted, record.get("constructions") or []))
    return read(texts, documents(path))


def briefs(folder: Path) -> list[Text]:
    """Read the briefs of a folder, `NAME.txt` with the facts in `NAME.jsonl`.

    Raises:
        LegationError: there is no such brief, its facts are not complete, or a quote is not in its text.
    """
    texts: list[Text] = []
    for path in sorted(folder.glob("*.txt")):
        content = source(path).text()
        facts = records(path.with_suffix(".jsonl"))
        wanted = [annotated(record, content, where) for record, where in facts]
        texts += read([Text(path.stem, content, wanted)], documents(path))
    if not texts:
        raise LegationError(f"there is no brief (NAME.txt with NAME.jsonl) in '{folder}'")
    return texts


def read(texts: list[Text], read_in_order: Iterable[Document]) -> list[Text]:
    """Put what was read to the texts, which are in the same order."""
    for text, document in zip(texts, read_in_order, strict=True):
        text.found = [fact for fact in map(told, document.facts) if fact is not None]
    return texts


def records(path: Path) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield the objects of a JSON Lines file, each with its file and line.

    Raises:
        LegationError: the file cannot be read, or a line is no JSON object.
    """
    for number, line in enumerate(source(path).lines(), 1):
        if not line.strip():
            continue
        where = f"{path}, line {number}"
        try:
            record = json.loads(line)
        except ValueError:
            record = None
        if not isinstance(record, dict):
            raise LegationError(f"{where}: this is not a JSON object; write one a line")
        yield record, where


def annotated(record: dict[str, Any], content: str, where: str) -> Told:
    """Return an annotated fact; an act without a quote is that of the whole text.

    Raises:
        LegationError: a field is missing, or the quote is not in the text.
    """
    kind = record.get("kind")
    needed = NEEDED.get(str(kind), FLOW)
    if kind not in (*NEEDED, "trade") or not all(isinstance(record.get(name), str) for name in needed):
        raise LegationError(
            f'{where}: a fact needs a "kind" (act, tenure or trade), and one of this kind {", ".join(needed)}'
        )
    quote = record.get("quote", content)
    if not isinstance(quote, str) or quote not in content:
        raise LegationError(f"{where}: the quote is not in the text; copy it as it stands there")
    values = {name: value for name, value in record.items() if name not in ("kind", "quote", "one")}
    for name in {"act": ("target",), "tenure": (), "trade": ("commodity", "value", "unit")}[str(kind)]:
        values.setdefault(name, None)
    if kind == "act":
        values["type"] = TYPES.get(values["type"], values["type"])
    start = content.index(quote)
    return Told(str(kind), values, quote, start, start + len(quote), "one" in record)


def score(texts: list[Text], measures: Iterable[str]) -> dict[str, Any]:
    """Return the figures of some texts: counts, precision, recall and F1, from 0 to 1."""
    figures: dict[str, Any] = {"texts": len(texts)}
    matched = {measure: [text.match(measure) for text in texts] for measure in measures}
    for measure, matches in matched.items():
        figures[measure] = row(total(matches))
    triples = matched["triple"]
    figures["columns"] = columns(triples)
    figures["types"] = {name: row(count) for name, count in by_type(triples).items()}
    names = sorted({name for text in texts for name in text.constructions})
    figures["constructions"] = {
        name: row(total(m for text, m in zip(texts, triples, strict=True) if name in text.constructions))
        for name in names
    }
    empty = [text for text in texts if not any(fact.kind == "act" for fact in text.wanted)]
    alarms = [[fact for fact in text.found if fact.kind == "act"] for text in empty]
    figures["no act"] = {
        "texts": len(empty),
        "with an act read": sum(map(bool, alarms)),
        "share": sum(map(bool, alarms)) / len(empty) if empty else 0.0,
    }
    return figures


def total(matches: Iterable[Match]) -> Count:
    """Add up."""
    count = Count()
    for one in matches:
        count += one.count
    return count


def row(count: Count) -> dict[str, Any]:
    """Return counts and figures together."""
    return {"wanted": count.wanted, "read": count.read, "right": count.right, **count.figures()}


def show(name: str, figures: dict[str, Any]) -> None:
    """Print the figures of a file or folder."""
    print(f"{name}: {figures['texts']} texts")
    print(f"  {'':36} {'precision':>9} {'recall':>7} {'F1':>7} {'wanted':>7} {'read':>6} {'right':>6}")
    for measure in MEASURES:
        if measure in figures:
            show_row(measure, figures[measure])
    if figures["columns"]:
        shares = ", ".join(f"{column} {share:.3f}" for column, share in figures["columns"].items())
        print(f"  of the acts found, right in {shares}")
    if figures["no act"]["texts"]:
        none = figures["no act"]
        print(
            f"  texts without an act: {none['texts']}, an act was read in {none['with an act read']}", end=""
        )
        print(f" ({none['share']:.3f})")
    for part in ("types", "constructions", "documents"):
        if figures.get(part):
            print(f"  triples by {part[:-1]}")
            for label, values in figures[part].items():
                show_row(f"  {label}", values)
    print()


def show_row(label: str, values: dict[str, Any]) -> None:
    """Print a line of figures, a dash where nothing was read or wanted to take a share of."""
    precision = f"{values['precision']:.3f}" if values["read"] else "-"
    recall = f"{values['recall']:.3f}" if values["wanted"] else "-"
    f1 = f"{values['f1']:.3f}" if values["wanted"] else "-"
    counts = f"{values['wanted']:7} {values['read']:6} {values['right']:6}"
    print(f"  {label:36} {precision:>9} {recall:>7} {f1:>7} {counts}")


def show_errors(texts: list[Text], measures: Iterable[str]) -> None:
    """Print what was missed (-), what was read and is not there (+), and acts with a wrong date or the like (~)."""
    for text in texts:
        lines: dict[str, list[str]] = {}
        for measure in measures:
            if measure not in ("triple", "tenure", "trade"):
                continue
            matched = text.match(measure)
            marked = [("-", fact) for fact in matched.missed] + [("+", fact) for fact in matched.false]
            marked += [("~", fact) for fact in map(wrong_columns, matched.pairs) if fact is not None]
            for mark, fact in sorted(marked, key=lambda one: one[1].start):
                lines.setdefault(line_of(text, fact), []).append(f"  {mark} {fact.kind:6} {fact}")
        for words, errors in lines.items():
            print(f"{text.name}: {words}", *errors, sep="\n")


def wrong_columns(pair: tuple[Told, Told]) -> Told | None:
    """Return an act that was read, with what its status, date or speaker should have been; None if they are right."""
    wanted, found = pair
    wrong = wrong_in(wanted, found) if wanted.kind == "act" else []
    if not wrong:
        return None
    said = {name: f"{found.values[name]} (not {wanted.values.get(name)})" for name in wrong}
    return replace(found, values={**found.values, **said})


def line_of(text: Text, fact: Told) -> str:
    """Return the sentence around a fact, as far as full stops tell."""
    start = max(text.content.rfind(mark, 0, fact.start + 1) for mark in (". ", "\n")) + 1
    ends = [at for mark in (". ", "\n") if (at := text.content.find(mark, max(fact.end - 1, 0))) >= 0]
    return " ".join(text.content[start : min(ends) + 1 if ends else len(text.content)].split())


def main() -> int:
    """Print the figures; return 2 where something could not be read."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sentences", action="append", type=Path, default=[], metavar="FILE")
    parser.add_argument("--briefs", action="append", type=Path, default=[], metavar="DIR")
    parser.add_argument("--errors", action="store_true", help="print what was missed and what is false first")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    wanted = parser.parse_args()
    if not wanted.sentences and not wanted.briefs:
        wanted.sentences = [path for name in SENTENCES if (path := BED / name).exists()]
        wanted.briefs = [BED / "briefs"]
    figures: dict[str, Any] = {}
    try:
        for path in wanted.sentences:
            figures[path.name] = report(sentences(path), ("triple", "dyad", "type"), wanted.errors)
        for path in wanted.briefs:
            texts = briefs(path)
            figures[path.name] = report(texts, MEASURES, wanted.errors)
            figures[path.name]["documents"] = {text.name: row(text.match("triple").count) for text in texts}
    except LegationError as error:
        print(f"reading.py: {error}", file=sys.stderr)
        return 2
    if wanted.json:
        print(json.dumps(figures, indent=1))
    elif not wanted.errors:
        for name, values in figures.items():
            show(name, values)
    return 0


def report(texts: list[Text], measures: Iterable[str], errors: bool) -> dict[str, Any]:
    """Score some texts, and print their errors if that is wished."""
    if errors:
        show_errors(texts, measures)
    return score(texts, measures)


if __name__ == "__main__":
    sys.exit(main())
