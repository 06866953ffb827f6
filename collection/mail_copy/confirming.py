"""The mail that asks whether words left on an open page are really their author's. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Copy:
    """Sentences with `{subject}`, `{store}` and `{days}` places.

    Nothing that was typed on the page stands in the mail: it would let anybody write to anybody.
    """

    title: str
    before: str
    after: tuple[str, ...]
    button: str
    why: str
    rules: str


COPIES = {
    "en": Copy(
        title="Please confirm your words about {subject}",
        before="Somebody left a few words about {subject} and gave this address. If it was you,"
        " please confirm them: until then, nobody at {store} reads them and nobody sees them.",
        after=(
            "If it was not you, there is nothing to do: without a confirmation everything is"
            " deleted after {days} days, and no other mail follows.",
        ),
        button="See and confirm my words",
        why="You get this one mail because your address was typed on {store}’s page for {subject}.",
        rules="How reviews work at {store}",
    ),
    "fr": Copy(
        title="Confirmez vos mots sur {subject}",
        before="Quelqu’un a laissé quelques mots sur {subject} et donné cette adresse. Si c’est"
        " vous, confirmez-les : d’ici là, personne chez {store} ne les lit, personne ne les voit.",
        after=(
            "Si ce n’est pas vous, il n’y a rien à faire : sans confirmation, tout est supprimé"
            " au bout de {days} jours, et aucun autre e-mail ne suit.",
        ),
        button="Voir et confirmer mes mots",
        why="Vous recevez cet unique e-mail parce que votre adresse a été saisie sur la page de"
        " {store} pour {subject}.",
        rules="Comment fonctionnent les avis chez {store}",
    ),
}
