"""Whom an act is done to: the phrase that the pattern names, or else the words where it may stand besides."""

from collections.abc import Iterator
from functools import partial

from spacy.tokens import Token

from .agents import Agents
from .discourse import Page
from .grammar import (
    by_agents,
    complement,
    coordinated,
    direct_objects,
    is_passive,
    prepositions,
    surface_subjects,
)
from .refs import Ref, foreign, powers, unique

# Prepositions that lead to a target where neither pattern nor object tells it, the likeliest first.
_LAST_RESORT = (
    "against",
    "on",
    "upon",
    "with",
    "to",
    "toward",
    "towards",
    "at",
    "from",
    "into",
    "over",
    "for",
    "in",
)


_CONDITIONS = frozenset({"if", "unless", "until"})
# What hangs on a verb and tells of something else.
_APART = frozenset(
    {
        "advcl",
        "relcl",
        "ccomp",
        "conj",
        "parataxis",
        "appos",
        "npadvmod",
        "nsubj",
        "nsubjpass",
        "agent",
        "csubj",
    }
)
# Where the other side of something of one's own stands.
_OTHER_SIDE = frozenset({"with", "against", "between", "towards", "toward", "to", "in", "at", "on", "over"})
# What is done in a state by its own people, with force or without.
_DOMESTIC = frozenset({"coup", "crackdown", "massacre", "putsch", "takeover"})
_ELSEWHERE = frozenset("after before since during like unlike despite besides because as by in of".split())


def find_targets(
    agents: Agents,
    page: Page,
    verb: Token,
    slots: list[Token],
    actors: list[Ref],
    objects: list[Token],
    beneficial: bool = False,
    judged: bool = False,
) -> list[Ref]:
    """Return the targets of a verb, of other powers than the actors where there are any.

    Args:
        agents: resolves the phrases.
        page: the paragraph of the verb.
        verb: the trigger.
        slots: heads of the phrases where the pattern has its target.
        actors: who acts.
        objects: what the verb has for objects, or for subjects if it is passive.
        beneficial: the act is for somebody, who stands behind "for" or "to" rather than before the thing.
        judged: what somebody does or says is spoken of, and matters more than with whom it is about.
    """
    own = powers(actors)
    home: list[Ref] = []
    for token in objects if judged else ():
        # "condemned the attack by Chad on Niger"
        others = [
            ref
            for name, inner in prepositions(token)
            if name == "by"
            for ref in foreign(agents.refs(page, inner), own)
        ]
        if others:
            return unique(others)
    for token in objects:
        # "backed China's stance on Taiwan": whose the thing is matters more than what it is about.
        # "killed Chadian soldiers in Niger": more than where it is, too.
        placed = any(slot.i != token.i and slot.head.lower_ == "in" for slot in slots)
        if placed or any(slot.i != token.i and slot.head.head.i != verb.i for slot in slots):
            whose = agents.possessors if judged or placed else partial(_possessive, agents)
            others = foreign(whose(page, token), own)
            if others:
                return others
    for token in slots:
        refs = [
            ref for part in coordinated(token) for ref in agents.refs(page, part) or agents.inside(page, part)
        ]
        others = foreign(refs, own)
        if others:
            return unique(others)
        home.extend(refs)
    if beneficial:
        others = _beneficiaries(agents, page, verb, objects, own)
        if others:
            return others
    for token in objects:
        others = beyond(agents, page, token, own)
        if others:
            return others
        home.extend(agents.any(page, token))
    for name, inner in prepositions(verb) if objects and not is_passive(verb) else ():
        # "condemned the jailing by Chad of a priest"
        others = foreign(agents.refs(page, inner), own) if name == "by" else []
        if others:
            return others
    clause = complement(verb, "any")
    others = find_concerned(agents, page, clause, own) if clause is not None else []
    if others:
        return others
    for token in _last_resort(verb):
        others = beyond(agents, page, token, own)
        if others:
            return others
    for token in verb.subtree:
        # "massed troops along the border with Chad", "flew around the Chadian coast"
        known = page.mentions.get(token.i)
        if known is not None and known.sort != "person" and token.i > verb.i and _is_beside(token, verb):
            others = foreign(agents.named(page, token), own)
            if others:
                return others
    for token in objects:
        # "condemned the coup in Chad", but "the war in Chad" is not Chad's.
        warlike = any(pattern.event_type == "ASSAULT" for pattern in agents.words.nouns.get(token.lemma_, ()))
        if not warlike or token.lemma_ in _DOMESTIC:
            for name, inner in prepositions(token):
                others = foreign(agents.refs(page, inner), own) if name == "in" else []
                if others:
                    return others
    return unique(home)


