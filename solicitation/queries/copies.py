"""What a store wrote itself for its mails, and the mark they wear."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from core.models import MailCopy, Store
from core.states import Moment, SubmissionKind
from solicitation.mail_copy.brand import Brand
from solicitation.mail_copy.own import OwnCopy
from solicitation.mail_copy.shape import LAST_REMINDER

CopyKey = tuple[Moment, SubmissionKind, int, str]
"""Moment, kind, sequence and language: one mail of a store."""


def own_copies(session: Session, store_id: int) -> dict[CopyKey, OwnCopy]:
    """All the store's own words, to be looked up with `copy_for`; read once per batch."""
    return {key: words_of(row) for key, row in written_copies(session, store_id).items()}


def copy_for(
    copies: Mapping[CopyKey, OwnCopy],
    moment: Moment,
    kind: SubmissionKind,
    sequence: int,
    language: str,
) -> OwnCopy | None:
    """The store's words for one mail; None where ours are used."""
    turn = min(sequence, LAST_REMINDER)
    return copies.get((moment, kind, turn, language)) if copies else None


def written_copies(session: Session, store_id: int) -> dict[CopyKey, MailCopy]:
    """The rows themselves, with who wrote them."""
    rows = session.scalars(
        select(MailCopy).where(MailCopy.store_id == store_id).options(joinedload(MailCopy.author))
    )
    return {(row.moment, row.kind, row.sequence, row.language): row for row in rows}


def words_of(row: MailCopy) -> OwnCopy:
    """The words of a row."""
    return OwnCopy(row.subject, row.preheader, row.heading, row.words, row.button)


def brand_of(store: Store, media_url: str) -> Brand:
    """The store's mark; mails load its logo from `media_url`, at half its pixels."""
    logo = f"{media_url}/{quote(store.logo_key)}" if store.logo_key else ""
    return Brand(store.brand_colour, logo, store.logo_width // 2, store.logo_height // 2)
