"""Tokens of SPARQL: to bind parameters, and to catch wrong prefixes and unknown terms before a query runs.

This is no parser: Oxigraph has one. It only needs to know what is a comment, a string, an IRI, a variable or
a name, so that a value can never end up where it would be read as something else. It runs at every start of
`legation query`, so it does without regular expressions, whose import alone costs more than all the tokens.
"""

from __future__ import annotations

from legation.errors import LegationError
from legation.terms import PREFIXES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

Token = tuple[str, str]
"""Kind (`space`, `comment`, `iri`, `string`, `variable`, `name`, `mark`) and text; the texts joined are the
query.

A `name` is a keyword, a number, a prefixed name or a blank node's label; a `mark` is one character of the
rest.
"""

_SPACE = " \t\r\n"
_NOT_IN_IRI = '<"{}|^`\\' + "".join(map(chr, range(0x21)))
_NAME_MARKS = "_-.:%·"
_UPDATES = ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "COPY", "MOVE", "ADD", "WITH")
_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")


def tokenize(text: str) -> list[Token]:
    """Split a query into tokens.

    Raises:
        LegationError: a string that does not end; the message names its line.
    """
    tokens: list[Token] = []
    at, length = 0, len(text)
    while at < length:
        kind, end = _next(text, at, length)
        tokens.append((kind, text[at:end]))
        at = end
    return tokens


def _next(text: str, at: int, length: int) -> tuple[str, int]:
    """Return the kind and the end of the token that starts at `at`."""
    char = text[at]
    if char in _SPACE:
        end = at + 1
        while end < length and text[end] in _SPACE:
            end += 1
        return "space", end
    if char == "#":
        end = at
        while end < length and text[end] not in "\r\n":
            end += 1
        return "comment", end
    if char in "\"'":
        return "string", _string_end(text, at, length)
    if char == "<":
        end = text.find(">", at)
        if end > 0 and not any(c in _NOT_IN_IRI for c in text[at + 1 : end]):
            return "iri", end + 1
        return "mark", at + 1
    if char in "?$":
        end = at + 1
        while end < length and (text[end].isalnum() or text[end] == "_"):
            end += 1
        return ("variable" if end > at + 1 else "mark"), end
    if char.isalnum() or char in "_:":
        end = at
        while end < length and (text[end].isalnum() or text[end] in _NAME_MARKS or text[end] == "\\"):
            end += 2 if text[end] == "\\" else 1
        end = min(end, length)
        while text[end - 1] == "." and text[end - 2] != "\\":
            end -= 1
        return "name", end
    return "mark", at + 1


def _string_end(text: str, at: int, length: int) -> int:
    quote = text[at]
    long = text.startswith(quote * 3, at)
    closing = quote * 3 if long else quote
    end = at + len(closing)
    while end < length:
        if text.startswith(closing, end):
            return end + len(closing)
        if text[end] in "\r\n" and not long:
            break
        end += 2 if text[end] == "\\" else 1
    line = text.count("\n", 0, at) + 1
    raise LegationError(f"the query has a string that does not end, at line {line}; close it with {closing}")


def variables(tokens: Iterable[Token]) -> list[str]:
    """Return the names of the variables in order of appearance, without `?` or `$`, each once."""
    return list(dict.fromkeys(text[1:] for kind, text in tokens if kind == "variable"))


HINT = "#?"
"""Begins a comment above a group that only says where to begin: it goes unless all its parameters are given."""


def bind(tokens: Iterable[Token], values: Mapping[str, str]) -> str:
    """Return the query with variables replaced by terms, without the hints whose parameters are not given.

    Args:
        tokens: the query.
        values: variable name -> term in SPARQL's own syntax, as `str()` of a pyoxigraph term gives it:
        nothing in
            it can end the term early. A space goes round it, so that it cannot join with its neighbours.
    """
    return "".join(
        f" {values[text[1:]]} " if kind == "variable" and text[1:] in values else text
        for kind, text in _without_hints(list(tokens), values)
    )


def _without_hints(tokens: list[Token], given: Mapping[str, str]) -> list[Token]:
    """Leave out each group below a hint that speaks of an optional parameter which is not given."""
    kept: list[Token] = []
    at = 0
    while at < len(tokens):
        kind, text = tokens[at]
        kept.append(tokens[at])
        at += 1
        if kind == "comment" and text.startswith(HINT):
            end = _group_end(tokens, at)
            if any(name.startswith("__") and name not in given for name in variables(tokens[at:end])):
                at = end
    return kept


