"""Whose an office is: the state or organisation that the words around it name, or that the brief makes likely."""

from collections import Counter
from functools import lru_cache, partial

from spacy.tokens import Span, Token

from legation.registry import registry

from .agents import Agents
from .discourse import Office, Page, Person
from .grammar import by_agents, coordinated, is_passive, is_verb, prepositions, surface_subjects
from .holders import Holder, is_plural
from .lexicon import Lexicon
from .refs import BLOCS, STATES, Ref
from .slots import APPOINT, before

# How many words before an office its state may stand.
_BACK = 6
_AHEAD = 7
# Where a brief does not say whose they are, they are somebody's within a state.
LOCAL = frozenset({"governor", "mayor", "chief executive officer", "chairman of the board", "judge", "police chief",
                    "chairman", "chair", "chairwoman", "director-general", "commander", "representative",
                    "president of the council", "major"})  # fmt: skip
# Titles of a government's own documents.
_OFFICIAL = ("Readout", "Statement", "Remarks", "Fact Sheet", "FACT SHEET", "Press", "Background", "Joint")
_AMERICAN = frozenset({"president", "vice president"})
_REFERRING = frozenset({"his", "her", "their", "its"})
_MISSIONS = frozenset({"legation", "embassy", "mission", "consulate", "delegation", "credentials"})
# Offices also of parties and firms, as "Georgian Dream chairman".
_OF_ANYTHING = frozenset({"chairman", "chair", "chairwoman", "leader", "secretary", "head", "chief"})
_TOWARDS = frozenset("to with against from toward towards into on in at between by over".split())
_AIMS = _TOWARDS - {"in", "at"} | {"for"}
# Verbs of a host: the envoys that are their objects are another state's.
_HOSTING = frozenset({"summon", "expel", "receive", "deport", "eject", "rebuke", "reprimand"})
_LEADING = frozenset({"lead", "head", "chair", "represent", "command", "accompany"})


