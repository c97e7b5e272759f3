"""Places where a name must stand: before, behind or between the words for an office. They give away unusual names."""

import re
from collections.abc import Iterator

from spacy.tokens import Token

from .discourse import Office, Page
from .grammar import is_verb
from .lexicon import Lexicon

NAME = re.compile(r"[A-ZÀ-ÞŠŽ][\w’'.-]*$")
_NO_NAME = frozenset("the a an this that he she his her its their who which monday tuesday wednesday thursday friday "
                     "saturday sunday january february march april june july august september october november "
                     "december under with when while after before as in on at by since during although but and or for "
                     "from mr mrs ms dr".split())  # fmt: skip
TITLES = frozenset(
    "mr mrs ms dr sir lord lady sheikh prince princess general gen. col. colonel rev. mr. mrs. ms. dr. admiral "
    "adm. captain capt. marshal major maj. lt. brigadier archbishop cardinal bishop".split()
)
# Words within a name that are written small.
_PARTICLES = frozenset(
    "de da do dos das del della di du van von der den ter al el bin ibn bint la le y e abu".split()
)
_LONGEST_NAME = 5
# What may follow an office before its holder's name: "-elect", "ad interim".
_SUFFIXES = frozenset(
    {"-", "elect", "designate", "ad", "interim", "a.i.", "general", "pro", "tempore", "nominee"}
)
# Verbs that say who has, gets or loses an office: of their subject, ...
HOLD = frozenset("be become remain serve act work continue stay return resign retire rule step take assume hold begin "
                 "end run start win leave present arrive qualify".split())  # fmt: skip
# ... of their object (of their subject in the passive), ...
APPOINT = frozenset("appoint name elect nominate confirm designate make choose pick select install instal recognize "
                    "recognise send post swear commission accredit dispatch promote reappoint reelect inaugurate "
                    "crown proclaim declare assign recall propose tap bring bear know call anoint authorize instruct "
                    "introduce describe receive welcome retain keep".split())  # fmt: skip
# ... of their object, who loses it, ...
DISMISS = frozenset("dismiss fire remove sack oust depose topple overthrow unseat relieve withdraw".split())
# ... or of their subject, who takes it from their object.
SUCCEED = frozenset({"succeed", "replace", "follow", "defeat", "supplant"})
_BEFORE_OFFICE = frozenset(
    {"as", "to", "be", "the", "a", "an", "its", "his", "her", "their", "first", "serve", "new"}
)
_JOINTS = frozenset(
    {"’s", "'s", "’", "'", "-", "then", "former", "ex", "current", "its", "his", "her", "their"}
)
_REACH = 18
# Of whom these are told are persons: "the presidency of Ana Pires".
_REIGNS = frozenset({"presidency", "premiership", "chancellorship", "reign"})


def given_away(page: Page, words: Lexicon, taken: set[int]) -> Iterator[tuple[int, int]]:
    """Yield the names, as tokens `start:end`, that offices give away; `taken` are tokens of known names, and grows."""
    doc = page.doc
    for token in doc:
        # "Lidia Ruiz, who"
        if token.lower_ == "who" and token.i > 2 and doc[token.i - 1].text == ",":
            start = _run_back(page, token.i - 1, words, taken)
            if token.i - 1 - start > 1:
                taken.update(range(start, token.i - 1))
                yield start, token.i - 1
        elif token.lower_ in _REIGNS and token.i + 2 < len(doc) and doc[token.i + 1].lower_ == "of":
            end = _run(page, token.i + 2, words, taken)
            if end - token.i > 3:
                taken.update(range(token.i + 2, end))
                yield token.i + 2, end
    headline = _is_headline(page)
    for office in page.offices:
        if headline and behind(page, office) < len(doc) and doc[behind(page, office)].text == ",":
            # "A New President, Old Quarrels"
            continue
        for start, end in _slots(page, office, words, taken):
            if start < end and not taken.intersection(range(start, end)):
                taken.update(range(start, end))
                yield start, end


