"""Who works for a store: invite, change a role, take somebody off."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from core.errors import N_, Conflict, InvalidInput, NotFound
from core.mail.address import is_address
from core.models import Member, Membership, Store
from core.signing import normal_address
from core.states import Role

ROLES: Mapping[Role, str] = {
    Role.OWNER: N_("Owner: everything, and who else works here"),
    Role.MODERATOR: N_("Moderator: reads, decides and answers"),
    Role.ANALYST: N_("Analyst: reads figures and customers"),
    Role.AUDITOR: N_("Auditor: reads decisions and their grounds"),
}
"""What each role is for, in a few words."""


@dataclass(frozen=True, slots=True)
class Invited:
    """A member of the store, and who may see the link under which they choose a password."""

    member: Member
    needs_password: bool
    is_ours_alone: bool
    """Whether no other store knows this member; else only their own mailbox may hold the link."""


def memberships(session: Session, store_id: int) -> Sequence[Membership]:
    """Everybody who works for a store, by name."""
    return session.scalars(
        select(Membership)
        .where(Membership.store_id == store_id)
        .join(Membership.member)
        .options(joinedload(Membership.member))
        .order_by(Member.name, Member.email)
    ).all()


def invite(
    session: Session, store: Store, email: str, role: Role, *, name: str, now: datetime
) -> Invited:
    """Make somebody a member of the store; a person known already keeps name and password."""
    address = normal_address(email)
    if not is_address(address):
        raise InvalidInput(N_("This is not a mail address."), field="email")
    member = session.scalar(select(Member).where(Member.email == address))
    if member is None:
        member = _new_member(session, address, name, now)
    elif _find(session, store.id, member.id) is not None:
        raise Conflict(N_("This person belongs to the store already."), field="email")
    elif not member.active:
        member.active, member.password = True, None
        renew(member)
    others = _count(session, Membership.member_id == member.id)
    session.add(Membership(store_id=store.id, member_id=member.id, role=role, created_at=now))
    return Invited(member, needs_password=member.password is None, is_ours_alone=others == 0)


def invite_again(session: Session, store_id: int, member_id: int) -> Invited:
    """A member who has no password yet needs another link; the former one dies."""
    member = _known(session, store_id, member_id).member
    if member.password is not None:
        raise Conflict(N_("This person has chosen a password already."))
    renew(member)
    return Invited(member, needs_password=True, is_ours_alone=_is_ours_alone(session, member.id))


def change_role(session: Session, store_id: int, member_id: int, role: Role) -> None:
    """Give a member another role; a store keeps at least one owner."""
    membership = _known(session, store_id, member_id)
    if role is not Role.OWNER:
        _keep_an_owner(session, membership)
    membership.role = role


def remove(session: Session, store_id: int, member_id: int) -> None:
    """Take a member off the store at once; who belongs to no store cannot sign in any more."""
    membership = _known(session, store_id, member_id)
    _keep_an_owner(session, membership)
    if _is_ours_alone(session, member_id):
        membership.member.active = False
        renew(membership.member)
    session.delete(membership)


def renew(member: Member) -> None:
    """End every session of a member and every link that was given to them."""
    member.fs_uniquifier = secrets.token_hex(16)


def _new_member(session: Session, email: str, name: str, now: datetime) -> Member:
    member = Member(email=email, name=name.strip()[:200], active=True, created_at=now)
    renew(member)
    session.add(member)
    session.flush()  # the membership needs its key
    return member


def _find(session: Session, store_id: int, member_id: int) -> Membership | None:
    return session.scalar(
        select(Membership)
        .where(Membership.store_id == store_id, Membership.member_id == member_id)
        .options(joinedload(Membership.member))
    )


def _known(session: Session, store_id: int, member_id: int) -> Membership:
    membership = _find(session, store_id, member_id)
    if membership is None:
        raise NotFound(N_("Nobody of this store has that number."))
    return membership


def _is_ours_alone(session: Session, member_id: int) -> bool:
    return _count(session, Membership.member_id == member_id) <= 1


def _count(session: Session, *conditions: object) -> int:
    return session.scalar(select(func.count(Membership.id)).where(*conditions)) or 0  # type: ignore[arg-type] # conditions of one table


def _keep_an_owner(session: Session, leaving: Membership) -> None:
    """Locks the owners, so that two who leave at once cannot both be the last but one."""
    owners = session.scalars(
        select(Membership)
        .where(Membership.store_id == leaving.store_id, Membership.role == Role.OWNER)
        .with_for_update()
    ).all()
    if [owner.id for owner in owners] == [leaving.id]:
        raise Conflict(N_("A store keeps at least one owner. Make somebody else an owner first."))
