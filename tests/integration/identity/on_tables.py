"""The cases of tests/unit/identity run over the real tables, too (tests/integration/on_tables.py)."""
