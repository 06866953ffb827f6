"""How fast requests leave: `python -m bench.sending [--people 10000]`, four ways in one run."""

from __future__ import annotations

import argparse
import http.client
import json
import sys
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import func, select, text

from bench.beside import Clock, clock_beside
from bench.places import NOW, durable_postgres, store_with_due
from bench.sink import running_sink
from core.db import Database
from core.doors import Doors
from core.events import SolicitationsClaimed
from core.mail import Accepted, MailBatch, MailDoor, Outcome
from core.mail.sendgrid_body import body
from core.models import Solicitation, Store
from core.signing import ask_tokens
from core.states import Reason, SolicitationState
from core.upkeep import settle_for_batches
from solicitation import handlers, jobs
from solicitation.judging import Course, judge
from solicitation.operations import sending
from solicitation.posting import post
from solicitation.queries.due import load_asks
from solicitation.queries.facts import Surroundings, facts_of, surroundings
from tests.houses import house

BATCH = 1000
WARM_UP = 50

_CLAIM = text("""
WITH due AS MATERIALIZED (
    SELECT id FROM solicitations
    WHERE store_id = :store AND state = 'planned' AND due_at <= :now
    ORDER BY due_at LIMIT :most FOR UPDATE SKIP LOCKED)
UPDATE solicitations s SET state = 'claimed', claim_token = :token, handed_over_at = :now
FROM due, customers c WHERE s.id = due.id AND c.id = s.customer_id
RETURNING s.id, s.send_ref, c.email, c.name
""")
_MARK = text("""
UPDATE solicitations SET state = 'sent', message_id = :message, claim_token = NULL
WHERE claim_token = :token
""")


@dataclass(frozen=True, slots=True)
class Result:
    """How many people one way reached, and in how long."""

    name: str
    people: int
    seconds: float

    @property
    def pace(self) -> float:
        """Recipients per second."""
        return self.people / self.seconds


def ours(doors: Doors, store_id: int) -> int:
    """The product in one process: claim, judge, commit the attempt, write, post, note."""
    while jobs.claim_due(doors):
        for token in _claims(doors, store_id):
            handlers.send_batch(doors, SolicitationsClaimed(store_id, token))
    return _sent(doors.database, store_id)


def with_clock(doors: Doors, store_id: int, clock: Clock) -> int:
    """The same as it runs in production: the clock claims in its process, this one sends."""
    clock.start()
    pool = ThreadPoolExecutor(1)
    claimed = pool.submit(clock.finish)
    is_over = False
    while not is_over or _claims(doors, store_id):
        is_over = claimed.done()
        for token in _claims(doors, store_id)[:1]:
            handlers.send_batches(doors, SolicitationsClaimed(store_id, token))
        time.sleep(0.001)
    pool.shutdown()
    return _sent(doors.database, store_id)


def one_by_one(doors: Doors, store_id: int) -> int:
    """The same rules and letters, one person per request, with a commit before and after it."""
    with doors.database.reading() as session:
        around = surroundings(session, session.get_one(Store, store_id))
    while _send_one(doors, store_id, around):
        pass
    return _sent(doors.database, store_id)


def bare(doors: Doors, store_id: int, port: int, letter: dict[str, Any]) -> int:
    """No rules and no rendering: claim, JSON from memory, POST, mark."""
    link = http.client.HTTPConnection("127.0.0.1", port)
    person = letter.pop("personalizations")[0]
    while True:
        token = str(uuid.uuid4())
        told = {"store": store_id, "now": NOW, "token": token, "most": BATCH}
        with doors.database.engine.begin() as connection:
            rows = connection.execute(_CLAIM, told).all()
        if not rows:
            return _sent(doors.database, store_id)
        people = [_addressed(person, row) for row in rows]
        link.request("POST", "/v3/mail/send", json.dumps({"personalizations": people, **letter}))
        message = link.getresponse()
        message.read()
        with doors.database.engine.begin() as connection:
            connection.execute(_MARK, {"token": token, "message": message.headers["X-Message-Id"]})


def _addressed(person: dict[str, Any], row: Any) -> dict[str, Any]:
    return {
        **person,
        "to": [{"email": row.email, "name": row.name}],
        "custom_args": {"send_ref": row.send_ref},
    }


def _send_one(doors: Doors, store_id: int, around: Surroundings) -> bool:
    now, keys = doors.now(), doors.secret_keys()
    with doors.database.transaction() as session:
        row = session.scalars(
            select(Solicitation)
            .where(
                Solicitation.store_id == store_id,
                Solicitation.state == SolicitationState.PLANNED,
                Solicitation.due_at <= now,
            )
            .order_by(Solicitation.due_at)
            .limit(1)
            .with_for_update(skip_locked=True)
        ).first()
        if row is None:
            return False
        (ask,) = load_asks(session, store_id, [row.id])
        if judge(facts_of(session, around, [ask], keys, now)[row.id], now).course is not Course.GO:
            raise RuntimeError("every one of these may leave")
        row.state, row.reason = SolicitationState.ATTEMPTED, Reason.HANDED_OVER
        row.handed_over_at = now
        *links, row.token_hashes = ask_tokens([row.send_ref])[0]
    (outcome,) = post(doors, store_id, [sending.Outgoing(ask, *links)]).values()
    with doors.database.transaction() as session:
        row = session.get_one(Solicitation, row.id)
        row.message_id = outcome.message_id if isinstance(outcome, Accepted) else ""
        row.move_to(SolicitationState.SENT, Reason.HANDED_OVER, now)
    return True


