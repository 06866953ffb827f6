"""The captions of my own video, for the player on my page."""

from __future__ import annotations

from flask import Response

from collection.media.captions import CAPTIONS_TYPE
from collection.public.ground import blueprint
from collection.queries.files import own_captions
from core.auth import link, token_holder
from core.states import LinkPurpose
from core.web import doors


@blueprint.get("/s/<token>/captions/<ref>.vtt")
@token_holder(LinkPurpose.STATUS)
def captions(token: str, ref: str) -> Response:
    """A track is fetched from the page's origin only, so not from the bucket."""
    with doors().database.reading() as rows:
        text = own_captions(rows, link().store_id, link().customer_id, ref)
    return Response(text, content_type=f"{CAPTIONS_TYPE}; charset=utf-8")
