"""The form of each moment: what may be typed, how much of it, and what is said when it is not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    Field,
    Form,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import InputRequired

from collection.attributes import TEXT_LIMIT, Asked, fitting, kept, typed
from collection.consent_texts import REQUIRED, VERSION, ConsentText
from collection.policy import (
    ANSWER_LIMIT,
    CHOICES,
    MINORS,
    NAME_LIMIT,
    PEOPLE,
    TITLE_LIMIT,
    WORDS_LIMIT,
    WRITTEN,
    Answer,
    Granted,
    NameStyle,
    Question,
    Step,
    questions_of,
    shown_names,
)
from core.mail.address import is_address
from core.models import AttributeKind, Submission
from core.signing import normal_address

_RATINGS = tuple("12345")
MEMORY = timedelta(days=3653)
"""How long ago an experience may lie that somebody tells of unasked."""
_FIELDS = {
    Question.RATING: ("rating",),
    Question.ATTRIBUTES: (),
    Question.MEDIA: ("people", "minors"),
    Question.TITLE: ("title",),
    Question.WORDS: ("words",),
    Question.PROS_CONS: ("pros", "cons"),
    Question.AGAIN: ("again_choice", "again"),
}
_ALWAYS = ("shown_as", "own_name", "site", "social", "mail", "print")


def plain(text: str | None) -> str:
    """What was typed, with one kind of line end and without the NUL no database takes."""
    return (text or "").replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").strip()


class AtMost:
    """At most so many characters; says how many there are, and the field keeps them all."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.field_flags = {"maxlength": limit}

    def __call__(self, _form: Form, field: Field) -> None:
        """Refuse a longer text."""
        count = len(field.data or "")
        if count > self.limit:
            raise ValidationError(
                _(
                    "This has %(count)s characters, %(limit)s fit. Please shorten it a little.",
                    count=count,
                    limit=self.limit,
                )
            )


class Among:
    """One of a few values; nothing is fine unless `missing` says what to do."""

    def __init__(self, values: Iterable[str], missing: str = "") -> None:
        self.values = frozenset(values)
        self.missing = missing

    def __call__(self, _form: Form, field: Field) -> None:
        """Refuse any other value."""
        if field.data not in self.values and (field.data or self.missing):
            raise ValidationError(self.missing or _("Choose one of these."))


def _text(limit: int) -> TextAreaField:
    return TextAreaField(filters=[plain], validators=[AtMost(limit)])


def _choice(values: Iterable[str], missing: str = "") -> StringField:
    return StringField(filters=[plain], validators=[Among(values, missing)])


class AnswerForm(Form):
    """Every field there is; `answer_form` leaves those that the moment asks for."""

    rating = _choice(_RATINGS, _l("Choose how many stars you give."))
    title = StringField(filters=[plain], validators=[AtMost(TITLE_LIMIT)])
    words = _text(WORDS_LIMIT)
    pros, cons = _text(ANSWER_LIMIT), _text(ANSWER_LIMIT)
    before, since, changed = _text(ANSWER_LIMIT), _text(ANSWER_LIMIT), _text(ANSWER_LIMIT)
    again_choice, recommend = _choice(CHOICES), _choice(CHOICES)
    again = _text(ANSWER_LIMIT)
    what_helped = _text(ANSWER_LIMIT)
    people, minors = _choice(PEOPLE), _choice(MINORS)
    shown_as = _choice(tuple(NameStyle))
    own_name = StringField(filters=[plain], validators=[AtMost(NAME_LIMIT)])
    site = BooleanField(
        validators=[
            InputRequired(_l("Without this we cannot publish it, so we would rather not keep it."))
        ]
    )
    social, mail, print = BooleanField(), BooleanField(), BooleanField()


def _address(_form: Form, field: Field) -> None:
    if not is_address(normal_address(field.data or "")):
        raise ValidationError(_("This is not a mail address. It looks like name@example.com."))


class OpenForm(Form):
    """What an open page asks; `website` is for programs that fill in whatever they find."""

    rating = _choice(_RATINGS, _l("Choose how many stars you give."))
    words = _text(ANSWER_LIMIT)
    happened_on = StringField(filters=[plain])
    proof = StringField()
    own_name = StringField(
        filters=[plain],
        validators=[InputRequired(_l("Write the name to be shown.")), AtMost(NAME_LIMIT)],
    )
    email = StringField(
        filters=[plain],
        validators=[InputRequired(_l("Without an address you could not confirm it.")), _address],
    )
    site = BooleanField(
        validators=[
            InputRequired(_l("Without this we cannot publish it, so we would rather not keep it."))
        ]
    )
    social = BooleanField()
    website = StringField()
    opened = StringField()


