"""A letter says what it was told and nothing it holds is taken for markup or a placeholder."""

from __future__ import annotations

from core.mail.letters import letter
from core.mail.placeholders import fill_html, fill_text


def test_a_letter_says_the_same_in_both_parts() -> None:
    found = letter(
        "en",
        "Maison Éclat",
        "Your review is not published",
        ["It names another person."],
        quotes=["Thanks to Paul\nfor the parcel"],
        after=["You can contest this."],
        button=("Contest", "https://reviews.example/s/t?a=1&b=2"),
        footer=["You left a review."],
        links=[("Your data", "https://reviews.example/t/maison")],
    )
    assert found.subject == "Your review is not published"
    for said in ("It names another person.", "You can contest this.", "You left a review.", "Paul"):
        assert said in found.html
        assert said in found.text
    assert 'href="https://reviews.example/s/t?a=1&amp;b=2"' in found.html
    assert "https://reviews.example/s/t?a=1&b=2" in found.text
    assert "  | Thanks to Paul\n  | for the parcel\n" in found.text
    assert '<html lang="en"' in found.html


def test_what_a_customer_wrote_is_text() -> None:
    found = letter("en", "S", "T", ["p"], quotes=["<script>alert(1)</script> {{name}} {{{{"])
    html, text = fill_html(found.html, {}), fill_text(found.text, {})
    assert "<script>" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{name}} {{{{" in html
    assert "<script>alert(1)</script> {{name}} {{{{" in text


def test_a_letter_without_button_quotes_or_links_shows_none() -> None:
    found = letter("fr", "Maison Éclat", "Votre avis est en ligne", ["Merci."])
    assert "<a " not in found.html
    assert found.text == "Maison Éclat\n\nVotre avis est en ligne\n\nMerci.\n\n--\n"
