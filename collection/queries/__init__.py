"""Reads of collecting: what a link asks about, and what a customer gave."""
