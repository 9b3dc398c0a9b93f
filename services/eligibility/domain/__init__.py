"""The rules of eligibility and selection: pure functions of values, by the program's nouns."""
