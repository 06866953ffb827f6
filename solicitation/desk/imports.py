"""Files of orders, tickets and attendees: looked at first, then taken."""

from __future__ import annotations

import re
from contextlib import closing
from zoneinfo import ZoneInfo

from flask import Response, g, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext

from core.auth import member
from core.errors import N_, InvalidInput, NotFound, TooLarge
from core.models import Store
from core.signing import random_ref
from core.states import Role
from core.storage import ObjectMissing
from core.web import doors
from solicitation.desk.import_preview import (
    ORDERS,
    date_choices,
    first_rows,
    how_read,
    layout_name,
    remarks,
    say_remark,
)
from solicitation.desk.place import blueprint
from solicitation.inbound.detect import Look, look, read_file
from solicitation.inbound.errors import UnreadableFile
from solicitation.inbound.facts import Read
from solicitation.inbound.layouts import Layout
from solicitation.inbound.report import report_csv
from solicitation.operations.filing import file_key
from solicitation.operations.importing import Imported, batches, facts_of_file, import_batch
from solicitation.operations.taking import Fact

MOST_ROWS = 5_000
MOST_BYTES = 8 * 1024 * 1024
_REF = re.compile(r"[0-9a-f]{32}")


@blueprint.get("/imports")
@member(Role.OWNER)
def imports() -> str:
    """Choose a file."""
    return _page()


@blueprint.post("/imports")
@member(Role.OWNER)
def look_at_file() -> str | tuple[str, int]:
    """Say what a file seems to be and what of it would be taken; nothing is taken yet."""
    data, ref = _sent_bytes(), random_ref()
    try:
        _refuse_long(look(data, limit=MOST_BYTES))
        page = _preview(data, ref)
    except (UnreadableFile, InvalidInput) as refused:
        return _page(error=_(refused.sentence, **refused.values)), 422
    doors().storage.put(_key(ref), data, content_type="text/csv")
    return page


@blueprint.post("/imports/<ref>/look")
@member(Role.OWNER)
def look_again(ref: str) -> str:
    """Show a kept file anew, its dates read as was chosen; nothing is taken yet."""
    return _preview(_kept_bytes(ref), ref)


@blueprint.post("/imports/<ref>")
@member(Role.OWNER)
def take_file(ref: str) -> str:
    """Take a file that was looked at; doing it twice changes nothing."""
    read = _read(_kept_bytes(ref))
    taken = Imported()
    for portion in batches(facts_of_file(read)):
        taken = taken.plus(_take(portion))
    if not read.bad:
        doors().storage.delete(_key(ref))
    return _page(taken=taken, read=read, ref=ref, remarks=read.notices)


@blueprint.post("/imports/<ref>/refused")
@member(Role.OWNER)
def refused_rows(ref: str) -> Response:
    """The rows that were refused, each with its line and reason, as a file."""
    report = report_csv(_read(_kept_bytes(ref)).bad)
    response = Response(report, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="refused.csv"'
    return response


def _preview(data: bytes, ref: str) -> str:
    read, zone = _read(data), ZoneInfo(g.store.timezone)
    seen = look(data, layout=Layout(read.layout), limit=MOST_BYTES)
    unsettled = _read(data, chosen="") if _chosen() else read
    count, choices = len(facts_of_file(read)), date_choices(unsettled, _chosen(), zone)
    return _page(
        seen=seen,
        read=read,
        ref=ref,
        count=count,
        take_label=_take_label(read, count),
        how_read=how_read(seen),
        first_rows=first_rows(read, zone),
        date_choices=choices,
        remarks=remarks(read, choices),
        layout_name=layout_name(seen.layout),
    )


def _chosen() -> str:
    """Either "dmy" or "mdy", or "" to read dates as the file shows."""
    said = request.form.get("dates", "")
    return said if said in ORDERS else ""


def _sent_bytes() -> bytes:
    sent = request.files.get("file")
    data = b""
    if sent:
        with closing(sent):
            data = sent.stream.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise TooLarge(N_("This file is too large for the desk. Use the command vivavoce import."))
    return data


def _refuse_long(seen: Look) -> None:
    if seen.rows > MOST_ROWS:
        raise InvalidInput(
            N_(
                "This file has %(rows)s rows. The desk takes up to %(most)s;"
                " for more, use the command vivavoce import."
            ),
            rows=seen.rows,
            most=MOST_ROWS,
        )


def _take(portion: list[Fact]) -> Imported:
    with doors().database.transaction() as session:
        store = session.get_one(Store, g.store.id)
        return import_batch(session, store, portion, doors().now(), doors().secret_keys())


def _read(data: bytes, chosen: str | None = None) -> Read:
    store = g.store
    return read_file(
        data,
        zone=ZoneInfo(store.timezone),
        country=store.country,
        dates=ORDERS.get(_chosen() if chosen is None else chosen),
        limit=MOST_BYTES,
    )


def _key(ref: str) -> str:
    return file_key(g.store.key, ref)


def _kept_bytes(ref: str) -> bytes:
    gone = NotFound(N_("This file is no longer kept. Choose it again."))
    if not _REF.fullmatch(ref):
        raise gone
    try:
        return doors().storage.get(_key(ref))
    except ObjectMissing as missing:
        raise gone from missing


def _page(**told: object) -> str:
    return render_template(
        "solicitation/desk_imports.html",
        most_rows=MOST_ROWS,
        say_row=say_remark,
        chosen=_chosen(),
        **told,
    )


def _take_label(read: Read, count: int) -> str:
    if read.orders:
        return str(ngettext("Take one order", "Take %(num)s orders", count))
    if read.tickets:
        return str(ngettext("Take one ticket", "Take %(num)s tickets", count))
    return str(ngettext("Take one attendee", "Take %(num)s attendees", count))
