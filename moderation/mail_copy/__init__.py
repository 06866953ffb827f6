"""The words of every letter to an author, in French and English.

A letter is written in a worker, so the words are tables here and not catalogue entries that need a
visitor's request. A refusal is a statement of reasons: what was decided, the facts, the ground in
words, who decided, and how to object (DSA art. 17; C. conso. D111-17 3°, D111-18).
"""

from __future__ import annotations

from moderation.mail_copy import english, french
from moderation.mail_copy.shape import Copy

COPIES: dict[str, Copy] = {"en": english.COPY, "fr": french.COPY}
