"""Many requests move at once as one would: only from where they stand, each leaving a row."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from core.doors import Doors
from core.errors import LinkExpired, LinkUnknown, MoveNotAllowed
from core.mail import Accepted
from core.models import Solicitation, SolicitationMove, Store
from core.signing import IN_ASK, LIFETIMES, ask_tokens, find_link, revoke_links
from core.states import LinkPurpose, Moment, OccasionKind, Reason, SolicitationState
from solicitation.operations.claiming import stores_with_due
from solicitation.operations.moving import move_all
from solicitation.operations.sending import finish_attempts
from tests.factories import NOW, make_customer, make_occasion, make_solicitation, make_store

_S = SolicitationState


@pytest.fixture
def store(doors: Doors) -> Store:
    """A store with one request planned and one sent, each of its own customer."""
    with doors.database.transaction() as session:
        store = make_store(session)
        for state in (_S.PLANNED, _S.SENT):
            occasion = make_occasion(
                session, make_customer(session, store), kind=OccasionKind.SUPPORT
            )
            make_solicitation(session, occasion, moment=Moment.SUPPORT_RESOLVED, state=state)
    return store


def test_only_what_still_stands_there_moves_and_leaves_its_row(doors: Doors, store: Store) -> None:
    with doors.database.transaction() as session:
        ids = session.scalars(select(Solicitation.id).order_by(Solicitation.id)).all()
        moved = move_all(session, ids, _S.PLANNED, _S.STOPPED, Reason.OBJECTED, NOW)
    with doors.database.reading() as session:
        states = session.scalars(select(Solicitation.state).order_by(Solicitation.id)).all()
        (row,) = session.scalars(select(SolicitationMove))
    assert (moved, states) == ([ids[0]], [_S.STOPPED, _S.SENT])
    assert (row.solicitation_id, row.from_state, row.to_state) == (ids[0], _S.PLANNED, _S.STOPPED)
    assert (row.reason, row.moved_at, row.due_at) == (Reason.OBJECTED, NOW, NOW)


def test_a_move_that_no_single_request_may_make_is_refused_to_many(
    doors: Doors, store: Store
) -> None:
    with doors.database.transaction() as session, pytest.raises(MoveNotAllowed):
        move_all(session, [1], _S.SENT, _S.CLAIMED, Reason.HANDED_OVER, NOW)


def test_each_token_of_a_mail_leads_to_its_request_and_is_good_for_one_purpose(
    doors: Doors, store: Store
) -> None:
    with doors.database.transaction() as session:
        asks = session.scalars(select(Solicitation).order_by(Solicitation.id.desc())).all()
        tokens = ask_tokens([ask.send_ref for ask in asks])
        for ask, own in zip(asks, tokens, strict=True):
            ask.token_hashes, ask.handed_over_at = own.hashes, NOW
    with doors.database.reading() as session:
        for ask, own in zip(asks, tokens, strict=True):
            for purpose, token in zip(IN_ASK, own[:3], strict=True):
                link = find_link(session, token, purpose, NOW)
                assert (link.customer_id, link.solicitation_id) == (ask.customer_id, ask.id)
                assert link.expires_at == NOW + LIFETIMES[purpose]
                assert token.encode() not in own.hashes
                for other in set(LinkPurpose) - {purpose}:
                    with pytest.raises(LinkUnknown):
                        find_link(session, token, other, NOW)


def test_a_token_that_is_forged_revoked_or_of_a_mail_that_never_left_opens_nothing(
    doors: Doors, store: Store
) -> None:
    purpose = LinkPurpose.ANSWER
    with doors.database.transaction() as session:
        left, waiting = session.scalars(select(Solicitation).order_by(Solicitation.id)).all()
        (mine,), (others,) = ask_tokens([left.send_ref]), ask_tokens([waiting.send_ref])
        left.token_hashes, left.handed_over_at = mine.hashes, NOW
        waiting.token_hashes = others.hashes
    forged = f"{left.send_ref}.{others.answer.rpartition('.')[2]}"
    with doors.database.transaction() as session:
        for token in (forged, f"{left.send_ref}.", ".", f"{mine.answer}x", others.answer):
            with pytest.raises(LinkUnknown):
                find_link(session, token, purpose, NOW)
        with pytest.raises(LinkExpired):
            find_link(session, mine.answer, purpose, NOW + LIFETIMES[purpose])
        revoke_links(session, store.id, left.customer_id, NOW)
        with pytest.raises(LinkUnknown):
            find_link(session, mine.answer, purpose, NOW)


@pytest.mark.parametrize(
    "names",
    [
        pytest.param(["call-1", "call-1"], id="one name for a whole call, as SendGrid gives it"),
        pytest.param(["a@shop", "b@shop"], id="a name for each mail, as SMTP gives it"),
    ],
)
def test_each_request_keeps_what_the_provider_calls_its_mail(
    doors: Doors, store: Store, names: list[str]
) -> None:
    with doors.database.transaction() as session:
        asks = session.scalars(select(Solicitation).order_by(Solicitation.id)).all()
        for ask in asks:
            ask.state = _S.ATTEMPTED
        session.flush()  # the operation reads the rows, not these objects
        told = {ask.id: Accepted(name) for ask, name in zip(asks, names, strict=True)}
        finish_attempts(session, store.id, told, NOW)
    with doors.database.reading() as session:
        kept = session.scalars(select(Solicitation).order_by(Solicitation.id)).all()
    assert [(ask.state, ask.message_id) for ask in kept] == [(_S.SENT, name) for name in names]


def test_only_stores_with_something_due_are_looked_at(doors: Doors, store: Store) -> None:
    with doors.database.transaction() as session:
        make_store(session)
    with doors.database.reading() as session:
        assert stores_with_due(session, NOW) == [store.id]
