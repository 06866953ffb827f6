"""A customer puts a request off, or is asked for a picture: pages, mails and what they leave."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.passwords import hash_password
from app.clock import tick
from app.factory import create_app
from core import events as e
from core.doors import Doors
from core.mail import read_outbox
from core.models import (
    Customer,
    Media,
    MomentSetting,
    PictureCopy,
    Product,
    Solicitation,
    Store,
    Submission,
)
from core.signing import mint_link
from core.states import (
    LinkPurpose,
    MediaKind,
    MediaState,
    Moment,
    Reason,
    Role,
    SolicitationState,
    SubmissionState,
)
from solicitation import handlers
from solicitation.operations import postponing
from solicitation.queries.explained import explain
from tests.desks import PASSWORD, desk_of, send
from tests.factories import (
    NOW,
    make_customer,
    make_member,
    make_occasion,
    make_order,
    make_product,
    make_solicitation,
    make_store,
    make_submission,
)
from tests.houses import clock_of

DAY = timedelta(days=1)
_S = SolicitationState
WORDS = ("subject", "heading", "words", "button")


@pytest.fixture
def client(doors: Doors) -> FlaskClient:
    return create_app(doors).test_client()


@pytest.fixture
def sent(doors: Doors) -> Solicitation:
    """A request at one month that left today; the moment asks for pictures."""
    with doors.database.transaction() as session:
        store = make_store(session)
        for setting in session.scalars(select(MomentSetting)):
            setting.is_media_asked = setting.moment is Moment.ONE_MONTH
        customer = make_customer(session, store, language="en", timezone="Europe/Paris")
        product = make_product(session, store)
        order = make_order(session, customer, [product], delivered_at=NOW - 30 * DAY)
        return make_solicitation(
            session,
            make_occasion(session, customer, order=order),
            moment=Moment.ONE_MONTH,
            state=_S.SENT,
            reason=Reason.HANDED_OVER,
            handed_over_at=NOW,
        )


def token(doors: Doors, ask: Solicitation, purpose: LinkPurpose) -> str:
    with doors.database.transaction() as session:
        return mint_link(
            session,
            purpose,
            store_id=ask.store_id,
            customer_id=ask.customer_id,
            solicitation_id=ask.id,
            now=NOW,
        )


def asks(doors: Doors) -> list[Solicitation]:
    with doors.database.reading() as session:
        return list(session.scalars(select(Solicitation).order_by(Solicitation.id)))


@pytest.mark.parametrize(
    ("purpose", "path"), [(LinkPurpose.ANSWER, "r"), (LinkPurpose.PREFERENCES, "p")]
)
def test_a_press_puts_the_request_off_and_a_link_does_not(
    doors: Doors, client: FlaskClient, sent: Solicitation, purpose: LinkPurpose, path: str
) -> None:
    """Mail scanners follow links (requirement M3)."""
    address = f"/{path}/{token(doors, sent, purpose)}"
    assert f"{address}/later" in client.get(address).text
    for method in ("GET", "HEAD"):
        assert client.open(f"{address}/later", method=method).status_code == 200
    assert len(asks(doors)) == 1
    answer = client.post(f"{address}/later", data={"days": "7"})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{address}/later")
    assert "Set-Cookie" not in answer.headers
    assert "ask you again on 17 June 2026" in client.get(f"{address}/later").text
    assert [one.reason for one in asks(doors)][1:] == [Reason.CUSTOMER_CHOSE_LATER]


@pytest.mark.parametrize("days", ["", "8", "-7", "9999999", "<b>", "７x"])
def test_any_other_day_is_refused_and_named(sqlite_doors: Doors, days: str) -> None:
    doors = sqlite_doors
    with doors.database.transaction() as session:
        customer = make_customer(session, make_store(session), language="en")
        ask = make_solicitation(session, make_occasion(session, customer))
    path = f"/r/{token(doors, ask, LinkPurpose.ANSWER)}/later"
    answer = create_app(doors).test_client().post(path, data={"days": days})
    assert answer.status_code == 422
    assert "Choose one of the answers." in answer.text


def wrote(doors: Doors, sent: Solicitation, rating: int, *, has_photo: bool = False) -> int:
    """The customer answers; returns the submission's id."""
    with doors.database.transaction() as session:
        ask = session.get_one(Solicitation, sent.id)
        order = ask.occasion.order
        assert order is not None
        review = make_submission(
            session,
            ask.customer,
            product=order.lines[0].product,
            rating=rating,
            moment=ask.moment,
            occasion_id=ask.occasion_id,
            solicitation_id=ask.id,
            submitted_at=NOW,
        )
        if has_photo:
            add_photo(doors, session, review)
        number = review.id
    for _ in range(2):
        handlers.ask_for_picture(doors, e.SubmissionReceived(sent.store_id, number))
    return number


def add_photo(doors: Doors, session: Session, review: Submission) -> None:
    session.add(
        Media(
            store_id=review.store_id,
            ref=f"photo-{review.id}",
            customer_id=review.customer_id,
            submission_id=review.id,
            kind=MediaKind.PHOTO,
            state=MediaState.READY,
            content_type="image/jpeg",
            quarantine_key="quarantine/x/y",
            created_at=NOW,
        )
    )


