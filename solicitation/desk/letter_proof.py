"""One mail as it would arrive: what the inbox shows, both parts, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from flask import g, request, url_for
from flask_babel import gettext as _
from itsdangerous import URLSafeSerializer
from sqlalchemy.orm import Session

from core.mail import Letter as Written
from core.mail.placeholders import fill_html, fill_text
from core.models import Store
from core.states import Moment, SubmissionKind
from core.web import doors
from solicitation.mail import Ask, Asked, ask_for, compose, short, values
from solicitation.mail_copy.own import OwnCopy, as_letter, our_copy, paragraphs
from solicitation.neutrality import SOURCES, WHY
from solicitation.operations.wording import Flaw, flaws, shows_button
from solicitation.queries.copies import CopyKey, brand_of, picture_key
from solicitation.queries.samples import sample_asked

EDITOR = {
    "content_security_policy": {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": ["'self'", "data:"],
        "font-src": "'self'",
        "connect-src": "'self'",
        "form-action": "'self'",
        "frame-src": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
}
"""The desk's policy, and frames of our own: where Talisman looks for a view's policy."""

INERT = "/p/test"
_FIELDS = ("subject", "preheader", "heading", "words", "button")
_LINE = 140


@dataclass(frozen=True, slots=True)
class Letter:
    """Which mail; `sequence` 0 asks, 1 to 3 remind. That for a picture is one for all moments."""

    moment: Moment
    kind: SubmissionKind
    sequence: int
    is_media_only: bool = False

    @property
    def url(self) -> str:
        """The page where it is written."""
        what = "picture" if self.is_media_only else self.moment
        return f"/desk/letters/{what}/{self.kind}/{self.sequence}"

    @property
    def has_button(self) -> bool:
        """Whether it has a button to be named."""
        return shows_button(self.moment, self.kind, is_media_only=self.is_media_only)

    def key(self, language: str) -> CopyKey:
        """Where the store's words for it are kept."""
        if self.is_media_only:
            return picture_key(language)
        return CopyKey(self.moment, self.kind, self.sequence, language)

    def ours(self, language: str) -> OwnCopy:
        """Our words for it."""
        only = self.is_media_only
        return our_copy(language, self.moment, self.kind, self.sequence, is_media_only=only)

    def flaws(self, own: OwnCopy) -> list[Flaw]:
        """Why these words may not be sent as this mail."""
        return flaws(own, self.moment, self.kind, is_media_only=self.is_media_only)


PICTURE = Letter(Moment.AFTER_PURCHASE, SubmissionKind.REVIEW, 0, is_media_only=True)
"""The mail to who wrote a review without a picture."""


@dataclass(frozen=True, slots=True)
class Proof:
    """One language of a mail: the words as typed, as they arrive, and why they may not leave."""

    language: str
    own: OwnCopy
    subject: str
    preheader: str
    text: str
    frame_url: str
    faults: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Sample:
    """A letter and the person it is filled for: what the sender would hand over."""

    ask: Ask
    asked: Asked
    letter: Written


def typed(language: str) -> OwnCopy:
    """What the form says in one language; line ends as we keep them."""
    said = {name: request.form.get(f"{language}-{name}", "").strip() for name in _FIELDS}
    return OwnCopy(**said | {"words": said["words"].replace("\r\n", "\n")})


def proof(mail: Letter, language: str, own: OwnCopy) -> Proof:
    """Everything the editor shows of one language."""
    with doors().database.reading() as rows:
        found = sample(rows, g.store, mail, language, own)
    known = values(found.ask, found.asked)
    whole = _whole(mail, language, own)
    line = as_letter(whole.preheader or paragraphs(whole.words)[0], language)
    return Proof(
        language,
        own,
        fill_text(found.letter.subject, known),
        short(fill_text(line, known), _LINE),
        fill_text(found.letter.text, known),
        url_for("asking_desk.letter_frame", draft=pack(mail, language, own)),
        faults(mail, own),
    )


def sample(session: Session, store: Store, mail: Letter, language: str, own: OwnCopy) -> Sample:
    """The letter by the very steps of the sender (requirement M16), for a person of ours."""
    inert = f"{doors().settings.public_url}{INERT}"
    asked = sample_asked(session, store, mail.moment, language, inert, doors().now())
    brand = brand_of(store, doors().settings.media_url)
    whole = _whole(mail, language, own)
    words = None if whole == mail.ours(language) else whole
    ask = ask_for(
        mail.moment,
        mail.kind,
        language,
        mail.sequence,
        asked,
        words,
        brand,
        is_media_only=mail.is_media_only,
    )
    return Sample(ask, asked, compose(ask))


def html_of(found: Sample) -> str:
    """The HTML part, filled."""
    return fill_html(found.letter.html, values(found.ask, found.asked))


def faults(mail: Letter, own: OwnCopy) -> dict[str, tuple[str, ...]]:
    """Why each field is refused, said to a person; fields without fault are absent."""
    said: dict[str, tuple[str, ...]] = {}
    for flaw in mail.flaws(own):
        said[flaw.name] = (*said.get(flaw.name, ()), say(flaw))
    return said


def pack(mail: Letter, language: str, own: OwnCopy) -> str:
    """A draft as a part of an address: compressed, and signed so that nobody else writes one."""
    told = [mail.moment, mail.kind, mail.sequence, mail.is_media_only, language, asdict(own)]
    return _seal().dumps(told)


def unpack(draft: str) -> tuple[Letter, str, OwnCopy]:
    """The draft again; raises itsdangerous.BadSignature."""
    moment, kind, sequence, is_media_only, language, own = _seal().loads(draft)
    mail = Letter(Moment(moment), SubmissionKind(kind), sequence, is_media_only)
    return mail, language, OwnCopy(**own)


def _seal() -> URLSafeSerializer:
    return URLSafeSerializer(doors().settings.secret_key, salt="letter-draft")


def say(flaw: Flaw) -> str:
    """Why a field is refused, to a person."""
    if flaw.bait is None:
        return str(_(flaw.sentence, **flaw.values))
    told = {"found": flaw.values["found"], "why": _(WHY[flaw.bait])}
    return str(_("“%(found)s”: %(why)s (%(source)s)", **told, source=SOURCES[flaw.bait]))


def _whole(mail: Letter, language: str, own: OwnCopy) -> OwnCopy:
    """What is empty while one types is shown in our words."""
    ours = asdict(mail.ours(language))
    return OwnCopy(**{name: text.strip() or ours[name] for name, text in asdict(own).items()})
