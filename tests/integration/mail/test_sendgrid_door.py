"""The SendGrid door against a strict local SendGrid, in fair weather and foul."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.errors import PartUnavailable
from core.mail import Accepted, MailDoor, NotSent, Refused, Unknown, line, make_mail
from tests.fakes.mails import batch, person
from tests.fakes.sendgrid import FakeSendGrid
from tests.services.ports import free_port

PEOPLE = [person(f"p{n}@example.com") for n in range(4)]


@pytest.fixture
def sendgrid() -> Iterator[FakeSendGrid]:
    with FakeSendGrid() as fake:
        yield fake


@pytest.fixture
def door(sendgrid: FakeSendGrid) -> MailDoor:
    return make_mail(sendgrid.url)


def test_a_thousand_people_travel_in_one_call(sendgrid: FakeSendGrid, door: MailDoor) -> None:
    people = [person(f"p{n}@example.com") for n in range(1000)]
    outcomes = door.send(batch(*people))
    assert {type(outcome) for outcome in outcomes} == {Accepted}
    assert len(sendgrid.calls) == 1
    assert [mail.to for mail in sendgrid.sent] == [one.email for one in people]


def test_each_person_gets_their_own_words_headers_and_reference(
    sendgrid: FakeSendGrid, door: MailDoor
) -> None:
    door.send(batch())
    (mail,) = sendgrid.sent
    assert mail.subject == "Inès & <b>Cie</b>, votre avis ?"
    assert "<p>Bonjour Inès &amp; &lt;b&gt;Cie" in mail.html
    assert "Bonjour Inès & <b>Cie</b>" in mail.text
    assert mail.custom_args == {"send_ref": "snd_ines"}
    assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail.headers["List-Id"] == "<asks.maison.example>"
    assert mail.headers["Message-ID"] == "<snd_ines@maison.example>"


def test_the_message_id_is_the_one_that_events_will_name(
    sendgrid: FakeSendGrid, door: MailDoor
) -> None:
    assert door.send(batch()) == [Accepted(sendgrid.sent[0].message_id)]


def test_the_sandbox_takes_and_sends_nothing(sendgrid: FakeSendGrid) -> None:
    outcomes = make_mail(f"{sendgrid.url}&sandbox=1").send(batch())
    assert isinstance(outcomes[0], Accepted)
    assert sendgrid.sent[0].sandbox


def test_one_refused_address_does_not_keep_the_others_back(
    sendgrid: FakeSendGrid, door: MailDoor
) -> None:
    sendgrid.refuse_address("p1@example.com")
    sendgrid.refuse_address("p2@example.com")
    outcomes = door.send(batch(*PEOPLE))
    assert [type(outcome) for outcome in outcomes] == [Accepted, Refused, Refused, Accepted]
    assert [mail.to for mail in sendgrid.sent] == ["p0@example.com", "p3@example.com"]


def test_a_refusal_that_names_nobody_is_narrowed_down(
    sendgrid: FakeSendGrid, door: MailDoor
) -> None:
    people = [person(f"p{n}@example.com") for n in range(100)]
    for number in (17, 80):
        sendgrid.refuse_address(f"p{number}@example.com", is_named=False)
    outcomes = door.send(batch(*people))
    assert [n for n, one in enumerate(outcomes) if isinstance(one, Refused)] == [17, 80]
    assert sorted(mail.to for mail in sendgrid.sent) == sorted(
        one.email for n, one in enumerate(people) if n not in (17, 80)
    )


def test_a_call_that_nobody_may_get_is_not_tried_for_each_of_them(
    sendgrid: FakeSendGrid, door: MailDoor
) -> None:
    people = [person(f"p{n}@example.com") for n in range(100)]
    for one in people:
        sendgrid.refuse_address(one.email, is_named=False)
    assert {type(outcome) for outcome in door.send(batch(*people))} == {Refused}
    assert sendgrid.complained < 16


def test_a_malformed_person_never_reaches_sendgrid(sendgrid: FakeSendGrid, door: MailDoor) -> None:
    outcomes = door.send(batch(person("bad"), person()))
    assert [type(outcome) for outcome in outcomes] == [Refused, Accepted]
    assert len(sendgrid.sent) == 1


def test_a_call_too_large_is_split_until_it_fits(door: MailDoor) -> None:
    with FakeSendGrid(max_bytes=2_000) as narrow:
        outcomes = make_mail(narrow.url).send(batch(*PEOPLE))
        assert {type(outcome) for outcome in outcomes} == {Accepted}
        assert len(narrow.calls) > 1
        assert [mail.to for mail in narrow.sent] == [one.email for one in PEOPLE]


def test_one_person_too_large_for_any_call_is_refused() -> None:
    with FakeSendGrid(max_bytes=100) as narrow:
        assert isinstance(make_mail(narrow.url).send(batch())[0], Refused)


def test_two_mails_to_one_address_travel_in_two_calls(
    sendgrid: FakeSendGrid, door: MailDoor
) -> None:
    twice = [person(send_ref="snd_1"), person("p@example.com"), person("INES@example.com")]
    assert {type(outcome) for outcome in door.send(batch(*twice))} == {Accepted}
    assert [len(call["personalizations"]) for call in sendgrid.calls] == [2, 1]


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_provider_is_told_with_its_own_delay(
    sendgrid: FakeSendGrid, door: MailDoor, status: int
) -> None:
    sendgrid.fail_next(status, retry_after=42)
    (outcome,) = door.send(batch())
    assert isinstance(outcome, NotSent)
    assert outcome.retry_after_seconds == 42
    assert sendgrid.sent == []


def test_a_wrong_key_sends_nothing_and_can_be_mended(sendgrid: FakeSendGrid) -> None:
    door = make_mail(sendgrid.url.replace("SG.fake.key", "SG.wrong"))
    assert isinstance(door.send(batch())[0], NotSent)
    with pytest.raises(PartUnavailable, match="does not know this key"):
        door.check()


def test_a_broken_provider_leaves_it_open(sendgrid: FakeSendGrid, door: MailDoor) -> None:
    sendgrid.fail_next(500)
    assert isinstance(door.send(batch())[0], Unknown)


def test_an_answer_that_never_comes_is_unknown_and_was_sent_once(
    sendgrid: FakeSendGrid, door: MailDoor
) -> None:
    sendgrid.drop_answer_next()
    outcomes = door.send(batch(*PEOPLE))
    assert {type(outcome) for outcome in outcomes} == {Unknown}
    assert len(sendgrid.calls) == 1


def test_an_answer_that_comes_too_late_is_unknown(sendgrid: FakeSendGrid) -> None:
    sendgrid.slow_next()
    door = make_mail(sendgrid.url.replace("timeout=20", "timeout=0.2"))
    assert isinstance(door.send(batch())[0], Unknown)
    assert sendgrid.taken.wait(60)
    assert len(sendgrid.sent) == 1


def test_what_everyone_is_told_alike_is_written_once(
    sendgrid: FakeSendGrid, door: MailDoor
) -> None:
    values = {"name": "Inès & <b>Cie</b>", "url": "https://shop.example/-vv.name.h-"}
    people = [
        person(f"p{n}@example.com", values=values | {"name": f"{{{{url}}}} {n}"}) for n in range(3)
    ]
    door.send(batch(*people))
    (call,) = sendgrid.calls
    for own in call["personalizations"]:
        assert {key.split(".")[1] for key in own["substitutions"]} == {"name"}
    for number, mail in enumerate(sendgrid.sent):
        assert f"Bonjour {{{{url}}}} {number}" in mail.text, "a value is never filled again"
        assert "https://shop.example/&#45;vv.name.h-" in mail.html


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection rests for as long as a machine under load may take."""
    monkeypatch.setattr(line, "KEPT_SECONDS", 120.0)


