"""The cases of tests/unit/eligibility run over the real tables, too (tests/integration/on_tables.py)."""
