"""What can go wrong, named for what happened, each with a sentence for a person."""

from __future__ import annotations


def N_(sentence: str) -> str:  # noqa: N802 -- gettext's own name for "translate this later"
    """Mark a sentence for the catalogue; whoever shows it translates it."""
    return sentence


class VivavoceError(Exception):
    """An error a person can act on: a stable code, an HTTP status and one sentence.

    `sentence` is an entry of the catalogue with `%(name)s` places, `values` fill them, `field`
    names the form field or column it is about.
    """

    code = "error"
    status = 400

    def __init__(self, sentence: str, *, field: str | None = None, **values: object) -> None:
        super().__init__(sentence % values if values else sentence)
        self.sentence = sentence
        self.values = values
        self.field = field


class SettingError(VivavoceError):
    """A `VIVAVOCE_*` variable is malformed; the sentence says how to mend it."""

    code = "setting"
    status = 500


class NotFound(VivavoceError):
    """Nothing here, or nothing this caller may know of: the answer is the same."""

    code = "not_found"
    status = 404


class LinkUnknown(VivavoceError):
    """A mailed link whose token was never issued, or was altered on its way."""

    code = "link_unknown"
    status = 404


class LinkExpired(VivavoceError):
    """A mailed link past its last day."""

    code = "link_expired"
    status = 410


class LinkUsed(VivavoceError):
    """A mailed link that already served its one purpose."""

    code = "link_used"
    status = 410


class NotSignedIn(VivavoceError):
    """The caller showed no credentials, or ones that do not hold."""

    code = "not_signed_in"
    status = 401


class NotAllowed(VivavoceError):
    """The caller is known and may not do this."""

    code = "not_allowed"
    status = 403


class InvalidInput(VivavoceError):
    """A value that cannot be taken; `field` names it."""

    code = "invalid"
    status = 422


class Conflict(VivavoceError):
    """Somebody else changed the same thing first."""

    code = "conflict"
    status = 409


class MoveNotAllowed(Conflict):
    """A state cannot be left this way (see `core.states`)."""

    code = "move_not_allowed"


class Unreadable(VivavoceError):
    """A body that is not what it should be at all, so no field of it can be named."""

    code = "unreadable"


class TooLarge(VivavoceError):
    """More bytes than this place takes."""

    code = "too_large"
    status = 413


class PartUnavailable(VivavoceError):
    """A part of the installation (database, bucket, mail) does not answer."""

    code = "part_unavailable"
    status = 503
