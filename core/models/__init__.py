"""Every row by its name; import rows from here."""

from core.models.attribute import Attribute, AttributeKind
from core.models.connection import Connection
from core.models.contest import ANSWERED_WITHIN, CONTESTABLE_FOR, Contest, Outcome
from core.models.customer import Customer, Link, Suppression
from core.models.decision import Decision, Letter, Reply
from core.models.experiment import Experiment, ExperimentVariant
from core.models.journal import (
    ClockShift,
    Heartbeat,
    HookSecret,
    OutboxEvent,
    Reaction,
    WebhookReceipt,
)
from core.models.mail_copy import MailCopy, PictureCopy
from core.models.mailing import MailEvent
from core.models.mask import Mask
from core.models.member import ApiKey, Member, Membership
from core.models.occasion import Attendee, Occasion, Order, OrderLine, Ticket
from core.models.privacy import Erasure, LedgerNote, NoteKind, PrivacyDemand
from core.models.proof import SpentProof
from core.models.publication import Feed, Publication
from core.models.rule import PublicationRule
from core.models.screening import LikenessBand, SeenSignal
from core.models.sender import MirroredObjection, ObjectionMirror, SenderCheck
from core.models.solicitation import Solicitation, SolicitationMove
from core.models.store import MomentSetting, Product, Store, StoreEvent
from core.models.submission import Channel, Consent, Draft, Media, Submission, SubmissionLabel

__all__ = [
    "ANSWERED_WITHIN",
    "CONTESTABLE_FOR",
    "ApiKey",
    "Attendee",
    "Attribute",
    "AttributeKind",
    "Channel",
    "ClockShift",
    "Connection",
    "Consent",
    "Contest",
    "Customer",
    "Decision",
    "Draft",
    "Erasure",
    "Experiment",
    "ExperimentVariant",
    "Feed",
    "Heartbeat",
    "HookSecret",
    "LedgerNote",
    "Letter",
    "LikenessBand",
    "Link",
    "MailCopy",
    "MailEvent",
    "Mask",
    "Media",
    "Member",
    "Membership",
    "MirroredObjection",
    "MomentSetting",
    "NoteKind",
    "ObjectionMirror",
    "Occasion",
    "Order",
    "OrderLine",
    "OutboxEvent",
    "Outcome",
    "PictureCopy",
    "PrivacyDemand",
    "Product",
    "Publication",
    "PublicationRule",
    "Reaction",
    "Reply",
    "SeenSignal",
    "SenderCheck",
    "Solicitation",
    "SolicitationMove",
    "SpentProof",
    "Store",
    "StoreEvent",
    "Submission",
    "SubmissionLabel",
    "Suppression",
    "Ticket",
    "WebhookReceipt",
]
