"""The cases of tests/unit/reporting run over the real tables, too (tests/integration/on_tables.py)."""
