"""`vivavoce key` and `vivavoce hook`: what programs prove themselves with."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import datetime

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import hooks
from app.accounts.guides import GUIDES, address_of
from app.accounts.keys import LIFETIMES, SCOPES, create_key, revoke_key
from app.cli.importing import find_store
from app.cli.opened import opened
from core.errors import N_, NotFound
from core.models import ApiKey
from core.sealing import Seals

_store = click.option("--store", "store_key", required=True, help="The store's key.")
_json = click.option("--json", "as_json", is_flag=True)
_secret = click.option(
    "--secret-stdin",
    is_flag=True,
    help="Read what the system chose (Shopify’s secret, SendGrid’s verification key).",
)
_SYSTEMS = click.Choice(sorted(GUIDES))
Make = Callable[[Session, int, str, Seals, datetime, str], str]


def add_to(group: click.Group) -> None:
    """Hang these commands under `vivavoce`."""
    group.add_command(key)
    group.add_command(hook)


@click.group()
def key() -> None:
    """Keys of programs that use the API."""


@key.command("create")
@_store
@click.option("--name", required=True, help="The program that will use it.")
@click.option("--scope", "scopes", multiple=True, type=click.Choice(sorted(SCOPES)), required=True)
@click.option("--days", type=click.Choice([str(days) for days in LIFETIMES]))
@_json
def create(
    store_key: str, name: str, scopes: tuple[str, ...], days: str | None, as_json: bool
) -> None:
    """Make a key and print it: it is not shown again."""
    with opened() as here, here.database.transaction() as session:
        found = find_store(session, store_key)
        row, made = create_key(
            session, found.id, name, scopes, here.now(), days=int(days) if days else None
        )
        prefix = row.prefix
    if as_json:
        click.echo(json.dumps({"key": made, "prefix": prefix, "scopes": list(scopes)}))
    else:
        click.echo(f"{made}\nCopy it now: it is not shown again.")


@key.command("revoke")
@click.argument("prefix")
@_store
def revoke(prefix: str, store_key: str) -> None:
    """Make the key with this PREFIX (the part after vv_) useless at once."""
    with opened() as here, here.database.transaction() as session:
        found = find_store(session, store_key)
        row = session.scalar(
            select(ApiKey).where(
                ApiKey.store_id == found.id,
                ApiKey.prefix == prefix.removeprefix("vv_").partition("_")[0],
            )
        )
        if row is None:
            raise NotFound(N_("No key of this store begins like that."))
        revoke_key(session, found.id, row.id, here.now())
    click.echo(f"The key “{row.name}” no longer works.")


@click.group()
def hook() -> None:
    """Secrets with which shops sign the messages they send here."""


@hook.command("list")
@_store
def list_hooks(store_key: str) -> None:
    """Every system that can send here, its address, and how many secrets hold."""
    with opened() as here, here.database.reading() as session:
        found = find_store(session, store_key)
        for system in GUIDES:
            valid = len(hooks.valid_secrets(session, found.id, system))
            address = address_of(here.settings.public_url, system, store_key)
            click.echo(f"{system:<12} {valid} of {hooks.MOST} secrets  {address}")


@hook.command("guide")
@click.argument("system", type=_SYSTEMS)
def guide_hook(system: str) -> None:
    """Say where SYSTEM wants the address and the secret, and the body to paste."""
    _guide(system)


@hook.command("add")
@click.argument("system", type=_SYSTEMS)
@_store
@_secret
@_json
def add(system: str, store_key: str, secret_stdin: bool, as_json: bool) -> None:
    """Make SYSTEM's first secret and print what to enter there."""
    _make(hooks.add_secret, system, store_key, secret_stdin, as_json)


@hook.command("rotate")
@click.argument("system", type=_SYSTEMS)
@_store
@_secret
@_json
def rotate(system: str, store_key: str, secret_stdin: bool, as_json: bool) -> None:
    """Make a second secret beside the first; both hold until `hook retire`."""
    _make(hooks.rotate_secret, system, store_key, secret_stdin, as_json)


@hook.command("retire")
@click.argument("system", type=_SYSTEMS)
@_store
def retire(system: str, store_key: str) -> None:
    """Let only the newest secret of SYSTEM hold."""
    with opened() as here, here.database.transaction() as session:
        found = find_store(session, store_key)
        count = hooks.retire_former(session, found.id, system, here.now())
    click.echo(f"{count} retired." if count else "Nothing to retire: one secret at most holds.")


def _make(make: Make, system: str, store_key: str, is_told: bool, as_json: bool) -> None:
    chosen = sys.stdin.readline().strip() if is_told else ""
    with opened() as here, here.database.transaction() as session:
        found = find_store(session, store_key)
        secret = make(session, found.id, system, here.seals(), here.now(), chosen)
        shown = "" if chosen else secret
        url = address_of(here.settings.public_url, system, store_key, shown)
        told = {"url": url, "secret": secret}
    if as_json:
        click.echo(json.dumps(told))
        return
    click.echo(f"Address: {told['url']}")
    click.echo("Secret:  as you entered it" if chosen else f"Secret:  {secret}")
    _guide(system)


def _guide(system: str) -> None:
    """Where to paste what: the command line speaks English."""
    guide = GUIDES[system]
    if guide.header:
        click.echo(f"Header:  {guide.header}")
    click.echo(f"\n{guide.where}\n{guide.secret}")
    if guide.body:
        click.echo(f"\n{guide.body}")
