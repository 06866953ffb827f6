"""`vivavoce audit verify`: whether the log of decisions is whole."""

from __future__ import annotations

import json
import sys
from contextlib import closing

import click
from sqlalchemy import func, select

from app.cli.importing import find_store
from app.cli.running import doors
from core.models import Decision
from moderation.queries.log import verify_log


def add_to(group: click.Group) -> None:
    """Hang these commands under `vivavoce`."""
    group.add_command(audit)


@click.group()
def audit() -> None:
    """Look into the append-only log of decisions."""


@audit.command()
@click.option("--store", "store_key", default="demo", show_default=True, help="The store's key.")
@click.option("--json", "as_json", is_flag=True)
def verify(store_key: str, as_json: bool) -> None:
    """Follow the chain of hashes; exit 1 at the first line that is missing or was changed."""
    with closing(doors().database) as database, database.reading() as session:
        store = find_store(session, store_key)
        broken = verify_log(session, store.id)
        lines = session.scalar(select(func.count()).where(Decision.store_id == store.id)) or 0
    if as_json:
        click.echo(json.dumps({"store": store.key, "lines": lines, "first_broken": broken}))
    elif broken is None:
        click.echo(f"The log of {store.name} is whole: {lines} decisions.")
    else:
        click.echo(f"The log of {store.name} is broken at decision {broken}.")
    sys.exit(0 if broken is None else 1)
