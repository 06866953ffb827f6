"""The one mail of collecting: are these words yours?"""

from __future__ import annotations

from collection.mail_copy import COPIES
from core.i18n import spoken
from core.mail import Letter, letter


def confirmation(
    language: str,
    *,
    store: str,
    subject: str,
    days: int,
    confirm_url: str,
    rules_url: str,
) -> Letter:
    """The mail to whoever owns the address; nothing that was typed stands in it."""
    tongue = spoken([language])
    copy = COPIES[tongue]

    def say(sentence: str) -> str:
        values = {"subject": subject, "store": store, "days": str(days)}
        for place, value in values.items():
            sentence = sentence.replace(f"{{{place}}}", value)
        return sentence

    return letter(
        tongue,
        store,
        " ".join(say(copy.title).split()),
        [say(copy.before)],
        after=[say(sentence) for sentence in copy.after],
        button=(copy.button, confirm_url),
        footer=[say(copy.why)],
        links=[(say(copy.rules), rules_url)],
    )
