"""Which acts are worth telling: those between states and organisations, and by those who act for them."""

from spacy.tokens import Token

from .candidates import Candidate
from .discourse import Discourse, Page, Person
from .lexicon import Lexicon
from .owners import LOCAL
from .refs import BLOCS, STATES, Ref
from .slots import behind
from .topics import Passages

# What is told of somebody in private, because it says what a state does with people.
_UPON_PEOPLE = frozenset({"COERCE", "ASSAULT", "AID", "SANCTION", "CONCEDE"})
# What people do to states and to each other on their own, wherever they are from.
_BY_PEOPLE = frozenset({"PROTEST", "ASSAULT"})
_MODIFIERS = frozenset({"amod", "compound", "nmod", "poss"})
_PEERS = frozenset({"counterpart", "colleague"})
_RANKS = frozenset("general gen. colonel col. admiral adm. marshal brigadier sheikh".split())


class Relevance:
    """Tells the acts of powers from those of private persons and of teams, for one brief."""

    def __init__(self, discourse: Discourse, words: Lexicon) -> None:
        self._registry = discourse.registry
        self._words = words
        self._titled = {id(person) for page in discourse.pages for person in _titled(page)}
        self._topics = [Passages(topic, discourse.pages) for topic in words.topics.values()]

    def holds(self, found: Candidate, actor: Ref, target: Ref | None) -> bool:
        """Tell whether an act is one of a power, not only towards somebody in private, and no move in a game."""
        known = target is not None and not self._is_nobodys(target)
        if self._is_nobodys(actor):
            return found.event_type == "PROTEST" and known
        if self._is_private(actor) and found.event_type not in _BY_PEOPLE:
            return False
        if target is not None and not known and found.event_type not in _UPON_PEOPLE:
            return False
        return not self._is_of_private(found.page, actor) and not self._is_played(found, actor)

    def _is_nobodys(self, ref: Ref) -> bool:
        """Tell who neither is nor belongs to a state, an organisation or a group that is known."""
        if ref.person is not None and id(ref.person) in self._titled:
            return False
        entry = self._registry.entry(ref.power)
        return entry is None or (entry.kind == "Person" and entry.iri != ref.agent.iri)

    def _is_private(self, ref: Ref) -> bool:
        """Tell a person of whom no more is said than where they are from."""
        person = ref.person
        return person is not None and not (person.entry or person.tenures or id(person) in self._titled)

    def _is_of_private(self, page: Page, actor: Ref) -> bool:
        """Tell what only says where somebody or something private is from: "the Turkish restaurant", "US Steel"."""
        head = actor.token
        while head.dep_ in _MODIFIERS and head.i != head.head.i:
            head = head.head
            if head.i in page.mentions:
                continue
            if head.lemma_.lower() in self._words.private and actor.agent.kind in (*STATES, "Region"):
                return True
            if actor.agent.kind in STATES and self._is_firm(actor.token, head):
                return True
        return False

    def _is_firm(self, token: Token, head: Token) -> bool:
        """Tell whether a state's name is part of that of a body which is none of its own: "US Steel"."""
        known = (self._words.groups, self._words.offices, self._words.nouns)
        if head.pos_ != "PROPN" or any(
            head.lower_ in words or head.lemma_.lower() in words for words in known
        ):
            return False
        return all(t.ent_type_ == "ORG" for t in (token, head)) and all(
            t.ent_iob_ == "I" for t in head.doc[token.i + 1 : head.i + 1]
        )

    def _is_played(self, found: Candidate, actor: Ref) -> bool:
        """Tell what a team does: an act of neither an official nor an organisation, in a passage about a game."""
        if (actor.person is not None and not self._is_private(actor)) or actor.agent.kind in BLOCS:
            return False
        return any(topic.tells(found.trigger.sent) for topic in self._topics)


def _titled(page: Page) -> list[Person]:
    """Return whom a paragraph names with the title of an office of state: "President Bush", "Gen. Avril"."""
    titles = [o for o in page.offices if o.name not in LOCAL and page.doc[o.start].is_title]
    starts = {behind(page, office) for office in titles}
    starts |= {token.i + 1 for token in page.doc if token.lower_ in _RANKS}
    # "his counterpart, Nyamaa Sodnom": as much of an official as whoever met him.
    starts |= {i for token in page.doc if token.lemma_ in _PEERS for i in range(token.i + 1, token.i + 3)}
    return [page.persons[start] for start in starts if start in page.persons]
