"""`alliance demo`: loads the example program, people and cities, and walks a cohort through it. Uses commands alone."""
