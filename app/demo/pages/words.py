"""What the shop itself says: its own voice in its two languages, like the rest of its content."""

from __future__ import annotations

from app.demo.content import Both

NAV_SHELF = Both("Les objets", "Our things")
NAV_HOUSE = Both("La maison", "The house")
BUY = Both("Ajouter au panier", "Add to basket")
BASKET = Both(
    "Le panier reste vide\u00a0: ceci est une démonstration, personne ne vend rien ici.",
    "The basket stays empty: this is a demonstration, nobody sells anything here.",
)
MADE_IN = Both("Fabriqué à", "Made in")
PICTURES = Both("Photographies de l’objet", "Pictures of it")
