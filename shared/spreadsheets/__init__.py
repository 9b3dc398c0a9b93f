"""Spreadsheets, CSV and XLSX: rows out of a file that people made, and rows into one that they open."""
