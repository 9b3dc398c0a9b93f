"""Tokens, keys and the permission table."""
