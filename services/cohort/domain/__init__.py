"""The rules of a cohort, by the program's nouns: pure functions of values."""
