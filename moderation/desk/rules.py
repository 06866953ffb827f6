"""Rules that publish what is clean: their list with what they would have done, and one of them."""

from __future__ import annotations

from dataclasses import asdict

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.auth import here, member
from core.errors import InvalidInput
from core.models import PublicationRule
from core.signals import HOLDING
from core.states import Role
from core.web import doors
from moderation import reasons
from moderation.desk.ground import blueprint
from moderation.operations.ruling import Written, write_rule
from moderation.queries.rules import rule_at, rule_of, rules_of, tried
from moderation.rules import Pictures

_FIELDS = {"csrf_token", "name", "needs_verified", "moments", "pictures", "ignored"}
_NEW = Written("", needs_verified=True, moments=(), pictures=Pictures.ANY, ignored=())


@blueprint.get("/rules")
@member(Role.OWNER, Role.MODERATOR, Role.AUDITOR)
def rules_page() -> str:
    """Each rule with its switch, and what it would have published lately."""
    with doors().database.reading() as session:
        rows = rules_of(session, here().store_id)
        trials = tried(session, here().store_id, [rule_of(row) for row in rows])
    return render_template(
        "moderation/rules.html",
        rules=list(zip(rows, trials, strict=True)),
        may_edit=here().role is Role.OWNER,
    )


@blueprint.get("/rules/new")
@member(Role.OWNER)
def new_rule() -> str:
    """An empty form: verified, any moment, nothing seen."""
    return _form(_NEW)


@blueprint.post("/rules/new")
@member(Role.OWNER)
def add_rule() -> Response | tuple[str, int]:
    """A new rule, switched on."""
    return _keep(None)


@blueprint.get("/rules/<int:rule_id>")
@member(Role.OWNER)
def edit_rule(rule_id: int) -> str:
    """A rule, to be changed."""
    with doors().database.reading() as session:
        row = rule_at(session, here().store_id, rule_id)
    return _form(Written(row.name, row.needs_verified, row.moments, row.pictures, row.ignored), row)


@blueprint.post("/rules/<int:rule_id>")
@member(Role.OWNER)
def keep_rule(rule_id: int) -> Response | tuple[str, int]:
    """Its conditions from now on; what it published before stays."""
    return _keep(rule_id)


@blueprint.post("/rules/<int:rule_id>/switch")
@member(Role.OWNER)
def switch_rule(rule_id: int) -> Response:
    """On, or off."""
    with doors().database.transaction() as session:
        row = rule_at(session, here().store_id, rule_id)
        row.is_on, row.changed_at = "on" in request.form, doors().now()
    return redirect(url_for("moderating.rules_page"))


@blueprint.post("/rules/<int:rule_id>/remove")
@member(Role.OWNER)
def remove_rule(rule_id: int) -> Response:
    """It publishes nothing more; the log keeps its name and conditions."""
    with doors().database.transaction() as session:
        session.delete(rule_at(session, here().store_id, rule_id))
    return redirect(url_for("moderating.rules_page"))


def _keep(rule_id: int | None) -> Response | tuple[str, int]:
    written = _typed()
    row: PublicationRule | None = None
    try:
        with doors().database.transaction() as session:
            row = rule_at(session, here().store_id, rule_id) if rule_id else None
            write_rule(session, here().store_id, written, here().id, doors().now(), row)
    except InvalidInput as error:
        return _form(written, row, error), error.status
    return redirect(url_for("moderating.rules_page"))


def _typed() -> Written:
    form = request.form
    return Written(
        name=form.get("name", ""),
        needs_verified="needs_verified" in form,
        moments=form.getlist("moments"),
        pictures=form.get("pictures", Pictures.ANY),
        ignored=form.getlist("ignored"),
        others=[name for name in form if name not in _FIELDS],
    )


def _form(
    written: Written, row: PublicationRule | None = None, error: InvalidInput | None = None
) -> str:
    pictures = {
        Pictures.ANY: _("With or without photos and videos"),
        Pictures.WITHOUT: _("Without"),
        Pictures.WITH: _("With"),
    }
    return render_template(
        "moderation/rule.html",
        typed=asdict(written),
        row=row,
        error=error,
        pictures=pictures,
        moment_choices=[(one.value, _(name)) for one, name in reasons.MOMENTS.items()],
        signal_choices=[
            (one.value, _(name)) for one, name in reasons.SIGNALS.items() if one in HOLDING
        ],
    )
