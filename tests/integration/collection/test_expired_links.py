"""What somebody reads who opens a link too late."""

from __future__ import annotations

import re

import pytest

from core.doors import Doors
from core.errors import LinkExpired
from core.signing import find_link, mint_link
from core.states import LinkPurpose
from tests.factories import NOW, make_customer, make_store


@pytest.mark.parametrize("purpose", list(LinkPurpose))
def test_no_expired_link_names_a_time_that_is_not_its_own(
    sqlite_doors: Doors, purpose: LinkPurpose
) -> None:
    with sqlite_doors.database.transaction() as session:
        customer = make_customer(session, make_store(session))
        token = mint_link(
            session, purpose, store_id=customer.store_id, customer_id=customer.id, now=NOW
        )
    late = NOW.replace(year=NOW.year + 20)
    with sqlite_doors.database.reading() as session, pytest.raises(LinkExpired) as refused:
        find_link(session, token, purpose, late)
    assert not re.search(r"\d", str(refused.value))
