"""Whether it happened, and what a verb above makes of it: plans, promises, refusals, demands, conditions."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from spacy.tokens import Token

from legation.records import Status

from .grammar import is_infinitive, is_verb, near_words
from .lexicon import Inner, Lexicon, Operator

_NEGATIONS = frozenset("not n't n’t never no neither nor without".split())
_CONDITIONS = frozenset("if unless whether".split())
# Modals as the tokeniser cuts them from "she'll", "can't" and "won't".
_CLITICS: dict[str, Inner] = {"'ll": "planned", "'d": "hypothetical", "ca": "hypothetical", "wo": "planned"}
# "a planned invasion", "a possible attack"
_UNREAL: dict[str, Inner] = {
    **dict.fromkeys(
        ("planned", "upcoming", "forthcoming", "scheduled", "proposed", "intended", "future"), "planned"
    ),
    **dict.fromkeys(
        ("possible", "potential", "hypothetical", "would-be", "feared", "eventual"), "hypothetical"
    ),
}
_FUTURE = frozenset({"will", "wo", "'ll", "would", "shall"})
# How a word hangs on another that does not embed it: the subject of "refused" is not refused.
_APART = frozenset({"parataxis", "nsubj", "poss", "compound", "amod", "appos", "npadvmod"})
# Words farther above than this say nothing of the act any more.
_HIGHEST = 6
_RANK: dict[Inner, int] = {"occurred": 0, "planned": 1, "hypothetical": 2, "negated": 3, "drop": 4}


@dataclass(slots=True)
class Standing:
    """Status of an act, and the operators above it with the words that carry them, the nearest first."""

    status: Status = "occurred"
    dropped: bool = False
    condition: bool = False
    """It is a condition of something else: "unless Baghdad accepted"."""
    negated: bool = False
    operators: list[tuple[Operator, Token]] = field(default_factory=list)
    future: bool = False
    causes: list[Token] = field(default_factory=list)
    """The words that made it other than occurred."""

    def weaken(self, status: Inner, word: Token | None = None) -> None:
        """Let the status be no stronger than another one, for the sake of a word."""
        if status != "occurred" and word is not None:
            self.causes.append(word)
        if status == "drop":
            self.dropped = True
        elif _RANK[status] > _RANK[self.status]:
            self.status = status

    def deny(self, word: Token | None = None) -> None:
        """Note that a word says no."""
        self.negated = True
        self.weaken("negated", word)


def standing(trigger: Token, words: Lexicon) -> Standing:
    """Return whether the act that a verb or noun signals occurred, was planned, negated or only thought of."""
    found = Standing()
    if is_verb(trigger):
        _own(trigger, words, found)
    else:
        for child in trigger.children:
            if child.dep_ == "amod" and child.lower_ in _UNREAL:
                found.weaken(_UNREAL[child.lower_], child)
    for step, (token, complement) in enumerate(_climb(trigger)):
        if step > _HIGHEST:
            break
        operator = _operator(token, complement, words)
        if operator is not None:
            found.operators.append((operator, token))
            found.weaken(operator.inner, token)
        if is_verb(token):
            light = step == 0 and not is_verb(trigger)
            if operator is not None or light or complement == "conj":
                _own(token, words, found, conditional_only=complement == "conj")
        if mark := _conditional(token):
            found.weaken("hypothetical", mark)
    return found


def _own(verb: Token, words: Lexicon, found: Standing, conditional_only: bool = False) -> None:
    """Read tense, modals, negation and condition off a verb's own dependants."""
    if mark := _conditional(verb):
        found.condition = not conditional_only
        found.weaken("hypothetical", mark)
    if conditional_only:
        return
    auxiliaries = [child for child in verb.children if child.dep_ in ("aux", "auxpass")]
    if not auxiliaries and verb.dep_ == "conj" and verb.tag_ in ("VB", "VBN") and is_verb(verb.head):
        # "will visit Mexico and attend the summit": the modal serves both.
        auxiliaries = [c for c in verb.head.children if c.dep_ == "aux" and c.i < verb.i]
    for child in auxiliaries:
        if child.tag_ != "MD":
            continue
        inner = words.modals.get(child.lower_.replace("’", "'")) or words.modals.get(child.lemma_)
        inner = inner or _CLITICS.get(child.lower_)
        if inner:
            if inner == "planned" and child.lower_ in _FUTURE:
                found.future = True
            # "Harris would continue" is a supposition; "said it would continue" is an announcement.
            reported = verb.dep_ == "ccomp" and verb.head.lemma_.lower() in words.speech_verbs
            found.weaken("hypothetical" if child.lower_ == "would" and not reported else inner, child)
    for child in verb.children:
        if child.dep_ == "neg" or (child.lower_ in _NEGATIONS and child.dep_ in ("advmod", "det", "preconj")):
            found.deny(child)
        if child.dep_ in ("nsubj", "nsubjpass", "dobj") and (
            child.lower_ in ("nothing", "none", "nobody")
            or any(c.lower_ in ("no", "neither") for c in child.children)
        ):
            found.deny(child)


def _conditional(token: Token) -> Token | None:
    marks = (child for child in token.children if child.dep_ == "mark" and child.lower_ in _CONDITIONS)
    return next(marks, None)


def _climb(trigger: Token) -> Iterator[tuple[Token, str]]:
    """Yield each word that governs a trigger, with how.

    That is "to" (an infinitive), "that" (a clause), "purpose" (an infinitive beside the clause), "conj" (joined to it)
    or "any" (a noun, gerund or phrase).
    """
    token = trigger
    while token.head.i != token.i:
        how = _how(token)
        if how is None:
            return
        yield token.head, how
        if token.dep_ == "advcl":
            return
        token = token.head


def _how(token: Token) -> str | None:
    """Return how a word hangs on the one above; None if that says nothing of its status."""
    dep = token.dep_
    if dep in _APART:
        return None
    if dep == "conj":
        return "conj"
    if dep == "ccomp":
        return "to" if is_infinitive(token) else "that"
    if dep == "advcl":
        # "is poised to invade", but "met to discuss" says nothing of the discussion's status.
        return "purpose" if is_infinitive(token) else None
    if dep in ("acl", "relcl"):
        if is_infinitive(token):
            return "to"
        return "that" if dep == "acl" and any(c.dep_ == "mark" for c in token.children) else None
    return "to" if dep == "xcomp" and is_infinitive(token) else "any"


def _operator(token: Token, complement: str, words: Lexicon) -> Operator | None:
    """Return the lexicon's operator that a word is, given how what it embeds hangs on it."""
    if complement == "conj":
        return None
    # "is expected to" is entered as it stands, "plans to" by its lemma.
    forms = dict.fromkeys((token.lower_, token.lemma_.lower()))
    for operator in (found for form in forms for found in words.operators.get(form, ())):
        if complement == "purpose":
            if operator.complement != "to":
                continue
        elif operator.complement not in ("any", complement):
            continue
        if operator.words:
            if operator.complement == "any" and complement in ("to", "that"):
                continue
            near = near_words(token)
            if not all(near & alternatives for alternatives in operator.words):
                continue
        return operator
    return None
