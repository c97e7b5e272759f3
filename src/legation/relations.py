"""Facts as sorted arrays of numbers: a relation for each property and each class, and joins of them.

A term is a number below 2**31 that also tells whether it is a literal or a blank node; a pair of terms is one number of
64 bits, the subject's before the object's. What a whole property holds is a sorted array of these, so that a join is a
binary search for many at once.
"""

from collections.abc import Callable, Iterable
from typing import Final

import numpy as np
import numpy.typing as npt
import pyoxigraph as ox

from legation.wording import Term

Numbers = npt.NDArray[np.int64]

LITERAL: Final = 1 << 30
BLANK: Final = 1 << 29
EMPTY: Final[Numbers] = np.empty(0, np.int64)

_PLACE: Final = BLANK - 1
_LOW: Final = (1 << 32) - 1


class Terms:
    """Numbers of terms, given in the order in which they are first asked for."""

    def __init__(self) -> None:
        self._numbers: dict[Term, int] = {}
        self._terms: list[Term] = []

    def number(self, term: Term) -> int:
        """Return a term's number."""
        found = self._numbers.get(term)
        if found is None:
            kind = (LITERAL if isinstance(term, ox.Literal) else 0) | (
                BLANK if isinstance(term, ox.BlankNode) else 0
            )
            found = self._numbers[term] = len(self._terms) | kind
            self._terms.append(term)
        return found

    def term(self, number: int) -> Term:
        """Return the term that has a number."""
        return self._terms[number & _PLACE]

    def numbers(self, terms: Iterable[Term]) -> Numbers:
        """Return the numbers of many terms, in their order."""
        return np.fromiter(map(self.number, terms), np.int64)


class Relation:
    """Pairs of a property, or single terms of a class: those known, and those that were new in the last round."""

    def __init__(self) -> None:
        self.known: Numbers = EMPTY
        self.stated: Numbers = EMPTY
        self.news: Numbers = EMPTY
        self._coming: list[Numbers] = []
        self._by_object: Numbers | None = None

    def state(self, keys: Numbers) -> None:
        """Take in what is stated; it is known at once, and news from the next `turn` on."""
        self.stated = merged(self.stated, unique(keys))
        self.add(keys)

    def add(self, keys: Numbers) -> int:
        """Take in what follows; it is known at once, and news from the next `turn` on. Return how many were new."""
        if not len(keys):
            return 0
        fresh = unique(keys)
        fresh = fresh[~within(fresh, self.known)]
        if len(fresh):
            self.known = merged(self.known, fresh)
            self._coming.append(fresh)
            self._by_object = None
        return len(fresh)

    def turn(self) -> bool:
        """Begin a round: what came in the last one is the news. Return whether there is any."""
        self.news = unique(np.concatenate(self._coming)) if self._coming else EMPTY
        self._coming = []
        return bool(len(self.news))

    @property
    def by_object(self) -> Numbers:
        """The known pairs, each turned round."""
        if self._by_object is None:
            self._by_object = np.sort(turned(self.known))
        return self._by_object


def unique(keys: Numbers) -> Numbers:
    """Return the keys sorted, each once."""
    if len(keys) < 2:
        return keys
    # What is made of sorted runs is sorted fastest by merging them.
    found = np.sort(keys, kind="stable")
    return found[np.concatenate(([True], found[1:] != found[:-1]))]


def merged(one: Numbers, other: Numbers) -> Numbers:
    """Return what is in either of two sorted arrays, sorted."""
    if not len(one) or not len(other):
        return one if len(one) else other
    return unique(np.concatenate((one, other)))


def within(keys: Numbers, known: Numbers) -> npt.NDArray[np.bool_]:
    """Tell for each key whether it is in a sorted array."""
    if not len(known):
        return np.zeros(len(keys), np.bool_)
    places = np.searchsorted(known, keys)
    places[places == len(known)] = 0
    found: npt.NDArray[np.bool_] = known[places] == keys
    return found


def pair(subjects: Numbers, objects: Numbers) -> Numbers:
    """Return pairs as keys."""
    return (subjects << 32) | objects


def subjects(keys: Numbers) -> Numbers:
    """Return the first terms of pairs."""
    return keys >> 32


