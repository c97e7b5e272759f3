"""Offices and who holds them: "the then king of Tonga", "Norway's premier"; whose citizen somebody is."""

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Span, Token

from legation.records import Tenure, TenureStatus
from legation.registry import ListedTenure

from .agents import Agents
from .discourse import Discourse, Page, Person
from .grammar import coordinated, prepositions
from .lexicon import Lexicon
from .refs import STATES, Ref

_FORMER = frozenset("former ex then late ousted deposed outgoing erstwhile onetime previous".split())
_ELECT_BEFORE = frozenset({"elect", "designate", "incoming", "newly"})
_ELECT_AFTER = frozenset({"elect", "designate", "nominee", "incoming"})
_ELECTIONS = frozenset({"victory", "election", "win", "triumph"})
_ELECTED = {"presidential": "president", "parliamentary": "prime minister"}
_SUFFIXES = ("-", "elect", "designate", "-elect", "Designate")
_LONGEST_OFFICE = 7
# How many words after an office its holder's name may stand.
_REACH = 10
# How many words before an office its state may stand.
_BACK = 6


@dataclass(frozen=True, slots=True)
class _Stated:
    """An office that the brief gives somebody, before it is known whose office it is."""

    page: Page
    sentence: Span
    person: Person
    office: str
    state: str | None
    status: TenureStatus


def find_tenures(discourse: Discourse, agents: Agents, words: Lexicon) -> list[Tenure]:
    """Return the tenures that the brief states, and note each person's state and tenures."""
    stated = [item for page in discourse.pages for item in _stated(page, agents, words)]
    found: list[Tenure] = []
    for item in stated:
        person = item.person
        owner = _owner(item, stated)
        if owner is None:
            continue
        if person.state is None:
            person.state = owner
        if any(t.office == item.office and t.office_of == owner for t in person.tenures):
            continue
        quote = item.page.quote(item.sentence)
        agent = agents.person_agent(person)
        tenure = Tenure(agent, item.office, owner, item.status, quote, holder_name=person.name)
        person.tenures.append(tenure)
        found.append(tenure)
    return found


def tenure_on(agents: Agents, person: Person | None, date: str | None) -> Tenure | None:
    """Return the tenure in which somebody acted: a listed one that covers the date, else one the brief states.

    Args:
        agents: of the brief.
        person: who acted; None for agents that are no persons, who have no tenure.
        date: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; that of the brief where it is None.
    """
    if person is None:
        return None
    stated = next((t for t in person.tenures if t.status == "current"), next(iter(person.tenures), None))
    listed = person.entry.tenures if person.entry is not None else []
    on = date or agents.discourse.date
    covering = [t for t in listed if on is not None and _covers(t, on)]
    if stated is not None:
        covering = [t for t in covering if (t.office, t.office_of) == (stated.office, stated.office_of)]
    elif on is None:
        covering = listed[-1:]
    if not covering:
        return stated
    spell = covering[0]
    holder = agents.person_agent(person)
    return Tenure(holder, spell.office, spell.office_of, "current", None, spell.since, spell.until, spell.iri)


def _covers(spell: ListedTenure, date: str) -> bool:
    """Tell whether a spell in office and a date, each as precise as it is, can meet."""
    since, until = spell.since or "0000", spell.until or "9999"
    return since[: len(date)] <= date[: len(since)] and date[: len(until)] <= until[: len(date)]


def note_nationals(discourse: Discourse, agents: Agents) -> None:
    """Note the state of persons whom the brief calls citizens of one: "Ana Pires, a citizen of Angola"."""
    for page in discourse.pages:
        for i, person in page.persons.items():
            if person.state is not None:
                continue
            token = page.doc[i]
            for child in token.children:
                if child.dep_ == "appos" and child.pos_ in ("NOUN", "PROPN") and child.i not in page.persons:
                    refs = agents.refs(page, child) or agents.inside(page, child)
                    if refs:
                        person.state = refs[0].power
                        break
            if person.state is None and token.dep_ != "compound":
                for ref in agents.modifiers(page, token):
                    if ref.agent.kind in STATES:
                        person.state = ref.agent.iri


# What a paragraph states ----------------------------------------------------------------------------------------------


