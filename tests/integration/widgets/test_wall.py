"""The wall of a store, as readers get it: what stands there, page by page, and what does not."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.factory import create_app
from core.doors import Doors
from core.models import Consent, Store
from core.states import (
    Label,
    MediaKind,
    MediaState,
    Role,
    SubjectKind,
    SubmissionKind,
    SubmissionState,
    Use,
)
from tests.desks import desk_of, join, make_desk, send, visitor
from tests.factories import NOW, make_customer, make_store_event
from tests.integration.widgets.rows import (
    add_label,
    add_photo,
    approved,
    days_ago,
    film,
    make_shelf,
)

TESTIMONIAL: dict[str, Any] = {"kind": SubmissionKind.TESTIMONIAL, "rating": None}
OPEN = {"is_wall_open": True, "is_open_for_store": True}


def fill(session: Session) -> None:
    """The walls of two stores: one with every kind of words, one with another's."""
    store, product = make_shelf(session, **OPEN)
    event = make_store_event(session, store)
    of_event: dict[str, Any] = {"subject": SubjectKind.EVENT, "store_event_id": event.id}
    add_label(session, approved(session, store, words="Choisi.", **TESTIMONIAL), Label.REWARDED)
    approved(session, store, words="De la maison.\nEt <b>voilà</b>.", rating=1)
    approved(session, store, words="De la soirée.", **of_event)
    filmed = approved(session, store, words="Filmé.", title="", **TESTIMONIAL)
    renditions = film(f"media/luce/{filmed.ref}")
    add_photo(session, filmed, kind=MediaKind.VIDEO, duration_s=12.0, renditions=renditions)
    held = approved(session, store, words="Tenu.", title="")
    add_photo(session, held, people="unsure", placeholder="UklGRheld")
    pictured = approved(session, store, words="Montré.", title="")
    add_photo(session, pictured, placeholder="UklGRshown")
    add_photo(session, approved(session, store, words=""), ref="alone")
    raw = approved(session, store, words="Brut.", title="")
    add_photo(session, raw, state=MediaState.UPLOADED, placeholder="UklGRraw")
    approved(session, store, product, words="Du produit.")
    approved(session, store, words="En attente.", state=SubmissionState.WAITING)
    approved(session, store, words="Refusé.", state=SubmissionState.REFUSED)
    approved(session, store, words="Repris.", state=SubmissionState.WITHDRAWN)
    approved(session, store, words="Ancien.", state=SubmissionState.SUPERSEDED)
    approved(session, store, words="", title="Des étoiles seules")
    gone = make_customer(session, store, erased_at=NOW)
    approved(session, store, words="Oublié.", customer=gone)
    for number, words in enumerate(("Retiré.", "Pour les réseaux.")):
        one = approved(session, store, words=words)
        change = {"use": Use.SOCIAL} if number else {"withdrawn_at": NOW}
        session.execute(update(Consent).where(Consent.submission_id == one.id).values(**change))
    other, _product = make_shelf(session, key="ailleurs", **OPEN)
    approved(session, other, words="D'ailleurs.", **TESTIMONIAL)


def test_a_wall_shows_what_may_be_shown_and_nothing_else(doors: Doors) -> None:
    with doors.database.transaction() as session:
        fill(session)
    client = create_app(doors).test_client()
    answer = client.get("/w/luce?lang=en")
    html, words = answer.text, " ".join(answer.text.split())
    found = re.findall(r'words__text"[^>]*>([^<]+)', html)
    assert {one.split(".")[0] for one in found} == {
        "Choisi", "De la maison", "De la soirée", "Filmé", "Tenu", "Montré", "Brut"
    }  # fmt: skip
    assert "Et &lt;b&gt;voilà&lt;/b&gt;." in html
    assert words.count("Testimonial selected by Maison Luce") == 2
    assert "Rewarded for writing this review" in words
    assert "Atelier ouvert" in words
    assert "UklGRshown" in html
    assert "UklGRheld" not in html
    assert "UklGRraw" not in html
    assert html.count("<picture>") == 2
    assert re.search(r'<source type="image/webp" srcset="[^"]+ 480w, [^"]+ 1600w" sizes=', html)
    assert re.search(r'<video class="stone__film" controls preload="none" [^>]+ poster="', html)
    assert re.search(r'<track kind="captions" [^>]+captions-a.vtt" srclang="fr" default>', html)
    assert 'href="/c/luce?lang=en&amp;wall=1"' in html
    assert "ld+json" not in html
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    again = client.get("/w/luce?lang=en", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_a_wall_goes_on_where_its_page_ends(sqlite_doors: Doors) -> None:
    with sqlite_doors.database.transaction() as session:
        store, _product = make_shelf(session, is_wall_open=True)
        same_minute = days_ago(3)
        for number in range(26):
            approved(session, store, ref=f"r{number}", submitted_at=same_minute)
    client = create_app(sqlite_doors).test_client()
    first = client.get("/w/luce?lang=en").text
    assert refs(first) == [f"r{number}" for number in range(25, 1, -1)]
    assert "canonical" in first
    assert "Add yours" not in first
    [onward] = re.findall(r'rel="next" href="([^"]+)"', first)
    second = client.get(onward.replace("&amp;", "&")).text
    assert refs(second) == ["r1", "r0"]
    assert 'rel="next"' not in second
    assert 'href="/w/luce?lang=en"' in second
    assert refs(client.get("/w/luce?start=r1").text) == ["r1", "r0"]
    assert refs(client.get("/w/luce?start=no%00body").text)[0] == "r25"


def refs(html: str) -> list[str]:
    return re.findall(r'id="vv-([^"]+)"', html)


def test_a_wall_is_closed_until_an_owner_opens_it(sqlite_doors: Doors) -> None:
    store, owner = make_desk(sqlite_doors, key="luce", name="Maison Luce")
    client = desk_of(sqlite_doors, owner)
    for path in ("/w/luce", "/w/luce.svg", "/w/nowhere"):
        assert client.get(path).status_code == 404
    assert "This wall is still bare" in client.get("/desk/wall?lang=en").text
    moderator = desk_of(sqlite_doors, join(sqlite_doors, store, Role.MODERATOR))
    assert send(moderator, "/desk/open", OPEN).status_code == 403
    assert send(client, "/desk/open", dict.fromkeys(OPEN, "y")).status_code == 303
    assert "http://vivavoce.test/w/luce.svg" in client.get("/desk/open").text
    reader = visitor(sqlite_doors)
    assert "Yours can be the first words here." in reader.get("/w/luce?lang=en").text
    assert reader.get("/w/luce.svg").content_type == "image/svg+xml"
    assert send(client, "/desk/open", {}).status_code == 303
    assert reader.get("/w/luce").status_code == 404
    with sqlite_doors.database.reading() as rows:
        assert not rows.get_one(Store, store.id).is_wall_open
