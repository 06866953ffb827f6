"""Writes of collecting; each receives the session and never commits."""
