"""What the dependency parse says about a verb: its subjects, objects, phrases and clauses.

The labels are those of spaCy's English pipelines (ClearNLP style).
"""

from collections.abc import Iterator

from spacy.tokens import Token

_NAMED = frozenset({"GPE", "NORP", "ORG", "PERSON", "LOC"})
SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "csubjpass"})
OBJECTS = frozenset({"dobj", "dative", "attr", "oprd"})
# Clauses whose words belong to their own verb, not to the one above.
_OWN_CLAUSES = frozenset({"ccomp", "advcl", "relcl", "acl", "csubj", "csubjpass", "parataxis"})
_RELATIVES = frozenset({"who", "which", "that", "whom", "whose"})

_ALONG = frozenset({"along", "together"})

# What follows these in an object says what it is about: "renewed talks on relations" renews no relations.
_ABOUT = frozenset({"on", "about", "over", "concerning", "regarding", "after", "before", "during"})

# What belongs to the verb that it stands with, not to the one above.
_PARTICLES = frozenset({"out", "up", "off", "down", "back", "away", "in"})

# How many verbs above are asked for the subject that one shares with them.
_DEEPEST = 6

# Verbs whose object is the subject of the infinitive or gerund that follows: "urged Iran to return".
_OBJECT_CONTROL = frozenset(
    "accuse advise allow appeal ask beg blame call cause challenge charge coax command compel convince criticise "
    "criticize dare direct enable encourage expect force help implore instruct invite oblige order permit persuade "
    "press pressure prevent prohibit prompt push remind request require stop suspect tell train urge warn want".split()
)


_ADDRESSED = frozenset({"on", "upon", "with"})
# "joined Chad in condemning": the subject and the object do what follows.
_JOINING = frozenset({"join", "follow"})


def is_verb(token: Token) -> bool:
    """Tell whether a token heads a clause."""
    return token.pos_ in ("VERB", "AUX") and token.dep_ not in ("aux", "auxpass")


def is_passive(verb: Token) -> bool:
    """Tell whether a verb is passive: "was expelled", "sanctions imposed by"."""
    if any(child.dep_ in ("auxpass", "nsubjpass", "csubjpass") for child in verb.children):
        return True
    if any(child.dep_ == "agent" for child in verb.children):
        return True
    if verb.tag_ != "VBN" or verb.dep_ not in ("acl", "advcl") or any(c.dep_ == "aux" for c in verb.children):
        return False
    # "The two ministers condemned the coup", which the parser takes for "ministers who were condemned".
    return verb.dep_ != "acl" or verb.head.dep_ != "ROOT" or not any(c.dep_ == "dobj" for c in verb.children)


def coordinated(token: Token) -> list[Token]:
    """Return a token and what is joined to it by "and", "or", commas, in the order of the text."""
    # Lists of hundreds are chains of as many links: no recursion.
    found: list[Token] = []
    waiting = [token]
    while waiting:
        found.append(waiting.pop(0))
        waiting = [c for c in found[-1].children if c.dep_ == "conj" and not is_clause(c)] + waiting
    return found


def is_definite(noun: Token) -> bool:
    """Tell whether a noun is one that was spoken of: "the country", "that bloc"."""
    return any(child.lower_ in ("the", "this", "that") for child in noun.children)


def is_infinitive(verb: Token) -> bool:
    """Tell whether a verb stands with "to"."""
    return any(child.lower_ == "to" and child.dep_ == "aux" for child in verb.children)


def is_clause(token: Token) -> bool:
    """Tell whether a token is a verb with arguments of its own."""
    return token.pos_ in ("VERB", "AUX") and any(
        c.dep_ in SUBJECTS or c.dep_ in OBJECTS for c in token.children
    )


def antecedent(token: Token) -> Token:
    """Return the noun that a relative pronoun stands for, or the token itself."""
    if token.lower_ in _RELATIVES and token.pos_ in ("PRON", "DET", "SCONJ"):
        for ancestor in token.ancestors:
            if ancestor.dep_ in ("relcl", "ccomp", "acl") and ancestor.head.pos_ in ("NOUN", "PROPN", "PRON"):
                return ancestor.head
    return token


def _companions(verb: Token, subjects: list[Token]) -> list[Token]:
    """Return who acts along with the subject: "X, along with Y, signed"."""
    return [
        token
        for head in (verb, *subjects)
        for child in head.children
        if child.dep_ in ("prep", "advmod")
        for name in (child, *child.children)
        if name.lower_ == "with" and _ALONG & {child.lower_, *(c.lower_ for c in name.children)}
        for token in name.children
        if token.dep_ == "pobj"
    ]