def _claims(doors: Doors, store_id: int) -> Sequence[str]:
    """The tokens of what was claimed and not sent."""
    with doors.database.reading() as session:
        rows = session.scalars(
            select(Solicitation.claim_token)
            .where(
                Solicitation.store_id == store_id,
                Solicitation.state == SolicitationState.CLAIMED,
                Solicitation.claim_token.is_not(None),
            )
            .distinct()
        )
        return [token for token in rows if token]


def _sent(database: Database, store_id: int) -> int:
    with database.reading() as session:
        return (
            session.scalar(
                select(func.count()).where(
                    Solicitation.store_id == store_id, Solicitation.state == SolicitationState.SENT
                )
            )
            or 0
        )


@dataclass(slots=True)
class Listening:
    """A mail door that remembers the last batch it passed on."""

    door: MailDoor
    heard: list[MailBatch] = field(default_factory=list)

    def send(self, batch: MailBatch) -> list[Outcome]:
        """Pass it on."""
        self.heard[:] = [batch]
        return self.door.send(batch)

    def check(self) -> None:
        """Ask the door."""
        self.door.check()


@dataclass(frozen=True, slots=True)
class Scene:
    """A database that nobody used before, a clock beside it, a provider, and a letter."""

    doors: Doors
    port: int
    clock: Clock
    letter: dict[str, Any]


Way = Callable[[Scene, int], int]
"""Given a scene and a store in it: how many people it reached."""

WAYS: Mapping[str, Way] = {
    "sender, clock": lambda at, store_id: with_clock(at.doors, store_id, at.clock),
    "both in turn": lambda at, store_id: ours(at.doors, store_id),
    "one by one": lambda at, store_id: one_by_one(at.doors, store_id),
    "bare loop": lambda at, store_id: bare(at.doors, store_id, at.port, at.letter),
}


def measured(name: str, people: int) -> Result:
    """One way, timed, on a database of its own, so that none finds it grown by another."""
    with bench_house() as (doors, port), clock_beside(doors.settings.database_url) as clock:
        scene = Scene(doors, port, clock, _real_letter(doors))
        store_id = store_with_due(doors.database, people)
        start = time.perf_counter()
        people = WAYS[name](scene, store_id)
        return Result(name, people, time.perf_counter() - start)


def compare(people: int, singles: int) -> list[Result]:
    """One round: every way once, one right after the other."""
    return [measured(name, singles if name == "one by one" else people) for name in WAYS]


def medians(rounds: Sequence[Sequence[Result]]) -> list[Result]:
    """Of each way the run of median pace."""
    of_way = zip(*rounds, strict=True)
    return [sorted(runs, key=lambda one: one.pace)[len(runs) // 2] for runs in of_way]


def _real_letter(doors: Doors) -> dict[str, Any]:
    """One request body as the product writes it; making it also warms every cache."""
    listening = Listening(doors.mail)
    ours(replace(doors, mail=listening), store_with_due(doors.database, WARM_UP))
    batch = listening.heard[0]
    return body(batch, batch.recipients[:1], sandbox=False)


def table(results: Sequence[Result]) -> Iterator[str]:
    """Lines to read; ratios are over the pace of one by one, and of the bare loop."""
    singly, bare_loop = results[-2:]
    yield f"{'way':14}{'recipients':>12}{'seconds':>10}{'per second':>12}{'singly':>8}{'bare':>8}"
    for one in results:
        ratios = f"{one.pace / singly.pace:7.1f}x{one.pace / bare_loop.pace:7.2f}x"
        yield f"{one.name:14}{one.people:12,}{one.seconds:10.2f}{one.pace:12,.0f}{ratios}"


@contextmanager
def bench_house() -> Iterator[tuple[Doors, int]]:
    """The doors of a house whose provider takes everything, and that provider's port."""
    with durable_postgres() as database, running_sink() as port, TemporaryDirectory() as folder:
        url = f"sendgrid://SG.bench@127.0.0.1:{port}?tls=0"
        with house(database.url, Path(folder), MAIL_URL=url) as doors:
            yield doors, port


def main() -> None:
    """Measure and say."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--singles", type=int, default=200, help="sent one by one")
    parser.add_argument("--rounds", type=int, default=1, help="of each way the median is told")
    told = parser.parse_args()
    settle_for_batches()  # as every worker does
    rounds = []
    for number in range(told.rounds):
        rounds.append(compare(told.people, told.singles))
        _say(f"round {number + 1}", table(rounds[-1]))
    if told.rounds > 1:
        _say("medians", table(medians(rounds)))


def _say(title: str, lines: Iterator[str]) -> None:
    sys.stdout.write("\n".join([title, *lines, ""]))
    sys.stdout.flush()


if __name__ == "__main__":
    main()
