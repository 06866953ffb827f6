"""Small words that join what differs per person: quotes, how many more, what the page adds."""

from __future__ import annotations

QUOTES = {"en": "“{}”", "fr": "«\u202f{}\u202f»"}

MORE = {"en": ("{} and 1 more", "{} and {} more"), "fr": ("{} et 1 autre", "{} et {} autres")}

REST = {
    "en": ("And 1 more on the page", "And {} more on the page"),
    "fr": ("Et 1 autre sur la page", "Et {} autres sur la page"),
}
"""Said where an order has more products than one mail shows."""
