"""A real house with a desk full of believable submissions, served to a browser."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page
from sqlalchemy.orm import Session

from app.accounts.passwords import hash_password
from app.demo.content import GIVEN, DemoSubmission, submissions
from app.factory import create_app
from core.doors import Doors
from core.models import Media, Product, Store, Submission, SubmissionLabel
from core.states import MediaKind, MediaState, Moment, Role, SubjectKind, SubmissionState
from moderation.operations.deciding import approve, refuse
from moderation.operations.replying import reply
from moderation.policy import Actor
from tests.browser.design_site import opened
from tests.browser.serving import served
from tests.desks import PASSWORD
from tests.factories import (
    NOW,
    make_customer,
    make_member,
    make_order,
    make_product,
    make_store,
    make_submission,
)
from tests.houses import house
from tests.services.ports import free_port

CAMILLE = Actor("member:1", "Camille Roche")
LONG_NAME = "Maximilienne-Joséphine de La Rochefoucauld-Montbel d’Armagnac-Villequier"
_LONG = (
    "Je mets cinq étoiles à la tasse et deux à la livraison, parce qu’il faut être juste. "
    "La tasse est arrivée un mardi, dans un carton trop grand, et je l’ai regardée longtemps "
    "avant de m’en servir : l’émail a de petites coulures, comme de la pluie sur une vitre.\n\n"
)


@dataclass(frozen=True, slots=True)
class Desk:
    """Where the desk is served, and what stands behind it."""

    url: str
    doors: Doors
    emails: dict[Role, str]
    empty_email: str


@contextmanager
def desk(database_url: str, folder: Path) -> Iterator[Desk]:
    """The desk of a store with a morning's work, and that of one with nothing to do."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with house(database_url, folder, PUBLIC_URL=url) as doors:
        emails = _fill(doors)
        with served(create_app(doors), port):
            yield Desk(url, doors, emails, "nobody@calme.example")


@contextmanager
def signed_in(
    browser: Browser, desk: Desk, email: str, path: str, **context: Any
) -> Iterator[Page]:
    """A page of the desk, after signing in as people do."""
    with opened(browser, f"{desk.url}/desk/sign-in?next={path}", **context) as page:
        page.fill("input[name=email]", email)
        page.fill("input[name=password]", PASSWORD)
        page.press("input[name=password]", "Enter")
        page.wait_for_url(f"**{path}*")
        yield page


def _fill(doors: Doors) -> dict[Role, str]:
    _store_pictures(doors)
    with doors.database.transaction() as session:
        store = make_store(session, key="demo", name="Maison Garance")
        password = hash_password(PASSWORD)
        emails = {}
        for role in Role:
            email = f"{role.value}@garance.example"
            make_member(session, store, role, email=email, password=password)
            emails[role] = email
        quiet = make_store(session, key="calme", name="Atelier Calme")
        make_member(session, quiet, Role.OWNER, email="nobody@calme.example", password=password)
        _write(session, store)
    return emails


def _write(session: Session, store: Store) -> None:
    known: dict[str, Product] = {}
    given = [one for one in submissions() if one.product][:70]
    for place, one in enumerate(given):
        if one.product not in known:
            name = (one.product or "").replace("-", " ").capitalize()
            known[one.product or ""] = make_product(session, store, ref=one.product, name=name)
        _add(session, store, known[one.product or ""], one, place)
    _special(session, store, known["bols-gres"])


def _add(
    session: Session, store: Store, product: Product, one: DemoSubmission, place: int
) -> Submission:
    customer = make_customer(session, store, name=one.display_name, language=one.language)
    order = make_order(session, customer, [product], number=f"#{1001 + place}")
    submitted_at = NOW - timedelta(hours=3 + 2 * place)
    submission = make_submission(
        session,
        customer,
        product=product,
        rating=one.rating,
        kind=one.kind,
        title=one.title,
        words=one.words,
        answers=dict(one.answers),
        language=one.language,
        moment=one.moment,
        display_name=one.display_name,
        order_line_id=order.lines[0].id if place % 6 else None,
        experience_day=one.days_after,
        submitted_at=submitted_at,
        ready_at=submitted_at,
    )
    for label in one.labels:
        session.add(
            SubmissionLabel(
                store_id=store.id, submission_id=submission.id, label=label, created_at=NOW
            )
        )
    for position, name in enumerate(one.media):
        _attach(session, submission, name, position)
    if place % 3 == 1:
        approve(session, submission, CAMILLE, NOW - timedelta(hours=2))
    if place % 17 == 2:
        words = "The phone number in the second line is someone else's."
        refuse(session, submission, _ground(one), words, CAMILLE, NOW - timedelta(hours=1))
    return submission


