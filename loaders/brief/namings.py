"""Why a word was taken for an agent: which name, surname, pronoun, body or word that refers it is, and for whom."""

from dataclasses import replace
from functools import cached_property

from spacy.tokens import Doc, Token

from legation.records import Agent, Naming, Words

from .agents import Agents
from .discourse import Discourse, Page, Person
from .gazetteer import Mention
from .grammar import is_definite
from .lexicon import Lexicon
from .paths import distance
from .refs import Ref

# How a name of the code lists, by its sort, leads to its entry.
_SORTS = {
    "name": "name of {0}",
    "demonym": "demonym of {0}",
    "capital": "capital of {0}, for its government",
    "metonym": "word that stands for {0}",
    "person": "name of {0} in the code lists",
}
_PAIR = frozenset({"two", "both"})


class Namings:
    """Tells of the words of one brief whom they name, once they have been read."""

    def __init__(self, discourse: Discourse, agents: Agents, words: Lexicon) -> None:
        self._discourse = discourse
        self._agents = agents
        self._words = words

    @cached_property
    def _pages(self) -> dict[Doc, Page]:
        return {page.doc: page for page in self._discourse.pages}

    def words(self, page: Page, start: int, end: int) -> Words:
        """Return the tokens `start:end` of a paragraph as they stand in the document's text."""
        span = page.doc[start:end]
        first, last = page.offset + span.start_char, page.offset + span.end_char
        return Words(page.source[first:last] if page.source else span.text, first, last)

    def spoken(self, page: Page, ref: Ref, trigger: Token) -> Token:
        """Return the word that stands for an agent beside a trigger: the name itself, or a pronoun for it."""
        best = ref.token
        for token in trigger.sent:
            if token.pos_ != "PRON" or distance(token, trigger) >= distance(best, trigger):
                continue
            for meant in self._agents.reference.resolve(page, token, 0) or ():
                if meant.agent.iri == ref.agent.iri and meant.token.i == ref.token.i:
                    best = token
        return best

    def naming(self, page: Page, ref: Ref, token: Token, agent: Agent | None = None) -> Naming:
        """Return why a token was taken for a ref's agent.

        Args:
            page: the paragraph of the token.
            ref: what it was resolved to.
            token: the word, as `spoken` returns it.
            agent: the agent as the act has it, where that is another record.
        """
        found = self._name(page, ref, token) or self._referring(page, ref, token)
        return found if agent is None else replace(found, agent=agent)

    def all(self) -> list[Naming]:
        """Return who is named in the brief, in the order of the text."""
        found: list[Naming] = []
        for page in self._discourse.pages:
            for token in page.doc:
                person, mention = page.persons.get(token.i), page.mentions.get(token.i)
                if person is not None and page.person_heads[token.i][0] == token.i:
                    found.append(self._person(page, self._agents.person_agent(person), person, token))
                elif person is None and mention is not None and mention.start == token.i:
                    found.append(self._mention(page, mention.entry.agent(), mention))
        return found

    # Names ------------------------------------------------------------------------------------------------------

    def _name(self, page: Page, ref: Ref, token: Token) -> Naming | None:
        if ref.person is not None and page.persons.get(token.i) is ref.person:
            return self._person(page, ref.agent, ref.person, token)
        mention = page.mentions.get(token.i)
        if mention is None or mention.entry.iri not in (ref.agent.iri, ref.power):
            return None
        return self._mention(page, ref.agent, mention)

    def _mention(self, page: Page, agent: Agent, mention: Mention) -> Naming:
        how = _SORTS[mention.sort].format(mention.entry.label)
        if agent.kind == "Group":
            how = f"people of {mention.entry.label}, by its demonym"
        return Naming(agent, self.words(page, mention.start, mention.end), how)

    def _person(self, page: Page, agent: Agent, person: Person, token: Token) -> Naming:
        words = self.words(page, *page.person_heads[token.i])
        text = " ".join(words.text.split())
        if " " not in text and " " in person.name:
            return Naming(agent, words, f"surname of {person.name}{self._office(person)}", self._full(person))
        if person.entry is None:
            return Naming(agent, words, f"name of {person.name}{self._office(person)}")
        label = person.entry.label
        if text in person.entry.names:
            how = f"name of {label} in the code lists"
        elif " " in text:
            how = f"surname and first letter of {label} in the code lists"
        else:
            how = f"surname of {label} in the code lists, the one of that name at the time"
        return Naming(agent, words, how + self._office(person))

    def _office(self, person: Person) -> str:
        for tenure in person.tenures:
            entry = self._discourse.registry.entry(tenure.office_of)
            if entry is not None:
                return f", {'former ' * (tenure.status == 'former')}{tenure.office} of {entry.label}"
        entry = self._discourse.registry.entry(person.state or "")
        return f", who belongs to {entry.label}" if entry is not None else ""

    def _full(self, person: Person) -> Naming | None:
        """Return where the text has the full name of somebody whom it also calls by surname."""
        for page in self._discourse.pages:
            for i, other in page.persons.items():
                start, end = page.person_heads[i]
                if other is person and end - start > 1 and i == start:
                    return self._person(page, self._agents.person_agent(person), person, page.doc[i])
        return None

    # Words that stand for somebody named elsewhere --------------------------------------------------------------

    def _referring(self, page: Page, ref: Ref, token: Token) -> Naming:
        if token.pos_ == "PRON":
            words = self.words(page, token.i, token.i + 1)
            if token.i != ref.token.i:
                there = self._pages[ref.token.doc]
                via = self.naming(there, ref, ref.token)
                return Naming(ref.agent, words, "pronoun for the subject before it", via)
            if ref.person is not None and ref.person is self._discourse.author:
                return Naming(ref.agent, words, f"pronoun of {ref.person.name}, whose words the document has")
            sort = "the last person" if ref.person is not None else "one"
            how = f"pronoun for {sort} named before"
            return Naming(ref.agent, words, how, self._before(page, ref, token))
        if token.pos_ in ("VERB", "AUX"):
            # The verb names nobody: the words are those that named them last.
            before = self._before(page, ref, token)
            words = self.words(page, token.i, token.i + 1)
            return before or Naming(ref.agent, words, "one spoken of before")
        words = self._phrase(page, token)
        if any(child.lower_ in _PAIR for child in token.children):
            how = f"one of the two that '{words.text}' refers to"
            return Naming(ref.agent, words, how, self._before(page, ref, token))
        lemma = token.lemma_.lower()
        if ref.person is not None:
            how = f"word for {ref.person.name}{self._office(ref.person)}"
            return Naming(ref.agent, words, how, self._before(page, ref, token))
        if ref.agent.belongs_to is not None:
            return self._body(page, ref, token, words)
        if lemma in self._words.nouns:
            return Naming(ref.agent, words, "one of the two named last", self._before(page, ref, token))
        how = f"word for {ref.agent.label}, of which the text speaks"
        return Naming(ref.agent, words, how, self._before(page, ref, token))

    def _body(self, page: Page, ref: Ref, token: Token, words: Words) -> Naming:
        """Return why "Peruvian troops" or "the ministry" is a body or group of a state."""
        lemma = token.lemma_.lower()
        entry = self._discourse.registry.entry(ref.power)
        owner = entry.label if entry is not None else "its owner"
        if ref.agent.label.endswith(f" of {owner}"):
            how = f"office of {owner} whose holder the text does not name (offices.yaml)"
        else:
            how = f"'{token.text}' of {owner} (groups.yaml: {lemma})"
        via = None
        owners = self._agents.owners(page, token, 0) or self._agents.complements(page, token, 0)
        for one in owners:
            if one.power == ref.power and one.token.i != token.i:
                via = self.naming(page, one, one.token)
        if via is None and is_definite(token):
            via = self._before(page, ref, token)
        return Naming(ref.agent, words, how, via)

    def _before(self, page: Page, ref: Ref, token: Token) -> Naming | None:
        """Return the last words before a token that name an agent, or the state that it acts for."""

        def wanted(what: Mention | Person, _: Token) -> bool:
            if isinstance(what, Person):
                return what is ref.person or (ref.person is None and what.state == ref.agent.iri)
            return ref.person is None and what.entry.iri in (ref.agent.iri, ref.power)

        for what, word in self._discourse.before(page.position(token), wanted, limit=400):
            there = self._pages[word.doc]
            if isinstance(what, Person):
                return self._person(there, self._agents.person_agent(what), what, word)
            return self._mention(there, what.entry.agent(), what)
        return None

    def _phrase(self, page: Page, noun: Token) -> Words:
        """Return a noun with what modifies it before it: "the Peruvian president"."""
        start = noun.i
        for child in sorted(noun.lefts, key=lambda child: -child.i):
            if child.right_edge.i + 1 == start:
                start = child.left_edge.i
        return self.words(page, start, noun.i + 1)