class Owners:
    """Finds whose offices are, for one brief."""

    def __init__(self, agents: Agents, words: Lexicon) -> None:
        self._agents = agents
        self._words = words
        self._registry = agents.discourse.registry
        self._home: str | None = None
        self._speaker: Person | None = None
        self._home = self._speaking()
        self._partner = self._most_named() if self._home else None
        self._topic = None if self._home else agents.discourse.subject()

    # As the words say -------------------------------------------------------------------------------------------

    def stated(self, page: Page, office: Office, holder: Holder, index: int) -> tuple[str | None, set[int]]:
        """Return whose an office is as its sentence says, and the tokens that say so.

        Args:
            page: the paragraph.
            office: an office of it.
            holder: one of its holders.
            index: their place among the holders, so that "the presidents of Peru and Chile, A and B" are told apart.
        """
        doc = page.doc
        for i in range(office.start, office.end):
            # "UN chief", "State Department spokesman"; but "ambassador to the United Nations"
            if any(token.lower_ in ("to", "for") for token in doc[office.start : i]):
                break
            owner = self._power(page, i)
            if owner:
                return owner, {page.mentions[i].start}
        said = self._represented(page, office)
        if said:
            return said, set()
        end = page.person_heads.get(holder.token.i, (0, holder.token.i + 1))[1]
        possessed = any(token.dep_ == "poss" for token in doc[before(page, office) : office.start])
        if end < len(doc) - 1 and doc[end].lower_ == "of" and end > office.end and not possessed:
            owner, used = self._ahead(page, end, 0)
            if owner:
                return owner, used
        for find in (self._before, self._behind):
            owner, used = find(page, office, index)
            if owner:
                return owner, used
        return self._given(page, holder), set()

    def _power(self, page: Page, i: int) -> str | None:
        """Return the state or organisation that a token names or stands for; None for regions and persons."""
        mention = page.mentions.get(i)
        if mention is None or mention.sort == "person":
            return None
        entry = mention.entry
        if entry.kind in ("GovernmentBody", "ArmedForce", "StateCompany"):
            return entry.belongs_to
        if entry.kind in BLOCS and entry.belongs_to:
            # The European Commission's president is the Union's.
            return entry.belongs_to
        return entry.iri if entry.kind in STATES | BLOCS else None

    def _before(self, page: Page, office: Office, index: int) -> tuple[str | None, set[int]]:
        """ "Russian President", "Ukraine's then President", "the country's top diplomat"."""
        doc = page.doc
        start = office.start
        for token in reversed(doc[max(0, start - _BACK) : start]):
            if token.text in (".", "!", "?", "\n"):
                break
            if token.i in page.mentions and page.mentions[token.i].sort != "person":
                if page.mentions[token.i].entry.kind == "Region":
                    # "African leaders": they lead states of it, not the region.
                    continue
                between = doc[token.i + 1 : start]
                if office.name in _OF_ANYTHING and any(self._is_own_name(t) for t in between):
                    return None, set()
                owners = self._joined_back(page, token.i)
                if owners:
                    # "Greek and Turkish ministers", but "between Syria and Palestinian leader Ali Nasser"
                    at = min(index, len(owners) - 1) if is_plural(page, office) else -1
                    return owners[at], {page.mentions[token.i].start}
                return None, set()
            person = page.persons.get(token.i)
            if person is not None:
                # "Donald Trump's special envoy"
                end = page.person_heads[token.i][1]
                if end == len(doc) or doc[end].text not in ("’s", "'s"):
                    break
                if person.state:
                    return person.state, set()
                continue
            if token.lower_ == "whose" or (token.lower_ == "its" and token.head.i >= start):
                owner = self._antecedent(page, token)
                if owner or token.lower_ == "whose":
                    return owner, set()
            owned = token.i + 1 < start and doc[token.i + 1].text in ("’s", "'s") and token.dep_ == "poss"
            if owned or token.lower_ in _REFERRING:
                refs = [ref.power for ref in self._agents.refs(page, token) if self._is_power(ref)]
                return (refs[0], set()) if refs else (None, set())
            if token.text in (",", ";", "(") or token.pos_ in ("VERB", "AUX", "ADP", "SCONJ"):
                break
        return None, set()

    def _antecedent(self, page: Page, token: Token) -> str | None:
        """Return whose "whose president" is, and "its" of a clause "which sent its chairman": of whom it is told."""
        clause = next((a for a in token.ancestors if a.dep_ == "relcl"), None)
        if clause is None:
            return None
        relative = token.lower_ == "whose" or any(
            c.dep_ in ("nsubj", "nsubjpass") and c.lower_ in ("which", "that") for c in clause.children
        )
        refs = self._agents.refs(page, clause.head) if relative else []
        return next((ref.power for ref in refs if self._is_power(ref)), None)

    def _represented(self, page: Page, office: Office) -> str | None:
        """Return whose an office is in "signed for Brazil by Foreign Minister", "the Eritrean team is led by"."""
        doc = page.doc
        i = before(page, office) - 1
        if i < 2 or doc[i].lower_ != "by":
            return None
        owner = self._power(page, i - 1)
        first = page.mentions[i - 1].start if owner else i
        if owner and doc[first - 1 - (doc[first - 1].lower_ == "the")].lower_ in ("for", "of"):
            return owner
        verb = doc[i].head
        if not is_passive(verb) or verb.lemma_ not in _LEADING:
            return None
        return self._only([ref for token in surface_subjects(verb) for ref in self._agents.any(page, token)])

    def _only(self, refs: list[Ref]) -> str | None:
        """Return the power that agents are of or are, if it is one."""
        found = {ref.power for ref in refs if self._is_power(ref)}
        return found.pop() if len(found) == 1 else None

    def _is_own_name(self, token: Token) -> bool:
        known = token.lower_ in self._words.office_words or token.lower_ in ("acting", "former", "new")
        return token.pos_ == "PROPN" and token.text[:1].isupper() and not known

    def _joined_back(self, page: Page, i: int) -> list[str]:
        """Return the powers of "the Greek and Turkish foreign ministers", in the order of the text."""
        doc = page.doc
        found = [self._power(page, i)]
        at = page.mentions[i].start - 1
        while at > 0 and doc[at].lower_ in ("and", ",", "'s", "’s") and self._power(page, at - 1):
            found.insert(0, self._power(page, at - 1))
            at = page.mentions[at - 1].start - 1
        return [owner for owner in found if owner]

    def _behind(self, page: Page, office: Office, index: int) -> tuple[str | None, set[int]]:
        """ "king of Tonga", "the presidents of Peru and Chile", "Secretary of the Security Council of Russia"."""
        doc = page.doc
        envoy = self._words.office_ranks.get(office.name) == "envoy"
        leading = ("of",) if envoy else ("of", "for")
        owner, used = self._ahead(page, office.end, index, leading)
        if owner:
            return owner, used
        for head in (doc[office.end - 1], doc[office.start : office.end].root):
            found = [
                ref
                for name, inner in prepositions(head)
                if name in leading and not office.start <= inner.i < office.end
                for ref in self._agents.refs(page, inner)
                if self._is_power(ref)
            ]
            if found:
                ref = found[min(index, len(found) - 1)]
                return ref.power, {ref.token.i}
        return None, set()

    def _ahead(
        self, page: Page, at: int, index: int, leading: tuple[str, ...] = ("of", "for")
    ) -> tuple[str | None, set[int]]:
        """Return the power of the "of ..." that begins at a token."""
        doc = page.doc
        if at >= len(doc) or doc[at].lower_ not in leading:
            return None, set()
        for token in doc[at + 1 : at + _AHEAD]:
            if token.pos_ in ("VERB", "AUX", "SCONJ", "PUNCT") or token.lower_ in _TOWARDS:
                return None, set()
            if token.i in page.persons:
                break
            owner = self._power(page, token.i)
            if owner:
                listed = [owner]
                i = page.mentions[token.i].end
                while i + 1 < len(doc) and doc[i].lower_ in (",", "and"):
                    i += 1 + (doc[i + 1].lower_ == "and")
                    i += doc[i].lower_ == "the"
                    more = self._power(page, i)
                    if more is None:
                        break
                    listed.append(more)
                    i = page.mentions[i].end
                return listed[min(index, len(listed) - 1)], {page.mentions[token.i].start}
        return None, set()

    def _given(self, page: Page, holder: Holder) -> str | None:
        """Return who appoints somebody: "Senegal named Macky Ndiaye as its ambassador"."""
        for token in _givers(page, holder):
            for ref in self._agents.refs(page, token):
                if self._is_power(ref):
                    return ref.power
        return None

    def _is_power(self, ref: Ref) -> bool:
        entry = self._registry.entry(ref.power)
        return entry is not None and entry.kind not in ("Person", "Region")

    # As the brief suggests --------------------------------------------------------------------------------------

    def usual(self, office: str) -> str | None:
        """Return the state or organisation that alone has an office of that name: the Holy See for "pope"."""
        code = self._words.office_owners.get(office)
        return _by_code().get(code) if code else None

    def likely(
        self, page: Page, sentence: Span, office: Office, claimed: set[int], person: Person | None = None
    ) -> str | None:
        """Return whose an office is likely to be where nothing says so.

        Args:
            page: the paragraph.
            sentence: the sentence.
            office: the office.
            claimed: tokens of the paragraph that say whose other offices are.
            person: who holds it.
        """
        if office.name in LOCAL:
            return None
        rank = self._words.office_ranks.get(office.name, "minister")
        if person is not None and person is self._speaker:
            return self._home
        if rank == "envoy" or (office.name == "minister" and self._home):
            # "The American Legation opened in Accra under ..."
            sending = self._sending(page, sentence) or self._home or self._sent(page, office)
            if sending:
                return sending
        if self._home is None:
            inviting = self._inviting(page, sentence, office)
            return (
                inviting
                or self._nearby(page, sentence, office, claimed)
                or self._around(page, office)
                or (self._topic if rank != "envoy" else None)
            )
        first = before(page, office) - 1
        met = first >= 0 and page.doc[first].lower_ in ("to", "with")
        if met or rank in ("monarch", "head-of-government", "minister"):
            # In a state's own document these are the other side's.
            former = any(token.lower_ == "former" for token in page.doc[first + 1 : office.start])
            nearby = self._nearby(page, sentence, office, claimed)
            return nearby or (self._home if former else self._partner)
        if rank == "head-of-state" and registry().code(self._home) != "USA":
            return self._nearby(page, sentence, office, claimed)
        return self._home

    def other(self, power: str | None) -> str | None:
        """Return the other of the two powers that the brief is about, given one."""
        topics = self._agents.discourse.topics
        return topics[1 - topics.index(power)] if len(topics) == 2 and power in topics else None

    def _sent(self, page: Page, office: Office) -> str | None:
        """Return whose envoy somebody is whom a state summons, receives or expels: the other's of the brief."""
        verb = next((a for a in page.doc[office.end - 1].ancestors if is_verb(a)), None)
        if verb is None or verb.lemma_ not in _HOSTING or is_passive(verb) or office.start < verb.i:
            return None
        return self.other(self._only([r for t in surface_subjects(verb) for r in self._agents.any(page, t)]))

    def _inviting(self, page: Page, sentence: Span, office: Office) -> str | None:
        """Return whose the host of "at the invitation of President X" is: of where the guest goes."""
        doc = page.doc
        i = before(page, office) - 1
        if i < 1 or doc[i].lower_ != "of" or doc[i - 1].lower_ != "invitation":
            return None
        aims = {
            mention.entry.iri
            for mention in page.mentions.values()
            if sentence.start <= mention.start < sentence.end
            and mention.entry.kind in STATES
            and _is_aim(doc[mention.end - 1], page, office)
        }
        return aims.pop() if len(aims) == 1 else None

    def _around(self, page: Page, office: Office) -> str | None:
        """Return the state of the brief that the clauses above an office are about: their subject."""
        top = page.doc[office.end - 1]
        topics = self._agents.discourse.topics
        below: Token = top
        for ancestor in top.ancestors:
            if is_verb(ancestor):
                subjects = surface_subjects(ancestor)
                own = any(office.start <= t.i < office.end or t.is_ancestor(top) for t in subjects)
                touched = below.dep_ in ("dobj", "agent", "nsubjpass", "dative")
                found = [r for t in subjects for part in coordinated(t) for r in self._agents.any(page, part)]
                owner = self._only(found) if not own and not touched else None
                if owner in topics:
                    return owner
            below = ancestor
        return None

    def _sending(self, page: Page, sentence: Span) -> str | None:
        for token in sentence:
            if token.lower_ in _MISSIONS:
                before = self._power(page, token.i - 1)
                if before:
                    return before
        return None

    def _nearby(self, page: Page, sentence: Span, office: Office, claimed: set[int]) -> str | None:
        """Return the one state that a sentence names, but for places that somebody goes to or deals with."""
        found = set()
        for mention in page.mentions.values():
            if not (sentence.start <= mention.start < sentence.end) or mention.start in claimed:
                continue
            if mention.entry.kind in STATES and not _is_aim(page.doc[mention.end - 1], page, office):
                found.add(mention.entry.iri)
        if len(found) > 1:
            # In a state's own document the others' are worth telling.
            found.discard(self._home or "")
        return found.pop() if len(found) == 1 else None

    def _most_named(self, only: str | None = None) -> str | None:
        """Return the state that the brief names most often, but for its own; `only` that one, if it names it at all."""
        counts = Counter(
            mention.entry.iri
            for page in self._agents.discourse.pages
            for i, mention in page.mentions.items()
            if i == mention.start and mention.entry.kind in STATES and mention.entry.iri != self._home
        )
        if only is not None:
            return only if only in counts else None
        return next((iri for iri, count in counts.most_common(1) if count * 2 >= counts.total()), None)

    def _speaking(self) -> str | None:
        """Return the state whose document this is, where its title says so: "Statement by President ..."."""
        pages = self._agents.discourse.pages
        if len(pages) < 2:
            return None
        page = pages[0]
        text = page.doc.text
        if "Guide to" in text or "Office of the Historian" in text:
            return next((i for i in map(partial(self._power, page), range(len(page.doc))) if i), None)
        first = min(page.persons, default=None)
        if first is None or not text.startswith(_OFFICIAL):
            return None
        entry = page.persons[first].entry
        if entry is not None and entry.tenures:
            return entry.tenures[-1].office_of
        owner = next((i for i in map(partial(self._power, page), range(first)) if i), None)
        if owner is None and page.offices and page.offices[0].end <= first:
            office = page.offices[0].name
            if office in _AMERICAN or office in self._words.office_owners:
                owner = self.usual(office) or self._most_named(_by_code().get("USA"))
            topics = self._agents.discourse.topics
            # "Readout of Foreign Minister Ana Pires's Meetings": a ministry's papers are about its own state.
            owner = owner or (topics[0] if len(topics) == 1 else None)
            self._speaker = page.persons[first] if owner else None
        return owner


