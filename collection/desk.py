"""What members may take out of what a person gave: the copy that the law owes them."""

from __future__ import annotations

from tempfile import SpooledTemporaryFile

from flask import Blueprint, Response, send_file
from sqlalchemy import select

from collection.exporting import write_export
from core.auth import here, member
from core.errors import N_, NotFound
from core.models import Customer
from core.states import Role
from core.web import doors, limiter

IN_MEMORY = 2_000_000
"""Bytes of a copy that are held in memory; a larger one waits in a file that has no name."""

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
    pack = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 -- the response closes it
    write_export(doors(), customer, pack)
    pack.seek(0)
    answer = send_file(
        pack, "application/zip", as_attachment=True, download_name=f"customer-{customer.id}.zip"
    )
    answer.call_on_close(pack.close)
    answer.headers["Cache-Control"] = "no-store"
    return answer