def _is_headline(page: Page) -> bool:
    """Tell whether a paragraph writes most words with a capital."""
    longer = [token for token in page.doc if token.is_alpha and len(token) > 3]
    small = sum(1 for token in longer if token.text[0].islower())
    return len(longer) > 3 and small * 4 < len(longer)


def behind(page: Page, office: Office) -> int:
    """Return the token behind an office and what belongs to it: "-elect", "ad interim", "of Moldova", "to Chad"."""
    doc = page.doc
    i = office.end
    while i < len(doc) and doc[i].lower_ in _SUFFIXES:
        i += 1
    served = _served(page, i)
    if served is not None:
        return served.end
    if i + 1 < len(doc) and doc[i].lower_ in ("of", "to", "for", "in", "at"):
        at = i + 1
        while at < len(doc) and doc[at].lower_ in ("the", "and", "republic", "kingdom", "of"):
            at += 1
        while at in page.mentions and page.mentions[at].sort != "person":
            at = page.mentions[at].end
            if at + 1 < len(doc) and doc[at].lower_ in ("and", ",") and at + 1 in page.mentions:
                at += 1
            i = at
    while (
        i + 1 < len(doc)
        and i not in page.persons
        and doc[i].lower_ in TITLES
        and doc[i + 1].text[:1].isupper()
    ):
        i += 1
    return i


def _served(page: Page, i: int) -> Office | None:
    """Return whom an office serves: "the Vice President" of "National Security Advisor to the Vice President"."""
    if i + 2 >= len(page.doc) or page.doc[i].lower_ != "to" or page.doc[i + 1].lower_ != "the":
        return None
    return next((office for office in page.offices if office.start == i + 2), None)


def is_served(page: Page, office: Office) -> bool:
    """Tell whether an office stands only in the name of another: "Counselor to the President"."""
    doc = page.doc
    if office.start < 3 or (doc[office.start - 2].lower_, doc[office.start - 1].lower_) != ("to", "the"):
        return False
    return any(other.end == office.start - 2 for other in page.offices)


def before(page: Page, office: Office) -> int:
    """Return where the phrase of an office begins: at "the" of "the late Norwegian king", "Norway's then king"."""
    doc = page.doc
    i = office.start
    while i > 0:
        token = doc[i - 1]
        if token.i in page.persons:
            # "Chadian President Idris Bakary’s special envoy"
            if doc[i].text not in ("’s", "'s"):
                break
            i = page.person_heads[token.i][0]
            i = next((o.start for o in page.offices if o.end == i), i)
            continue
        named = token.i in page.mentions and page.mentions[token.i].sort != "person"
        plain = token.pos_ in ("ADJ", "DET", "ADV", "NUM") and token.lower_ not in ("which", "that", "who")
        joint = token.lower_ in _JOINTS
        if not (named or plain or joint) or token.sent.start != doc[office.start].sent.start:
            break
        i -= 1
    return i


def is_name_word(page: Page, i: int) -> bool:
    """Tell whether a token may be a word of a person's name."""
    token = page.doc[i]
    if i in page.mentions or token.is_punct or token.lower_ in _NO_NAME:
        return False
    return bool(NAME.match(token.text)) and token.pos_ in ("PROPN", "NOUN", "ADJ", "X", "VERB", "ADV", "INTJ")


def _slots(page: Page, office: Office, words: Lexicon, taken: set[int]) -> Iterator[tuple[int, int]]:
    doc = page.doc
    # "Minister Tran Bo", "President-elect Nuru Abdi", "ambassador to Chad Robert Hale"
    at = behind(page, office)
    titled = doc[office.start].text[:1].isupper() or at > office.end or office.start - 1 in page.mentions
    comma = at < len(doc) and doc[at].text == ","
    if at < len(doc) and titled and not comma:
        end = _run(page, at, words, taken)
        # "commander of U.S. Africa Command"
        if end - at > 1 or at - 1 not in page.mentions:
            yield at, end
    # "Kenya's former president, Nuru Abdi, said"
    elif comma and at + 1 < len(doc):
        end = _run(page, at + 1, words, taken)
        if end - at > 2 and (end == len(doc) or doc[end].text in (",", ".", "and", "—", "–", ";")):
            yield at + 1, end
    # "Nuru Abdi, the president of Kenya,"
    first = before(page, office)
    if first > 1 and doc[first - 1].text == "," and (at == len(doc) or not doc[at].text[:1].isupper()):
        start = _run_back(page, first - 1, words, taken)
        if first - 1 - start > 1:
            yield start, first - 1
    yield from _around_verb(page, office, words, taken)