def surface_subjects(verb: Token, depth: int = 0) -> list[Token]:
    """Return the heads of a verb's grammatical subject, said or understood, not yet expanded by coordination."""
    own = [antecedent(c) for c in verb.children if c.dep_ in ("nsubj", "nsubjpass")]
    if own:
        own += [token for token in _companions(verb, own) if token.i < verb.i]
    if own or depth > _DEEPEST:
        return own
    head = verb.head
    if verb.dep_ == "conj" and head.pos_ in ("VERB", "AUX"):
        return surface_subjects(head, depth + 1)
    if verb.dep_ in ("xcomp", "ccomp") and head.pos_ in ("VERB", "AUX"):
        objects = [c for c in head.children if c.dep_ in ("dobj", "dative")]
        if objects and head.lemma_ in _OBJECT_CONTROL:
            return objects
        if verb.dep_ == "xcomp" or verb.tag_ in ("VB", "VBG", "VBN"):
            return surface_subjects(head, depth + 1)
        return []
    if verb.dep_ == "xcomp" and head.pos_ == "ADJ":
        return surface_subjects(head.head, depth + 1) if head.head.pos_ in ("VERB", "AUX") else []
    if verb.dep_ == "relcl":
        return [head]
    if verb.dep_ == "acl":
        if verb.tag_ in ("VBG", "VBN"):
            return [head]
        return _subjects_above(head, depth + 1)
    if verb.dep_ in ("advcl", "parataxis") and verb.tag_ in ("VBG", "VBN", "VB"):
        return surface_subjects(head, depth + 1) if head.pos_ in ("VERB", "AUX") else []
    if verb.dep_ == "pcomp":
        above = head.head
        if above.pos_ in ("VERB", "AUX"):
            objects = [c for c in above.children if c.dep_ == "dobj"]
            if objects and joined_in(above) is not None:
                return [*surface_subjects(above, depth + 1), *objects]
            if objects and above.lemma_ in _OBJECT_CONTROL and head.lower_ in ("of", "for", "from", "into"):
                return objects
            return surface_subjects(above, depth + 1)
        return _subjects_above(above, depth + 1)
    return []


def joined_in(verb: Token) -> Token | None:
    """Return what somebody joins another in doing: "condemning" of "joined Chad in condemning"."""
    if verb.lemma_.lower() not in _JOINING:
        return None
    phrases = (inner for child in verb.children if child.lower_ == "in" for inner in child.children)
    return next((inner for inner in phrases if inner.dep_ == "pcomp" and inner.tag_ == "VBG"), None)


def _subjects_above(noun: Token, depth: int) -> list[Token]:
    """Return who is understood to act in "a plan to visit": the plan's possessor, or its verb's subject."""
    for child in noun.children:
        if child.dep_ == "poss":
            return [child]
    # "the right of troops to fire", "a call for Chad to withdraw"
    for name, inner in prepositions(noun):
        if name in ("of", "by", "for") and inner.pos_ in ("NOUN", "PROPN") and noun.pos_ == "NOUN":
            return [inner]
    for child in noun.children:
        if child.dep_ in ("amod", "compound") and child.ent_type_ in ("NORP", "GPE", "ORG"):
            return [child]
    for ancestor in noun.ancestors:
        if ancestor.pos_ in ("VERB", "AUX"):
            return surface_subjects(ancestor, depth + 1)
    return []


def by_agents(verb: Token) -> list[Token]:
    """Return the heads of "by ..." of a passive verb."""
    found: list[Token] = []
    for child in verb.children:
        if child.dep_ == "agent" or (child.dep_ == "prep" and child.lower_ == "by" and is_passive(verb)):
            found.extend(c for c in child.children if c.dep_ == "pobj")
    if not found and verb.dep_ == "conj" and verb.head.pos_ == "VERB" and is_passive(verb.head):
        return by_agents(verb.head)
    return found


def direct_objects(verb: Token) -> list[Token]:
    """Return the heads of the objects of an active verb, also those that a relative clause or a conjunct shares."""
    found = [antecedent(c) for c in verb.children if c.dep_ in ("dobj", "dative")]
    # The parser takes some names for adverbs of time: "visited Tonga".
    found = found or [
        c for c in verb.children if c.dep_ == "npadvmod" and c.pos_ == "PROPN" and c.ent_type_ in _NAMED
    ]
    if found:
        return found
    # "revoked the citizenship of and deported A and B": the first conjunct leaves its object to the last.
    later = [c for c in verb.children if c.dep_ == "conj" and c.pos_ == "VERB"]
    if later and not any(c.dep_ in ("prep", "ccomp", "xcomp") and c.i < later[0].i for c in verb.children):
        return [c for c in later[0].children if c.dep_ == "dobj"]
    return []