def beyond(agents: Agents, page: Page, token: Token, own: set[str]) -> list[Ref]:
    """Return the agents of a phrase that are none of `own`: Chad of "its border with Chad"."""
    refs = agents.any(page, token)
    others = foreign(refs, own)
    if others or not refs or agents.refs(page, token):
        return others
    for name, inner in prepositions(token):
        if name in _OTHER_SIDE:
            others = foreign(agents.any(page, inner), own)
            if others:
                return others
    return []


def _beneficiaries(agents: Agents, page: Page, verb: Token, things: list[Token], own: set[str]) -> list[Ref]:
    """Return whom aid is for, not whose make it is: "paid for Brazilian weapons for Chile"."""
    phrases = [(name, inner) for name, inner in prepositions(verb) if name in ("for", "to")]
    for thing in (*things, *(inner for _, inner in phrases)):
        phrases.extend((name, inner) for name, inner in prepositions(thing) if name in ("for", "to"))
    for _, inner in phrases:
        others = foreign(agents.refs(page, inner), own)
        if others:
            return others
    return []


def _is_beside(token: Token, verb: Token) -> bool:
    """Tell whether a word stands in the phrases of a verb, not in a clause, a time or a comparison of its own."""
    walk = token
    while walk.i != verb.i:
        if walk.dep_ in _APART or (walk.dep_ == "prep" and walk.lower_ in _ELSEWHERE):
            return False
        walk = walk.head
    return True


def _possessive(agents: Agents, page: Page, noun: Token) -> list[Ref]:
    return unique(ref for child in noun.children if child.dep_ == "poss" for ref in agents.any(page, child))


def find_concerned(agents: Agents, page: Page, clause: Token, own: set[str], depth: int = 0) -> list[Ref]:
    """Return whom a clause concerns: its subject if that is none of `own`, else whom its verb is done to."""
    tokens = [*surface_subjects(clause), *direct_objects(clause), *by_agents(clause), *_last_resort(clause)]
    for token in tokens:
        others = beyond(agents, page, token, own)
        if others:
            return others
    deeper = complement(clause, "any")
    return find_concerned(agents, page, deeper, own, depth + 1) if deeper is not None and depth < 2 else []


def find_warned(agents: Agents, page: Page, verb: Token, own: set[str]) -> list[Ref]:
    """Return on whose conduct a threat depends: Chad of "threatened to close the border unless Chad paid"."""
    for token in (verb, *(t for t in verb.subtree if t.dep_ in ("xcomp", "ccomp"))):
        for clause in token.children:
            if clause.dep_ == "advcl" and any(
                c.lower_ in _CONDITIONS for c in clause.children if c.dep_ == "mark"
            ):
                for subject in surface_subjects(clause):
                    others = foreign(agents.any(page, subject), own)
                    if others:
                        return others
    return []


def find_prepositional(verb: Token, names: frozenset[str]) -> list[Token]:
    """Return the heads of a verb's phrases with one of some prepositions, or of those on a word that completes it."""
    if "against" in names and len(names) > 1:
        # "lodged a complaint against Chad with the court"
        found = find_prepositional(verb, frozenset({"against"}))
        if found:
            return found
    found = [token for name, token in prepositions(verb) if name in names]
    if found:
        return found
    # The phrase may hang on the object or on a word of the pattern: "expressed condemnation of".
    for token in verb.subtree:
        if token.pos_ not in ("NOUN", "ADJ", "PROPN", "ADV", "VERB") or token.dep_ == "nsubj":
            continue
        if token.head.i == verb.i or token.head.head.i == verb.i:
            found = [inner for name, inner in prepositions(token) if name in names]
            if found:
                return found
    return []


def _last_resort(verb: Token) -> Iterator[Token]:
    phrases = list(prepositions(verb))
    for wanted in _LAST_RESORT:
        for name, inner in phrases:
            # "with the minister fearing a ruse" is a clause.
            if name == wanted and not any(c.dep_ == "acl" and c.tag_ == "VBG" for c in inner.children):
                yield inner
