"""Every request in English."""

from __future__ import annotations

from core.states import Moment, SubmissionKind
from solicitation.mail_copy.shape import Frame, Key, Request

_M, _K = Moment, SubmissionKind

_REVIEW_USE = (
    "{{store_name}} asks you this about your purchase. Your review is published word for "
    "word, favourable or not, on the product’s page, with its date, marked as a verified purchase, "
    "under the name you choose (by default your first name and an initial). Your address is never "
    "shown. The same published rules hold for every rating."
)
_BOUGHT = "You receive this mail because you ordered from {{store_name}} on {{happened_on}}."

FRAME = Frame(
    hello="Hello {name},",
    hello_unnamed="Hello,",
    reminders=(
        "We wrote to you about this a few days ago. If you would rather not answer, "
        "simply leave this mail be.",
        "We have written to you about this before. It is yours to answer or not: whatever you "
        "say is as welcome today as it was then.",
        "This is the last time we write to you about this.",
    ),
    earlier="On {{earlier_on}} you wrote:",
    stars="Rating: {count} out of 5",
    lowest="1 = very poor",
    highest="5 = excellent",
    star_hint="A star opens the form with that rating ticked. You can change it there, "
    "and nothing is sent before you confirm.",
    button_hint="The button opens a page. Nothing is sent before you confirm.",
    rules="How reviews are handled",
    privacy="Your data",
    unsubscribe="No more of these requests",
    preferences="Fewer mails, or a pause",
)

REQUESTS: dict[Key, Request] = {
    (_M.AFTER_PURCHASE, _K.REVIEW): Request(
        subject="{{product_short_1}}: what do you think of it?",
        subject_many="Your order from {{store_short}}: what do you think of it?",
        again=(
            "Your opinion of {{product}}, good or bad",
            "A minute for {{product}}?",
            "A last word about {{product}}?",
        ),
        question="What do you think of your purchase?",
        question_many="What do you think of your purchases?",
        intro="You ordered from us on {{happened_on}}. Now that it is in your hands, a rating "
        "and one line are enough. Say what is good and what is not: both help others.",
        button="",
        use=_REVIEW_USE,
        why=_BOUGHT,
    ),
    (_M.ONE_MONTH, _K.REVIEW): Request(
        subject="{{product_short_1}}: after a month of use",
        subject_many="Your order from {{store_short}}, after a month of use",
        again=(
            "A month with {{product}}: what have you noticed?",
            "{{product}} in use: what works, what does not?",
            "A last word about {{product}}, after a month?",
        ),
        question="After a month of use, what do you think?",
        question_many="After a month of use, what do you think?",
        intro="Only those who use a thing know it. What you have noticed since, good or bad, "
        "helps people who hesitate. A rating, a few lines, and photos if you like: about "
        "two minutes.",
        button="",
        use=_REVIEW_USE,
        why=_BOUGHT,
    ),
    (_M.SIX_MONTHS, _K.REVIEW): Request(
        subject="{{product_short_1}}: six months on",
        subject_many="Your order from {{store_short}}, six months on",
        again=(
            "{{product}}, half a year later: the same opinion still?",
            "{{product}}: how it was before, how it has been since",
            "A last question about {{product}}",
        ),
        question="Six months on, what has changed?",
        question_many="Six months on, what has changed?",
        intro="A few questions will guide you: how it was before, how it has been since, what "
        "has changed, and whether you would buy it again. What you wrote earlier stays as it "
        "is; this is added to it.",
        button="",
        use=_REVIEW_USE,
        why=_BOUGHT,
    ),
    (_M.SUPPORT_RESOLVED, _K.REVIEW): Request(
        subject="Your exchange with {{store_short}}: how was it?",
        subject_many="",
        again=(
            "Your request to {{store_short}}: what do you say of it?",
            "Your request, closed on {{happened_on}}: a word about it?",
            "A last question about your exchange with {{store_short}}",
        ),
        question="How was it to deal with us?",
        question_many="",
        intro="Your request was closed on {{happened_on}}. We ask this of everyone, however "
        "it ended. A rating and a few words are enough.",
        button="",
        use="{{store_name}} asks you this about the store itself. Your review is published "
        "word for word, favourable or not, among the reviews of the store, with its date, under "
        "the name you choose (by default your first name and an initial). Your address is "
        "never shown. The same published rules hold for every rating.",
        why="You receive this mail because {{store_name}} closed a request of yours on "
        "{{happened_on}}.",
    ),
    (_M.SUPPORT_RESOLVED, _K.TESTIMONIAL): Request(
        subject="Would you tell others how it went with {{store_short}}?",
        subject_many="",
        again=(
            "In your own words: your exchange with {{store_short}}",
            "Half a minute to tell how it went with {{store_short}}?",
            "A last question: would you tell how it went with {{store_short}}?",
        ),
        question="Would you tell the story in your own words?",
        question_many="",
        intro="You and our team dealt with a request together, closed on {{happened_on}}. "
        "If you would like to, tell how it went: a short video, or a few sentences. "
        "Half a minute is plenty.",
        button="Tell it my way",
        use="This is a testimonial, not a review: it has no stars and counts in no average. "
        "{{store_name}} may show it, marked as selected by {{store_name}} and with a link to "
        "all reviews, only for the uses you tick and under the name you choose. "
        "You can withdraw it at any time.",
        why="You receive this mail because {{store_name}} closed a request of yours on "
        "{{happened_on}}.",
    ),
    (_M.EVENT, _K.REVIEW): Request(
        subject="{{event_short}}: what will you remember?",
        subject_many="",
        again=(
            "{{event_short}}: a photo, a line, what you kept of it",
            "{{event_short}}: and looking back?",
            "A last word about {{event_short}}?",
        ),
        question="What will you remember of it?",
        question_many="",
        intro="You were at {{event_name}}. Add a photo or a short video if you have one, "
        "and a line in your own words.",
        button="Share my moment",
        use="{{store_name}} asks you this about {{event_name}}. What you share is shown word "
        "for word with its date, only for the uses you tick, and under the name you choose (by "
        "default your first name and an initial). Your address is never shown.",
        why="You receive this mail because you took part in {{event_name}} on {{happened_on}}.",
    ),
}
