"""The entrypoints of eligibility, by the program's nouns: methods of a few lines, put together in service.py."""
