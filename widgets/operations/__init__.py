"""Writes of the widgets storey."""