def _stated(page: Page, agents: Agents, words: Lexicon) -> Iterator[_Stated]:
    for start, end, office in _office_spans(page, words):
        holders: list[tuple[Person, Token]] = []
        for root in (page.doc[start:end].root, page.doc[end - 1]):
            holders = holders or list(_holders(page, root, start, end))
        if not holders:
            continue
        status = _status(page, start, end)
        states = _states(page, agents, start, end, [token for _, token in holders])
        for index, (person, _) in enumerate(holders):
            state = states[min(index, len(states) - 1)] if states else None
            yield _Stated(page, page.doc[start].sent, person, office, state, status)
    for token in page.doc:
        if token.lemma_ in _ELECTIONS:
            yield from _elected(page, token, words)


def _office_spans(page: Page, words: Lexicon) -> Iterator[tuple[int, int, str]]:
    """Yield the offices of a paragraph with the tokens that name them, the longest name at each place."""
    forms = [token.text_with_ws.casefold().replace("’", "'") for token in page.doc]
    i = 0
    while i < len(forms):
        for length in range(min(_LONGEST_OFFICE, len(forms) - i), 0, -1):
            form = " ".join("".join(forms[i : i + length]).split())
            office = words.offices.get(form)
            if office is None and length == 1:
                office = words.offices.get(page.doc[i].lemma_.casefold())
            elif office is None and form.endswith("s"):
                singular = form.replace("ministers", "minister")
                office = words.offices.get(form[:-1]) or words.offices.get(singular)
            if office is not None:
                yield i, i + length, office
                i += length - 1
                break
        i += 1


def _elected(page: Page, token: Token, words: Lexicon) -> Iterator[_Stated]:
    """Yield who won an office: "the presidential victory of Ana Pires", "Tinubu's election as president"."""
    office = next((_ELECTED[c.lower_] for c in token.children if c.lower_ in _ELECTED), None)
    winners = [c for c in token.children if c.dep_ == "poss" and c.i in page.persons]
    for name, inner in prepositions(token):
        if name in ("of", "by") and inner.i in page.persons:
            winners.append(inner)
        elif name in ("as", "to") and office is None:
            office = words.offices.get(inner.lower_) or words.offices.get(inner.lemma_.lower())
    if office is not None and winners:
        yield _Stated(page, token.sent, page.persons[winners[0].i], office, None, "elect")


def _status(page: Page, start: int, end: int) -> TenureStatus:
    doc = page.doc
    before = {token.lower_ for token in doc[max(0, start - 4) : start]}
    after = {token.lower_ for token in doc[end : end + 3]}
    if after & _ELECT_AFTER or before & _ELECT_BEFORE or "elect" in doc[start:end].text.lower():
        return "elect"
    for token in reversed(doc[max(0, start - 3) : start]):
        if token.lower_ in _FORMER and token.pos_ != "VERB" and not _is_sentence_adverb(token):
            return "former"
        if token.pos_ in ("VERB", "AUX", "PUNCT") and token.text != "-":
            break
    return "current"


def _is_sentence_adverb(token: Token) -> bool:
    """Tell "then" of "he then met President X" from "then" of "the then president"."""
    if token.lower_ != "then" or token.i == 0:
        return False
    before = token.nbor(-1)
    return before.lower_ not in ("the", "his", "her", "their", "its", "’s", "'s") and before.text != ","


# Who holds it ---------------------------------------------------------------------------------------------------------


