"""What members see of asking: the calendar, customers, events, imports, moments, mails."""

from solicitation.desk import (
    brand,
    calendar,
    connections,
    customers,
    demands,
    events,
    experiments,
    hours,
    imports,
    letter_frames,
    letters,
    moments,
    posters,
    sending,
)
from solicitation.desk.place import blueprint

__all__ = [
    "blueprint",
    "brand",
    "calendar",
    "connections",
    "customers",
    "demands",
    "events",
    "experiments",
    "hours",
    "imports",
    "letter_frames",
    "letters",
    "moments",
    "posters",
    "sending",
]
