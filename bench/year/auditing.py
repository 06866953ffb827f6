"""The auditor: counts broken rules from the evidence alone, and knows nothing of how asks are made.

The numbers of product.md are written out here once more, so that a slip in the product's own
constants or in its judging does not hide itself.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bench.year.evidence import Ask, Evidence
from bench.year.happenings import Mark

SHORT, LONG = (1, timedelta(days=14)), (4, timedelta(days=180))
OPENS, CLOSES, SUNDAY = 9, 20, 7
GRACE = timedelta(hours=2)
"""A due request is looked at every hour; a dead sender's claim is given back an hour later."""
ENDS = frozenset({"sent", "answered", "stopped", "dropped", "failed", "unknown"})
LEFT = frozenset({"sent", "answered", "failed", "unknown"})


class Rule(StrEnum):
    """What can be broken."""

    SHORT_CAP = "more than 1 mail in 14 days"
    LONG_CAP = "more than 4 mails in 180 days"
    REMINDERS = "more reminders than the moment wants, or one out of turn"
    QUIET = "a mail in quiet hours"
    SUNDAY = "a mail on a Sunday"
    ONCE_AT_PROVIDER = "a request handed over twice"
    ONCE_PER_OCCASION = "a person asked twice for one occasion and moment"
    OBJECTED = "a mail after an objection"
    ENDED = "a mail after a refund, a cancellation, a return or a reopened ticket"
    PAUSED = "a mail during a pause"
    ANSWERED = "a mail after the answer"
    HELD_OUT = "a mail to somebody held out"
    NO_END = "a due request without an end"
    LEDGER = "the ledger and the provider disagree"


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken rule, and where."""

    rule: Rule
    where: str


@dataclass(frozen=True, slots=True)
class Sent:
    """A mail the provider took, with the row of the ledger it belongs to."""

    ask: Ask
    at: datetime


def audit(evidence: Evidence) -> list[Violation]:
    """Every violation there is."""
    by_ref = {ask.send_ref: ask for ask in evidence.asks}
    known = [Sent(by_ref[one.send_ref], one.at) for one in evidence.taken if one.send_ref in by_ref]
    known.sort(key=lambda sent: sent.at)
    return [violation for check in CHECKS for violation in check(evidence, known)]


def caps(evidence: Evidence, sent: list[Sent]) -> Iterator[Violation]:
    """Rule 1, reminders included; who asked for fewer mails has twice the days from then on."""
    fewer = {entry.key: entry.at for entry in evidence.diary if entry.mark is Mark.FEWER}
    for email, mails in _by_email(sent).items():
        moments = [mail.at for mail in mails]
        for number, at in enumerate(moments):
            stretch = 2 if email in fewer and at > fewer[email] else 1
            for rule, (most, span) in ((Rule.SHORT_CAP, SHORT), (Rule.LONG_CAP, LONG)):
                if number >= most and at - moments[number - most] < span * stretch:
                    yield Violation(rule, f"{email} at {at}")


def reminders(evidence: Evidence, sent: list[Sent]) -> Iterator[Violation]:
    """Never more than the moment's setting, and each after the one before it."""
    gone: set[tuple[int, str, str, int]] = set()
    for one in sent:
        ask = one.ask
        is_too_many = ask.sequence > evidence.reminders.get(ask.moment, 0)
        before = (ask.occasion, ask.moment, ask.kind, ask.sequence - 1)
        if is_too_many or (ask.sequence and before not in gone):
            yield Violation(Rule.REMINDERS, f"request {ask.number}")
        gone.add((ask.occasion, ask.moment, ask.kind, ask.sequence))


def quiet(evidence: Evidence, sent: list[Sent]) -> Iterator[Violation]:
    """Rule 2, on the wall clock where the person truly lives."""
    for one in sent:
        local = one.at.astimezone(ZoneInfo(evidence.zones[one.ask.email]))
        if not OPENS <= local.hour < CLOSES:
            yield Violation(Rule.QUIET, f"request {one.ask.number} at {local}")
        if evidence.is_sunday_quiet and local.isoweekday() == SUNDAY:
            yield Violation(Rule.SUNDAY, f"request {one.ask.number} at {local}")


def once(evidence: Evidence, sent: list[Sent]) -> Iterator[Violation]:
    """Rule 7 at the provider, and one ask per person, moment, occasion and turn."""
    for ref, times in Counter(one.send_ref for one in evidence.taken).items():
        if times > 1:
            yield Violation(Rule.ONCE_AT_PROVIDER, ref)
    asked: dict[tuple[str, str, int, str, int], set[int]] = defaultdict(set)
    for one in sent:
        ask = one.ask
        turn = (ask.email, ask.moment, ask.occasion, ask.kind, ask.sequence)
        asked[turn].add(ask.number)
    for turn, numbers in asked.items():
        if len(numbers) > 1:
            yield Violation(Rule.ONCE_PER_OCCASION, str(turn))


