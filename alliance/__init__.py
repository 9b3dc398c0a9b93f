"""The command line: runs the system, and speaks to the services through the typed client."""
