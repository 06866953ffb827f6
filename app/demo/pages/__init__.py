"""The demo's pages: a shop, its mailbox and a clock that can be moved; never on in production."""

from app.demo.pages import bar, outbox, shop  # noqa: F401 -- they hang their routes on the blueprint
from app.demo.pages.ground import blueprint

__all__ = ["blueprint"]
