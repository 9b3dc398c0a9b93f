"""The public language of the services: events, commands, queries, error codes. Imports no framework but pydantic."""
