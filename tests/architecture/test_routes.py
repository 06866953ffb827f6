"""Every route names its audience, and only members carry a cookie."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from app.factory import create_app
from core.auth import COOKIELESS, WITH_COOKIE
from tests.houses import house

AUDIENCES = COOKIELESS | WITH_COOKIE


@pytest.fixture
def app(sqlite_url: str, tmp_path: Path) -> Flask:
    with house(sqlite_url, tmp_path, DEMO="1") as doors:
        return create_app(doors)


def test_every_route_names_its_audience(app: Flask) -> None:
    nameless = {
        rule.rule
        for rule in app.url_map.iter_rules()
        if getattr(app.view_functions[rule.endpoint], "audience", None) not in AUDIENCES
    }
    assert nameless == set()


def test_the_desk_is_for_members_alone(app: Flask) -> None:
    open_desk = {
        rule.rule
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/desk")
        and getattr(app.view_functions[rule.endpoint], "audience", None)
        not in ("member", "sign_in")
    }
    assert open_desk == set()


def test_programs_and_customers_never_get_a_cookie(app: Flask) -> None:
    client = app.test_client()
    mailed = ("/r/none", "/u/none", "/p/none", "/s/none")
    for path in ("/healthz", *mailed, "/t/none", "/w/none", "/demo/shop"):
        answer = client.get(path)
        assert "Set-Cookie" not in answer.headers, path
        assert "Cookie" not in answer.headers.get("Vary", ""), path


def test_a_get_of_an_unknown_address_is_a_page_that_says_what_to_do(app: Flask) -> None:
    answer = app.test_client().get("/no/such/page", headers={"Accept-Language": "fr"})
    assert answer.status_code == 404
    assert 'lang="fr"' in answer.text
