"""The words of every request, in French and English; neutral by rule and by test.

A mail is written in a worker for a thousand people at once, so the words are tables here and not
catalogue entries that need a visitor's request to be looked up. `{{…}}` is what differs per person.

Every request says who asks, about what, where and how the answer is used and which name is shown
(ISO 20488, 5.4.2), and why it was received and how to object (GDPR, art. 21; CPCE, L34-5).
"""

from __future__ import annotations

import re
from functools import lru_cache

from core.states import Moment, SubmissionKind
from solicitation.mail_copy import english, french
from solicitation.mail_copy.shape import Frame, Request

_FRAMES = {"en": english.FRAME, "fr": french.FRAME}
_REQUESTS = {"en": english.REQUESTS, "fr": french.REQUESTS}

LANGUAGES = tuple(_FRAMES)


@lru_cache(256)
def spoken(language: str) -> str:
    """The language we write to someone who reads `language`: `fr-CA` is `fr`, unknown is `en`."""
    base = re.split(r"[-_]", language.lower())[0]
    return base if base in _FRAMES else "en"


def frame(language: str) -> Frame:
    """What all requests share in `language`."""
    return _FRAMES[spoken(language)]


def request(language: str, moment: Moment, kind: SubmissionKind) -> Request:
    """The words of one moment; KeyError for a testimonial outside support (rule 6)."""
    return _REQUESTS[spoken(language)][moment, kind]
