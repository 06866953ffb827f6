"""`vivavoce explain`: why each request was or was not sent."""

from __future__ import annotations

import json
from functools import partial
from zoneinfo import ZoneInfo

import click

from app.cli.importing import find_store
from app.cli.running import doors
from core.i18n import LANGUAGES, spoken, translate
from core.models import Customer, Store
from core.states import SolicitationState
from solicitation.queries.explained import Explained, Step, explain, find_customer, notes_on
from solicitation.reasons import MOMENTS, PICTURE, SENTENCES, STATES
from solicitation.zones import zone_of


def add_to(group: click.Group) -> None:
    """Hang these commands under `vivavoce`."""
    group.add_command(explain_)


@click.command("explain")
@click.argument("customer")
@click.option("--store", "store_key", default="demo", show_default=True, help="The store's key.")
@click.option("--lang", type=click.Choice(LANGUAGES), default="en", show_default=True)
@click.option("--json", "as_json", is_flag=True)
def explain_(customer: str, store_key: str, lang: str, as_json: bool) -> None:
    """Tell every ask of CUSTOMER (address or number): when, where it stands, and why."""
    with doors().database.reading() as session:
        store = find_store(session, store_key)
        person = find_customer(session, store.id, customer)
        found = explain(session, person)
        zone = zone_of(person.timezone, person.country, store.timezone, person.region)
        read = spoken([person.language], store.language)
        lines = [_line(one, zone, lang, read) for one in found]
    if as_json:
        click.echo(json.dumps(lines, ensure_ascii=False))
        return
    click.echo(_head(store, person, zone))
    for line in lines:
        click.echo(f"{line['due']}  {line['moment']:<20} {line['state']:<13} {line['why']}")
        for note in (*line["notes"].splitlines(), *line["steps"].splitlines()):
            click.echo(f"    {note}")
    if not lines:
        click.echo("No request was ever planned.")


def _head(store: Store, person: Customer, zone: ZoneInfo) -> str:
    return f"{person.name or person.email} · {store.name} · times in {zone.key}"


def _line(one: Explained, zone: ZoneInfo, lang: str, read: str) -> dict[str, str]:
    ask = one.ask
    name = translate(lang, MOMENTS[ask.moment])
    kind = "" if ask.kind == "review" else f" ({ask.kind})"
    picture = f" · {translate(lang, PICTURE)}" if ask.is_media_only else ""
    again = f" · {ask.sequence}" if ask.sequence else ""
    return {
        "due": ask.due_at.astimezone(zone).strftime("%Y-%m-%d %H:%M"),
        "moment": f"{name}{kind}{picture}{again}",
        "about": one.about,
        "state": translate(lang, STATES[ask.state]),
        "why": translate(lang, SENTENCES[ask.reason]),
        "notes": "\n".join(notes_on(one, read, partial(translate, lang))),
        "steps": "\n".join(
            f"{step.moved_at.astimezone(zone):%Y-%m-%d %H:%M} → {step.to_state}: "
            f"{translate(lang, SENTENCES[step.reason])}{_moved(step, zone)}"
            for step in one.steps
        ),
    }


def _moved(step: Step, zone: ZoneInfo) -> str:
    """The new day of what was moved."""
    if step.to_state is not SolicitationState.PLANNED:
        return ""
    return f" → {step.due_at.astimezone(zone):%Y-%m-%d %H:%M}"
