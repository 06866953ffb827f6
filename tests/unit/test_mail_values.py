"""A batch that could not be a mail cannot be made."""

from __future__ import annotations

import pytest

from core.errors import InvalidInput
from tests.fakes.mails import batch, person


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        pytest.param(
            {"from_name": "A\r\nBcc: b@x.fr"}, "from_name", id="a second header in a name"
        ),
        pytest.param({"subject": "Bonjour\nX-A: b"}, "subject", id="a second header in a subject"),
        pytest.param({"reply_to": "a@b.fr\r"}, "reply_to", id="a bare CR counts"),
        pytest.param({"category": "a\x85b"}, "category", id="NEL ends a line for some programs"),
        pytest.param({"from_email": "nobody"}, "from_email", id="no address to send from"),
        pytest.param({"from_email": ""}, "from_email", id="an empty sender"),
        pytest.param({"reply_to": "a b@c.fr"}, "reply_to", id="a reply address with a space"),
        pytest.param({"list_id": "a>b"}, "list_id", id="a List-Id that closes its bracket"),
        pytest.param({"text": " "}, "text", id="a mail without words"),
        pytest.param({"recipients": ()}, "recipients", id="nobody to write to"),
        pytest.param({"recipients": (person(),) * 1001}, "recipients", id="one too many"),
    ],
)
def test_a_batch_that_could_not_be_a_mail_is_refused(
    changes: dict[str, object], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        batch(**changes)
    assert refused.value.field == field


def test_a_batch_of_a_thousand_is_taken() -> None:
    assert len(batch(*[person(f"p{n}@example.com") for n in range(1000)]).recipients) == 1000
