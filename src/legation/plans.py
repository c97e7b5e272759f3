"""How a query is worked out, part by part, measured on the store: for whoever wants to know which part is dear.

Oxigraph shows no plan. So each group of the query is taken apart, and asked of the store up to its first part,
its second, and so on: how many rows there are by then, and how long it took. Beside it stands how often the
part matches alone. A sub-select is worked out for itself before it is joined, so it is taken apart by itself.
"""

from __future__ import annotations

import time

from legation import queries, sparql
from legation.errors import LegationError
from legation.tables import width
from legation.terms import PREFIXES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pyoxigraph

    from legation.queries import Query
    from legation.sparql import Token

_MOST = 1_000_000
"""Matches that are counted before it says "more"."""

_OPENING = ("OPTIONAL", "MINUS", "FILTER", "BIND", "VALUES", "GRAPH", "UNION")
_ROOM = 88


class Part:
    """A part of a group: triple patterns with one subject and predicate, a nested group, a filter, ..."""

    __slots__ = ("kind", "text", "tokens")

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = [token for token in tokens if token[0] != "comment"]
        self.text = " ".join("".join(text for _, text in self.tokens).split())
        first = next((text.upper() for kind, text in self.tokens if kind != "space"), "")
        self.kind = first if first in _OPENING else "{" if first == "{" else "triples"


class Step:
    """A part with what was measured.

    Attributes:
        text: the part.
        depth: of the sub-select it stands in.
        alone: how often it matches by itself, or None where that says nothing.
        rows: rows of its group up to it.
        seconds: what it adds to the time of its group.
    """

    __slots__ = ("alone", "depth", "rows", "seconds", "text")

    def __init__(self, text: str, depth: int, alone: int | None, rows: int, seconds: float) -> None:
        self.text, self.depth, self.alone, self.rows, self.seconds = text, depth, alone, rows, seconds


def lines(store: pyoxigraph.Store, query: Query, given: Mapping[str, object]) -> Iterator[str]:
    """Yield the lines that explain a query: its text with the parameters bound, then its steps.

    Raises:
        LegationError: as `queries.solve`.
    """
    text = queries.prepare(store, query, given)
    queries.ask(store, text, query)
    shown = (line for line in text.splitlines() if line.strip() and not line.startswith("#+"))
    yield from (f"{line}\n" for line in shown)
    yield "\n"
    yield "Each group from its first part to its last; Oxigraph may choose another order among patterns that\n"
    yield "follow each other. 'alone': matches of a pattern by itself. 'rows', 'ms': of the group up to here, and\n"
    yield "what the part adds. A sub-select is worked out before it is joined: its parts stand above it, set in.\n\n"
    yield f"{'alone':>10} {'rows':>10} {'ms':>8}\n"
    dearest: Step | None = None
    for step in steps(store, text):
        alone = "" if step.alone is None else f">{_MOST:,}" if step.alone > _MOST else f"{step.alone:,}"
        room = _ROOM - 2 * step.depth
        part = step.text if width(step.text) <= room else step.text[: room - 1] + "…"
        yield f"{alone:>10} {step.rows:>10,} {step.seconds * 1000:>8.0f}  {'  ' * step.depth}{part}\n"
        if dearest is None or step.seconds > dearest.seconds:
            dearest = step
    if dearest is not None:
        yield f"\nDearest, with {dearest.seconds * 1000:.0f} ms: {dearest.text}\n"


def steps(store: pyoxigraph.Store, text: str) -> Iterator[Step]:
    """Yield the steps of a query, those of a sub-select before the part that it is."""
    tokens = sparql.tokenize(text)
    prologue, body = _where(tokens)
    yield from _steps(store, "".join(text for _, text in prologue), body, 0)


def parts(body: Sequence[Token]) -> list[Part]:
    """Take a group apart; filters come last, since they hold for the whole group."""
    found: list[list[Token]] = [[]]
    depth = 0
    for at, (kind, text) in enumerate(body):
        word = text.upper() if kind == "name" else ""
        begun = any(k not in ("space", "comment") for k, _ in found[-1])
        if depth == 0 and begun:
            opens = word in _OPENING and word != "UNION"
            after = _ends(found[-1])
            if opens or (after and word != "UNION" and kind not in ("space", "comment") and text != "."):
                found.append([])
        if depth == 0 and text == ".":
            found.append([])
            continue
        if depth == 0 and text == ";":
            found.append(_subject(found[-1]))
            continue
        depth += {"{": 1, "(": 1, "[": 1, "}": -1, ")": -1, "]": -1}.get(text, 0) if kind == "mark" else 0
        found[-1].append(body[at])
    whole = [Part(part) for part in found]
    whole = [part for part in whole if part.text]
    return [part for part in whole if part.kind != "FILTER"] + [p for p in whole if p.kind == "FILTER"]


