"""The forms of people who sign in."""

from __future__ import annotations

import re
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_security.forms import LoginForm
from flask_wtf import FlaskForm
from wtforms import EmailField, Field, PasswordField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than its stubs
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.accounts.keys import SCOPES
from app.accounts.members import ROLES
from app.accounts.passwords import LONGEST, problem_of
from core.errors import VivavoceError
from core.states import Role

_OWN_PATH = re.compile(r"/(?![/\\])[!-\[\]-~]*")
"""A path and a query of this site: one slash first, no backslash, nothing invisible."""


def is_own_path(place: str) -> bool:
    """Whether a browser that goes to `place` stays on this site."""
    return _OWN_PATH.fullmatch(place) is not None


class SignInForm(LoginForm):
    """An address and a password; a refusal never says which of the two was wrong."""

    remember = None  # type: ignore[assignment] # WTForms' way to leave a field out
    email = EmailField(_l("Mail address"), [InputRequired(), Length(max=254)])
    password = PasswordField(_l("Password"), [InputRequired(), Length(max=LONGEST)])

    def validate_next(self, field: Field) -> None:
        """Any place but a path of ours is left aside (requirement A22)."""
        field.data = field.data if is_own_path(field.data or "") else ""

    def validate(self, **options: Any) -> bool:
        """Whether somebody with this address and password may sign in."""
        if super().validate(**options):
            return True
        self.email.errors = self.password.errors = []
        self.form_errors = [
            _("That address and password do not go together. Check both and try again.")
        ]
        return False


class Form(FlaskForm):  # type: ignore[misc] # the library is not typed for us
    """A form of ours, with its CSRF token."""


class NewPasswordForm(Form):
    """A first password."""

    password = PasswordField(_l("Password"), [InputRequired(), Length(max=LONGEST)])

    def takes(self, email: str) -> bool:
        """Whether the password may be kept for the person with that address."""
        if not self.validate_on_submit():
            return False
        if sentence := problem_of(self.password.data or "", email):
            self.password.errors = [_(sentence)]
        return not self.password.errors


class PasswordForm(NewPasswordForm):
    """Another password, by somebody who knows the present one."""

    present = PasswordField(_l("Present password"), [InputRequired(), Length(max=LONGEST)])
    password = PasswordField(_l("New password"), [InputRequired(), Length(max=LONGEST)])


class LanguageForm(Form):
    """The language of one's own desk."""

    language = SelectField(
        _l("Language"),
        [InputRequired()],
        choices=[
            SelectChoice("browser", _l("As my browser asks")),
            SelectChoice("fr", "Français"),
            SelectChoice("en", "English"),
        ],
    )


class InviteForm(Form):
    """Somebody who is to work for the store."""

    email = EmailField(_l("Mail address"), [InputRequired(), Length(max=254)])
    name = StringField(_l("Name"), [Optional(), Length(max=200)])
    role = SelectField(_l("Role"), [InputRequired()], default=Role.MODERATOR.value)

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.role.choices = [SelectChoice(role.value, _(name)) for role, name in ROLES.items()]


class RoleForm(Form):
    """Another role for a member."""

    role = SelectField(choices=[SelectChoice(role.value) for role in Role])


class KeyForm(Form):
    """A key for a program."""

    name = StringField(
        _l("What will use it"),
        [InputRequired(), Length(max=200)],
        description=_l("For example: the till in Lyon, or the connector of the helpdesk."),
    )
    scopes = SelectMultipleField(
        _l("What it may do"),
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    days = SelectField(
        _l("How long it works"),
        [InputRequired()],
        choices=[
            SelectChoice("0", _l("Until revoked")),
            SelectChoice("365", _l("One year")),
            SelectChoice("90", _l("90 days")),
        ],
    )

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.scopes.choices = [SelectChoice(scope, _(may)) for scope, may in SCOPES.items()]


class SecretForm(Form):
    """The secret that an outside system shows; left empty where we make one."""

    secret = StringField(_l("Their secret"), [Optional(), Length(max=300)])


def blame(form: Form, error: VivavoceError) -> None:
    """Say a refusal at the field it is about, else above the form."""
    sentence = _(error.sentence, **error.values)
    field = form._fields.get(error.field or "")
    if field is None:
        form.form_errors = [sentence]
    else:
        field.errors = [sentence]
