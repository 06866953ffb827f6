"""The SMTP door against a real SMTP server, which can be told to misbehave."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from core.errors import PartUnavailable
from core.mail import Accepted, MailDoor, NotSent, Outcome, Refused, Unknown, make_mail
from tests.fakes.mails import batch, person
from tests.fakes.tls import self_signed
from tests.services.ports import free_port

PEOPLE = [person(f"p{n}@example.com") for n in range(4)]


class Mailroom:
    """What aiosmtpd calls: keeps messages, and says no where it was told to."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []
        self.sessions: set[int] = set()
        self.to_recipient: dict[str, str] = {}
        self.to_message: list[str] = []

    async def handle_RCPT(  # noqa: N802  aiosmtpd's name and arguments
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if address in self.to_recipient:
            return self.to_recipient[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802  same
        answer = self.to_message.pop(0) if self.to_message else "250 OK"
        self.sessions.add(id(session))
        if answer.startswith("250") or answer == "hang up":
            self.taken.append(envelope.content)
        if answer == "hang up":
            server.transport.close()
        return answer


@contextmanager
def serving(mailroom: Mailroom, **options: Any) -> Iterator[int]:
    controller = Controller(mailroom, hostname="127.0.0.1", port=free_port(), **options)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


@pytest.fixture
def mailroom() -> Mailroom:
    return Mailroom()


@pytest.fixture
def door(mailroom: Mailroom) -> Iterator[MailDoor]:
    with serving(mailroom) as port:
        yield make_mail(f"smtp://127.0.0.1:{port}?tls=none&timeout=3")


def kinds(outcomes: list[Outcome]) -> list[type[Outcome]]:
    return [type(outcome) for outcome in outcomes]


def test_everyone_is_written_to_over_one_connection(mailroom: Mailroom, door: MailDoor) -> None:
    outcomes = door.send(batch(*PEOPLE))
    assert outcomes[0] == Accepted("<snd_p0@maison.example>")
    assert kinds(outcomes) == [Accepted] * 4
    assert len(mailroom.taken) == 4
    assert len(mailroom.sessions) == 1


def test_the_message_arrives_as_it_was_written_dots_and_all(
    mailroom: Mailroom, door: MailDoor
) -> None:
    door.send(batch())
    mail = message_from_bytes(mailroom.taken[0], policy=default)
    assert isinstance(mail, EmailMessage)
    plain, _ = mail.iter_parts()
    assert "\r\n.un point en tête de ligne\r\n" in plain.get_content()
    assert mail["Subject"] == "Inès & <b>Cie</b>, votre avis ?"


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        pytest.param("550 no such user", Refused, id="never"),
        pytest.param("451 greylisted", NotSent, id="not now"),
    ],
)
def test_one_refused_recipient_does_not_keep_the_others_back(
    mailroom: Mailroom, door: MailDoor, answer: str, kind: type[Outcome]
) -> None:
    mailroom.to_recipient["p1@example.com"] = answer
    assert kinds(door.send(batch(*PEOPLE))) == [Accepted, kind, Accepted, Accepted]
    assert len(mailroom.taken) == 3


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        pytest.param("554 looks like spam", Refused, id="never"),
        pytest.param("452 disk full", NotSent, id="not now"),
        pytest.param("hang up", Unknown, id="no answer to a whole message"),
    ],
)
def test_the_answer_to_the_message_counts_for_that_message_alone(
    mailroom: Mailroom, door: MailDoor, answer: str, kind: type[Outcome]
) -> None:
    mailroom.to_message = ["250 OK", answer]
    assert kinds(door.send(batch(*PEOPLE))) == [Accepted, kind, Accepted, Accepted]


def test_a_server_that_keeps_hanging_up_is_left_in_peace(
    mailroom: Mailroom, door: MailDoor
) -> None:
    mailroom.to_message = ["hang up"] * 4
    assert kinds(door.send(batch(*PEOPLE))) == [Unknown, Unknown, Unknown, NotSent]


def test_no_server_means_nothing_left() -> None:
    door = make_mail(f"smtp://127.0.0.1:{free_port()}?tls=none")
    assert kinds(door.send(batch(*PEOPLE))) == [NotSent] * 4
    with pytest.raises(PartUnavailable):
        door.check()


@pytest.mark.parametrize(
    ("script", "kind"),
    [
        pytest.param([], NotSent, id="silence instead of a greeting"),
        pytest.param([b"220 hi"], NotSent, id="hangs up after the greeting"),
        pytest.param([b"220 hi", b"250 ok"], NotSent, id="hangs up at the sender"),
        pytest.param([b"220 hi", b"250 ok", b"250 ok"], NotSent, id="hangs up at the recipient"),
        pytest.param([b"220 hi", b"250 ok", b"250 ok", b"250 ok"], NotSent, id="hangs up at DATA"),
        pytest.param(
            [b"220 hi", b"250 ok", b"250 ok", b"250 ok", b"354 go"], Unknown, id="while it reads"
        ),
        pytest.param([b"220 hi", b"250 ok", b"421 closing"], NotSent, id="closes politely"),
        pytest.param([b"220 hi", b"250 ok", b"550 never"], Refused, id="refuses, then closes"),
    ],
)
def test_a_broken_connection_is_unknown_only_once_the_message_could_have_left(
    script: list[bytes], kind: type[Outcome]
) -> None:
    with _scripted(script) as port:
        door = make_mail(f"smtp://127.0.0.1:{port}?tls=none&timeout=1")
        assert kinds(door.send(batch())) == [kind]


def test_the_connection_is_secured_and_signed_in_to_before_anything_is_said(
    mailroom: Mailroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = self_signed(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)

    def known(server: Any, session: Any, envelope: Any, how: str, who: Any) -> AuthResult:
        return AuthResult(success=(who.login, who.password) == (b"us@er", b"p:ss"))

    options = {"tls_context": context, "require_starttls": True, "auth_required": True}
    with serving(mailroom, **options, authenticator=known) as port:
        good = make_mail(f"smtp://us%40er:p%3Ass@127.0.0.1:{port}?tls=starttls&timeout=3")
        good.check()
        assert kinds(good.send(batch())) == [Accepted]
        wrong = make_mail(f"smtp://us%40er:wrong@127.0.0.1:{port}?tls=starttls&timeout=3")
        assert kinds(wrong.send(batch())) == [NotSent]
        monkeypatch.delenv("SSL_CERT_FILE")
        assert kinds(good.send(batch())) == [NotSent], "an unknown certificate is not trusted"


def test_a_plain_server_is_not_spoken_to_when_starttls_is_wanted(mailroom: Mailroom) -> None:
    with serving(mailroom) as port:
        door = make_mail(f"smtp://127.0.0.1:{port}?timeout=3")
        assert kinds(door.send(batch())) == [NotSent]
        assert mailroom.taken == []


@contextmanager
def _scripted(script: list[bytes]) -> Iterator[int]:
    """A server that says these lines, one per command, then hangs up; for one client."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        talk = threading.Thread(target=_say, args=(server, script), daemon=True)
        talk.start()
        yield server.getsockname()[1]
        talk.join(5)


def _say(server: socket.socket, script: list[bytes]) -> None:
    link, _ = server.accept()
    with link:
        for place, line in enumerate(script):
            if place:
                link.recv(65_536)
            link.sendall(line + b"\r\n")
        link.recv(100)
