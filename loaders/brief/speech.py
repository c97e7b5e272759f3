"""Whose word it is: reported speech, quotations, claims and accusations, "according to"."""

from collections.abc import Iterator

from spacy.tokens import Token

from legation.records import Agent, Stance

from .agents import Agents
from .discourse import Page
from .grammar import is_verb, prepositions
from .lexicon import Lexicon
from .speakers import named_by, speaker_of
from .status import is_told_apart

# "Kenya's claim that": whose word it is stands in the noun's own phrase.
_CLAIMS: dict[str, Stance] = {
    **dict.fromkeys(
        "account accusation admission allegation announcement argument assertion charge claim complaint contention "
        "declaration denial finding insistence news report statement testimony".split(),
        "asserts",
    ),
    **dict.fromkeys(
        "assessment belief conviction impression opinion suggestion suspicion view".split(), "suggests"
    ),
}
# "accused Kenya of shelling": the gerund or noun after the preposition is what the accuser says.
_ACCUSING: dict[str, frozenset[str]] = {
    "accuse": frozenset({"of"}),
    "suspect": frozenset({"of"}),
    "blame": frozenset({"for"}),
    "charge": frozenset({"with"}),
}
# "citing the ministry" names a source, "citing the arrest" a reason.
_CITING = frozenset({"citing", "quoting", "per"})
_SOURCES = frozenset(
    "agency analyst diplomat document expert file historian institute journalist media newspaper official paper "
    "record report source spokesman spokeswoman spokesperson study witness".split()
)
_DASHES = frozenset({"—", "--", "–"})
# How far behind the words "according to" the name may begin.
_REACH = 4


def attribution(page: Page, trigger: Token, agents: Agents, words: Lexicon) -> tuple[Agent, Stance] | None:
    """Return who asserts the act of a trigger, and how, where it is not the author; the nearest speaker wins."""
    return next(attributions(page, trigger, agents, words), None)


def attributions(
    page: Page, trigger: Token, agents: Agents, words: Lexicon
) -> Iterator[tuple[Agent, Stance]]:
    """Yield who asserts the act of a trigger, and how, the nearest first, and then whose word that is in turn."""
    yield from _reported(page, trigger, agents, words)
    for whose in (_quoted, _according_to):
        said = whose(page, trigger, agents, words)
        if said is not None:
            yield said


def _reported(page: Page, trigger: Token, agents: Agents, words: Lexicon) -> Iterator[tuple[Agent, Stance]]:
    """Yield the speakers of verbs and nouns above a trigger: "said that", "the claim that", "accused of"."""
    token = trigger
    while token.head.i != token.i and not is_told_apart(token):
        head = token.head
        stance = _stance(token, words)
        if stance is not None and not _is_aside(trigger, head):
            speaker = speaker_of(page, head, agents) if is_verb(head) else _claimant(page, head, agents)
            if speaker is not None:
                yield speaker, stance
        token = head
    # "..., officials said" parsed the other way round: the saying hangs on what is said.
    for child in token.children:
        said = words.speech_verbs.get(child.lemma_.lower())
        if said is None or child.i == trigger.i or not is_verb(child) or _is_silent(child):
            continue
        as_said = any(c.lower_ == "as" for c in child.children)
        if child.dep_ in ("parataxis", "ccomp") or (child.dep_ == "advcl" and as_said):
            speaker = speaker_of(page, child, agents)
            if speaker is not None:
                yield speaker, said
                return


def _stance(token: Token, words: Lexicon) -> Stance | None:
    """Return how what hangs on the word above is meant, if that word reports it."""
    head = token.head
    lemma = head.lemma_.lower()
    if not is_verb(head):
        told = token.dep_ in ("acl", "ccomp", "relcl") and any(c.dep_ == "mark" for c in token.children)
        return _CLAIMS.get(lemma) if told else None
    if token.dep_ == "prep":
        return "asserts" if token.lower_ in _ACCUSING.get(lemma, ()) else None
    stance = None if _is_silent(head) else words.speech_verbs.get(lemma)
    if token.dep_ == "dobj" and token.lemma_.lower() in _CLAIMS:
        # "dismissed claims that"
        return "denies" if stance == "denies" or lemma == "reject" else None
    if token.dep_ in ("ccomp", "xcomp", "parataxis"):
        return stance
    marked = any(c.dep_ == "mark" for c in token.children)
    return stance if token.dep_ == "advcl" and not marked else None


def _is_silent(verb: Token) -> bool:
    """Tell who "said nothing"."""
    return any(c.dep_ == "dobj" and c.lower_ == "nothing" for c in verb.children)


def _claimant(page: Page, noun: Token, agents: Agents) -> Agent | None:
    refs = [ref for child in noun.children if child.dep_ == "poss" for ref in agents.refs(page, child)]
    if refs:
        return refs[0].agent
    for name, inner in prepositions(noun):
        if name in ("by", "from", "of"):
            return named_by(page, inner, agents)
    return None


def _is_aside(trigger: Token, verb: Token) -> bool:
    """Tell whether an act stands between dashes that the verb of saying is not between: that is the author's own."""
    low, high = sorted((trigger.i, verb.i))
    doc = trigger.doc
    if sum(token.text in _DASHES for token in doc[low:high]) % 2 == 0:
        return False
    sentence = trigger.sent
    rest = doc[trigger.i : sentence.end] if trigger.i > verb.i else doc[sentence.start : trigger.i]
    return any(token.text in _DASHES for token in rest)


def _quoted(page: Page, trigger: Token, agents: Agents, words: Lexicon) -> tuple[Agent, Stance] | None:
    speaker = page.quoted(trigger)
    return (speaker, "asserts") if speaker else None


def _according_to(page: Page, trigger: Token, agents: Agents, words: Lexicon) -> tuple[Agent, Stance] | None:
    sentence = trigger.sent
    lowered = [token.lower_ for token in sentence]
    for phrase, stance in words.speech_phrases.items():
        parts = phrase.lower().split()
        if parts[0] not in lowered:
            continue
        for i in range(len(lowered) - len(parts)):
            if lowered[i : i + len(parts)] != parts or _is_elsewhere(sentence[i], trigger):
                continue
            last = sentence[i + len(parts) - 1]
            for token in sentence[i + len(parts) :]:
                walk = token
                while (
                    walk.dep_ in ("compound", "amod", "det", "poss", "nmod", "nummod", "case")
                    and walk.head.i > walk.i
                ):
                    walk = walk.head
                if phrase in _CITING and not _is_source(page, walk, agents):
                    break
                if walk.pos_ in ("NOUN", "PROPN", "PRON"):
                    return named_by(page, walk, agents), stance
                if token.pos_ in ("VERB", "PUNCT") or token.i - last.i > _REACH:
                    break
    return None


def _is_source(page: Page, noun: Token, agents: Agents) -> bool:
    return noun.pos_ == "PROPN" or noun.lemma_.lower() in _SOURCES or bool(agents.refs(page, noun))


def _is_elsewhere(word: Token, trigger: Token) -> bool:
    """Tell whether a phrase stands in a clause of its own that does not hold the trigger."""
    for clause in (word, *word.ancestors):
        if clause.dep_ in ("relcl", "acl") and is_verb(clause) and clause.i != word.i:
            return not (clause.i == trigger.i or clause.is_ancestor(trigger))
    return False
