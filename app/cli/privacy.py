"""`vivavoce privacy`: a copy of what is kept of a person, and forgetting them."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from app.cli.importing import find_store
from app.cli.opened import opened
from app.cli.replaying import replay as replay_erasures
from collection.exporting import write_export
from core.errors import N_, InvalidInput
from core.events import ErasureWanted
from core.outbox import record
from solicitation.queries.explained import find_customer

_store = click.option("--store", "store_key", required=True, help="The store's key.")
_customer = click.option("--customer", required=True, help="Their address, or our number of them.")


def add_to(group: click.Group) -> None:
    """Hang these commands under `vivavoce`."""
    group.add_command(privacy)


@click.group()
def privacy() -> None:
    """What the law gives a person: a copy of their data, and being forgotten (GDPR art. 15, 17)."""


@privacy.command("export")
@_customer
@_store
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
def export(customer: str, store_key: str, file: Path) -> None:
    """Write everything kept of a person to FILE, a ZIP of open formats."""
    if file.exists():
        raise InvalidInput(N_("There is such a file already; choose another name."), field="file")
    with opened() as here:
        with here.database.reading() as session:
            person = find_customer(session, find_store(session, store_key).id, customer)
        count = write_export(here, person, file)
    click.echo(f"{file}: everything kept of them, and {count} of their photos and videos.")


@privacy.command("erase")
@_customer
@_store
@click.option("--yes", is_flag=True, help="Do not ask whether this is meant.")
def erase(customer: str, store_key: str, yes: bool) -> None:
    """Forget a person: address, name, words, stars, photos and videos. It cannot be undone."""
    with opened() as here, here.database.transaction() as session:
        person = find_customer(session, find_store(session, store_key).id, customer)
        who = person.email or f"customer {person.id}"
        if not yes:
            click.confirm(f"Forget {who} and all they wrote, for ever?", abort=True)
        record(session, ErasureWanted(person.store_id, person.id), here.now())
    click.echo(
        "It is begun. Within minutes nothing of theirs is left, here or where it was shown; "
        "their address is never written to again."
    )


@privacy.command("replay")
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON.")
def replay(as_json: bool) -> None:
    """After restoring a backup: obey again what people demanded since it was made."""
    with opened() as here:
        done = replay_erasures(here)
    if as_json:
        click.echo(json.dumps(asdict(done)))
        return
    click.echo(
        f"People forgotten again: {done.people}. "
        f"Erasures that only the bucket still knew: {done.entries}."
    )
    click.echo(f"Objecting again: {done.objections}. Taken back again: {done.withdrawals}.")
    if done.stores:
        click.echo("Nothing leaves yet: an owner resumes sending at the desk, under Outgoing.")