def _around_verb(page: Page, office: Office, words: Lexicon, taken: set[int]) -> Iterator[tuple[int, int]]:
    """Yield the names of "Nuru Abdi was appointed ambassador", "appointed Nuru Abdi (as) ambassador"."""
    doc = page.doc
    verb = governing(page, office)
    if verb is None:
        return
    first = verb.i
    while first > 0 and doc[first - 1].pos_ in ("AUX", "ADV", "PART"):
        first -= 1
    first -= first > 1 and doc[first - 1].text == ","
    start = _run_back(page, first, words, taken)
    if first - start > 1:
        yield start, first
    if verb.lemma_.lower() in APPOINT | SUCCEED | DISMISS and verb.i + 1 < office.start:
        end = _run(page, verb.i + 1, words, taken)
        follows = doc[min(end, len(doc) - 1)].lower_ in _BEFORE_OFFICE
        if end == office.start or (end - verb.i > 2 and (follows or verb.lemma_.lower() in SUCCEED)):
            yield verb.i + 1, end
    for token in doc[office.end : office.end + _REACH]:
        if token.lower_ == "by" and token.i + 1 < len(doc) and token.sent.start == verb.sent.start:
            end = _run(page, token.i + 1, words, taken)
            if end - token.i > 2 and verb.lemma_.lower() in SUCCEED:
                yield token.i + 1, end


def governing(page: Page, office: Office) -> Token | None:
    """Return the verb that gives somebody an office or takes it away, if one stands before it in its clause."""
    doc = page.doc
    for token in reversed(doc[max(0, office.start - _REACH) : office.start]):
        if token.sent.start != doc[office.start].sent.start or token.text in (";", ":", "("):
            return None
        lemma = token.lemma_.lower()
        if is_verb(token) or token.pos_ == "VERB":
            if lemma in HOLD | APPOINT | SUCCEED | DISMISS:
                if lemma == "be" and token.i > 0 and doc[token.i - 1].lower_ == "to":
                    continue
                if lemma == "serve" and token.i > 0 and doc[token.i - 1].lower_ == "to":
                    continue
                return token
            if lemma not in ("preside",):
                return None
    return None


def _run(page: Page, start: int, words: Lexicon, taken: set[int]) -> int:
    """Return where the name that begins at a token ends; `start` if none does."""
    doc = page.doc
    end = start
    while end < len(doc) and end - start < _LONGEST_NAME and end not in taken:
        if not is_name_word(page, end):
            small = doc[end].lower_ in _PARTICLES or (doc[end].text == "-" and end > start)
            if not (small and end + 1 < len(doc) and _follows(page, end + 1, doc[end].text == "-")):
                break
        elif doc[end].lower_ in words.offices and end > start:
            return start
        end += 1
    return start if end == start or doc[start].lower_ in words.offices else end


def _follows(page: Page, i: int, hyphen: bool) -> bool:
    return is_name_word(page, i) or (hyphen and page.doc[i].is_alpha)


def _run_back(page: Page, end: int, words: Lexicon, taken: set[int]) -> int:
    """Return where the name that ends before a token begins; `end` if none does."""
    doc = page.doc
    start = end
    while start > 0 and end - start < _LONGEST_NAME and start - 1 not in taken:
        if not is_name_word(page, start - 1) or doc[start - 1].lower_ in words.offices:
            joint = doc[start - 1].lower_ in _PARTICLES or doc[start - 1].text == "-"
            if not (joint and start > 1 and start < end and is_name_word(page, start - 2)):
                break
        start -= 1
    return start
