"""A file for each figure; each gives values that table.py prints and README.md keeps."""