@pytest.mark.usefixtures("patient")
def test_one_call_follows_the_other_on_one_connection(
    sendgrid: FakeSendGrid, door: MailDoor
) -> None:
    for _ in range(3):
        assert isinstance(door.send(batch())[0], Accepted)
    assert (len(sendgrid.calls), sendgrid.connections) == (3, 1)


def test_a_connection_closed_while_at_rest_is_not_used_again(
    sendgrid: FakeSendGrid, door: MailDoor
) -> None:
    sendgrid.hang_up_next()
    door.send(batch())
    assert sendgrid.hung_up.wait(60)
    assert isinstance(door.send(batch())[0], Accepted)
    assert (len(sendgrid.calls), sendgrid.connections) == (2, 2)


@pytest.mark.usefixtures("patient")
def test_a_call_that_a_kept_connection_loses_is_unknown_and_not_repeated(
    sendgrid: FakeSendGrid, door: MailDoor
) -> None:
    door.send(batch())
    sendgrid.drop_answer_next()
    assert isinstance(door.send(batch())[0], Unknown)
    assert (len(sendgrid.calls), sendgrid.connections) == (2, 1)
    assert isinstance(door.send(batch())[0], Accepted)


def test_no_server_means_nothing_left() -> None:
    port = free_port()
    door = make_mail(f"sendgrid://KEY@127.0.0.1:{port}?tls=0")
    assert isinstance(door.send(batch())[0], NotSent)
    with pytest.raises(PartUnavailable):
        door.check()


