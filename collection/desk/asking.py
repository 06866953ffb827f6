"""What is asked about products beside stars and words: the store's own questions."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from collection.attributes import MOST, ours
from collection.desk.attribute_form import AttributeForm, known
from collection.desk.ground import blueprint
from collection.forms import answer_form
from collection.operations import attributes as writing
from collection.policy import Question
from collection.queries.attributes import attribute, attributes_of, spoken, unknown_products
from core.auth import here, member
from core.errors import N_, InvalidInput
from core.models import Attribute, AttributeKind, Store
from core.states import Role
from core.web import doors, language

KINDS = {
    AttributeKind.SCALE: N_("A scale from 1 to 5"),
    AttributeKind.CHOICE: N_("A choice"),
    AttributeKind.TEXT: N_("A line of text"),
}


@blueprint.get("/questions")
@member(Role.OWNER)
def questions() -> str:
    """Every question in its order, beside the step of the form they make."""
    with doors().database.reading() as rows:
        found = attributes_of(rows, here().store_id)
    asked = [one for one in found if one.retired_at is None]
    shown = tuple(spoken(one, language()) for one in asked) if found else ours(language())
    return render_template(
        "collection/desk_questions.html",
        asked=asked,
        retired=[one for one in found if one.retired_at is not None],
        shown=shown,
        form=answer_form(((Question.ATTRIBUTES,),), None, None, shown),
        kinds=KINDS,
        most=MOST,
        is_ours=not found,
    )


@blueprint.get("/questions/new")
@member(Role.OWNER)
def new_question() -> str:
    """An empty form."""
    return _form_page(AttributeForm(data=known(None, request.args.get("kind", "scale"))), None)


@blueprint.post("/questions/new")
@member(Role.OWNER)
def add_question() -> AnyResponse | tuple[str, int]:
    """Keep a new question, or say at its field what cannot be."""
    form = AttributeForm()
    if not _makes_sense(form):
        return _form_page(form, None), 422
    with doors().database.transaction() as session:
        writing.add(session, session.get_one(Store, here().store_id), form.written, doors().now())
    flash(_("The question is on the form of everyone who is asked after a month."), "good")
    return redirect(url_for(".questions"), 303)


@blueprint.get("/questions/<int:attribute_id>")
@member(Role.OWNER)
def edit_question(attribute_id: int) -> str:
    """The form, filled."""
    with doors().database.reading() as rows:
        row = attribute(rows, here().store_id, attribute_id)
    return _form_page(AttributeForm(data=known(row, "")), row)


@blueprint.post("/questions/<int:attribute_id>")
@member(Role.OWNER)
def save_question(attribute_id: int) -> AnyResponse | tuple[str, int]:
    """Take what was changed; answers keep the words they were asked in."""
    form = AttributeForm()
    with doors().database.reading() as rows:
        row = attribute(rows, here().store_id, attribute_id)
    form.kind.data = row.kind.value
    if not _makes_sense(form):
        return _form_page(form, row), 422
    with doors().database.transaction() as session:
        writing.write(attribute(session, here().store_id, attribute_id), form.written)
    flash(_("Saved. What was answered before keeps its question."), "good")
    return redirect(url_for(".questions"), 303)


@blueprint.post("/questions/own")
@member(Role.OWNER)
def own_questions() -> AnyResponse:
    """Make what every store begins with one's own, to be changed."""
    with doors().database.transaction() as session:
        writing.begin(session, session.get_one(Store, here().store_id), doors().now())
    return redirect(url_for(".questions"), 303)


@blueprint.post("/questions/<int:attribute_id>/<step>")
@member(Role.OWNER)
def change_question(attribute_id: int, step: str) -> AnyResponse:
    """Move it up or down, ask it no more, or again."""
    with doors().database.transaction() as session:
        row = attribute(session, here().store_id, attribute_id)
        if step in ("up", "down"):
            rows = attributes_of(session, here().store_id)
            writing.move(rows, row, -1 if step == "up" else 1)
        elif step == "retire":
            writing.retire(row, doors().now())
        elif step == "again":
            writing.bring_back(session, row)
        else:
            raise InvalidInput(N_("Choose one of the buttons on the page."), field="step")
    if step == "retire":
        flash(_("It is not asked any more. What was answered stays."), "good")
    return redirect(url_for(".questions"), 303)


def _makes_sense(form: AttributeForm) -> bool:
    if not form.make_sense():
        return False
    with doors().database.reading() as rows:
        unknown = unknown_products(rows, here().store_id, form.written.products)
    if unknown:
        form.refuse("products", _("No product has the reference “%(ref)s”.", ref=unknown[0]))
    return not unknown


def _form_page(form: AttributeForm, row: Attribute | None) -> str:
    trouble = [
        (field.id, str(field.label.text), field.errors[0])
        for field in form
        if field.errors and field.type != "CSRFTokenField"
    ]
    return render_template(
        "collection/desk_question.html",
        form=form,
        row=row,
        kind=form.kind.data,
        kinds=KINDS,
        trouble=trouble,
    )
