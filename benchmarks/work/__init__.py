"""The work that everybody is measured at: an application stored, checked, a mail row written, a report counted.

Its statements are the same for every peer and for "the same SQL alone". It imports pydantic and nothing of Alliance,
since the peers run in an environment of their own.
"""
