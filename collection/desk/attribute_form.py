"""The form of one question about products, in both languages."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import AnyOf, DataRequired, Length

from collection.operations.attributes import Written
from core.models import Attribute, AttributeKind

LONGEST = 80
END = 40
OPTIONS = (2, 8)
NEEDED = {
    AttributeKind.SCALE.value: ("low_fr", "high_fr", "low_en", "high_en"),
    AttributeKind.CHOICE.value: ("options_fr", "options_en"),
}
MOST_PRODUCTS = 500


def _stripped(value: str | None) -> str:
    return " ".join((value or "").split())


def _lines(text: str | None) -> list[str]:
    return [line for line in map(_stripped, (text or "").splitlines()) if line]


def _short(label: str, most: int) -> StringField:
    return StringField(label, [Length(max=most)], filters=[_stripped])


class AttributeForm(FlaskForm):  # type: ignore[misc] # the library is not typed for us
    """One question; what does not belong to its kind is left alone."""

    kind = StringField(
        _l("Answered with"), [AnyOf(list(AttributeKind), _l("Choose one of the kinds above."))]
    )
    name_fr = StringField(
        _l("Question in French"),
        [DataRequired(_l("Write it in both languages.")), Length(max=LONGEST)],
        filters=[_stripped],
        description=_l("A word or two, as in “Taille achetée”."),
    )
    name_en = StringField(
        _l("Question in English"),
        [DataRequired(_l("Write it in both languages.")), Length(max=LONGEST)],
        filters=[_stripped],
        description=_l("A word or two, as in “Size bought”."),
    )
    low_fr, high_fr = _short(_l("At 1, in French"), END), _short(_l("At 5, in French"), END)
    low_en, high_en = _short(_l("At 1, in English"), END), _short(_l("At 5, in English"), END)
    options_fr = TextAreaField(_l("Options in French"), description=_l("One per line, 2 to 8."))
    options_en = TextAreaField(
        _l("Options in English"), description=_l("The same ones, in the same order.")
    )
    is_several = BooleanField(_l("Several may be chosen"))
    products = TextAreaField(
        _l("Only about these products"),
        description=_l(
            "Their references, one per line. Left empty, it is asked about all of them."
        ),
    )

    def __init__(self, **values: object) -> None:
        super().__init__(**values)
        for name in NEEDED.get(self.kind.data or "", ()):
            self[name].flags.required = True  # the label says so; what is missing is told below

    def make_sense(self) -> bool:
        """Whether every field is right and they agree with one another."""
        if not self.validate_on_submit():
            return False
        fault = {"scale": self._scale_fault, "choice": self._choice_fault}.get(self.kind.data or "")
        if fault is not None and (found := fault()):
            self.refuse(*found)
            return False
        if len(_lines(self.products.data)) > MOST_PRODUCTS:
            self.refuse("products", _("%(most)s products at most.", most=MOST_PRODUCTS))
            return False
        return True

    def refuse(self, name: str, sentence: str) -> None:
        """Say at a field what cannot be."""
        self[name].errors = [*self[name].errors, sentence]

    @property
    def written(self) -> Written:
        """What was typed, as a value."""
        kind = AttributeKind(self.kind.data or "")
        is_scale, is_choice = kind is AttributeKind.SCALE, kind is AttributeKind.CHOICE
        ends = (
            (self.low_fr.data or "", self.high_fr.data or ""),
            (self.low_en.data or "", self.high_en.data or ""),
        )
        pairs = zip(_lines(self.options_fr.data), _lines(self.options_en.data), strict=False)
        return Written(
            kind=kind,
            names=(self.name_fr.data or "", self.name_en.data or ""),
            ends=ends if is_scale else (("", ""), ("", "")),
            options=tuple(pairs) if is_choice else (),
            is_several=is_choice and bool(self.is_several.data),
            products=tuple(dict.fromkeys(_lines(self.products.data))),
        )

    def _scale_fault(self) -> tuple[str, str] | None:
        for name in NEEDED[AttributeKind.SCALE.value]:
            if not self[name].data:
                return name, _("Say what stands at this end of the scale.")
        return None

    def _choice_fault(self) -> tuple[str, str] | None:
        french, english = _lines(self.options_fr.data), _lines(self.options_en.data)
        least, most = OPTIONS
        for name, lines in (("options_fr", french), ("options_en", english)):
            if not least <= len(lines) <= most:
                return name, _("Write %(least)s to %(most)s options.", least=least, most=most)
            if len(set(lines)) < len(lines) or any(len(line) > LONGEST for line in lines):
                return name, _("Each option once, and short.")
        if len(french) != len(english):
            return "options_en", _("As many options as in French, in the same order.")
        return None


def known(row: Attribute | None, kind: str) -> dict[str, object]:
    """The form's beginning: a question as it is, or a new one of a kind."""
    if row is None:
        return {"kind": kind}
    french, english = (row.ends.get(code) or ["", ""] for code in ("fr", "en"))
    return {
        "kind": row.kind.value,
        "name_fr": row.name_fr,
        "name_en": row.name_en,
        **dict(zip(("low_fr", "high_fr"), french, strict=False)),
        **dict(zip(("low_en", "high_en"), english, strict=False)),
        "options_fr": "\n".join(one["fr"] for one in row.options),
        "options_en": "\n".join(one["en"] for one in row.options),
        "is_several": row.is_several,
        "products": "\n".join(row.products),
    }
