"""The members' pages of collecting: what was given, and what is asked."""

from collection.desk import asking, giving, opening
from collection.desk.ground import blueprint

__all__ = ["asking", "blueprint", "giving", "opening"]