@pytest.mark.parametrize("rating", [1, 2, 3, 4, 5])
def test_a_picture_is_asked_for_once_whatever_the_rating(
    doors: Doors, sent: Solicitation, rating: int
) -> None:
    wrote(doors, sent, rating)
    (picture,) = [one for one in asks(doors) if one.is_media_only]
    assert (picture.state, picture.due_at) == (_S.PLANNED, NOW + 7 * DAY)


def test_who_sent_a_photo_is_not_asked_for_one(doors: Doors, sent: Solicitation) -> None:
    wrote(doors, sent, 5, has_photo=True)
    assert not [one for one in asks(doors) if one.is_media_only]


def test_the_picture_mail_waits_for_the_caps_and_opens_the_page_of_files(
    doors: Doors, client: FlaskClient, sent: Solicitation
) -> None:
    wrote(doors, sent, 2)
    clock_of(doors).move(7 * DAY)
    tick(doors)
    assert asks(doors)[-1].reason is Reason.FATIGUE_CAP
    clock_of(doors).move(8 * DAY)
    for _ in range(3):
        tick(doors)
    folder = Path(doors.settings.mail_url.removeprefix("outbox://"))
    (letter,) = read_outbox(folder)
    assert letter.subject == "A picture to go with your review?"
    assert "stars=" not in letter.html
    path = letter.html.split("http://vivavoce.test/r/")[1].split('"')[0]
    page = client.get(f"/r/{path}").text
    assert "Add a picture to your review" in page
    assert "rating and" not in page.lower()
    with doors.database.reading() as session:
        ref = session.scalars(select(Submission.ref)).one()
    onward = client.post(f"/r/{path}/mine", data={"what": ref, "then": "picture"})
    form = client.get(onward.headers["Location"]).text
    assert 'name="rating"' not in form
    assert 'type="file"' in form


def test_the_picture_mail_says_what_the_store_wrote_for_it_until_it_takes_ours_again(
    doors: Doors, sent: Solicitation
) -> None:
    """The real way out: the clock claims, the sender posts."""
    wrote(doors, sent, 2)
    with doors.database.transaction() as session:
        store = session.get_one(Store, sent.store_id)
        owner = make_member(session, store, Role.OWNER, password=hash_password(PASSWORD))
        session.get_one(Solicitation, asks(doors)[-1].id).due_at = NOW + 15 * DAY
    desk, path = desk_of(doors, owner), "/desk/letters/picture/review/0"
    for moment, said in (("picture", "A photo of {product}?"), ("one_month", "A month?")):
        own = {f"{language}-{name}": said for language in ("fr", "en") for name in WORDS}
        assert send(desk, path.replace("picture", moment), own).status_code == 303
    with doors.database.reading() as session:
        assert len(session.scalars(select(PictureCopy)).all()) == 2
    clock_of(doors).move(15 * DAY)
    for _ in range(2):
        tick(doors)
    folder = Path(doors.settings.mail_url.removeprefix("outbox://"))
    (letter,) = read_outbox(folder)
    with doors.database.reading() as session:
        name = session.scalars(select(Product.name)).one()
    assert letter.subject == f"A photo of {name}?"
    assert f"A photo of {name}?" in letter.text
    assert "whatever the rating, and only once" in letter.text
    assert "stars=" not in letter.html
    send(desk, f"{path}/ours/en", {})
    with doors.database.reading() as session:
        assert session.scalars(select(PictureCopy.language)).all() == ["fr"]


@pytest.mark.parametrize(
    ("became", "reason"),
    [("photo", Reason.PICTURE_ADDED), ("withdrawn", Reason.WORDS_TAKEN_BACK)],
)
def test_the_picture_mail_stops_by_itself(
    doors: Doors, sent: Solicitation, became: str, reason: Reason
) -> None:
    number = wrote(doors, sent, 4)
    with doors.database.transaction() as session:
        review = session.get_one(Submission, number)
        if became == "photo":
            add_photo(doors, session, review)
        else:
            review.move_to(SubmissionState.WITHDRAWN)
    for _ in range(2):
        if became == "photo":
            handlers.ask_for_picture(doors, e.SubmissionReceived(sent.store_id, number))
        else:
            handlers.drop_picture_request(doors, e.SubmissionWithdrawn(sent.store_id, number))
    assert asks(doors)[-1].reason is reason


def test_a_photo_added_unseen_still_stops_the_mail_in_the_claim(
    doors: Doors, sent: Solicitation
) -> None:
    number = wrote(doors, sent, 4)
    with doors.database.transaction() as session:
        add_photo(doors, session, session.get_one(Submission, number))
    clock_of(doors).move(15 * DAY)
    tick(doors)
    assert asks(doors)[-1].reason is Reason.NO_PRODUCT_LEFT


def test_the_customers_page_tells_the_picture_and_the_day_chosen(
    doors: Doors, sent: Solicitation
) -> None:
    wrote(doors, sent, 3)
    with doors.database.transaction() as session:
        picture = session.get_one(Solicitation, asks(doors)[-1].id)
        postponing.postpone(session, picture, 30, NOW)
        store = session.get_one(Store, sent.store_id)
        owner = make_member(session, store, Role.OWNER, password=hash_password(PASSWORD))
    page = desk_of(doors, owner).get(f"/desk/customers/{sent.customer_id}").text
    assert "After one month · a picture" in page
    assert "Moved: the customer asked to be asked later. Due on 10 Jul 2026" in page
    with doors.database.reading() as session:
        person = session.get_one(Customer, sent.customer_id)
        assert [one.ask.is_media_only for one in explain(session, person)] == [False, True]
