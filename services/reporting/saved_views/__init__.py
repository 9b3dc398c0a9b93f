"""Saved views of the list of applications: owns what people keep under a name; says nothing of it in events."""
