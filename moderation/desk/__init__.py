"""The desk where submissions are read and decided."""

from moderation.desk import acceptance, bulk, contests, deciding, insight, reading, rules, screening
from moderation.desk.ground import blueprint

__all__ = [
    "acceptance",
    "blueprint",
    "bulk",
    "contests",
    "deciding",
    "insight",
    "reading",
    "rules",
    "screening",
]
