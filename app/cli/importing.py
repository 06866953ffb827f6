"""`vivavoce import`: orders, tickets and attendees from files."""

from __future__ import annotations

import json
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from rich.console import Console
from rich.progress import Progress
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cli.previewing import preview
from app.cli.running import doors
from core.doors import Doors
from core.errors import N_, NotFound
from core.models import Store
from solicitation.inbound.dates import DateOrder
from solicitation.inbound.detect import look, read_file
from solicitation.inbound.facts import Read
from solicitation.inbound.layouts import Kind, Layout
from solicitation.inbound.report import report_csv
from solicitation.operations.importing import Imported, batches, facts_of_file, import_batch


def add_to(group: click.Group) -> None:
    """Hang these commands under `vivavoce`."""
    group.add_command(import_)


def find_store(session: Session, key: str) -> Store:
    """The store of that key; NotFound otherwise."""
    store = session.scalar(select(Store).where(Store.key == key))
    if store is None:
        raise NotFound(N_("There is no store with the key %(key)s."), key=key)
    return store


_DATES = {"dmy": DateOrder.DAY_FIRST, "mdy": DateOrder.MONTH_FIRST}


@click.command("import")
@click.argument("kind", type=click.Choice([kind.value for kind in Kind]))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--store", "store_key", required=True, help="The store's key.")
@click.option("--format", "layout", type=click.Choice([layout.value for layout in Layout]))
@click.option("--dates", type=click.Choice(list(_DATES)), help="Day or month first, if unclear.")
@click.option("--dry-run", is_flag=True, help="Read the file and say what would be taken.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def import_(
    kind: str,
    file: Path,
    store_key: str,
    layout: str | None,
    dates: str | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Take a FILE of orders, tickets or attendees; doing it twice changes nothing.

    Rows that cannot be taken go to FILE.refused.csv with their line and reason.
    """
    here = doors()
    with here.database.reading() as session:
        store = find_store(session, store_key)
    data, form = file.read_bytes(), Layout(layout) if layout else None
    read = read_file(
        data,
        zone=ZoneInfo(store.timezone),
        country=store.country,
        kind=Kind(kind),
        layout=form,
        dates=_DATES[dates] if dates else None,
    )
    if dry_run and not as_json:
        for line in preview(
            look(data, layout=form or Layout(read.layout)), read, ZoneInfo(store.timezone)
        ):
            click.echo(line)
    taken = Imported() if dry_run else _take(here, store_key, read)
    refused = _write_refused(file, read)
    _say(read, taken, refused, is_dry=dry_run, as_json=as_json)


def _take(here: Doors, store_key: str, read: Read) -> Imported:
    facts = facts_of_file(read)
    taken = Imported()
    screen = Console(stderr=True)
    with Progress(console=screen, transient=True, disable=not screen.is_terminal) as bar:
        task = bar.add_task("importing", total=len(facts))
        for portion in batches(facts):
            with here.database.transaction() as session:
                store = find_store(session, store_key)
                done = import_batch(session, store, portion, here.now(), here.secret_keys())
            taken = taken.plus(done)
            bar.advance(task, len(portion))
    return taken


def _write_refused(file: Path, read: Read) -> Path | None:
    if not read.bad:
        return None
    target = file.with_name(f"{file.name}.refused.csv")
    target.write_bytes(report_csv(read.bad))
    return target


def _say(read: Read, taken: Imported, refused: Path | None, *, is_dry: bool, as_json: bool) -> None:
    counts = {
        "layout": str(read.layout),
        "read": len(facts_of_file(read)),
        "new": taken.new,
        "known": taken.known,
        "forgotten": taken.forgotten,
        "refused": len(read.bad),
        "refused_file": str(refused) if refused else None,
        "dry_run": is_dry,
    }
    if as_json:
        click.echo(json.dumps(counts))
        return
    verb = "would be taken" if is_dry else f"read: {taken.new} new, {taken.known} known already"
    click.echo(f"{counts['layout']}: {counts['read']} {verb}; {len(read.bad)} rows refused.")
    if taken.forgotten:
        click.echo(f"  {taken.forgotten} left out: their people asked to be forgotten.")
    for row in read.bad[:10]:
        click.echo(f"  line {row.line}: {row.sentence}")
    if refused:
        click.echo(f"  all refused rows: {refused}")
    for notice in read.notices:
        click.echo(f"  note: {notice.sentence}")
