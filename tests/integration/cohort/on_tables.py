"""The cases of tests/unit/cohort run over the real tables, too (tests/integration/on_tables.py)."""
