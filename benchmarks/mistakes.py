"""Mistakes for `generate.py` to plant: each breaks one shape once, and no other."""

from collections.abc import Callable
from random import Random
from typing import NamedTuple

from legation.terms import ID, LEG, OA


class Slip(NamedTuple):
    """How a shape is broken: the line of such a subject with such a predicate is changed."""

    subject: str
    predicate: str
    change: Callable[[str, list[str]], list[str]]
    """Takes that line and all lines of the subject; returns what stands in the line's place."""


def _drop(line: str, about: list[str]) -> list[str]:
    return []


def _second_status(line: str, about: list[str]) -> list[str]:
    return [line, line.replace("status/occurred>", "status/negated>")]


def _other_type(line: str, about: list[str]) -> list[str]:
    other = "AID" if "event-type/AID>" not in line else "ASSAULT"
    return [f"{line[: line.rindex('<')]}<{ID}event-type/{other}> ."]


def _swapped(line: str, about: list[str]) -> list[str]:
    return [line.replace(line.split('"')[1], "1900-01-01")]


def _to_itself(line: str, about: list[str]) -> list[str]:
    exporter = next(other for other in about if f"<{LEG}exporter>" in other)
    return [exporter.replace("#exporter>", "#importer>")]


def _misquoted(line: str, about: list[str]) -> list[str]:
    head, quote, tail = line.split('"', 2)
    return [f'{head}"{"#" + quote[1:]}"{tail}']


SLIPS = {
    "ActEvidence": Slip("act", f"{LEG}evidence", _drop),
    "ActOneStatus": Slip("act", f"{LEG}status> <{ID}status/occurred", _second_status),
    "ActEventTypeFits": Slip("act", f"{LEG}eventType", _other_type),
    "ActInterval": Slip("act", f"{LEG}latest", _swapped),
    "FlowToItself": Slip("flow", f"{LEG}importer", _to_itself),
    "FlowUnit": Slip("flow", f"{LEG}unit", _drop),
    "TenureHolder": Slip("tenure", f"{LEG}holder", _drop),
    "ClaimStance": Slip("claim", f"{LEG}stance", _drop),
    "QuoteInText": Slip("selector", f"{OA}exact", _misquoted),
    "TextDigest": Slip("document", f"{LEG}textDigest", _swapped),
}
"""Name of the shape -> how to break it."""


def planted(lines: list[str], wanted: int, number: int, rng: Random) -> tuple[list[str], int]:
    """Plant mistakes in the lines of a brief.

    Args:
        lines: N-Triples, sorted.
        wanted: how many mistakes, at most.
        number: how many were planted before, so that one shape is broken after the other.
        rng: chooses where.

    Returns:
        The lines, and how many mistakes are in them: fewer than wanted in a brief that has too few nodes.
    """
    broken: set[str] = set()
    done = 0
    for turn in range(wanted):
        for offset in range(len(SLIPS)):
            slip = list(SLIPS.values())[(number + turn + offset) % len(SLIPS)]
            begin, has = f"<{ID}{slip.subject}/", f"> <{slip.predicate}>"
            places = [
                place
                for place, line in enumerate(lines)
                if line.startswith(begin) and has in line and line.split(" ", 1)[0] not in broken
            ]
            if places:
                place = rng.choice(places)
                node = lines[place].split(" ", 1)[0]
                about = [line for line in lines if line.startswith(f"{node} ")]
                lines[place : place + 1] = slip.change(lines[place], about)
                broken.add(node)
                done += 1
                break
    return lines, done
