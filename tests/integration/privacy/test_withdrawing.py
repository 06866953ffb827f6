"""Taking a use back reaches every place where it was shown within five minutes (rule 13)."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy import select

from app.clock import tick
from core.doors import Doors
from core.models import Submission
from tests.integration.collection.rows import files
from tests.integration.collection.sending import keys
from tests.integration.collection.test_privacy import WORDS, said

LIMIT = timedelta(minutes=5)
_LIFE = re.compile(r"(?:s-maxage|max-age|stale-while-revalidate)=(\d+)")


def shared_life(told: str) -> timedelta:
    """For how long a shared cache may go on showing what it has (RFC 9111 5.2.2.10, RFC 5861)."""
    told = re.sub(r"max-age=\d+, (?=s-maxage)", "", told)
    return timedelta(seconds=sum(int(seconds) for seconds in _LIFE.findall(told)))


def test_one_pass_of_the_clock_takes_pictures_and_words_from_every_place(
    doors: Doors, client: FlaskClient, tmp_path: Path
) -> None:
    person = said(doors, client, tmp_path)
    places = [f"/feeds/v1/maison/{person.products[0].ref}{end}" for end in (".json", ".html")]
    pictures = [f"/{one['key']}" for one in files(doors)[0].renditions]
    assert len(pictures) >= 3
    for place in (*places, *pictures):
        answer = client.get(place)
        assert answer.status_code == 200
        assert shared_life(answer.headers["Cache-Control"]) <= LIMIT, answer.headers
        answer.close()
    page = client.post(f"/r/{person.token}/mine").headers["Location"].partition("?")[0]
    with doors.database.reading() as rows:
        one = rows.scalars(select(Submission)).one()
    taken = client.post(f"{page}/consent", data={"what": one.ref, "use": "site"})
    assert taken.status_code == 303
    tick(doors)
    for place in (*places, "/t/maison"):
        assert WORDS not in client.get(place).text
        assert files(doors)[0].ref not in client.get(place).text
    assert {client.get(picture).status_code for picture in pictures} == {404}
    assert not [key for top in ("media/", "originals/", "quarantine/") for key in keys(doors, top)]
