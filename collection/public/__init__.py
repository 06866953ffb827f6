"""The customer's pages: answering, uploading, thanks, status."""

from collection.public import (
    answering,
    captioned,
    confirming,
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
    "drafting",
    "opening",
    "parting",
    "privacy",
    "status",
    "thanking",
    "uploading",
]
