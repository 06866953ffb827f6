"""Writes of asking: the session comes first, nothing here commits."""