def _holders(page: Page, root: Token, start: int, end: int) -> Iterator[tuple[Person, Token]]:
    """Yield the persons whom the parse, or the order of the words, makes holders of the office `start:end`."""
    doc = page.doc
    # "Russian President Vladimir Putin": the name follows at once.
    after = end
    while after < len(doc) and doc[after].text in _SUFFIXES:
        after += 1
    if after < len(doc) and after in page.persons:
        yield page.persons[after], doc[after]
        return
    # "the prime ministers of Chad and Niger, Ali Moussa and Omar Issa"
    for child in root.children:
        joined = child.dep_ == "conj" and child.i > 0 and doc[child.left_edge.i - 1].text == ","
        if child.dep_ == "appos" or joined:
            found = [part for part in coordinated(child) if part.i in page.persons]
            if found:
                for part in found:
                    yield page.persons[part.i], part
                return
    # "Ana Pires, the army chief", "Putin is the president of"
    head = root.head
    if root.dep_ == "appos" and head.i in page.persons and head.i < start:
        yield page.persons[head.i], head
        return
    if root.dep_ == "attr" and head.lemma_ in ("be", "become", "remain"):
        for child in head.children:
            if child.dep_ == "nsubj" and child.i in page.persons:
                yield page.persons[child.i], child
                return
    # "minister of trade of the island state, Ana Pires": no verb between, a comma before.
    for token in doc[end : end + _REACH]:
        if token.sent.start != doc[start].sent.start:
            break
        if token.i in page.persons:
            if doc[token.i - 1].text == ",":
                yield page.persons[token.i], token
            return
        if token.pos_ in ("VERB", "AUX", "SCONJ", "CCONJ") or token.text in (";", "(", ":"):
            return
    # "Ana Pires, King Tupou's special envoy": the phrase before the comma.
    first = min([start, *(t.i for t in root.subtree if t.i < start and t.sent.start == root.sent.start)])
    comma = first >= 2 and doc[first - 1].text == ","
    if comma and first - 2 in page.persons and root.dep_ in ("appos", "conj", "pobj"):
        yield page.persons[first - 2], doc[first - 2]


# Whose it is ----------------------------------------------------------------------------------------------------------


def _owner(item: _Stated, stated: list[_Stated]) -> str | None:
    """Return whose an office is: as the words say, or else as the person, the brief or the sentence suggests."""
    person = item.person
    if item.state or person.state:
        return item.state or person.state
    if person.entry is not None and person.entry.tenures:
        fitting = [t for t in person.entry.tenures if t.office == item.office] or person.entry.tenures
        return fitting[-1].office_of
    for other in stated:
        if other.person is person and other.state:
            return other.state
    return _state_nearby(item.page, item.sentence)


def _state_nearby(page: Page, sentence: Span) -> str | None:
    """Return the one state that a sentence names: that of "President Levy Mwanawasa" among "the Zambian people"."""
    found = {
        mention.entry.iri
        for mention in page.mentions.values()
        if mention.entry.kind in STATES and sentence.start <= mention.start < sentence.end
    }
    return found.pop() if len(found) == 1 else None


def _states(page: Page, agents: Agents, start: int, end: int, holders: list[Token]) -> list[str]:
    """Return the IRIs of the states or organisations of an office, from the words around it."""
    doc = page.doc
    # "Russian President", "Ukraine's President", "U.S. Secretary of State"
    for token in reversed(doc[max(0, start - _BACK) : start]):
        if token.sent.start != doc[start].sent.start:
            break
        mention = page.mentions.get(token.i)
        if mention is not None and mention.sort != "person":
            entry = mention.entry
            owner = entry.iri if entry.kind != "GovernmentBody" else entry.belongs_to
            if entry.kind == "Region":
                # "African leaders": they lead states of it, not the region.
                continue
            return [owner] if owner else []
        person = page.persons.get(token.i)
        if person is not None:
            # "Donald Trump's special envoy"
            if person.state and doc[token.i + 1].text in ("’s", "'s"):
                return [person.state]
            break
        if token.lower_ in ("his", "her", "their") and token.dep_ == "poss":
            return [ref.power for ref in agents.refs(page, token) if _is_power(agents, ref)][:1]
        if token.text in (",", ";", "(") or token.pos_ in ("VERB", "AUX", "ADP", "SCONJ"):
            break
    # "king of Tonga", also behind the name: "King Tupou of Tonga"
    for head in (doc[end - 1], doc[start:end].root, *holders):
        found = [
            ref.power
            for name, inner in prepositions(head)
            if name in ("of", "for") and not start <= inner.i < end
            for ref in agents.refs(page, inner)
            if _is_power(agents, ref)
        ]
        if found:
            return found
    return []


def _is_power(agents: Agents, ref: Ref) -> bool:
    entry = agents.discourse.registry.entry(ref.power)
    return entry is not None and entry.kind not in ("Person", "Region")
