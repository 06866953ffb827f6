"""What members read before they decide, and what letters are written from."""
