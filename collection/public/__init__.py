"""The customer's pages: answering, uploading, thanks, status."""

from collection.public import (
    answering,
    captioned,
    confirming,
    contesting,
    drafting,
    opening,
    parting,
    privacy,
    status,
    thanking,
    uploading,
)
from collection.public.ground import blueprint

__all__ = [
    "answering",
    "blueprint",
    "captioned",
    "confirming",
    "contesting",
    "drafting",
    "opening",
    "parting",
    "privacy",
    "status",
    "thanking",
    "uploading",
]
