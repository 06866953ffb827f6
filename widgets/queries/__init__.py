"""Reads of the widgets storey."""
