"""`vivavoce widgets rebuild`: write the feeds of a store again."""

from __future__ import annotations

import json
from contextlib import closing

import click
from rich.console import Console
from rich.progress import Progress

from app.cli.importing import find_store
from app.cli.running import doors
from widgets.operations.rebuilding import rebuild_store


def add_to(group: click.Group) -> None:
    """Hang these commands under `vivavoce`."""
    group.add_command(widgets)


@click.group()
def widgets() -> None:
    """What shoppers see: feeds and fragments."""


@widgets.command()
@click.option("--store", "store_key", default="demo", show_default=True, help="The store's key.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def rebuild(store_key: str, as_json: bool) -> None:
    """Bring every feed of the store to the present state; what is as it should be is left alone."""
    here = doors()
    with closing(here.database):
        with here.database.reading() as session:
            store = find_store(session, store_key)
        with Progress(console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task("rebuilding")
            written = rebuild_store(
                here,
                store.id,
                lambda at, total: bar.update(task, completed=at, total=total),
            )
    if as_json:
        click.echo(json.dumps({"store": store.key, "written": written}))
    else:
        click.echo(f"{store.name}: {written} feeds written, the others were as they should be.")
