"""One claimed batch becomes letters, and one call to the mail provider per kind of letter."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from threading import Lock
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import urlsplit

from core.doors import Doors
from core.i18n import spoken
from core.mail import MailBatch, NotSent, Outcome, Recipient, Unknown, unsubscribe_headers
from core.models import Store
from core.states import Moment, SubmissionKind
from solicitation.mail import Ask, ask_for, compose, lacking, values
from solicitation.mail_copy.asked import Asked
from solicitation.mail_copy.brand import Brand
from solicitation.mail_copy.own import OwnCopy, named_in
from solicitation.mail_copy.tried import Subjects, filled
from solicitation.operations.sending import Outgoing
from solicitation.queries.asked import Addresses, asked_people
from solicitation.queries.copies import CopyKey, brand_of, copy_for, own_copies
from solicitation.queries.due import DueAsk

log = logging.getLogger("vivavoce.posting")
_WRITING = Lock()
_NONE_TRIED: Mapping[int, Subjects] = MappingProxyType({})


def post(
    doors: Doors,
    store_id: int,
    outgoing: Sequence[Outgoing],
    subjects: Mapping[int, Subjects] = _NONE_TRIED,
) -> dict[int, Outcome]:
    """Send the letters; what became of each request, by its id. Holds no transaction open.

    `subjects` are those of an experiment, for the requests that take part in one.
    """
    try:
        with _WRITING:
            batches = _write(doors, store_id, outgoing, subjects)
    except Exception as error:  # nothing left yet, for certain: a mistake of ours costs no ask
        log.exception("a batch of store %s could not be written", store_id)
        return {one.ask.id: NotSent(type(error).__name__) for one in outgoing}
    outcomes: dict[int, Outcome] = {}
    for ids, batch in batches:
        outcomes |= zip(ids, _send(doors, batch), strict=True)
    return outcomes


def _write(
    doors: Doors,
    store_id: int,
    outgoing: Sequence[Outgoing],
    subjects: Mapping[int, Subjects],
) -> list[tuple[list[int], MailBatch]]:
    base = doors.settings.public_url
    with doors.database.reading() as session:
        store = session.get_one(Store, store_id)
        addresses = {one.ask.id: _addresses(base, store, one) for one in outgoing}
        people = asked_people(session, store, [one.ask for one in outgoing], addresses)
        copies = own_copies(session, store_id)
    brand = brand_of(store, doors.settings.media_url)
    letters = _by_letter(store, outgoing, people, copies, brand, subjects)
    return [
        ([one.ask.id for one in group], _batch(base, store, letter, group, people, subjects))
        for letter, group in letters.items()
    ]


def _send(doors: Doors, batch: MailBatch) -> list[Outcome]:
    """The door never raises; should it do so all the same, nobody may assume nothing left."""
    try:
        return doors.mail.send(batch)
    except Exception as error:  # a fault in the door must not make us send twice
        return [Unknown(type(error).__name__) for _ in batch.recipients]


def _addresses(base: str, store: Store, one: Outgoing) -> Addresses:
    return Addresses(
        answer=f"{base}/r/{one.answer}",
        unsubscribe=f"{base}/u/{one.unsubscribe}",
        preferences=f"{base}/p/{one.preferences}",
        rules=f"{base}/t/{store.key}",
    )


def _by_letter(
    store: Store,
    outgoing: Sequence[Outgoing],
    people: Mapping[int, Asked],
    copies: Mapping[CopyKey, OwnCopy],
    brand: Brand,
    subjects: Mapping[int, Subjects],
) -> dict[Ask, list[Outgoing]]:
    alike: dict[_Traits, list[Outgoing]] = defaultdict(list)
    for one in outgoing:
        alike[_traits(store, one.ask, people[one.ask.id], subjects.get(one.ask.id))].append(one)
    groups: dict[Ask, list[Outgoing]] = defaultdict(list)
    for traits, group in alike.items():
        groups[_letter(group[0].ask, traits, people[group[0].ask.id], copies, brand)] += group
    return groups


class _Traits(NamedTuple):
    """What decides which letter somebody gets; a letter itself is slow to compare."""

    moment: Moment
    kind: SubmissionKind
    language: str
    sequence: int
    is_media_only: bool
    products: int
    has_earlier: bool
    is_named: bool
    is_at_event: bool
    is_subject_tried: bool


def _traits(store: Store, ask: DueAsk, asked: Asked, tried: Subjects | None) -> _Traits:
    language = spoken([ask.customer.language], store.language)
    return _Traits(
        ask.moment,
        ask.kind,
        language,
        ask.sequence,
        ask.is_media_only,
        len(asked.products),
        asked.earlier is not None,
        bool(asked.customer_name.strip()),
        bool(asked.event_name),
        tried is not None and _may_fill(tried[language], asked),
    )


def _letter(
    ask: DueAsk, traits: _Traits, asked: Asked, copies: Mapping[CopyKey, OwnCopy], brand: Brand
) -> Ask:
    """The letter of everybody with these traits; `ask` and `asked` are one of them."""
    is_media_only, language = ask.is_media_only, traits.language
    own = copy_for(
        copies, ask.moment, ask.kind, ask.sequence, language, is_media_only=is_media_only
    )
    letter = ask_for(
        ask.moment,
        ask.kind,
        language,
        ask.sequence,
        asked,
        own,
        brand,
        is_media_only=is_media_only,
    )
    return replace(letter, is_subject_tried=True) if traits.is_subject_tried else letter


def _may_fill(subject: str, asked: Asked) -> bool:
    """Whether everything that the subject names is known of this person; else the mail's own."""
    return not named_in(subject) & lacking(asked)


def _batch(
    base: str,
    store: Store,
    letter: Ask,
    group: Sequence[Outgoing],
    people: Mapping[int, Asked],
    subjects: Mapping[int, Subjects],
) -> MailBatch:
    words = compose(letter)
    host = urlsplit(base).hostname or "localhost"
    return MailBatch(
        category=letter.moment,
        from_email=store.email,
        from_name=store.name,
        reply_to=store.email,
        subject=words.subject,
        html=words.html,
        text=words.text,
        recipients=tuple(
            _recipient(letter, one, people[one.ask.id], subjects.get(one.ask.id)) for one in group
        ),
        list_id=f"{store.key}.{host}",
    )


def _recipient(letter: Ask, one: Outgoing, asked: Asked, tried: Subjects | None) -> Recipient:
    known = values(letter, asked)
    if letter.is_subject_tried and tried is not None:
        known = {**known, **filled(tried[letter.language], letter.language, known)}
    return Recipient(
        email=one.ask.customer.email or "",
        name=one.ask.customer.name,
        send_ref=one.ask.send_ref,
        language=letter.language,
        values=known,
        headers=unsubscribe_headers(asked.unsubscribe_url),
    )
