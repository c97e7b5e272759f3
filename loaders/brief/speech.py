"""Whose word it is: reported speech, "according to", and who goes on speaking."""

from spacy.tokens import Token

from legation.records import Agent, Stance
from legation.terms import mint

from .agents import Agents
from .discourse import Page
from .gazetteer import span_text
from .grammar import is_verb, surface_subjects
from .lexicon import Lexicon


def attribution(page: Page, trigger: Token, agents: Agents, words: Lexicon) -> tuple[Agent, Stance] | None:
    """Return who asserts the act of a trigger, and how, where it is not the author; the nearest speaker wins."""
    token = trigger
    while token.head.i != token.i:
        head = token.head
        stance = words.speech_verbs.get(head.lemma_.lower())
        said = token.dep_ in ("ccomp", "xcomp", "parataxis") or (
            token.dep_ == "advcl" and not any(c.dep_ == "mark" for c in token.children)
        )
        if stance is not None and said and is_verb(head):
            speaker = _speaker(page, head, agents)
            if speaker is not None:
                return speaker, stance
        token = head
    # "..., officials said" parsed the other way round: the saying hangs on what is said.
    for child in token.children:
        stance = words.speech_verbs.get(child.lemma_.lower())
        if (
            stance is not None
            and child.dep_ in ("parataxis", "ccomp", "advcl")
            and is_verb(child)
            and child.i != trigger.i
        ) and (child.dep_ != "advcl" or any(c.lower_ == "as" for c in child.children)):
            speaker = _speaker(page, child, agents)
            if speaker is not None:
                return speaker, stance
    return _according_to(page, trigger, agents, words)


def _speaker(page: Page, verb: Token, agents: Agents) -> Agent | None:
    for subject in surface_subjects(verb):
        refs = agents.refs(page, subject)
        if refs:
            return refs[0].agent
        if subject.pos_ in ("NOUN", "PROPN"):
            return _unnamed(page, subject, agents)
    return None


def _unnamed(page: Page, noun: Token, agents: Agents) -> Agent:
    """Return an agent for a speaker whom the code lists and the brief do not name: "local residents"."""
    tokens = [t for t in noun.subtree if t.i <= noun.i or t.dep_ in ("prep", "pobj", "compound")]
    start = min(t.i for t in tokens)
    label = span_text(list(page.doc[start : noun.i + 1]))
    for article in ("the ", "a ", "an ", "The ", "A ", "An "):
        label = label.removeprefix(article)
    owners = agents.modifiers(page, noun)
    owner = owners[0].power if owners else None
    return Agent(mint("speaker", agents.discourse.key, label.casefold()), "Group", label, owner)


def _according_to(page: Page, trigger: Token, agents: Agents, words: Lexicon) -> tuple[Agent, Stance] | None:
    sentence = trigger.sent
    lowered = [token.lower_ for token in sentence]
    for phrase, stance in words.speech_phrases.items():
        parts = phrase.lower().split()
        for i in range(len(lowered) - len(parts)):
            if lowered[i : i + len(parts)] != parts:
                continue
            last = sentence[i + len(parts) - 1]
            for token in sentence[i + len(parts) :]:
                walk = token
                while (
                    walk.dep_ in ("compound", "amod", "det", "poss", "nmod", "case") and walk.head.i > walk.i
                ):
                    walk = walk.head
                if walk.pos_ in ("NOUN", "PROPN", "PRON"):
                    refs = agents.refs(page, walk)
                    agent = refs[0].agent if refs else _unnamed(page, walk, agents)
                    return agent, stance
                if token.pos_ in ("VERB", "PUNCT") or token.i - last.i > 4:
                    break
    return None
