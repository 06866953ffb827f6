"""One page of the public feed, field by field as widgets/schema/feed.json lists them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from core.states import MediaKind
from widgets.feeds.facts import Place, Scope
from widgets.feeds.labels import answers_of
from widgets.policy import PER_PAGE, Answered, Given, Picture, Sort, Summary, Voice

Document = dict[str, Any]

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_COLOUR = re.compile(r"#[0-9a-f]{6}")
_GREY = "#8c8c8c"
_UNKNOWN_LANGUAGE = "und"
_NAMELESS = "–"
# Best compression first; every browser shows the last (the schema's "best format first").
_FORMATS = ("image/avif", "image/webp", "image/png", "image/jpeg")


def review_of(voice: Voice, scope: Scope, place: Place) -> Document:
    """One review: nothing of the row but these fields is public (requirement W8)."""
    given, zone = voice.given, ZoneInfo(scope.store.zone)
    written = _day(given.submitted_at, zone)
    return {
        "ref": given.ref,
        "rating": voice.rating,
        "title": given.title or None,
        "words": given.words,
        "language": _language(given.language),
        "author": given.author.strip() or _NAMELESS,
        "submitted_on": written,
        "experience_on": given.experience_on.isoformat(),
        "updated_on": written if voice.earlier else None,
        "verified": given.is_verified,
        "counted": voice.is_counted,
        "labels": sorted(given.labels),
        "moment": given.moment,
        "answers": answers_of(given.answers, given.language),
        "media": _media(given.pictures, place),
        "reply": _reply(given.reply, zone),
        "earlier": [_earlier(before, zone) for before in voice.earlier],
        "day": _since(given.day),
    }


def summary_document(summary: Summary) -> Document:
    """The figures over all reviews."""
    return {
        "count": summary.count,
        "average": summary.average,
        "histogram": {str(stars): number for stars, number in summary.histogram.items()},
        "outside": summary.outside,
        "media": summary.media,
    }


def page_of(
    scope: Scope, place: Place, summary: Document, sort: Sort, at: tuple[int, int]
) -> Document:
    """A page without its reviews and its moment; `at` is (page, pages)."""
    page, pages = at
    return {
        "version": 1,
        "store": {
            "key": scope.store.key,
            "name": scope.store.name or scope.store.key,
            "transparency_url": place.transparency(scope.store.key),
            "write_url": None,
        },
        "product": {"key": scope.ref, "name": scope.name, "url": scope.url},
        "summary": summary,
        "sort": str(sort),
        "page": page,
        "pages": pages,
        "per_page": PER_PAGE,
        "reviews": [],
        "checked": True,
    }


def stamped(document: Document, now: datetime) -> bytes:
    """The bytes of a page: the same rows at the same moment give the same bytes."""
    built_at = now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return canonical(document | {"built_at": built_at})


def canonical(document: Document) -> bytes:
    """Sorted keys, no blanks, UTF-8; a stray half of a character is replaced, not fatal."""
    text = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "replace")


def medium_of(picture: Picture, place: Place) -> Document | None:
    """A photo or video as feeds tell of it; None where it cannot be shown."""
    return _photo(picture, place) or _video(picture, place)


def _media(pictures: Sequence[Picture], place: Place) -> list[Document]:
    made = (medium_of(one, place) for one in pictures)
    return [medium for medium in made if medium is not None]


def _photo(picture: Picture, place: Place) -> Document | None:
    sources = [_source(one, place) for one in _images(picture)]
    if picture.kind is not MediaKind.PHOTO or not sources:
        return None
    return _frame(picture, "photo") | {"colour": _colour(picture), "sources": sources}


def _video(picture: Picture, place: Place) -> Document | None:
    film = next((one for one in picture.renditions if one["type"] == "video/mp4"), None)
    posters = [one for one in _images(picture) if one["type"] == "image/jpeg"]
    if film is None or not posters or not picture.duration_s:
        return None
    poster = max(posters, key=lambda one: int(one["width"]))
    return _frame(picture, "video") | {
        "duration_s": picture.duration_s,
        "poster": place.media(poster["key"]),
        "url": place.media(film["key"]),
        "type": "video/mp4",
        **_captions(picture, place),
    }


def _captions(picture: Picture, place: Place) -> Document:
    """The tracks of a video; a feed leaves the word out where there is none."""
    tracks = [
        {"url": place.media(one["key"]), "language": one["language"]}
        for one in picture.renditions
        if one["type"] == "text/vtt"
    ]
    return {"captions": tracks} if tracks else {}


def _images(picture: Picture) -> list[Mapping[str, Any]]:
    images = [one for one in picture.renditions if one["type"] in _FORMATS]
    return sorted(images, key=lambda one: (_FORMATS.index(one["type"]), int(one["width"])))


def _source(rendition: Mapping[str, Any], place: Place) -> Document:
    return {
        "url": place.media(rendition["key"]),
        "type": rendition["type"],
        "width": rendition["width"],
    }


def _frame(picture: Picture, kind: str) -> Document:
    return {
        "kind": kind,
        "width": picture.width,
        "height": picture.height,
        "alt": picture.alt,
    }


def _colour(picture: Picture) -> str:
    colour = picture.colour.lower()
    return colour if _COLOUR.fullmatch(colour) else _GREY


def _reply(reply: Answered | None, zone: ZoneInfo) -> Document | None:
    if reply is None or not reply.words.strip():
        return None
    return {"words": reply.words, "author": reply.author or _NAMELESS, "on": _day(reply.at, zone)}


def _earlier(given: Given, zone: ZoneInfo) -> Document:
    return {
        "rating": given.rating,
        "title": given.title or None,
        "words": given.words,
        "on": _day(given.submitted_at, zone),
        "day": _since(given.day),
    }


def _language(tag: str) -> str:
    tag = tag.replace("_", "-")
    return tag if _LANGUAGE.fullmatch(tag) else _UNKNOWN_LANGUAGE


def _day(moment: datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).date().isoformat()


def _since(day: int | None) -> int | None:
    return None if day is None else max(0, day)
