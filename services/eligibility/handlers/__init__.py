"""Use cases of eligibility, one an entrypoint. They never commit, never read the clock, never touch the broker."""
