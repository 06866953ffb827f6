"""What a store wrote itself for its mails, and the mark they wear."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import quote

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from core.models import MailCopy, PictureCopy, Store
from core.states import Moment, SubmissionKind
from solicitation.mail_copy.brand import Brand
from solicitation.mail_copy.own import OwnCopy
from solicitation.mail_copy.shape import LAST_REMINDER


class CopyKey(NamedTuple):
    """One mail of a store in one language; that for a picture has one key for all moments."""

    moment: Moment
    kind: SubmissionKind
    sequence: int
    language: str
    is_media_only: bool = False


def picture_key(language: str) -> CopyKey:
    """The mail that asks for a picture alone: whatever the moment, and never reminded of."""
    return CopyKey(Moment.AFTER_PURCHASE, SubmissionKind.REVIEW, 0, language, is_media_only=True)


def own_copies(session: Session, store_id: int) -> dict[CopyKey, OwnCopy]:
    """All the store's own words, to be looked up with `copy_for`; read once per batch."""
    return {key: words_of(row) for key, row in written_copies(session, store_id).items()}


def copy_for(
    copies: Mapping[CopyKey, OwnCopy],
    moment: Moment,
    kind: SubmissionKind,
    sequence: int,
    language: str,
    *,
    is_media_only: bool = False,
) -> OwnCopy | None:
    """The store's words for one mail; None where ours are used."""
    if not copies:
        return None
    if is_media_only:
        return copies.get(picture_key(language))
    return copies.get(CopyKey(moment, kind, min(sequence, LAST_REMINDER), language))


def written_copies(session: Session, store_id: int) -> dict[CopyKey, MailCopy | PictureCopy]:
    """The rows themselves, with who wrote them."""
    mails = session.scalars(
        select(MailCopy).where(MailCopy.store_id == store_id).options(joinedload(MailCopy.author))
    )
    pictures = session.scalars(
        select(PictureCopy)
        .where(PictureCopy.store_id == store_id)
        .options(joinedload(PictureCopy.author))
    )
    return {
        **{CopyKey(row.moment, row.kind, row.sequence, row.language): row for row in mails},
        **{picture_key(row.language): row for row in pictures},
    }


def words_of(row: MailCopy | PictureCopy) -> OwnCopy:
    """The words of a row."""
    return OwnCopy(row.subject, row.preheader, row.heading, row.words, row.button)


def brand_of(store: Store, media_url: str) -> Brand:
    """The store's mark; mails load its logo from `media_url`, at half its pixels."""
    logo = f"{media_url}/{quote(store.logo_key)}" if store.logo_key else ""
    return Brand(store.brand_colour, logo, store.logo_width // 2, store.logo_height // 2)
