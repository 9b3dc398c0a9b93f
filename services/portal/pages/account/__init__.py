"""Signing in and out, and what is mine."""
