"""What SendGrid is told, and what its answers mean."""

from __future__ import annotations

import json

import pytest

from core.mail import Accepted, NotSent, Outcome, Refused, Unknown
from core.mail.sendgrid_body import (
    Answer,
    body,
    outcome,
    people_named,
    retry_after,
)
from core.mail.sendgrid_person import personalization
from tests.fakes.mails import batch, person
from tests.fakes.sendgrid_rules import faults

DATE = "Sun, 22 Nov 2026 09:30:00 GMT"


def test_the_body_is_one_that_sendgrid_takes() -> None:
    people = [person(f"p{n}@example.com") for n in range(1000)]
    assert faults(body(batch(), people, sandbox=True)) == []


def test_only_the_opaque_reference_stays_with_the_provider_for_ever() -> None:
    whole = body(batch(), [person()], sandbox=False)
    assert whole["categories"] == ["after_purchase"]
    assert whole["personalizations"][0]["custom_args"] == {"send_ref": "snd_ines"}
    assert "custom_args" not in whole


def test_nothing_is_tracked() -> None:
    tracking = body(batch(), [person()], sandbox=False)["tracking_settings"]
    assert {name: settings["enable"] for name, settings in tracking.items()} == {
        "click_tracking": False,
        "open_tracking": False,
        "subscription_tracking": False,
    }


def test_one_person_with_too_much_to_say_is_refused_alone() -> None:
    heavy = person(values={"name": "Inès", "url": "u" * 10_000})
    assert isinstance(personalization(batch(), heavy), Refused)
    assert not isinstance(personalization(batch(), person()), Refused)


def test_a_person_weighs_what_is_written_not_what_its_json_takes() -> None:
    told = "é" * 2_450  # 9,800 bytes over both parts, and 29,400 characters of JSON
    assert not isinstance(
        personalization(batch(), person(values={"name": "É", "url": told})), Refused
    )


def test_what_is_written_as_text_reads_as_the_values_it_was_written_from() -> None:
    values = {"name": 'Inès "la\\vie" \u2028 <b>\U0001f600', "url": "https://x/?a=1&b=2"}
    told = batch(person(values=values), person())
    own = body(told, told.recipients, sandbox=False)["personalizations"][0]
    assert own["substitutions"]["-vv.name.t-"] == values["name"]
    assert own["substitutions"]["-vv.url.h-"] == "https://x/?a=1&amp;b=2"
    assert own["to"] == [{"email": person().email, "name": person().name}]
    assert own["headers"]["X-Vivavoce-Send"] == person().send_ref


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        pytest.param(202, Accepted, id="taken"),
        pytest.param(200, Accepted, id="taken in the sandbox"),
        pytest.param(302, NotSent, id="a proxy's sign-in page took nothing"),
        pytest.param(400, Refused, id="the message itself is wrong"),
        pytest.param(401, NotSent, id="the key is wrong: mend it, then try again"),
        pytest.param(403, NotSent, id="the sender is not verified yet"),
        pytest.param(408, Unknown, id="the server gave up waiting, or says so"),
        pytest.param(413, Refused, id="one person alone is too large"),
        pytest.param(429, NotSent, id="too many"),
        pytest.param(500, Unknown, id="broke while it had the message"),
        pytest.param(502, Unknown, id="a gateway lost the answer"),
        pytest.param(503, NotSent, id="not taking mail now"),
        pytest.param(504, Unknown, id="a gateway waited in vain"),
    ],
)
def test_each_answer_has_one_meaning(status: int, kind: type[Outcome]) -> None:
    assert isinstance(outcome(Answer(status, {"x-message-id": "m1"}, b"")), kind)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        pytest.param({"retry-after": "17"}, 17, id="in seconds"),
        pytest.param(
            {"retry-after": "Sun, 22 Nov 2026 09:31:00 GMT", "date": DATE}, 60, id="a date"
        ),
        pytest.param(
            {"x-ratelimit-reset": "1795339830", "date": DATE}, 30, id="SendGrid's own way"
        ),
        pytest.param({"x-ratelimit-reset": "1", "date": DATE}, 0, id="already past"),
        pytest.param({"retry-after": "soon"}, None, id="not understood"),
        pytest.param({}, None, id="untold"),
    ],
)
def test_the_time_to_try_again_is_read_by_the_providers_clock(
    headers: dict[str, str], seconds: int | None
) -> None:
    assert retry_after(Answer(429, headers, b"")) == seconds


@pytest.mark.parametrize(
    ("told", "places"),
    [
        pytest.param({"errors": [{"field": "personalizations.2.to.0.email"}]}, {2}, id="dotted"),
        pytest.param({"errors": [{"field": "personalizations[1].to"}]}, {1}, id="in brackets"),
        pytest.param({"errors": [{"field": "from.email"}]}, set(), id="the call itself"),
        pytest.param({"errors": [{"field": None}, "odd"]}, set(), id="no field"),
        pytest.param("nonsense", set(), id="not SendGrid's shape"),
    ],
)
def test_the_people_at_fault_are_found(told: object, places: set[int]) -> None:
    assert people_named(Answer(400, {}, json.dumps(told).encode())) == places


def test_a_refusal_does_not_repeat_an_address() -> None:
    told = {"errors": [{"message": "ines@example.com is not an address"}]}
    found = outcome(Answer(400, {}, json.dumps(told).encode()))
    assert found == Refused("SendGrid refused it (400): … is not an address")
