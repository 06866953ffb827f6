"""A store whose shop signs its messages and whose till has a key."""

from __future__ import annotations

import hashlib

import pytest
from flask.testing import FlaskClient

from app.factory import create_app
from core.doors import Doors
from core.models import ApiKey, HookSecret, Store
from tests.factories import NOW, make_store

SECRET = "shop-secret-0123456789"


@pytest.fixture
def store(doors: Doors) -> Store:
    with doors.database.transaction() as session:
        store = make_store(session, key="maison")
        for system in ("shopify", "woocommerce"):
            session.add(HookSecret(store_id=store.id, system=system, secret=SECRET, created_at=NOW))
        key = hashlib.sha256(b"secret").digest()
        session.add(
            ApiKey(
                store_id=store.id,
                name="till",
                prefix="abc",
                secret_hash=key,
                scopes=["occasions:write"],
                created_at=NOW,
            )
        )
    return store


@pytest.fixture
def client(doors: Doors, store: Store) -> FlaskClient:
    return create_app(doors).test_client()
