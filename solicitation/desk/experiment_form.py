"""The form of an experiment: two to four subjects or delays, each refused where it is typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask_babel import gettext as _

from core.i18n import LANGUAGES, spoken
from core.models import MomentSetting, Store
from core.states import Moment, Varied
from solicitation.desk.letter_proof import say
from solicitation.experiments import MOST_VARIANTS
from solicitation.forms import unit_hours
from solicitation.operations.trying import Wish
from solicitation.operations.wording import subject_flaws

LETTERS = "ABCD"[:MOST_VARIANTS]
LONGEST_DELAY = 400
_ORDER = (Moment.AFTER_PURCHASE, Moment.ONE_MONTH, Moment.SIX_MONTHS)
_LEAST_VARIANTS = 2


@dataclass(frozen=True, slots=True)
class Span:
    """The delays a moment may have, in its own unit, so that moments keep their order."""

    least: int
    most: int

    def holds(self, number: int) -> bool:
        """Whether this delay may be tried."""
        return self.least <= number <= self.most


@dataclass(slots=True)
class Draft:
    """What was typed, by field (`b-fr`, `c-delay`), and what is wrong with it."""

    moment: Moment
    varied: Varied
    typed: Mapping[str, str]
    faults: dict[str, str] = field(default_factory=dict)

    def refuse(self, name: str, sentence: str) -> None:
        """Say what is wrong at one field, unless something was said there."""
        self.faults.setdefault(name, sentence)

    def said(self, letter: str, part: str) -> str:
        """What one field holds."""
        return self.typed.get(f"{letter.lower()}-{part}", "")


def parts_of(varied: Varied, store: Store) -> tuple[str, ...]:
    """The fields of one variant: the languages, the store's own first, or the delay."""
    if varied is Varied.DELAY:
        return ("delay",)
    own = spoken([store.language])
    return (own, *(one for one in LANGUAGES if one != own))


def span_of(moment: Moment, settings: Mapping[Moment, MomentSetting]) -> Span:
    """Between the moments before and after it, where they are on."""
    unit = unit_hours(moment)
    if moment not in _ORDER:
        return Span(0, LONGEST_DELAY)
    place = _ORDER.index(moment)
    before = [_delay(settings, one) for one in _ORDER[:place]]
    after = [_delay(settings, one) for one in _ORDER[place + 1 :]]
    least = max((hours // unit + 1 for hours in before if hours is not None), default=0)
    most = min((hours // unit - 1 for hours in after if hours is not None), default=LONGEST_DELAY)
    return Span(least, most)


def wishes_of(draft: Draft, store: Store, span: Span) -> list[Wish]:
    """The variants that were typed; what makes no sense is said in `draft.faults`."""
    if draft.varied is Varied.DELAY:
        return _delays(draft, span)
    return _subjects(draft, store)


def _delay(settings: Mapping[Moment, MomentSetting], moment: Moment) -> int | None:
    setting = settings.get(moment)
    return setting.delay_hours if setting is not None and setting.is_on else None


def _delays(draft: Draft, span: Span) -> list[Wish]:
    seen: dict[int, str] = {}
    for letter in LETTERS:
        name, text = f"{letter.lower()}-delay", draft.said(letter, "delay")
        if not text and LETTERS.index(letter) >= _LEAST_VARIANTS:
            continue
        number = int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else -1
        if not span.holds(number):
            sentence = _("Write a whole number from %(least)s to %(most)s.")
            draft.refuse(name, sentence % {"least": span.least, "most": span.most})
        elif number in seen:
            draft.refuse(name, _("Variant %(letter)s says the same.", letter=seen[number]))
        seen.setdefault(number, letter)
    unit = unit_hours(draft.moment)
    return [Wish(delay_hours=number * unit) for number in seen]


def _subjects(draft: Draft, store: Store) -> list[Wish]:
    own, *others = parts_of(Varied.SUBJECT, store)
    rows: list[tuple[str, dict[str, str]]] = []
    for letter in LETTERS:
        told = {one: draft.said(letter, one) for one in (own, *others)}
        if any(told.values()) or LETTERS.index(letter) < _LEAST_VARIANTS:
            rows.append((letter, told))
    for letter, told in rows:
        _check_subjects(draft, letter, told, own)
    _check_twins(draft, rows, own)
    tried = [one for one in (own, *others) if all(told[one] for _letter, told in rows)]
    return [Wish(subjects={one: told[one] for one in tried}) for _letter, told in rows]


def _check_subjects(draft: Draft, letter: str, told: Mapping[str, str], own: str) -> None:
    if not told[own]:
        draft.refuse(f"{letter.lower()}-{own}", _("Write a subject."))
    for language, subject in told.items():
        for flaw in subject_flaws(subject, draft.moment):
            draft.refuse(f"{letter.lower()}-{language}", say(flaw))


def _check_twins(draft: Draft, rows: Sequence[tuple[str, Mapping[str, str]]], own: str) -> None:
    seen: dict[tuple[str, ...], str] = {}
    for letter, told in rows:
        key = tuple(told.values())
        if key in seen and told[own]:
            draft.refuse(
                f"{letter.lower()}-{own}", _("Variant %(letter)s says the same.", letter=seen[key])
            )
        seen.setdefault(key, letter)
