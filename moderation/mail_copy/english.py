"""Letters to authors in English."""

from __future__ import annotations

from core.states import Ground
from moderation.mail_copy.shape import Copy

_G = Ground

COPY = Copy(
    hello="Hello {name},",
    published_title="Your words about {subject} are online",
    published="Thank you for taking the time. What you wrote about {subject} is now published by "
    "{store}, word for word:",
    published_next="It stays yours: you can add to it, change it or take it back at any time.",
    refused_title="Your words about {subject} were not published",
    refused="You sent {store} these words about {subject}. They were not published.",
    taken_down_title="Your words about {subject} are no longer published",
    taken_down="{store} had published these words of yours about {subject}. They were taken down.",
    masked_title="Something in your words about {subject} is masked",
    masked="{store} publishes your words about {subject} with a part of them masked. This is how "
    "others read them:",
    masked_why="The ground for this: what stands there is personal data, such as a name, an "
    "address or a number, which readers do not need (GDPR, article 5). Everybody sees that "
    "something is masked; your words themselves were not changed.",
    contested_title="We have your contest about {subject}",
    contested="You contest that your words about {subject} were refused. {store} has what you "
    "wrote:",
    contested_next="Somebody else than who refused them looks at it again, and you get the answer "
    "by mail within {days} days.",
    upheld_title="Your words about {subject} stay refused",
    upheld="You contested that {store} refused your words about {subject}. The refusal stands.",
    reversed_title="Your words about {subject} are published after all",
    reversed="You contested that {store} refused your words about {subject}. You were right: they "
    "are published now, word for word.",
    reason="The reason: {reason}",
    somebody_else="Somebody else than who had refused them decided this. How many stars were given "
    "plays no part.",
    same_person="At {store} one person alone decides about such things, so the same person looked "
    "at it a second time. How many stars were given plays no part.",
    courts="You may still turn to a consumer mediator or to a court.",
    ground="The ground for this: {ground}",
    note="What {store} noted about it: {note}",
    human="A person at {store} read what you sent and decided. How many stars were given plays no "
    "part in such a decision.",
    object="If you think this is wrong, say so on the page of what you sent, or answer this mail: "
    "somebody else at {store} has to look at it again. You may also turn to a consumer mediator or "
    "to a court.",
    again="You can also write a new version, which is read like any other.",
    replied_title="{store} replied to what you wrote about {subject}",
    replied="{author} of {store} replied in public to your words:",
    you_wrote="You had written:",
    status="See what you sent",
    rules="How {store} handles reviews",
    why="You receive this message because you wrote about {subject} for {store}.",
    grounds={
        _G.OFF_TOPIC: "it is not about the product, the service or the event that it was given "
        "for.",
        _G.PERSONAL_DATA: "it holds personal data, such as a name, an address or a number, by "
        "which someone can be recognised.",
        _G.UNLAWFUL: "what it says or shows is against the law.",
        _G.HATEFUL: "it insults, threatens or degrades people.",
        _G.SPAM: "it is advertising, or the same text sent many times.",
        _G.CONFLICT_OF_INTEREST: "its author has an interest of their own in the product, the "
        "store or a competitor.",
        _G.NOT_A_REAL_EXPERIENCE: "nothing shows that it tells of an experience its author had.",
        _G.MEDIA_WITHOUT_RIGHTS: "a photo or video in it is someone else's, or shows someone who "
        "did not agree.",
        _G.UNREADABLE: "it cannot be read or understood.",
    },
)
