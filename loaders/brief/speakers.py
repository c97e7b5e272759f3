"""Who speaks: the agent of a verb of saying, or one whom the brief does not name ("local residents")."""

from spacy.tokens import Token

from legation.records import Agent
from legation.terms import mint

from .agents import Agents
from .discourse import Page
from .gazetteer import span_text
from .grammar import by_agents, prepositions, surface_subjects

_SOME = frozenset("some many others several few most".split())
_WHERE = frozenset({"of", "in", "for", "from", "at", "to"})
# Words of such a phrase, at most.
_LONGEST = 6
# "according to a report by the institute": who wrote it says it.
_PAPERS = frozenset(
    "account analysis article assessment communique communiqué data document estimate figure poll release report "
    "research statement statistic study survey".split()
)


def speaker_of(page: Page, verb: Token, agents: Agents) -> Agent | None:
    """Return who says what a verb of saying reports: its subject, or of a passive its "by ..."."""
    passive = any(c.dep_ in ("auxpass", "nsubjpass", "agent") for c in verb.children)
    for subject in by_agents(verb) if passive else surface_subjects(verb):
        if subject.pos_ in ("NOUN", "PROPN") or subject.lower_ in _SOME or agents.refs(page, subject):
            return named_by(page, subject, agents)
    return None


def named_by(page: Page, noun: Token, agents: Agents) -> Agent:
    """Return the agent that a noun phrase names, or one made of its words."""
    if noun.lemma_.lower() in _PAPERS:
        authors = [inner for name, inner in prepositions(noun) if name in ("by", "of", "from")]
        for author in (*authors, *(c for c in noun.children if c.dep_ == "poss")):
            if author.pos_ == "PROPN" or agents.refs(page, author):
                return named_by(page, author, agents)
    refs = agents.refs(page, noun)
    if noun.pos_ == "PRON" and refs:
        return refs[0].agent
    if not refs:
        return _in_own_words(page, noun, agents)
    agent = refs[0].agent
    if noun.i not in page.mentions and agent.kind != "Person" and agent.iri != refs[0].power:
        return _in_own_words(page, noun, agents, refs[0].power)
    return agent


def _in_own_words(page: Page, noun: Token, agents: Agents, owner: str | None = None) -> Agent:
    """Return an agent called as the text calls it: "Togo's ministry of the interior", "officials in Lima"."""
    start = min(t.i for t in noun.subtree if t.i <= noun.i)
    label = span_text(list(page.doc[start : _end(noun)]))
    for article in ("the ", "a ", "an ", "The ", "A ", "An "):
        label = label.removeprefix(article)
    if owner is None:
        owners = agents.modifiers(page, noun)
        owner = owners[0].power if owners else None
    return Agent(mint("speaker", agents.discourse.key, label.casefold()), "Group", label, owner)


def _end(noun: Token) -> int:
    """Return where the name of a speaker ends: with the phrases right behind it that say of what or where."""
    end = noun.i + 1
    for child in noun.children:
        if child.i == end and child.dep_ == "prep" and child.lower_ in _WHERE:
            inner = next((c for c in child.children if c.dep_ == "pobj"), None)
            if inner is not None and inner.i - end < _LONGEST:
                end = _end(inner)
    return end
