"""Use cases of intake, one for each entrypoint. They never commit, never read the clock, never touch the broker."""
