"""Turns what a customer uploaded into clean renditions, in a process that may die alone."""
