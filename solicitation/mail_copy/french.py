"""Every request in French; written plainly, and set by `french` at the end."""

from __future__ import annotations

from core.states import Moment, SubmissionKind
from solicitation.mail_copy.shape import Frame, Key, Request, set_in_french

_M, _K = Moment, SubmissionKind

_REVIEW_USE = (
    "{{store_name}} vous pose cette question à propos de votre achat. Votre avis est "
    "publié mot pour mot, favorable ou non, sur la page du produit, avec sa date et la mention "
    "« achat vérifié », sous le nom que vous choisissez (à défaut, prénom et initiale). Votre "
    "adresse n'est jamais affichée. Les mêmes règles publiques valent pour toutes les notes."
)
_BOUGHT = (
    "Vous recevez ce message parce que vous avez commandé chez {{store_name}} le {{happened_on}}."
)

_FRAME = Frame(
    hello="Bonjour {name},",
    hello_unnamed="Bonjour,",
    reminders=(
        "Nous vous avons écrit à ce sujet il y a quelques jours. Si vous préférez ne pas "
        "répondre, ne tenez pas compte de ce message.",
        "Nous vous avons déjà écrit à ce sujet. Répondre ou non vous appartient : ce que vous "
        "direz, quoi que ce soit, compte autant aujourd'hui qu'alors.",
        "C'est la dernière fois que nous vous écrivons à ce sujet.",
    ),
    earlier="Le {{earlier_on}}, vous écriviez :",
    stars="Note : {count} sur 5",
    lowest="1 = très mauvais",
    highest="5 = excellent",
    star_hint="Une étoile ouvre le formulaire avec cette note cochée. Vous pouvez encore la "
    "changer, et rien n'est envoyé avant que vous ne confirmiez.",
    button_hint="Le bouton ouvre une page. Rien n'est envoyé avant que vous ne confirmiez.",
    rules="Comment les avis sont traités",
    privacy="Vos données",
    unsubscribe="Ne plus recevoir ces demandes",
    preferences="Moins de messages, ou une pause",
)

