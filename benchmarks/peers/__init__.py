"""The same work in three frameworks, as a good user of each would write it. Each stage is a process of its own.

What they do not have: outbox, inbox, order, retries, dead letters, an event log, tokens. A crash at the wrong moment
loses or doubles something in each of them; tests/faults shows it for nameko.
"""
