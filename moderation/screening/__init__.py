"""What a moderator should look at twice: signals, each with the place it saw; never a verdict.

Pure: facts in, sightings out. None is about how happy somebody is (product.md, rules 9 and 10);
`stars_and_words` alone compares the two, is shown as a question, and holds nothing back.
"""

from core.signals import HOLDING, Signal
from moderation.screening.all import screen
from moderation.screening.shape import Facts, Lists, Passage, Person, Sighting

__all__ = ["HOLDING", "Facts", "Lists", "Passage", "Person", "Sighting", "Signal", "screen"]
