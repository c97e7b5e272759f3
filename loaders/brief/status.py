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
# "A war may break out", "the invasion never took place": verbs that only say whether their subject came about, and
# the word that must stand with them.
_HAPPENING: dict[str, str | None] = {
    **dict.fromkeys(
        ("happen", "occur", "begin", "start", "erupt", "ensue", "materialise", "materialize", "resume")
    ),
    "take": "place",
    "break": "out",
}
# "could lead to a war": what is only brought about is no more real than the verb that brings it.
_BRINGING = frozenset(
    "accelerate allow bring cause create enable encourage entail facilitate foster herald invite justify launch lead "
    "mean open pave permit precipitate produce prompt provoke result spark start trigger".split()
)
_PERHAPS = frozenset({"perhaps", "possibly", "maybe", "presumably"})
# "would later recognise": the future of those days, known to have come.
_LATER = frozenset("later eventually subsequently ultimately soon afterwards thereafter finally".split())
_SUPPOSING = frozenset({"could", "may", "might", "would"})
# How a phrase hangs on a verb when it only says when or where: "ended ahead of the attack" ends no attack.
_ASIDE = frozenset({"advmod", "npadvmod"})
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
        if _is_asked(trigger):
            found.weaken("hypothetical", trigger)
        if _is_headed(trigger):
            found.weaken("planned", trigger)
    else:
        _nominal(trigger, words, found)
    for step, (below, complement) in enumerate(_climb(trigger)):
        if step > _HIGHEST:
            break
        token = below.head
        operator = _operator(token, below, complement, words)
        if operator is not None:
            found.operators.append((operator, token))
            found.weaken(operator.inner, token)
            refusal = next((c for c in token.children if c.lower_ == "no"), None)
            if token.pos_ == "NOUN" and refusal is not None:
                found.deny(refusal)
        if is_verb(token) and complement == "purpose":
            # "will fly to Lima to mediate"
            future = next(
                (c for c in token.children if c.dep_ == "aux" and c.lower_ in ("will", "'ll")), None
            )
            if future is not None:
                found.weaken("planned", future)
        if is_verb(token):
            light = not is_verb(trigger) and (step == 0 or token.lemma_ in _BRINGING)
            if operator is not None or light or complement == "conj":
                _own(token, words, found, conditional_only=complement == "conj")
        if mark := _conditional(token):
            found.weaken("hypothetical", mark)
    return found


def _nominal(noun: Token, words: Lexicon, found: Standing) -> None:
    """Read off a noun's own words and the verb it is the subject of: "a possible attack", "the invasion began"."""
    for child in noun.children:
        if child.dep_ == "amod" and child.lower_ in _UNREAL:
            found.weaken(_UNREAL[child.lower_], child)
    top = noun
    while top.dep_ in ("conj", "pobj", "prep", "appos") and not is_verb(top.head):
        top = top.head
    verb = top.head
    if top.dep_ not in ("nsubj", "nsubjpass") or not is_verb(verb):
        return
    if top.i == noun.i and verb.lemma_ in _HAPPENING:
        along = _HAPPENING[verb.lemma_]
        if along is None or any(child.lower_ == along for child in verb.children):
            _own(verb, words, found)
    # "Normalisation could help": nobody has said that there was any; of "their" or "the" normalisation somebody has.
    known = any(c.dep_ == "poss" or c.lower_ in ("the", "this", "that", "these") for c in noun.children)
    supposing = next((c for c in verb.children if c.tag_ == "MD" and c.lower_ in _SUPPOSING), None)
    if not known and supposing is not None:
        found.weaken("hypothetical", supposing)


def _is_asked(verb: Token) -> bool:
    """Tell whether a verb is that of a question."""
    return verb.dep_ == "ROOT" and verb.sent.text.rstrip().endswith("?")


def _is_headed(verb: Token) -> bool:
    """Tell a headline's plan: "Fiji to open embassy"."""
    return verb.dep_ == "ROOT" and is_infinitive(verb) and any(c.dep_ == "nsubj" for c in verb.children)


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
        if child.lower_ == "would" and _is_looking_back(verb):
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
        if _is_negation(child):
            found.deny(child)
        if child.dep_ == "advmod" and child.lower_ in _PERHAPS:
            found.weaken("hypothetical", child)
        if child.dep_ in ("nsubj", "nsubjpass", "dobj") and (
            child.lower_ in ("nothing", "none", "nobody")
            or any(c.lower_ in ("no", "neither") for c in child.children)
        ):
            found.deny(child)
    yet = next((c for c in verb.head.children if c.lower_ == "yet"), None)
    if yet is not None and verb.dep_ == "xcomp" and is_infinitive(verb):
        found.deny(yet)  # "has yet to recognise"