def told_day(form: OpenForm, today: date) -> date | None:
    """The day its author tells, not in the future nor ten years past; else says so at the field."""
    field = form.happened_on
    try:
        day = date.fromisoformat(field.data or "")
    except ValueError:
        field.errors = [_("Choose a day; about when is enough.")]
        return None
    if not today - MEMORY <= day <= today:
        field.errors = [_("Choose a day within the last ten years, today at the latest.")]
        return None
    return day


def open_answer(
    form: OpenForm, language: str, texts: Iterable[ConsentText], happened_on: date | None
) -> Answer:
    """The checked form of an open page as a value."""
    return Answer(
        rating=int(form.rating.data or 0),
        title="",
        words=form.words.data or "",
        answers={},
        language=language,
        display_name=form.own_name.data or "",
        uses=tuple(
            Granted(text.use, text.stored, VERSION)
            for text in texts
            if text.use.value in form and form[text.use.value].data
        ),
        happened_on=happened_on,
    )


def answer_form(
    steps: tuple[Step, ...],
    posted: MultiDict[str, str] | None,
    known: Mapping[str, Any] | None = None,
    attributes: Iterable[Asked] = (),
) -> AnswerForm:
    """The form of these steps, filled from what was posted, else from what is `known`."""
    questions = questions_of(steps)
    shown = [one for one in attributes if Question.ATTRIBUTES in questions]
    own = {one.key: _attribute(one) for one in shown}
    data = dict(known or {})
    data |= {one.key: fitting(one, data[one.key]) for one in shown if one.key in data}
    form: AnswerForm = type("AskedForm", (AnswerForm,), own)(posted, data=data)
    asked = {*_ALWAYS, *own}
    for question in questions:
        asked.update(_FIELDS.get(question, (question.value,)))
    for name in [name for name in form._fields if name not in asked]:
        del form[name]
    return form


def _attribute(asked: Asked) -> Field:
    """The field of one question of the store."""
    if asked.kind is AttributeKind.SCALE:
        return _choice(_RATINGS)
    if asked.kind is AttributeKind.TEXT:
        return StringField(filters=[plain], validators=[AtMost(TEXT_LIMIT)])
    values = [one for one, _text in asked.options]
    return Several(validators=[AllAmong(values)]) if asked.is_several else _choice(values)


class Several(Field):
    """Any number of some values, as check boxes of one name post them."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Every value, each once."""
        self.data = list(dict.fromkeys(filter(None, valuelist)))


class AllAmong(Among):
    """Every one of several values is one of these."""

    def __call__(self, _form: Form, field: Field) -> None:
        """Refuse any other value."""
        if not self.values.issuperset(field.data or []):
            raise ValidationError(_("Choose among these."))


def known_answers(submission: Submission, name: str) -> dict[str, Any]:
    """What an earlier version said, as the form's beginning; consents are never ticked for one."""
    styles = {shown: style.value for style, shown in shown_names(name).items()}
    return {
        **{key: typed(value) for key, value in (submission.answers or {}).items()},
        "rating": str(submission.rating) if submission.rating else None,
        "title": submission.title or "",
        "words": submission.words or "",
        "shown_as": styles.get(submission.display_name, NameStyle.ANONYMOUS.value),
        "own_name": submission.display_name,
    }


def answer_of(
    form: AnswerForm,
    name: str,
    language: str,
    texts: Iterable[ConsentText],
    media: tuple[str, ...],
    attributes: Iterable[Asked] = (),
) -> Answer:
    """The checked form as a value; `name` is the customer's own."""
    given = {field: form[field].data for field in form._fields}
    told = {one.key: kept(one, given.get(one.key)) for one in attributes}
    answers: dict[str, Any] = {key: value for key, value in told.items() if value}
    answers |= {
        field: given[field] for field in (*WRITTEN, "again_choice", "recommend") if given.get(field)
    }
    return Answer(
        rating=int(given["rating"]) if given.get("rating") else None,
        title=given.get("title", ""),
        words=given.get("words", ""),
        answers=answers,
        language=language,
        display_name=_chosen_name(given, name),
        uses=tuple(
            Granted(text.use, text.stored, VERSION)
            for text in texts
            if text.use is REQUIRED or given.get(text.use.value)
        ),
        media=media,
        people=given.get("people") or "",
        minors=given.get("minors") or "",
    )


def _chosen_name(given: Mapping[str, Any], name: str) -> str:
    """The name as its owner wants it shown; one we never knew is taken as it is typed."""
    names = shown_names(name)
    if len(names) == 1:
        return str(given.get("own_name") or _("Anonymous"))
    default = next(iter(names))
    style = NameStyle(given["shown_as"]) if given.get("shown_as") else default
    return names.get(style) or str(_("Anonymous"))