def objections(evidence: Evidence, sent: list[Sent]) -> Iterator[Violation]:
    """Rule 3 and 4: nothing once the objection is committed, not even within the same hour."""
    objected = _first(evidence, Mark.OBJECTED)
    for one in sent:
        if one.ask.email in objected and one.at >= objected[one.ask.email]:
            yield Violation(Rule.OBJECTED, f"request {one.ask.number} at {one.at}")


def ended(evidence: Evidence, sent: list[Sent]) -> Iterator[Violation]:
    """Rule 3: nothing about an occasion that ended, until it is on again."""
    turns: dict[str, list[tuple[datetime, bool]]] = defaultdict(list)
    for entry in evidence.diary:
        if entry.mark in (Mark.ENDED, Mark.RESUMED):
            turns[entry.key].append((entry.at, entry.mark is Mark.ENDED))
    for one in sent:
        told = turns.get(one.ask.occasion_key, [])
        last = bisect_right([at for at, _ in told], one.at)
        if last and told[last - 1][1]:
            yield Violation(Rule.ENDED, f"request {one.ask.number} at {one.at}")


def paused(evidence: Evidence, sent: list[Sent]) -> Iterator[Violation]:
    """Rule 4: a pause holds from the hour after it was chosen; the last choice counts."""
    chosen: dict[str, list[tuple[datetime, timedelta]]] = defaultdict(list)
    for entry in evidence.diary:
        if entry.mark is Mark.PAUSED:
            chosen[entry.key].append((entry.at, timedelta(days=entry.days)))
    for one in sent:
        earlier = [pause for pause in chosen.get(one.ask.email, ()) if pause[0] < one.at]
        if earlier and one.at < earlier[-1][0] + earlier[-1][1]:
            yield Violation(Rule.PAUSED, f"request {one.ask.number} at {one.at}")


def answered(evidence: Evidence, sent: list[Sent]) -> Iterator[Violation]:
    """Rule 3: who answered a request is reminded of it no more."""
    at = _first(evidence, Mark.ANSWERED)
    done: dict[tuple[int, str, str], datetime] = {}
    for ask in evidence.asks:
        if ask.send_ref in at:
            family = (ask.occasion, ask.moment, ask.kind)
            done[family] = min(at[ask.send_ref], done.get(family, at[ask.send_ref]))
    for one in sent:
        family = (one.ask.occasion, one.ask.moment, one.ask.kind)
        if family in done and one.at >= done[family]:
            yield Violation(Rule.ANSWERED, f"request {one.ask.number} at {one.at}")


def held_out(evidence: Evidence, sent: list[Sent]) -> Iterator[Violation]:
    """Who is held out of a moment is never asked at it, in whatever turn."""
    out = {(ask.email, ask.moment) for ask in evidence.asks if ask.reason == "held_out"}
    for one in sent:
        if (one.ask.email, one.ask.moment) in out:
            yield Violation(Rule.HELD_OUT, f"request {one.ask.number}")


def no_end(evidence: Evidence, _sent: list[Sent]) -> Iterator[Violation]:
    """I1: what was due came to one of the known ends."""
    for ask in evidence.asks:
        is_late = ask.due_at < evidence.ended_at - GRACE
        if ask.state not in ENDS and (is_late or ask.state != "planned"):
            yield Violation(Rule.NO_END, f"request {ask.number} is {ask.state}")


def ledger(evidence: Evidence, sent: list[Sent]) -> Iterator[Violation]:
    """What the ledger says was sent was taken, and what was taken says that it left."""
    refs = {one.send_ref for one in evidence.taken}
    for ask in evidence.asks:
        if ask.state in ("sent", "answered") and ask.send_ref not in refs:
            yield Violation(Rule.LEDGER, f"request {ask.number} is {ask.state}, but nobody got it")
    for one in sent:
        if one.ask.state not in LEFT:
            yield Violation(Rule.LEDGER, f"request {one.ask.number} left, but is {one.ask.state}")
    ours = {ask.send_ref for ask in evidence.asks}
    yield from (Violation(Rule.LEDGER, f"{ref} is in no row") for ref in sorted(refs - ours))


Check = Callable[[Evidence, list[Sent]], Iterable[Violation]]
CHECKS: tuple[Check, ...] = (
    *(caps, reminders, quiet, once, objections, ended, paused, answered, held_out, no_end, ledger),
)


def _by_email(sent: Iterable[Sent]) -> Mapping[str, list[Sent]]:
    found: dict[str, list[Sent]] = defaultdict(list)
    for one in sent:
        found[one.ask.email].append(one)
    return found


def _first(evidence: Evidence, mark: Mark) -> dict[str, datetime]:
    """When each key first got that mark."""
    found: dict[str, datetime] = {}
    for entry in evidence.diary:
        if entry.mark is mark:
            found.setdefault(entry.key, entry.at)
    return found
