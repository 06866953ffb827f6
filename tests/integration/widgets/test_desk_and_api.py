"""What members copy into their shop, what programs read, and the command."""

from __future__ import annotations

import hashlib
import json
from html import unescape
from typing import Any

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from app.cli.widgets import widgets
from app.factory import create_app
from core.doors import Doors
from core.events import SubmissionWithdrawn
from core.models import ApiKey, Store, Submission
from core.states import Role, SubmissionState
from tests.desks import desk_of, make_desk
from tests.factories import NOW, make_product
from tests.houses import SECRET
from tests.integration.widgets.rows import approved, make_shelf, show
from widgets.handlers import unpublish

KEY = {"Authorization": "Bearer vv_abc_secret"}


def with_key(doors: Doors, store: Store, *scopes: str) -> FlaskClient:
    with doors.database.transaction() as session:
        session.add(
            ApiKey(
                store_id=store.id,
                name="shop",
                prefix="abc",
                secret_hash=hashlib.sha256(b"secret").digest(),
                scopes=list(scopes),
                created_at=NOW,
            )
        )
    return create_app(doors).test_client()


@pytest.mark.parametrize("role", [Role.OWNER, Role.ANALYST])
def test_members_copy_the_lines_of_their_product(sqlite_doors: Doors, role: Role) -> None:
    store, member = make_desk(sqlite_doors, role)
    with sqlite_doors.database.transaction() as session:
        make_product(session, store, ref='A"<b>/2', name="Bol")
    response = desk_of(sqlite_doors, member).get("/desk/embedding?product=A%22%3Cb%3E%2F2")
    html = unescape(response.text)
    assert response.status_code == 200
    assert "<b>" not in response.text
    assert f'<vv-reviews store="{store.key}" product="A&quot;&lt;b&gt;/2"></vv-reviews>' in html
    assert 'src="http://vivavoce.test/embed/v1/vivavoce.js"' in html
    assert f"http://vivavoce.test/feeds/v1/{store.key}/A%22%3Cb%3E%2F2.html" in html


def test_the_products_of_another_store_are_not_listed(sqlite_doors: Doors) -> None:
    store, member = make_desk(sqlite_doors)
    with sqlite_doors.database.transaction() as session:
        make_product(session, store, ref="MINE", name="Mon bol")
        _other, theirs = make_shelf(session)
        theirs.name = "Leur bol"
    desk = desk_of(sqlite_doors, member)
    for query in ("", "?q=bol", "?product=SKU-1", "?q=%00", "?product=_store"):
        html = desk.get(f"/desk/embedding{query}").text
        assert "Leur bol" not in html
        assert "SKU-1" not in html
    assert "Mon bol" not in desk.get("/desk/embedding?q=100%25").text


def test_programs_read_publications_page_by_page(doors: Doors) -> None:
    with doors.database.transaction() as session:
        store, product = make_shelf(session)
        reviews = [approved(session, store, product) for _number in range(3)]
        foreign, theirs = make_shelf(session, key="other")
        reviews.append(approved(session, foreign, theirs))
    show(doors, *reviews)
    with doors.database.transaction() as session:
        session.get_one(Submission, reviews[0].id).state = SubmissionState.WITHDRAWN
    unpublish(doors, SubmissionWithdrawn(store.id, reviews[0].id))
    client = with_key(doors, store, "publications:read")
    first: dict[str, Any] = client.get("/api/v1/publications?limit=2", headers=KEY).json or {}
    assert [one["submission"] for one in first["publications"]] == [r.ref for r in reviews[:2]]
    gone, shown = first["publications"]
    assert (gone["review"], bool(gone["unpublished_at"])) == (None, True)
    assert shown["review"]["words"] == reviews[1].words
    assert shown["product"] == "SKU-1"
    last = client.get(f"/api/v1/publications?limit=2&after={first['next']}", headers=KEY).json or {}
    assert [one["submission"] for one in last["publications"]] == [reviews[2].ref]
    assert last["next"] is None


@pytest.mark.parametrize(
    ("scopes", "query", "status"),
    [
        (("occasions:write",), "", 403),
        (("publications:read",), "?after=x", 422),
        (("publications:read",), "?limit=101", 422),
        (("publications:read",), "?limit=-1", 422),
        (("publications:read",), "?limit=0", 200),
        (("publications:read",), f"?after={2**63}", 422),
    ],
)
def test_a_program_without_the_scope_or_with_odd_numbers_is_told(
    sqlite_doors: Doors, scopes: tuple[str, ...], query: str, status: int
) -> None:
    store, _member = make_desk(sqlite_doors)
    client = with_key(sqlite_doors, store, *scopes)
    assert client.get(f"/api/v1/publications{query}", headers=KEY).status_code == status
    assert client.get(f"/api/v1/publications{query}").status_code == 401


def test_the_command_rebuilds_a_store(sqlite_doors: Doors, monkeypatch: pytest.MonkeyPatch) -> None:
    with sqlite_doors.database.transaction() as session:
        store, product = make_shelf(session)
        approved(session, store, product)
    here = sqlite_doors.settings
    for name in ("database_url", "redis_url", "storage_url", "mail_url", "public_url"):
        monkeypatch.setenv(f"VIVAVOCE_{name.upper()}", str(getattr(here, name)))
    monkeypatch.setenv("VIVAVOCE_SECRET_KEY", SECRET)
    run = CliRunner().invoke(widgets, ["rebuild", "--store", "luce", "--json"])
    assert json.loads(run.stdout) == {"store": "luce", "written": 2}
    again = CliRunner().invoke(widgets, ["rebuild", "--store", "luce"])
    assert "0 feeds written" in again.stdout
    assert sqlite_doors.storage.head("feeds/v1/luce/SKU-1.json")