def objects(keys: Numbers) -> Numbers:
    """Return the second terms of pairs."""
    return keys & _LOW


def turned(keys: Numbers) -> Numbers:
    """Return pairs with their terms exchanged."""
    return pair(objects(keys), subjects(keys))


def partners(values: Numbers, keys: Numbers, most: int | None = None) -> tuple[Numbers, Numbers]:
    """Join values with sorted pairs that begin with them, with at most so many each.

    Returns:
        For each match, the place of the value in `values`, and the pair's second term.
    """
    first = np.searchsorted(keys, values << 32)
    counts = np.searchsorted(keys, (values + 1) << 32) - first
    if most is not None:
        counts = np.minimum(counts, most)
    rows = np.repeat(np.arange(len(values)), counts)
    begins = np.repeat(first - (np.cumsum(counts) - counts), counts)
    return rows, objects(keys[begins + np.arange(len(rows))])


Columns = dict[str, Numbers]
"""A variable's name -> its value in each solution; all are of one length."""


def kept(columns: Columns, rows: Numbers | npt.NDArray[np.bool_]) -> Columns:
    """Return the solutions at these places, or where the mask is true."""
    return {name: column[rows] for name, column in columns.items()}


class Joint:
    """An atom ready to be joined: its relation, and each place a variable's name or a term's number.

    A class's relation has subjects only: `object` is None then.
    """

    def __init__(self, relation: Relation, subject: str | int, object: str | int | None) -> None:
        self.relation = relation
        self.subject = subject
        self.object = object

    def nearness(self, columns: Columns) -> tuple[bool, int]:
        """Rank the atom among those that are to be joined: one that shares nothing with the solutions comes last."""
        places = [part for part in (self.subject, self.object) if part is not None]
        known = sum(not isinstance(part, str) or part in columns for part in places)
        return known > 0, known - len(places)

    def start(self, keys: Numbers) -> Columns:
        """Return the solutions of the atom alone that these of its keys give."""
        parts = [(self.subject, keys if self.object is None else subjects(keys))]
        if self.object is not None:
            parts.append((self.object, objects(keys)))
        columns: Columns = {}
        wrong = np.zeros(len(keys), np.bool_)
        for part, values in parts:
            if not isinstance(part, str):
                wrong |= values != part
            elif part in columns:
                wrong |= values != columns[part]
            else:
                columns[part] = values
        if wrong.any():
            columns = kept(columns, ~wrong)
        # An atom without variables holds or not: its solution needs a length all the same.
        return columns or {"": np.flatnonzero(~wrong)}

    def join(self, columns: Columns) -> Columns:
        """Return the solutions with what this atom adds, and without those that it excludes."""
        length = len(next(iter(columns.values())))

        def column(part: str | int) -> Numbers | None:
            return columns.get(part) if isinstance(part, str) else np.full(length, part, np.int64)

        one = column(self.subject)
        other = None if self.object is None else column(self.object)
        if one is not None and (other is not None or self.object is None):
            keys = one if other is None else pair(one, other)
            return kept(columns, within(keys, self.relation.known))
        if one is None and other is None:
            return self._crossed(columns, length)
        if one is not None:
            rows, values = partners(one, self.relation.known)
            name = self.object
        else:
            assert other is not None
            rows, values = partners(other, self.relation.by_object)
            name = self.subject
        assert isinstance(name, str)
        return {**kept(columns, rows), name: values}

    def _crossed(self, columns: Columns, length: int) -> Columns:
        alone = self.start(self.relation.known)
        size = len(next(iter(alone.values())))
        return {
            **kept(columns, np.repeat(np.arange(length), size)),
            **kept(alone, np.tile(np.arange(size), length)),
        }


def solve(first: Joint, keys: Numbers, others: list[Joint], test: Callable[[Columns], Columns]) -> Columns:
    """Join `others` with the solutions that `keys` of `first` give, those with most places known first."""
    columns, left = first.start(keys), list(others)
    while left:
        nearest = max(left, key=lambda joint: joint.nearness(columns))
        left.remove(nearest)
        columns = nearest.join(columns)
    return test(columns)
