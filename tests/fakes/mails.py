"""Small batches of mail for tests of the mail door."""

from __future__ import annotations

from dataclasses import replace

from core.mail import MailBatch, Recipient, unsubscribe_headers


def person(email: str = "ines@example.com", **changes: object) -> Recipient:
    """One recipient with a name that needs escaping."""
    whole = Recipient(
        email=email,
        name="Inès d'Arc",
        send_ref=f"snd_{email.partition('@')[0]}",
        language="fr",
        values={"name": "Inès & <b>Cie</b>", "url": "https://shop.example/r/t?a=1&b=2"},
        headers=unsubscribe_headers("https://reviews.example/u/" + "t" * 90),
    )
    return replace(whole, **changes)  # type: ignore[arg-type]  # keyword names are checked at run time


def batch(*people: Recipient, **changes: object) -> MailBatch:
    """A letter to these people (or to one)."""
    whole = MailBatch(
        category="after_purchase",
        from_email="avis@maison.example",
        from_name="Maison Éclat",
        reply_to="bonjour@maison.example",
        subject="{{name}}, votre avis ?",
        html='<p>Bonjour {{name}}</p><a href="{{url}}">Répondre</a>',
        text="Bonjour {{name}}\n.un point en tête de ligne\n{{url}}\n",
        recipients=people or (person(),),
        list_id="asks.maison.example",
    )
    return replace(whole, **changes)  # type: ignore[arg-type]  # keyword names are checked at run time
