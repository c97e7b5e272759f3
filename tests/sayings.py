"""Short texts and what the brief loader tells of the acts in them, one line an act."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from functools import cache
from typing import Any

from legation.loaders import loaders
from legation.records import Act, Fact
from legation.registry import registry


def brief(module: str) -> Any:
    """Return a module of the loader, as the engine imports it."""
    loaders()
    return importlib.import_module(f"legation_loaders.brief.{module}")


def cases(written: str) -> list[tuple[str, list[str]]]:
    """Return each text with the facts that are indented below it."""
    found: list[tuple[str, list[str]]] = []
    for line in written.strip().splitlines():
        if line.startswith(" "):
            found[-1][1].append(line.strip())
        else:
            found.append((line, []))
    return found


def facts_of(texts: Sequence[str], kind: type[Fact]) -> dict[str, list[Fact]]:
    """Return the facts of a kind that are read in each text, in one stream."""
    reading, layout = brief("reading"), brief("layout")
    jobs = []
    for text in texts:
        page = layout.single(text)
        page.date = "2024-05-15"
        jobs.append(reading.Job(page, text, text))
    return {
        job.context: [fact for fact in facts if isinstance(fact, kind)] for job, facts in reading.read(jobs)
    }


@cache
def acts(text: str, date: str | None = "2024-05-15") -> tuple[Act, ...]:
    """Return the acts read in a text of a date; a text of several lines has a layout."""
    layout = brief("layout")
    page = layout.plain(text) if "\n" in text else layout.single(text)
    page.date = page.date or date
    job = brief("reading").Job(page, "text")
    return tuple(fact for _, found in brief("reading").read([job]) for fact in found if isinstance(fact, Act))


def about(text: str, act: str, date: str | None = "2024-05-15") -> list[Act]:
    """Return the acts that are `ACTOR TYPE TARGET`, with codes as stored queries give them, `-` for no target."""
    known = registry()

    def code(agent: Any, tenure: Any) -> str:
        own = known.code(tenure.office_of) if tenure else None
        return own or known.code(agent.belongs_to) or known.code(agent.iri) or "?"

    def named(found: Act) -> Sequence[str]:
        actor = code(found.actor, found.actor_tenure)
        target = code(found.target, found.target_tenure) if found.target else "-"
        pair = f"{actor} {found.event_type} {target}"
        return (pair, f"{target} {found.event_type} {actor}") if found.mutual else (pair,)

    return [found for found in acts(text, date) if act in named(found)]
