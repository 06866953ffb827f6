"""A person who does not exist, to show a store what its mails look like."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.models import Product, Store, StoreEvent
from core.states import Moment
from solicitation.mail_copy.asked import Asked, AskedProduct, Earlier
from solicitation.policy import DEFAULTS

NAME = "Inès Martin"
_EARLIER = {
    "fr": "Elle garde le thé chaud une heure.\nLe couvercle ferme mal.",
    "en": "It keeps the tea warm for an hour.\nThe lid does not close well.",
}
_PRODUCT = {"fr": "Théière en grès", "en": "Stoneware teapot"}
_EVENT = {"fr": "Atelier du samedi", "en": "Saturday workshop"}


def sample_asked(
    session: Session, store: Store, moment: Moment, language: str, inert: str, now: datetime
) -> Asked:
    """Somebody asked at `moment` about what the store really sells; all links lead to `inert`."""
    back = timedelta(hours=DEFAULTS[moment].delay_hours)
    day = (now - back).astimezone(ZoneInfo(store.timezone)).date()
    is_six_months = moment is Moment.SIX_MONTHS
    return Asked(
        customer_name=NAME,
        store_name=store.name,
        store_address=store.url,
        store_country=store.country,
        happened_on=day,
        answer_url=inert,
        unsubscribe_url=inert,
        preferences_url=inert,
        transparency_url=inert,
        privacy_url=inert,
        products=_products(session, store, moment, language, inert),
        event_name=_event(session, store, language) if moment is Moment.EVENT else "",
        earlier=Earlier(_EARLIER[language], day + timedelta(days=33)) if is_six_months else None,
    )


def _products(
    session: Session, store: Store, moment: Moment, language: str, inert: str
) -> tuple[AskedProduct, ...]:
    if moment in (Moment.SUPPORT_RESOLVED, Moment.EVENT):
        return ()
    known = session.scalar(
        select(Product)
        .where(Product.store_id == store.id)
        .order_by(Product.image_url == "", Product.id)
        .limit(1)
    )
    if known is None:
        return (AskedProduct(_PRODUCT[language], "", inert),)
    return (AskedProduct(known.name, known.image_url, inert),)


def _event(session: Session, store: Store, language: str) -> str:
    known = session.scalar(
        select(StoreEvent.name)
        .where(StoreEvent.store_id == store.id)
        .order_by(StoreEvent.id.desc())
        .limit(1)
    )
    return known or _EVENT[language]
