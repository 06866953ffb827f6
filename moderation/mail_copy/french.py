"""Letters to authors in French; written plainly, and set by `french` at the end."""

from __future__ import annotations

from dataclasses import fields, replace

from core.states import Ground
from moderation.mail_copy.shape import Copy, french

_G = Ground

_PLAIN = Copy(
    hello="Bonjour {name},",
    published_title="Vos mots sur {subject} sont en ligne",
    published="Merci d'avoir pris ce temps. Ce que vous avez écrit sur {subject} est maintenant "
    "publié par {store}, mot pour mot :",
    published_next="Ces mots restent les vôtres : vous pouvez les compléter, les changer ou les "
    "retirer à tout moment.",
    refused_title="Vos mots sur {subject} n'ont pas été publiés",
    refused="Vous avez envoyé à {store} ces mots sur {subject}. Ils n'ont pas été publiés.",
    taken_down_title="Vos mots sur {subject} ne sont plus publiés",
    taken_down="{store} avait publié ces mots de vous sur {subject}. Ils ont été retirés.",
    masked_title="Une partie de vos mots sur {subject} est masquée",
    masked="{store} publie vos mots sur {subject} en masquant une partie. Voici ce que lisent les "
    "autres :",
    masked_why="Le motif : il s'agit de données personnelles, comme un nom, une adresse ou un "
    "numéro, dont les lecteurs n'ont pas besoin (RGPD, article 5). Tout le monde voit que quelque "
    "chose est masqué ; vos mots eux-mêmes n'ont pas changé.",
    contested_title="Votre contestation sur {subject} est arrivée",
    contested="Vous contestez le refus de vos mots sur {subject}. {store} a reçu ce que vous avez "
    "écrit :",
    contested_next="Une autre personne que celle qui les a refusés réexamine la décision ; vous "
    "recevez la réponse par e-mail sous {days} jours.",
    upheld_title="Vos mots sur {subject} restent refusés",
    upheld="Vous avez contesté le refus de vos mots sur {subject} par {store}. Le refus est "
    "maintenu.",
    reversed_title="Vos mots sur {subject} sont finalement publiés",
    reversed="Vous avez contesté le refus de vos mots sur {subject} par {store}. Vous aviez "
    "raison : ils sont maintenant publiés, mot pour mot.",
    reason="La raison : {reason}",
    somebody_else="Une autre personne que celle qui les avait refusés en a décidé. Le nombre "
    "d'étoiles ne joue aucun rôle.",
    same_person="Chez {store}, une seule personne décide de ces choses : c'est donc la même qui a "
    "réexaminé. Le nombre d'étoiles ne joue aucun rôle.",
    courts="Vous pouvez toujours saisir un médiateur de la consommation ou le juge.",
    ground="Le motif : {ground}",
    note="Ce que {store} en a noté : {note}",
    human="Une personne de {store} a lu votre envoi et a décidé. Le nombre d'étoiles ne joue aucun "
    "rôle dans une telle décision.",
    object="Si cela vous paraît faux, dites-le sur la page de vos envois ou répondez à ce "
    "message : une autre personne de {store} doit alors réexaminer la décision. Vous pouvez aussi "
    "saisir un médiateur de la consommation ou le juge.",
    again="Vous pouvez aussi écrire une nouvelle version ; elle est lue comme toutes les autres.",
    replied_title="{store} a répondu à vos mots sur {subject}",
    replied="{author}, de {store}, a répondu publiquement à vos mots :",
    you_wrote="Vous aviez écrit :",
    status="Voir ce que vous avez envoyé",
    rules="Comment {store} traite les avis",
    why="Vous recevez ce message parce que vous avez écrit sur {subject} pour {store}.",
    grounds={
        _G.OFF_TOPIC: "le texte ne parle ni du produit, ni du service, ni de l'événement pour "
        "lequel il a été donné.",
        _G.PERSONAL_DATA: "il contient des données personnelles, comme un nom, une adresse ou un "
        "numéro, qui permettent de reconnaître quelqu'un.",
        _G.UNLAWFUL: "ce qu'il dit ou montre est contraire à la loi.",
        _G.HATEFUL: "il insulte, menace ou rabaisse des personnes.",
        _G.SPAM: "c'est de la publicité, ou le même texte envoyé de nombreuses fois.",
        _G.CONFLICT_OF_INTEREST: "son auteur a un intérêt propre dans le produit, le magasin ou un "
        "concurrent.",
        _G.NOT_A_REAL_EXPERIENCE: "rien ne montre qu'il raconte une expérience vécue par son "
        "auteur.",
        _G.MEDIA_WITHOUT_RIGHTS: "une photo ou une vidéo appartient à quelqu'un d'autre, ou montre "
        "une personne qui n'a pas donné son accord.",
        _G.UNREADABLE: "il ne peut être ni lu ni compris.",
    },
)

COPY = replace(
    _PLAIN,
    **{
        one.name: french(getattr(_PLAIN, one.name)) for one in fields(Copy) if one.name != "grounds"
    },
    grounds={ground: french(words) for ground, words in _PLAIN.grounds.items()},
)
