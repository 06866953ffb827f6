"""The mail door: hand over batches, learn for each person what became of it."""

from core.mail.doors import make_mail
from core.mail.letters import Letter, letter
from core.mail.message import unsubscribe_headers
from core.mail.outbox import OutboxLetter, read_letter, read_outbox
from core.mail.placeholders import literal
from core.mail.values import (
    MAX_RECIPIENTS,
    Accepted,
    MailBatch,
    MailDoor,
    NotSent,
    Outcome,
    Recipient,
    Refused,
    SafeHtml,
    Unknown,
)

__all__ = [
    "MAX_RECIPIENTS",
    "Accepted",
    "Letter",
    "MailBatch",
    "MailDoor",
    "NotSent",
    "OutboxLetter",
    "Outcome",
    "Recipient",
    "Refused",
    "SafeHtml",
    "Unknown",
    "letter",
    "literal",
    "make_mail",
    "read_letter",
    "read_outbox",
    "unsubscribe_headers",
]
