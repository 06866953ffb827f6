"""Small words that join what differs per person: quotes, how many more, what the page adds."""

from __future__ import annotations

QUOTES = {"en": "“{}”", "fr": "«\u202f{}\u202f»"}

MORE = {"en": ("{} and 1 more", "{} and {} more"), "fr": ("{} et 1 autre", "{} et {} autres")}

REST = {
    "en": "The page shows the rest of your order too.",
    "fr": "La page montre aussi le reste de votre commande.",
}
"""Said where an order has more products than one mail shows."""
