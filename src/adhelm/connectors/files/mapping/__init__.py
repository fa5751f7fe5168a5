"""Recognises what a table is and turns its texts into canonical rows."""