def _is_negation(child: Token) -> bool:
    """Tell whether a verb's dependant denies it: "not", but not "not only"; "no longer"."""
    if child.lower_ == "longer":
        return any(c.lower_ in ("no", "any") for c in child.children)
    if child.dep_ != "neg" and not (
        child.lower_ in _NEGATIONS and child.dep_ in ("advmod", "det", "preconj")
    ):
        return False
    following = child.doc[child.i + 1] if child.i + 1 < len(child.doc) else None
    return following is None or following.lower_ not in ("only", "just", "merely", "simply")


def _is_looking_back(verb: Token) -> bool:
    """Tell a future of the past, "would later recognise", from a supposition."""
    if any(_conditional(clause) for clause in verb.children if clause.dep_ == "advcl"):
        return False
    if verb.lemma_ == "go" and any(c.dep_ == "prt" and c.lower_ == "on" for c in verb.children):
        return True
    return any(child.dep_ in ("advmod", "npadvmod") and child.lower_ in _LATER for child in verb.children)


def _conditional(token: Token) -> Token | None:
    """Return the word that makes a clause a condition: "if", "in case", the "had" of "had Estonia condemned"."""
    for child in token.children:
        inverted = (
            child.dep_ == "aux"
            and child.lower_ in ("had", "should", "were")
            and token.dep_ != "ROOT"
            and any(child.i < c.i < token.i and c.dep_.startswith("nsubj") for c in token.children)
        )
        if inverted or _is_in_case(child) or (child.dep_ == "mark" and child.lower_ in _CONDITIONS):
            return child
    return None


def _is_in_case(child: Token) -> bool:
    """Tell whether a clause begins with "in case"."""
    if child.lower_ != "in" or child.dep_ != "prep" or child.i > child.head.i:
        return False
    return any(c.lower_ == "case" and c.i == child.i + 1 for c in child.children)


def is_told_apart(clause: Token) -> bool:
    """Tell whether a clause joined to another is said by the sentence itself: "denied that A fled, and B attacked"."""
    if clause.dep_ != "conj" or not any(c.dep_.startswith("nsubj") for c in clause.children):
        return False
    if any(c.dep_ == "mark" for c in clause.children):
        return False
    joint = max(
        (c for c in clause.head.children if c.dep_ == "cc" and c.i < clause.i), key=_place, default=None
    )
    return joint is not None and joint.i > 0 and clause.doc[joint.i - 1].lower_ in (",", ";")


def _place(token: Token) -> int:
    return token.i


def _climb(trigger: Token) -> Iterator[tuple[Token, str]]:
    """Yield each word below one that governs a trigger, the trigger first, with how it hangs on that.

    That is "to" (an infinitive), "that" (a clause), "purpose" (an infinitive beside the clause), "conj" (joined to it)
    or "any" (a noun, gerund or phrase).
    """
    token = trigger
    while token.head.i != token.i:
        how = _how(token)
        if how is None or is_told_apart(token):
            return
        yield token, how
        # What "sent aid to help" was for is settled; of "considers sending aid to help" nothing is.
        if token.dep_ == "advcl" and token.head.dep_ not in ("xcomp", "pcomp", "acl"):
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


def _operator(token: Token, below: Token, complement: str, words: Lexicon) -> Operator | None:
    """Return the lexicon's operator that a word is, given what hangs on it and how."""
    if complement == "conj" or _has_come(token):
        return None
    if complement == "that" and token.lemma_ == "be":
        # "it is possible that": the adjective governs the clause.
        token = next((c for c in token.children if c.dep_ == "acomp"), token)
    if token.pos_ in ("ADP", "SCONJ"):
        # "instead of", "rather than": the parser makes the preposition the head.
        token = next((c for c in token.children if c.dep_ == "advmod" and c.i == token.i - 1), token)
    if complement == "purpose" and is_verb(token):
        # "signed an agreement on Monday to": the parser hangs on the verb what completes its object.
        objects = [c for c in token.children if c.dep_ == "dobj" and token.i < c.i < below.i]
        for promise in (o for c in objects for o in words.operators.get(c.lemma_.lower(), ())):
            if promise.complement == "to" and promise.inner == "drop" and not promise.words:
                return promise
    # "is expected to" is entered as it stands, "plans to" by its lemma.
    forms = dict.fromkeys((token.lower_, token.lemma_.lower()))
    for operator in (found for form in forms for found in words.operators.get(form, ())):
        if complement == "purpose":
            if operator.complement != "to":
                continue
        elif operator.complement not in ("any", complement):
            continue
        if not operator.words and below.dep_ in _ASIDE and is_verb(token):
            continue
        if operator.words:
            if operator.complement == "any" and complement in ("to", "that"):
                continue
            near = near_words(token)
            if not all(near & alternatives for alternatives in operator.words):
                continue
        return operator
    return None


def _has_come(token: Token) -> bool:
    """Tell what was not only possible or due but done: "had to", "was able to"."""
    if token.lemma_ == "have":
        return token.lower_ == "had" and not any(c.lower_ in ("yet", "would") for c in token.children)
    verb = token.head
    return (
        token.lower_ in ("able", "obliged")
        and verb.lower_ in ("was", "were")
        and not any(c.dep_ == "neg" for c in verb.children)
    )
