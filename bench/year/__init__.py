"""A simulated year of asking, and an auditor who looks for broken rules."""
