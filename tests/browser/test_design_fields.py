"""The field macro over WTForms: each is named, described, and keeps its value."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask, render_template_string
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    EmailField,
    Form,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length

from tests.browser.design_site import Site, fixture_app

DRAW = '{% import "macros/forms.html" as forms %}{{ forms.field(form[name]) }}'
CHOICES: Any = ["fr", "en"]  # the stubs know only tuples, which WTForms deprecates


class Settings(Form):
    """One field of each kind the desk uses."""

    name = StringField("Name", [InputRequired("Write a name."), Length(max=40)])
    mail = EmailField("Mail", description="Where answers go.")
    secret = PasswordField("Password")
    days = IntegerField("Days")
    note = TextAreaField("Note", [Length(max=200)])
    lang = SelectField("Language", choices=CHOICES)
    side = RadioField("Side", choices=CHOICES)
    many = SelectMultipleField("Languages", choices=CHOICES)
    is_on = BooleanField("On")


@pytest.fixture(scope="module")
def app() -> Flask:
    return fixture_app(Site())


def _drawn(app: Flask, name: str, data: dict[str, str]) -> str:
    form = Settings(MultiDict(data))
    form.validate()
    with app.test_request_context():
        return render_template_string(DRAW, form=form, name=name)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (
            "name",
            '<label class="field__label" for="name">Name</label>',
        ),  # required: no "(optional)"
        ("mail", 'aria-describedby="mail-error mail-hint"'),  # the description is the hint
        ("days", 'type="number"'),
        ("days", 'value="x"'),  # what was typed, even where it is no number
        ("note", 'maxlength="200"'),
        ("note", "&lt;b&gt;kept&lt;/b&gt;"),  # text stays text
        ("lang", '<option selected value="fr">'),
        ("side", "<legend"),
        ("many", "<legend"),
        ("is_on", "checked"),
    ],
)
def test_a_field_is_drawn_with_what_it_knows(app: Flask, name: str, said: str) -> None:
    data = {"name": "Inès", "days": "x", "note": "<b>kept</b>", "lang": "fr", "is_on": "y"}
    assert said in _drawn(app, name, data)


def test_a_missing_answer_is_told_beside_its_field(app: Flask) -> None:
    drawn = _drawn(app, "name", {})
    assert "Write a name." in drawn
    assert 'aria-invalid="true"' in drawn


def test_a_password_is_never_given_back(app: Flask) -> None:
    assert "hunter2" not in _drawn(app, "secret", {"secret": "hunter2"})