def _ends(tokens: Sequence[Token]) -> bool:
    """Whether a part is whole: its last bracket has closed, and it is no path or list in brackets."""
    meant = [(kind, text) for kind, text in tokens if kind not in ("space", "comment")]
    first, last = meant[0][1].upper(), meant[-1][1]
    if first in ("BIND", "FILTER"):
        return last == ")" or (last == "}" and "EXISTS" in {text.upper() for _, text in meant})
    return last == "}"


def _subject(tokens: Sequence[Token]) -> list[Token]:
    """Return the subject of a triple pattern, for what follows a semicolon."""
    depth = 0
    for at, (kind, text) in enumerate(tokens):
        depth += {"[": 1, "(": 1, "]": -1, ")": -1}.get(text, 0) if kind == "mark" else 0
        if depth == 0 and kind not in ("space", "comment"):
            return [*tokens[: at + 1], ("space", " ")]
    return []


def _steps(store: pyoxigraph.Store, prologue: str, body: Sequence[Token], depth: int) -> Iterator[Step]:
    so_far: list[str] = []
    before = 0.0
    for part in parts(body):
        nested = _select_in(part)
        if nested is not None:
            yield from _steps(store, prologue, nested, depth + 1)
        so_far.append(part.text)
        rows, seconds = _count(store, prologue, _joined(so_far), None)
        alone = _count(store, prologue, part.text, _MOST + 1)[0] if part.kind in ("triples", "{") else None
        yield Step(part.text, depth, alone, rows, max(0.0, seconds - before))
        before = seconds


def _joined(texts: Sequence[str]) -> str:
    return " ".join(text if text.endswith(("}", ")")) else f"{text} ." for text in texts)


def _count(store: pyoxigraph.Store, prologue: str, group: str, most: int | None) -> tuple[int, float]:
    limit = f" LIMIT {most}" if most is not None else ""
    text = f"{prologue} SELECT (COUNT(*) AS ?n) WHERE {{ SELECT * WHERE {{ {group} }}{limit} }}"
    begin = time.perf_counter()
    try:
        answer = store.query(text, prefixes=dict(PREFIXES), use_default_graph_as_union=True)
    except SyntaxError as error:
        raise LegationError(
            f"the query is right, but cannot be taken apart at '{group[-60:]}'; put that part into braces of its own"
        ) from error
    (row,) = answer  # type: ignore[misc]
    return int(row[0].value), time.perf_counter() - begin


def _select_in(part: Part) -> list[Token] | None:
    """Return the group of the sub-select that a part is, or None."""
    words = [text.upper() for kind, text in part.tokens if kind == "name"]
    if part.kind not in ("{", "OPTIONAL", "MINUS") or "UNION" in words[:1]:
        return None
    meant = [text.upper() for kind, text in part.tokens if kind != "space"]
    opened = meant.index("{")
    return _where(part.tokens)[1] if meant[opened + 1] == "SELECT" else None


def _where(tokens: Sequence[Token]) -> tuple[list[Token], list[Token]]:
    """Return what stands before SELECT, ASK, ... and what is inside the braces of its WHERE."""
    prologue: list[Token] = []
    at = 0
    while at < len(tokens) and tokens[at][1].upper() not in ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE"):
        prologue.append(tokens[at])
        at += 1
    construct = at < len(tokens) and tokens[at][1].upper() == "CONSTRUCT"
    opened = [i for i in range(at, len(tokens)) if tokens[i] == ("mark", "{")]
    start = next((i for i in opened if _follows_where(tokens, i)), None)
    if start is None:
        start = opened[0] if opened and not construct else None
    if start is None:
        return [], []
    depth = 0
    for end in range(start, len(tokens)):
        depth += {"{": 1, "}": -1}.get(tokens[end][1], 0)
        if depth == 0:
            break
    kept = [t for t in prologue if t[0] != "comment"]
    return kept, list(tokens[start + 1 : end])


def _follows_where(tokens: Sequence[Token], at: int) -> bool:
    before = [text.upper() for kind, text in tokens[:at] if kind not in ("space", "comment")]
    return bool(before) and before[-1] == "WHERE"
