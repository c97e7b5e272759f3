"""What a noun phrase is resolved to: an agent, and the word of the text that stands for it."""

from collections.abc import Iterable
from dataclasses import dataclass

from spacy.tokens import Token

from legation.records import Agent

from .discourse import Person

STATES = frozenset({"State", "FormerState", "Territory"})
BLOCS = frozenset({"IntergovernmentalOrganisation", "Bloc", "Organisation"})


@dataclass(frozen=True, slots=True)
class Ref:
    """An agent and the token of the text that stands for it."""

    agent: Agent
    token: Token
    person: Person | None = None
    """Who it is, where that is somebody the brief names."""

    @property
    def power(self) -> str:
        """IRI of the state or organisation that the agent is or acts for; the agent's own where there is none."""
        return self.agent.belongs_to or self.agent.iri


def unique(refs: Iterable[Ref]) -> list[Ref]:
    """Return the refs without repetitions of an agent, in their order."""
    found: dict[str, Ref] = {}
    for ref in refs:
        found.setdefault(ref.agent.iri, ref)
    return list(found.values())


def powers(refs: Iterable[Ref]) -> set[str]:
    """Return the IRIs of the states and organisations that refs are or act for."""
    return {ref.power for ref in refs}


def foreign(refs: Iterable[Ref], own: set[str]) -> list[Ref]:
    """Return the refs that neither are nor act for one of the powers `own`."""
    return [ref for ref in refs if ref.power not in own]
