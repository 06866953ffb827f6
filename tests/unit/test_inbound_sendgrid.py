"""What SendGrid tells, word by word, and whose word is believed."""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from core.deliveries import MailEventKind
from solicitation.inbound.errors import UnreadablePayload
from solicitation.inbound.messages import Message
from solicitation.inbound.sendgrid import facts_of, is_public_key, verify
from tests.factories import NOW
from tests.mailing import body_of, mail_event, public_key, signed

_K = MailEventKind
FIVE_MINUTES = timedelta(minutes=5)


@pytest.mark.parametrize(
    ("name", "more", "kind", "reason"),
    [
        ("processed", {}, _K.PROCESSED, "SendGrid has it"),
        ("deferred", {"response": "451 try again"}, _K.DEFERRED, "it goes on trying"),
        ("delivered", {}, _K.DELIVERED, "the server took it"),
        ("click", {"url": "https://x.example"}, _K.CLICKED, "somebody read it"),
        ("spamreport", {}, _K.SPAM_REPORT, "a complaint"),
        ("unsubscribe", {}, _K.UNSUBSCRIBED, "an objection"),
        ("group_unsubscribe", {"asm_group_id": 1}, _K.UNSUBSCRIBED, "an objection as well"),
        ("group_resubscribe", {"asm_group_id": 1}, _K.RESUBSCRIBED, "kept, lifts nothing"),
        ("bounce", {"status": "5.1.1", "type": "bounce"}, _K.HARD_BOUNCE, "no such mailbox"),
        ("bounce", {"status": "5.4.4"}, _K.SOFT_BOUNCE, "unable to route is transient"),
        ("bounce", {"status": "5.4.47"}, _K.HARD_BOUNCE, "not 5.4.4"),
        ("bounce", {"status": "4.2.2"}, _K.SOFT_BOUNCE, "the mailbox is full"),
        ("bounce", {"status": "5.7.1", "type": "blocked"}, _K.SOFT_BOUNCE, "about the sender"),
        ("blocked", {}, _K.SOFT_BOUNCE, "the older name of a block"),
        ("bounce", {"reason": "550 5.1.1 unknown"}, _K.HARD_BOUNCE, "status in the reason"),
        ("bounce", {"reason": "452 4.2.2 full"}, _K.SOFT_BOUNCE, "status in the reason"),
        ("bounce", {"reason": "550-no 4.2.2 here"}, _K.HARD_BOUNCE, "only the reply counts"),
        ("bounce", {"reason": "421 come back"}, _K.SOFT_BOUNCE, "a reply without a status"),
        ("bounce", {}, _K.HARD_BOUNCE, "SendGrid gave up on the address"),
        ("bounce", {"status": ["5"], "reason": 7}, _K.HARD_BOUNCE, "nonsense is no status"),
        ("dropped", {"reason": "Bounced Address"}, _K.DROPPED_BOUNCED, "bounced before"),
        ("dropped", {"reason": "Spam Reporting Address"}, _K.DROPPED_REPORTED, "reported before"),
        ("dropped", {"reason": "Unsubscribed Address"}, _K.DROPPED_UNSUBSCRIBED, "left there"),
        ("dropped", {"reason": "Spam Content"}, _K.DROPPED, "says nothing about the address"),
    ],
)
def test_an_event_becomes_its_kind(
    name: str, more: dict[str, Any], kind: MailEventKind, reason: str
) -> None:
    (fact,) = facts_of(body_of([mail_event("a" * 32, name, **more)]))
    assert fact.kind is kind, reason
    assert (fact.send_ref, fact.happened_at) == ("a" * 32, NOW)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"event": "open"}, "opens are not followed"),
        ({"event": "machine_learned"}, "a kind of next year"),
        ({"event": None}, "no kind"),
        ({"send_ref": ""}, "a mail of another program"),
        ({"send_ref": "a" * 37}, "too long for a reference of ours"),
        ({"send_ref": 7}, "not a text"),
        ({"timestamp": "1781082000"}, "a text is no moment"),
        ({"timestamp": True}, "nor is a truth"),
        ({"timestamp": -1}, "before there was mail"),
        ({"timestamp": 10**300}, "no calendar reaches that far"),
    ],
)
def test_what_cannot_be_about_a_mail_of_ours_is_left_out(
    change: dict[str, Any], reason: str
) -> None:
    told = [mail_event("a", "delivered") | change, mail_event("b", "delivered")]
    assert [fact.send_ref for fact in facts_of(body_of(told))] == ["b"], reason


