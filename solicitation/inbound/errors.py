"""What can go wrong with something that comes in, as errors a person can act on."""

from __future__ import annotations

from dataclasses import dataclass

from core.errors import InvalidInput, VivavoceError
from solicitation.inbound.sentences import SENTENCES, say


class UnreadableFile(VivavoceError):
    """A whole file cannot be read; a single bad row never raises this."""

    code = "file_unreadable"
    status = 422

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(say(code, **values))
        self.code, self.sentence, self.values = code, SENTENCES[code], values


class UnreadablePayload(InvalidInput):
    """A webhook's body is not what its sender promises; `field` names the place."""

    def __init__(self, code: str, field: str) -> None:
        super().__init__(say(code, field=field), field=field)
        self.code = code


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One field of a posted occasion, what is wrong with it and what to send instead."""

    field: str
    code: str
    sentence: str


class OccasionRefused(InvalidInput):
    """A posted occasion cannot be taken; `problems` names every field at fault."""

    code = "occasion_refused"

    def __init__(self, problems: tuple[FieldProblem, ...]) -> None:
        super().__init__(problems[0].sentence, field=problems[0].field)
        self.problems = problems


class CellError(ValueError):
    """One cell cannot be read: a sentence's code and the values it names."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values
