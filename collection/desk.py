"""What members may take out of what a person gave: the copy that the law owes them."""

from __future__ import annotations

from flask import Blueprint, Response
from sqlalchemy import select

from collection.exporting import export_answer
from core.auth import here, member
from core.errors import N_, NotFound
from core.models import Customer
from core.states import Role
from core.web import doors, limiter

blueprint = Blueprint("giving_desk", __name__, url_prefix="/desk")


@blueprint.get("/customers/<int:customer_id>/copy")
@limiter.limit("60/hour")
@member(Role.OWNER)
def copy(customer_id: int) -> Response:
    """Everything kept of a customer, as a ZIP (GDPR art. 15 and 20)."""
    with doors().database.reading() as rows:
        customer = rows.scalar(
            select(Customer).where(Customer.store_id == here().store_id, Customer.id == customer_id)
        )
    if customer is None:
        raise NotFound(N_("This customer is not known here."))
    return export_answer(doors(), customer)
