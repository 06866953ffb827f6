"""What members read for every value that moderation shows: English entries of the catalogue."""

from __future__ import annotations

from collections.abc import Mapping

from core.errors import N_
from core.models import Channel
from core.signals import Signal
from core.states import Ground, Label, Moment, SubmissionKind, SubmissionState, Use
from moderation.policy import Action

GROUNDS: Mapping[Ground, str] = {
    Ground.OFF_TOPIC: N_("Off topic"),
    Ground.PERSONAL_DATA: N_("Personal data"),
    Ground.UNLAWFUL: N_("Against the law"),
    Ground.HATEFUL: N_("Hateful or threatening"),
    Ground.SPAM: N_("Advertising or spam"),
    Ground.CONFLICT_OF_INTEREST: N_("Conflict of interest"),
    Ground.NOT_A_REAL_EXPERIENCE: N_("Not a real experience"),
    Ground.MEDIA_WITHOUT_RIGHTS: N_("Photo or video without rights"),
    Ground.UNREADABLE: N_("Cannot be read"),
}
"""In the order of their number keys; none is about sentiment (product.md, rule 10)."""

ACTIONS: Mapping[Action, str] = {
    Action.APPROVED: N_("Approved"),
    Action.REFUSED: N_("Refused"),
    Action.REOPENED: N_("Put back in the queue"),
    Action.SUPERSEDED: N_("Stepped back for a newer version"),
    Action.RESTORED: N_("Stands again"),
    Action.LABELLED: N_("Label added"),
    Action.UNLABELLED: N_("Label removed"),
    Action.REPLIED: N_("Replied"),
    Action.WITHDRAWN: N_("Taken back by its author"),
    Action.MASKED: N_("Personal data masked"),
    Action.UNMASKED: N_("Masks taken off"),
    Action.UPHELD: N_("Contest: the refusal stands"),
    Action.REVERSED: N_("Contest: the refusal was wrong"),
    Action.CLEARED: N_("Consents of those who can be seen are on file"),
    Action.CAPTIONED: N_("Captions written"),
    Action.UNCAPTIONED: N_("Captions removed"),
}

STATES: Mapping[SubmissionState, str] = {
    SubmissionState.UNCONFIRMED: N_("Not confirmed by its author"),
    SubmissionState.RECEIVED: N_("Being prepared"),
    SubmissionState.WAITING: N_("Waiting"),
    SubmissionState.APPROVED: N_("Approved"),
    SubmissionState.REFUSED: N_("Refused"),
    SubmissionState.SUPERSEDED: N_("Earlier version"),
    SubmissionState.WITHDRAWN: N_("Taken back"),
    SubmissionState.ERASED: N_("Erased"),
}

TONES: Mapping[SubmissionState, str] = {
    SubmissionState.WAITING: "wait",
    SubmissionState.APPROVED: "good",
    SubmissionState.REFUSED: "bad",
}
"""The badge of a state; the others are quiet."""

LABELS: Mapping[Label, str] = {
    Label.REWARDED: N_("Rewarded"),
    Label.INSIDER: N_("Works for the store"),
    Label.AMBASSADOR: N_("Ambassador"),
    Label.IMPORTED: N_("Imported"),
}

MOMENTS: Mapping[Moment, str] = {
    Moment.AFTER_PURCHASE: N_("After the purchase"),
    Moment.ONE_MONTH: N_("After one month"),
    Moment.SIX_MONTHS: N_("After six months"),
    Moment.SUPPORT_RESOLVED: N_("After support"),
    Moment.EVENT: N_("At an event"),
}

KINDS: Mapping[SubmissionKind, str] = {
    SubmissionKind.REVIEW: N_("Review"),
    SubmissionKind.TESTIMONIAL: N_("Testimonial"),
}

USES: Mapping[Use, str] = {
    Use.SITE: N_("Site"),
    Use.SOCIAL: N_("Social networks"),
    Use.MAIL: N_("Mail"),
    Use.PRINT: N_("Print"),
}

CHANNELS: Mapping[Channel, str] = {
    Channel.MAILED_LINK: N_("by the link in a mail"),
    Channel.EVENT_PAGE: N_("on the page of an event"),
    Channel.OPEN_PAGE: N_("on an open page"),
}

SIGNALS: Mapping[Signal, str] = {
    Signal.EMAIL: N_("An e-mail address"),
    Signal.PHONE: N_("A telephone number"),
    Signal.POSTAL_ADDRESS: N_("A postal address"),
    Signal.BANK_ACCOUNT: N_("A bank account"),
    Signal.PAYMENT_CARD: N_("A payment card"),
    Signal.STAFF_NAME: N_("Somebody of the staff"),
    Signal.LINK: N_("A link"),
    Signal.ADVERTISING: N_("Perhaps advertising"),
    Signal.PROFANITY: N_("A coarse word"),
    Signal.OTHER_SHOP: N_("Another shop or brand"),
    Signal.OTHER_LANGUAGE: N_("Another language"),
    Signal.LIKE_ANOTHER: N_("Much like another text"),
    Signal.SAME_PICTURE: N_("A picture that was sent before"),
    Signal.COPIED: N_("Words of the product's page"),
    Signal.BURST: N_("Many at once"),
    Signal.INSIDER: N_("Perhaps from the store itself"),
    Signal.STARS_AND_WORDS: N_("Do the stars go with the words?"),
}
"""Each is a reason to look, none a verdict."""

INSIDERS: Mapping[str, str] = {
    "member": N_("a member of the store has this address"),
    "domain": N_("an address of the store's own domain"),
}

ANSWERS: Mapping[str, str] = {
    "fit": N_("As expected"),
    "quality": N_("Quality"),
    "ease": N_("Ease of use"),
    "pros": N_("What they like"),
    "cons": N_("What they like less"),
    "before": N_("Before"),
    "since": N_("Since then"),
    "changed": N_("What changed"),
    "again_choice": N_("Would they buy it again"),
    "again": N_("Buying it again"),
    "recommend": N_("Would they recommend it"),
    "what_helped": N_("What helped"),
}
"""The questions of the form, as a member reads them; another is shown by its own key."""

CHOSEN: Mapping[str, str] = {"yes": N_("Yes"), "no": N_("No"), "unsure": N_("Not sure")}
"""Answers to "would you buy it again" and "would you recommend it"."""
