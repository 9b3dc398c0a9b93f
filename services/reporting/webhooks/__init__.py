"""Webhooks: what is recorded is told to other systems over https, signed; owns the deliveries, reads the event log."""