_REQUESTS: dict[Key, Request] = {
    (_M.AFTER_PURCHASE, _K.REVIEW): Request(
        subject="{{product_short_1}} : qu'en pensez-vous ?",
        subject_many="Votre commande chez {{store_short}} : qu'en pensez-vous ?",
        again=(
            "Votre avis sur {{product}}, bon ou mauvais",
            "Une minute pour {{product}} ?",
            "Un dernier mot sur {{product}} ?",
        ),
        question="Que pensez-vous de votre achat ?",
        question_many="Que pensez-vous de vos achats ?",
        intro="Vous avez commandé chez nous le {{happened_on}}. Maintenant que c'est entre vos "
        "mains, une note et une ligne suffisent. Dites ce qui va et ce qui ne va pas : "
        "les deux servent aux autres.",
        button="",
        use=_REVIEW_USE,
        why=_BOUGHT,
    ),
    (_M.ONE_MONTH, _K.REVIEW): Request(
        subject="{{product_short_1}} : après un mois d'usage",
        subject_many="Votre commande chez {{store_short}}, après un mois d'usage",
        again=(
            "Un mois avec {{product}} : qu'avez-vous remarqué ?",
            "{{product}} à l'usage : ce qui va, ce qui ne va pas",
            "Un dernier mot sur {{product}}, après un mois ?",
        ),
        question="Après un mois d'usage, qu'en pensez-vous ?",
        question_many="Après un mois d'usage, qu'en pensez-vous ?",
        intro="On ne connaît bien que ce dont on se sert. Ce que vous avez remarqué depuis, en "
        "bien ou en mal, éclaire ceux qui hésitent. Une note, quelques lignes, des photos si "
        "vous voulez : deux minutes environ.",
        button="",
        use=_REVIEW_USE,
        why=_BOUGHT,
    ),
    (_M.SIX_MONTHS, _K.REVIEW): Request(
        subject="{{product_short_1}} : six mois plus tard",
        subject_many="Votre commande chez {{store_short}}, six mois plus tard",
        again=(
            "{{product}}, six mois après : toujours le même avis ?",
            "{{product}} : comment c'était avant, comment c'est depuis",
            "Une dernière question sur {{product}}",
        ),
        question="Six mois plus tard, qu'est-ce qui a changé ?",
        question_many="Six mois plus tard, qu'est-ce qui a changé ?",
        intro="Quelques questions vous guident : comment c'était avant, comment c'est depuis, "
        "ce qui a changé, et si vous le reprendriez. Ce que vous aviez écrit reste tel quel ; "
        "ceci s'y ajoute.",
        button="",
        use=_REVIEW_USE,
        why=_BOUGHT,
    ),
    (_M.SUPPORT_RESOLVED, _K.REVIEW): Request(
        subject="Votre échange avec {{store_short}} : comment cela s'est-il passé ?",
        subject_many="",
        again=(
            "Votre demande à {{store_short}} : qu'en dites-vous ?",
            "Votre demande close le {{happened_on}} : un mot à ce sujet ?",
            "Une dernière question sur votre échange avec {{store_short}}",
        ),
        question="Comment s'est passé votre échange avec nous ?",
        question_many="",
        intro="Votre demande a été close le {{happened_on}}. Nous posons cette question à tout "
        "le monde, quelle que soit l'issue. Une note et quelques mots suffisent.",
        button="",
        use="{{store_name}} vous pose cette question à propos de la boutique elle-même. Votre "
        "avis est publié mot pour mot, favorable ou non, parmi les avis sur la boutique, avec "
        "sa date, sous le nom que vous choisissez (à défaut, prénom et initiale). Votre adresse "
        "n'est jamais affichée. Les mêmes règles publiques valent pour toutes les notes.",
        why="Vous recevez ce message parce que {{store_name}} a clos une de vos demandes le "
        "{{happened_on}}.",
    ),
    (_M.SUPPORT_RESOLVED, _K.TESTIMONIAL): Request(
        subject="Raconteriez-vous comment cela s'est passé avec {{store_short}} ?",
        subject_many="",
        again=(
            "Avec vos mots : votre échange avec {{store_short}}",
            "Une demi-minute pour raconter votre échange avec {{store_short}} ?",
            "Une dernière question : raconteriez-vous votre échange avec {{store_short}} ?",
        ),
        question="Voulez-vous le raconter avec vos mots ?",
        question_many="",
        intro="Votre demande, close le {{happened_on}}, vous a mis en relation avec notre "
        "équipe. Si le cœur vous en dit, racontez comment cela s'est passé : une courte vidéo, "
        "ou quelques phrases. Une demi-minute suffit largement.",
        button="Raconter à ma façon",
        use="Ceci est un témoignage et non un avis : il ne porte pas d'étoiles et n'entre dans "
        "aucune moyenne. {{store_name}} pourra le montrer, avec la mention « sélectionné par "
        "{{store_name}} » et un lien vers tous les avis, pour les seuls usages que vous cochez "
        "et sous le nom que vous choisissez. Vous pouvez le retirer à tout moment.",
        why="Vous recevez ce message parce que {{store_name}} a clos une de vos demandes le "
        "{{happened_on}}.",
    ),
    (_M.EVENT, _K.REVIEW): Request(
        subject="{{event_short}} : qu'en retenez-vous ?",
        subject_many="",
        again=(
            "{{event_short}} : une photo, une ligne, ce que vous en gardez",
            "{{event_short}} : et avec le recul ?",
            "Un dernier mot sur {{event_short}} ?",
        ),
        question="Qu'en retenez-vous ?",
        question_many="",
        intro="Vous étiez à cet événement : {{event_name}}. Une photo ou une courte vidéo si "
        "vous en avez, et une ligne avec vos mots.",
        button="Partager mon souvenir",
        use="{{store_name}} vous pose cette question à propos de cet événement. Ce que vous "
        "partagez est montré mot pour mot, avec sa date, pour les seuls usages que vous "
        "cochez, sous le nom que vous choisissez (à défaut, prénom et initiale). Votre adresse "
        "n'est jamais affichée.",
        why="Vous recevez ce message parce que vous avez participé à cet événement le "
        "{{happened_on}} : {{event_name}}.",
    ),
}

FRAME = set_in_french(_FRAME)
REQUESTS = {key: set_in_french(words) for key, words in _REQUESTS.items()}
