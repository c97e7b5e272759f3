"""Making judgements: accept, reject and correct facts that were read, and take a judgement back.

Each call is one transaction: the judgement and all that follows from it for the facts. Where the store has
inferred facts, they are then inferred anew; until that is done, nothing inferred tells of a fact that was rejected.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from legation.corrections import CORRECTABLE, changes_of
from legation.errors import LegationError
from legation.judgements import Judgement, Verdict, in_force, read
from legation.quotes import quotes_of
from legation.settling import settle
from legation.statements import Facts
from legation.terms import ID, INFERRED_GRAPH, LEG, ONTOLOGY_GRAPH
from legation.why import find
from legation.wording import article, shorten

if TYPE_CHECKING:
    from legation.settling import Settled
    from legation.store import Store

__all__ = ["CORRECTABLE", "Opinion", "correct", "judge", "merge", "moment", "undo"]

_FACTS: Final = {"act", "tenure", "flow", "claim"}
_LISTED: Final = ox.NamedNode(ONTOLOGY_GRAPH)
_INFERRED: Final = ox.NamedNode(INFERRED_GRAPH)
_FORM: Final = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True, slots=True)
class Opinion:
    """Who judges, why, and when (`None`: now)."""

    by: str
    because: str | None = None
    at: str | None = None


def moment(text: str) -> str:
    """Return a date or a date and time in UTC to the second: "2024-05-03" -> "2024-05-03T00:00:00Z".

    Raises:
        LegationError: it is neither.
    """
    try:
        given = datetime.fromisoformat(text.strip())
    except ValueError:
        raise LegationError(
            f"'{text}' is no moment; write it as in 2024-05-03 or 2024-05-03T14:30:00Z"
        ) from None
    aware = given if given.tzinfo is not None else given.replace(tzinfo=UTC)
    return aware.astimezone(UTC).strftime(_FORM)


def judge(store: Store, facts: Iterable[str], verdict: Verdict, opinion: Opinion) -> list[Judgement]:
    """Accept or reject facts, all or none of them.

    To accept a corrected act is to agree with the correction; to reject one is to reject what it was made from.

    Args:
        store: open for writing.
        facts: as `why.find` takes them: IRIs, or the first digits of an act's name.
        verdict: "accepted" or "rejected".

    Returns:
        The new judgements; none for a fact on which the same person's same judgement is in force.

    Raises:
        LegationError: something is no fact that is read, or the moment is taken; nothing was done.
    """
    known = read(store.inner)
    made: dict[str, Judgement] = {}
    for what in facts:
        subject = _subject(store.inner, known, what)
        if verdict == "rejected" and subject.revised is not None:
            subject = _Subject(subject.revised)
        one = _made(subject, verdict, opinion, known)
        if one is not None:
            made[one.fact] = one
    _commit(store, [*known, *made.values()])
    return list(made.values())


def correct(store: Store, what: str, given: Mapping[str, str], opinion: Opinion) -> Judgement:
    """Put an act right: another act, with the same evidence, stands in its place.

    To correct a corrected act is to correct it further.

    Args:
        store: open for writing.
        what: the act, as `why.find` takes it.
        given: name of what is corrected (see `CORRECTABLE`) -> its right value as a user gives it, or "none".

    Raises:
        LegationError: it is no act, a value is not known, or the corrected act would not conform; nothing was done.
    """
    known = read(store.inner)
    subject = _subject(store.inner, known, what)
    earlier: dict[str, str] = {}
    if subject.revised is not None:
        earlier = dict(subject.revised.changes)
        subject = _Subject(subject.revised)
    values = _values(store.inner, subject.told)
    if LEG + "actor" not in values:
        raise LegationError(f"{shorten(subject.told.fact)} is no act; it can be accepted or rejected only")
    unknown = [name for name in given if name not in CORRECTABLE]
    if unknown:
        raise LegationError(f"'{unknown[0]}' of an act cannot be corrected; {', '.join(CORRECTABLE)} can")
    changes = changes_of(store.inner, given, earlier, values)
    if not changes:
        raise LegationError(
            f"that is what was read for {shorten(subject.told.fact)}: there is nothing to correct"
        )
    one = _made(subject, "corrected", opinion, known, changes)
    if one is None:
        raise LegationError(f"{shorten(subject.told.fact)} is corrected so already")
    _commit(store, [*known, one], check=one)
    return one


def undo(store: Store, names: Sequence[str]) -> list[Judgement]:
    """Take judgements back; of each fact, the judgement before is in force again.

    Raises:
        LegationError: something is no judgement in the store; nothing was done.
    """
    known = read(store.inner)
    gone = []
    for name in names:
        node = find(store.inner, name)
        found = next((one for one in known if one.iri == node.value), None)
        if found is None:
            raise LegationError(f"{shorten(node.value)} is no judgement; 'legation judgements' lists them")
        gone.append(found)
    _commit(store, [one for one in known if one not in gone])
    return list(dict.fromkeys(gone))


def merge(store: Store, triples: Iterable[ox.Triple]) -> int:
    """Add the judgements among triples to those the store has, and return how many are new."""
    known = {one.iri: one for one in read(store.inner)}
    aside = ox.Store()
    aside.extend(ox.Quad(t.subject, t.predicate, t.object) for t in triples)
    new = 0
    for one in read(aside, None):
        same = known.get(one.iri)
        new += same is None
        known[one.iri] = one if same is None else replace(same, as_read=same.as_read | one.as_read)
    if known:
        _commit(store, list(known.values()))
    return new


@dataclass(frozen=True, slots=True)
class _Subject:
    """What is judged, in the form of a judgement; `revised` is the one that made it, where it is a corrected act."""

    told: Judgement
    revised: Judgement | None = None


def _subject(store: ox.Store, known: Sequence[Judgement], what: str) -> _Subject:
    node = find(store, what)
    force = in_force(known)
    before = force.get(node.value)
    if before is not None and before.withdraws and before.as_read:
        return _Subject(before)
    facts = Facts(store)
    kind = facts.kind(node)
    if kind not in _FACTS:
        if any(one.fact == node.value for one in known):
            raise LegationError(f"{shorten(node.value)} is no longer read; see 'legation judgements'")
        raise LegationError(
            f"{shorten(node.value)} is {article(kind)}, not a fact that was read; judge an act, tenure, flow or claim"
        )
    if not facts.values(node, LEG + "evidence"):
        where = "the code lists" if _is_listed(store, node) else "no document"
        raise LegationError(f"{shorten(node.value)} was not read in a brief, it stands in {where}")
    about = facts.value(node, LEG + "claims")
    if isinstance(about, ox.NamedNode) and any(one.revision == about.value for one in known):
        act = about.value.removeprefix(ID)
        raise LegationError(
            f"{shorten(node.value)} is part of a correction; change it with 'legation correct {act} --speaker'"
        )
    quotes = quotes_of(facts, node)
    key = (
        facts.text(ox.NamedNode(quotes[0].document_iri), LEG + "documentKey")
        if quotes[0].document_iri
        else None
    )
    told = Judgement(
        node.value,
        "accepted",
        "",
        "",
        document=key,
        quote=quotes[0].text,
        statement=facts.state(node),
        evidence=tuple(e.value for e in facts.values(node, LEG + "evidence") if isinstance(e, ox.NamedNode)),
    )
    return _Subject(told, next((one for one in force.values() if one.revision == node.value), None))


def _is_listed(store: ox.Store, node: ox.NamedNode) -> bool:
    return next(store.quads_for_pattern(node, None, None, _LISTED), None) is not None


def _made(
    subject: _Subject,
    verdict: Verdict,
    opinion: Opinion,
    known: Sequence[Judgement],
    changes: tuple[tuple[str, str], ...] = (),
) -> Judgement | None:
    """Return a new judgement, or None where it would say again what is in force."""
    by = " ".join(opinion.by.split())
    if not by:
        raise LegationError("nobody is named who judges; give a name with --by")
    because = (opinion.because or "").strip() or None
    for option, text in (("--by", by), ("--because", because or "")):
        if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
            raise LegationError(
                f"what {option} gives is not UTF-8 text; write it anew, or set the locale to UTF-8"
            )
    about = [one for one in known if one.fact == subject.told.fact]
    before = in_force(about).get(subject.told.fact)
    same = before is not None and (before.verdict, before.by, before.changes) == (verdict, by, changes)
    if same and before is not None and because in (None, before.because):
        return None
    if opinion.at is not None:
        at = moment(opinion.at)
        if any(one.at == at for one in about):
            raise LegationError(
                f"there is a judgement of that moment ({at}) on {shorten(subject.told.fact)}; give another with --at"
            )
    else:
        # The latest is in force, so two of one second must not be.
        now = datetime.now(UTC).replace(microsecond=0)
        last = max((datetime.fromisoformat(one.at) for one in about), default=None)
        at = (now if last is None or last < now else last + timedelta(seconds=1)).strftime(_FORM)
    return replace(
        subject.told,
        verdict=verdict,
        by=by,
        at=at,
        because=because,
        changes=changes,
        as_read=frozenset(),
    )


def _values(store: ox.Store, one: Judgement) -> dict[str, set[str]]:
    """Return property IRI -> values of a fact as it was read, whether it stands or not; its speaker too."""
    fact = ox.NamedNode(one.fact)
    quads = set(one.as_read) or {
        *store.quads_for_pattern(fact, None, None, None),
        *(
            quad
            for claim in store.quads_for_pattern(None, ox.NamedNode(LEG + "claims"), fact, None)
            for quad in store.quads_for_pattern(claim.subject, None, None, None)
        ),
    }
    found: dict[str, set[str]] = {}
    for quad in quads:
        own = quad.subject == fact or quad.predicate.value == LEG + "speaker"
        if own and quad.graph_name != _INFERRED and isinstance(quad.object, ox.NamedNode | ox.Literal):
            found.setdefault(quad.predicate.value, set()).add(quad.object.value)
    return found


def _commit(store: Store, after: Sequence[Judgement], check: Judgement | None = None) -> None:
    settled = settle(store.inner, after)
    if check is not None:
        _check(store.inner, settled, check)
    if settled.update:
        store.update(settled.update, settled.touched)
    if next(store.inner.quads_for_pattern(None, None, None, _INFERRED), None) is not None:
        from legation import reasoning

        reasoning.infer(store.inner)


def _check(store: ox.Store, settled: Settled, one: Judgement) -> None:
    """Raise a LegationError where a corrected act does not conform."""
    from legation.validation import Validator

    new = {one.iri, one.judge, one.revision}
    claims = {t.subject for t in settled.judged if t.predicate.value == LEG + "claims"}
    new |= {node.value for node in claims if isinstance(node, ox.NamedNode)}
    data = set(settled.judged)
    waiting, seen = [t.object for t in data], {t.subject for t in data}
    while waiting:  # evidence, its document, persons, tenures: all that shapes look at
        node = waiting.pop()
        if not isinstance(node, ox.NamedNode) or node in seen or node.value == one.fact:
            continue
        seen.add(node)
        for quad in store.quads_for_pattern(node, None, None, None):
            if quad.graph_name not in (_INFERRED, _LISTED):
                data.add(ox.Triple(quad.subject, quad.predicate, quad.object))
                waiting.append(quad.object)
    report = Validator().validate(bytes(ox.serialize(data, format=ox.RdfFormat.N_TRIPLES) or b""))
    wrong = [r for r in report.results if r.severity == "violation" and r.focus in new]
    if wrong:
        raise LegationError(f"the corrected act would not conform: {wrong[0].message}; nothing was changed")