def appointer(page: Page, holder: Holder) -> Person | None:
    """Return the person who gives somebody an office: "President Ali Keita appointed Omar Sow prime minister"."""
    return next((page.persons[t.i] for t in _givers(page, holder) if t.i in page.persons), None)


def _givers(page: Page, holder: Holder) -> list[Token]:
    """Return the heads of who appoints: the subject, or "by ..." wherever the parser hangs it."""
    verb = holder.verb
    if verb is None or verb.lemma_ not in APPOINT:
        return []
    if not is_passive(verb):
        return [token for token in surface_subjects(verb) if page.persons.get(token.i) is not holder.person]
    found = by_agents(verb)
    for token in page.doc[verb.i : verb.sent.end]:
        if token.lower_ == "by":
            found.extend(child for child in token.children if child.dep_ == "pobj")
    return found


def _is_aim(token: Token, page: Page, office: Office) -> bool:
    """Tell whether a state is where an act goes: "visited Fiji", "arrived in Chad", "talks with Iran"."""
    if token.dep_ in ("dobj", "dative") or (token.dep_ == "npadvmod" and token.i > token.head.i):
        return True
    walk = token
    while walk.dep_ in ("conj", "compound") and walk.head.i != walk.i:
        walk = walk.head
    if walk.dep_ == "dobj":
        return True
    return walk.dep_ == "pobj" and walk.head.lower_ in _AIMS


@lru_cache(maxsize=1)
def _by_code() -> dict[str, str]:
    return {entry.code: iri for iri, entry in registry().entries.items() if entry.code}
