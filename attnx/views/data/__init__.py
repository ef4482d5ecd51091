"""The numbers of a trace for other programs: a table for spreadsheets, arrays for NumPy."""
