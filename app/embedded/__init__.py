"""The one-command local stack: every part of the product as a child of one small supervisor."""
