"""Fills an empty database with the demo store: fourteen months of a small shop."""

from __future__ import annotations

import json
import random
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.members import invite
from app.accounts.passwords import hash_password
from app.demo import content
from app.demo.seeding import ground, past, verdicts, voices
from app.demo.seeding.calendar import date_submissions
from collection.preparing import prepare
from core.doors import Doors
from core.models import Media, Member, Store
from core.states import MediaState, Role
from widgets.operations.rebuilding import rebuild_store

Say = Callable[[str], None]
MEMBER_EMAIL = "camille@example.com"
MEMBER_NAME = "Camille Roche"


def seed(doors: Doors, folder: Path, say: Say) -> None:
    """Fill the demo; safe to repeat after an interruption. Writes `demo-member.json` last."""
    with doors.database.transaction() as session:
        store = session.scalar(select(Store).where(Store.key == content.store().key))
        store_id = store.id if store is not None else _fill(session, doors, say)
    _prepare_media(doors, store_id, say)
    say("Publishing the product pages' feeds")
    rebuild_store(doors, store_id)
    _write_member(doors, folder)


def _fill(session: Session, doors: Doors, say: Say) -> int:
    now, dice = doors.now(), random.Random(20260311)  # noqa: S311 -- a demo that is the same for all
    say("Filling the demo store: 8 products, 300 customers, 400 orders")
    store = ground.make_store(session, doors.settings.public_url, now)
    event = ground.make_event(session, store, now)
    dated = date_submissions(
        content.submissions(),
        {t.email: t.resolved_days_ago for t in content.tickets() if t.resolved_days_ago},
        event.ends_at or now,
        now,
        dice,
    )
    life = past.Past(
        store,
        ground.make_products(session, store, doors.settings.public_url, now),
        ground.make_customers(session, store, now),
        event,
        dice,
        now,
    )
    past.make_past(session, life, dated)
    say("Writing down what customers said: 195 reviews and testimonials")
    said = voices.make_voices(session, life, dated)
    member = invite(session, store, MEMBER_EMAIL, Role.OWNER, name=MEMBER_NAME, now=now).member
    session.flush()  # the log names the member
    verdicts.decide_all(session, member, said, now)
    for media, path in voices.expected_media(life, said):
        media.quarantine_key = f"quarantine/{store.key}/{media.ref}"
        doors.storage.put(media.quarantine_key, path.read_bytes(), content_type=media.content_type)
        session.add(media)
    return store.id


def _prepare_media(doors: Doors, store_id: int, say: Say) -> None:
    """Photos and videos go through the same pipeline as a customer's."""
    with doors.database.reading() as session:
        waiting = session.scalars(
            select(Media.id).where(Media.store_id == store_id, Media.state == MediaState.UPLOADED)
        ).all()
    if waiting:
        say(f"Preparing {len(waiting)} photos and videos")
    with ThreadPoolExecutor(max_workers=2) as pool:
        list(pool.map(lambda media_id: prepare(doors, store_id, media_id), waiting))


def _write_member(doors: Doors, folder: Path) -> None:
    """Give the demo's member a password of this installation, and write it down."""
    target = folder / "demo-member.json"
    if target.exists():
        return
    password = secrets.token_urlsafe(12)
    with doors.database.transaction() as session:
        member = session.scalars(select(Member).where(Member.email == MEMBER_EMAIL)).one()
        member.password = hash_password(password)
    draft = target.with_suffix(".draft")
    draft.touch(mode=0o600)
    draft.write_text(json.dumps({"email": MEMBER_EMAIL, "password": password}), encoding="utf-8")
    draft.replace(target)
