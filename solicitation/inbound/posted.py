"""The JSON that `POST /api/v1/occasions` takes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, LiteralString, Self

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    model_validator,
)
from pydantic_core import PydanticCustomError

from core.states import OccasionKind, OrderStatus
from solicitation.inbound import people, products
from solicitation.inbound.dates import FIRST_YEAR, LAST_YEAR
from solicitation.inbound.errors import CellError

# Which details may come with which kind.
_DETAILS = {
    OccasionKind.PURCHASE: "order",
    OccasionKind.SUPPORT: "ticket",
    OccasionKind.EVENT: "event",
}


def _checked(
    code: LiteralString, meaning: Callable[[str], str | None], *, is_needed: bool = False
) -> AfterValidator:
    """Take a text only if it means something; an empty one means that nothing was said."""

    def check(text: str) -> str | None:
        try:
            found = meaning(text.strip()) if text.strip() else None
        except CellError:
            found = None
        if found is None and (text.strip() or is_needed):
            raise PydanticCustomError(code, "unreadable")
        return found

    return AfterValidator(check)


def _on_one_line(text: str) -> str:
    return people.name(text)


def _in_range(moment: datetime) -> datetime:
    """Return the moment in UTC; the years 1 and 9999 are mistakes, and overflow at the edges."""
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise PydanticCustomError("field_moment", "out of range")
    return moment.astimezone(UTC)


Identifier = Annotated[str, Field(min_length=1, max_length=200)]
Line = Annotated[str, Field(max_length=200), AfterValidator(_on_one_line)]
Moment = Annotated[AwareDatetime, AfterValidator(_in_range)]
Email = Annotated[str, Field(max_length=320), _checked("field_email", people.email, is_needed=True)]
Country = Annotated[str, Field(max_length=60), _checked("field_country", people.country)]
Region = Annotated[str, Field(max_length=60), _checked("field_region", people.region)]
Language = Annotated[str, Field(max_length=60), _checked("field_language", people.language)]
Timezone = Annotated[str, Field(max_length=60), _checked("field_timezone", people.timezone)]
Currency = Annotated[str, Field(max_length=3), _checked("field_currency", people.currency)]
Address = Annotated[str, Field(max_length=1000), _checked("field_address", products.web_address)]
Gtin = Annotated[str, Field(max_length=20), _checked("field_invalid", products.gtin)]
Money = Annotated[Decimal, Field(ge=0, lt=10**10, allow_inf_nan=False)]


class _Part(BaseModel):
    """Numbers may be text, ids may be numbers; a misspelt field is told, never dropped."""

    model_config = ConfigDict(extra="forbid", coerce_numbers_to_str=True, str_strip_whitespace=True)


class PersonIn(_Part):
    """Who it happened to."""

    email: Email
    name: Line = ""
    language: Language | None = None
    country: Country | None = None
    timezone: Timezone | None = None
    region: Region | None = None


class ProductIn(_Part):
    """What was bought; `ref` is the product's own reference in the shop."""

    ref: Identifier
    name: Line = ""
    variant: Line | None = None
    url: Address | None = None
    image_url: Address | None = None
    gtin: Gtin | None = None
    sku: Line | None = None


class LineIn(_Part):
    """One line of an order."""

    external_id: Identifier | None = None
    product: ProductIn
    quantity: int = Field(default=1, ge=0, lt=10**7)
    price: Money | None = None
    refunded: bool = False


class OrderIn(_Part):
    """The order behind a purchase; `happened_at` is the date that its status speaks of."""

    status: OrderStatus = OrderStatus.DELIVERED
    ordered_at: Moment | None = None
    fulfilled_at: Moment | None = None
    delivered_at: Moment | None = None
    cancelled_at: Moment | None = None
    refunded_at: Moment | None = None
    country: Country | None = None
    currency: Currency | None = None
    total: Money | None = None
    lines: list[LineIn] = Field(default_factory=list, max_length=500)


class TicketIn(_Part):
    """The ticket behind a support occasion."""

    opened_at: Moment | None = None
    resolved_at: Moment | None = None
    reopened_at: Moment | None = None
    score: float | None = Field(default=None, ge=0, le=1000, allow_inf_nan=False)
    score_max: float = Field(default=5.0, gt=0, le=1000, allow_inf_nan=False)
    comment: str | None = Field(default=None, max_length=5000)
    order_id: Identifier | None = None

    @model_validator(mode="after")
    def score_is_on_its_scale(self) -> Self:
        """A score above the highest one says that one of the two is wrong."""
        if self.score is not None and self.score > self.score_max:
            raise PydanticCustomError("score_too_high", "too high")
        return self


class EventIn(_Part):
    """The event that somebody came to; with `checked_in` false they had a ticket only."""

    name: Identifier
    checked_in: bool = True


class OccasionIn(_Part):
    """Something that happened to a customer, sent by the store's own program."""

    kind: OccasionKind
    external_id: Identifier
    happened_at: Moment
    person: PersonIn
    order: OrderIn | None = None
    ticket: TicketIn | None = None
    event: EventIn | None = None

    @model_validator(mode="after")
    def details_fit_the_kind(self) -> Self:
        """An event needs its name; details of another kind are a mistake worth telling."""
        wanted = _DETAILS[self.kind]
        given = {field for field in _DETAILS.values() if getattr(self, field) is not None}
        for field in sorted(given - {wanted}):
            told = {"field": field, "kind": str(self.kind)}
            raise PydanticCustomError("details_misplaced", "misplaced", told)
        if self.kind is OccasionKind.EVENT and not given:
            raise PydanticCustomError(
                "details_required", "missing", {"field": wanted, "kind": str(self.kind)}
            )
        return self