def _ground(one: DemoSubmission) -> Any:
    return one.ground or one.expected or "personal_data"


def _special(session: Session, store: Store, product: Product) -> None:
    """The oldest, so that they come first: very long words, a long name, a video, a second look."""
    old = NOW - timedelta(days=9)
    long = make_customer(session, store, name=LONG_NAME, language="fr")
    make_submission(
        session,
        long,
        product=product,
        title=None,
        rating=4,
        words=(_LONG * 12)[:3000],
        display_name=LONG_NAME,
        submitted_at=old,
    )
    video = make_customer(session, store, name="Awa Diop", language="fr")
    filmed = make_submission(
        session,
        video,
        product=product,
        rating=2,
        title="Deux fêlures en un mois",
        words="Beau, mais fragile : on voit bien les deux fêlures sur la vidéo.",
        display_name="Awa D.",
        submitted_at=old + timedelta(hours=1),
    )
    _attach(session, filmed, "bols-video-01.mp4", 0)
    _attach(session, filmed, "bols-01.jpg", 1)
    _attach(session, filmed, "bols-03.jpg", 2)
    _attach(session, filmed, "later.jpg", 3)
    _second_look(session, store, product, old + timedelta(hours=2))


def _second_look(session: Session, store: Store, product: Product, at: Any) -> None:
    customer = make_customer(session, store, name="Élodie Garnier", language="fr")
    order = make_order(session, customer, [product], number="#998")
    earlier = make_submission(
        session,
        customer,
        product=product,
        rating=5,
        moment=Moment.ONE_MONTH,
        order_line_id=order.lines[0].id,
        submitted_at=at - timedelta(days=150),
        experience_day=33,
    )
    approve(session, earlier, CAMILLE, at - timedelta(days=149))
    reply(session, earlier, "Merci Élodie !", CAMILLE, None, at - timedelta(days=148))
    make_submission(
        session,
        customer,
        product=product,
        rating=4,
        moment=Moment.SIX_MONTHS,
        amends_id=earlier.id,
        order_line_id=order.lines[0].id,
        title="Toujours là, un éclat en plus",
        words="Six mois plus tard je les aime toujours, mais un éclat est apparu sur le bord.",
        answers={
            "before": "Des bols dépareillés.",
            "since": "Le petit-déjeuner tous les jours.",
            "again_choice": "yes",
            "again": "Oui, mais je prendrais trois ardoise.",
            "quality": 4,
        },
        submitted_at=at,
        experience_day=184,
    )
    make_submission(
        session,
        customer,
        subject=SubjectKind.STORE,
        rating=5,
        state=SubmissionState.APPROVED,
        words="On m’a répondu dans l’heure, un dimanche.",
        submitted_at=at - timedelta(days=20),
    )


def _store_pictures(doors: Doors) -> None:
    for file in GIVEN.iterdir():
        kind = "video/mp4" if file.suffix == ".mp4" else "image/jpeg"
        doors.storage.put(f"media/demo/given/{file.name}", file.read_bytes(), content_type=kind)


def _attach(session: Session, submission: Submission, name: str, position: int) -> None:
    is_video, is_there = name.endswith(".mp4"), (GIVEN / name).exists()
    poster = {"name": "800.jpg", "key": "media/demo/given/bols-01.jpg", "type": "image/jpeg"}
    file = {"name": name, "key": f"media/demo/given/{name}", "type": "image/jpeg"}
    files = [poster, file | {"type": "video/mp4"}] if is_video else [file]
    session.add(
        Media(
            store_id=submission.store_id,
            ref=f"{submission.id}-{position}",
            customer_id=submission.customer_id,
            submission_id=submission.id,
            kind=MediaKind.VIDEO if is_video else MediaKind.PHOTO,
            state=MediaState.READY if is_there else MediaState.UPLOADED,
            position=position,
            content_type=file["type"],
            name=name,
            quarantine_key="",
            renditions=[one | {"width": 720, "height": 1280} for one in files] if is_there else [],
            width=720,
            height=1280 if is_video else 540,
            created_at=submission.submitted_at,
        )
    )