def _group_end(tokens: list[Token], at: int) -> int:
    """Return where the group ends that begins at `at`; `at` itself where no group begins there."""
    depth = 0
    for end in range(at, len(tokens)):
        kind, text = tokens[end]
        if text == "{":
            depth += 1
        elif text == "}":
            depth -= 1
        if depth == 0 and kind not in ("space", "comment"):
            return end + 1 if text == "}" else at
    return at


def form(tokens: Iterable[Token]) -> str:
    """Return SELECT, ASK, CONSTRUCT or DESCRIBE.

    Raises:
        LegationError: the text changes data, asks another service, or is no query.
    """
    found = None
    words = (text.upper() for kind, text in tokens if kind == "name" and ":" not in text)
    for word in words:
        if found is None and word in _UPDATES:
            raise LegationError(
                f"the query says {word}, but queries only read; change the store with 'legation load'"
            )
        if word == "SERVICE":
            raise LegationError(
                "the query says SERVICE, but legation asks no other server; take that part out"
            )
        if found is None and word in _FORMS:
            found = word
    if found is None:
        raise LegationError(
            "the query has none of SELECT, ASK, CONSTRUCT and DESCRIBE; give one SPARQL query"
        )
    return found


def prefixed_names(tokens: Iterable[Token], exists: Callable[[str], bool]) -> list[tuple[str, str, int]]:
    """Return (written, IRI, line) for each name and IRI that the query uses, in order, declarations left out.

    Raises:
        LegationError: a prefix that is neither declared in the query nor one of the project's.
    """
    declared = dict(PREFIXES)
    declaring = None
    line = 1
    found = []
    for kind, text in tokens:
        if kind == "name":
            word = text.upper()
            if declaring == "":
                declaring = text.rstrip(":") or ":"
            elif word in ("PREFIX", "BASE"):
                declaring = "" if word == "PREFIX" else ":base"
            elif ":" in text and not text.startswith("_:"):
                prefix, local = text.split(":", 1)
                if prefix not in declared:
                    raise LegationError(_wrong_prefix(prefix, local, line, declared, exists))
                found.append((text, declared[prefix] + local.replace("\\", ""), line))
        elif kind == "iri":
            if declaring:
                declared[declaring if declaring != ":" else ""] = text[1:-1]
                declaring = None
            else:
                found.append((text, text[1:-1], line))
        line += text.count("\n")
    return found


def check_terms(
    tokens: Iterable[Token], exists: Callable[[str], bool], known: Callable[[str], list[str]]
) -> None:
    """Catch a wrong prefix, or a term of ours that there is not, with the nearest right one.

    Args:
        tokens: the query.
        exists: says whether an IRI of one of the project's closed vocabularies is described in the store.
        known: gives all local names in a namespace; only called to suggest one.

    Raises:
        LegationError: naming the line, the wrong name and the nearest right one.
    """
    for written, iri, line in prefixed_names(tokens, exists):
        space = next((PREFIXES[p] for p in _CLOSED if iri.startswith(PREFIXES[p])), None)
        if space is None or iri == space or exists(iri):
            continue
        prefix = next(p for p in _CLOSED if PREFIXES[p] == space)
        near = _nearest(iri.removeprefix(space), known(space))
        meant = (
            f"; did you mean {prefix}:{near}?" if near else f"; see the terms in ontology/, prefix {prefix}:"
        )
        raise LegationError(f"the query speaks of {written} at line {line}, which does not exist{meant}")


_CLOSED = ("leg", "event-type", "status", "tenure-status", "stance", "measure", "unit", "state", "hs")
"""Prefixes of vocabularies whose every term is in the ontology graph."""


def _wrong_prefix(
    prefix: str, local: str, line: int, declared: Mapping[str, str], exists: Callable[[str], bool]
) -> str:
    near = _nearest(prefix, list(declared))
    there = near is not None and exists(declared[near] + local)
    meant = (
        f"did you mean {f'{near}:{local}' if there else repr(f'{near}:')}?"
        if near
        else "declare it with PREFIX, or see 'legation prefixes'"
    )
    return f"the query uses the prefix '{prefix}:' at line {line}, which is not known; {meant}"


def _nearest(word: str, words: list[str]) -> str | None:
    from difflib import get_close_matches

    folded = {other.lower(): other for other in words}
    near = get_close_matches(word.lower(), folded, 1, 0.5)
    return folded[near[0]] if near else None
