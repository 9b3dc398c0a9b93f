"""Use cases of identity, one for each entrypoint. They never commit, never read the clock, never touch the broker."""
