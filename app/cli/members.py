"""`vivavoce member`: the people who work for a store; a store's first owner comes this way."""

from __future__ import annotations

import json
import sys

import click

from app.accounts.invitations import address_of, make_token
from app.accounts.members import Invited, invite, memberships
from app.accounts.passwords import hash_password, problem_of
from app.cli.importing import find_store
from app.cli.opened import opened
from core.errors import InvalidInput
from core.states import Role


def add_to(group: click.Group) -> None:
    """Hang these commands under `vivavoce`."""
    group.add_command(member)


@click.group()
def member() -> None:
    """The people who work for a store."""


@member.command("invite")
@click.argument("email")
@click.option("--store", "store_key", required=True, help="The store's key.")
@click.option(
    "--role", type=click.Choice([role.value for role in Role]), default="owner", show_default=True
)
@click.option("--name", default="", help="What colleagues call this person.")
@click.option("--password-stdin", is_flag=True, help="Read the password; no link is made.")
@click.option("--json", "as_json", is_flag=True)
def invite_(
    email: str, store_key: str, role: str, name: str, password_stdin: bool, as_json: bool
) -> None:
    """Make EMAIL a member and print the link under which they choose a password."""
    password = _password(email) if password_stdin else ""
    with opened() as here, here.database.transaction() as session:
        found = find_store(session, store_key)
        invited = invite(session, found, email, Role(role), name=name, now=here.now())
        _keep(invited, password)
    address = ""
    if invited.member.password is None:
        address = address_of(here.settings, make_token(here.settings, invited.member, here.now()))
    if as_json:
        told = {"email": invited.member.email, "store": store_key, "role": role, "link": address}
        click.echo(json.dumps(told))
        return
    click.echo(f"{invited.member.email} is now {role} of {store_key}.")
    if address:
        click.echo(f"To choose a password, once, within seven days:\n  {address}")


@member.command("list")
@click.option("--store", "store_key", required=True, help="The store's key.")
@click.option("--json", "as_json", is_flag=True)
def list_members(store_key: str, as_json: bool) -> None:
    """Everybody who works for a store."""
    with opened() as here, here.database.reading() as session:
        told = [
            {
                "email": one.member.email,
                "name": one.member.name,
                "role": one.role.value,
                "has_password": one.member.password is not None,
            }
            for one in memberships(session, find_store(session, store_key).id)
        ]
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    for one in told:
        waiting = "" if one["has_password"] else "  (has not chosen a password yet)"
        click.echo(f"{one['role']:10} {one['email']}  {one['name']}{waiting}")


def _password(email: str) -> str:
    password = sys.stdin.readline().rstrip("\r\n")
    if sentence := problem_of(password, email):
        raise InvalidInput(sentence, field="password")
    return password


def _keep(invited: Invited, password: str) -> None:
    """Nobody's own password is replaced from here."""
    if not password:
        return
    if not invited.needs_password:
        raise InvalidInput("This person has a password already; leave --password-stdin out.")
    invited.member.password = hash_password(password)
