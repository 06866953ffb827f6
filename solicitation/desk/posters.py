"""What is printed for an event: an A4 poster, and the code alone."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import wrap
from urllib.parse import quote

from flask import Response, g, render_template, request
from flask_babel import format_date
from flask_babel import gettext as _

from core.auth import here, member
from core.models import StoreEvent
from core.qr import Drawn, qr_drawing, qr_pdf
from core.states import Role
from core.web import doors
from solicitation.desk.place import blueprint
from solicitation.queries.events import find_event

_READERS = (Role.OWNER, Role.MODERATOR, Role.ANALYST)
_SIZES = ((18.0, 18, 2), (14.0, 23, 3), (10.5, 31, 4))
"""Millimetres of type, characters that fit in a line of 170 mm, and how many lines may be."""
_WIDTH = 170.0


@dataclass(frozen=True, slots=True)
class Poster:
    """Everything the drawing shows, its text broken into lines; measures are millimetres."""

    store: str
    lines: tuple[str, ...]
    size: float
    sentence: tuple[str, str]
    facts: str
    code: Drawn
    address: str
    address_size: float


@blueprint.get("/events/<int:event_id>/poster")
@member(*_READERS)
def poster(event_id: int) -> str:
    """The poster on a page that a browser prints or saves as PDF."""
    _speak()
    event = _find(event_id)
    return render_template("solicitation/desk_poster.html", poster=_poster(event), event=event)


@blueprint.get("/events/<int:event_id>/poster.svg")
@member(*_READERS)
def poster_svg(event_id: int) -> Response:
    """The poster as a drawing, for whoever sets it into something else."""
    _speak()
    event = _find(event_id)
    drawing = render_template("solicitation/poster.svg", poster=_poster(event))
    return _file(drawing.encode(), "image/svg+xml", f"{event.key}-poster.svg")


@blueprint.get("/events/<int:event_id>/code.pdf")
@member(*_READERS)
def code_pdf(event_id: int) -> Response:
    """The code alone, as PDF."""
    event = _find(event_id)
    return _file(qr_pdf(_address(event)), "application/pdf", f"{event.key}.pdf")


def _find(event_id: int) -> StoreEvent:
    with doors().database.reading() as rows:
        return find_event(rows, here().store_id, event_id)


def _speak() -> None:
    """A poster speaks the store's language unless another one is asked for."""
    if not request.args.get("lang"):
        g.language = g.store.language


def _poster(event: StoreEvent) -> Poster:
    address = _address(event)
    size, lines = _set(event.name)
    day = format_date(event.starts_at, "full") if event.starts_at else ""
    shown = address.partition("://")[2]
    return Poster(
        store=g.store.name,
        lines=lines,
        size=size,
        sentence=(_("How was it?"), _("Scan and tell us in a minute.")),
        facts=" · ".join(part for part in (day, event.place) if part)[:90],
        code=qr_drawing(address),
        address=shown,
        address_size=min(5.6, _WIDTH / (0.62 * max(1, len(shown)))),
    )


def _set(name: str) -> tuple[float, tuple[str, ...]]:
    """The largest type in which the name fits; a name too long for any is cut."""
    for size, fitting, most in _SIZES:
        lines = wrap(name, fitting, break_long_words=False)
        if len(lines) <= most and all(len(line) <= fitting for line in lines):
            return size, tuple(lines)
    size, fitting, most = _SIZES[-1]
    return size, tuple(wrap(name, fitting, max_lines=most, placeholder=" …"))


def _address(event: StoreEvent) -> str:
    return f"{doors().settings.public_url}/c/{quote(g.store.key)}/{quote(event.key)}"


def _file(body: bytes, kind: str, name: str) -> Response:
    response = Response(body, content_type=kind)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
