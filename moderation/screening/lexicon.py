"""The built-in lists, folded (small letters, no accents). A store adds its own and excepts others.

They tell of insults and coarse words, not of displeasure: "nul", "awful", "arnaque" and "scam" are
opinions and stand in no list (product.md, rule 10).
"""

from __future__ import annotations

import re

from moderation.screening.folding import listed

INSULTS: frozenset[str] = listed(
    """
    merde merdes merdique merdiques putain putains pute putes putin connard connards connasse
    connasses con conne cons connes conneries connerie encule encules enculer enculee salope salopes
    salaud salauds salopard salopards batard batards batarde pd pede pedes tapette tapettes gouine
    gouines bite bites couille couilles couillon couillons chier chiant chiante chiants chiantes
    foutre foutaise niquer nique niquez ntm fdp tg abruti abrutie abrutis debile debiles cretin
    cretins cretine degenere trouduc trou-du-cul cul culs bordel bougnoule bougnoules negre negres
    youpin youpins bicot bicots raton chinetoque chinetoques pouffiasse pouffiasses petasse petasses
    enfoire enfoires enfoiree branleur branleurs branleuse ta-gueule ferme-la va-te-faire
    fils-de-pute casse-couilles casse-couille

    shit shits shitty bullshit fuck fucks fucked fucker fuckers fucking motherfucker motherfuckers
    cunt cunts bitch bitches bastard bastards asshole assholes arsehole arseholes ass arse dick
    dicks dickhead dickheads prick pricks cock cocks cocksucker twat twats wanker wankers tosser
    tossers bollocks piss pissed pisses slut sluts whore whores fag fags faggot faggots nigger
    niggers nigga kike kikes spic spics chink chinks paki pakis retard retards retarded crap crappy
    damn moron morons idiot idiots imbecile imbeciles douchebag douchebags dumbass jackass stfu wtf
    son-of-a-bitch piece-of-shit
    """
)

STEMS = tuple(re.compile(stem) for stem in (r"encul\w+", r"motherf\w+", r"f+u+c+k+\w*", r"merd\w*"))
"""Ways of writing on that no list can end."""

HARMLESS: tuple[str, ...] = (
    "con carne",
    "con brio",
    "con moto",
    "con fuoco",
    "con amore",
    "con leche",
    "con queso",
    "cul de sac",
    "culs de sac",
    "cul de poule",
    "culs de poule",
    "cul de bouteille",
    "culs de bouteille",
    "cul de lampe",
    "culs de lampe",
    "cul de jatte",
    "cul nu",
    "cul bas",
    "cul d'artichaut",
    "moby dick",
    "dick van dyke",
    "philip k dick",
    "cock a leekie",
    "stop cock",
    "coq au vin",
    "pain batard",
    "pains batards",
    "sauce batarde",
    "bastard file",
    "raton laveur",
    "ratons laveurs",
    "bite size",
    "bites size",
    "tete de negre",
    "bitch tits",
    "fag end",
    "pissed off queue",
    "spic and span",
    "spick and span",
    "chink in",
    "chinks in",
    "flame retardant",
    "fire retardant",
    "fire retard",
    "scunthorpe",
    "penistone",
    "essex",
    "pot pourri",
    "nom d'une pipe",
    "bordel de memoires",
    "pique nique",
    "pique niques",
    "pique niquer",
    "pic nic",
    "ass milk",
    "jack ass brand",
    "bites your",
    "bite de boulon",
    "bitte d'amarrage",
)
"""Phrases in which a listed word says nothing coarse."""

ADVERTISING: tuple[str, ...] = (
    "code promo",
    "codes promo",
    "code promotionnel",
    "code de parrainage",
    "code parrain",
    "mon code parrain",
    "lien de parrainage",
    "parrainage disponible",
    "promo code",
    "discount code",
    "coupon code",
    "referral code",
    "referral link",
    "affiliate link",
    "use my code",
    "use code",
    "utilisez le code",
    "utilisez mon code",
    "lien en bio",
    "link in bio",
    "lien dans ma bio",
    "contactez moi sur",
    "ajoutez moi sur",
    "suivez moi sur",
    "suivez ma page",
    "abonnez vous",
    "rejoignez mon",
    "follow me on",
    "follow my page",
    "add me on",
    "message me on",
    "dm me",
    "contact me on",
    "whatsapp me",
    "sur whatsapp",
    "on whatsapp",
    "on telegram",
    "sur telegram",
    "subscribe to my",
    "visit my",
    "check out my",
    "visitez mon site",
    "visitez ma boutique",
    "ma boutique en ligne",
    "my online store",
    "my online shop",
    "gagnez de l'argent",
    "gagner de l'argent facilement",
    "argent facile",
    "make money online",
    "earn money",
    "easy money",
    "work from home",
    "travail a domicile",
    "credit rapide",
    "pret entre particuliers",
    "pret rapide",
    "quick loan",
    "instant loan",
    "bitcoin",
    "crypto",
    "cryptomonnaie",
    "forex",
    "casino en ligne",
    "online casino",
    "paris sportifs",
    "retour affectif",
    "marabout",
    "voyance",
    "spell caster",
    "love spell",
    "viagra",
    "cialis",
    "seo services",
    "buy followers",
    "acheter des abonnes",
    "rencontre coquine",
    "plan cul",
    "hot girls",
)
"""What sells something else than an opinion."""
