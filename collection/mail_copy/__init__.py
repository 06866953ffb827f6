"""What a mail of this storey says, language by language. Pure."""

from collection.mail_copy.confirming import COPIES, Copy

__all__ = ["COPIES", "Copy"]
