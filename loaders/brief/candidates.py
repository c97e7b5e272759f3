"""An act as it is found: a trigger with its class and those it is between, before it is weighed."""

from dataclasses import dataclass

from spacy.tokens import Token

from .discourse import Page
from .lexicon import NounPattern, Operator, VerbPattern
from .refs import Ref, foreign, powers

# Types of event that do their target good, or need its consent: to intend one is to agree to it.
FRIENDLY = frozenset({"AGREE", "CONSULT", "SUPPORT", "COOPERATE", "AID", "CONCEDE", "RETREAT"})
HOSTILE = frozenset({"REJECT", "SANCTION", "COERCE", "ASSAULT", "MOBILIZE", "ACCUSE", "PROTEST", "THREATEN"})

# Types of which people are told by where they are: "students marched in Lima".
OF_THE_PLACE = frozenset({"PROTEST", "ASSAULT", "COERCE"})


@dataclass(slots=True)
class Candidate:
    """One act found: a trigger with its class, actors and targets."""

    page: Page
    trigger: Token
    act_class: str
    event_type: str
    actors: list[Ref]
    targets: list[Ref]
    mutual: bool = False
    """The actors do it with each other; with targets, the actors do it with those."""
    answered: bool = False
    """It is told by what another did about it: "turned down Chad's request"."""
    demanded: Token | None = None
    """Verb of the clause that says what ought to be done."""
    outer: bool = False
    """The verb embeds another act, and is one itself: "agreed to withdraw"."""
    entry: VerbPattern | NounPattern | Operator | None = None
    """What of the lexicon it was found by; None for what no entry tells ("said that Chad must")."""

    @property
    def reaches(self) -> bool:
        """It is known whom it was done to, or with whom."""
        return bool(foreign(self.targets, powers(self.actors))) or (
            self.mutual and len(powers(self.actors)) > 1
        )

    @classmethod
    def of(
        cls,
        pattern: VerbPattern | NounPattern,
        page: Page,
        trigger: Token,
        actors: list[Ref],
        targets: list[Ref],
        mutual: bool = False,
    ) -> "Candidate":
        """Return the act of a pattern's class."""
        return cls(
            page, trigger, pattern.act_class, pattern.event_type, actors, targets, mutual, entry=pattern
        )
