"""The letters authors get: published, refused with its reasons, replied to."""

from __future__ import annotations

from core.i18n import spoken
from core.mail import Letter, letter
from core.models import ANSWERED_WITHIN, Outcome
from core.states import Ground, LetterKind
from moderation.mail_copy import COPIES
from moderation.mail_copy.shape import Copy, Told


def compose(told: Told) -> Letter:
    """The letter for `told`, complete with both parts."""
    language = spoken([told.language])
    copy = COPIES[language]
    title, paragraphs, after = _WRITERS[told.kind](copy, told)
    return letter(
        language,
        told.store,
        " ".join(_say(title, told).split()),
        [*_greeting(copy, told), *paragraphs],
        quotes=[told.words] if told.words else [],
        after=after,
        button=(copy.status, told.status_url),
        footer=[_say(copy.why, told)],
        links=[(_say(copy.rules, told), told.rules_url)],
    )


def _greeting(copy: Copy, told: Told) -> list[str]:
    return [copy.hello.format(name=told.name)] if told.name else []


def _say(sentence: str, told: Told) -> str:
    return sentence.format(subject=told.subject, store=told.store, author=told.author)


def _published(copy: Copy, told: Told) -> tuple[str, list[str], list[str]]:
    return copy.published_title, [_say(copy.published, told)], [copy.published_next]


def _refused(copy: Copy, told: Told) -> tuple[str, list[str], list[str]]:
    title = copy.taken_down_title if told.was_published else copy.refused_title
    first = copy.taken_down if told.was_published else copy.refused
    ground = copy.grounds[told.ground or Ground.OFF_TOPIC]
    after = [
        copy.ground.format(ground=ground),
        copy.note.format(store=told.store, note=told.note),
        _say(copy.human, told),
        _say(copy.object, told),
        copy.again,
    ]
    return title, [_say(first, told)], after


def _masked(copy: Copy, told: Told) -> tuple[str, list[str], list[str]]:
    after = [copy.masked_why, _say(copy.human, told), _say(copy.object, told), copy.again]
    return copy.masked_title, [_say(copy.masked, told)], after


def _replied(copy: Copy, told: Told) -> tuple[str, list[str], list[str]]:
    said = _paragraphs(told.reply)
    return copy.replied_title, [_say(copy.replied, told), *said, copy.you_wrote], []


def _contested(copy: Copy, told: Told) -> tuple[str, list[str], list[str]]:
    days = ANSWERED_WITHIN.days
    return (
        copy.contested_title,
        [_say(copy.contested, told), *_paragraphs(told.contested)],
        [copy.contested_next.format(days=days)],
    )


def _settled(copy: Copy, told: Told) -> tuple[str, list[str], list[str]]:
    is_reversed = told.outcome is Outcome.REVERSED
    titles, firsts = (copy.upheld_title, copy.reversed_title), (copy.upheld, copy.reversed)
    title, first = titles[is_reversed], firsts[is_reversed]
    after = [copy.reason.format(reason=told.reason)] if told.reason else []
    after.append(_say(copy.same_person if told.is_same_person else copy.somebody_else, told))
    return title, [_say(first, told)], after if is_reversed else [*after, copy.courts]


def _paragraphs(text: str) -> list[str]:
    return [part.strip() for part in text.split("\n\n") if part.strip()]


_WRITERS = {
    LetterKind.PUBLISHED: _published,
    LetterKind.REFUSED: _refused,
    LetterKind.REPLIED: _replied,
    LetterKind.MASKED: _masked,
    LetterKind.CONTESTED: _contested,
    LetterKind.SETTLED: _settled,
}
