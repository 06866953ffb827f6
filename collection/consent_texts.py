"""The exact words of each consent, by language; a changed word is a new version. Pure.

GDPR art. 4(11) and 7, C. civ. art. 9 (image), CPI L131-3 (purpose, place and duration named).
"""

from __future__ import annotations

from dataclasses import dataclass

from core.i18n import spoken
from core.states import SubmissionKind, Use

VERSION = "2026-11"
REQUIRED = Use.SITE
"""Without this one there would be nothing to receive: it is asked for, and says so."""


@dataclass(frozen=True, slots=True)
class ConsentText:
    """One box: the line beside it, and what is read below it."""

    use: Use
    label: str
    text: str

    @property
    def stored(self) -> str:
        """What is kept as proof: all that the customer could read."""
        return f"{self.label}\n{self.text}"


_LABELS = {
    "en": {
        Use.SITE: "{store} may show this on its shop pages.",
        Use.SOCIAL: "{store} may also show it on its social media.",
        Use.MAIL: "{store} may also show it in its e-mails.",
        Use.PRINT: "{store} may also print it.",
    },
    "fr": {
        Use.SITE: "{store} peut montrer ceci sur les pages de sa boutique.",
        Use.SOCIAL: "{store} peut aussi le montrer sur ses réseaux sociaux.",
        Use.MAIL: "{store} peut aussi le montrer dans ses e-mails.",
        Use.PRINT: "{store} peut aussi l’imprimer.",
    },
}

_WHERE = {
    "en": {
        Use.SITE: "on the pages of {store}’s own shop and in the search results that show it",
        Use.SOCIAL: "on the social media accounts that {store} holds in its own name",
        Use.MAIL: "in the e-mails that {store} sends to its customers",
        Use.PRINT: "on {store}’s packaging, leaflets, posters and catalogues",
    },
    "fr": {
        Use.SITE: "sur les pages de la boutique de {store} et dans les résultats de recherche"
        " qui les reprennent",
        Use.SOCIAL: "sur les comptes de réseaux sociaux que {store} tient en son nom",
        Use.MAIL: "dans les e-mails que {store} envoie à ses clients",
        Use.PRINT: "sur les emballages, dépliants, affiches et catalogues de {store}",
    },
}

_BODY = {
    "en": "I allow {store} to show my words, my photos and my videos, under the name I chose,"
    " {where}. Nobody may change my words. I took the pictures, or may pass them on; whoever can"
    " be recognised in them agrees, and nobody in them is under 18. This costs {store} nothing,"
    " holds worldwide for three years, and cannot be passed on to others. I can take it back at"
    " any time, without a reason: it then disappears within five minutes from everything {store}"
    " shows online.",
    "fr": "J’autorise {store} à montrer mes mots, mes photos et mes vidéos, sous le nom que j’ai"
    " choisi, {where}. Personne ne peut modifier mes mots. J’ai pris ces images ou j’ai le droit"
    " de les transmettre ; les personnes reconnaissables sont d’accord, et aucune n’a moins de"
    " 18 ans. Cette autorisation est gratuite, vaut dans le monde entier pendant trois ans et ne"
    " peut pas être cédée. Je peux la retirer à tout moment, sans raison : tout disparaît alors en"
    " cinq minutes de ce que {store} montre en ligne.",
}

_TESTIMONIAL = {
    "en": " I know that this is a testimonial: it is shown with the label “selected by {store}”,"
    " beside a link to all reviews, and counts in no average.",
    "fr": " Je sais qu’il s’agit d’un témoignage : il est montré avec la mention « sélectionné"
    " par {store} », à côté d’un lien vers tous les avis, et ne compte dans aucune moyenne.",
}


def consent_texts(language: str, store: str, kind: SubmissionKind) -> tuple[ConsentText, ...]:
    """The four boxes, in the order they are shown; none is ever ticked by us."""
    tongue = spoken([language])
    tail = _TESTIMONIAL[tongue] if kind is SubmissionKind.TESTIMONIAL else ""
    return tuple(
        ConsentText(
            use,
            _filled(_LABELS[tongue][use], store),
            _filled(_BODY[tongue] + tail, store, _filled(_WHERE[tongue][use], store)),
        )
        for use in Use
    )


def _filled(text: str, store: str, where: str = "") -> str:
    """Plain replacement: a store's name may hold braces."""
    return text.replace("{where}", where).replace("{store}", store)
