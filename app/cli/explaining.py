"""`vivavoce explain`: why each request was or was not sent."""

from __future__ import annotations

import json
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

import click

from app.cli.importing import find_store
from app.cli.running import doors
from core.errors import N_
from core.i18n import LANGUAGES, spoken, translate
from core.models import Customer, Store
from core.states import OccasionKind, SolicitationState, SubmissionKind
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
    click.echo(_head(store, person, zone, lang))
    for line in lines:
        click.echo(_told(line))
    if not lines:
        click.echo(translate(lang, N_("No request to this customer was ever planned.")))


def _head(store: Store, person: Customer, zone: ZoneInfo, lang: str) -> str:
    who = " · ".join(known for known in (person.name, person.email, store.name) if known)
    return f"{who} · {translate(lang, N_('Times in %(zone)s'), zone=zone.key)}"


def _told(line: dict[str, str]) -> str:
    """One request: what it is and when, then the sentence that says why, then how it came there."""
    head = f"\n{line['due']}  {line['moment']} · {line['about']} · {line['state']}"
    notes = (*line["notes"].splitlines(), *line["steps"].splitlines())
    return "\n".join([head, f"    {line['why']}", *(f"      {note}" for note in notes)])


def _line(one: Explained, zone: ZoneInfo, lang: str, read: str) -> dict[str, str]:
    ask = one.ask
    return {
        "due": _at(ask.due_at, zone),
        "moment": _name(one, lang),
        "about": _about(one, lang),
        "state": translate(lang, STATES[ask.state]),
        "why": translate(lang, SENTENCES[ask.reason]),
        "notes": "\n".join(notes_on(one, read, partial(translate, lang))),
        "steps": "\n".join(_step(step, zone, lang) for step in one.steps),
    }


def _name(one: Explained, lang: str) -> str:
    ask, parts = one.ask, [translate(lang, MOMENTS[one.ask.moment])]
    if ask.kind is SubmissionKind.TESTIMONIAL:
        parts.append(translate(lang, N_("testimonial")))
    if ask.is_media_only:
        parts.append(translate(lang, PICTURE))
    if ask.sequence:
        parts.append(translate(lang, N_("reminder %(number)s"), number=ask.sequence))
    return " · ".join(parts)


def _about(one: Explained, lang: str) -> str:
    kind = one.ask.occasion.kind
    if kind is OccasionKind.PURCHASE:
        return translate(lang, N_("order %(ref)s"), ref=one.about)
    if kind is OccasionKind.SUPPORT:
        return translate(lang, N_("ticket %(ref)s"), ref=one.about)
    return one.about


def _step(step: Step, zone: ZoneInfo, lang: str) -> str:
    """One move; of what was moved to another day, that day too."""
    why = translate(lang, SENTENCES[step.reason])
    if step.to_state is SolicitationState.PLANNED:
        moment = _at(step.due_at, zone)
        why = translate(lang, N_("%(why)s Due on %(moment)s."), why=why, moment=moment)
    return f"{_at(step.moved_at, zone)}  {translate(lang, STATES[step.to_state])}: {why}"


def _at(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"
