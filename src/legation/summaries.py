"""Documents in a line: where they come from, and how much was read in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from legation.passages import paragraphs
from legation.records import Act, Document, Fact, Tenure


def source_of(document: Document) -> list[str]:
    """Return where and when a document was published, in parts: ["The Herald, vol. 3", "3 May 2024"]."""
    from legation.cards import day

    where = [document.publication] if document.publication else []
    where += [f"vol. {document.volume}"] if document.volume else []
    where += [f"issue {document.issue}"] if document.issue else []
    found = [", ".join(where)] if where else []
    return [*found, day(document.date)] if document.date else found


def counted(facts: Iterable[Fact]) -> str:
    """Return how many facts there are of each kind: "12 acts, 5 tenures, 2 trade flows"."""
    kinds = Counter(
        "act" if isinstance(f, Act) else "tenure" if isinstance(f, Tenure) else "flow" for f in facts
    )
    named = (("act", "act"), ("tenure", "tenure"), ("flow", "trade flow"))
    return ", ".join(_number(kinds[kind], word) for kind, word in named)


def tally(documents: Sequence[Document]) -> str:
    """Return what was read in documents: "12 acts, 5 tenures, 2 trade flows in 9 of 31 sentences, 640 words"."""
    found = [(p.kind, s) for document in documents for p in paragraphs(document) for s in p.sentences]
    # Headings and captions are words, and no sentences.
    sentences = [s for kind, s in found if kind in {"text", "item"} or s.facts]
    words = sum(len(sentence.text.split()) for _, sentence in found)
    having = sum(bool(sentence.facts) for sentence in sentences)
    facts = counted(fact for document in documents for fact in document.facts)
    return f"{facts} in {having} of {_number(len(sentences), 'sentence')}, {_number(words, 'word')}"


def _number(count: int, word: str) -> str:
    return f"{count:,} {word}{'' if count == 1 else 's'}"
