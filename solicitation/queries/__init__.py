"""Reads of asking."""
