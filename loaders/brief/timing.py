"""Which of a sentence's dates an act has: the nearest by syntax, not one that belongs to something else."""

from spacy.tokens import Span, Token

from .dates import When
from .grammar import is_verb

_CLAUSES = frozenset({"relcl", "advcl", "acl", "ccomp", "conj"})
# "the 2014 annexation": a year before a noun is the noun's; of an event that something happened at, it is that's too.
_BEFORE_NOUN = frozenset({"nummod", "compound", "amod", "nmod"})
_AT = frozenset({"at", "during", "in", "on", "amid", "under"})
_NAMED = frozenset({"GPE", "NORP", "ORG", "PERSON", "LOC"})
# What happened after, before or since something did not happen when that did.
_BOUNDS = frozenset({"after", "before", "until", "till", "following"})
_RELATIVE = _BOUNDS | {"since", "prior", "despite", "over", "about"}
_OF_TIME = frozenset(
    "spring summer autumn fall winter beginning start middle end night morning afternoon evening eve course month week "
    "day year half quarter decade century time period part early late mid date".split()
)
_MONTHS = frozenset(
    "january february march april may june july august september october november december".split()
)
# Verbs whose object happened at another time than they: "condemned on Monday the attack".
_LOOKING_ON = frozenset(
    "applaud celebrate commemorate condemn criticise criticize decry denounce deplore discuss hail lament mourn "
    "praise protest recall regret remember review welcome".split()
)
_OBJECTS = frozenset({"dobj", "nsubjpass"})
_LEADING = frozenset(
    {"", "in", "on", "during", "in late", "in early", "in mid", "as of", "by late", "by early", "by"}
)
_FAR = 8
"""A date that is so many steps of the parse below the last word it shares with an act is not the act's."""


def nearest(trigger: Token, sentence: Span, dates: list[When]) -> When | None:
    """Return the date that belongs to a trigger: in its own phrase, or beside a clause that it stands in.

    `dates` have offsets in the sentence's text. A date inside another clause (a relative clause about somebody) is not
    taken, nor one that only tells which thing is meant ("the 2014 Games", "since its founding in 1909").
    """
    best: tuple[int, int, When] | None = None
    above = _above(trigger)
    for when in dates:
        token = token_at(sentence, when.start)
        if token is None:
            continue
        if token.i not in above and _is_of_noun(token, trigger):
            continue
        down, walk = 0, token
        while walk.i not in above and walk.head.i != walk.i:
            # Leaving a clause that the trigger does not stand in: its date is about something else.
            if walk.dep_ in _CLAUSES and walk.pos_ in ("VERB", "AUX"):
                down += _leaving(walk)
            walk = walk.head
            down += 1
        if walk.i not in above:
            continue
        cost = down + above[walk.i]
        distance = abs(token.i - trigger.i)
        if down < _FAR and (best is None or (cost, distance) < best[:2]):
            best = (cost, distance, when)
    return best[2] if best else None


def _leaving(clause: Token) -> int:
    """Return how far the date of a clause is from what stands outside it."""
    if clause.dep_ in ("relcl", "acl"):
        return _FAR
    if clause.dep_ == "conj" and any(c.dep_ in ("nsubj", "nsubjpass") for c in clause.children):
        return _FAR
    # "when the army marched in August": so did the rest.
    same = clause.dep_ == "advcl" and any(c.lower_ in ("when", "as", "while") for c in clause.children)
    return 0 if same else _FAR // 2


def main_date(sentence: Span, dates: list[When]) -> When | None:
    """Return the date of what a sentence tells first of all."""
    found = nearest(sentence.root, sentence, dates) if dates else None
    if found is None and dates and sentence.text[: dates[0].start].strip().casefold() in _LEADING:
        return dates[0]
    return found


def is_of_another_time(trigger: Token) -> bool:
    """Tell whether an act was before what its sentence tells of: "had attacked", "condemned the attack"."""
    if trigger.dep_ in _OBJECTS and trigger.head.lemma_ in _LOOKING_ON:
        return True
    return any(_is_past_perfect(word) for word in (trigger, trigger.head) if is_verb(word))


def is_main(trigger: Token) -> bool:
    """Tell whether an act is what its sentence tells of, not something that a phrase or clause only mentions."""
    token = trigger
    if not is_verb(token):
        if token.dep_ in ("dobj", "nsubj", "nsubjpass"):
            token = token.head
        elif (
            token.dep_ == "pobj"
            and token.head.lower_ in ("in", "during", "at", "for")
            and is_verb(token.head.head)
        ):
            token = token.head.head
    while token.dep_ in ("conj", "ccomp", "xcomp", "parataxis") and is_verb(token):
        token = token.head
    return token.dep_ == "ROOT" and is_verb(token)


def _above(trigger: Token) -> dict[int, int]:
    """Return the words above a trigger whose dates may be its own, with how many steps they are away."""
    above = {trigger.i: 0}
    token, steps = trigger, 0
    while token.head.i != token.i:
        head = token.head
        if token.dep_ == "ccomp" and _is_past_perfect(token):
            break  # "said on Monday that it had withdrawn"
        if token.dep_ in _OBJECTS and token.i == trigger.i and head.lemma_ in _LOOKING_ON:
            break
        token, steps = head, steps + 1
        above[token.i] = steps
    return above


def _is_past_perfect(verb: Token) -> bool:
    return any(child.dep_ == "aux" and child.lower_ in ("had", "'d") for child in verb.children)


def _is_of_noun(token: Token, trigger: Token) -> bool:
    """Tell whether a date only says which thing is meant, or what came before or after, and not when the act was."""
    noun, before = _dated(token)
    if is_verb(noun) or noun.i == trigger.i:
        preposition = _preposition(token, noun)
        return preposition is not None and preposition.lower_ in _BOUNDS
    while noun.dep_ == "pobj":
        preposition, above = noun.head, noun.head.head
        if preposition.lower_ in _RELATIVE:
            return True
        if not before or above.i == trigger.i:
            return False
        if above.pos_ not in ("NOUN", "PROPN"):
            return preposition.lower_ not in _AT
        if above.lemma_.lower() not in _OF_TIME:
            return True
        noun = above  # "on the eve of the 1990 election"
    return before or noun.dep_ in ("appos", "nsubj", "nsubjpass")


def _dated(token: Token) -> tuple[Token, bool]:
    """Return the noun that a date dates, or the verb, and whether the date stands before that noun."""
    while token.head.i != token.i and not is_verb(token):
        head = token.head
        if head.pos_ in ("NOUN", "PROPN") and head.lemma_.lower() not in _OF_TIME | _MONTHS:
            # "On 3 March Norway condemned": the parser hangs the date on the name.
            if token.dep_ in _BEFORE_NOUN and head.i > token.i and head.ent_type_ not in _NAMED:
                return head, True
            if token.dep_ == "prep":
                return head, False
        token = head
    return token, False


def _preposition(token: Token, above: Token) -> Token | None:
    """Return the preposition of the phrase that a date stands in, below the word that it dates."""
    while token.i != above.i and token.head.i != token.i:
        if token.dep_ == "prep" and token.head.i == above.i:
            return token
        token = token.head
    return None


def token_at(sentence: Span, offset: int) -> Token | None:
    """Return the token of a sentence that stands at an offset in its text."""
    target = sentence.start_char + offset
    for token in sentence:
        if token.idx <= target < token.idx + len(token.text_with_ws):
            return token
    return None
