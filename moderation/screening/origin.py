"""Who writes: people of the shop itself, and crowds that come all at once."""

from __future__ import annotations

from collections.abc import Iterator

from core.signals import Signal
from moderation.screening.folding import listed
from moderation.screening.shape import Facts, Sighting

_RANGE, _DEVICE, _NEW = 5, 5, 8
"""Others from one range in a day, others on one kind of device in an hour, newcomers of ten."""
_PROVIDERS = listed(
    """
    gmail.com googlemail.com outlook.com outlook.fr hotmail.com hotmail.fr live.com live.fr msn.com
    yahoo.com yahoo.fr yahoo.co.uk icloud.com me.com mac.com aol.com proton.me protonmail.com
    gmx.com gmx.fr gmx.de orange.fr wanadoo.fr free.fr sfr.fr laposte.net bbox.fr
    numericable.fr neuf.fr
    btinternet.com sky.com virginmedia.com comcast.net verizon.net att.net mail.com zoho.com
    """
)
"""Where anybody has an address: sharing such a domain with the shop says nothing."""


def origin(facts: Facts) -> Iterator[Sighting]:
    """Insiders and bursts; both concern the submission as a whole."""
    if why := _insider(facts):
        yield Sighting(Signal.INSIDER, detail=why)
    seen = facts.arrivals
    if seen.same_range >= _RANGE:
        yield Sighting(Signal.BURST, detail=f"range:{seen.same_range}")
    if seen.same_device_hour >= _DEVICE:
        yield Sighting(Signal.BURST, detail=f"device:{seen.same_device_hour}")
    if seen.newcomers >= _NEW:
        yield Sighting(Signal.BURST, detail=f"new:{seen.newcomers}")


def _insider(facts: Facts) -> str:
    email = facts.person.email.strip().lower()
    if email and email in {one.strip().lower() for one in facts.person.member_emails}:
        return "member"
    domain = email.rpartition("@")[2]
    own = {one.strip().lower().lstrip("@") for one in facts.person.store_domains}
    is_own = any(domain == one or domain.endswith(f".{one}") for one in own - _PROVIDERS if one)
    return "domain" if is_own else ""