def test_the_same_event_told_again_has_the_same_fingerprint_and_another_has_not() -> None:
    again = [mail_event("a", "bounce", reason="full", sg_event_id=n) for n in ("1", "2")]
    others = [
        mail_event("b", "bounce", reason="full"),
        mail_event("a", "delivered", reason="full"),
        mail_event("a", "bounce", reason="gone"),
        mail_event("a", "bounce", NOW + timedelta(seconds=1), reason="full"),
        mail_event("a", "bounce", reason="full", sg_message_id="another"),
    ]
    prints = [fact.fingerprint for fact in facts_of(body_of([*again, *others]))]
    assert len(prints) == 7
    assert len(set(prints)) == 6


def test_no_address_and_nothing_a_database_refuses_is_kept_of_a_reason() -> None:
    told = mail_event("a", "bounce", status="5.1.1", reason="550 <lea@example.com>\0 \ud800 gone")
    (fact,) = facts_of(body_of([told]))
    assert fact.detail == "5.1.1 550 <…> ? gone"


@pytest.mark.parametrize(
    "raw",
    [b"", b"{}", b"null", b"[", b"\xff\xfe", b"[" * 100_000, b"[1" + b"0" * 5000 + b"]"],
)
def test_a_body_that_is_no_list_cannot_be_read(raw: bytes) -> None:
    with pytest.raises(UnreadablePayload):
        facts_of(raw)


BODY = body_of([mail_event("a", "delivered")])


def told(body: bytes = BODY, *, after: timedelta = timedelta(), **headers: str) -> Message:
    """A genuine message, come `after` it was signed; headers change by their name's last word."""
    genuine = signed(BODY)
    changed = {
        name.lower(): headers.get(name.rpartition("-")[2], value) for name, value in genuine.items()
    }
    return Message(body, changed, {}, NOW + after)


def test_a_genuine_message_is_believed_under_either_of_two_keys() -> None:
    assert verify(told(), [public_key()])
    assert verify(told(), [public_key("second"), public_key()])
    assert verify(told(after=FIVE_MINUTES), [public_key()])
    assert verify(told(after=-FIVE_MINUTES), [public_key()])


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        (told(BODY.rstrip()), "the CRLF is part of what is signed"),
        (told(BODY.replace(b"delivered", b"spamreport")), "another body"),
        (told(after=FIVE_MINUTES + timedelta(seconds=1)), "stale"),
        (told(after=-FIVE_MINUTES - timedelta(seconds=1)), "from the future"),
        (told(Timestamp=""), "no timestamp"),
        (told(Timestamp="soon"), "no number"),
        (told(Timestamp="9" * 5000), "no calendar reaches that far"),
        (told(Timestamp="²"), "a digit that is no number"),
        (told(Timestamp=str(int(NOW.timestamp()) + 1)), "another timestamp"),
        (told(Signature=""), "no signature"),
        (told(Signature="!!!"), "no base64"),
        (told(Signature="é"), "no ASCII"),
        (told(Signature=base64.b64encode(b"x" * 70).decode()), "no DER"),
    ],
)
def test_what_is_forged_stale_or_malformed_is_not_believed(message: Message, reason: str) -> None:
    assert not verify(message, [public_key()]), reason


def test_a_key_that_is_none_lets_nobody_in() -> None:
    assert not verify(told(), ["", "garbage", "é", base64.b64encode(b"DER?").decode()])
    assert not verify(told(), [])


def test_only_a_key_on_sendgrids_curve_is_taken_where_it_is_typed() -> None:
    form = (Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    other_curve = ec.generate_private_key(ec.SECP384R1()).public_key().public_bytes(*form)
    other_kind = rsa.generate_private_key(65537, 2048).public_key().public_bytes(*form)
    assert is_public_key(public_key())
    assert is_public_key(f" {public_key()}\n")
    for wrong in (other_curve, other_kind, b""):
        assert not is_public_key(base64.b64encode(wrong).decode())
