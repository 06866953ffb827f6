"""What holds for every mail door, whichever way the mail leaves."""

from __future__ import annotations

import email
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Mailbox

from core.mail import Accepted, MailDoor, Refused, literal, make_mail, read_outbox
from tests.fakes.mails import batch, person
from tests.fakes.sendgrid import FakeSendGrid


@dataclass(frozen=True, slots=True)
class Arrived:
    """What a person finds in their mailbox."""

    to: str
    subject: str
    text: str
    unsubscribe: str
    message_id: str


Way = tuple[MailDoor, Callable[[], list[Arrived]]]
"""A door, and the mails that came out on the other side in the order of sending."""


@pytest.fixture(params=["sendgrid", "smtp", "outbox"])
def way(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Way]:
    opened: Callable[[Path], Iterator[Way]] = _WAYS[request.param]
    yield from opened(tmp_path)


def test_everyone_has_an_outcome_in_their_own_place(way: Way) -> None:
    door, arrived = way
    people = [person("a@example.com"), person("nowhere"), person("b@example.com")]
    outcomes = door.send(batch(*people))
    assert [type(outcome) for outcome in outcomes] == [Accepted, Refused, Accepted]
    assert [mail.to for mail in arrived()] == ["a@example.com", "b@example.com"]


def test_each_person_reads_their_own_values(way: Way) -> None:
    door, arrived = way
    door.send(
        batch(
            person("a@example.com", values={"name": "Ada", "url": "https://shop.example/a"}),
            person("b@example.com", values={"name": "{{url}}", "url": "https://shop.example/b"}),
        )
    )
    ada, bob = arrived()
    assert ada.subject == "Ada, votre avis ?"
    assert ada.text.splitlines()[0] == "Bonjour Ada"
    assert bob.text.splitlines()[0] == "Bonjour {{url}}", "a name is a name, whatever it looks like"


def test_one_click_objection_and_a_stable_id_travel_along(way: Way) -> None:
    door, arrived = way
    door.send(batch(person("a@example.com", send_ref="snd_1")))
    (mail,) = arrived()
    assert mail.unsubscribe == f"<https://reviews.example/u/{'t' * 90}>"
    assert mail.message_id == "<snd_1@maison.example>"


def test_a_customers_own_words_in_a_letter_are_never_filled(way: Way) -> None:
    door, arrived = way
    door.send(batch(text=literal("You wrote: {{url}} {{{{"), html="<p>{{name}}</p>"))
    assert arrived()[0].text.strip() == "You wrote: {{url}} {{{{"


def test_a_sound_door_passes_its_check(way: Way) -> None:
    way[0].check()


def _through_sendgrid(folder: Path) -> Iterator[Way]:
    with FakeSendGrid() as fake:
        yield (
            make_mail(fake.url),
            lambda: [
                Arrived(
                    mail.to,
                    mail.subject,
                    mail.text,
                    mail.headers["List-Unsubscribe"],
                    mail.headers["Message-ID"],
                )
                for mail in fake.sent
            ],
        )


def _through_smtp(folder: Path) -> Iterator[Way]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(Mailbox(folder / "box"), hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield make_mail(f"smtp://127.0.0.1:{port}?tls=none&timeout=3"), lambda: _maildir(folder)
    finally:
        controller.stop()


def _through_the_outbox(folder: Path) -> Iterator[Way]:
    yield (
        make_mail(f"outbox://{folder}/out"),
        lambda: [
            Arrived(
                letter.to,
                letter.subject,
                letter.text,
                letter.headers["List-Unsubscribe"],
                letter.headers["Message-ID"],
            )
            for letter in reversed(read_outbox(folder / "out"))
        ],
    )


def _maildir(folder: Path) -> list[Arrived]:
    paths = sorted((folder / "box" / "new").iterdir(), key=lambda path: path.stat().st_mtime_ns)
    return [_arrived(path.read_bytes()) for path in paths]


def _arrived(raw: bytes) -> Arrived:
    mail = email.message_from_bytes(raw, policy=default)
    assert isinstance(mail, EmailMessage)
    plain = next(mail.iter_parts())
    return Arrived(
        mail["To"].addresses[0].addr_spec,
        mail["Subject"],
        plain.get_content(),
        mail["List-Unsubscribe"],
        mail["Message-ID"],
    )


_WAYS = {"sendgrid": _through_sendgrid, "smtp": _through_smtp, "outbox": _through_the_outbox}
