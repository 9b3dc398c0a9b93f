"""The cases of tests/unit/notifications run over the real tables, too (tests/integration/on_tables.py)."""
