"""The sentence behind every state of a solicitation, for members and for `explain`. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from core.errors import N_
from core.states import Collecting, Moment, Reason, SolicitationState, Varied

SENTENCES: Mapping[Reason, str] = {
    Reason.MOMENT_ARRIVES: N_("Planned: its moment has not come yet."),
    Reason.CUSTOMER_CHOSE_LATER: N_("Moved: the customer asked to be asked later."),
    Reason.REPLANNED: N_("Planned again: what it is about changed."),
    Reason.QUIET_HOURS: N_("Waits: it is night or Sunday where the customer lives."),
    Reason.FATIGUE_CAP: N_("Held back: this person was asked often enough lately."),
    Reason.STRONGER_ASK: N_("Held back: another request is likelier to be answered."),
    Reason.PAUSED: N_("Waits: the customer paused our mails."),
    Reason.SENDING_PAUSED: N_("Waits: the store paused its mails."),
    Reason.CLAIM_EXPIRED: N_("Planned again: the process about to send it died before it did."),
    Reason.PROVIDER_BUSY: N_("Planned again: the mail provider could not take it."),
    Reason.HANDED_OVER: N_("Handed to the mail provider."),
    Reason.OUTCOME_UNKNOWN: N_("Perhaps sent: the provider never answered. It is not sent again."),
    Reason.CONFIRMED: N_("Sent: the mail provider confirmed it afterwards."),
    Reason.NOT_DELIVERED: N_("Failed: the mail could not be delivered."),
    Reason.PROVIDER_REFUSED: N_("Not sent: the mail provider refused it for good."),
    Reason.REFUNDED: N_("Stopped: the purchase was refunded."),
    Reason.CANCELLED: N_("Stopped: the order was cancelled."),
    Reason.RETURNED: N_("Stopped: the goods were sent back."),
    Reason.REOPENED: N_("Stopped: the ticket was opened again."),
    Reason.ANSWERED: N_("Answered."),
    Reason.ANSWERED_ON_THE_SPOT: N_("Answered on the spot."),
    Reason.OBJECTED: N_("Stopped: the customer asked for no more mails."),
    Reason.SUPPRESSED: N_("Stopped: this address is never written to."),
    Reason.ERASED: N_("Stopped: the customer's data was erased."),
    Reason.NO_ADDRESS: N_("Stopped: there is no mail address."),
    Reason.MOMENT_OFF: N_("Stopped: the store switched this moment off."),
    Reason.NO_PRODUCT_LEFT: N_("Stopped: nothing is left to ask about."),
    Reason.PAST_ITS_USE: N_("Dropped: it would come too late to be useful."),
    Reason.HELD_OUT: N_(
        "Never asked: this person belongs to the share that is left alone to measure the effect."
    ),
    Reason.PICTURE_ADDED: N_("Stopped: the customer added a picture by themselves."),
    Reason.REMINDER_OFF: N_("Stopped: the store no longer sends this reminder."),
    Reason.REHEARSED: N_("Never sent: in sandbox mode mails are checked and delivered to nobody."),
    Reason.SENDER_UNPROVEN: N_("Waits: the sender’s domain is not ready for its first mails."),
    Reason.CHECK_IN_TAKEN_BACK: N_("Stopped: the check-in was taken back, or the ticket."),
    Reason.WORDS_TAKEN_BACK: N_("Stopped: the customer took back what they wrote."),
}

MOMENTS: Mapping[Moment, str] = {
    Moment.AFTER_PURCHASE: N_("After the purchase"),
    Moment.ONE_MONTH: N_("After one month"),
    Moment.SIX_MONTHS: N_("After six months"),
    Moment.SUPPORT_RESOLVED: N_("After support"),
    Moment.EVENT: N_("At an event"),
}

TRIED: Mapping[Varied, str] = {
    Varied.SUBJECT: N_("Variant %(letter)s of an experiment, with this subject: “%(told)s”"),
    Varied.DELAY: N_("Variant %(letter)s of an experiment, with this delay in hours: %(told)s"),
}
"""What a request says of the experiment in which its reader takes part."""

HOUR_DRAWN = N_("Its hour, %(hour)s:00, was drawn: hours that bring more answers come up oftener.")
"""What a request says where its moment learns the hour."""

PICTURE = N_("a picture")
"""How a request for a picture alone is told from the others."""

STATES: Mapping[SolicitationState, str] = {
    SolicitationState.PLANNED: N_("planned"),
    SolicitationState.CLAIMED: N_("leaving"),
    SolicitationState.ATTEMPTED: N_("leaving"),
    SolicitationState.SENT: N_("sent"),
    SolicitationState.UNKNOWN: N_("perhaps sent"),
    SolicitationState.FAILED: N_("failed"),
    SolicitationState.STOPPED: N_("stopped"),
    SolicitationState.DROPPED: N_("dropped"),
    SolicitationState.ANSWERED: N_("answered"),
}

COLLECTING: Mapping[Collecting, str] = {
    Collecting.OFF: N_("Not taking words"),
    Collecting.UNDATED: N_("Needs its dates"),
    Collecting.SOON: N_("Opens when it begins"),
    Collecting.OPEN: N_("Taking words"),
    Collecting.CLOSED: N_("Closed"),
}
"""Whether the open page of an event takes words."""
