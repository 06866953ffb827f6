"""The link under which an invited member chooses a password: once, within a week."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy.orm import Session

from core.config import Settings
from core.doors import Doors
from core.errors import N_, InvalidInput, LinkExpired, LinkUnknown, LinkUsed
from core.i18n import translate
from core.mail import Accepted, Letter, MailBatch, Recipient, letter
from core.models import Member, Store
from core.signing import random_ref

LIFETIME = timedelta(days=7)


def make_token(settings: Settings, member: Member, now: datetime) -> str:
    """A token that dies with the member's present `fs_uniquifier`; no row keeps it."""
    return _serializer(settings).dumps(
        [member.id, _mark(member), int((now + LIFETIME).timestamp())]
    )


def read_token(session: Session, settings: Settings, token: str, now: datetime) -> Member:
    """The member a token was made for; LinkUnknown, LinkExpired or LinkUsed otherwise."""
    try:
        member_id, mark, until = _serializer(settings).loads(token)
    except BadSignature as error:
        raise LinkUnknown(
            N_("This link is not complete. Please open it again from the mail we sent you.")
        ) from error
    member = session.get(Member, member_id)
    if member is None or not member.active or _mark(member) != mark:
        raise LinkUsed(N_("This link was used already, or replaced by a newer one."))
    if until <= now.timestamp():
        raise LinkExpired(N_("This link has expired. An owner of your store can send another."))
    return member


def address_of(settings: Settings, token: str) -> str:
    """The page a token opens."""
    return f"{settings.public_url}/desk/invitation/{token}"


def mail_invitation(doors: Doors, store: Store, member: Member, token: str | None) -> bool:
    """Mail the link, or without one the news; whether the provider took it."""
    try:
        batch = _batch(doors.settings, store, member, token)
    except InvalidInput:
        return False
    return isinstance(doors.mail.send(batch)[0], Accepted)


def _batch(settings: Settings, store: Store, member: Member, token: str | None) -> MailBatch:
    language = member.language or store.language
    said = _letter_of(settings, store, language, token)
    person = Recipient(member.email, member.name, random_ref(), language, {})
    return MailBatch(
        category="invitation",
        from_email=store.email,
        from_name=store.name,
        reply_to="",
        subject=said.subject,
        html=said.html,
        text=said.text,
        recipients=(person,),
    )


def _letter_of(settings: Settings, store: Store, language: str, token: str | None) -> Letter:
    if token is None:
        what = N_("You can now choose this store at the desk, with the password you have.")
        button = (translate(language, N_("Open the desk")), f"{settings.public_url}/desk/")
    else:
        what = N_("Choose a password to sign in. The link works once, for seven days.")
        button = (translate(language, N_("Choose a password")), address_of(settings, token))
    title = translate(language, N_("You were invited to the desk of %(store)s"), store=store.name)
    why = N_("You receive this because an owner of %(store)s gave your address.")
    return letter(
        language,
        store.name,
        title,
        [translate(language, what)],
        button=button,
        footer=[translate(language, why, store=store.name)],
    )


def _mark(member: Member) -> str:
    return hashlib.sha256(member.fs_uniquifier.encode()).hexdigest()[:32]


def _serializer(settings: Settings) -> URLSafeSerializer:
    keys = [*reversed(settings.secret_key_fallbacks), settings.secret_key]
    return URLSafeSerializer(keys, salt="invitation")
