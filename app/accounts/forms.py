"""The forms of people who sign in."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_security.forms import LoginForm
from flask_wtf import FlaskForm
from wtforms import EmailField, PasswordField
from wtforms.validators import InputRequired, Length

from app.accounts.passwords import LONGEST, problem_of


class SignInForm(LoginForm):  # type: ignore[misc] # the library is not typed for us
    """An address and a password; a refusal never says which of the two was wrong."""

    remember = None
    email = EmailField(_l("Mail address"), [InputRequired(), Length(max=254)])
    password = PasswordField(_l("Password"), [InputRequired(), Length(max=LONGEST)])

    def validate(self, **options: Any) -> bool:
        """Whether somebody with this address and password may sign in."""
        if super().validate(**options):
            return True
        self.email.errors = self.password.errors = []
        self.form_errors = [
            _("That address and password do not go together. Check both and try again.")
        ]
        return False


class NewPasswordForm(FlaskForm):  # type: ignore[misc] # the library is not typed for us
    """A first password."""

    password = PasswordField(_l("Password"), [InputRequired(), Length(max=LONGEST)])

    def takes(self, email: str) -> bool:
        """Whether the password may be kept for the person with that address."""
        if not self.validate_on_submit():
            return False
        if sentence := problem_of(self.password.data, email):
            self.password.errors = [_(sentence)]
        return not self.password.errors
