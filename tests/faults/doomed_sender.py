"""A sender in a process of its own that is killed at a named place: `python -m ... place …`."""

from __future__ import annotations

import os
import signal
import sys
from dataclasses import replace
from pathlib import Path

from core.events import SolicitationsClaimed
from core.mail import MailBatch, Outcome, make_mail
from solicitation import handlers
from tests.houses import house


class Doom:
    """A provider that writes down what it accepts, and kills the one who calls."""

    def __init__(self, place: str, log: Path) -> None:
        self.place, self.log = place, log

    def send(self, batch: MailBatch) -> list[Outcome]:
        """Accept and kill, or kill first; an address is asked first, and its answer lost."""
        if "://" in self.place:
            make_mail(self.place).send(batch)
        if self.place == "after":
            with self.log.open("a", encoding="utf-8") as lines:
                lines.writelines(f"{person.send_ref}\n" for person in batch.recipients)
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError("nobody lives to read this")

    def check(self) -> None:
        """Always there."""


def main(url: str, folder: str, place: str, log: str, store_id: str, token: str) -> None:
    """Send one claimed batch, and die."""
    with house(url, Path(folder)) as doors:
        doomed = replace(doors, mail=Doom(place, Path(log)))
        handlers.send_batch(doomed, SolicitationsClaimed(int(store_id), token))


if __name__ == "__main__":
    main(*sys.argv[1:])
