"""Which mail door an installation uses, by VIVAVOCE_MAIL_URL."""

from __future__ import annotations

from urllib.parse import urlsplit

from core.clock import Clock, SystemClock
from core.errors import SettingError
from core.mail.outbox import OutboxDoor
from core.mail.sendgrid import SendGridDoor
from core.mail.smtp import SmtpDoor
from core.mail.values import MailDoor


def make_mail(url: str, clock: Clock | None = None) -> MailDoor:
    """The door for `url`; raises SettingError, never repeating the URL, which holds a secret."""
    ticking = clock or SystemClock()
    match urlsplit(url).scheme:
        case "sendgrid":
            return SendGridDoor.from_url(url)
        case "smtp":
            return SmtpDoor.from_url(url, ticking)
        case "outbox":
            return OutboxDoor.from_url(url, ticking)
    raise SettingError("VIVAVOCE_MAIL_URL must begin with sendgrid://, smtp:// or outbox://.")
