"""Where a word stands to another one, in words: "modifier of 'troops', the subject of 'entered'"."""

from collections.abc import Iterator

from spacy.tokens import Token

from .grammar import SUBJECTS, antecedent, is_passive, is_verb, surface_subjects

# How a word hangs on the one above.
_RELATIONS = {
    "nsubj": "subject of",
    "csubj": "subject of",
    "nsubjpass": "subject of",
    "csubjpass": "subject of",
    "dobj": "object of",
    "dative": "indirect object of",
    "oprd": "complement of",
    "attr": "complement of",
    "acomp": "complement of",
    "poss": "possessor of",
    "appos": "apposition to",
    "conj": "word joined to",
    "amod": "modifier of",
    "compound": "modifier of",
    "nmod": "modifier of",
    "ccomp": "clause that completes",
    "xcomp": "clause that completes",
    "advcl": "clause beside",
    "parataxis": "clause beside",
    "relcl": "clause that describes",
    "acl": "clause that describes",
}
_CARRIED = frozenset({"dobj", "attr", "nsubjpass"})


def above(token: Token) -> Iterator[Token]:
    """Yield a token and the words that it hangs on, up to the root of its sentence."""
    yield token
    yield from token.ancestors


def distance(one: Token, other: Token) -> int:
    """Return how many steps in the parse lie between two words; many between words of two sentences."""
    steps = {token.i: n for n, token in enumerate(above(one))}
    return next((n + steps[token.i] for n, token in enumerate(above(other)) if token.i in steps), 1000)


def shown(token: Token) -> str:
    """Return a word in quotation marks, a passive verb with its auxiliary and its kind."""
    if is_verb(token) and is_passive(token):
        words = [child.text for child in token.children if child.dep_ == "auxpass"]
        return f"the passive '{' '.join([*words, token.text])}'"
    return f"'{token.text}'"


def place(token: Token, trigger: Token) -> str:
    """Return in words where a token stands to the word that tells an act."""
    if token.i == trigger.i:
        return f"not named with {shown(trigger)}: one of those spoken of before"
    over = {word.i for word in above(trigger)}
    meeting = next((word for word in above(token) if word.i in over), None)
    if meeting is None:
        return "named in a sentence before"
    if meeting.i == trigger.i:
        return _chain(token, trigger)
    below = next(word for word in above(trigger) if word.head.i == meeting.i)
    if meeting.i == token.i:
        return _described(token, below, trigger)
    return _chain(token, meeting) + _shared(token, meeting, below, trigger)


def _described(noun: Token, clause: Token, trigger: Token) -> str:
    """Put into words what a clause says of the noun that it hangs on."""
    for child in clause.children:
        if child.i != antecedent(child).i and antecedent(child).i == noun.i:
            words = f"'{child.text}', the {_relation(child)} {shown(clause)}, stands for it"
            return words if clause.i == trigger.i else f"{words}; shared with {shown(trigger)}"
    return f"noun that {shown(trigger)} tells about"


def _shared(token: Token, verb: Token, below: Token, trigger: Token) -> str:
    """Put into words why what stands beside a verb above belongs to the trigger below too."""
    top = next(word for word in above(token) if word.head.i == verb.i)
    if not is_verb(verb) and below.dep_ in ("relcl", "acl"):
        return f", which {shown(trigger)} tells about"
    if not is_verb(trigger):
        carried = is_verb(verb) and (below.dep_ in _CARRIED or below.lower_ in ("in", "into"))
        return f", which carries {shown(trigger)}" if carried else f", beside {shown(trigger)}"
    if top.dep_ in SUBJECTS or top.dep_ == "agent":
        return f", shared with {shown(trigger)}"
    if any(top.i == subject.i for subject in surface_subjects(trigger)):
        return f", understood as the subject of {shown(trigger)}"
    return f", beside {shown(trigger)}"


def _chain(token: Token, top: Token) -> str:
    """Return the steps from a token up to a word."""
    relation, over = _step(token)
    # Of a list, what its first word is to the rest of the sentence is that of all.
    while token.dep_ == over.dep_ == "conj" and over.i != top.i and not is_verb(over):
        over = over.head
    words = f"{relation} {shown(over)}"
    if over.i == top.i or over.head.i == over.i:
        return words
    return f"{words}, the {_chain(over, top)}"


def _step(token: Token) -> tuple[str, Token]:
    """Return how a token hangs on the next word that is no preposition, and that word."""
    if token.dep_ not in ("pobj", "pcomp"):
        return _relation(token), token.head
    words: list[str] = []
    over = token.head
    while over.dep_ in ("prep", "agent", "dative", "pobj") and over.pos_ in ("ADP", "SCONJ", "ADV", "VERB"):
        words.insert(0, over.lower_)
        if over.dep_ == "agent":
            return "by-phrase of", over.head
        over = over.head
    return f"phrase '{' '.join(words) or token.head.lower_} …' of", over


def _relation(token: Token) -> str:
    if token.dep_ == "conj" and is_verb(token):
        return "verb joined to"
    return _RELATIONS.get(token.dep_, "word beside")
