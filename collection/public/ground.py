"""What every page of a customer shares: the blueprint, the reader's language, addresses."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, Response, g, redirect, request
from flask_babel import gettext as _

from collection.media.limits import DEFAULT_LIMITS, MEGABYTE
from collection.media.refusals import SENTENCES, RefusalReason
from core.models import Customer, Media, Store
from core.states import MediaKind
from core.web import doors

blueprint = Blueprint("collecting", __name__, template_folder="../templates")

BUSY = "120/minute"


@blueprint.after_request
def keep_private(response: Response) -> Response:
    """Mailed links lead to one person's pages: not stored, not indexed (requirement M3)."""
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def speak_to(customer: Customer, store: Store) -> None:
    """Say the page in the customer's language, its dates in their zone."""
    g.language = customer.language or store.language
    g.timezone = customer.timezone or store.timezone


def language_links() -> list[tuple[str, str, str]]:
    """This very page in each language, with everything else that its address says."""
    kept = {name: value for name, value in request.args.items() if name != "lang"}
    return [
        (code, name, f"{request.path}?{urlencode({**kept, 'lang': code})}")
        for code, name in (("fr", "Français"), ("en", "English"))
    ]


def onward(path: str, **query: str | int | None) -> Response:
    """See-other to a page of the same language, so that a reload posts nothing again."""
    found = {name: value for name, value in query.items() if value not in (None, "")}
    if request.args.get("lang"):
        found["lang"] = request.args["lang"]
    address = f"{path}?{urlencode(found)}" if found else path
    return redirect(address, 303)  # type: ignore[return-value] # werkzeug's wider type


def own_picture(address: str) -> str | None:
    """A picture that one of our own origins serves: no page of ours calls anybody else."""
    settings = doors().settings
    own = (f"{settings.public_url}/", f"{settings.media_url}/")
    is_path = address.startswith("/") and not address.startswith("//")
    return address if is_path or address.startswith(own) else None


def thumbnail(media: Media, *, width: int = 320) -> str | None:
    """The smallest rendition any browser reads that is at least `width` pixels wide."""
    pictures = [one for one in media.renditions if one["type"] == "image/webp"]
    fitting = sorted(pictures, key=lambda one: (one["width"] < width, one["width"]))
    return f"{doors().settings.media_url}/{fitting[0]['key']}" if fitting else None


def full_size(media: Media) -> str | None:
    """The video itself, or the widest picture."""
    best = sorted(
        media.renditions,
        key=lambda one: (one["type"] != "video/mp4", one["type"] != "image/webp", -one["width"]),
    )
    return f"{doors().settings.media_url}/{best[0]['key']}" if best else None


def refusal_sentence(media: Media) -> str:
    """Why a file was not taken, with the limits of its kind."""
    limits = DEFAULT_LIMITS
    most = limits.photo_bytes if media.kind is MediaKind.PHOTO else limits.video_bytes
    side = limits.photo_side if media.kind is MediaKind.PHOTO else limits.video_side
    sentence = SENTENCES.get(RefusalReason(media.refusal), "") if media.refusal else ""
    return str(
        _(
            sentence,
            megabytes=most // MEGABYTE,
            side=side,
            megapixels=limits.photo_pixels // 1_000_000,
            seconds=limits.video_seconds,
        )
    )
