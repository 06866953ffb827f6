"""The power goes, or Valkey forgets everything, in the middle of work: nothing lost, or doubled."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import requests
from sqlalchemy import select

from core.mail import OutboxLetter, read_outbox
from core.models import Customer, Media, Solicitation, Submission
from core.states import MediaState, SolicitationState, SubmissionState
from tests.pipeline.conftest import Filled
from tests.pipeline.journey.clocks import demo_now, form_of, pass_time, waiting
from tests.pipeline.journey.people import AFTER_PURCHASE, LEA, TOM, Person, clip, order_file, photo
from tests.pipeline.journey.processes import Demo, copy
from tests.pipeline.journey.waiting import until

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(300),
    pytest.mark.xdist_group("journey"),
]

PRODUCT = "SOR-BOL-04"
OVER = (SolicitationState.SENT, SolicitationState.UNKNOWN, SolicitationState.ANSWERED)


@pytest.fixture(scope="module")
def demo(filled: Filled, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """`make demo`, up; stopped in the end whatever was done to it."""
    demo = copy(filled.var, tmp_path_factory.mktemp("cut") / "var", filled.port)
    demo.start()
    yield demo
    demo.stop()


def cut_power(demo: Demo) -> None:
    """Everything dies at once, and is started again."""
    demo.cut()
    demo.start()


def forget_jobs(demo: Demo) -> None:
    """Valkey is emptied under those who work with it."""
    demo.forget_jobs()
    demo.let_go("media")


@pytest.mark.parametrize(
    ("blow", "person"), [(cut_power, LEA), (forget_jobs, TOM)], ids=["power cut", "FLUSHALL"]
)
def test_a_blow_between_answer_and_preparation_loses_and_doubles_nothing(
    demo: Demo, blow: Callable[[Demo], None], person: Person, tmp_path: Path
) -> None:
    letter = ask(demo, person, tmp_path)
    demo.hold("media")
    give(demo, letter, person, [photo(tmp_path), clip(tmp_path)])
    before = len(letters(demo))
    form_of(demo)("month")
    until(lambda: len(letters(demo)) > before, "mails are leaving")
    assert {one.state for one in files(demo, person)} == {MediaState.UPLOADED}
    blow(demo)
    demo.end_leases()
    until(lambda: is_waiting(demo, person), "it waits at the desk, files prepared", 60)
    kept = given(demo, person)
    assert [(one.rating, one.words) for one in kept] == [(person.stars, person.words)]
    assert [one.state for one in files(demo, person)] == [MediaState.READY] * 2
    nothing_is_doubled(demo)


def ask(demo: Demo, person: Person, folder: Path) -> OutboxLetter:
    """An order file is taken, time passes, and the request lies in the outbox."""
    delivered = demo_now(demo) - AFTER_PURCHASE + timedelta(minutes=10)
    file = order_file(folder, person, delivered, PRODUCT)
    demo.run("import", "orders", str(file), "--store", "demo")
    pass_time(demo, form_of(demo), person)
    (letter,) = until(
        lambda: [one for one in letters(demo) if one.to == person.email], "the request is sent"
    )
    return letter


def give(demo: Demo, letter: OutboxLetter, person: Person, paths: list[Path]) -> None:
    """Send the form as a browser without scripts does, files and all."""
    found = re.search(rf'href="([^"]*/r/[^"]*stars={person.stars}[^"]*)"', letter.html)
    assert found
    fields = {"rating": str(person.stars), "words": person.words.replace("\n", "\r\n")}
    files = [("files", (path.name, path.read_bytes())) for path in paths]
    answer = requests.post(
        html.unescape(found[1]),
        data=fields | {"shown_as": "first_initial", "site": "y"},
        files=files,
        timeout=60,
        allow_redirects=False,
    )
    assert answer.status_code == 303, answer.text


def nothing_is_doubled(demo: Demo) -> None:
    """Every request left at most once; what was on its way when the blow came is never resent."""
    form_of(demo)("day")
    until(lambda: not waiting(demo), "what was claimed is claimed anew or sent", 90)
    sent = Counter(one.send_ref for one in letters(demo))
    assert [ref for ref, times in sent.items() if times > 1] == []
    with demo.reading() as rows:
        asked = rows.scalars(select(Solicitation)).all()
    states = {one.send_ref: one.state for one in asked}
    assert {states[ref] for ref in sent if ref in states} <= {*OVER, SolicitationState.ATTEMPTED}


def letters(demo: Demo) -> list[OutboxLetter]:
    """Every mail that left."""
    return read_outbox(demo.var / "outbox")


def is_waiting(demo: Demo, person: Person) -> bool:
    """Whether what they gave waits for a member."""
    return [one.state for one in given(demo, person)] == [SubmissionState.WAITING]


def given(demo: Demo, person: Person) -> list[Submission]:
    """What this person gave."""
    with demo.reading() as rows:
        return list(
            rows.scalars(
                select(Submission)
                .join(Customer, Customer.id == Submission.customer_id)
                .where(Customer.email == person.email)
            )
        )


def files(demo: Demo, person: Person) -> list[Media]:
    """The photos and videos of what this person gave."""
    with demo.reading() as rows:
        return list(
            rows.scalars(
                select(Media)
                .join(Customer, Customer.id == Media.customer_id)
                .where(Customer.email == person.email)
                .order_by(Media.id)
            )
        )
