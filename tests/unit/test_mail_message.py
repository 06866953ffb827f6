"""The message is one that every mail program and RFC 8058 understand."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import default
from email.utils import parseaddr

import pytest

from core.mail.message import message_bytes
from tests.fakes.mails import batch, person

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def parsed(raw: bytes) -> EmailMessage:
    mail = message_from_bytes(raw, policy=default)
    assert isinstance(mail, EmailMessage)
    return mail


def test_the_headers_say_who_writes_to_whom_and_how_to_object() -> None:
    mail = parsed(message_bytes(batch(), person(), NOW))
    assert mail["From"] == "Maison Éclat <avis@maison.example>"
    assert mail["To"].addresses[0].display_name == "Inès d'Arc"
    assert mail["Reply-To"] == "bonjour@maison.example"
    assert mail["Subject"] == "Inès & <b>Cie</b>, votre avis ?"
    assert mail["Message-ID"] == "<snd_ines@maison.example>"
    assert mail["List-Id"] == "<asks.maison.example>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Content-Language"] == "fr"
    assert mail["Date"].datetime == NOW


def test_the_parts_come_plain_first_with_values_in_them() -> None:
    mail = parsed(message_bytes(batch(), person(), NOW))
    plain, html = mail.iter_parts()
    assert plain.get_content_type() == "text/plain"
    assert "Bonjour Inès & <b>Cie</b>" in plain.get_content()
    assert "Bonjour Inès &amp; &lt;b&gt;Cie" in html.get_content()
    assert 'href="https://shop.example/r/t?a=1&amp;b=2"' in html.get_content()


def test_a_long_unsubscribe_address_is_neither_folded_nor_encoded() -> None:
    raw = message_bytes(batch(), person(), NOW)
    whole = b"List-Unsubscribe: <https://reviews.example/u/" + b"t" * 90 + b">"
    assert whole in raw.split(b"\r\n")


def test_a_subject_of_many_accents_is_folded_into_short_encoded_words() -> None:
    raw = message_bytes(batch(subject="é" * 150), person(), NOW)
    head = raw.partition(b"\r\n\r\n")[0]
    encoded = [line for line in head.split(b"\r\n") if b"=?utf-8?" in line and b"@" not in line]
    assert max(map(len, encoded)) <= 78
    assert parsed(raw)["Subject"] == "é" * 150


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("Inès " * 20, id="long and accented"),
        pytest.param('Tom "the; cat" \\ <Co>', id="ASCII with marks that must be quoted"),
        pytest.param("株式会社" * 10, id="no Latin letter at all"),
        pytest.param("", id="no name"),
    ],
)
def test_any_name_comes_back_as_it_was(name: str) -> None:
    # The modern parser of 3.11 puts a space between adjacent encoded words; RFC 2047 has none.
    mail = message_from_bytes(message_bytes(batch(from_name=name), person(name=name), NOW))
    for header, address in (("To", "ines@example.com"), ("From", "avis@maison.example")):
        shown = parseaddr(str(make_header(decode_header(mail[header].replace("\n", "")))))
        assert (shown[0].strip(), shown[1]) == (name.strip(), address)


def test_every_line_is_ascii_short_and_ends_in_crlf() -> None:
    raw = message_bytes(batch(html="<p>" + "é" * 5000 + "</p>"), person(), NOW)
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert b"\n" not in raw.replace(b"\r\n", b"")


def test_an_international_domain_travels_in_its_xn_form() -> None:
    mail = parsed(message_bytes(batch(), person("ines@exämple.com"), NOW))
    assert mail["To"].addresses[0].addr_spec == "ines@xn--exmple-cua.com"
