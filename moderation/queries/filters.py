"""What of the queue is shown, as the address bar tells it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import TypeVar

from core.signals import Signal
from core.states import Moment, SubmissionKind

E = TypeVar("E", bound=StrEnum)
ANY, NONE = "some", "none"


class Standing(StrEnum):
    """Which states the list shows."""

    WAITING = "waiting"
    APPROVED = "approved"
    REFUSED = "refused"
    ALL = "all"


class Order(StrEnum):
    """Which end of the list comes first; what waits longest is read first by default."""

    OLDEST = "oldest"
    NEWEST = "newest"


@dataclass(frozen=True, slots=True)
class Filters:
    """One view of the queue; empty means any."""

    state: Standing = Standing.WAITING
    order: Order = Order.OLDEST
    product: int | None = None
    moment: Moment | None = None
    stars: int | None = None
    kind: SubmissionKind | None = None
    language: str = ""
    media: str = ""
    """`yes`, `no` or any."""
    signal: str = ""
    """The value of a signal, `some` for any of them, `none` for what was found clean."""
    q: str = ""

    @classmethod
    def read(cls, args: Mapping[str, str]) -> Filters:
        """The filters an address asks for; what it gets wrong is left out."""
        state = _one_of(Standing, args.get("state")) or Standing.WAITING
        usual = Order.OLDEST if state is Standing.WAITING else Order.NEWEST
        return cls(
            state=state,
            order=_one_of(Order, args.get("order")) or usual,
            product=_number(args.get("product"), 2**62),
            moment=_one_of(Moment, args.get("moment")),
            stars=_number(args.get("stars"), 5),
            kind=_one_of(SubmissionKind, args.get("kind")),
            language=args.get("language", "")[:8],
            media=args.get("media", "") if args.get("media") in ("yes", "no") else "",
            signal=_signal(args.get("signal")),
            q=" ".join(args.get("q", "").split())[:100],
        )

    def told(self) -> dict[str, str]:
        """The same as an address tells it, without what is usual."""
        usual = Filters.read({"state": self.state})
        said = {name: str(value) for name, value in asdict(self).items() if value}
        return {
            field.name: said[field.name]
            for field in fields(self)
            if field.name in said
            and (field.name == "state" or said[field.name] != str(getattr(usual, field.name)))
        }

    @property
    def narrowed(self) -> int:
        """How many filters besides the state and the search are set."""
        return sum(
            bool(value)
            for value in (
                self.product,
                self.moment,
                self.stars,
                self.kind,
                self.language,
                self.media,
                self.signal,
            )
        )


def _signal(raw: str | None) -> str:
    return raw if raw is not None and raw in {*Signal, ANY, NONE} else ""


def _one_of(kind: type[E], raw: str | None) -> E | None:
    return kind(raw) if raw in set(kind) else None


def _number(raw: str | None, most: int) -> int | None:
    number = int(raw) if raw and raw.isascii() and raw.isdecimal() and len(raw) < 20 else 0
    return number if 1 <= number <= most else None
