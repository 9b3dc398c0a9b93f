"""The cases of tests/unit/intake run over the real tables, too (tests/integration/on_tables.py)."""
