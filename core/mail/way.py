"""How mails of an installation leave, as its VIVAVOCE_MAIL_URL tells. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from core.mail.options import truth, whole


@dataclass(frozen=True, slots=True)
class Way:
    """`door` is sendgrid, smtp or outbox; `group` is SendGrid's unsubscribe group, 0 for none."""

    door: str
    is_sandbox: bool = False
    is_stand_in: bool = False
    group: int = 0

    @property
    def is_live(self) -> bool:
        """Whether people get these mails: not from a folder, a sandbox or a stand-in."""
        return self.door != "outbox" and not self.is_sandbox and not self.is_stand_in


def way_of(url: str) -> Way:
    """What `url` says of it; a SendGrid on this very machine is a stand-in for tests."""
    parts = urlsplit(url)
    if parts.scheme != "sendgrid":
        return Way(parts.scheme)
    return Way(
        parts.scheme,
        is_sandbox=truth(url, "sandbox", default=False),
        is_stand_in="@" in parts.netloc and _is_here(parts.hostname or ""),
        group=whole(url, "asm"),
    )


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
