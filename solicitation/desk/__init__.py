"""What members see of asking: the calendar, customers, imports, moments."""

from solicitation.desk import calendar, customers, imports, moments
from solicitation.desk.place import blueprint

__all__ = ["blueprint", "calendar", "customers", "imports", "moments"]
