"""The subject that one person gets while a store tries several. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from core.mail.placeholders import fill_text
from solicitation.mail_copy.own import as_letter

Subjects = Mapping[str, str]
"""One variant's subject by language, as typed."""

NAME = "tried_subject"
PLACEHOLDER = f"{{{{{NAME}}}}}"
"""Stands for the subject of a letter, so that all variants leave in one batch."""


def filled(subject: str, language: str, known: Mapping[str, str]) -> dict[str, str]:
    """The value of that place: a variant as typed, filled with one person's values."""
    return {NAME: fill_text(as_letter(subject, language), known)}
