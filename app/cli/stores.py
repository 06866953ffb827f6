"""`vivavoce store`: the stores of this installation."""

from __future__ import annotations

import json
from typing import Any

import click
from sqlalchemy import select

from app.accounts.stores import create_store
from app.cli.importing import find_store
from app.cli.opened import opened
from core.i18n import LANGUAGES
from core.models import MomentSetting, Store


def add_to(group: click.Group) -> None:
    """Hang these commands under `vivavoce`."""
    group.add_command(store)


@click.group()
def store() -> None:
    """The stores of this installation."""


@store.command("create")
@click.argument("key")
@click.option("--name", required=True, help="What customers call the store.")
@click.option("--email", required=True, help="The address its mails come from.")
@click.option("--country", default="FR", show_default=True, help="Two letters (ISO 3166-1).")
@click.option("--language", type=click.Choice(LANGUAGES), default="fr", show_default=True)
@click.option("--timezone", default="Europe/Paris", show_default=True)
@click.option("--url", default="", help="Where the shop is on the web.")
@click.option("--currency", default="EUR", show_default=True, help="Three letters (ISO 4217).")
@click.option("--json", "as_json", is_flag=True)
def create(key: str, as_json: bool, **facts: str) -> None:
    """Make a store with its five moments on; KEY stands in addresses, like atelier-nord."""
    with opened() as here, here.database.transaction() as session:
        made = create_store(session, key, now=here.now(), **facts)
        told = _facts(made)
    if as_json:
        click.echo(json.dumps(told))
        return
    click.echo(f"The store {made.key} was made. Its first owner comes with:")
    click.echo(f"  vivavoce member invite ADDRESS --store {made.key} --role owner")


@store.command("list")
@click.option("--json", "as_json", is_flag=True)
def list_stores(as_json: bool) -> None:
    """Every store, by key."""
    with opened() as here, here.database.reading() as session:
        told = [_facts(one) for one in session.scalars(select(Store).order_by(Store.key))]
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    for facts in told:
        click.echo(f"{facts['key']:24} {facts['name']:32} {facts['country']}  {facts['email']}")
    if not told:
        click.echo("There is no store yet. Make one with: vivavoce store create")


@store.command("show")
@click.argument("key")
@click.option("--json", "as_json", is_flag=True)
def show(key: str, as_json: bool) -> None:
    """One store and its moments."""
    with opened() as here, here.database.reading() as session:
        found = find_store(session, key)
        settings = session.scalars(
            select(MomentSetting)
            .where(MomentSetting.store_id == found.id)
            .order_by(MomentSetting.id)
        )
        told = _facts(found) | {"moments": [_moment(one) for one in settings]}
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    for name in ("key", "name", "email", "url", "country", "language", "timezone", "currency"):
        click.echo(f"{name:10} {told[name]}")
    for moment in told["moments"]:
        state = f"{moment['delay_hours']} h" if moment["is_on"] else "off"
        click.echo(f"  {moment['moment']:18} {state}")


def _facts(one: Store) -> dict[str, Any]:
    names = ("key", "name", "email", "url", "country", "language", "timezone", "currency")
    return {name: getattr(one, name) for name in names}


def _moment(one: MomentSetting) -> dict[str, Any]:
    names = ("is_on", "delay_hours", "delay_hours_abroad", "reminders", "useful_days")
    return {"moment": one.moment.value} | {name: getattr(one, name) for name in names}