def test_a_failed_tls_handshake_means_nothing_left(sendgrid: FakeSendGrid) -> None:
    door = make_mail(f"sendgrid://KEY@127.0.0.1:{sendgrid.port}?timeout=1")
    assert isinstance(door.send(batch())[0], NotSent)


def test_a_connection_that_opens_and_breaks_at_once_is_unknown() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=_hang_up, args=(server,), daemon=True).start()
        door = make_mail(f"sendgrid://KEY@127.0.0.1:{server.getsockname()[1]}?tls=0&timeout=1")
        assert isinstance(door.send(batch())[0], Unknown)


def test_a_refusal_given_before_the_body_was_read_is_still_heard() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        answer = b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        threading.Thread(target=_answer_early, args=(server, answer), daemon=True).start()
        door = make_mail(f"sendgrid://KEY@127.0.0.1:{server.getsockname()[1]}?tls=0&timeout=60")
        outcomes = door.send(batch(html="x" * 5_000_000))
    assert isinstance(outcomes[0], NotSent)


def test_a_good_key_passes_the_check(door: MailDoor) -> None:
    door.check()


def test_the_fake_runs_as_a_process_and_keeps_mails_in_a_folder(tmp_path: Path) -> None:
    port = free_port()
    command = [sys.executable, "-m", "tests.fakes.sendgrid", "--port", str(port)]
    server = subprocess.Popen([*command, "--folder", str(tmp_path)])
    try:
        door = make_mail(f"sendgrid://SG.fake.key@127.0.0.1:{port}?tls=0")
        _wait_for(door)
        assert isinstance(door.send(batch())[0], Accepted)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/sent") as answer:
            assert b"ines@example.com" in answer.read()
        assert len(list(tmp_path.glob("*.json"))) == 1
    finally:
        server.terminate()
        server.wait(60)


def _wait_for(door: MailDoor) -> None:
    for _ in range(1_200):
        try:
            return door.check()
        except PartUnavailable:
            time.sleep(0.05)
    raise AssertionError("the fake did not start")


def _answer_early(server: socket.socket, answer: bytes) -> None:
    link, _ = server.accept()
    with link:
        link.recv(100)
        link.sendall(answer)
        link.shutdown(socket.SHUT_WR)
        while link.recv(65_536):
            pass


def _hang_up(server: socket.socket) -> None:
    server.accept()[0].close()
