"""`vivavoce connect`: the shops and helpdesks that we read by ourselves."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from app.cli.importing import find_store
from app.cli.opened import opened
from core.errors import N_, InvalidInput
from core.fetching import check_address, reach_of
from core.models import Connection
from solicitation.inbound.remotes import REMOTES
from solicitation.operations.connecting import add_connection, poll_soon, remove_connection
from solicitation.queries.connections import connections_of

_store = click.option("--store", "store_key", required=True, help="The store's key.")
_system = click.argument("system", type=click.Choice(sorted(REMOTES)))


def add_to(group: click.Group) -> None:
    """Hang these commands under `vivavoce`."""
    group.add_command(connect)


@click.group()
def connect() -> None:
    """Shops and helpdesks that are read by themselves."""


@connect.command("add")
@_system
@_store
@click.option("--url", required=True, help="Where it is, as in https://shop.example.com")
@click.option("--token-file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--token-stdin", is_flag=True, help="Read the key from the standard input.")
def add(system: str, store_key: str, url: str, token_file: Path | None, token_stdin: bool) -> None:
    """Connect SYSTEM; its key comes from a file or the standard input, never as an argument."""
    if bool(token_file) == token_stdin:
        raise InvalidInput(N_("Give the key by --token-file or by --token-stdin."), field="token")
    token = token_file.read_text("utf-8") if token_file else sys.stdin.readline()
    with opened() as here, here.database.transaction() as session:
        check_address(url, reach_of(here.settings))
        found = find_store(session, store_key)
        add_connection(session, found.id, system, url, token.strip(), here.seals(), here.now())
    click.echo(f"{REMOTES[system].name} is connected. The clock reads it within a minute.")


@connect.command("list")
@_store
@click.option("--json", "as_json", is_flag=True)
def list_connections(store_key: str, as_json: bool) -> None:
    """What is connected, and how the last reading went; keys are never shown."""
    with opened() as here, here.database.reading() as session:
        found = find_store(session, store_key)
        told = [_facts(one) for one in connections_of(session, found.id)]
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    for one in told:
        state = one["last_error"] or ("read" if one["polled_at"] else "not read yet")
        click.echo(f"{one['system']:12} {'on ' if one['is_on'] else 'off'} {one['url']}  {state}")
    if not told:
        click.echo("Nothing is connected. Connect a shop with: vivavoce connect add")


@connect.command("poll")
@_system
@_store
def poll(system: str, store_key: str) -> None:
    """Have SYSTEM read with the clock's next beat."""
    with opened() as here, here.database.transaction() as session:
        poll_soon(session, find_store(session, store_key).id, system, here.now())
    click.echo("The clock reads it within a minute.")


@connect.command("remove")
@_system
@_store
def remove(system: str, store_key: str) -> None:
    """Forget SYSTEM's address and key; what was read stays."""
    with opened() as here, here.database.transaction() as session:
        remove_connection(session, find_store(session, store_key).id, system)
    click.echo(f"{REMOTES[system].name} is no longer connected.")


def _facts(one: Connection) -> dict[str, Any]:
    return {
        "system": one.system,
        "url": one.base_url,
        "is_on": one.is_on,
        "polled_at": one.polled_at.isoformat() if one.polled_at else None,
        "due_at": one.due_at.isoformat(),
        "failures": one.failures,
        "last_error": one.last_error % one.last_error_values if one.last_error else "",
        "last_count": one.last_count,
        "total_count": one.total_count,
    }
