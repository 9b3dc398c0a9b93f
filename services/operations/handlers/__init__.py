"""Use cases of operations. They never commit, never read the clock, never touch the broker."""
