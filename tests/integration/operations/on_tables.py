"""The cases of tests/unit/operations run over the real tables, too (tests/integration/on_tables.py)."""
