"""What the form's template shows of a request: the subject, its questions, names, consents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import render_template
from flask_babel import format_date
from flask_babel import gettext as _

from collection.attributes import Asked
from collection.consent_texts import REQUIRED, ConsentText, consent_texts
from collection.forms import AnswerForm
from collection.media.limits import DEFAULT_LIMITS
from collection.operations.drafting import KEPT
from collection.parts import arrived_bytes
from collection.policy import PHOTOS_LIMIT, VIDEOS_LIMIT, Step, shown_names
from collection.public.ground import language_links, own_picture, thumbnail
from collection.public.incoming import Incoming
from collection.queries.files import left_on_form
from core.errors import N_
from core.models import Customer, Draft, Media, Occasion, Product, Store, StoreEvent, Submission
from core.states import MediaState, Moment, OccasionKind, SubmissionKind
from core.web import doors, language

ACCEPT = (
    "image/jpeg,image/png,image/webp,image/heic,image/heif,image/avif,"
    "video/mp4,video/quicktime,video/webm"
)


@dataclass(slots=True)
class Page:
    """One form page, for its template."""

    store: Store
    customer: Customer
    kind: SubmissionKind
    moment: Moment
    steps: tuple[Step, ...]
    form: AnswerForm
    ticket_url: str
    name: str
    facts: str = ""
    product_id: int | None = None
    image: str | None = None
    earlier: Submission | None = None
    former: Submission | None = None
    can_wait: bool = False
    kept: Sequence[Media] = ()
    incoming: Incoming = field(default_factory=Incoming)
    attributes: tuple[Asked, ...] = ()
    form_key: str = ""
    """Names this form of this person, so that what was begun on it is found again."""
    left: Sequence[tuple[Media, int | None]] = ()
    """Files begun on this form and never sent with words; with how many per cent are here."""
    draft_saved: int = 0
    """When what is shown was typed, in milliseconds since 1970; 0 where nothing was."""

    @property
    def draft_url(self) -> str:
        """Where what is being typed is kept."""
        return f"{self.ticket_url.removesuffix('media')}draft"

    @property
    def consents(self) -> tuple[ConsentText, ...]:
        """The boxes, in the reader's language."""
        return consent_texts(language(), self.store.name, self.kind)

    @property
    def names(self) -> list[tuple[str, str]]:
        """The names to choose from, as (value, shown)."""
        found = shown_names(self.customer.name)
        return [(style.value, shown or _("Anonymous")) for style, shown in found.items()]

    @property
    def labels(self) -> dict[str, str]:
        """How the summary of errors names each field."""
        return LABELS | {one.key: one.name for one in self.attributes}

    @property
    def is_testimonial(self) -> bool:
        """Whether stars are left out and the label is explained."""
        return self.kind is SubmissionKind.TESTIMONIAL

    @property
    def existing(self) -> list[dict[str, Any]]:
        """Files that are here already, or in part, as the picker lists them."""
        here = [*self.kept, *self.incoming.files]
        known = {media.ref for media in here}
        left = [(media, part) for media, part in self.left if media.ref not in known]
        return [
            self._listed(media, part) for media, part in [*((one, None) for one in here), *left]
        ]

    def _listed(self, media: Media, part: int | None) -> dict[str, Any]:
        return {
            "id": media.ref,
            "name": media.name or media.ref[:8],
            "kind": media.kind.value,
            "thumb": thumbnail(media),
            "alt": self.incoming.captions.get(media.ref, media.alt),
            "here": part,
            "remove_url": "" if media.submission_id else f"{self.ticket_url}/{media.ref}",
        }


LABELS = {
    "rating": N_("Stars"),
    "title": N_("A headline"),
    "words": N_("Your words"),
    "pros": N_("What you like"),
    "cons": N_("What could be better"),
    "before": N_("Before you had it"),
    "since": N_("And since"),
    "changed": N_("What has changed"),
    "again_choice": N_("Would you buy it again?"),
    "again": N_("Why, or why not?"),
    "recommend": N_("Would you recommend it?"),
    "people": N_("Can other people be recognised?"),
    "minors": N_("Is anyone in them under 18?"),
    "what_helped": N_("What helped, or what was missing?"),
    "shown_as": N_("What name should we show?"),
    "own_name": N_("Your first name"),
    "site": N_("Where it may be shown"),
}
"""How the summary of errors names each field."""


def show(page: Page, status: int = 200) -> tuple[str, int]:
    """The form, with what was wrong named at the top, and the files begun on it earlier."""
    page.left = _left(page)
    body = render_template(
        "collection/answer.html",
        page=page,
        form=page.form,
        labels=page.labels,
        store=page.store,
        required_use=REQUIRED,
        accept=ACCEPT,
        limits=DEFAULT_LIMITS,
        most_files=PHOTOS_LIMIT + VIDEOS_LIMIT,
        draft_days=KEPT.days,
        photos_limit=PHOTOS_LIMIT,
        language_links=language_links(),
    )
    return body, status


def typed_at(draft: Draft | None) -> int:
    """For `Page.draft_saved`."""
    return int(draft.saved_at.timestamp() * 1000) if draft else 0


def _left(page: Page) -> list[tuple[Media, int | None]]:
    with doors().database.reading() as rows:
        files = left_on_form(rows, page.store.id, page.customer.id, page.form_key)
    return [(one, _percent(one)) for one in files]


def _percent(media: Media) -> int | None:
    if media.state is MediaState.UPLOADED:
        return None
    return 100 * arrived_bytes(doors().storage, media) // media.size


def subject_name(store: Store, product: Product | None, event: StoreEvent | None) -> str:
    """What the words are about, by its name."""
    return (product or event or store).name


def subject_facts(occasion: Occasion) -> str:
    """One quiet line that lets the customer remember: when, and where."""
    if occasion.is_happened_at_estimated:
        return ""
    day = format_date(occasion.happened_at, "long")
    if occasion.kind is OccasionKind.EVENT:
        place = occasion.store_event.place if occasion.store_event else ""
        return str(_("%(place)s, %(day)s", place=place, day=day) if place else day)
    if occasion.kind is OccasionKind.SUPPORT:
        return str(_("Your request, solved on %(day)s", day=day))
    return str(_("Delivered on %(day)s", day=day))


def picture_of(product: Product | None) -> str | None:
    """The product's picture, if it is ours to serve."""
    return own_picture(product.image_url) if product and product.image_url else None
