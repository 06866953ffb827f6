"""The one mail that asks who wrote a review for a picture: the same after every rating."""

from __future__ import annotations

from collections.abc import Mapping

from solicitation.mail_copy.shape import Request, set_in_french

_ENGLISH = Request(
    subject="A picture to go with your review?",
    subject_many="A picture to go with your review?",
    again=("", "", ""),
    question="Would you add a photo or a short video?",
    question_many="Would you add a photo or a short video?",
    intro="Thank you for what you wrote about your order. If you like, show what you described: "
    "a photo taken with your phone is enough. Your words and your rating stay as they are.",
    button="Add a picture",
    use="{{store_name}} asks this of everyone who wrote a review without a picture, whatever "
    "the rating, and only once. Your picture is shown with your review, for the uses you tick, "
    "and you can take it back at any time.",
    why="You receive this mail because you reviewed your order of {{happened_on}} from "
    "{{store_name}}.",
)

_FRENCH = set_in_french(
    Request(
        subject="Une photo avec votre avis ?",
        subject_many="Une photo avec votre avis ?",
        again=("", "", ""),
        question="Voulez-vous ajouter une photo ou une courte vidéo ?",
        question_many="Voulez-vous ajouter une photo ou une courte vidéo ?",
        intro="Merci pour ce que vous avez écrit sur votre commande. Si vous le souhaitez, montrez "
        "ce que vous avez décrit : une photo prise au téléphone suffit. Vos mots et votre note "
        "restent tels quels.",
        button="Ajouter une image",
        use="{{store_name}} pose cette question à toutes les personnes qui ont écrit un avis sans "
        "image, quelle que soit la note, et une seule fois. Votre image est montrée avec votre "
        "avis, pour les usages que vous cochez, et vous pouvez la retirer à tout moment.",
        why="Vous recevez ce message parce que vous avez donné votre avis sur votre commande du "
        "{{happened_on}} chez {{store_name}}.",
    )
)

PICTURES: Mapping[str, Request] = {"en": _ENGLISH, "fr": _FRENCH}
"""The words by language."""