def complement(verb: Token, how: str) -> Token | None:
    """Return the verb of the clause that completes a verb.

    Args:
        verb: the verb above.
        how: "to" for an infinitive, "that" for a clause with or without that word, "any" for these or a gerund after a
            preposition ("accused Iran of arming").
    """
    for child in verb.children:
        if child.dep_ not in ("xcomp", "ccomp", "advcl", "pcomp") or not is_verb(child):
            continue
        if how == "to":
            # "sent ships to break the blockade": a purpose close by completes the verb as well.
            if is_infinitive(child) and (
                child.dep_ != "advcl" or child.i - verb.i < 6 or _is_addressed(verb, child)
            ):
                return child
        elif child.dep_ in ("xcomp", "ccomp"):
            return child
    if how == "any":
        for child in verb.children:
            if child.dep_ == "prep":
                for inner in child.children:
                    if inner.dep_ == "pcomp" and is_verb(inner):
                        return inner
    return None


def _is_addressed(verb: Token, clause: Token) -> bool:
    """Tell whether an infinitive follows right behind whom it is asked of: "called on Chad, Mali and Niger to"."""
    return any(
        child.dep_ == "prep" and child.lower_ in _ADDRESSED and child.right_edge.i + 1 == clause.left_edge.i
        for child in verb.children
    )


def prepositions(head: Token) -> Iterator[tuple[str, Token]]:
    """Yield (preposition, head of its phrase) for each prepositional phrase that hangs on a token."""
    for child in head.children:
        if child.dep_ in ("prep", "agent", "dative") and child.pos_ in ("ADP", "SCONJ", "ADV", "VERB"):
            yield from _phrase(child, child.lower_)
        elif child.dep_ in ("prt", "advmod"):
            # "lashed out at", "together with": the phrase hangs on the particle or adverb.
            for inner in child.children:
                if inner.dep_ == "prep":
                    yield from _phrase(inner, inner.lower_)


def _phrase(preposition: Token, name: str) -> Iterator[tuple[str, Token]]:
    for child in preposition.children:
        if child.dep_ == "pcomp" and any(c.dep_ in SUBJECTS for c in child.children):
            continue  # "with the minister fearing a ruse" is a clause
        if child.dep_ in ("pobj", "pcomp"):
            yield name, child
        elif child.dep_ == "prep":
            for compound, token in _phrase(child, child.lower_):
                if name not in _ALONG:
                    yield compound, token
                yield f"{name}_{compound}", token
        elif child.dep_ == "conj" and child.pos_ == "ADP":
            yield from _phrase(child, child.lower_)


def is_reciprocal(token: Token) -> bool:
    """Tell whether a phrase is "each other", "one another", or something of theirs."""
    owners = (child for child in token.children if child.dep_ == "poss")
    return any(
        {part.lower_, *(c.lower_ for c in part.children)} >= pair
        for part in (token, *owners)
        for pair in ({"each", "other"}, {"one", "another"})
    )


def near_words(verb: Token) -> set[str]:
    """Return lemmas and forms of the words that complete a verb: particles, heads of objects and complements."""
    found: set[str] = set()

    def visit(token: Token, depth: int) -> None:
        for child in token.children:
            if child.dep_ in _OWN_CLAUSES:
                continue
            if depth and child.lower_ in _PARTICLES and is_verb(token):
                # "called on Chad to pull its troops out" calls nobody out.
                continue
            if depth == 0 and child.dep_ in ("nsubj", "cc", "punct", "aux"):
                continue
            if child.dep_ == "appos" or (child.dep_ == "conj" and is_verb(child)):
                continue
            found.add(child.lemma_.lower())
            found.add(child.lower_)
            if depth < 2 and not (depth and child.dep_ == "prep" and child.lower_ in _ABOUT):
                visit(child, depth + 1)

    visit(verb, 0)
    return found


def are_there(words: tuple[frozenset[str], ...], near: set[str]) -> bool:
    """Tell whether of each set of alternatives one is near; "free_trade" is there if "free" and "trade" are."""
    for alternatives in words:
        if not alternatives.isdisjoint(near):
            continue
        if not any("_" in word and near.issuperset(word.split("_")) for word in alternatives):
            return False
    return True
