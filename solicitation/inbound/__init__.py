"""What comes in from shops, helpdesks and files, translated into facts: bytes in, values out."""
