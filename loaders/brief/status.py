"""Whether it happened, and what a verb above makes of it: plans, promises, refusals, demands, conditions."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from spacy.tokens import Token

from legation.records import Status

from .grammar import is_verb, near_words
from .lexicon import Inner, Lexicon, Operator

_NEGATIONS = frozenset("not n't n’t never no neither nor without".split())
_CONDITIONS = frozenset("if unless whether".split())
_CLITICS: dict[str, Inner] = {"'ll": "planned", "'d": "hypothetical", "ca": "hypothetical", "wo": "planned"}
"""Modals as the tokeniser cuts them from "she'll", "can't" and "won't"."""
_RANK: dict[str, int] = {"occurred": 0, "planned": 1, "hypothetical": 2, "negated": 3, "drop": 4}


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

    def weaken(self, status: str) -> None:
        """Let the status be no stronger than another one."""
        if status == "drop":
            self.dropped = True
        elif _RANK[status] > _RANK[self.status]:
            self.status = status  # type: ignore[assignment]


def standing(trigger: Token, words: Lexicon) -> Standing:
    """Return whether the act that a verb or noun signals occurred, was planned, negated or only thought of."""
    found = Standing()
    carrier = trigger
    if is_verb(trigger):
        _own(trigger, words, found)
    for step, (token, complement) in enumerate(_climb(carrier)):
        if step > 6:
            break
        operator = _operator(token, complement, words)
        if operator is not None:
            found.operators.append((operator, token))
            found.weaken(operator.inner)
        if is_verb(token):
            light = step == 0 and not is_verb(trigger)
            if operator is not None or light or complement == "conj":
                _own(token, words, found, conditional_only=complement == "conj")
        if _conditional(token):
            found.weaken("hypothetical")
    return found


def _own(verb: Token, words: Lexicon, found: Standing, conditional_only: bool = False) -> None:
    """Read tense, modals, negation and condition off a verb's own dependants."""
    if _conditional(verb):
        found.condition = not conditional_only
        found.weaken("hypothetical")
    if conditional_only:
        return
    auxiliaries = [child for child in verb.children if child.dep_ in ("aux", "auxpass")]
    if not auxiliaries and verb.dep_ == "conj" and verb.tag_ in ("VB", "VBN") and is_verb(verb.head):
        # "will visit Mexico and attend the summit": the modal serves both.
        auxiliaries = [c for c in verb.head.children if c.dep_ == "aux" and c.i < verb.i]
    for child in auxiliaries:
        inner = words.modals.get(child.lower_.replace("’", "'")) or words.modals.get(child.lemma_)
        if child.tag_ == "MD" and inner is None:
            inner = _CLITICS.get(child.lower_)
        if child.tag_ == "MD" and inner:
            if child.lower_ in ("will", "wo", "'ll", "would", "shall") and inner == "planned":
                found.future = True
            # "Harris would continue" is a supposition; "said it would continue" is an announcement.
            reported = verb.dep_ == "ccomp" and verb.head.lemma_.lower() in words.speech_verbs
            found.weaken("hypothetical" if child.lower_ == "would" and not reported else inner)
    for child in verb.children:
        if child.dep_ == "neg" or (child.lower_ in _NEGATIONS and child.dep_ in ("advmod", "det", "preconj")):
            found.negated = True
            found.weaken("negated")
        if child.dep_ in ("nsubj", "nsubjpass", "dobj") and (
            child.lower_ in ("nothing", "none", "nobody")
            or any(c.lower_ in ("no", "neither") for c in child.children)
        ):
            found.negated = True
            found.weaken("negated")


def _conditional(token: Token) -> bool:
    return any(child.dep_ == "mark" and child.lower_ in _CONDITIONS for child in token.children)


def _climb(trigger: Token) -> Iterator[tuple[Token, str]]:
    """Yield each word that governs a trigger, with how: "to", "that", "any" (a noun or gerund), "conj"."""
    token = trigger
    while token.head.i != token.i:
        head = token.head
        dep = token.dep_
        if dep == "xcomp":
            how = "to" if any(c.lower_ == "to" and c.dep_ == "aux" for c in token.children) else "any"
            yield head, how
        elif dep == "ccomp":
            yield head, "to" if any(c.lower_ == "to" and c.dep_ == "aux" for c in token.children) else "that"
        elif dep in ("acl", "relcl") and any(c.lower_ == "to" and c.dep_ == "aux" for c in token.children):
            yield head, "to"
        elif dep == "acl" and any(c.dep_ == "mark" for c in token.children):
            yield head, "that"
        elif dep in ("relcl", "acl"):
            return
        elif dep == "conj":
            if not is_verb(token) or not is_verb(head):
                pass
            yield head, "conj"
        elif dep == "advcl":
            if any(c.lower_ == "to" and c.dep_ == "aux" for c in token.children):
                # "is poised to invade", but "met to discuss" says nothing of the discussion's status.
                yield head, "purpose"
            return
        elif dep == "parataxis":
            return
        elif dep in ("dobj", "pobj", "prep", "agent", "attr", "nsubjpass", "pcomp", "oprd", "dative"):
            yield head, "any"
        elif dep in ("nsubj", "poss", "compound", "amod", "appos", "npadvmod"):
            return
        else:
            yield head, "any"
        token = head


def _operator(token: Token, complement: str, words: Lexicon) -> Operator | None:
    if complement == "conj":
        return None
    for operator in words.operators.get(token.lemma_.lower(), ()):
        if complement == "purpose" and operator.complement != "to":
            continue
        if operator.complement not in ("any", complement) and complement != "purpose":
            continue
        if operator.complement == "any" and complement in ("to", "that") and operator.words:
            continue
        if operator.words:
            near = near_words(token)
            if not all(near & alternatives for alternatives in operator.words):
                continue
        return operator
    return None
