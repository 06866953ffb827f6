"""Whether a member still sees what they decide about; if not, who changed it meanwhile."""

from __future__ import annotations

from sqlalchemy.orm import Session

from core.errors import N_, Conflict
from core.models import Decision, Submission
from moderation.policy import Action
from moderation.queries.log import last_of

_SENTENCES = {
    Action.APPROVED: N_("%(name)s approved this in the meantime. Read it again before you decide."),
    Action.REFUSED: N_("%(name)s refused this in the meantime. Read it again before you decide."),
    Action.REOPENED: N_(
        "%(name)s put this back in the queue in the meantime. Read it again before you decide."
    ),
    Action.SUPERSEDED: N_(
        "%(name)s approved a newer version of this in the meantime. Decide about that one."
    ),
    Action.WITHDRAWN: N_("The author took this back in the meantime."),
}
_BY_RULE = N_("The rule published this in the meantime, because its deadline had come.")
_BY_NAME = N_("The rule “%(name)s” published this in the meantime.")
_OTHERWISE = N_("This changed in the meantime. Read it again before you decide.")


class DecidedMeanwhile(Conflict):
    """Somebody decided since the page was opened; `decision` is theirs, when there is one."""

    code = "decided_meanwhile"

    def __init__(self, decision: Decision | None, sentence: str, **values: object) -> None:
        super().__init__(sentence, field=None, **values)
        self.decision = decision


def check_seen(session: Session, submission: Submission, expected_version: int | None) -> None:
    """Raise DecidedMeanwhile unless the submission is as it was seen (None: nobody looked)."""
    if expected_version is None or submission.version == expected_version:
        return
    raise changed(session, submission)


def changed(session: Session, submission: Submission) -> DecidedMeanwhile:
    """The error that names the last decision about `submission` and who took it."""
    line = last_of(session, submission.store_id, submission.id, *_SENTENCES)
    if line is None:
        return DecidedMeanwhile(None, _OTHERWISE)
    if line.actor.startswith("rule:"):
        return DecidedMeanwhile(line, _BY_NAME, name=line.actor_name)
    if line.actor == "system":
        return DecidedMeanwhile(line, _BY_RULE)
    return DecidedMeanwhile(line, _SENTENCES[Action(line.action)], name=line.actor_name)
