"""What would make one person's mail malformed or dangerous is told before sending."""

from __future__ import annotations

import pytest

from core.mail import Recipient, Refused, SafeHtml
from core.mail.faults import fault
from tests.fakes.mails import batch, person

NAMES = {"name": "Inès", "url": "https://shop.example"}


@pytest.mark.parametrize(
    "email",
    [
        pytest.param("ines@example.com", id="a plain one"),
        pytest.param("ines+shop@sub.example.co.uk", id="with a tag"),
        pytest.param("o'neil@exämple.com", id="a domain that has an xn-- form"),
    ],
)
def test_a_sound_person_has_no_fault(email: str) -> None:
    assert fault(batch(), person(email, send_ref="snd_1")) is None


@pytest.mark.parametrize(
    ("who", "reason"),
    [
        pytest.param(person("ines"), "address", id="no domain"),
        pytest.param(person("a@b.fr\r\nRCPT TO:<c@d.fr>"), "address", id="an SMTP command"),
        pytest.param(person("a@b.fr,c@d.fr"), "address", id="two at once"),
        pytest.param(person("inès@example.com"), "address", id="a local part many servers refuse"),
        pytest.param(person("a@" + "b" * 80 + ".fr"), "address", id="a label DNS cannot hold"),
        pytest.param(person(name="Inès\r\nBcc: x@y.fr"), "name", id="a header in the name"),
        pytest.param(
            person(send_ref="ines@example.com"), "reference", id="an address as reference"
        ),
        pytest.param(person(headers={"X-A": "b\r\nBcc: c@d.fr"}), "X-A", id="a header in a header"),
        pytest.param(person(headers={"X-A": "é"}), "X-A", id="a header that is not ASCII"),
        pytest.param(person(headers={"X A": "b"}), "name", id="a header name with a space"),
        pytest.param(person(headers={"BCC": "a@b.fr"}), "BCC", id="a hidden second recipient"),
        pytest.param(person(headers={"Message-ID": "<a@b>"}), "Message-ID", id="ours to write"),
        pytest.param(person(values={"name": "Inès"}), "'url'", id="a value is missing"),
        pytest.param(
            person(values=NAMES | {"name": "a\nb"}), "line break", id="lines in a subject"
        ),
        pytest.param(person(values=NAMES | {"name": "a" * 150}), "longer", id="too long a subject"),
        pytest.param(
            person(values=NAMES | {"name": SafeHtml("<b>")}), "markup", id="markup in a subject"
        ),
    ],
)
def test_a_fault_is_told_as_a_refusal_that_names_it(who: Recipient, reason: str) -> None:
    found = fault(batch(), who)
    assert isinstance(found, Refused)
    assert reason in found.reason


def test_a_reason_never_repeats_what_the_customer_typed() -> None:
    found = fault(batch(), person("mallory@x\r\nDATA"))
    assert found is not None
    assert "mallory" not in found.reason
