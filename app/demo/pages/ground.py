"""What every page of the demo shares: the blueprint, the bar on top, the languages."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlencode
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, g, render_template, request
from flask_babel import format_datetime
from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.engine import make_url

from app.demo import content
from core.mail import OutboxLetter, read_outbox
from core.models import Solicitation, Store, Submission
from core.states import SolicitationState, SubmissionState
from core.web import doors, language

blueprint = Blueprint("demo", __name__, url_prefix="/demo", template_folder="../templates")

STORE_KEY = "demo"
NAMES = (("fr", "Français"), ("en", "English"))


@dataclass(frozen=True, slots=True)
class Counts:
    """The figures beside the demo bar's links."""

    letters: int
    waiting: int


@blueprint.after_request
def keep_fresh(response: Response) -> Response:
    """A demo that moves through time is never cached, nor found by search engines."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@blueprint.before_request
def enter() -> None:
    """Every page of the demo belongs to the demo store."""
    with doors().database.reading() as rows:
        g.store = rows.scalar(select(Store).where(Store.key == STORE_KEY))


def page(template: str, **told: Any) -> str:
    """A page under the demo bar."""
    lang = language()
    return render_template(
        f"demo/{template}.html",
        demo_nav=_nav(),
        demo_now=said(doors().now(), lang),
        language_links=[(code, name, here(lang=code)) for code, name in NAMES],
        moved=_moved(lang),
        **({"to": to} | told),
    )


def said(moment: datetime, lang: str, *, is_short: bool = False) -> str:
    """A moment as the shop's people would say it."""
    local = moment.astimezone(ZoneInfo(content.store().timezone)).replace(tzinfo=None)
    pattern = "EEEE d MMMM yyyy, HH:mm" if lang == "fr" else "EEEE, d MMMM yyyy, HH:mm"
    return str(format_datetime(local, "d MMM, HH:mm" if is_short else pattern, rebase=False))


def here(**changes: str | int) -> str:
    """This address with other query values; the language stays."""
    return to(request.path, **changes)


def to(path: str, **values: str | int) -> str:
    """Another page with these query values, in the language chosen here."""
    chosen = {"lang": language()} if "lang" in request.args else {}
    query = urlencode(chosen | values)
    return f"{path}?{query}" if query else path


def outbox_folder() -> Path | None:
    """Where the mails lie, when they go to a folder."""
    url = doors().settings.mail_url
    return Path(unquote(url.removeprefix("outbox://"))) if url.startswith("outbox://") else None


def letters() -> list[OutboxLetter]:
    """Every mail, the newest first."""
    folder = outbox_folder()
    return read_outbox(folder) if folder is not None else []


def member() -> dict[str, str] | None:
    """The demo member's sign-in, as the seeding wrote it down."""
    database = make_url(doors().settings.database_url)
    file = Path(database.database or ".").parent / "demo-member.json"
    if not database.drivername.startswith("sqlite") or not file.exists():
        return None
    found: dict[str, str] = json.loads(file.read_text("utf-8"))
    return found


def counts() -> Counts:
    """How many mails lie in the outbox, and how many submissions wait at the desk."""
    folder = outbox_folder()
    mails = len(list(folder.glob("*.json"))) if folder is not None and folder.exists() else 0
    with doors().database.reading() as rows:
        waiting = rows.scalar(
            select(func.count())
            .select_from(Submission)
            .where(
                Submission.store_id == (g.store.id if g.store else 0),
                Submission.state == SubmissionState.WAITING,
            )
        )
    return Counts(mails, waiting or 0)


def next_ask_at() -> datetime | None:
    """When the next planned request is due."""
    with doors().database.reading() as rows:
        return rows.scalar(
            select(func.min(Solicitation.due_at)).where(
                Solicitation.store_id == (g.store.id if g.store else 0),
                Solicitation.state == SolicitationState.PLANNED,
            )
        )


def _nav() -> list[dict[str, Any]]:
    figures = counts()
    places = (
        (_("Start"), "/demo/", ""),
        (_("Shop"), "/demo/shop", ""),
        (_("Outbox"), "/demo/outbox", str(figures.letters)),
        (_("Desk"), "/desk/queue", str(figures.waiting)),
    )
    return [
        {"label": label, "url": to(url), "count": count, "current": _is_here(url)}
        for label, url, count in places
    ]


def _is_here(url: str) -> bool:
    if url == "/demo/":
        return request.path in ("/demo", "/demo/")
    return request.path.startswith(url)


def _moved(lang: str) -> str:
    """What the last move of the clock did, told once on the page it came back to."""
    due = request.args.get("due", "")
    if not due.isdecimal():
        return ""
    moment = said(doors().now(), lang)
    if due == "0":
        return str(_("It is now %(moment)s. No request became due.", moment=moment))
    return str(
        _(
            "It is now %(moment)s. Requests that became due: %(due)s. "
            "Mails appear in the outbox within seconds.",
            moment=moment,
            due=due,
        )
    )
