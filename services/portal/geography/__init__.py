"""The map of the Americas: where a place lies on it, and its outline."""
