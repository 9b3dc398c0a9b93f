"""Use cases of notifications, one for each entrypoint. They never commit, read no clock and touch no broker."""
