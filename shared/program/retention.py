"""What the program file says of how long things are kept; program.md §8. Days; 0: for ever."""

from __future__ import annotations

from shared.contracts.requests import Model
from shared.program.named import Count


class RetentionRules(Model):
    """From the day on which each is over: an application ended, a mail went, a draft was last saved."""

    ended_city_days: Count = 730  # names, contacts, texts and files of cities that were declined or withdrew
    draft_days: Count = 365  # applications that were never submitted
    mail_days: Count = 365  # what a mail said, and what the mail server answered
    command_answer_days: Count = 30  # what a command replied, for whoever repeats it
    dead_letter_days: Count = 90  # messages that could not be handled, once they are retried or discarded
