"""The pages that people read: a module a noun, routes only."""
