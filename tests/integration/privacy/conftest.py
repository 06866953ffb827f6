"""A client of the real application on the test's house."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from app.factory import create_app
from core.doors import Doors


@pytest.fixture
def client(doors: Doors) -> FlaskClient:
    """No cookie is ever needed here."""
    return create_app(doors).test_client()
